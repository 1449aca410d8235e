"""Candidate passages in, evidence out: the sentences that answer best, no sentence twice, and how sure that is."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.document import Document
from index.encoder import Encoder, Vectors
from index.lexical import LexicalIndex
from index.passages import Span
from qa.reader import answer_words
from qa.retrieve import Candidate

PASSAGES_READ = 8
"""Best passages whose sentences are compared with the question."""

MOST_EXCERPTS = 3
"""Excerpts in an answer; more are a list, not an answer."""

NEARLY_BEST = 0.86
"""A further excerpt must reach this share of the best one's score."""

SAME_WORDS = 0.85
"""Two sentences that share this much of their words (Jaccard) say the same thing."""

BOILERPLATE = re.compile(
    r"\W*$|\W*(?:read more|click here|share this|sign up|subscribe|follow us|advertisement|all rights reserved)\b"
    r"(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
"""Separators, and the short lines that pages put between paragraphs; a longer sentence says more than that."""

FULL_STOP = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
CUT_OFF = re.compile(r"\b(?:and|or|but|the|a|an|of|to|in|said|that|with|for|by|from)\s*$", re.IGNORECASE)
FRAGMENT_PENALTY = 0.9
"""Factor for a sentence without a full stop (a heading or a caption); cut-off ones get its square twice over."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is compared with sentences: its unit row, and its terms with their weights (summing to 1)."""

    text: str
    vector: Vectors
    weights: Mapping[str, float]
    stems: Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        document: id of its document.
        span: of the sentence in the document's text.
        cosine: of question and sentence.
        context: share (0..1) of the question's weight in words that its passage and title have.
        score: 0..1, what evidence is ordered by.
        places: where sentences with the same words stand elsewhere: (document id, span).
    """

    document: str
    span: Span
    cosine: float
    context: float
    score: float
    places: tuple[tuple[str, Span], ...] = ()


def weigh(question: str, vector: Vectors, lexicon: LexicalIndex) -> Question:
    """Return the question with its terms weighted by how rare they are in the library."""
    rarity = {term: math.log(1 + 1 / (lexicon.share_of_passages(term) + 0.001)) for term in lexicon.terms(question)}
    total = sum(rarity.values())
    return Question(question, vector, {term: weight / total for term, weight in rarity.items()}, lexicon.stems)


def overlap(question: Question, text: str) -> float:
    """Return the share (0..1) of the question's weight in terms that the text has."""
    found = set(question.stems(text))
    return sum(weight for term, weight in question.weights.items() if term in found)


def evidence(
    question: Question, candidates: Sequence[Candidate], document: Callable[[str], Document], encoder: Encoder
) -> list[Evidence]:
    """Return the sentences of the best passages, best first, near-duplicates folded into the best of them.

    The score weighs the sentence's cosine and overlap with the question, its passage's fused score, and whether it
    holds words of the form that is asked for. The weights sum to 1 and were fitted on CLAPNQ and XQuAD.
    """
    sentences = [
        (candidate, document(candidate.passage.document), span)
        for candidate in candidates[:PASSAGES_READ]
        for span in candidate.passage.sentences
    ]
    sentences = [row for row in sentences if not BOILERPLATE.match(row[1].text[slice(*row[2])])]
    if not sentences:
        return []
    vectors = encoder.encode([owner.text[slice(*span)] for _, owner, span in sentences])
    cosines = vectors @ question.vector[0]
    found = [_judged(question, *row, float(cosine)) for row, cosine in zip(sentences, cosines, strict=True)]
    return _distinct(sorted(found, key=_best_first), document)


def _judged(question: Question, candidate: Candidate, document: Document, span: Span, cosine: float) -> Evidence:
    sentence = document.text[slice(*span)]
    passage = document.text[candidate.passage.start : candidate.passage.end]
    told = answer_words(question.text, sentence) is not None
    score = 0.36 * max(0.0, cosine) + 0.18 * overlap(question, sentence) + 0.36 * candidate.score + 0.10 * told
    context = overlap(question, f"{document.title}\n{passage}")
    return Evidence(document.id, span, round(cosine, 4), round(context, 4), round(score * wholeness(sentence), 4))


def wholeness(sentence: str) -> float:
    """Return a factor (0..1) that lets full sentences win over headings, captions and cut-off ones.

    >>> wholeness("He left."), wholeness("A caption"), round(wholeness("President Biden appeared and said"), 2)
    (1.0, 0.9, 0.66)
    """
    if FULL_STOP.search(sentence):
        return 1.0
    return FRAGMENT_PENALTY**4 if CUT_OFF.search(sentence) else FRAGMENT_PENALTY


def _distinct(found: Iterable[Evidence], document: Callable[[str], Document]) -> list[Evidence]:
    """Fold sentences that say the same into the best of them; those with the very same words become its places."""
    kept: list[tuple[Evidence, tuple[str, ...]]] = []
    for item in found:
        words = tuple(re.findall(r"\w+", document(item.document).text[slice(*item.span)].lower()))
        twin = next((i for i, (_, other) in enumerate(kept) if similar(words, other)), None)
        if twin is None:
            kept.append((item, words))
        elif words == kept[twin][1]:
            first = kept[twin][0]
            kept[twin] = (replace(first, places=(*first.places, (item.document, item.span))), words)
    return [item for item, _ in kept]


def similar(words: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two lists of words share so many (Jaccard), and all numbers, that they say the same.

    >>> similar("they swim on the quiet lake here".split(), "they swim on the quiet lake".split())
    True
    >>> similar("they swim on lake 1 in May here".split(), "they swim on lake 2 in May here".split())
    False
    """
    a, b = set(words), set(other)
    return len(a & b) >= SAME_WORDS * len(a | b) and not any(word[0].isdigit() for word in a ^ b)


def confidence(best: Evidence, candidates: Sequence[Candidate]) -> float:
    """Return how likely (0..1) it is that the best evidence answers the question.

    A logistic regression, fitted on CLAPNQ (answerable or not) and XQuAD (with and without the question's article in
    the library).

    Args:
        best: the best evidence.
        candidates: all passages that were found.
    """
    nearest = max(candidate.cosine for candidate in candidates)
    logit = 7.7 * best.cosine + 4.0 * best.context + 5.5 * nearest - 9.7
    return round(1 / (1 + math.exp(-logit)), 4)


def choose(found: Sequence[Evidence]) -> list[Evidence]:
    """Return the best sentence and those nearly as good, at most `MOST_EXCERPTS`."""
    enough = found[0].score * NEARLY_BEST if found else 0.0
    return [item for item in found[:MOST_EXCERPTS] if item.score >= enough]


def _best_first(item: Evidence) -> tuple[float, str, Span]:
    return -item.score, item.document, item.span
