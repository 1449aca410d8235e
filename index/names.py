"""Different names in, a sorted table of them out that lies in two arrays, so that a million are no million objects."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from index.derived import load_array, save_array

AT_ONCE = 4096
"""Names that are decoded together where all are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Names(Sequence[str]):
    """Different names, ascending.

    Attributes:
        letters: (bytes,) uint8, their UTF-8 one after the other; its order is that of the code points.
        starts: (names + 1,) where each one's bytes start.
    """

    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        return self.letters[self.starts[number] : self.starts[number + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), AT_ONCE):
            starts = self.starts[first : first + AT_ONCE + 1].tolist()
            data = self.letters[starts[0] : starts[-1]].tobytes()
            for start, end in pairwise(starts):
                yield data[start - starts[0] : end - starts[0]].decode()

    def place(self, name: str) -> int:
        """Return how many of them come before a name."""
        low, high = 0, len(self)
        wanted, starts, letters = name.encode(), self.starts, self.letters
        while low < high:
            middle = (low + high) // 2
            if letters[starts[middle] : starts[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, name: str) -> int | None:
        """Return the number of a name, or None.

        >>> names_of(["duck", "goose"]).find("goose"), names_of([]).find("goose")
        (1, None)
        """
        place = self.place(name)
        return place if place < len(self) and self[place] == name else None

    def begun_with(self, letters: str) -> Iterator[str]:
        """Yield those that begin with some letters."""
        return takewhile(
            lambda name: name.startswith(letters), map(self.__getitem__, range(self.place(letters), len(self)))
        )


def names_of(names: Iterable[str]) -> Names:
    """Return a table of names that are different and ascending.

    >>> list(names_of(["a", "鴨"]))
    ['a', '鴨']
    """
    letters, starts = bytearray(), [0]
    for name in names:
        letters += name.encode()
        starts.append(len(letters))
    return Names(np.frombuffer(bytes(letters), np.uint8), np.array(starts, np.int64))


def save_names(path: Path, names: Names) -> None:
    """Write names into two files, which are called after `path`."""
    save_array(path.with_name(f"{path.name}.letters.npy"), names.letters)
    save_array(path.with_name(f"{path.name}.starts.npy"), names.starts)


def load_names(path: Path) -> Names:
    """Return what `save_names` wrote, left in its files until it is looked at.

    Raises:
        OSError, ValueError: they are not there, or are something else.
    """
    return Names(*(load_array(path.with_name(f"{path.name}.{part}.npy")) for part in ("letters", "starts")))
