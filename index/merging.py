"""Inverted indexes in, one over the rows of them that are kept out, without more in memory than what comes out."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.names import Names, names_of
from index.postings import Mask, Numbers, Postings

AT_ONCE = 1 << 20
"""Entries that are moved together."""

MOST_ALIKE = 6
TIMES = 8
SMALLEST = 512
"""So many parts of like size are merged: those under 512 passages, those of up to eight times as many, and so on.

Each passage is written again once in each size, so that adding one to a million never writes all of them.
"""

MOST_GONE = 0.2
"""Share of a part's passages that may be gone, but still in its files, before these are written again."""


def to_merge(sizes: Mapping[str, int], gone: Mapping[str, int], *, compact: bool = False) -> list[str]:
    """Return the names of the parts that are to be merged next, or of one that is to be written again; often none.

    Args:
        sizes: how many passages each part has.
        gone: how many of them are not in the library any more.
        compact: whether none of these may be left.

    >>> to_merge({"a": 1000, "b": 40}, {"a": 300, "b": 0})
    ['a']
    >>> to_merge(dict.fromkeys("abcdef", 40), dict.fromkeys("abcdef", 0))
    ['a', 'b', 'c', 'd', 'e', 'f']
    """
    for name, size in sizes.items():
        if gone[name] > (0 if compact else MOST_GONE * size):
            return [name]
    tiers: dict[int, list[str]] = {}
    for name, size in sizes.items():
        tiers.setdefault(_tier(size), []).append(name)
    return next((tiers[tier] for tier in sorted(tiers) if len(tiers[tier]) >= MOST_ALIKE), [])


def _tier(size: int) -> int:
    tier = 0
    while size >= SMALLEST:
        size, tier = size // TIMES, tier + 1
    return tier


def merged(parts: Sequence[Postings], kept: Sequence[Mask]) -> Postings:
    """Return one index over the rows of several that are kept, as if it had been made of these alone."""
    both = list(zip(parts, kept, strict=True))
    sizes = [_entries_kept(*one) for one in both]
    terms, numbers = _together([part.terms for part in parts], sizes)
    documents, owners = _together(
        [part.documents for part in parts],
        [np.bincount(part.owners[keep], minlength=len(part.documents)) for part, keep in both],
    )
    starts = np.zeros(len(terms) + 1, np.int64)
    for own, entries in zip(numbers, sizes, strict=True):
        starts[1 + own[entries > 0]] += entries[entries > 0]
    starts = np.cumsum(starts)
    rows, counts = _moved(both, numbers, starts)
    return Postings(
        terms,
        documents,
        starts,
        rows,
        counts,
        np.concatenate([part.passages[keep] for part, keep in both]),
        np.concatenate([part.lengths[keep] for part, keep in both]),
        np.concatenate([own[part.owners[keep]] for own, (part, keep) in zip(owners, both, strict=True)]),
        np.concatenate([part.languages[keep] for part, keep in both]),
    )


def _together(tables: Sequence[Names], sizes: Sequence[Numbers]) -> tuple[Names, list[NDArray[np.int32]]]:
    """Return all names of some tables that have a size, and for each table the new numbers of its names (-1: none)."""
    numbers = [np.full(len(names), -1, np.int32) for names in tables]

    def told(table: int) -> Iterator[tuple[str, int, int]]:
        return (
            (name, table, n)
            for n, (name, size) in enumerate(zip(tables[table], sizes[table].tolist(), strict=True))
            if size
        )

    def numbered() -> Iterator[str]:
        streams = merge(*map(told, range(len(tables))))
        for new, (name, same) in enumerate(groupby(streams, key=itemgetter(0))):
            for _, table, old in same:
                numbers[table][old] = new
            yield name

    return names_of(numbered()), numbers


def _moved(
    parts: Sequence[tuple[Postings, Mask]], numbers: Sequence[NDArray[np.int32]], starts: Numbers
) -> tuple[NDArray[np.int32], NDArray[np.unsignedinteger[Any]]]:
    """Return `rows` and `counts`, given the new numbers of each part's terms: one part's entries, then the next's."""
    free, before = starts[:-1].copy(), 0
    rows = np.empty(int(starts[-1]), np.int32)
    counts = np.empty(int(starts[-1]), np.result_type(*(part.counts for part, _ in parts)))
    for (part, keep), own in zip(parts, numbers, strict=True):
        renumbered = (before + np.cumsum(keep) - 1).astype(np.int32)
        for terms, entries, stays, kept in _stretches(part, keep):
            new, sizes = own[terms][kept > 0], kept[kept > 0]
            ends = np.cumsum(sizes)
            places = np.repeat(free[new] - ends + sizes, sizes) + np.arange(int(sizes.sum()))
            rows[places] = renumbered[part.rows[entries][stays]]
            counts[places] = part.counts[entries][stays]
            free[new] += sizes
        before += int(keep.sum())
    return rows, counts


def _entries_kept(part: Postings, keep: Mask) -> Numbers:
    """Return how many entries each term of a part has in the rows that are kept."""
    if keep.all():
        return np.diff(part.starts)
    return np.concatenate([part.starts[:0], *(sizes for *_, sizes in _stretches(part, keep))])


def _stretches(part: Postings, keep: Mask) -> Iterator[tuple[slice, slice, Mask, Numbers]]:
    """Yield some terms of a part after the other: them, their entries, which of these are kept, how many of each."""
    first = 0
    while first < len(part.terms):
        last = int(np.searchsorted(part.starts, part.starts[first] + AT_ONCE, "right")) - 1
        last = min(max(last, first + 1), len(part.terms))
        starts = part.starts[first : last + 1]
        entries = slice(int(starts[0]), int(starts[-1]))
        stays = keep[part.rows[entries]]
        before = np.concatenate([[0], np.cumsum(stays)])
        yield slice(first, last), entries, stays, np.diff(before[starts - starts[0]])
        first = last
