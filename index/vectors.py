"""Unit vectors in, the nearest passages out: FAISS, exact, derived from the catalog's vectors."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.derived import empty_folder, read_state, save_array, write_state
from index.encoder import Vectors

Ids: TypeAlias = NDArray[np.int64]
"""(n,) int64, passage ids."""

MOST_CHANGED = 0.2
"""Share of the base that may be new or removed before the base is written again."""


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """An immutable base, a small tail of newer passages, and which of the base were removed.

    `base` and `tail` are FAISS inner-product indexes; `base_ids` (ascending) and `tail_ids` name their rows.
    """

    base: Any
    base_ids: Ids
    tail: Any
    tail_ids: Ids
    removed: Ids

    def search(self, question: Vectors, top_k: int, among: Ids | None = None) -> Ids:
        """Return the ids of the nearest passages, nearest first.

        Args:
            question: (1, dimension) unit row.
            top_k: how many, at most.
            among: passages that may be found; None allows all that are not removed.
        """
        ids, scores = [], []
        for index, names, removed in ((self.base, self.base_ids, self.removed), (self.tail, self.tail_ids, None)):
            rows = _allowed_rows(names, removed, among)
            found, similarities = _nearest(index, question, top_k, rows)
            ids.append(names[found])
            scores.append(similarities)
        order = np.argsort(-np.concatenate(scores), kind="stable")[:top_k]
        return np.asarray(np.concatenate(ids)[order], np.int64)


def open_vectors(folder: Path, catalog: Catalog, dimension: int, *, compact: bool = False) -> VectorIndex:
    """Return the index of everything in the catalog, reusing what the folder holds of it.

    A base that is missing, damaged, of another library or of another past of it is written again, and so is one
    that too much has changed since when anything is new; what is newer than the base is read from the catalog, and
    what is damaged there is in none.

    Args:
        folder: what is derived is kept there.
        catalog: the truth.
        dimension: of the vectors.
        compact: whether to leave nothing on disk of passages that are gone.
    """
    import faiss

    loaded = _load_base(folder, catalog)
    ids = catalog.passage_ids()
    base, base_ids = loaded if loaded is not None else (faiss.IndexFlatIP(dimension), ids[:0])
    removed = np.setdiff1d(base_ids, ids, assume_unique=True)
    tail_ids = np.setdiff1d(ids, base_ids, assume_unique=True)
    much = len(tail_ids) and len(removed) + len(tail_ids) > MOST_CHANGED * len(base_ids)
    if loaded is None or much or (compact and len(removed)):  # what is only gone waits: removing is to take no time
        ids, vectors = catalog.sound_vectors(ids, dimension)
        base, base_ids = _index_of(vectors, dimension), ids
        _save_base(folder, base, base_ids, {**catalog.stamp(), "encoder": catalog.setting("encoder_sha256") or ""})
        removed, tail_ids = ids[:0], ids[:0]
    tail_ids, vectors = catalog.sound_vectors(tail_ids, dimension)
    return VectorIndex(base, base_ids, _index_of(vectors, dimension), tail_ids, removed)


def _load_base(folder: Path, catalog: Catalog) -> tuple[Any, Ids] | None:
    import faiss

    state = read_state(folder)
    if state is None or state.made_from.get("encoder") != catalog.setting("encoder_sha256"):
        return None
    if not catalog.descends_from(state.made_from):
        return None
    try:
        faiss.set_deserialization_vector_byte_limit(2 * state.files["base.faiss"].size)
        base = faiss.read_index(str(folder / "base.faiss"))
        ids: Ids = np.load(folder / "ids.npy", allow_pickle=False)
    except (KeyError, OSError, RuntimeError, ValueError):
        return None
    return (base, ids) if ids.shape == (base.ntotal,) and base.d == int(catalog.setting("dimension") or 0) else None


def _save_base(folder: Path, base: Any, base_ids: Ids, owner: Mapping[str, str | int]) -> None:
    import faiss

    empty_folder(folder)
    with (folder / "base.faiss").open("wb") as file:  # a file of its own FAISS closes without looking
        faiss.write_index(base, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
    save_array(folder / "ids.npy", base_ids)
    write_state(folder, owner)


def _index_of(vectors: Vectors, dimension: int) -> Any:
    import faiss

    index = faiss.IndexFlatIP(dimension)
    index.add(vectors)
    return index


def _allowed_rows(names: Ids, removed: Ids | None, among: Ids | None) -> Ids | None:
    """Return the row numbers that may be found, or None for all."""
    if among is None and (removed is None or not len(removed)):
        return None
    allowed = np.ones(len(names), bool) if among is None else np.isin(names, among)
    if removed is not None:
        allowed &= ~np.isin(names, removed)
    return np.flatnonzero(allowed)


def _nearest(index: Any, question: Vectors, top_k: int, rows: Ids | None) -> tuple[Ids, NDArray[np.float32]]:
    import faiss

    count = min(top_k, index.ntotal if rows is None else len(rows))
    if count == 0:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    parameters = None if rows is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows))  # type: ignore[call-arg]
    scores, found = index.search(question, count, params=parameters)
    return found[0], scores[0]
