"""Passages and their terms in, which term stands how often in which passage out, as arrays: an inverted index."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.derived import load_array, save_array
from index.names import Names, load_names, names_of, save_names
from index.stems import LANGUAGES

Numbers: TypeAlias = NDArray[np.int64]
"""(n,) int64."""

Mask: TypeAlias = NDArray[np.bool_]
"""(rows,) bool."""


@dataclass(frozen=True, slots=True)
class Row:
    """One passage: its id, its document's, as which of `LANGUAGES` it is indexed, and its terms in their order."""

    passage: int
    document: str
    language: str
    terms: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """An inverted index over some passages, each a row; it never changes, and lies in files but for what is looked at.

    Attributes:
        terms: different ones, ascending.
        documents: the ids of the documents that the passages are of, ascending.
        starts: (terms + 1,) where each term's entries start in `rows` and `counts`.
        rows: which passages have a term, ascending for each term.
        counts: how often; unsigned, as narrow as may be.
        passages: (rows,) their ids.
        lengths: (rows,) how many terms each has.
        owners: (rows,) the number of each one's document.
        languages: (rows,) as which language each is indexed, as a place in `LANGUAGES`.
    """

    terms: Names
    documents: Names
    starts: Numbers
    rows: NDArray[np.int32]
    counts: NDArray[np.unsignedinteger[Any]]
    passages: Numbers
    lengths: NDArray[np.int32]
    owners: NDArray[np.int32]
    languages: NDArray[np.uint8]

    def entries(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.unsignedinteger[Any]]]:
        """Return the rows that have a term, and how often."""
        number = self.terms.find(term)
        own = slice(0) if number is None else slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.rows[own], self.counts[own]


NAMES = ("terms", "documents")
ARRAYS = ("starts", "rows", "counts", "passages", "lengths", "owners", "languages")

MOST_COUNTED = 2**16 - 1
"""How often a term may stand in a passage to be counted: far more than a passage has words."""


def postings_of(passages: Iterable[Row]) -> Postings:
    """Index passages.

    >>> made = postings_of([Row(7, "d", "en", ["duck", "swim", "duck"]), Row(9, "e", "en", ["duck"])])
    >>> list(made.terms), [array.tolist() for array in made.entries("duck")], made.lengths.tolist()
    (['duck', 'swim'], [[0, 1], [2, 1]], [3, 1])
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    documents: defaultdict[str, int] = defaultdict(count().__next__)
    terms, counts, different, lengths, owners = (array("i") for _ in range(5))
    ids, languages = array("q"), array("B")
    for passage in passages:
        counted = Counter(passage.terms)
        terms.extend(map(numbers.__getitem__, counted))
        counts.extend(counted.values())
        different.append(len(counted))
        lengths.append(len(passage.terms))
        owners.append(documents[passage.document])
        ids.append(passage.passage)
        languages.append(LANGUAGES.index(passage.language))
    places = _places(numbers)[np.asarray(terms, np.int32)]
    order = np.argsort(places, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=len(numbers)))]).astype(np.int64)
    rows = np.repeat(np.arange(len(ids), dtype=np.int32), different)[order]
    return Postings(
        names_of(sorted(numbers)),
        names_of(sorted(documents)),
        starts,
        rows,
        narrowed(np.asarray(counts, np.int32)[order]),
        np.asarray(ids, np.int64),
        np.asarray(lengths, np.int32),
        _places(documents)[np.asarray(owners, np.int32)],
        np.asarray(languages, np.uint8),
    )


def narrowed(counts: NDArray[Any]) -> NDArray[np.unsignedinteger[Any]]:
    """Return counts in a byte each if no term stands in a passage more than 255 times, as it hardly ever does."""
    most = min(int(counts.max(initial=0)), MOST_COUNTED)
    return np.asarray(np.minimum(counts, most), np.min_scalar_type(most))


def _places(numbers: dict[str, int]) -> NDArray[np.int32]:
    """Return for each number of a name which place its name has among all in their order."""
    places = np.zeros(len(numbers), np.int32)
    places[[numbers[name] for name in sorted(numbers)]] = np.arange(len(numbers))
    return places


def save_postings(folder: Path, name: str, postings: Postings) -> None:
    """Write an index into files of a folder that are called after it."""
    for names in NAMES:
        save_names(folder / f"{name}.{names}", getattr(postings, names))
    for values in ARRAYS:
        save_array(folder / f"{name}.{values}.npy", getattr(postings, values))


def load_postings(folder: Path, name: str) -> Postings:
    """Return what `save_postings` wrote; its files were checked before.

    Raises:
        OSError, ValueError: they are not there, or are something else.
    """
    terms, documents = (load_names(folder / f"{name}.{names}") for names in NAMES)
    return Postings(terms, documents, *(load_array(folder / f"{name}.{values}.npy") for values in ARRAYS))
