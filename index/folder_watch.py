"""A library in, kept up with its folders for as long as it is watched: in a thread, by itself."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from index.finding import is_in, is_passed_over
from index.ignoring import NAME
from index.ingest import AddReport, Failure
from index.library import Library
from index.rested import Rested

TICK = 0.2
"""Seconds between two looks at what has come to rest."""

LOOK_AGAIN = 5.0
"""Seconds between two looks at what no system tells of: single files, and folders that are new or back again."""

Told: TypeAlias = Callable[[AddReport], None]
"""Called with what became of what has changed."""

Failed: TypeAlias = Callable[[str], None]
"""Called with a sentence when watching or reading fails."""

_log = logging.getLogger(__name__)


class FolderWatch:
    """Refreshes a library when files change that it was given, from `with` until its end.

    Args:
        library: stays open longer.
        told: is called in the thread, as `failed` is.
        failed: watching goes on afterwards.
        rest: seconds that a file must rest before it is read.
    """

    def __init__(self, library: Library, told: Told, failed: Failed, *, rest: float = 1.0) -> None:
        self._library = library
        self._told = told
        self._failed = failed
        self._changed = Rested(rest=rest)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="excerpt-watch", daemon=True)
        self._already: frozenset[Failure] = frozenset()

    def __enter__(self) -> "FolderWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        """Take in what changed while nobody watched, then watch; after a failure anew."""
        while not self._stop.is_set():
            try:
                self._refresh(None)
                self._watch()
            except (OSError, RuntimeError, ValueError, KeyError, sqlite3.Error) as error:
                _log.debug("watching failed", exc_info=True)
                self._failed(f"{error}: looking again in {LOOK_AGAIN:g} s")
                self._stop.wait(LOOK_AGAIN)

    def _watch(self) -> None:
        """Watch the library's folders until they are others, or one comes back."""
        from watchfiles import watch

        folders = self._present()
        alone = self._alone()
        looked = time.monotonic()
        changes = watch(
            *folders,
            watch_filter=None,
            debounce=int(TICK * 1000),
            step=20,
            stop_event=self._stop,
            rust_timeout=int(TICK * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        for burst in changes if folders else iter(self._nothing, None):
            self._changed.note(self._noted((path for _, path in burst), folders))
            ready = self._changed.taken()
            if ready:
                self._refresh(ready)
            if time.monotonic() - looked >= LOOK_AGAIN:
                looked, before, alone = time.monotonic(), alone, self._alone()
                self._changed.note(path for path in alone.keys() | before.keys() if alone.get(path) != before.get(path))
                if self._present() != folders:
                    return

    def _nothing(self) -> Sequence[tuple[int, str]] | None:
        """Wait a tick where there is no folder to watch; return None at the end."""
        return None if self._stop.wait(TICK) else ()

    def _present(self) -> list[str]:
        return [folder for folder in self._library.folders() if os.path.isdir(folder)]  # noqa: PTH112

    def _alone(self) -> dict[str, tuple[int, int]]:
        """Return size and time of the single files that the library was given, those that are there."""
        states = {}
        for path in self._library.single_files():
            try:
                found = os.stat(path)  # noqa: PTH116
            except OSError:
                continue
            states[path] = (found.st_size, found.st_mtime_ns)
        return states

    def _noted(self, paths: Iterable[str], folders: Sequence[str]) -> list[str]:
        """Return which changes count: not those of hidden files; what is ignored now may be anywhere in its folder."""
        own, noted = str(self._library.folder), []
        for path in paths:
            folder = next((folder for folder in folders if is_in(path, folder)), None)
            if folder is None or is_in(path, own):
                continue
            *above, name = Path(path).relative_to(folder).parts or ("",)
            if not any(map(is_passed_over, above)) and (name == NAME or not is_passed_over(name)):
                noted.append(str(Path(path).parent) if name == NAME else path)
        return noted

    def _refresh(self, among: Sequence[str] | None) -> None:
        """Take in changes, and tell what became of them, each failure once; what fails on the way is tried again."""
        try:
            report = self._library.refresh(among=among, stop=self._stop.is_set)
        except BaseException:
            self._changed.note(among or ())
            raise
        told, self._already = self._already, frozenset(report.failed)
        report = replace(report, failed=tuple(one for one in report.failed if one not in told))
        if report != AddReport(unchanged=report.unchanged):
            self._told(report)
