"""A reader of plain text that does what the file says, so that a test sees what becomes of it in a child process."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from index.document import Extracted

KEPT: list[bytearray] = []

SITE = """
import sys
sys.path.append({tests!r})
import acting_reader, index.readers.text
index.readers.text.read = acting_reader.read
"""
"""A site module that puts this reader in the place of the real one."""


def read(data: bytes) -> Extracted:
    verb, _, words = data.decode().partition(" ")
    return Extracted(str(ACTS[verb](words)))


def spin(words: str) -> None:
    while True:
        pass


def burn(words: str) -> str:
    until = time.process_time() + float(words)
    while time.process_time() < until:
        pass
    return words


def keep(words: str) -> int:
    KEPT.append(bytearray(int(words)))
    return len(KEPT)


def crash_when_full(words: str) -> None:
    KEPT.append(bytearray(int(words)))
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGABRT)


def tried(act: Callable[[], object]) -> str:
    try:
        act()
    except OSError as error:
        return type(error).__name__
    return "done"


def send(words: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as to:
        to.sendto(b"a", ("192.0.2.1", 9))


ACTS: dict[str, Callable[[str], object]] = {
    "say": lambda words: words,
    "pid": lambda _: os.getpid(),
    "spin": spin,
    "burn": burn,
    "take": lambda words: len(bytearray(int(words))),
    "keep": keep,
    "crash": lambda _: ctypes.string_at(0),
    "crash_when_full": crash_when_full,
    "exit": lambda words: os._exit(int(words)),
    "write": lambda words: tried(lambda: Path(words).write_text("a")),
    "grow": lambda words: tried(lambda: Path(os.environ["TMPDIR"], "a").write_bytes(bytes(int(words)))),
    "left": lambda _: sorted(Path(os.environ["TMPDIR"]).iterdir()),
    "remove": lambda words: tried(Path(words).unlink),
    "run": lambda _: tried(lambda: subprocess.run([sys.executable, "-c", ""], check=True)),
    "send": lambda words: tried(lambda: send(words)),
    "core": lambda _: __import__("resource").getrlimit(__import__("resource").RLIMIT_CORE)[0],
}
