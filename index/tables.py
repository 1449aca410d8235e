"""The tables of `library.db`, how an empty one is made, and how one is connected to."""

import sqlite3
import uuid
from collections.abc import Mapping
from pathlib import Path

FORMAT = 1
"""Version of the tables below; a library of a newer one is refused."""

FILE = "library.db"

TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, date TEXT, media_type TEXT NOT NULL, sha256 TEXT NOT NULL,
    version TEXT NOT NULL, characters INTEGER NOT NULL, passages INTEGER NOT NULL,
    pages TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX documents_sha256 ON documents (sha256);
CREATE TABLE sources (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, source TEXT NOT NULL, rank INTEGER NOT NULL,
    PRIMARY KEY (document, source)
) WITHOUT ROWID;
CREATE INDEX sources_source ON sources (source);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences BLOB NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_document ON passages (document);
"""
"""`passages.id` is never given twice, so an index tells old from new; `sentences` is int32 pairs, `vector` float16."""


def create_catalog(folder: Path, settings: Mapping[str, str]) -> None:
    """Make an empty database in `folder`, whole or not at all, with these settings."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{FILE}.{uuid.uuid4().hex}.part"
    values = {"format": str(FORMAT), "generation": "0", "library": uuid.uuid4().hex, **settings}
    db = connect(partial)
    try:
        db.executescript(TABLES)
        db.executemany("INSERT INTO settings VALUES (?, ?)", values.items())
    finally:
        db.close()
    partial.replace(folder / FILE)


def connect(path: Path) -> sqlite3.Connection:
    """Open a database for reading and writing; a commit is on disk when it returns."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    try:
        db.executescript("PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    except sqlite3.Error:
        db.close()
        raise
    return db
