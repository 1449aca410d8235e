"""What Linux can forbid a process for good, without root: writing, running programs, the network; told where it did."""

import contextlib
import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NEW_USERS, NEW_NETWORK = 0x10000000, 0x40000000
"""CLONE_NEWUSER and CLONE_NEWNET of linux/sched.h."""

NO_NEW_PRIVILEGES = 38
"""PR_SET_NO_NEW_PRIVS of linux/prctl.h: what Landlock asks of those who are not root."""

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Landlock's system calls, the same on every processor that Python is built for but Alpha."""

WRITE, RUN = 1 << 1, 1 << 0
CHANGE = WRITE | sum(1 << bit for bit in range(4, 13))
"""Writing files, and removing and making anything (LANDLOCK_ACCESS_FS_* of linux/landlock.h)."""

LATER_RIGHTS = {2: 1 << 13, 3: 1 << 14}
"""By Landlock's version: moving files between folders, and cutting them short."""

TCP, SIGNALS_AND_SOCKETS = 0b11, 0b11
"""Binding and connecting (version 4); signals to others and abstract sockets (version 6)."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def leave_network() -> bool:
    """Move this process, which has one thread, where there is no network; tell whether the system let it.

    Root does it directly; others as a user of their own, which keeps its number, and which some systems forbid.
    """
    if sys.platform != "linux":
        return False
    libc, user, group = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
    if user == 0 and libc.unshare(NEW_NETWORK) == 0:
        return True
    if libc.unshare(NEW_USERS | NEW_NETWORK) != 0:
        return False
    with contextlib.suppress(OSError):  # a process without a number for its user does as well
        for name, line in (("uid_map", f"{user} {user} 1"), ("setgroups", "deny"), ("gid_map", f"{group} {group} 1")):
            Path("/proc/self", name).write_text(line)
    return True


def forbid_changes(but_in: Sequence[Path]) -> int:
    """Forbid this process, for good, to change any file but beneath some paths, to run programs, and TCP (version 4).

    Returns:
        Landlock's version, which is 0 where the system has none and nothing was forbidden.
    """
    if sys.platform != "linux":
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    version = max(0, _call(libc, CREATE_RULESET, None, 0, 1))
    if not version:
        return 0
    changes = CHANGE | sum(right for since, right in LATER_RIGHTS.items() if since <= version)
    ruleset = _Ruleset(changes | RUN, TCP if version >= 4 else 0, SIGNALS_AND_SOCKETS if version >= 6 else 0)
    rules = _call(libc, CREATE_RULESET, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
    if rules < 0:
        return 0
    for path in but_in:
        _allow(libc, rules, path, changes)
    done = libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and _call(libc, RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return version if done else 0


def _allow(libc: Any, rules: int, path: Path, changes: int) -> None:
    """Let everything be changed beneath a folder, or a file be written that is named itself."""
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    beneath = _Beneath(changes if path.is_dir() else WRITE, place)
    _call(libc, ADD_RULE, rules, 1, ctypes.byref(beneath), 0)
    os.close(place)


def _call(libc: Any, number: int, *arguments: Any) -> int:
    """Make a system call that libc has no function for."""
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return int(libc.syscall(ctypes.c_long(number), *wide))
