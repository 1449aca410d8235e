"""A file's name and bytes in, its text out: readers that a file may crash or hang run in a child process.

To the child go a JSON line with name and size, then the bytes; back comes a JSON line. No pickle: whoever takes over
the child can send a wrong text, and nothing else.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from typing import IO

from index.document import Extracted, clean
from index.kinds import reader_for

SECONDS = 60.0
"""How long a file may take; the largest PDF tried (117 pages) takes half a second."""

LONGEST_REPLY = 200 * 2**20
"""Bytes; a longer reply is no text that anybody wrote."""

LONGEST_LINE = 300
"""Characters; a longer title or reason is cut."""

NO_ANSWER = "the reader crashed on this file"


def extract(name: str, data: bytes, sandbox: "Sandbox") -> Extracted:
    """Return the text of a file as it will be cited, and what the file says of itself.

    Raises:
        ValueError: nothing reads such files, or this one cannot be read; the sentence says why.
    """
    found = sandbox.read(name, data) if reader_for(name).ISOLATED else _read(name, data)
    if not found.text.strip():
        raise ValueError("the file holds no text")
    return found


class Sandbox:
    """One child process that reads files, started when first needed and anew when one has died.

    Args:
        seconds: how long a file may take.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._worker: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        with self._turn:
            self._end()

    def read(self, name: str, data: bytes) -> Extracted:
        """Return what the child reads from a file.

        Raises:
            ValueError: it could not, took too long, or died; the sentence says which.
        """
        with self._turn:
            if self._worker is not None and self._worker.poll() is not None:
                self._end()  # it died idle: no fault of this file
            worker = self._worker or self._start()
            timer, started = threading.Timer(self._seconds, worker.kill), time.monotonic()
            timer.start()
            try:
                reply = _ask(worker, name, data)
            except (OSError, ValueError):
                self._end()
                late = time.monotonic() - started >= self._seconds
                took = f"the file took longer than {self._seconds:g} s to read"
                raise ValueError(took if late else NO_ANSWER) from None
            finally:
                timer.cancel()
        return _extracted(reply)

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start the child; `-P` keeps it from importing what lies in the current folder."""
        command = [sys.executable, "-P", "-m", "index.sandbox"]
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        self._worker = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing)  # noqa: S603  our own code
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        for pipe in (worker.stdin, worker.stdout):
            with contextlib.suppress(OSError):  # what was not sent yet is of no interest to the dead
                pipe.close()  # type: ignore[union-attr]
        worker.wait()


def _ask(worker: "subprocess.Popen[bytes]", name: str, data: bytes) -> bytes:
    """Send a file and return the reply's line; raise OSError or ValueError if there is none."""
    assert worker.stdin is not None and worker.stdout is not None  # noqa: PT018, S101  opened as pipes
    worker.stdin.write(json.dumps({"name": name, "size": len(data)}).encode() + b"\n" + data)
    worker.stdin.flush()
    reply = worker.stdout.readline(LONGEST_REPLY)
    if not reply.endswith(b"\n"):
        raise ValueError("no reply")
    return reply


def _extracted(reply: bytes) -> Extracted:
    """Return what a reply holds, believing nothing of it.

    Raises:
        ValueError: it holds a reader's error, or makes no sense.
    """
    try:
        said = json.loads(reply)
        error = said["error"]
        found = Extracted(said["text"], tuple(said["pages"]), said["title"], said["date"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError(NO_ANSWER) from None
    if error is not None:
        raise ValueError(_one_line(str(error)))
    return checked(found)


def checked(found: Extracted) -> Extracted:
    """Return what a reader found, its title as one line.

    Raises:
        ValueError: it is not what a reader must return.
    """
    typed = isinstance(found.text, str) and all(isinstance(page, int) for page in found.pages)
    typed = typed and all(value is None or isinstance(value, str) for value in (found.title, found.date))
    if not typed or clean(found.text) != found.text:
        raise ValueError(NO_ANSWER)
    if found.pages and (found.pages[0] != 0 or list(found.pages) != sorted(found.pages)):
        raise ValueError(NO_ANSWER)
    if found.pages and found.pages[-1] > len(found.text):
        raise ValueError(NO_ANSWER)
    if found.date is not None:
        date.fromisoformat(found.date)
    return Extracted(found.text, found.pages, _one_line(clean(found.title or "")) or None, found.date)


def _one_line(words: str) -> str:
    return " ".join(words.split())[:LONGEST_LINE]


def _read(name: str, data: bytes) -> Extracted:
    """Read a file in this very process, whatever its reader raises.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        return checked(reader_for(name).read(data))
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(_one_line(f"the file is damaged ({type(error).__name__}: {error})")) from error


def _serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer one file after the other, in the child, until the parent is gone."""
    for line in iter(requests.readline, b""):
        asked = json.loads(line)
        data = requests.read(asked["size"])
        found, error = Extracted(""), None
        try:
            found = _read(asked["name"], data)
        except ValueError as reason:
            error = str(reason)
        said = {"error": error, "text": found.text, "pages": found.pages, "title": found.title, "date": found.date}
        replies.write(json.dumps(said).encode() + b"\n")
        replies.flush()


@contextlib.contextmanager
def _own_pipes() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Yield the pipes to the parent, where no library that reads or prints can get at them."""
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as replies:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        yield requests, replies


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to answer
    with _own_pipes() as (asked_for, answered):
        _serve(asked_for, answered)
