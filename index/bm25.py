"""Terms in, how well each passage answers to them out: BM25 over what is in the library now, whatever was before.

All counts are of the passages that are there, so that removing one leaves no trace and takes no time.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.postings import Mask, Numbers, Postings
from index.stems import LANGUAGES

K1 = 1.2
B = 0.75
"""The usual constants (Robertson and Zaragoza 2009)."""

FEW = 2_000
"""Entries of a term that are looked at without asking first whether they can matter: asking takes as long."""

ROUNDING = 1e-9
"""More than sums of some dozens of floats differ by their order."""

REMEMBERED = 1024
"""Terms whose entries are found at once when they are asked for again, as each of a question's is several times."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What a part has of a term: which of its rows have it, ascending, and how often; `own` is where its rows begin."""

    part: Postings
    own: slice
    rows: NDArray[np.int32]
    counts: NDArray[np.unsignedinteger[Any]]


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
    def _slices(self) -> tuple[slice, ...]:
        """The rows of each part."""
        ends = np.cumsum([0, *(len(part.passages) for part in self.parts)]).tolist()
        return tuple(map(slice, ends, ends[1:]))

    @cached_property
    def _whole(self) -> tuple[bool, ...]:
        """Whether all rows of each part are there."""
        return tuple(bool(self.there[rows].all()) for rows in self._slices)

    @property
    def passages(self) -> Numbers:
        """The id of each row's passage."""
        return self.ids(np.arange(len(self.there)))

    @cached_property
    def count(self) -> int:
        """How many passages are there."""
        return int(self.there.sum())

    @cached_property
    def languages(self) -> frozenset[str]:
        """As which languages those that are there are indexed."""
        numbers = (np.bincount(part.languages[self.there[rows]]) for part, rows in self._each())
        return frozenset(LANGUAGES[number] for counts in numbers for number in np.flatnonzero(counts))

    @cached_property
    def _norms(self) -> NDArray[np.float64]:
        """What each length that a passage may have does to its score."""
        most = max((int(part.lengths.max(initial=0)) for part in self.parts), default=0)
        total = sum(int(part.lengths[self.there[rows]].sum(dtype=np.int64)) for part, rows in self._each())
        average = total / max(1, self.count) or 1.0
        return np.asarray(K1 * (1 - B + B * rounded_lengths(np.arange(most + 1)) / average), np.float64)

    def ids(self, rows: Numbers) -> Numbers:
        """Return the ids of the passages of some rows, ascending."""
        bounds = np.searchsorted(rows, [own.stop for own in self._slices])
        each = zip(self._each(), np.split(rows, bounds[:-1]), strict=True) if self.parts else ()
        return np.concatenate([rows[:0], *(part.passages[some - own.start] for (part, own), some in each)])

    def passages_with(self, term: str) -> int:
        """Return how many passages have a term."""
        return self._found(term)[0]

    def begun_with(self, prefix: str) -> list[str]:
        """Return the terms that begin with some letters and that a passage has, ascending."""
        found: set[str] = set()
        for part in self.parts:
            found.update(part.terms.begun_with(prefix))
        return sorted(term for term in found if self.passages_with(term))

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Return (rows,) the sum over all terms of a term's weight times how much a passage is about it (0 to 2.2)."""
        scores = np.zeros(len(self.there))
        for term, weight in weights.items():
            self._add(scores, term, weight)
        return scores

    def scores_of(self, rows: Numbers, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Return what `scores` has of some rows, ascending."""
        scores = np.zeros(len(rows))
        for term, weight in weights.items():
            for found in self._found(term)[1]:
                first, last = np.searchsorted(rows, [found.own.start, found.own.stop])
                some, entries = _in_both(rows[first:last] - found.own.start, found.rows)
                scores[first + some] += self._shares(found, entries, weight)
        return scores

    def best(self, weights: Mapping[str, float], top_k: int, wanted: Mask) -> Numbers:
        """Return wanted rows, ascending, among which are the best, and all that are as good as the last of these.

        Rare terms are summed first. Once those that are left, which many passages have, cannot lift a passage without
        any of the former into the best, only passages that still can get there are looked at (MaxScore: Turtle and
        Flood, "Query evaluation: strategies and optimizations", 1995).
        """
        left = (K1 + 1) * sum(weights.values()) + ROUNDING
        scores, rows = np.zeros(len(self.there)), np.zeros(0, np.int64)
        terms = sorted(weights, key=self.passages_with)
        while terms and not (self.passages_with(terms[0]) > FEW and left < _least(scores[rows], top_k)):
            touched = self._add(scores, term := terms.pop(0), weights[term])
            rows = np.concatenate([rows, touched[wanted[touched]]])
            left -= (K1 + 1) * weights[term]
        rows = np.sort(_able(rows, scores[rows], top_k, left)[0])
        some = scores[rows]
        for term in terms:
            left -= (K1 + 1) * weights[term]
            rows, some = _able(rows, some + self.scores_of(rows, {term: weights[term]}), top_k, left)
        return rows

    def holding(self, terms: Iterable[str]) -> Mask:
        """Return which rows have any of some terms."""
        holding = np.zeros(len(self.there), bool)
        for term in terms:
            for found in self._found(term)[1]:
                holding[found.own][found.rows] = True
        return holding

    def in_documents(self, ids: Collection[str]) -> Mask:
        """Return which rows are of some documents."""
        masks = (np.array([id in ids for id in part.documents], bool)[part.owners] for part in self.parts)
        return np.concatenate([self.there[:0], *masks])

    def _add(self, scores: NDArray[np.float64], term: str, weight: float) -> Numbers:
        """Add what a term adds to all scores; return the rows that had none before."""
        touched = [np.zeros(0, np.int64)]
        for found in self._found(term)[1]:
            own = scores[found.own]
            before = own[found.rows]
            touched.append(found.rows[before == 0] + np.int64(found.own.start))
            own[found.rows] = before + self._shares(found, slice(None), weight)
        return np.concatenate(touched)

    def _shares(self, found: Entries, some: slice | Numbers, weight: float) -> NDArray[np.float64]:
        """Return what a term adds to the scores of some of the rows that have it."""
        counts, norms = found.counts[some], self._norms[found.part.lengths[found.rows[some]]]
        return np.asarray(weight * (K1 + 1) * counts / (counts + norms), np.float64)

    @cached_property
    def _found(self) -> Callable[[str], tuple[int, list[Entries]]]:
        """The function that gives of a term how many passages have it, and its entries."""
        return lru_cache(REMEMBERED)(self._find)

    def _find(self, term: str) -> tuple[int, list[Entries]]:
        found, count = [], 0
        for (part, own), whole in zip(self._each(), self._whole, strict=True):
            rows, counts = part.entries(term)
            if len(rows):
                found.append(Entries(part, own, rows, counts))
                count += len(rows) if whole else int(self.there[own][rows].sum())
        return count, found

    def _each(self) -> Iterator[tuple[Postings, slice]]:
        return zip(self.parts, self._slices, strict=True)


def _least(scores: NDArray[np.float64], top_k: int) -> float:
    """Return the score that the best have at least, 0 where there are fewer."""
    place = len(scores) - top_k
    return float(np.partition(scores, place)[place]) if 0 <= place < len(scores) else 0.0


def _able(rows: Numbers, scores: NDArray[np.float64], top_k: int, left: float) -> tuple[Numbers, NDArray[np.float64]]:
    """Return those rows, with their scores, that can get among the best with what is left to be added."""
    able = scores >= _least(scores, top_k) - left
    return rows[able], scores[able]


def _in_both(one: NDArray[Any], other: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Return where what is in both of two ascending arrays is in each.

    >>> [places.tolist() for places in _in_both(np.array([1, 4, 6]), np.array([4, 5, 6, 9]))]
    [[1, 2], [0, 2]]
    """
    if len(one) > len(other):
        second, first = _in_both(other, one)
        return first, second
    if not len(one):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    places = np.minimum(np.searchsorted(other, one), len(other) - 1)
    found = np.flatnonzero(other[places] == one)
    return found, places[found]


def rounded_lengths(lengths: Numbers) -> Numbers:
    """Return lengths rounded down to those that have three further bits, as Lucene and tantivy count them.

    >>> rounded_lengths(np.array([3, 40, 41, 57, 150, 1000])).tolist()
    [3, 40, 40, 56, 144, 984]
    """
    over = np.maximum(lengths - 24, 0)
    drop = np.maximum(np.floor(np.log2(np.maximum(over, 1))).astype(np.int64) - 3, 0)
    return np.where(lengths < 24, lengths, 24 + ((over >> drop) << drop))
