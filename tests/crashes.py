"""Seeds in, what became of a library whose process was killed, or whose disk failed, while it was changed out."""

import json
import os
import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from crash import PARTLY, START, Control, after, changes_of, make_base
from fake_encoder import FakeEncoder

from index.document import display_name
from index.library import Library
from index.opening import open_library
from index.snapshot import Snapshot

ROOT = Path(__file__).parent.parent

POINTS = {
    "pwrite64": 252,
    "write": 99,
    "unlink": 77,
    "fsync": 40,
    "fdatasync": 21,
    "rename": 20,
    "mkdir": 20,
    "unlinkat": 13,
    "ftruncate": 7,
}
"""The system calls that change what is on disk, and how often a seed's changes make each, about."""

FAULTS = ("ENOSPC", "EIO", "EROFS", "EDQUOT", "EACCES")

STRACE = shutil.which("strace")

SECONDS = 120.0
"""How long a round may take."""


@dataclass(frozen=True, slots=True)
class Round:
    """How children are brought down.

    Attributes:
        inject: what strace does to system calls, such as "rename:signal=KILL:when=7"; empty: nothing.
        seconds: within which a child is killed; 0: it is not.
        control: which wrong order of writes is used.
    """

    inject: str = ""
    seconds: float = 0.0
    control: Control = "none"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one seed's library.

    Attributes:
        seed: whose changes were made.
        killed: whether the child was killed.
        done: how many changes were acknowledged.
        error: with which the child ended, if any.
        wrong: what is not as it should be.
    """

    seed: int
    killed: bool
    done: int
    error: str
    wrong: tuple[str, ...]


def killed_before(chance: random.Random) -> Round:
    """Return a round in which children die before a system call that writes, any of them."""
    call, n = _point(chance)
    return Round(f"{call}:signal=KILL:when={n}")


def failing(chance: random.Random) -> Round:
    """Return a round in which a system call that writes fails, once, or from some time on as on a full disk."""
    fault = chance.choice(FAULTS)
    if chance.random() < 0.5:
        return Round(f"pwrite64,write,ftruncate,mkdir:error={fault}:when={chance.randint(1, 60)}+")
    call, n = _point(chance)
    return Round(f"{call}:error={fault}:when={n}")


def _point(chance: random.Random) -> tuple[str, int]:
    (call,) = chance.choices(list(POINTS), weights=list(POINTS.values()))
    return call, chance.randint(1, POINTS[call])


def strace_works() -> bool:
    """Tell whether this machine lets system calls be tampered with."""
    if STRACE is None:
        return False
    command = [STRACE, "-f", "-o", os.devnull, "-e", "inject=mkdir:signal=KILL", "mkdir", "/never"]
    return subprocess.run(command, capture_output=True, check=False).returncode in (-9, 137)


def base_in(folder: Path) -> Path:
    """Return the library to start from, made when first asked for."""
    if not (folder / "base").exists():
        make_base(folder)
    return folder / "base"


def fates(folder: Path, seeds: Sequence[int], how: Round) -> Iterator[Fate]:
    """Let a child make each seed's changes of a library of its own, bring it down, and look at what is left."""
    for seed in seeds:
        shutil.copytree(base_in(folder), folder / str(seed))
    said = _said(folder, seeds, how)
    for seed in seeds:
        place, told = folder / str(seed), [row for row in said if row["seed"] == seed]
        done = max((int(str(row["done"])) for row in told if "done" in row), default=0)
        error = next((str(row["error"]) for row in told if "error" in row), "")
        wrong = [f"an error without a sentence: {error}" for row in told if row.get("told") is False]
        wrong += found_wrong(place, seed, done, partly=PARTLY in error)
        yield Fate(seed, any(row.get("killed") for row in told), done, error, tuple(wrong))
        shutil.rmtree(place)


def _said(folder: Path, seeds: Sequence[int], how: Round) -> list[dict[str, object]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-B", "tests/crash.py", str(theirs.fileno()), str(folder), how.control, str(how.seconds)]
    if how.inject:
        strace = [str(STRACE), "-f", "-o", os.devnull]
        command = [*strace, "-e", f"inject={how.inject}", *command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with closing(ours), closing(theirs):
        started = subprocess.Popen([*command, *map(str, seeds)], cwd=ROOT, env=environment, pass_fds=[theirs.fileno()])
        theirs.close()
        ours.settimeout(SECONDS)
        try:
            return [json.loads(line) for line in iter(lambda: ours.recv(65536), b"")]
        finally:
            started.wait(SECONDS)


def found_wrong(place: Path, seed: int, done: int, *, partly: bool = False) -> list[str]:
    """Say what is wrong with a library after so many changes of a seed were acknowledged.

    The next may be done, too, or with `partly` some of its files.
    """
    changes, states = changes_of(seed), [dict(START)]
    for change in changes:
        states.append(after(states[-1], change))
    try:
        with open_library(place, encoder=FakeEncoder()) as library:
            snapshot = library.snapshot()
            now, (before, *next_) = held(library), states[done : done + 2]
            whole = now in (before, *next_)
            some = partly and {**before, **now} == now and now.items() <= {**before, **next_[0]}.items()
            wrong = [] if whole or some else ["it is neither as it was nor as it should be"]
            wrong += disagreements(snapshot)
            wrong += [problem.reason for problem in library.verify().problems]
            return wrong + [
                f"{row.title} does not answer" for row in library.documents() if not answers(snapshot, row.id)
            ]
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]


def held(library: Library) -> dict[str, str]:
    """Return the text of each document by the name of its file."""
    documents = [library.document(row.id) for row in library.documents()]
    return {display_name(document.source): document.text for document in documents}


def disagreements(snapshot: Snapshot) -> list[str]:
    """Say where the vectors' index, the words' index and the database do not hold the very same passages."""
    truth = snapshot._catalog.passage_ids()
    dense, bm25 = snapshot.vectors.ids, snapshot.lexicon.bm25
    words = np.sort(bm25.passages[bm25.there])
    found = {"the vectors' index": dense, "the words' index": words}
    return [f"{name} holds other passages" for name, ids in found.items() if not np.array_equal(ids, truth)]


def answers(snapshot: Snapshot, id: str) -> bool:
    """Tell whether a document is found by its own words in both indexes."""
    text = snapshot.document(id).text
    question = text[: text.index("\n")] + text[-40:]
    dense = snapshot.dense(FakeEncoder().encode_question(question), 99)
    lexical = snapshot.lexical(question, 99)
    return all(any(hit.passage.document == id for hit in hits) for hits in (dense, lexical))
