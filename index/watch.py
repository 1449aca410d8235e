"""A process at work in; ended when its time is over, and how much memory it had at most out."""

import subprocess
import threading
import time

from index.confine import address_space

EVERY = 0.05
"""Seconds between two looks at the memory."""


class Watch(threading.Thread):
    """Watches a process until it is stopped.

    Attributes:
        late: whether the process was ended because its time was over.
        peak: bytes of address space that were seen at most; 0 where the system does not tell.
    """

    def __init__(self, worker: "subprocess.Popen[bytes]", seconds: float) -> None:
        super().__init__(daemon=True, name="watch")
        self.late = False
        self.peak = 0
        self._worker = worker
        self._until = time.monotonic() + seconds
        self._over = threading.Event()
        self.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._over.set()
        self.join()

    def run(self) -> None:
        """Look now and then until stopped or late."""
        while not self._over.wait(max(0.0, min(EVERY, self._until - time.monotonic()))):
            self.peak = max(self.peak, address_space(self._worker.pid))
            if time.monotonic() >= self._until:
                self.late = True
                self._worker.kill()
                return
