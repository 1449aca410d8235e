"""Terms in, how well each passage answers to them out: BM25 over what is in the library now, whatever was before.

All counts are of the passages that are there, so that removing one leaves no trace and takes no time.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.postings import Mask, Numbers, Postings

K1 = 1.2
B = 0.75
"""The usual constants (Robertson and Zaragoza 2009)."""


@dataclass(frozen=True)
class Bm25:
    """Scores passages, which are rows: those of the first part, then those of the next.

    Attributes:
        parts: inverted indexes over different passages.
        there: (rows,) which of them are in the library.
    """

    parts: tuple[Postings, ...]
    there: Mask

    @cached_property
    def passages(self) -> Numbers:
        """The id of each row's passage."""
        return self._joined("passages", np.int64)

    @cached_property
    def count(self) -> int:
        """How many passages are there."""
        return int(self.there.sum())

    @cached_property
    def languages(self) -> frozenset[str]:
        """As which languages those that are there are indexed."""
        return frozenset(np.unique(self._joined("languages", np.str_)[self.there]).tolist())

    @cached_property
    def _owners(self) -> tuple[dict[str, int], Numbers]:
        """The number of each document, and that of each row's document."""
        names, owners = np.unique(self._joined("documents", np.str_), return_inverse=True)
        return {name: number for number, name in enumerate(names.tolist())}, owners

    @cached_property
    def _norms(self) -> NDArray[np.float64]:
        """What each row's length does to its score."""
        lengths = self._joined("lengths", np.int64)
        average = int(lengths[self.there].sum()) / max(1, self.count) or 1.0
        return np.asarray(K1 * (1 - B + B * rounded_lengths(lengths) / average), np.float64)

    def passages_with(self, term: str) -> int:
        """Return how many passages have a term."""
        return sum(int(self.there[rows].sum()) for rows, _ in self._entries(term))

    def begun_with(self, prefix: str) -> list[str]:
        """Return the terms that begin with some letters and that a passage has, ascending."""
        found: set[str] = set()
        for part in self.parts:
            start = bisect_left(part.terms, prefix)
            found.update(takewhile(lambda term: term.startswith(prefix), part.terms[start:]))
        return sorted(term for term in found if self.passages_with(term))

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Return (rows,) the sum over all terms of a term's weight times how much a passage is about it (0 to 2.2)."""
        scores = np.zeros(len(self.there))
        for term, weight in weights.items():
            for rows, counts in self._entries(term):
                scores[rows] += weight * (K1 + 1) * counts / (counts + self._norms[rows])
        return scores

    def holding(self, terms: Iterable[str]) -> Mask:
        """Return which rows have any of some terms."""
        holding = np.zeros(len(self.there), bool)
        for term in terms:
            for rows, _ in self._entries(term):
                holding[rows] = True
        return holding

    def in_documents(self, ids: Collection[str]) -> Mask:
        """Return which rows are of some documents."""
        numbers, owners = self._owners
        return np.isin(owners, [numbers[id] for id in ids if id in numbers])

    def _entries(self, term: str) -> Iterator[tuple[Numbers, NDArray[np.uint16]]]:
        first = 0
        for part in self.parts:
            rows, counts = part.entries(term)
            yield first + rows.astype(np.int64), counts
            first += len(part.passages)

    def _joined(self, name: str, kind: type) -> NDArray[Any]:
        return np.concatenate([np.zeros(0, kind), *(getattr(part, name) for part in self.parts)])


def rounded_lengths(lengths: Numbers) -> Numbers:
    """Return lengths rounded down to those that have three further bits, as Lucene and tantivy count them.

    >>> rounded_lengths(np.array([3, 40, 41, 57, 150, 1000])).tolist()
    [3, 40, 40, 56, 144, 984]
    """
    over = np.maximum(lengths - 24, 0)
    drop = np.maximum(np.floor(np.log2(np.maximum(over, 1))).astype(np.int64) - 3, 0)
    return np.where(lengths < 24, lengths, 24 + ((over >> drop) << drop))
