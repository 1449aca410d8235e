"""A library of an older format in, one of today's format out, in one transaction, with a backup beside it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from index.derived import discard_state, put_in_place, sync
from index.digests import DIGEST, document_digest, row_digest, settings_digest
from index.document import version_of
from index.lock import write_lock
from index.tables import FILE, FILE_TABLES, FORMAT, connect, is_library, is_of_the_disk, tables_of

FORMAT_2 = """
ALTER TABLE documents ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE passages ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE sources ADD COLUMN file INTEGER REFERENCES files (id);
CREATE INDEX sources_file ON sources (file);
INSERT INTO files (source, sha256, named, notes)
    SELECT DISTINCT source, sha256, 1, '[]' FROM sources JOIN documents ON id = document ORDER BY source, id;
UPDATE sources SET file = (
    SELECT files.id FROM files JOIN documents ON documents.sha256 = files.sha256
    WHERE files.source = sources.source AND documents.id = sources.document
);
"""
"""Every file counts as named by a person, since format 1 did not know in which folders files were found."""

NO_DIGEST = b"damaged before"


def migrate(folder: Path) -> Path | None:
    """Bring the library in a folder to today's format; return where the backup is, or None where it is of this format.

    The backup, `library.db.format-N.bak`, is made whole before anything is changed. A newer format is left as it is.

    Raises:
        TimeoutError: another process is writing to the library.
        ValueError: the database is damaged, or is no library's.
    """
    try:
        if _format(folder) >= FORMAT:
            return None
        with write_lock(folder), closing(connect(folder / FILE)) as db:
            found = _format(folder)
            if found >= FORMAT:
                return None
            backup = folder / f"{FILE}.format-{found}.bak"
            _back_up(db, backup)
            for name in ("vectors", "lexical"):  # what they say of themselves had no digest
                discard_state(folder / name)
            _to_format_2(db)
            return backup
    except (sqlite3.DatabaseError, UnicodeError) as error:
        if is_of_the_disk(error):
            raise
        raise ValueError(f"{folder / FILE} is not a library's database, or is damaged ({error})") from error


def _format(folder: Path) -> int:
    """Return the format of the library in a folder; a damaged database raises sqlite3.DatabaseError."""
    if not is_library(folder):
        return FORMAT
    with closing(connect(folder / FILE)) as db:
        row = db.execute("SELECT value FROM settings WHERE name = 'format'").fetchone()
    if row is None or not str(row[0]).isdecimal() or not int(row[0]):
        raise sqlite3.DatabaseError("it has no format")
    return int(row[0])


def _back_up(db: sqlite3.Connection, path: Path) -> None:
    """Copy a database to a file that is there whole, on disk, or not at all."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as copy:
        db.backup(copy)
    sync(partial)
    put_in_place(partial, path)


def _to_format_2(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in (FILE_TABLES + FORMAT_2).split(";"):  # executescript would commit
            db.execute(statement)
        for (id,) in db.execute("SELECT id FROM documents").fetchall():
            _seal(db, id)
        files = db.execute("SELECT id, source, sha256, named, reason, notes FROM files").fetchall()
        digests = [(row_digest(*row), row[0]) for row in files]
        db.executemany("UPDATE files SET digest = ? WHERE id = ?", digests)
        db.execute("INSERT OR REPLACE INTO settings VALUES ('format', '2')")
        settings = dict(db.execute("SELECT name, value FROM settings"))
        db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (DIGEST, settings_digest(settings, tables_of(db))))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _seal(db: sqlite3.Connection, id: str) -> None:
    """Write the digests of a document and its passages; a text that is damaged already gets one that does not hold."""
    columns = "id, title, date, media_type, sha256, version, characters, passages, pages, text"
    row = db.execute(f"SELECT {columns} FROM documents WHERE id = ?", (id,)).fetchone()  # noqa: S608
    sources = db.execute("SELECT source, rank, file FROM sources WHERE document = ? ORDER BY rank", (id,)).fetchall()
    digest = document_digest(row, sources) if version_of(row[-1]) == row[5] else NO_DIGEST
    db.execute("UPDATE documents SET digest = ? WHERE id = ?", (digest, id))
    passages = db.execute(
        'SELECT id, document, start, "end", sentences, vector FROM passages WHERE document = ?', (id,)
    )
    digests = [(row_digest(*columns), passage) for passage, *columns in passages]
    db.executemany("UPDATE passages SET digest = ? WHERE id = ?", digests)
