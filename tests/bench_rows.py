"""What was measured in, the table of `make bench` out; and how several sides are timed in turn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        what: was measured.
        target: what it has to be; empty where it is only told.
        measured: the figure, with its unit.
        ratio: to what stands beside it, or to the target.
        ok: whether the target is met; None where there is none.
    """

    what: str
    target: str
    measured: str
    ratio: str = ""
    ok: bool | None = None


def told(what: str, measured: str, ratio: str = "") -> Row:
    """Return a line without a target."""
    return Row(what, "", measured, ratio)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as Markdown, with columns of even width.

    >>> print(table([Row("ducks", ">= 2", "3", "1.5 x", True), told("geese", "1")]))
    | what  | target | measured | ratio | ok  |
    |-------|--------|----------|-------|-----|
    | ducks | >= 2   | 3        | 1.5 x | yes |
    | geese |        | 1        |       |     |
    """
    marks = {True: "yes", False: "NO", None: ""}
    lines = [("what", "target", "measured", "ratio", "ok")]
    lines += [(row.what, row.target, row.measured, row.ratio, marks[row.ok]) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = ["| " + " | ".join(cell.ljust(n) for cell, n in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([texts[0], "|" + "|".join("-" * (n + 2) for n in widths) + "|", *texts[1:]])


def seconds(run: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = perf_counter()
    run()
    return perf_counter() - started


def in_turn(sides: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, list[float]]:
    """Return the seconds that each side takes in each round, one side after the other."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            times[name].append(seconds(run))
    return times


def pairwise(slow: Sequence[float], quick: Sequence[float]) -> float:
    """Return the median of the ratios, round by round.

    >>> pairwise([4.0, 9.0, 6.0], [1.0, 3.0, 2.0])
    3.0
    """
    return median(a / b for a, b in zip(slow, quick, strict=True))
