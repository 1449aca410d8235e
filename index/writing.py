"""A library's catalog in, one reader or writer of it at a time out, whatever the thread or process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.catalog import Catalog
from index.lock import write_lock


class Writing:
    """The one connection of a library that writes, and the locks around it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._catalog = Catalog(folder)
        self._turn = threading.RLock()

    def close(self) -> None:
        """End the connection."""
        self._catalog.close()

    @contextmanager
    def reading(self) -> Iterator[Catalog]:
        """Yield the catalog while no other thread uses it."""
        with self._turn:
            yield self._catalog

    @contextmanager
    def alone(self, *, seconds: float | None = None) -> Iterator[Catalog]:
        """Yield the catalog while nobody else writes.

        Raises:
            TimeoutError: another process has been writing for so many seconds (None: as many as `write_lock` waits).
        """
        with write_lock(self.folder, seconds=seconds), self._turn:
            yield self._catalog

    @contextmanager
    def transaction(self) -> Iterator[Catalog]:
        """Yield the catalog inside one transaction: what fails leaves no trace, what does not is on disk afterwards."""
        with self.alone() as catalog, catalog.write():
            yield catalog
