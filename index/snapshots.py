"""A library's writer in, its newest snapshot out, swapped whole; compacting needs nobody to hold an older one."""

import sqlite3
from contextlib import suppress
from typing import cast

from index.catalog import Catalog
from index.compact import Compacted, compact, forget_backups, is_wasteful, size_of
from index.snapshot import Snapshot, open_snapshot
from index.writing import Writing


class Snapshots:
    """The newest snapshot, opened when first needed."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._newest: Snapshot | None = None

    def close(self) -> None:
        """Let go of the snapshot; compact once a fifth of the database is empty, unless others write, or it fails."""
        self._newest = None
        with suppress(TimeoutError, OSError, sqlite3.Error), self._writing.alone(seconds=0.0) as catalog:
            if is_wasteful(catalog):
                compact(self._writing.folder, catalog)

    def newest(self) -> Snapshot:
        """Return the newest generation; while anybody is writing, the newest that is ready."""
        ready = self._newest is not None
        try:
            with self._writing.alone(seconds=0.0 if ready else None) as catalog:
                if self._newest is None or self._newest.generation != catalog.generation:
                    self.swap(catalog)
                return cast(Snapshot, self._newest)
        except TimeoutError:
            if not ready:
                raise
            return self._newest or self.newest()

    def swap(self, catalog: Catalog) -> None:
        """Bring the indexes up to date and swap the snapshot; the older one answers until then.

        It is swapped twice: only a reader that starts after a checkpoint of the whole log lets the log begin anew.
        """
        opened = open_snapshot(self._writing.folder, self._newest)
        self._newest = opened
        catalog.checkpoint()
        self._newest = opened.again()

    def compact(self) -> Compacted:
        """Leave nothing on disk of what was removed, nor of a former format."""
        with self._writing.alone() as catalog:
            before = size_of(self._writing.folder)
            forget_backups(self._writing.folder)
            self._newest = None  # it would keep alive what was removed
            done = compact(self._writing.folder, catalog)
            self.swap(catalog)
            return Compacted(before, size_of(self._writing.folder), held=not done)
