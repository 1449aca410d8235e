"""The folders and files that a library was given, those that could not be read, and what a person took out of it."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.digests import Value, row_digest
from index.document import UPLOAD, is_kept

COLUMNS = "id, source, sha256, named, reason, notes"

TABLES = {"folders": "path, mounts", "files": COLUMNS, "removed": "source, file"}
"""The tables and their columns, but for the digest, which is over all of them."""


@dataclass(frozen=True, slots=True)
class File:
    """One file that was tried.

    Attributes:
        id: in the database.
        source: its path, `upload:NAME`, or its address.
        sha256: of its bytes when it was tried; empty where they could not be had.
        named: whether a person named the file itself, and not only a folder that it is in.
        reason: why it could not be read; None where it was.
        notes: what of it could not be read, each a sentence for people.
    """

    id: int
    source: str
    sha256: str
    named: bool
    reason: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """Sources that a person took out of the library; only their sha-256 is known."""

    marks: frozenset[str]

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and bool(self.marks) and _mark(source) in self.marks


class Files:
    """The tables of folders and files, over a catalog's connection; changes only inside the catalog's `write`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def folders(self) -> dict[str, tuple[str, ...]]:
        """Return the folders that the library was given, by path, each with the mounts that were found in it."""
        rows = self._db.execute("SELECT path, mounts FROM folders ORDER BY path")
        return {path: tuple(json.loads(mounts)) for path, mounts in rows}

    def put_folders(self, folders: Mapping[str, Sequence[str]]) -> None:
        """Remember folders, each with the mounts in it."""
        rows = [(path, json.dumps(list(mounts))) for path, mounts in folders.items()]
        self._db.executemany(
            "INSERT OR REPLACE INTO folders VALUES (?, ?, ?)", ((*row, row_digest(*row)) for row in rows)
        )

    def drop_folder(self, path: str) -> None:
        """Forget a folder; the files that were found in it stay."""
        self._db.execute("DELETE FROM folders WHERE path = ?", (path,))

    def all(self) -> tuple[File, ...]:
        """Return every file that was tried, by source."""
        return self._found("ORDER BY source, id")

    def unread(self) -> tuple[File, ...]:
        """Return the files that could not be read, or not wholly, by source."""
        return self._found("WHERE reason IS NOT NULL OR notes != '[]' ORDER BY source, id")

    def at(self, source: str) -> tuple[File, ...]:
        """Return the files of a source: one at most, but for uploads, of which several may have one name."""
        return self._found("WHERE source = ? ORDER BY id", source)

    def with_sha256(self, sha256: str) -> File | None:
        """Return a file with these bytes that was read, the first of several, or None."""
        found = self._found("WHERE sha256 = ? AND reason IS NULL ORDER BY id LIMIT 1", sha256)
        return found[0] if found else None

    def of_document(self, document: str) -> tuple[File, ...]:
        """Return the files that a document was read from, in the order of its sources."""
        return self._found("JOIN sources ON file = files.id WHERE document = ? ORDER BY rank", document)

    def documents_of(self, file: int) -> tuple[tuple[str, str], ...]:
        """Return `(document id, source)` of each document that was read from a file."""
        rows = self._db.execute("SELECT document, source FROM sources WHERE file = ? ORDER BY document, rank", (file,))
        return tuple((row[0], row[1]) for row in rows)

    def documents(self) -> dict[int, list[str]]:
        """Return the ids of the documents that were read from each file, by the file's id."""
        found: dict[int, list[str]] = {}
        for file, document in self._db.execute("SELECT file, document FROM sources WHERE file IS NOT NULL ORDER BY 2"):
            found.setdefault(file, []).append(document)
        return found

    def kept_sha256s(self) -> frozenset[str]:
        """Return the sha-256 of each upload and web page that a document was read from."""
        rows = self._db.execute("SELECT DISTINCT files.source, sha256 FROM files JOIN sources ON file = files.id")
        return frozenset(sha256 for source, sha256 in rows if is_kept(source))

    def put(
        self, source: str, sha256: str, *, named: bool, reason: str | None = None, notes: Sequence[str] = ()
    ) -> int:
        """Keep what became of a file in place of what is known of it; return its id.

        Once a person has named a file, it stays named. Uploads of one name are the same file only with the same bytes.
        """
        known = [file for file in self.at(source) if not source.startswith(UPLOAD) or file.sha256 == sha256]
        id = known[0].id if known else self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM files").fetchone()[0]
        named = named or any(file.named for file in known)
        values = (id, source, sha256, int(named), reason, json.dumps(list(notes)))
        update = ", ".join(f"{name} = excluded.{name}" for name in ("sha256", "named", "reason", "notes", "digest"))
        query = f"INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET {update}"  # noqa: S608
        self._db.execute(query, (*values, row_digest(*values)))
        return int(id)

    def drop(self, id: int) -> None:
        """Forget a file that no document has as its source (any more)."""
        self._db.execute("DELETE FROM files WHERE id = ?", (id,))

    def mark_removed(self, sources: Iterable[tuple[str, str]]) -> None:
        """Note that a person took out some sources, given as (source, its file's source)."""
        rows = ((_mark(source), _mark(file)) for source, file in sources)
        marks = ((*row, row_digest(*row)) for row in rows)
        self._db.executemany("INSERT OR REPLACE INTO removed VALUES (?, ?, ?)", marks)

    def unmark_removed(self, source: str) -> None:
        """Forget that a person took out a source, or anything of a file: it is wanted again."""
        self._db.execute("DELETE FROM removed WHERE ? IN (source, file)", (_mark(source),))

    @property
    def removed(self) -> "Removed":
        """What a person took out, which `in` tells of a source."""
        return Removed(frozenset(row[0] for row in self._db.execute("SELECT source FROM removed")))

    def any_removed(self, file: str) -> bool:
        """Tell whether a person took out anything of this file."""
        return self._db.execute("SELECT 1 FROM removed WHERE file = ?", (_mark(file),)).fetchone() is not None

    def rows(self, table: str) -> list[tuple[Value, ...]]:
        """Return the rows of one of `TABLES`, the digest last."""
        return self._db.execute(f"SELECT {TABLES[table]}, digest FROM {table} ORDER BY 1").fetchall()  # noqa: S608

    def rows_of(self, document: str) -> list[tuple[Value, ...]]:
        """Return the rows of the files of a document, the digest last."""
        columns = ", ".join(f"files.{column}" for column in [*COLUMNS.split(", "), "digest"])
        query = f"SELECT {columns} FROM files JOIN sources ON file = files.id WHERE document = ?"  # noqa: S608
        return self._db.execute(query, (document,)).fetchall()

    def replace_rows(self, table: str, rows: Iterable[tuple[Value, ...]]) -> None:
        """Put rows, as `rows` gives them, in place of what a table holds; sources go on naming files by their ids."""
        self._db.execute("PRAGMA defer_foreign_keys = ON")
        self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        marks = ", ".join("?" * (TABLES[table].count(",") + 2))
        self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608

    def _found(self, rest: str, *values: str) -> tuple[File, ...]:
        columns = ", ".join(f"files.{column}" for column in COLUMNS.split(", "))
        rows = self._db.execute(f"SELECT {columns} FROM files {rest}", values)  # noqa: S608
        return tuple(
            File(id, source, sha256, bool(named), reason, tuple(json.loads(notes)))
            for id, source, sha256, named, reason, notes in rows
        )


def is_sound(row: tuple[Value, ...]) -> bool:
    """Tell whether a row, as `Files.rows` gives it, is as it was stored."""
    return row_digest(*row[:-1]) == row[-1]


def _mark(source: str) -> str:
    """Return what is kept of the name of something that a person removed."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
