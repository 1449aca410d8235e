"""One lock for a whole library: whoever holds it writes, whatever the process or thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

LOCK_SECONDS = 60.0
"""How long a write waits for another process's write; one transaction takes a second or two."""


@contextmanager
def write_lock(library: Path, *, seconds: float | None = None) -> Iterator[None]:
    """Hold the library in a folder, waiting at most so many seconds (None: `LOCK_SECONDS`).

    Raises:
        TimeoutError: another process holds it.
    """
    lock = FileLock(library / "write.lock", timeout=LOCK_SECONDS if seconds is None else seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise TimeoutError(f"another process is writing to {library}: try again when it is done") from error
    try:
        yield
    finally:
        lock.release()
