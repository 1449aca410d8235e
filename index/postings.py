"""Passages and their terms in, which term stands how often in which passage out, as arrays: an inverted index."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.derived import save_array

Numbers: TypeAlias = NDArray[np.int64]
"""(n,) int64."""

Mask: TypeAlias = NDArray[np.bool_]
"""(rows,) bool."""


@dataclass(frozen=True, slots=True)
class Row:
    """One passage: its id, its document's, as which language it is indexed, and its terms in their order."""

    passage: int
    document: str
    language: str
    terms: Sequence[str]


@dataclass(frozen=True)
class Postings:
    """An inverted index over some passages, each a row; it never changes.

    Attributes:
        terms: different ones, ascending.
        starts: (terms + 1,) where each term's entries start in `rows` and `counts`.
        rows: which passages have a term, ascending for each term.
        counts: how often.
        passages: (rows,) their ids.
        lengths: (rows,) how many terms each has.
        documents: (rows,) the id of each one's document.
        languages: (rows,) as which language each is indexed.
    """

    terms: Sequence[str]
    starts: Numbers
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    passages: Numbers
    lengths: Numbers
    documents: NDArray[np.str_]
    languages: NDArray[np.str_]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self.terms)}

    def entries(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """Return the rows that have a term, and how often."""
        number = self._numbers.get(term)
        if number is None:
            return self.rows[:0], self.counts[:0]
        own = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.rows[own], self.counts[own]


ARRAYS = ("starts", "rows", "counts", "passages", "lengths", "documents", "languages")

MOST_COUNTED = 2**16 - 1
"""How often a term may stand in a passage to be counted: far more than a passage has words."""


def postings_of(passages: Iterable[Row]) -> Postings:
    """Index passages.

    >>> made = postings_of([Row(7, "d", "en", ["duck", "swim", "duck"]), Row(9, "e", "en", ["duck"])])
    >>> made.terms, [array.tolist() for array in made.entries("duck")], made.lengths.tolist()
    (['duck', 'swim'], [[0, 1], [2, 1]], [3, 1])
    """
    kept: list[tuple[int, str, str, int]] = []
    numbers: dict[str, int] = {}
    entries: list[tuple[int, int, int]] = []
    for passage in passages:
        for term, count in Counter(passage.terms).items():
            entries.append((numbers.setdefault(term, len(numbers)), len(kept), count))
        kept.append((passage.passage, passage.document, passage.language, len(passage.terms)))
    table = {
        "passages": np.array([row[0] for row in kept], np.int64),
        "documents": np.array([row[1] for row in kept], np.str_),
        "languages": np.array([row[2] for row in kept], np.str_),
        "lengths": np.array([row[3] for row in kept], np.int64),
    }
    return _inverted(list(numbers), np.array(entries, np.int64).reshape(-1, 3), table)


def merged(parts: Sequence[Postings], kept: Sequence[Mask]) -> Postings:
    """Return one index over the rows of several that are kept, as if it had been made of these alone."""
    names = sorted(set().union(*(part.terms for part in parts)))
    numbers = {term: number for number, term in enumerate(names)}
    entries, before = [], 0
    for part, keep in zip(parts, kept, strict=True):
        own = np.array([numbers[term] for term in part.terms], np.int64)
        terms = np.repeat(own, np.diff(part.starts))
        rows = before + np.cumsum(keep) - 1
        whole = np.stack([terms, rows[part.rows], part.counts], axis=1)
        entries.append(whole[keep[part.rows]])
        before += int(keep.sum())
    table = {
        name: np.concatenate([getattr(part, name)[keep] for part, keep in zip(parts, kept, strict=True)])
        for name in ("passages", "documents", "languages", "lengths")
    }
    return _inverted(names, np.concatenate(entries), table)


def _inverted(names: Sequence[str], entries: Numbers, table: dict[str, NDArray[Any]]) -> Postings:
    """Return an index, given (n, 3) entries of term's number, row and count, rows ascending for each term."""
    had = np.unique(entries[:, 0])
    by_name = sorted(had.tolist(), key=names.__getitem__)
    places = np.zeros(len(names), np.int64)
    places[by_name] = np.arange(len(by_name))
    terms = places[entries[:, 0]]
    order = np.argsort(terms, kind="stable")
    starts = np.searchsorted(terms[order], np.arange(len(by_name) + 1))
    rows, counts = entries[order, 1].astype(np.int32), np.minimum(entries[order, 2], MOST_COUNTED).astype(np.uint16)
    return Postings([names[number] for number in by_name], starts.astype(np.int64), rows, counts, **table)


def save_postings(folder: Path, name: str, postings: Postings) -> None:
    """Write an index into files of a folder that are called after it."""
    (folder / f"{name}.terms").write_text("\n".join(postings.terms), "utf-8", newline="")
    for array in ARRAYS:
        save_array(folder / f"{name}.{array}.npy", getattr(postings, array))


def load_postings(folder: Path, name: str) -> Postings:
    """Read what `save_postings` wrote; its files were checked before.

    Raises:
        OSError, ValueError: they are not there, or are something else.
    """
    terms = (folder / f"{name}.terms").read_bytes().decode()
    arrays = {array: np.load(folder / f"{name}.{array}.npy", allow_pickle=False) for array in ARRAYS}
    return Postings(terms.split("\n") if terms else [], **arrays)
