"""Limits in, this very process kept within them for good out, as far as its system can; what it can is told."""

import contextlib
import math
import os
import sys
from pathlib import Path

from index.kernel import forbid_changes, leave_network
from index.limits import Limits

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

NICE = 5
"""Reading ahead gives way to the chat and to embedding, and still gets a quarter of a busy processor."""


def confine(limits: Limits, folder: Path) -> tuple[str, ...]:
    """Keep this process, which has one thread, within limits, for good.

    Args:
        limits: what it may use; the clock is for the parent to keep, and processor time starts with `renew_time`.
        folder: the only one that it may write in.

    Returns:
        What the system enforces from now on, of "memory", "time", "size of files", "changes", "network" and "TCP":
        Linux all of it (network where it may make namespaces, changes since 5.13, TCP since 6.7), macOS no more than
        time and size of files, Windows nothing.
    """
    if hasattr(os, "nice"):
        os.nice(NICE)
    kept = [] if not leave_network() else ["network"]
    landlock = forbid_changes([folder, Path(os.devnull)])
    kept += [word for word, since in (("changes", 1), ("TCP", 4)) if landlock >= since]
    return (*_limited(limits), *kept)


def _limited(limits: Limits) -> list[str]:
    """Set what every Unix can limit, and return what of it this one keeps to."""
    if resource is None:
        return []
    kept = ["time"]
    values = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: limits.written, resource.RLIMIT_AS: limits.memory}
    for kind, value in values.items():
        _, most = resource.getrlimit(kind)
        lower = value if most == resource.RLIM_INFINITY else min(value, most)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses a limit on memory, or takes and ignores it
            resource.setrlimit(kind, (lower, lower))
            kept += {resource.RLIMIT_FSIZE: ["size of files"], resource.RLIMIT_AS: ["memory"]}.get(kind, [])
    return [word for word in kept if word != "memory" or sys.platform != "darwin"]


def renew_time(seconds: int) -> None:
    """Let this process use so many more seconds of processor time (up to one more); then the system ends it."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))


def address_space(process: int) -> int:
    """Return the bytes of address space that a running process has; 0 where that cannot be told.

    >>> address_space(os.getpid()) > 2**20 or sys.platform != "linux"
    True
    """
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0
