"""A sound library and the number of a flip in, what one changed bit in one of its files did out."""

import json
import random
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from fake_encoder import FakeEncoder
from small_library import Dump, dump, make_library

from index.checkup import check_up
from index.verify import Verification

ALL_ANSWERS = 20
"""Of so many flips, one is also asked questions after a repair; answers follow from what else is compared."""

CANNOT = ("original",)
"""What no repair brings back: it is the source."""


@dataclass(frozen=True, slots=True)
class Flip:
    """What one flipped bit did.

    Attributes:
        number: which flip.
        place: file, byte and bit.
        noticed: what `verify` said; empty where it noticed nothing.
        wrong: what should not be: altered texts, a changed dump that nothing noticed, a repair that fell short.
    """

    number: int
    place: str
    noticed: str
    wrong: tuple[str, ...]


class Specimen:
    """A library of which every file is remembered, so that it can be damaged and put back thousands of times."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.whole = dump(folder)
        self.quick = replace(self.whole, answers={})
        files = sorted((path for path in folder.rglob("*") if path.is_file()), key=_place)
        self._bytes = {path: path.read_bytes() for path in files}
        self._sizes = {path: len(data) for path, data in self._bytes.items() if data}

    def flip(self, seed: int, number: int) -> Flip:
        """Flip a bit, look what becomes of it, and put everything back."""
        chance = random.Random(f"{seed}-{number}")
        (path,) = chance.choices(list(self._sizes), weights=list(self._sizes.values()))
        offset, bit = chance.randrange(self._sizes[path]), chance.randrange(8)
        data = bytearray(self._bytes[path])
        data[offset] ^= 1 << bit
        path.write_bytes(data)
        try:
            noticed, wrong = self._look(number)
        except Exception as error:
            noticed, wrong = "", (f"{type(error).__name__}: {error}",)
        finally:
            self._put_back()
        return Flip(number, f"{path.relative_to(self.folder)} {offset}.{bit}", noticed, wrong)

    def _look(self, number: int) -> tuple[str, tuple[str, ...]]:
        found = self._verify()
        if found is None or not found.problems:
            now = dump(self.folder)
            return "", () if now == self.whole else ("nothing noticed", *_differences(now, self.whole))
        noticed = "; ".join(f"{problem.kind}: {problem.reason}" for problem in found.problems)
        wrong = [f"returned {what}" for what in dump(self.folder, answers=False).altered(self.whole)]
        mended = self._verify(mend=True)
        asked = number % ALL_ANSWERS == 0
        now, whole = dump(self.folder, answers=asked), self.whole if asked else self.quick
        if now != whole:
            wrong += ["repair fell short", *_differences(now, whole)]
        wrong += [f"after repair: {problem.reason}" for problem in mended.problems if problem.kind not in CANNOT]
        return noticed, tuple(wrong)

    def _verify(self, *, mend: bool = False) -> Verification:
        return check_up(self.folder, mend=mend, encoder=FakeEncoder())

    def _put_back(self) -> None:
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir():
                with suppress(OSError):
                    path.rmdir()
            elif path not in self._bytes:
                path.unlink()
        for path, data in self._bytes.items():
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data)


def _differences(now: Dump, whole: Dump) -> Sequence[str]:
    parts = ("documents", "passages", "found", "answers", "errors")
    return [f"{part}: {getattr(now, part)!s:.300}" for part in parts if getattr(now, part) != getattr(whole, part)]


def _place(path: Path) -> tuple[Path, str, int]:
    """tantivy names its files at random."""
    return path.parent, path.suffix, path.stat().st_size


def flips_of(place: Path, seed: int, numbers: Sequence[int], report: Path) -> None:
    """Make a library in a folder, flip bits in it one after the other, and write what each did as a line of JSON."""
    make_library(place / "library", place / "documents")
    specimen = Specimen(place / "library")
    with report.open("w", buffering=1) as file:
        for number in numbers:
            file.write(json.dumps(asdict(specimen.flip(seed, number))) + "\n")


def rotted(place: Path, seed: int, numbers: Sequence[int], *, processes: int = 2) -> list[Flip]:
    """Flip bits in forked processes; one that dies counts as what its flip did wrong, and the rest go on without it."""
    shares = [numbers[start::processes] for start in range(processes)]
    with ThreadPoolExecutor(processes) as pool:
        return [
            flip
            for found in pool.map(lambda n: _share(place / str(n), seed, shares[n]), range(processes))
            for flip in found
        ]


def _share(place: Path, seed: int, numbers: Sequence[int]) -> list[Flip]:
    done: list[Flip] = []
    while len(done) < len(numbers):
        place.mkdir(parents=True)
        rest, report = numbers[len(done) :], place / "report"
        child = get_context("fork").Process(target=flips_of, args=(place, seed, rest, report))
        child.start()
        child.join()
        done += [
            Flip(**{**row, "wrong": tuple(row["wrong"])}) for row in map(json.loads, report.read_text().splitlines())
        ]
        shutil.rmtree(place)
        if child.exitcode != 0 and len(done) < len(numbers):
            done.append(Flip(numbers[len(done)], "", "", (f"the process died ({child.exitcode})",)))
    return done
