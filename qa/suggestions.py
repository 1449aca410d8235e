"""A library in, its starters out, kept for each of its generations, so that showing the page again costs nothing."""

import threading
from collections.abc import Callable

from index.snapshot import Snapshot
from qa.checked import Ask
from qa.suggest import Suggestion, starters

KEPT = 8
"""Generations whose starters are kept: those of some libraries, and of one that changes back."""


class Suggestions:
    """The starters of the newest generation, made once. `ready` never waits; `make` is for a thread of its own.

    Args:
        snapshot: returns the newest generation.
        count: how many starters are wanted.
    """

    def __init__(self, snapshot: Callable[[], Snapshot], *, count: int = 4) -> None:
        self._snapshot, self._count = snapshot, count
        self._made: dict[str, tuple[Suggestion, ...]] = {}
        self._making: set[str] = set()
        self._lock = threading.Lock()

    def ready(self) -> tuple[Suggestion, ...] | None:
        """Return the starters of the newest generation, or None where they are not made yet."""
        fingerprint = self._snapshot().fingerprint
        with self._lock:
            return self._made.get(fingerprint)

    def make(self, ask: Ask) -> tuple[Suggestion, ...] | None:
        """Make the starters of the newest generation, unless they are made, and return them.

        Args:
            ask: answers a question from it; what it raises is passed on, and nothing is kept.

        Returns:
            The starters; None where another thread is making them, or where the library has changed meanwhile. No
            lock is held while questions are asked.
        """
        snapshot = self._snapshot()
        fingerprint = snapshot.fingerprint
        with self._lock:
            if fingerprint in self._made or fingerprint in self._making:
                return self._made.get(fingerprint)
            self._making.add(fingerprint)
        try:
            made = starters(snapshot, ask, count=self._count)
            unchanged = self._snapshot().fingerprint == fingerprint
        finally:
            with self._lock:
                self._making.discard(fingerprint)
        if not unchanged:
            return None
        with self._lock:
            self._made[fingerprint] = made
            while len(self._made) > KEPT:
                del self._made[next(iter(self._made))]
        return made
