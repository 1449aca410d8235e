"""A request in, a child process's answer out: what a hostile file may crash or hang runs there, never in the parent.

To the child goes a JSON line, then bytes; what comes back is read by whoever asked. No pickle: whoever takes over the
child can send wrong answers, and nothing else.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TypeAlias, TypeVar

from index.confine import address_space, confine, renew_time
from index.limits import Limits
from index.watch import Watch

Answer = TypeVar("Answer")

Request: TypeAlias = Mapping[str, object]
"""What is asked for, as it goes into the JSON line."""

LONGEST_LINE = 300
"""Characters; a longer title or reason is cut."""

LONGEST_GREETING = 1000
"""Bytes."""

MOST_ANSWERS = 500
"""A child is then ended, whatever the libraries in it have kept; starting one takes half a second."""

OUT_OF_MEMORY = 79
"""The exit status of a child that could get no more memory."""

FULL = 0.75
"""Of its address space: a child that has so much after an answer is ended; one that crashes with it lacked memory."""


class Child:
    """One child process that answers one request after the other, started when first needed and anew after a death.

    Args:
        module: what the child runs; it calls `serve`.
        limits: what an answer may cost.

    Attributes:
        guards: what of its limits the child's system enforces (`index.confine.confine`); known after an answer.
        answers: how many the running process has given.
    """

    def __init__(self, module: str, *, limits: Limits) -> None:
        self.limits = limits
        self.guards: tuple[str, ...] = ()
        self.answers = 0
        self._module = module
        self._worker: subprocess.Popen[bytes] | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._turn = threading.Lock()
        self._closed = False

    def close(self) -> None:
        """End the child process for good; whoever waits for its answer is told that it died."""
        self._closed = True
        if (worker := self._worker) is not None:
            worker.kill()
        with self._turn:
            self._end()

    def ask(self, request: Request, data: bytes, answer: Callable[[IO[bytes]], Answer]) -> Answer:
        """Return what `answer` reads from the child's pipe, once request and data are sent.

        Raises:
            TimeoutError: it took too long, as the error says; the child is ended.
            MemoryError: it needed more memory than it may have; the child is ended.
            ChildProcessError: it died, or `answer` raised an OSError or a ValueError; the child is ended.
        """
        with self._turn:
            worker = self._ready()
            watch = Watch(worker, self.limits.seconds)
            try:
                if not self.answers:
                    self.guards = _greeting(worker)
                found = _asked(worker, request, data, answer)
            except (OSError, ValueError):
                raise self._died(worker, watch) from None
            finally:
                watch.stop()
            self.answers += 1
            if self.answers >= MOST_ANSWERS or address_space(worker.pid) > FULL * self.limits.memory:
                self._end()
            return found

    def _ready(self) -> "subprocess.Popen[bytes]":
        """Return the running process, or a new one where it died idle, which is no fault of this request."""
        if self._closed:
            raise ChildProcessError("closed")
        if self._worker is not None and self._worker.poll() is not None:
            self._end()
        return self._worker or self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start the child; `-P` keeps it from importing what lies in the current folder."""
        self._folder = TemporaryDirectory(prefix="excerpt-", ignore_cleanup_errors=True)
        folder = self._folder.name
        command = [sys.executable, "-P", "-m", self._module, json.dumps(asdict(self.limits)), folder]
        own = {**os.environ, "TMPDIR": folder, "TEMP": folder, "TMP": folder}
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        self._worker = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, env=own)  # noqa: S603  our own code
        return self._worker

    def _died(self, worker: "subprocess.Popen[bytes]", watch: Watch) -> Exception:
        """End the child and return why it gave no answer. A process that has ended already keeps its own status."""
        watch.stop()
        self._end()
        status = worker.returncode
        if watch.late:
            return TimeoutError(f"longer than {self.limits.seconds:g} s")
        if status == -getattr(signal, "SIGXCPU", 0):
            return TimeoutError(f"longer than {self.limits.cpu_seconds} s of the processor's time")
        crashed = status < 0 and status != -getattr(signal, "SIGKILL", 0)
        if status == OUT_OF_MEMORY or (crashed and watch.peak > FULL * self.limits.memory):
            return MemoryError()
        return ChildProcessError()

    def _end(self) -> None:
        worker, self._worker, self.answers = self._worker, None, 0
        if worker is not None:
            worker.kill()
            for pipe in (worker.stdin, worker.stdout):
                with contextlib.suppress(OSError):  # what was not sent yet is of no interest to the dead
                    pipe.close()  # type: ignore[union-attr]
            worker.wait()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _greeting(worker: "subprocess.Popen[bytes]") -> tuple[str, ...]:
    """Return what a child says first: what its system enforces; raise ValueError where it says something else."""
    assert worker.stdout is not None  # noqa: S101  opened as a pipe
    said = json.loads(reply_line(worker.stdout, LONGEST_GREETING))
    return tuple(map(str, said)) if isinstance(said, list) else ()


def _asked(
    worker: "subprocess.Popen[bytes]", request: Request, data: bytes, answer: Callable[[IO[bytes]], Answer]
) -> Answer:
    """Send a request and return its answer; raise OSError or ValueError if there is none."""
    assert worker.stdin is not None and worker.stdout is not None  # noqa: PT018, S101  opened as pipes
    worker.stdin.write(json.dumps({**request, "size": len(data)}).encode() + b"\n")
    worker.stdin.write(data)
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
    """Answer one request after the other, in the child, until the parent is gone; its limits are in the arguments.

    Args:
        answer: takes the request's JSON line and the bytes that came with it, and returns what is sent back.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to answer
    limits, folder = Limits(**json.loads(sys.argv[1])), Path(sys.argv[2])
    guards = confine(limits, folder)
    with _own_pipes() as (requests, replies):
        replies.write(json.dumps(guards).encode() + b"\n")
        replies.flush()
        for line in iter(requests.readline, b""):
            renew_time(limits.cpu_seconds)
            try:
                replies.write(answer(line, requests.read(json.loads(line)["size"])))
            except MemoryError:
                os._exit(OUT_OF_MEMORY)  # whatever was half done when memory ran out is not asked again
            replies.flush()
            _clear(folder)


@contextlib.contextmanager
def _own_pipes() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Yield the pipes to the parent, where no library that reads or prints can get at them."""
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as replies:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        yield requests, replies


def _clear(folder: Path) -> None:
    """Remove what a reader left in its temporary folder."""
    for left in folder.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
