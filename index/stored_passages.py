"""A library's database in, its passages and their vectors out, each compared with its digest."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.database import Database
from index.digests import DamagedError, row_digest
from index.encoder import Vectors, unit_rows
from index.passages import Span
from index.tables import unpacked

Ids: TypeAlias = NDArray[np.int64]
"""(n,) int64, passage ids."""

AMONG = "id IN (SELECT value FROM json_each(?1))"
PASSAGE = 'id, digest, document, start, "end", sentences, vector'


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document; `sentences` are their spans in the document's text."""

    id: int
    document: str
    start: int
    end: int
    sentences: tuple[Span, ...]


Stored: TypeAlias = tuple[Passage, bytes]
"""A passage, and its vector as it is stored: (dimension,) float16."""


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage that is not stored yet, with its vector: (dimension,) float32, unit length."""

    start: int
    end: int
    sentences: tuple[Span, ...]
    vector: Vectors


class StoredPassages(Database):
    """The passages of a library's database, read."""

    def _passage_rows(self, where: str, *values: str) -> Iterator[tuple[Any, ...]]:
        return self._db.execute(f"SELECT {PASSAGE} FROM passages WHERE {where}", values)  # noqa: S608

    def _sound_rows(self, where: str, value: str) -> Iterator[tuple[Any, ...]]:
        """Yield rows of passages without their digests; raise DamagedError for one that is not what was stored."""
        for id, digest, *columns in self._passage_rows(where, value):
            if digest != row_digest(*columns):
                raise DamagedError(f"a passage of the document {columns[0]}")
            yield id, *columns

    def stored(self, ids: Iterable[int]) -> dict[int, Stored]:
        """Return the passages with these ids, those that exist, and their vectors as they are stored.

        Raises:
            DamagedError: one is not what was stored.
        """
        rows = self._sound_rows(AMONG, json.dumps([int(id) for id in ids]))
        return {
            id: (Passage(id, document, start, end, unpacked(blob)), vector)
            for id, document, start, end, blob, vector in rows
        }

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Return the passages with these ids, those that exist; raise DamagedError as `stored` does."""
        return {id: passage for id, (passage, _) in self.stored(ids).items()}

    def passages_of(self, document: str) -> list[Passage]:
        """Return a document's passages in their order.

        Raises:
            DamagedError: one is not what was stored.
        """
        rows = self._sound_rows("document = ? ORDER BY start", document)
        return [Passage(id, owner, start, end, unpacked(blob)) for id, owner, start, end, blob, _ in rows]

    def passage_ids(self, documents: Iterable[str] | None = None) -> Ids:
        """Return the ids of all passages, ascending, or of those of some documents."""
        if documents is not None:
            return self._listed_ids(" WHERE document IN (SELECT value FROM json_each(?))", json.dumps(list(documents)))
        return self._all_ids if self.frozen else self._listed_ids()

    @cached_property
    def _all_ids(self) -> Ids:
        ids = self._listed_ids()
        ids.flags.writeable = False
        return ids

    def _listed_ids(self, where: str = "", *values: str) -> Ids:
        """Return ids, of which SQLite makes one text: with a row for each, a million take a second.

        It reads them in the order of its index by document, which is much smaller than the table.
        """
        (listed,) = self._db.execute(f"SELECT group_concat(id) FROM passages{where}", values).fetchone()  # noqa: S608
        return np.sort(np.fromstring(listed or "", np.int64, sep=","))

    def vectors(self, ids: Iterable[int], dimension: int) -> Vectors:
        """Return the stored vectors of these passages, one unit row each, in the order given.

        Raises:
            DamagedError: a passage is not what was stored.
        """
        ids = list(ids)
        found = self.stored(ids)
        return unit_vectors([found[int(id)][1] for id in ids], dimension)

    def sound_vectors(self, ids: Iterable[int], dimension: int) -> tuple[Ids, Vectors]:
        """Return those of some passages that are what was stored, by ascending id, and their vectors."""
        given = json.dumps([int(id) for id in ids])
        rows = {id: row[-1] for id, digest, *row in self._passage_rows(AMONG, given) if digest == row_digest(*row)}
        sound = sorted(rows)
        return np.asarray(sound, np.int64), unit_vectors([rows[id] for id in sound], dimension)

    def vector_lengths(self, document: str) -> list[float]:
        """Return the length of each stored vector of a document; NaN for one that is not (dimension,) float16."""
        size = 2 * int(self.setting("dimension") or 0)
        rows = self._db.execute("SELECT vector FROM passages WHERE document = ?", (document,))
        return [
            float(np.linalg.norm(np.frombuffer(blob, "<f2").astype(np.float32))) if len(blob) == size else float("nan")
            for (blob,) in rows
        ]


def unit_vectors(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """Return vectors as they are stored as unit rows."""
    rows = np.frombuffer(b"".join(blobs), np.float16).reshape(len(blobs), dimension)
    return unit_rows(rows.astype(np.float32))
