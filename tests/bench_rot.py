"""Ten thousand bits flipped, one at a time, in the files of a small library: make bench-rot [FLIPS=10000] [SEED=1]."""

import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from rot import Flip, rotted

MEMORY = Path("/dev/shm")
"""A folder in memory, where there is one: nothing here waits for a disk."""


def table(flips: list[Flip]) -> str:
    """Return how many flips were made in which file, how many were noticed, and how many did something wrong."""
    rows = {flip.number: _part(flip) for flip in flips}
    made, noticed = Counter(rows.values()), Counter(rows[flip.number] for flip in flips if flip.noticed)
    wrong = Counter(rows[flip.number] for flip in flips if flip.wrong)
    lines = ["| bits flipped in | flips | noticed | changed nothing | wrong |", "|---|---|---|---|---|"]
    for part, count in [*made.most_common(), ("all", len(flips))]:
        parts = list(made) if part == "all" else [part]
        seen, bad = sum(noticed[p] for p in parts), sum(wrong[p] for p in parts)
        lines.append(f"| {part} | {count:,} | {seen:,} | {count - seen - bad:,} | {bad:,} |")
    return "\n".join(lines)


def _part(flip: Flip) -> str:
    return flip.place.partition(" ")[0].partition("/")[0] or "(the process died)"


def main(flips: int = 10_000, seed: int = 1) -> int:
    """Flip, print the figures, and return the exit code."""
    started = perf_counter()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        done = rotted(Path(folder), seed, range(flips))
    print(table(done))
    print(f"{len(done):,} flips in {perf_counter() - started:.0f} s; should be wrong: 0")
    for flip in done:
        if flip.wrong:
            print(f"flip {flip.number} of seed {seed}, {flip.place}: noticed {flip.noticed!r}; wrong {flip.wrong}")
    return 1 if len(done) < flips or any(flip.wrong for flip in done) else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
