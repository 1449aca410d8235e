"""A library's folder in, a connection to its `conversations.db` out: made whole, checked, put aside where damaged."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock

from index.derived import free_name

FILE = "conversations.db"

FORMAT = 1
"""Version of the tables below; a newer one is refused."""

APPLICATION = 0x45784368
"""What SQLite files of this kind say they are ("ExCh")."""

TABLES = (
    """CREATE TABLE conversations (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL, started TEXT NOT NULL, changed TEXT NOT NULL,
    rank INTEGER NOT NULL
) WITHOUT ROWID""",
    """CREATE TABLE turns (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, n INTEGER NOT NULL,
    folded TEXT NOT NULL, turn TEXT NOT NULL, PRIMARY KEY (conversation, n)
)""",
)
"""`folded` is what is searched; `rank` grows with every change, whatever the clock does; `turn` is JSON."""

ASIDE = f"{FILE}.damaged-"

WAIT_SECONDS = 30.0
"""How long somebody else's reading or writing is waited for; it takes a few milliseconds."""


@contextmanager
def connection(folder: Path, *, make: bool = False) -> Iterator[sqlite3.Connection]:
    """Connect to the conversations of a library for one thing that is done with them.

    A damaged file is renamed, so that nothing of it is lost and new conversations can be kept.

    Args:
        folder: the library's.
        make: whether a file is made where there is none; otherwise it is as if an empty one were there.

    Raises:
        ValueError: the file is damaged, of a newer Excerpt, or cannot be used; the sentence is for the page.
        TimeoutError: somebody else holds it.
    """
    path = folder.absolute() / FILE
    try:
        if make:
            make_file(folder)
        with closing(_connect(path) if make or path.exists() else _empty()) as db:
            _check(db, path)
            yield db
    except sqlite3.Error as error:
        raise _told(error, path) from error


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Change something whole or not at all; one at a time, whatever the thread or process."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def wipe(db: sqlite3.Connection) -> None:
    """Take what was deleted out of the write-ahead log as well: SQLite itself leaves it there for later.

    Raises:
        TimeoutError: somebody else is reading all the time.
    """
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise TimeoutError("It is deleted, but traces are left while another program reads the conversations.")


def make_file(folder: Path) -> None:
    """Make an empty file in a library's folder, readable by this person only, where there is none."""
    path = folder.absolute() / FILE
    if path.exists():
        return
    with _lock(path):
        if path.exists():
            return
        partial = path.with_name(f"{FILE}.{uuid.uuid4().hex}.part")
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(_connect(partial)) as db:
            _make_tables(db)
        partial.replace(path)


def files_put_aside(folder: Path) -> list[Path]:
    """Return the damaged files that were put aside."""
    return sorted(folder.glob(f"{ASIDE}*"))


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=WAIT_SECONDS)
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    # What is deleted is overwritten, nothing spills into a temporary file, and what the file defines is not believed.
    safe = "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF"
    try:
        db.executescript(f"{safe}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _empty() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    _make_tables(db)
    return db


def _make_tables(db: sqlite3.Connection) -> None:
    kind = f"PRAGMA user_version = {FORMAT}; PRAGMA application_id = {APPLICATION}"
    db.executescript(f"PRAGMA journal_mode = WAL; {kind}; {'; '.join(TABLES)}")


def _check(db: sqlite3.Connection, path: Path) -> None:
    """Make sure that a file holds the tables that it should, and nothing else."""
    application, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if application == APPLICATION and version > FORMAT:
        raise ValueError(f"{path} was written by a newer Excerpt (format {version}, this reads {FORMAT}): update it")
    defined = {row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    if application != APPLICATION or defined != set(TABLES):
        raise sqlite3.DatabaseError("it holds something else")


def _told(error: sqlite3.Error, path: Path) -> ValueError | TimeoutError:
    """Return an error as a sentence, with a damaged file put aside."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_NOTADB) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return TimeoutError("Another program holds the conversations: try again when it is done.")
    if code not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return ValueError(f"{path} cannot be used ({error})")
    aside = _put_aside(path)
    if aside is None:
        return ValueError(f"{path} could not be read ({error}): try again")
    return ValueError(f"The conversations could not be read ({error}). Their file was put aside as {aside.name}.")


def _put_aside(path: Path) -> Path | None:
    """Rename a damaged file, unless another thread or process has done so; return its new name."""
    with _lock(path):
        if not path.exists() or _sound(path):
            return None
        aside = free_name(path.with_name(ASIDE))
        path.rename(aside)
        for ending in ("-wal", "-shm"):  # a new file must not be taken for theirs
            log = path.with_name(FILE + ending)
            if log.exists():
                log.replace(aside.with_name(aside.name + ending))
        return aside


def _sound(path: Path) -> bool:
    try:
        with closing(_connect(path)) as db:
            _check(db, path)
            return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False


def _lock(path: Path) -> FileLock:
    return FileLock(path.with_suffix(".lock"), timeout=WAIT_SECONDS)
