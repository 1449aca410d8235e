"""A question in, the passages that may answer it out: dense and lexical hits, fused."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.catalog import Passage
from index.encoder import Vectors
from index.snapshot import EVERYTHING, Hit, Scope, Snapshot

TOP_K = 100
"""Hits taken from each of the two searches; the scale of min–max depends on it."""

LEXICAL_WEIGHT = 0.6
"""Share of BM25 in the sum; .6 was best on SQuAD paragraphs, where it beats BM25, dense and rank fusion alike.

A convex sum after min–max: Bruch, Gai and Ingber, "An analysis of fusion functions for hybrid retrieval",
arXiv 2210.11934, section 4.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer: its fused score (0..1) and its cosine (0 where the dense search missed it)."""

    passage: Passage
    score: float
    cosine: float


def retrieve(
    snapshot: Snapshot, question: str, vector: Vectors, *, scope: Scope = EVERYTHING, top_k: int = TOP_K
) -> list[Candidate]:
    """Return the passages that may answer, best first; ties go by document and place.

    Args:
        snapshot: the generation that is asked.
        question: as it is searched for.
        vector: its (1, dimension) unit row.
        scope: the documents that may answer.
        top_k: hits taken from each search.
    """
    return fuse(snapshot.dense(vector, top_k, scope), snapshot.lexical(question, top_k, scope))


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit]) -> list[Candidate]:
    """Return every passage of the two lists by its convex sum of min–max scores, best first."""
    passages = {hit.passage.id: hit.passage for hit in (*dense, *lexical)}
    cosines = {hit.passage.id: hit.score for hit in dense}
    nearness, wording = min_max(cosines), min_max({hit.passage.id: hit.score for hit in lexical})
    sums = {id: LEXICAL_WEIGHT * wording.get(id, 0.0) + (1 - LEXICAL_WEIGHT) * nearness.get(id, 0.0) for id in passages}
    candidates = [Candidate(passages[id], round(sums[id], 4), cosines.get(id, 0.0)) for id in passages]
    return sorted(candidates, key=lambda c: (-c.score, c.passage.document, c.passage.start))


def min_max(scores: dict[int, float]) -> dict[int, float]:
    """Return the scores stretched to 0..1; equal scores all become 1.

    >>> min_max({1: 2.0, 2: 4.0, 3: 3.0})
    {1: 0.0, 2: 1.0, 3: 0.5}
    """
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {id: (score - low) / (high - low) if high > low else 1.0 for id, score in scores.items()}
