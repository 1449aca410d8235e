"""Paths that something happened to in, those of them out that have come to rest: half-written files wait."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

State: TypeAlias = tuple[int, int, int] | None
"""Kind, size and time of change of a path; None where there is nothing (any more)."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    state: State
    since: float


class Rested:
    """Paths that wait until they rest, and until there is a pause between bursts of changes.

    Args:
        rest: seconds that a file must not have changed its size or time.
        longest: seconds after which one that rests waits no longer for a pause.
        clock: tells the time in seconds.
    """

    def __init__(
        self, *, rest: float = 1.0, longest: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rest = rest
        self._longest = longest
        self._clock = clock
        self._waiting: dict[str, _Waiting] = {}
        self._last = 0.0

    def note(self, paths: Iterable[str]) -> None:
        """Let paths wait, to which something has just happened."""
        now = self._clock()
        for path in paths:
            self._waiting[path] = _Waiting(_state(path), now)
            self._last = now

    def taken(self) -> list[str]:
        """Return the files that rest or are gone, and let them wait no longer; a folder lets its files wait."""
        now = self._clock()
        for path, waiting in list(self._waiting.items()):
            state = _state(path)
            if state != waiting.state:
                self._waiting[path] = _Waiting(state, now)
        rest = {path: one.since for path, one in self._waiting.items() if now - one.since >= self._rest}
        if not rest or (now - self._last < self._rest and now - min(rest.values()) < self._longest):
            return []
        folders = [path for path in rest if os.path.isdir(path)]  # noqa: PTH112
        for path in rest:
            del self._waiting[path]
        inside = {str(path) for folder in folders for path in Path(folder).rglob("*") if path.is_file()}
        self.note(sorted(inside - rest.keys() - self._waiting.keys()))
        return [path for path in rest if path not in folders]


def _state(path: str) -> State:
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return (found.st_mode, found.st_size, found.st_mtime_ns)
