"""One library with what the page keeps beside it: what is being read, conversations, kept questions."""

import logging
import threading
from collections.abc import Callable

from index.library import Library
from ui.conversations import Conversations
from ui.kept_store import KeptStore
from ui.uploads import Uploads

_log = logging.getLogger(__name__)


class Room:
    """A library with all that the page does for it.

    Args:
        library: it is closed by whoever opened it.
        history: whether conversations are kept, and those that were can be read.
        warm: loads what answering needs, which is begun at once and takes seconds; None: nothing has to be.

    Attributes:
        ready: is set once `warm` has ended, one way or the other.
        asked: how many questions people have asked here; what only prepares for the next one gives way to them.
    """

    def __init__(self, library: Library, *, history: bool, warm: Callable[[Library], object] | None = None) -> None:
        self.library = library
        self.ready = threading.Event()
        self._warming = threading.Thread(target=self._warm, args=[warm], name="warm")
        self._warming.start()
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
        self._warming.join()
        self.uploads.close()
        with self._opening:
            if self._kept is not None:
                self._kept.close()

    def _warm(self, warm: Callable[[Library], object] | None) -> None:
        try:
            if warm is not None:
                warm(self.library)
        except Exception:  # whoever asks is told
            _log.exception("what answers could not be loaded")
        finally:
            self.ready.set()
