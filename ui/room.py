"""One library with what the page keeps beside it: what is being read, conversations, kept questions."""

import threading

from index.library import Library
from ui.conversations import Conversations
from ui.kept_store import KeptStore
from ui.uploads import Uploads


class Room:
    """A library with all that the page does for it.

    Args:
        library: it is closed by whoever opened it.
        history: whether conversations are kept, and those that were can be read.

    Attributes:
        asked: how many questions people have asked here; what only prepares for the next one gives way to them.
    """

    def __init__(self, library: Library, *, history: bool) -> None:
        self.library = library
        self.asked = 0
        self.uploads = Uploads(library)
        self.conversations = Conversations(library.folder) if history else None
        self._kept: KeptStore | None = None
        self._opening = threading.Lock()

    def kept(self) -> KeptStore:
        """Return the library's kept questions, opened when they are first asked for.

        Raises:
            ValueError: their file is damaged, or was written by a newer Excerpt.
        """
        with self._opening:
            if self._kept is None:
                self._kept = KeptStore(self.library.folder)
            return self._kept

    def close(self) -> None:
        """Stop what is going on, and wait for it."""
        self.uploads.close()
        with self._opening:
            if self._kept is not None:
                self._kept.close()
