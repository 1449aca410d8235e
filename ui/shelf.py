"""The library that was opened in, it and those beside it out: each is opened when it is first asked for."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from index.library import Library
from index.tables import is_library
from ui.room import Room


class Shelf:
    """The libraries that the page can switch between, named by their folders.

    Args:
        library: the one that was opened; whoever opened it closes it.
        open_beside: opens another folder's library; None: there is only the one.
        history: whether conversations are kept.
        allow_web: whether the page may have web pages read.
        warm: as `Room` takes it.
    """

    def __init__(
        self,
        library: Library,
        open_beside: Callable[[Path], Library] | None = None,
        *,
        history: bool = True,
        allow_web: bool = False,
        warm: Callable[[Library], object] | None = None,
    ) -> None:
        self.allow_web = allow_web
        self.first = library.folder.resolve().name
        self._parent = library.folder.resolve().parent
        self._open_beside = open_beside
        self._room = partial(Room, history=history, warm=warm)
        self._rooms = {self.first: self._room(library)}
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

    def named(self, name: str) -> str:
        """Return how addresses name a library: not at all where it is the first."""
        return "" if name == self.first else name

    def room(self, name: str | None = None) -> Room:
        """Return a library with what belongs to it, opened now unless it is already; without a name the first.

        Raises:
            KeyError: there is none of this name.
            ValueError: it cannot be opened; the sentence says why.
        """
        name = name or self.first
        with self._opening:
            if name not in self._rooms:
                if self._open_beside is None or name not in self.names():
                    raise KeyError(name)
                self._rooms[name] = self._room(self._open_beside(self._parent / name))
            return self._rooms[name]

    def library(self, name: str | None = None) -> Library:
        """Return a library, as `room` does."""
        return self.room(name).library

    def close(self) -> None:
        """Close the libraries that were opened here, and end what goes on in all."""
        with self._opening:
            for name, room in self._rooms.items():
                room.close()
                if name != self.first:
                    room.library.close()
            self._rooms.clear()
