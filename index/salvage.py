"""A database that may be damaged anywhere in, what is wrong with it out, and every row that can still be read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from index.digests import DIGEST, Value, row_digest, settings_digest
from index.files import TABLES, is_sound
from index.inventory import Known, Row
from index.stored_passages import PassageRow
from index.tables import FORMAT, connect, is_of_the_disk, tables_of, unpacked


def database_damage(path: Path) -> list[str]:
    """Return what is wrong with a library's database as a file; empty where it can be opened and read.

    What a single document holds is `index.verify`'s. An older format is only looked at as SQLite does, and so is a
    newer one, unless the digest tells that it is of this one.
    """
    try:
        with closing(connect(path)) as db:
            db.text_factory = _text
            errors = [" ".join(str(row[0]).split()) for row in db.execute("PRAGMA integrity_check(5)")]
            if errors != ["ok"]:
                return errors
            if db.execute("PRAGMA foreign_key_check").fetchone():
                return ["a row belongs to another that is not there"]
            if db.execute("SELECT 1 FROM sqlite_schema WHERE type NOT IN ('table', 'index')").fetchone():
                return ["it holds what no library has"]
            return [] if _settings_hold(db) else ["what it says of itself does not match its digest"]
    except (sqlite3.Error, ValueError) as error:
        if is_of_the_disk(error) and getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_READONLY:
            raise  # a database that says of itself that it may only be read is a damaged one
        return [str(error)]


def file_damage(path: Path) -> list[str]:
    """Return what SQLite itself finds wrong with any database; empty where that is nothing, or where there is none."""
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(path)) as db:
            errors = [" ".join(str(row[0]).split()) for row in db.execute("PRAGMA integrity_check(5)")]
    except (sqlite3.Error, UnicodeError) as error:
        return [str(error)]
    return [] if errors == ["ok"] else errors


def _settings_hold(db: sqlite3.Connection) -> bool:
    settings = {str(name): str(value) for name, value in db.execute("SELECT name, value FROM settings")}
    found = settings.get("format", "")
    if found == str(FORMAT):
        return settings.get(DIGEST) == settings_digest(settings, tables_of(db))
    ours = settings_digest({**settings, "format": str(FORMAT)}, tables_of(db)) if DIGEST in settings else ""
    return found.isdecimal() and int(found) > 0 and settings.get(DIGEST) != ours


class Salvage:
    """A connection to a database of which anything may be damaged. What cannot be read is as if it were not there."""

    def __init__(self, path: Path) -> None:
        """Open the file; where that is impossible, nothing can be read."""
        try:
            self._db = connect(path)
        except (sqlite3.Error, UnicodeError):
            self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.text_factory = _text
        sources: dict[Value, list[Row]] = {}
        for document, *row in self._rows("document, source, rank, file", "sources", "document, source"):
            sources.setdefault(document, []).append(tuple(row))
        self._sources = {id: tuple(sorted(rows, key=lambda row: row[1] or 0)) for id, rows in sources.items()}
        self._documents = {row[1]: row[0] for row in self._each("rowid, id", "documents")}
        self._passages: dict[Value, list[Value]] = {}
        for rowid, document in self._each("rowid, document", "passages"):
            self._passages.setdefault(document, []).append(rowid)

    def close(self) -> None:
        """End the connection."""
        self._db.close()

    def ids(self) -> list[str]:
        """Return the ids of the documents."""
        return [id for id in self._documents if isinstance(id, str)]

    def settings(self) -> dict[str, str] | None:
        """Return the settings, or None where one of them may be another than was stored."""
        try:
            found = {str(name): str(value) for name, value in self._rows("name, value", "settings", "name")}
            return found if found.get(DIGEST) == settings_digest(found, tables_of(self._db)) else None
        except (sqlite3.Error, UnicodeError):
            return None

    def last_commit(self) -> tuple[int, str] | None:
        """Return the newest generation and its token, or None where there is none to be read."""
        commits = {row[0]: row[1] for row in self._rows("generation, token", "commits", "generation")}
        newest = max((number for number in commits if isinstance(number, int)), default=None)
        return None if newest is None else (newest, str(commits[newest]))

    def given(self, table: str) -> list[Row]:
        """Return the sound rows of one of the tables of `index.files`."""
        columns = f"{TABLES[table]}, digest"
        key = TABLES[table].partition(",")[0]
        rows = self._each(columns, table) if table == "files" else self._rows(columns, table, key)
        return [row for row in rows if is_sound(row)]

    def document(self, id: str) -> tuple[Known, str] | None:
        """Return what is stored of a document, sound or not, or None where it cannot be read."""
        row = self._row("*", "documents", self._documents.get(id))
        if row is None or len(row) != 11 or not isinstance(row[9], str) or not isinstance(row[10], bytes):
            return None
        return Known(row[:9], self._sources.get(id, ()), row[10]), row[9]

    def passages(self, id: str) -> list[PassageRow] | None:
        """Return the passages of a document, or None where one of them is damaged."""
        rows: list[Any] = []
        for rowid in self._passages.get(id, []):
            row = self._row('document, start, "end", sentences, vector, digest', "passages", rowid)
            if row is None or row_digest(*row[:-1]) != row[-1]:
                return None
            rows.append(row)
        made = [PassageRow(r[1], r[2], unpacked(r[3]), np.frombuffer(r[4], "<f2").astype(np.float32)) for r in rows]
        return sorted(made, key=lambda passage: passage.start)

    def _each(self, columns: str, table: str) -> Iterator[Row]:
        """Yield the rows of a table that can be read, each by itself."""
        for (rowid,) in self._rows("rowid", table, "rowid"):
            row = self._row(columns, table, rowid)
            if row is not None:
                yield row

    def _row(self, columns: str, table: str, rowid: Value) -> Row | None:
        try:
            query = f"SELECT {columns} FROM {table} NOT INDEXED WHERE rowid = ?"  # noqa: S608
            row: Row | None = self._db.execute(query, (rowid,)).fetchone()
        except (sqlite3.Error, UnicodeError):
            return None
        return row

    def _rows(self, columns: str, table: str, order: str) -> list[Row]:
        """Return rows from both ends of a table up to what cannot be read."""
        found: dict[Row, None] = {}
        for direction in ("ASC", "DESC"):
            by = ", ".join(f"{name} {direction}" for name in order.split(", "))
            try:
                found.update((row, None) for row in self._db.execute(f"SELECT {columns} FROM {table} ORDER BY {by}"))  # noqa: S608
                break
            except (sqlite3.Error, UnicodeError):
                continue
        return list(found)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
