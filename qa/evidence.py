"""Passages that were read in, their sentences out: each judged as part of the answer, best first."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index.document import Document
from index.encoder import Vectors
from index.passages import Span
from qa.reader import Pointed
from qa.reading import ReadPassage
from qa.rules import Rules
from qa.wording import Question, overlap

Encode: TypeAlias = Callable[[Sequence[str]], Vectors]
"""As `Encoder.encode`."""

PASSAGES_SHOWN = 3
"""Best passages whose sentences are judged, once they were read."""

BOILERPLATE = re.compile(
    r"\W*$|\W*(?:read more|click here|share this|sign up|subscribe|follow us|advertisement|all rights reserved)\b"
    r"(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
"""Separators, and the short lines that pages put between paragraphs; a longer sentence says more than that."""

COSINE = 4
"""Which of the features of a sentence its cosine with the question is."""

FULL_STOP = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
CUT_OFF = re.compile(r"\b(?:and|or|but|the|a|an|of|to|in|said|that|with|for|by|from)\s*$", re.IGNORECASE)
FRAGMENT_PENALTY = 0.9
"""Factor for a sentence without a full stop (a heading or a caption); cut-off ones get its square twice over."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may be part of the answer.

    Attributes:
        document: id of its document.
        span: of the sentence in the document's text; of several where they are shown together.
        before: span of the sentence before it in its passage, or None.
        words: span of the answer's words in the document's text as the reader points at them, or None.
        margin: by how much those words are likelier than no answer.
        cosine: of question and sentence.
        logit: log odds that the sentence is part of the answer; what evidence is ordered by.
        score: the same as a probability, 0..1.
        places: where sentences with the same words stand elsewhere: (document id, span).
    """

    document: str
    span: Span
    before: Span | None
    words: Span | None
    margin: float
    cosine: float
    logit: float
    score: float
    places: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that was read, with what the reader points at in it."""

    passage: ReadPassage
    span: Span
    pointed: Pointed


Judged: TypeAlias = tuple[Sentence, str, tuple[float, ...]]
"""A sentence, its text, and its features, the cosine still 0."""


def evidence(
    question: Question,
    passages: Sequence[ReadPassage],
    document: Callable[[str], Document],
    encode: Encode,
    rules: Rules,
) -> list[Evidence]:
    """Return the sentences of the best passages that may be part of the answer, the likeliest first.

    Args:
        question: as `qa.wording.weigh` returns it.
        passages: as `qa.reading.read` returns them.
        document: gives a document by its id.
        encode: returns one unit row per sentence.
        rules: fitted to the reader.
    """
    found = _with_cosines(question, _that_may_count(_sentences(question, passages, document), rules), encode)
    return sorted((_evidence(sentence, features, rules) for sentence, features in found), key=best_first)


def described(
    question: Question, passages: Sequence[ReadPassage], document: Callable[[str], Document], encode: Encode
) -> list[tuple[Sentence, tuple[float, ...]]]:
    """Return the sentences of the best passages with their features; boilerplate is left out."""
    return _with_cosines(question, _sentences(question, passages, document), encode)


def _sentences(
    question: Question, passages: Sequence[ReadPassage], document: Callable[[str], Document]
) -> list[Judged]:
    """Return the sentences of the best passages with all of their features but the cosine; boilerplate is left out."""
    return [
        (made := Sentence(passage, span, pointed), text, sentence_features(question, made, text, passages[0].score))
        for passage in passages[:PASSAGES_SHOWN]
        for span, pointed in zip(passage.candidate.passage.sentences, passage.reading.sentences, strict=True)
        if not BOILERPLATE.match(text := document(passage.candidate.passage.document).text[slice(*span)])
    ]


def _that_may_count(sentences: Sequence[Judged], rules: Rules) -> list[Judged]:
    """Return the sentences that are shown or come first whatever their cosines are, and those with the same words.

    The cosine of each costs more than all else that is known of it.
    """
    ranges = [
        sorted(rules.sentence.probability(_with_cosine(features, cosine)) for cosine in (-1.0, 1.0))
        for _, _, features in sentences
    ]
    enough = min(rules.sentence_from, max((least for least, _ in ranges), default=0.0))
    counting = {text for (_, text, _), (_, most) in zip(sentences, ranges, strict=True) if most >= enough}
    return [judged for judged in sentences if judged[1] in counting]


def _with_cosines(
    question: Question, sentences: Sequence[Judged], encode: Encode
) -> list[tuple[Sentence, tuple[float, ...]]]:
    if not sentences:
        return []
    cosines = (encode([text for _, text, _ in sentences]) @ question.vector[0]).tolist()
    return [
        (sentence, _with_cosine(features, cosine))
        for (sentence, _, features), cosine in zip(sentences, cosines, strict=True)
    ]


def _with_cosine(features: tuple[float, ...], cosine: float) -> tuple[float, ...]:
    return (*features[:COSINE], round(cosine, 4), *features[COSINE + 1 :])


def sentence_features(question: Question, sentence: Sentence, text: str, best: float) -> tuple[float, ...]:
    """Return what tells whether a sentence is part of the answer, each roughly -1..1, its cosine still 0.

    The reader's margin here and below the best of the passage, its belief in the passage, how far the passage is
    behind the best one, the sentence's cosine and overlap with the question, and whether it is a whole sentence.
    """
    reading = sentence.passage.reading
    margin = sentence.pointed.margin
    return (
        margin / 10,
        (reading.margin - margin) / 10,
        reading.answering / 10,
        min(1.0, (best - sentence.passage.score) / 10),
        0.0,
        round(overlap(question, text), 4),
        wholeness(text),
    )


def _evidence(sentence: Sentence, features: tuple[float, ...], rules: Rules) -> Evidence:
    passage, pointed = sentence.passage.candidate.passage, sentence.pointed
    words = None
    if pointed.span is not None:
        words = passage.start + pointed.span[0], passage.start + pointed.span[1]
    number = passage.sentences.index(sentence.span)
    return Evidence(
        passage.document,
        sentence.span,
        passage.sentences[number - 1] if number else None,
        words,
        margin=pointed.margin,
        cosine=features[COSINE],
        logit=rules.sentence.logit(features),
        score=rules.sentence.probability(features),
    )


def wholeness(sentence: str) -> float:
    """Return a factor (0..1) that lets full sentences win over headings, captions and cut-off ones.

    >>> wholeness("He left."), wholeness("A caption"), round(wholeness("President Biden appeared and said"), 2)
    (1.0, 0.9, 0.66)
    """
    if FULL_STOP.search(sentence):
        return 1.0
    return FRAGMENT_PENALTY**4 if CUT_OFF.search(sentence) else FRAGMENT_PENALTY


def best_first(item: Evidence) -> tuple[float, str, Span]:
    """Return what evidence is sorted by: ties go by document and place."""
    return -item.logit, item.document, item.span
