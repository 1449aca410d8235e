"""What a question, memory and a change cost in libraries of up to a million passages: make bench-scale DATA=DIR."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from scale_library import MADE
from scale_plot import Line, picture

from qa.corpus import read_rows

TESTS = Path(__file__).parent
SIZES = (21_000, 225_000, 1_000_000)
NEEDED = ("squad/corpus.jsonl", "squad/queries.jsonl")

TIMED, AT_ONCE = 100, 10
"""Questions that are timed, and how many of them each library is asked before it is the next one's turn."""

ASKED = 500
"""Questions after which memory is measured; those before the timed ones are others, and warm everything up."""

CHANGES = 3

MOST_TIME = {225_000: 1.3, 1_000_000: 1.6}
"""Times the time of the smallest library."""

MOST_MEMORY = {21_000: 600e6, 1_000_000: 1.6e9}
MOST_DISK = 4.0
MOST_CHANGE = 2.0
LEAST_RECALL = 0.99
LEAST_TOKENS = 140


@dataclass
class Measured:
    """What one library was found to take: seconds, bytes, shares."""

    size: int
    asked: int
    made: Mapping[str, float]
    about: Mapping[str, float]
    memory: float = 0.0
    change: Mapping[str, list[float]] = field(default_factory=dict)
    recall: float = 0.0
    seconds: list[tuple[float, float]] = field(default_factory=list)

    def median(self, *, reader: bool) -> float:
        """Return the seconds of half of the questions, at most."""
        return median(total if reader else retrieve for total, retrieve in self.seconds)

    def p95(self, *, reader: bool) -> float:
        """Return the seconds of 95 % of the questions, at most."""
        return quantiles([total if reader else retrieve for total, retrieve in self.seconds], n=20)[-1]

    def changed(self, how: str) -> float:
        """Return the seconds until a document that is "added" or "removed" is seen."""
        return median(self.change[how])


