"""The library that was opened in, it and those beside it out: each is opened when it is first asked for."""

import threading
from collections.abc import Callable
from pathlib import Path

from index.library import Library
from index.tables import is_library


class Shelf:
    """The libraries that the page can switch between, named by their folders.

    Args:
        library: the one that was opened; whoever opened it closes it.
        open_beside: opens another folder's library.
    """

    def __init__(self, library: Library, open_beside: Callable[[Path], Library] | None = None) -> None:
        self.first = library.folder.name
        self._parent = library.folder.parent
        self._open_beside = open_beside
        self._opened = {self.first: library}
        self._opening = threading.Lock()

    def names(self) -> tuple[str, ...]:
        """Return the names of the libraries, the one that was opened first."""
        if self._open_beside is None:
            return (self.first,)
        try:
            beside = [folder.name for folder in self._parent.iterdir() if is_library(folder)]
        except OSError:
            beside = []
        return (self.first, *sorted(name for name in beside if name != self.first))

    def library(self, name: str) -> Library:
        """Return a library, opened now unless it is already.

        Raises:
            KeyError: there is none of this name.
            ValueError: it cannot be opened; the sentence says why.
        """
        with self._opening:
            if name not in self._opened:
                if self._open_beside is None or name not in self.names():
                    raise KeyError(name)
                self._opened[name] = self._open_beside(self._parent / name)
            return self._opened[name]

    def close(self) -> None:
        """Close the libraries that were opened here."""
        with self._opening:
            for name in [name for name in self._opened if name != self.first]:
                self._opened.pop(name).close()
