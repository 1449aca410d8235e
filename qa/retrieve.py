"""A question in, the passages that may answer it out: dense and lexical hits, fused."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.catalog import Passage
from index.encoder import Vectors
from index.snapshot import EVERYTHING, Scope, Snapshot
from qa.wording import Question, overlap, weigh

TOP_K = 100
"""Hits taken from each of the two searches."""

LEXICAL_WEIGHT, DENSE_WEIGHT, SENTENCE_WEIGHT = 0.38, 0.38, 0.24
"""Shares in the sum of BM25, of the cosine, and of how much of the question stands together in one sentence.

Chosen by a grid on all 612 XQuAD questions over SQuAD's paragraphs, where they give hit@1 .80 and BM25 .75 to .76
(`make bench-answers`): that gain flatters them. Tuned on one half and checked on the other, the same grid gained .026
and .042 over BM25. A convex sum, each part over its theoretical minimum 0: Bruch, Gai and Ingber, "An analysis of
fusion functions for hybrid retrieval", arXiv 2210.11934, section 4.
"""

SENTENCES_FROM = 40
"""Best passages by the first two parts whose sentences are looked at; those behind them are ranked by these two."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer: its fused score (0..1), its cosine, and its BM25 score (0 where that missed it)."""

    passage: Passage
    score: float
    cosine: float
    lexical: float = 0.0


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
    hits = [*snapshot.dense(vector, top_k, scope), *(words := snapshot.lexical(question, top_k, scope))]
    passages = {hit.passage.id: hit.passage for hit in hits}
    cosines = snapshot.cosines(vector, list(passages))
    lexical = {hit.passage.id: hit.score for hit in words}
    scores = fused(lexical, cosines, {})
    best = sorted(passages.values(), key=lambda passage: _best_first(passage, scores))[:SENTENCES_FROM]
    asked = weigh(question, vector, snapshot.lexicon)
    scores = fused(lexical, cosines, {passage.id: in_one_sentence(asked, passage, snapshot) for passage in best})
    return [
        Candidate(passage, scores[passage.id], cosines[passage.id], lexical.get(passage.id, 0.0))
        for passage in sorted(passages.values(), key=lambda passage: _best_first(passage, scores))
    ]


def fused(
    lexical: Mapping[int, float], cosines: Mapping[int, float], sentences: Mapping[int, float]
) -> dict[int, float]:
    """Return the convex sum (0..1) for each passage that has a cosine.

    Args:
        lexical: BM25 scores by passage id.
        cosines: of all passages, by id.
        sentences: shares (0..1) of the question in one sentence, by id.
    """
    words, nearness = over_best(lexical), over_best(cosines)
    return {
        id: round(
            LEXICAL_WEIGHT * words.get(id, 0.0)
            + DENSE_WEIGHT * nearness[id]
            + SENTENCE_WEIGHT * sentences.get(id, 0.0),
            4,
        )
        for id in cosines
    }


def over_best(scores: Mapping[int, float]) -> dict[int, float]:
    """Return the scores as shares (0..1) of the best one; what is below 0 becomes 0.

    >>> over_best({1: 2.0, 2: 4.0, 3: -1.0})
    {1: 0.5, 2: 1.0, 3: 0.0}
    """
    best = max(scores.values(), default=0.0)
    return {id: max(score, 0.0) / best if best > 0 else 0.0 for id, score in scores.items()}


def in_one_sentence(question: Question, passage: Passage, snapshot: Snapshot) -> float:
    """Return the largest share (0..1) of the question's weight in words that a sentence, with the title, has."""
    document = snapshot.document(passage.document)
    return max(overlap(question, f"{document.title}\n{document.text[a:b]}") for a, b in passage.sentences)


def _best_first(passage: Passage, scores: Mapping[int, float]) -> tuple[float, str, int]:
    return -scores[passage.id], passage.document, passage.start
