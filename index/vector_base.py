"""Stored vectors in, a FAISS index of them out with its recall: exact while few, a byte for a number above, then lists.

Vectors are read a chunk at a time, so that they are never all in memory as they are stored. What is chosen and trained
follows from the passages alone. On machines that round otherwise, lists may differ, and so what is proposed last.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.encoder import Vectors, unit_rows
from index.stored_passages import Ids

FEW = 2_000
"""Fewer passages are searched exactly: there is nothing to gain."""

MANY = 200_000
"""Up to so many, each vector is compared, a byte for each number; of more, only those in the lists nearest by.

At 225,000, that takes three fifths of the time.
"""

CHUNK = 16_384
"""Vectors that are read at once."""

SAMPLE = 20_000
"""Vectors from which it is learned how large their numbers are, and of which questions are made."""

LARGEST = 127
"""Of a signed byte. FAISS compares bytes with bytes twice as fast as with numbers, so questions become such, too."""

PER_LIST = 40
"""Vectors from which each list's centre is learned; FAISS warns of fewer."""

ROUNDS = 8
"""Of k-means: more change little."""

QUESTIONS, BLENDED = 200, 8
"""How many questions are made to measure the recall with, and of how many passages each is the middle.

A question lies further from any list's centre than a passage does, and so do middles. A passage with noise does not: it
finds all it should in a tenth of the lists that questions of SQuAD need.
"""

FEWEST_LISTS = 8

ENOUGH = 0.99
"""The recall at 10 for which lists are looked through; then twice as many are, for real questions are harder yet."""

TOP, PROPOSED = 10, 30
"""How many of the nearest count, and how many are proposed for them (`index.snapshot.SPARE`)."""


@dataclass(frozen=True, slots=True)
class Base:
    """An index of vectors that does not change.

    Attributes:
        index: FAISS inner-product index, whose row i is the passage `ids[i]`.
        ids: ascending.
        scale: by which vectors were multiplied before their numbers became bytes; 0: they are as they were.
        recall: at 10 (0..1), when it was made.
    """

    index: Any
    ids: Ids
    scale: int
    recall: float

    def search(self, questions: Vectors, count: int, options: Any = None) -> tuple[NDArray[np.int64], Vectors]:
        """Return the nearest rows for each of some unit rows, -1 where there are no more, and their cosines."""
        own = LARGEST / np.maximum(np.abs(questions).max(axis=1, keepdims=True), 1e-6) if self.scale else 1.0
        scores, rows = self.index.search(_whole(questions * own) if self.scale else questions, count, params=options)
        return rows, np.asarray(scores / (own * (self.scale or 1)), np.float32)


def make_base(catalog: Catalog, ids: Ids, dimension: int) -> Base:
    """Return an index of those of some passages (ascending) that are what was stored."""
    sample = ids[_spread(len(ids), max(SAMPLE, PER_LIST * lists_for(len(ids))))]
    vectors = catalog.sound_vectors(sample if len(ids) >= FEW else ids[:0], dimension)[1]
    scale = int(LARGEST / max(np.abs(vectors).max(), 1e-6)) if len(vectors) else 0
    index = _empty(len(ids) * len(vectors) // max(1, len(sample)), _scaled(vectors, scale), dimension)
    asked = _questions(vectors) if len(vectors) else None
    exact, added = _Exact(asked), [ids[:0]]
    for start in range(0, len(ids), CHUNK):
        sound, vectors = catalog.sound_vectors(ids[start : start + CHUNK], dimension)
        exact.look_at(vectors)
        index.add(_scaled(vectors, scale))
        added.append(sound)
    base = Base(index, np.concatenate(added), scale, 1.0)
    return base if asked is None else replace(base, recall=_tuned(base, asked, exact.least(), catalog))


def lists_for(count: int) -> int:
    """Return into how many lists so many vectors are put: 0 for none, else a power of two near the root.

    >>> lists_for(200_000), lists_for(225_000), lists_for(1_000_000)
    (0, 512, 1024)
    """
    return 0 if count <= MANY else 2 ** round(math.log2(count) / 2)


def _empty(count: int, sample: Vectors, dimension: int) -> Any:
    """Return a trained index for so many vectors, of which some are given, with nothing in it."""
    import faiss

    lists, product, byte = lists_for(count), faiss.METRIC_INNER_PRODUCT, faiss.ScalarQuantizer.QT_8bit_direct_signed
    if not len(sample):
        return faiss.IndexFlatIP(dimension)
    if not lists:
        return faiss.IndexScalarQuantizer(dimension, byte, product)
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dimension), dimension, lists, byte, product, False)
    index.cp.niter, index.cp.seed, index.cp.max_points_per_centroid = ROUNDS, 1, PER_LIST
    index.train(sample)
    return index


def _scaled(vectors: Vectors, scale: int) -> Vectors:
    """Return vectors in whole numbers that fit in a signed byte; as they are, where the scale is 0."""
    return _whole(vectors * np.float32(scale)) if scale else vectors


def _whole(vectors: Vectors) -> Vectors:
    return np.asarray(np.clip(np.rint(vectors), -LARGEST, LARGEST), np.float32)


def _spread(count: int, most: int) -> Ids:
    """Return at most so many row numbers, evenly over all."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64))


def _questions(vectors: Vectors) -> Vectors:
    rows = np.random.default_rng(0).integers(len(vectors), size=(QUESTIONS, BLENDED))
    return unit_rows(vectors[rows].sum(axis=1))


class _Exact:
    """The best scores of questions among all vectors that were looked at."""

    def __init__(self, questions: Vectors | None) -> None:
        self._questions = questions
        self._best = np.empty((0 if questions is None else len(questions), 0), np.float32)

    def look_at(self, vectors: Vectors) -> None:
        if self._questions is not None:
            scores = np.concatenate([self._best, self._questions @ vectors.T], axis=1)
            self._best = np.partition(scores, -min(TOP, scores.shape[1]), axis=1)[:, -TOP:]

    def least(self) -> Vectors:
        """Return for each question the score that one of its nearest has at least."""
        return np.asarray(self._best.min(axis=1) - 1e-6, np.float32)


def _tuned(base: Base, questions: Vectors, least: Vectors, catalog: Catalog) -> float:
    """Choose how many lists are looked through, where there are any, and return the recall."""
    if not hasattr(base.index, "nlist"):
        return _recall(base, questions, least, catalog)
    base.index.nprobe = FEWEST_LISTS
    while base.index.nprobe < base.index.nlist and _recall(base, questions, least, catalog) < ENOUGH:
        base.index.nprobe *= 2
    base.index.nprobe = min(2 * base.index.nprobe, base.index.nlist)
    return _recall(base, questions, least, catalog)


def _recall(base: Base, questions: Vectors, least: Vectors, catalog: Catalog) -> float:
    """Return the share of the nearest that are among those proposed, scored again by their stored vectors."""
    rows, _ = base.search(questions, PROPOSED)
    ids = np.unique(base.ids[rows[rows >= 0]])
    found, vectors = catalog.sound_vectors(ids, base.index.d)
    scores = questions @ vectors.T
    proposed = np.zeros(scores.shape, bool)
    for mask, row in zip(proposed, rows, strict=True):
        mask[np.searchsorted(found, base.ids[row[row >= 0]])] = True
    near = (proposed & (scores >= least[:, None])).sum(axis=1)
    top = min(TOP, base.index.ntotal)
    return float(np.minimum(near, top).mean() / top)