class Asked:
    """A process of its own that has a library open."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, str(TESTS / "scale_child.py"), str(folder)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
        )
        self.about: Mapping[str, float] = self._line()

    def __call__(self, name: str, *arguments: object) -> Any:
        """Have it call a method of `scale_child.Child`, and return what that returns."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({name: arguments}) + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"error: the process that asks ended with {self._process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        """Have it end."""
        self._process.communicate()


def environment() -> dict[str, str]:
    """Return the environment of a child, which imports what is here."""
    return {**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}


def made(home: Path, data: Path, size: int) -> Path:
    """Return the folder of a library of so many passages, made now in a process of its own unless it is there."""
    folder = home / str(size)
    if not (folder / MADE).is_file():
        command = [sys.executable, str(TESTS / "scale_library.py"), str(folder), str(data), str(size)]
        subprocess.run(command, check=True, env=environment())
        print(file=sys.stderr)
    return folder


def measured(folders: Mapping[int, Path], questions: Sequence[str]) -> list[Measured]:
    """Return what each library takes; all are open together, and asked in turn."""
    timed, others = questions[:TIMED], questions[TIMED:]
    with ExitStack() as opened:
        asked = {size: Asked(folder) for size, folder in folders.items()}
        for each in asked.values():
            opened.callback(each.close)
        rows = {
            size: Measured(size, len(questions), json.loads((folders[size] / MADE).read_text("utf-8")), each.about)
            for size, each in asked.items()
        }
        for each in asked.values():
            each("asked", others)
        for first in range(0, len(timed), AT_ONCE):
            for size, each in asked.items():
                rows[size].seconds += each("asked", timed[first : first + AT_ONCE])
        for size, each in asked.items():
            rows[size].memory = each("memory")
            rows[size].change = each("changed", CHANGES)
            rows[size].recall = each("recall", timed)
    return list(rows.values())


def report(rows: Sequence[Measured]) -> list[str]:
    """Print a table, and return what misses its target."""
    missed: list[str] = []

    def row(name: str, shown: Callable[[Measured], str], reached: Callable[[Measured], bool] | None = None) -> None:
        marks = ["" if reached is None or reached(one) else " (!)" for one in rows]
        missed.extend(f"{name} at {one.size:,}" for one, mark in zip(rows, marks, strict=True) if mark)
        print(f"{name:44}" + "".join(f"{shown(one) + mark:>20}" for one, mark in zip(rows, marks, strict=True)))

    def ratio(one: Measured, *, reader: bool) -> float:
        return one.median(reader=reader) / rows[0].median(reader=reader)

    def quick(one: Measured) -> bool:
        return ratio(one, reader=True) <= _most(MOST_TIME, one)

    row("passages", lambda one: f"{one.about['passages']:,}")
    row(
        "tokens of a passage (>= 140)", lambda one: f"{one.about['tokens']:.0f}", lambda one: one.about["tokens"] >= 140
    )
    row("made: stored + indexed", lambda one: f"{one.made['stored']:.0f} + {one.made['indexed']:.0f} s")
    row("made: most memory, with mapped files", lambda one: f"{one.made['peak'] / 1e6:,.0f} MB")
    row("opened", lambda one: f"{one.about['opening']:.1f} s")
    disk = "disk / text (<= 4)"
    row(disk, lambda one: f"{_disk(one):.2f}", lambda one: _disk(one) <= MOST_DISK)
    for reader, name in ((True, "a question"), (False, "without the reader")):
        row(f"{name}, median", partial(_shown, reader=reader, of="median"))
        row(f"{name}, p95", partial(_shown, reader=reader, of="p95"))
    row("times the smallest (<= 1.3, 1.6)", lambda one: f"{ratio(one, reader=True):.2f}", quick)
    row("times the smallest, without the reader", lambda one: f"{ratio(one, reader=False):.2f}")
    memory = f"private memory after {rows[0].asked} questions"
    row(memory, lambda one: f"{one.memory / 1e6:,.0f} MB", lambda one: one.memory <= _most(MOST_MEMORY, one))
    added, removed = (f"a document {change}, until it is seen (<= 2 s)" for change in ("added", "removed"))
    row(added, lambda one: f"{one.changed('added'):.2f} s", lambda one: one.changed("added") <= MOST_CHANGE)
    row(removed, lambda one: f"{one.changed('removed'):.2f} s", lambda one: one.changed("removed") <= MOST_CHANGE)
    row("recall at 10 (>= .99)", lambda one: f"{one.recall:.4f}", lambda one: one.recall >= LEAST_RECALL)
    return missed


def _most(limits: Mapping[int, float], one: Measured) -> float:
    return limits.get(one.size, float("inf"))


def _disk(one: Measured) -> float:
    return one.about["disk"] / one.about["text"]


def _shown(one: Measured, *, reader: bool, of: str) -> str:
    seconds = one.median(reader=reader) if of == "median" else one.p95(reader=reader)
    return f"{1000 * seconds:.1f} ms"


def drawn(rows: Sequence[Measured]) -> str:
    """Return the picture of time and memory against passages."""
    sizes = [one.about["passages"] for one in rows]
    times = [
        Line("with the reader", list(zip(sizes, [1000 * one.median(reader=True) for one in rows], strict=True))),
        Line("without", list(zip(sizes, [1000 * one.median(reader=False) for one in rows], strict=True))),
    ]
    memory = [Line("private memory", list(zip(sizes, [one.memory / 1e6 for one in rows], strict=True)))]
    return picture(times, memory)


def main() -> int:
    """Make what is missing, measure, print, draw; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help=f"a folder with {' and '.join(NEEDED)}")
    parser.add_argument("--home", type=Path, default=TESTS.parent / ".runs" / "scale", help="where the libraries are")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="passages, smallest first")
    parser.add_argument("--asked", type=int, default=ASKED, help="questions in all, of which the first are timed")
    parser.add_argument("--plot", type=Path, help="file of the picture; default: scale.svg beside the libraries")
    given = parser.parse_args()
    if not all((given.data / name).is_file() for name in NEEDED):
        parser.error(f"{given.data} lacks {' or '.join(NEEDED)}")
    sizes = [int(size) for size in given.sizes.split(",")]
    folders = {size: made(given.home, given.data, size) for size in sizes}
    questions = [str(row["question"]) for _, row in read_rows(given.data / "squad" / "queries.jsonl")][: given.asked]
    rows = measured(folders, questions)
    missed = report(rows)
    plot = given.plot or given.home / "scale.svg"
    plot.write_text(drawn(rows), "utf-8")
    print(f"drawn in {plot}")
    print(f"missed: {', '.join(missed)}" if missed else "all targets reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
