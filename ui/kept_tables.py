"""The file `kept.db`: its tables, how it is made, opened, checked, and read and written from several threads."""

import os
import sqlite3
import threading
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.tables import connect

FORMAT = 1
"""Version of the tables below; a file of a newer one is refused."""

FILE = "kept.db"

TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE questions (
    id TEXT PRIMARY KEY, question TEXT NOT NULL UNIQUE, verdict TEXT NOT NULL, asked TEXT NOT NULL
);
CREATE TABLE places (
    question TEXT NOT NULL REFERENCES questions (id) ON DELETE CASCADE, rank INTEGER NOT NULL,
    document TEXT NOT NULL, version TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    digest TEXT NOT NULL, page INTEGER, PRIMARY KEY (question, rank)
) WITHOUT ROWID;
CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, library TEXT NOT NULL);
CREATE TABLE outcomes (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    question TEXT NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL, found INTEGER NOT NULL, judged TEXT NOT NULL, confidence REAL NOT NULL,
    document TEXT, version TEXT, start INTEGER, "end" INTEGER, digest TEXT, page INTEGER, PRIMARY KEY (run, question)
) WITHOUT ROWID;
CREATE INDEX outcomes_question ON outcomes (question, run);
"""
"""What was quoted is nowhere in it; a question that is removed takes its places and outcomes along."""


class KeptFile:
    """One connection to the file of kept questions in a library's folder; threads wait for each other."""

    def __init__(self, folder: Path) -> None:
        """Open the file, making an empty one where there is none.

        Raises:
            ValueError: it is damaged, or was written by a newer Excerpt.
        """
        self._path = folder / FILE
        self._using = threading.Lock()
        if not self._path.is_file():
            _create(self._path)
        with self._told():
            self._db = connect(self._path)
            weakref.finalize(self, self._db.close)
            self._check()

    def close(self) -> None:
        """End the connection."""
        self._db.close()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection to read; all that is read in the block is of one moment.

        Raises:
            ValueError: what is read is not what was written; also where the block finds it so.
        """
        with self._using, self._told(), self._transaction("BEGIN"), self.checked():
            yield self._db

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for one transaction; what fails inside leaves no trace.

        Raises:
            ValueError: the file cannot be written, or is damaged.
        """
        with self._using, self._told(), self._transaction("BEGIN IMMEDIATE"):
            yield self._db

    @contextmanager
    def checked(self) -> Iterator[None]:
        """Say of what is read in the block, and cannot have been written, that it is damaged.

        Raises:
            ValueError: it is.
        """
        try:
            yield
        except (ValueError, TypeError) as error:
            raise self._damaged(error) from error

    def forget(self) -> None:
        """Take what was deleted out of the write-ahead log, too, as far as no other process reads it."""
        with self._using, self._told():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self._db.execute(begin)
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # where the disk is full, SQLite has taken all back already
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.OperationalError, sqlite3.IntegrityError) as error:
            raise ValueError(f"the kept questions in {self._path} cannot be used ({error})") from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: object) -> ValueError:
        return ValueError(
            f"the kept questions in {self._path} are damaged ({error}): move this file away to start anew"
        )

    def _check(self) -> None:
        self._db.execute("PRAGMA secure_delete = ON")
        sound = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if sound != "ok":
            raise self._damaged(sound)
        there = self._db.execute("SELECT name FROM sqlite_master WHERE name = 'settings'").fetchall()
        found = str(dict(self._db.execute("SELECT name, value FROM settings")).get("format")) if there else ""
        if not (found.isascii() and found.isdecimal()):
            raise self._damaged("it names no format")
        if int(found) > FORMAT:
            raise ValueError(
                f"{self._path} was written by a newer Excerpt (format {found}, this reads {FORMAT}): update it"
            )


def _create(path: Path) -> None:
    """Make an empty file that only its owner can read, whole or not at all, unless another process has made one."""
    partial = path.with_name(f"{FILE}.{uuid.uuid4().hex}.part")
    partial.touch(mode=0o600)
    db = connect(partial)
    try:
        db.executescript(TABLES)
        db.execute("INSERT INTO settings VALUES ('format', ?)", (str(FORMAT),))
    finally:
        db.close()
    with suppress(FileExistsError):
        os.link(partial, path)
    partial.unlink()
