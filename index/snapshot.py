"""One generation of a library, which never changes: its documents, and search over its passages."""

import hashlib
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from index.catalog import Catalog, Passage
from index.document import DocumentSummary
from index.encoder import Vectors
from index.inventory import INVENTORY, keep_inventory
from index.lexical import LexicalIndex, open_lexical
from index.originals import original_bytes
from index.passages import PASSAGE_SETTINGS
from index.stored_passages import Stored, unit_vectors
from index.vectors import VectorIndex, open_vectors


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents may answer: only these ids (none given: all), dated from `since` to `until` (ISO dates)."""

    only: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def holds(self, document: DocumentSummary) -> bool:
        """Tell whether a document is in the scope; one without a date is in no range of dates."""
        if self.only and document.id not in self.only:
            return False
        if self.since is None and self.until is None:
            return True
        return document.date is not None and (self.since or "") <= document.date <= (self.until or "9999-12-31")


MOST_RECENT = 2000
"""Passages that stay in memory, each with its vector: about two megabytes."""

EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its cosine or BM25 score, rounded to four decimals."""

    passage: Passage
    score: float


SPARE = 20
"""Passages that the vectors' index proposes beyond those wanted: their exact order is told by the stored vectors."""


def open_snapshot(folder: Path, before: "Snapshot | None" = None) -> "Snapshot":
    """Return the newest generation of the library in a folder, its indexes brought up to date.

    Args:
        folder: the library's.
        before: a former generation of it; what is the same is not read again.
    """
    catalog = Catalog(folder, frozen=True)
    keep_inventory(folder / INVENTORY, catalog)
    dimension = int(catalog.setting("dimension") or 0)
    vectors = open_vectors(folder / "vectors", catalog, dimension, before=before.vectors if before else None)
    lexical = open_lexical(folder / "lexical", catalog, before=before.lexicon if before else None)
    return Snapshot(folder, catalog, vectors, lexical)


class Snapshot:
    """What one question sees of the library, whatever others write meanwhile; safe to use from several threads."""

    def __init__(self, folder: Path, catalog: Catalog, vectors: VectorIndex, lexical: LexicalIndex) -> None:
        self._folder = folder
        self._catalog = catalog
        self.vectors = vectors
        self.lexicon = lexical
        self.generation = catalog.generation
        self.dimension = int(catalog.setting("dimension") or 0)
        self.document = lru_cache(maxsize=64)(catalog.document)
        self._recent: dict[int, Stored] = {}
        self._keeping = threading.Lock()
        self._passages_in = lru_cache(maxsize=2)(catalog.passage_ids)

    def again(self) -> "Snapshot":
        """Return the same generation, read over a connection of its own that begins now."""
        return Snapshot(self._folder, Catalog(self._folder, frozen=True), self.vectors, self.lexicon)

    @cached_property
    def documents(self) -> tuple[DocumentSummary, ...]:
        """All documents without their text, by title."""
        return self._catalog.summaries()

    @cached_property
    def count(self) -> int:
        """How many documents there are."""
        return self._catalog.count()

    def count_in(self, scope: Scope) -> int:
        """Return how many documents are in a scope."""
        return self.count if scope == EVERYTHING else len(self._ids_in(scope))

    @cached_property
    def fingerprint(self) -> str:
        """The generation and a hash of all documents, models and settings: equal for equal answers."""
        models = [self._catalog.setting("encoder_sha256") or "", self._catalog.setting("reader") or ""]
        parts = [*models, str(PASSAGE_SETTINGS), *self._catalog.versions()]
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return f"{self.generation}-{digest[:12]}"

    def dense(self, question: Vectors, top_k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """Return the passages nearest to a question's (1, dimension) unit row, by cosine of the stored vectors."""
        among = None if scope == EVERYTHING else self._passages_in(tuple(self._ids_in(scope)))
        ids = [int(id) for id in self.vectors.search(question, top_k + SPARE, among)]
        cosines = self._cosines(question, ids)
        nearest = sorted(ids, key=lambda id: -cosines[id])[:top_k]
        return self._hits({id: cosines[id] for id in nearest})

    def cosines(self, question: Vectors, passages: Sequence[int]) -> dict[int, float]:
        """Return the cosine of a question's (1, dimension) unit row and the stored vector of each of these passages."""
        return {id: round(cosine, 4) for id, cosine in self._cosines(question, passages).items()}

    def lexical(
        self,
        question: str,
        top_k: int | None,
        scope: Scope = EVERYTHING,
        *,
        all_of: Iterable[Iterable[str]] = (),
    ) -> list[Hit]:
        """Return the passages that use a question's words, by BM25; `top_k` and `all_of` as `LexicalIndex.search`."""
        among = None if scope == EVERYTHING else self._ids_in(scope)
        return self._hits(dict(self.lexicon.search(question, top_k, among, all_of=all_of)))

    def passages_of(self, document: str) -> list[Passage]:
        """Return a document's passages in their order."""
        return self._catalog.passages_of(document)

    def original(self, id: str) -> bytes | None:
        """Return the bytes that a document was read from, or None where they are gone or changed."""
        return original_bytes(self._folder, self._catalog, id)

    def _ids_in(self, scope: Scope) -> list[str]:
        only = frozenset(scope.only)
        dated = replace(scope, only=())
        return [row.id for row in self.documents if (not only or row.id in only) and dated.holds(row)]

    def _cosines(self, question: Vectors, passages: Sequence[int]) -> dict[int, float]:
        stored = self._stored(passages)
        cosines = unit_vectors([stored[id][1] for id in passages], self.dimension) @ question[0]
        return dict(zip(passages, cosines.tolist(), strict=True))

    def _hits(self, scores: dict[int, float]) -> list[Hit]:
        stored = self._stored(scores)
        hits = [Hit(stored[id][0], round(score, 4)) for id, score in scores.items()]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.document, hit.passage.start))

    def _stored(self, ids: Collection[int]) -> dict[int, Stored]:
        """Return passages with their vectors; a question asks for most of them several times."""
        with self._keeping:
            found = {id: self._recent[id] for id in ids if id in self._recent}
        missing = [id for id in ids if id not in found]
        if missing:
            found |= (read := self._catalog.stored(missing))
            with self._keeping:
                self._recent |= read
                for id in list(self._recent)[:-MOST_RECENT]:
                    del self._recent[id]
        return found
