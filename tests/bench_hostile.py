"""Add all hostile files to a library, healthy ones among them: make bench-hostile; exits 1 where anything falls short.

What must hold: nothing crashes; no file takes longer than its limit; parent and children stay below 1.5 GiB
(children that recognise letters in pictures, where that extra is installed, within their own limit); each failure is
one sentence; every healthy file is in, whole; and the library is sound.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from fake_encoder import FakeEncoder
from hostile_files import Healthy, Hostile, healthy_file, hostile_files

from index import ingest
from index import reading as reading_module
from index.document import Document, Extracted
from index.encoder import Encoder
from index.ingest import AddReport
from index.kinds import reads_pictures, suffixes
from index.library import Library
from index.limits import LETTERS_IN_PICTURES, Limits
from index.opening import open_library
from index.passages import PassageSpan
from index.sandbox import Sandbox
from qa.forms_reader import FORMS

LARGEST = 1.5 * 2**30
"""Bytes of resident memory, of the parent and of any child that recognises no letters in pictures."""

SPARE = 5.0
"""Seconds over its limit that a file may take: the child's start and end."""

EVERY = 9
"""Hostile files to each healthy one."""

SMALL = Limits(memory=400 * 2**20, cpu_seconds=3, seconds=30)
LIGHT = 2**20
"""Limits of a run with a sample, and the bytes that its files have at most."""


@dataclass(slots=True)
class Times:
    """Seconds that each file took: to read, in a child, and to split into sentences and passages, in the parent."""

    reading: dict[str, float] = field(default_factory=dict)
    splitting: dict[str, float] = field(default_factory=dict)


@contextmanager
def timed(library: Library, limits: Limits) -> Iterator[Times]:
    """Give a library these limits, and note how long each file takes."""
    times = Times()

    class Timed(Sandbox):
        def read(self, name: str, data: bytes) -> Extracted:
            began = time.monotonic()
            try:
                return super().read(name, data)
            finally:
                times.reading[name] = time.monotonic() - began

    split = ingest.split

    def timed_split(document: Document, encoder: Encoder) -> tuple[PassageSpan, ...]:
        began = time.monotonic()
        try:
            return split(document, encoder)
        finally:
            times.splitting[Path(document.source).name] = time.monotonic() - began

    library._sandbox.close()
    library._sandbox = Timed(limits=limits)
    with patch.object(reading_module, "split", timed_split):
        yield times


def written(folder: Path, hostile: Sequence[Hostile], healthy: Sequence[Healthy]) -> list[Hostile]:
    """Write the files; return those whose names this file system takes."""
    taken = []
    for file in hostile:
        try:
            (folder / file.name.decode("utf-8", "surrogateescape")).write_bytes(file.make())
            taken.append(file)
        except (OSError, ValueError) as error:
            print(f"not written: {file.name!r} ({error})")
    for sound in healthy:
        (folder / sound.name.decode()).write_bytes(sound.data)
    return taken


def memory() -> dict[str, float]:
    """The most resident memory that this process and any ended child had, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    kinds = {"parent": resource.RUSAGE_SELF, "child": resource.RUSAGE_CHILDREN}
    return {name: resource.getrusage(kind).ru_maxrss * unit for name, kind in kinds.items()}


def shortcomings(
    library: Library, report: AddReport, healthy: Sequence[Healthy], times: Times, limits: Limits
) -> list[str]:
    """What does not hold, a line each."""
    found = []
    texts = {Path(source).name: row.id for row in library.documents() for source in row.sources}
    for sound in healthy:
        id = texts.get(sound.name.decode())
        if id is None or sound.sentence not in library.document(id).text:
            found.append(f"a healthy file is not in: {sound.name!r}")
    unclear = [row for row in report.failed if len(row.reason.splitlines()) != 1 or not 5 < len(row.reason) <= 400]
    found += [f"no sentence: {failure.source!r}: {failure.reason!r}" for failure in unclear]
    for what, taken in (("read", times.reading), ("split", times.splitting)):
        over = {name: seconds for name, seconds in taken.items() if seconds > limits.seconds + SPARE}
        found += [f"took {seconds:.0f} s to {what}: {name!r}" for name, seconds in over.items()]
    verification = library.verify()
    found += [f"the library is damaged: {problem.reason}" for problem in verification.problems]
    return found


def show(hostile: Sequence[Hostile], report: AddReport, times: Times) -> None:
    """Print what became of each family, and the slowest files."""
    families = {file.name.decode("utf-8", "surrogateescape"): file.family for file in hostile}
    reasons = {Path(failure.source).name: failure.reason for failure in report.failed}
    counts: dict[str, Counter[str]] = {}
    for name, family in families.items():
        reason = reasons.get(name)
        kind = (
            "read"
            if reason is None
            else reason
            if reason.startswith(("the file took", "the file needed"))
            else "refused"
        )
        kind = "the reader crashed" if reason == "the reader crashed on this file" else kind
        counts.setdefault(family.partition(":")[0], Counter())[kind] += 1
    for family, kinds in sorted(counts.items()):
        print(
            f"{family:16} {sum(kinds.values()):4}  "
            + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        )
    for what, taken in (("read", times.reading), ("split", times.splitting)):
        print(f"slowest to {what}:")
        for name, seconds in sorted(taken.items(), key=lambda row: -row[1])[:8]:
            print(f"  {seconds:6.1f} s  {families.get(name, name)!s:45} {reasons.get(name, 'read')[:80]}")


def main(sample: int | None, seed: int) -> int:
    """Run all files, or a sample; return the exit code."""
    hostile = hostile_files(seed)
    if sample is not None:
        hostile = list(islice((file for file in hostile if len(file.make()) <= LIGHT), sample))
    kinds = [suffix for suffix in suffixes() if healthy_file(suffix, 0) is not None]
    made = (healthy_file(kinds[i % len(kinds)], i * EVERY) for i in range(max(len(kinds), len(hostile) // EVERY)))
    healthy = [file for file in made if file is not None]
    limits = Limits() if sample is None else SMALL
    with TemporaryDirectory(prefix="hostile-") as place:
        folder = Path(place, "files")
        folder.mkdir()
        hostile = written(folder, hostile, healthy)
        print(
            f"{len(hostile)} hostile files, {len(healthy)} healthy ones, {limits.cpu_seconds} s of the processor each"
        )
        with (
            open_library(Path(place, "library"), encoder=FakeEncoder(), reader=FORMS) as library,
            timed(library, limits) as times,
        ):
            began = time.monotonic()
            report = library.add([folder])
            seconds = time.monotonic() - began
            found = shortcomings(library, report, healthy, times, limits)
    show(hostile, report, times)
    most = {"parent": LARGEST, "child": LETTERS_IN_PICTURES.memory if reads_pictures("scan.pdf") else LARGEST}
    found += [f"{name} had {size / 2**30:.2f} GiB" for name, size in memory().items() if size > most[name]]
    sizes = ", ".join(f"{name} {size / 2**20:.0f} MiB" for name, size in memory().items())
    print(f"{len(report.added)} added, {len(report.failed)} named as not read, in {seconds:.0f} s")
    print(f"at most resident: {sizes}")
    print("\n".join(found) or "nothing falls short")
    return int(bool(found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=0)
    sys.exit(main(**vars(parser.parse_args())))
