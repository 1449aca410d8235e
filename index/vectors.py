"""Unit vectors in, the nearest passages out: FAISS, derived from the catalog's vectors; exact for what is new."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.catalog import Catalog
from index.derived import State, empty_folder, read_state, save_array, write_state
from index.encoder import Vectors
from index.postings import Mask
from index.stored_passages import Ids
from index.vector_base import Base, make_base

VECTOR_SETTINGS = 2
"""Raised when a base would be made differently, so that it is made again."""

MOST_CHANGED = 0.2
"""Share of the base that may be new or removed before the base is written again."""

MOST_NEW = 50_000
"""Passages that may be new before it is: they are compared one by one, and kept in memory in full."""


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """An immutable base, a small tail of newer passages, and which of the base were removed.

    Attributes:
        base: what is in the folder.
        there: rows of the base that were not removed; None: all.
        tail: what is newer, exact.
        state: of the folder.
        stamp: of the generation that is indexed.
    """

    base: Base
    there: Mask | None
    tail: Base
    state: State | None
    stamp: Mapping[str, str | int]

    @property
    def ids(self) -> Ids:
        """All passages that may be found, ascending."""
        base = self.base.ids if self.there is None else self.base.ids[self.there]
        return np.sort(np.concatenate([base, self.tail.ids]))

    def search(self, question: Vectors, top_k: int, among: Ids | None = None) -> Ids:
        """Return the ids of the nearest passages, nearest first; where the base is not exact, nearly so.

        Args:
            question: (1, dimension) unit row.
            top_k: how many, at most.
            among: passages that may be found, ascending; None allows all that are not removed.
        """
        ids, scores = [], []
        for part, there in ((self.base, self.there), (self.tail, None)):
            found, similarities = _nearest(part, question, top_k, _allowed(part.ids, there, among))
            ids.append(part.ids[found])
            scores.append(similarities)
        order = np.argsort(-np.concatenate(scores), kind="stable")[:top_k]
        return np.asarray(np.concatenate(ids)[order], np.int64)


def open_vectors(
    folder: Path, catalog: Catalog, dimension: int, *, compact: bool = False, before: VectorIndex | None = None
) -> VectorIndex:
    """Return the index of everything in the catalog, reusing what the folder holds of it.

    A base that is missing, damaged, of another library or of another past of it is written again, and so is one
    that too much has changed since when anything is new; what is newer than the base is read from the catalog, and
    what is damaged there is in none.

    Args:
        folder: what is derived is kept there.
        catalog: the truth.
        dimension: of the vectors.
        compact: whether to leave nothing on disk of passages that are gone.
        before: the index of a former generation; what is the same is not read again.
    """
    ids, base = catalog.passage_ids(), _load_base(folder, catalog, before)
    there = np.isin(base.ids if base else ids[:0], ids, assume_unique=True)
    new = np.setdiff1d(ids, base.ids, assume_unique=True) if base else ids
    gone = len(there) - int(there.sum())
    much = len(new) and (gone + len(new) > MOST_CHANGED * len(there) or len(new) > MOST_NEW)
    if base is None or much or (compact and gone):  # what is only gone waits: removing is to take no time
        base = make_base(catalog, ids, dimension)
        _save_base(folder, base, catalog)
        gone, new = 0, ids[:0]
    tail, state = _tail(catalog, new, dimension, before), read_state(folder, hashes=False)
    return VectorIndex(base, there if gone else None, tail, state, catalog.stamp())


def _tail(catalog: Catalog, ids: Ids, dimension: int, before: VectorIndex | None) -> Base:
    """Return an exact index of some passages; those of the former tail are taken from there."""
    import faiss

    known, old = ids[:0], np.empty((0, dimension), np.float32)
    if before is not None and catalog.descends_from(before.stamp):
        same = np.isin(before.tail.ids, ids, assume_unique=True)
        known, old = before.tail.ids[same], before.tail.index.reconstruct_n(0, len(same))[same]
    sound, vectors = catalog.sound_vectors(np.setdiff1d(ids, known, assume_unique=True), dimension)
    names = np.concatenate([known, sound])
    order, index = np.argsort(names), faiss.IndexFlatIP(dimension)
    index.add(np.concatenate([old, vectors])[order])
    return Base(index, names[order], scale=0, recall=1.0)


def _load_base(folder: Path, catalog: Catalog, before: VectorIndex | None) -> Base | None:
    """Return the base in the folder, the one of the former index where that is still there; None: it must be made."""
    import faiss

    state = read_state(folder, hashes=False)
    known = {"encoder": catalog.setting("encoder_sha256"), "vectors": VECTOR_SETTINGS}
    if state is None or any(state.made_from.get(name) != value for name, value in known.items()):
        return None
    if not catalog.descends_from(state.made_from):
        return None
    if before is not None and before.state == state:
        return before.base
    try:
        if read_state(folder) != state:
            return None
        faiss.set_deserialization_vector_byte_limit(2 * state.files["base.faiss"].size)
        index = faiss.read_index(str(folder / "base.faiss"))
        ids: Ids = np.load(folder / "ids.npy", allow_pickle=False)
        base = Base(index, ids, int(state.made_from["scale"]), float(state.made_from["recall"]))
    except (KeyError, OSError, RuntimeError, ValueError):
        return None
    return base if ids.shape == (index.ntotal,) and index.d == int(catalog.setting("dimension") or 0) else None


def _save_base(folder: Path, base: Base, catalog: Catalog) -> None:
    import faiss

    empty_folder(folder)
    with (folder / "base.faiss").open("wb") as file:  # a file of its own FAISS closes without looking
        faiss.write_index(base.index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
    save_array(folder / "ids.npy", base.ids)
    made = {"encoder": catalog.setting("encoder_sha256") or "", "recall": f"{base.recall:.4f}"}
    write_state(folder, {**catalog.stamp(), **made, "vectors": VECTOR_SETTINGS, "scale": base.scale})


def _allowed(names: Ids, there: Mask | None, among: Ids | None) -> Mask | None:
    """Return which rows may be found, or None for all."""
    if among is None:
        return there
    allowed = np.isin(names, among, assume_unique=True)
    return allowed if there is None else allowed & there


def _nearest(part: Base, question: Vectors, top_k: int, allowed: Mask | None) -> tuple[Ids, Vectors]:
    """Return the rows nearest to a question, and their cosines."""
    count = len(part.ids) if allowed is None else int(np.count_nonzero(allowed))
    if not min(top_k, count):
        return np.empty(0, np.int64), np.empty(0, np.float32)
    options = None if allowed is None else _only(part.index, allowed, count)
    with _one_thread():
        rows, cosines = part.search(question, min(top_k, count), options)
    found = rows[0] >= 0
    return rows[0][found], cosines[0][found]


def _only(index: Any, allowed: Mask, count: int) -> Any:
    """Return what makes FAISS find only some rows, of which there are so many.

    The fewer they are, the more lists are looked through, until it is all: they may be in any.
    """
    import faiss

    rows = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
    if not hasattr(index, "nlist"):
        return faiss.SearchParameters(sel=rows)  # type: ignore[call-arg]
    lists = min(index.nlist, math.ceil(index.nprobe * index.ntotal / count))
    return faiss.SearchParametersIVF(sel=rows, nprobe=lists)  # type: ignore[call-arg]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS use no other threads for what this one asks: it gives them nothing to do for one question, and waits.

    On a machine that is busy, 25,000 passages took 14 to 22 ms with two threads, and 1 ms with one.
    """
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
