"""What the page was given in (files, web addresses), documents out: read one after the other, watched by the page.

What is read outlives the page: one that is loaded again, or another one, sees how far it is.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from index.document import display_name
from index.ingest import AddReport, Failure
from index.library import Library

BATCH = 16
"""Files that are added at once: reading can be stopped between two batches."""

LONGEST_ADDRESS = 2000
"""Characters of a web page's address; browsers send no longer ones."""

MOST_FAILURES = 1000
"""Failures that are told; a folder of pictures would bring more."""

Upload: TypeAlias = tuple[str, Path]
"""The name to show, and where the bytes are."""

Waiting: TypeAlias = Upload | tuple[str, None]
"""An upload, or the address of a web page."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reading:
    """How far the reading of what was sent is.

    Attributes:
        done, total: files.
        name: of the file that is being read, or empty.
        seconds: since the first of them came.
        added, replaced, unchanged: files so far.
        failed: what could not be read, and why.
    """

    done: int = 0
    total: int = 0
    name: str = ""
    started: float = 0.0
    ended: float | None = None
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return what the page is told."""
        seconds = (self.ended or time.monotonic()) - self.started
        rate = self.done / seconds if seconds > 0 else 0.0
        failed = [{"name": display_name(f.source), "reason": f.reason} for f in self.failed[:MOST_FAILURES]]
        counts = {name: getattr(self, name) for name in ("done", "total", "name", "added", "replaced", "unchanged")}
        left = (self.total - self.done) / rate if rate else None
        return {**counts, "running": self.ended is None, "rate": round(rate, 2), "left": left, "failed": failed}


class Uploads:
    """Reads what was sent to one library, in a thread of its own that ends when all is read."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._waiting: list[Waiting] = []
        self._reading: Reading | None = None
        self._changing = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, files: Sequence[Upload], refused: Sequence[Failure] = ()) -> None:
        """Let files be read, behind those that wait, and tell of refused ones; bytes that were read are deleted."""
        if files or refused:
            self._add(files, refused)

    def add_page(self, address: str) -> None:
        """Let a web page be read, behind what waits."""
        self._add([(address, None)], ())

    def _add(self, given: Sequence[Waiting], refused: Sequence[Failure]) -> None:
        with self._changing:
            if self._reading is None or self._reading.ended is not None:
                self._reading = Reading(started=time.monotonic())
            self._reading.total += len(given)
            self._reading.failed += refused
            self._waiting += given
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="uploads")
                self._thread.start()

    def state(self) -> Reading | None:
        """Return how far the reading is, or was when it ended; None where nothing was sent or it was dismissed."""
        return self._reading

    @property
    def running(self) -> bool:
        """Tell whether anything is being read."""
        return self._reading is not None and self._reading.ended is None

    def stop(self) -> None:
        """Read no more than what is being read, and forget the rest."""
        with self._changing:
            waiting, self._waiting = self._waiting, []
            if self._reading is not None:
                self._reading.total -= len(waiting)
        _delete(waiting)

    def dismiss(self) -> None:
        """Forget how the reading went, once it has ended."""
        with self._changing:
            if self._reading is not None and self._reading.ended is not None:
                self._reading = None

    def close(self) -> None:
        """Stop, and wait for what is being read."""
        self.stop()
        if (thread := self._thread) is not None:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._changing:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                reading = self._reading
                assert reading is not None  # noqa: S101  `add` has made it
                if not batch:
                    reading.ended, reading.name, self._thread = time.monotonic(), "", None
                    return
            self._read(batch, reading)

    def _read(self, batch: list[Waiting], reading: Reading) -> None:
        before = reading.done
        try:
            files = [(name, path) for name, path in batch if path is not None]
            pages = [address for address, path in batch if path is None]
            if files:
                _count(reading, self._library.add_uploads(files, progress=_progress(reading, before)))
            if pages:
                _count(reading, self._library.add(pages, progress=_progress(reading, before + len(files))))
        except Exception as error:
            _log.exception("a batch of uploads could not be added")
            told = str(error) if isinstance(error, (ValueError, TimeoutError)) else "something went wrong, see the log"
            reading.failed += [Failure(name, told) for name, _ in batch]
        finally:
            reading.done = before + len(batch)
            _delete(batch)


def _delete(read: Sequence[Waiting]) -> None:
    """Delete the bytes of what was read, or is not to be."""
    for _, path in read:
        if path is not None:
            path.unlink(missing_ok=True)


def _progress(reading: Reading, before: int) -> Callable[[int, int, str], None]:
    def show(done: int, _total: int, name: str) -> None:
        reading.done, reading.name = before + done, name

    return show


def _count(reading: Reading, report: AddReport) -> None:
    reading.added += len(report.added)
    reading.replaced += len(report.replaced)
    reading.unchanged += len(report.unchanged)
    reading.failed += (*report.failed, *report.partly)
