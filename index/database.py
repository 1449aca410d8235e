"""A library's folder in, a connection to its database out: transactions, settings, and the history of its changes."""

import sqlite3
import uuid
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from index.digests import DIGEST, DamagedError, settings_digest
from index.tables import BUSY_SECONDS, FILE, FORMAT, connect, is_library, is_of_the_disk, tables_of

READERS_MS = 200
"""How long emptying the log waits for readers, in milliseconds: a chat keeps its reader until the library changes."""


class Database:
    """One connection: a writer's, or a reader's that sees one generation for ever."""

    def __init__(self, folder: Path, *, frozen: bool = False) -> None:
        """Open the database in `folder`; with `frozen`, later changes by anyone are not seen.

        Raises:
            ValueError: there is none, it is damaged, or it was written by a newer or an older Excerpt.
        """
        self.frozen = frozen
        path = folder / FILE
        if not is_library(folder):
            raise ValueError(f"no library in {folder}: excerpt add PATH makes one")
        try:
            self._db = connect(path)
            weakref.finalize(self, self._db.close)
            self._db.text_factory = partial(str, encoding="utf-8", errors="replace")  # its digest tells the difference
            self._db.execute("BEGIN")
            found = int(self.setting("format") or 0)
            sound = found != FORMAT or self._settings_hold()
            if not frozen:
                self._db.execute("COMMIT")
        except (sqlite3.DatabaseError, ValueError) as error:
            if is_of_the_disk(error):
                raise
            raise ValueError(f"{path} is not a library's database, or is damaged ({error})") from error
        if found > FORMAT:
            raise ValueError(
                f"{folder} was written by a newer Excerpt (format {found}, this reads {FORMAT}): update it"
            )
        if found < FORMAT:
            raise ValueError(f"{folder} was written by an older Excerpt (format {found}): excerpt info migrates it")
        if not sound:
            raise DamagedError(f"what {path} says of itself")

    def close(self) -> None:
        """End the connection."""
        self._db.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """Run one transaction that raises the generation; what fails inside leaves no trace."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            if not self._settings_hold():  # the digest below would hide it for ever
                raise DamagedError("what library.db says of itself")
            yield
            generation = self.generation + 1
            self.set_setting("generation", str(generation))
            self._db.execute("INSERT INTO commits VALUES (?, ?)", (generation, uuid.uuid4().hex))
            self.set_setting(DIGEST, settings_digest(self.settings(), tables_of(self._db)))
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # where the disk is full, SQLite has taken all back already
                self._db.execute("ROLLBACK")
            raise

    def _settings_hold(self) -> bool:
        settings = self.settings()
        return settings.get(DIGEST) == settings_digest(settings, tables_of(self._db))

    def settings(self) -> dict[str, str]:
        """Return all settings, their digest among them."""
        return {str(name): str(value) for name, value in self._db.execute("SELECT name, value FROM settings")}

    def setting(self, name: str) -> str | None:
        """Return a setting's value, or None."""
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting; only inside `write`."""
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    @property
    def generation(self) -> int:
        """Return the number of the last change."""
        return int(self.setting("generation") or 0)

    def stamp(self) -> dict[str, str | int]:
        """Return what names this very state of this library, for what is derived from it."""
        generation = self.generation
        return {"library": self.setting("library") or "", "generation": generation, "commit": self._commit(generation)}

    def descends_from(self, stamp: Mapping[str, str | int]) -> bool:
        """Tell whether the library was once in the state of a stamp, or still is."""
        past = {"library": self.setting("library") or "", "commit": self._commit(int(stamp.get("generation", -1)))}
        return all(stamp.get(name) == value for name, value in past.items())

    def _commit(self, generation: int) -> str:
        row = self._db.execute("SELECT token FROM commits WHERE generation = ?", (generation,)).fetchone()
        return row[0] if row else ""

    def checkpoint(self) -> None:
        """Let the write-ahead log start anew, as far as no reader needs it."""
        self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def empty_pages(self) -> tuple[int, int]:
        """Return how many pages of the file hold nothing, and how many it has."""
        empty, pages = (self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
        return int(empty), int(pages)

    def compact(self) -> bool:
        """Write the file anew without what was deleted, and empty the log; return whether no reader keeps it alive."""
        self._db.execute("VACUUM")
        self._db.execute(f"PRAGMA busy_timeout = {READERS_MS}")
        busy, _, _ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._db.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        return not busy
