"""A request in, a child process's answer out: what a hostile file may crash or hang runs there, never in the parent.

To the child goes a JSON line, then bytes; what comes back is read by whoever asked. No pickle: whoever takes over the
child can send wrong answers, and nothing else.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import IO, TypeAlias, TypeVar

Answer = TypeVar("Answer")

Request: TypeAlias = Mapping[str, object]
"""What is asked for, as it goes into the JSON line."""

LONGEST_LINE = 300
"""Characters; a longer title or reason is cut."""


class Child:
    """One child process that answers one request after the other, started when first needed and anew after a death.

    Args:
        module: what the child runs; it calls `serve`.
        seconds: how long an answer may take.
    """

    def __init__(self, module: str, *, seconds: float) -> None:
        self.seconds = seconds
        self._module = module
        self._worker: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def close(self) -> None:
        """End the child process."""
        with self._turn:
            self._end()

    def ask(self, request: Request, data: bytes, answer: Callable[[IO[bytes]], Answer]) -> Answer:
        """Return what `answer` reads from the child's pipe, once request and data are sent.

        Raises:
            TimeoutError: it took too long; the child is ended.
            ChildProcessError: it died, or `answer` raised an OSError or a ValueError; the child is ended.
        """
        with self._turn:
            if self._worker is not None and self._worker.poll() is not None:
                self._end()  # it died idle: no fault of this request
            worker = self._worker or self._start()
            timer, started = threading.Timer(self.seconds, worker.kill), time.monotonic()
            timer.start()
            try:
                return _asked(worker, request, data, answer)
            except (OSError, ValueError):
                self._end()
                if time.monotonic() - started >= self.seconds:
                    raise TimeoutError from None
                raise ChildProcessError from None
            finally:
                timer.cancel()

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start the child; `-P` keeps it from importing what lies in the current folder."""
        command = [sys.executable, "-P", "-m", self._module]
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


def _asked(
    worker: "subprocess.Popen[bytes]", request: Request, data: bytes, answer: Callable[[IO[bytes]], Answer]
) -> Answer:
    """Send a request and return its answer; raise OSError or ValueError if there is none."""
    assert worker.stdin is not None and worker.stdout is not None  # noqa: PT018, S101  opened as pipes
    worker.stdin.write(json.dumps({**request, "size": len(data)}).encode() + b"\n" + data)
    worker.stdin.flush()
    return answer(worker.stdout)


def reply_line(replies: IO[bytes], longest: int) -> bytes:
    """Return the next line of a child's replies.

    Raises:
        ValueError: it has more than `longest` bytes, or no end.
    """
    line = replies.readline(longest)
    if not line.endswith(b"\n"):
        raise ValueError("no reply")
    return line


def one_line(words: str) -> str:
    r"""Return what a child says as one line that is not too long.

    >>> one_line(" the file\nis damaged ")
    'the file is damaged'
    """
    return " ".join(words.split())[:LONGEST_LINE]


def serve(answer: Callable[[bytes, bytes], bytes]) -> None:
    """Answer one request after the other, in the child, until the parent is gone.

    Args:
        answer: takes the request's JSON line and the bytes that came with it, and returns what is sent back.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to answer
    with _own_pipes() as (requests, replies):
        for line in iter(requests.readline, b""):
            replies.write(answer(line, requests.read(json.loads(line)["size"])))
            replies.flush()


@contextlib.contextmanager
def _own_pipes() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Yield the pipes to the parent, where no library that reads or prints can get at them."""
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as replies:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        yield requests, replies
