"""The tables of `library.db`: how an empty one is made and connected to, and how arrays become blobs."""

import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.derived import put_in_place
from index.digests import DIGEST, Value, settings_digest
from index.encoder import Vectors
from index.passages import Span

FORMAT = 2
"""Version of the tables below; a library of an older one is migrated (`index.migrate`), of a newer one refused."""

FILE = "library.db"

DISK_ERRORS = frozenset(
    {
        *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
    }
)
"""SQLite's codes for what is not the fault of a database."""

BUSY_SECONDS = 30
"""How long a connection waits for another one's transaction."""

TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE commits (generation INTEGER PRIMARY KEY, token TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, date TEXT, media_type TEXT NOT NULL, sha256 TEXT NOT NULL,
    version TEXT NOT NULL, characters INTEGER NOT NULL, passages INTEGER NOT NULL,
    pages TEXT NOT NULL, text TEXT NOT NULL, digest BLOB NOT NULL DEFAULT x''
);
CREATE INDEX documents_sha256 ON documents (sha256);
CREATE TABLE sources (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, source TEXT NOT NULL, rank INTEGER NOT NULL,
    file INTEGER REFERENCES files (id), PRIMARY KEY (document, source)
) WITHOUT ROWID;
CREATE INDEX sources_source ON sources (source);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences BLOB NOT NULL, vector BLOB NOT NULL,
    digest BLOB NOT NULL DEFAULT x''
);
CREATE INDEX passages_document ON passages (document);
CREATE INDEX sources_file ON sources (file);
"""
"""`sentences` is int32 pairs, `vector` float16; a commit's random token tells one past of a library from another.

`passages.id` is never given twice, so an index tells old from new; unless an older copy is put back: hence the tokens.
A `digest` (`index.digests`) is over the row's other columns but a passage's id, and over a document's sources;
that of all settings, and of what `tables_of` gives, is a setting itself. `sources.file` is the file that a source is,
or is an article of.
"""

FILE_TABLES = """
CREATE TABLE folders (
    path TEXT PRIMARY KEY, mounts TEXT NOT NULL, digest BLOB NOT NULL DEFAULT x''
) WITHOUT ROWID;
CREATE TABLE files (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, sha256 TEXT NOT NULL, named INTEGER NOT NULL, reason TEXT,
    notes TEXT NOT NULL, digest BLOB NOT NULL DEFAULT x''
);
CREATE UNIQUE INDEX files_source ON files (source, sha256);
CREATE INDEX files_sha256 ON files (sha256);
CREATE TABLE removed (
    source TEXT PRIMARY KEY, file TEXT NOT NULL, digest BLOB NOT NULL DEFAULT x''
) WITHOUT ROWID;
"""
"""What a library was given (`index.files`): folders, with the mounts in them (a JSON list), and files.

`files.source` is a path, `upload:NAME` or an address, `sha256` is of its bytes (empty: they could not be had), `named`
is 1 where a person named the file itself, `reason` says why it could not be read (NULL: it was), `notes` is a JSON list
of what of it could not be. `removed` are sources that a person took out, and their files, as sha-256 only.
"""


def is_library(folder: Path) -> bool:
    """Tell whether a library is in a folder."""
    return (folder / FILE).is_file()


def create_catalog(folder: Path, settings: Mapping[str, str]) -> None:
    """Make an empty database in `folder`, whole or not at all, with these settings."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{FILE}.{uuid.uuid4().hex}.part"
    values = {"format": str(FORMAT), "generation": "0", "library": uuid.uuid4().hex, **settings}
    db = connect(partial)
    try:
        db.executescript(TABLES + FILE_TABLES)
        values[DIGEST] = settings_digest(values, tables_of(db))
        db.executemany("INSERT INTO settings VALUES (?, ?)", values.items())
    finally:
        db.close()
    put_in_place(partial, folder / FILE)


def tables_of(db: sqlite3.Connection) -> list[tuple[Value, ...]]:
    """Return what a database is beside its rows: the tables' definitions, the last ids given, and the last commit."""
    tables = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()
    last = db.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()
    commits = db.execute("SELECT generation, token FROM commits ORDER BY generation DESC LIMIT 1").fetchall()
    return [*tables, *last, *commits]


def connect(path: Path) -> sqlite3.Connection:
    """Open a database for reading and writing; a commit is on disk when it returns."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
    try:
        settings = "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
        checks = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"
        db.executescript(f"{settings}; PRAGMA secure_delete = ON; {checks}")
    except (sqlite3.Error, UnicodeError):  # SQLite quotes what is damaged in its messages
        db.close()
        raise
    return db


def is_of_the_disk(error: BaseException) -> bool:
    """Tell whether an error of SQLite is one of the disk, or of who else uses the file, and not of what is in it."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in DISK_ERRORS


def in_use(path: Path) -> bool:
    """Tell whether another connection, of any process, has a database open; one that is too damaged counts as not."""
    db = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        db.execute("ROLLBACK")
    except (sqlite3.Error, UnicodeError) as error:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    finally:
        db.close()
    return False


def packed(sentences: Sequence[Span]) -> bytes:
    """Return spans as a blob."""
    return np.asarray(sentences, "<i4").tobytes()


def unpacked(blob: bytes) -> tuple[Span, ...]:
    """Return the spans of a blob; raise ValueError for half of one."""
    return tuple((int(a), int(b)) for a, b in np.frombuffer(blob, "<i4").reshape(-1, 2))


def halved(vector: Vectors) -> bytes:
    """Return a vector as a float16 blob."""
    return vector.astype("<f2").tobytes()
