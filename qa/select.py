"""Evidence in, what is shown out: no sentence twice, neighbours joined, and how sure the answer is."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index.document import Document
from index.passages import Span
from qa.answer_forms import form_told
from qa.evidence import Evidence
from qa.reading import ReadPassage
from qa.rules import Rules
from qa.wording import Question, overlap

MOST_EXCERPTS = 4
"""Excerpts in an answer; more are a list, not an answer."""

LONGEST_EXCERPT = 60
"""Words that sentences are joined up to; a longer sentence stands alone."""

SAME_WORDS = 0.85
"""Two sentences that share this much of their words (Jaccard) say the same thing."""

LEANS = re.compile(
    r"[\"“‘'(]*(?:he|she|it|they|his|her|hers|its|their|this|these|those|that|such|both|neither|here|there)\b"
    r"|[\"“‘'(]*(?:but|and|so|however|therefore|thus|then|also|instead|moreover|furthermore)\b",
    re.IGNORECASE,
)
"""How a sentence starts that can only be understood with the one before it."""


def distinct(found: Iterable[Evidence], document: Callable[[str], Document]) -> list[Evidence]:
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


def choose(found: Sequence[Evidence], rules: Rules) -> list[Evidence]:
    """Return the likeliest sentence and those that are likely as well, at most `MOST_EXCERPTS`."""
    return [item for item in found[:MOST_EXCERPTS] if item is found[0] or item.score >= rules.sentence_from]


def leans(sentence: str) -> bool:
    """Tell whether a sentence can only be understood with the one before it.

    >>> leans("He left the day after."), leans("Heath left the day after.")
    (True, False)
    """
    return LEANS.match(sentence) is not None or sentence.count("”") > sentence.count("“")


def joined(chosen: Sequence[Evidence], document: Callable[[str], Document]) -> list[Evidence]:
    """Return the evidence as it is shown: leaning sentences with the one before them, none shown twice.

    What would be shown in two excerpts becomes part of the better one, as far as that stays short enough.
    """
    shown: list[Evidence] = []
    for item in chosen:
        wide = widened(item, document)
        twin = next((i for i, other in enumerate(shown) if overlaps(other, wide)), None)
        if twin is None:
            shown.append(wide)
            continue
        span = min(shown[twin].span[0], wide.span[0]), max(shown[twin].span[1], wide.span[1])
        if not shown[twin].places and _short_enough(document(item.document).text, span):
            shown[twin] = replace(shown[twin], span=span)
        elif not overlaps(shown[twin], item):
            shown.append(item)
    return shown


def widened(item: Evidence, document: Callable[[str], Document]) -> Evidence:
    """Return the evidence with the sentence before it, where it leans on that and both are short enough together."""
    text = document(item.document).text
    if item.before is None or item.places or not leans(text[slice(*item.span)]):
        return item
    span = item.before[0], item.span[1]
    return replace(item, span=span) if _short_enough(text, span) else item


def _short_enough(text: str, span: Span) -> bool:
    return len(text[slice(*span)].split()) <= LONGEST_EXCERPT


def overlaps(a: Evidence, b: Evidence) -> bool:
    """Tell whether two pieces of evidence share characters of one document."""
    return a.document == b.document and a.span[0] < b.span[1] and b.span[0] < a.span[1]


def answer_features(
    question: Question, best: Evidence, passages: Sequence[ReadPassage], document: Callable[[str], Document]
) -> tuple[float, ...]:
    """Return what tells whether an answer is right, each roughly -1..1.

    The reader's margin at the best sentence and its belief in the best passage, how far the next passage is behind,
    the cosines of the sentence and of the nearest passage, and the share of the question's weight in words that the
    best passage and its title have; and whether the sentence has words of the form that is asked for.
    """
    top = passages[0]
    owner = document(top.candidate.passage.document)
    text = f"{owner.title}\n{owner.text[top.candidate.passage.start : top.candidate.passage.end]}"
    ahead = top.score - passages[1].score if len(passages) > 1 else 10.0
    return (
        best.margin / 10,
        top.reading.answering / 10,
        min(1.0, ahead / 10),
        best.cosine,
        max(passage.candidate.cosine for passage in passages),
        round(overlap(question, text), 4),
        form_told(question.text, document(best.document).text[slice(*best.span)]),
    )
