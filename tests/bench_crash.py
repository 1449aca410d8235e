"""A thousand kills while a library is changed, and disks that fail: make bench-crash."""

import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import TypeAlias, get_args

from crash import Control
from crashes import Fate, Round, failing, fates, killed_before, strace_works

MEMORY = Path("/dev/shm")
"""A folder in memory, where there is one: what was written before a SIGKILL stays, on whichever disk."""

SEEDS = 10
"""Libraries that are brought down in one way before the next way is tried."""

SECONDS = 0.6
"""Within which a child is killed; its changes take about as long."""

MOST_TRIED = 20
"""Children for each one that should die; some live to the end of their changes."""

Found: TypeAlias = list[tuple[Round, Fate]]


def timed(control: Control = "none") -> Callable[[random.Random], Round]:
    """Return what makes rounds in which children are killed at random times."""
    return lambda _: Round(seconds=SECONDS, control=control)


def brought_down(found: Found) -> Found:
    """Return those that died, or met an error."""
    return [(how, fate) for how, fate in found if fate.killed or fate.error]


def run(folder: Path, wanted: int, make: Callable[[random.Random], Round], seed: int) -> Found:
    """Bring children down, two at a time, until so many are."""
    seeds = count(seed * 1_000_000)

    def work(worker: int) -> Found:
        chance, found = random.Random(f"{seed}-{worker}"), Found()
        (folder / str(worker)).mkdir(exist_ok=True)
        while len(brought_down(found)) < wanted / 2 and len(found) < MOST_TRIED * wanted:
            how = make(chance)
            found += [(how, fate) for fate in fates(folder / str(worker), [next(seeds) for _ in range(SEEDS)], how)]
        return found

    with ThreadPoolExecutor(2) as pool:
        return [row for found in pool.map(work, range(2)) for row in found]


def row(name: str, found: Found) -> str:
    """Return a line of the table: how many were brought down, what they had done by then, and what was lost."""
    down = brought_down(found)
    done = sum(fate.done for _, fate in found)
    return f"| {name} | {len(down):,} | {done:,} | {sum(bool(fate.wrong) for _, fate in found):,} |"


def wrong(found: Found) -> Sequence[str]:
    """Return a line for each library that is not as it should be."""
    return [
        f"seed {fate.seed}, {how}: {fate.done} done, {fate.error!r}; {fate.wrong}" for how, fate in found if fate.wrong
    ]


def main(kills: int = 1000, seed: int = 1) -> int:
    """Bring children down, print the figures, and return the exit code."""
    started, lost, blind = perf_counter(), list[str](), list[str]()
    print("| | brought down | changes acknowledged | anything lost, half there or apart |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        ways = {"SIGKILL at random times": (timed(), kills)}
        if strace_works():
            ways = {
                "SIGKILL at random times": (timed(), kills // 2),
                "SIGKILL before a system call that writes": (killed_before, kills - kills // 2),
                "a system call that writes fails": (failing, kills // 4),
            }
        for number, (name, (make, wanted)) in enumerate(ways.items()):
            found = run(Path(folder), wanted, make, seed + number)
            print(row(name, found), flush=True)
            lost += wrong(found)
            blind += [] if len(brought_down(found)) >= wanted else [f"{name}: too few were brought down"]
        for control in get_args(Control)[1:]:
            found = run(Path(folder), max(20, kills // 20), timed(control), seed)
            print(row(f"negative control: {control}", found), flush=True)
            blind += [] if wrong(found) else [f"the control {control!r} lost nothing: the harness is blind"]
    print(f"{perf_counter() - started:.0f} s; should be 0 in the last column but for the controls")
    print(*lost, *blind, sep="\n", end="\n" if lost or blind else "")
    return 1 if lost or blind else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
