"""A question and an excerpt in, what its answer claims out: a number, a date or names, and of what."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index.passages import Span
from index.sentences import sentence_spans
from qa.about import Topic, names_in, topic
from qa.answer import Excerpt
from qa.answer_forms import ASKS_DATE, ASKS_NAME, ASKS_NUMBER, ASKS_WHICH, answer_words
from qa.values.moments import Moment, moments
from qa.values.quantities import Quantity, quantities

Names: TypeAlias = tuple[str, ...]
Value: TypeAlias = Quantity | Moment | Names
Form: TypeAlias = Callable[[str, Span, str | None], Iterator[tuple[Span, Value]]]

OPEN = re.compile(
    r"\s*(?:why|how\s(?:do|does|did|can|could|should|is|are|was|were|to)|is|are|was|were|do|does|did|can|has|have)\b",
    re.IGNORECASE,
)
"""Questions that no single value answers."""

LONGEST_VALUE = 6
"""Words of an answer that may be a value although the question does not ask for one."""

INCREASE_BEFORE = re.compile(r"\b(?:another|additional)\s$", re.IGNORECASE)
INCREASE_BEHIND = re.compile(r"\s(?:more|additional|further)\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """What an excerpt's answer says.

    Attributes:
        value: a quantity, a moment, or all names in the answer's words.
        about: what the value is about.
        increase: whether a number comes on top of one told elsewhere: "two more people died".
        beside: what other numbers of the sentence count, where this one does not say what it counts.
    """

    value: Value
    about: Topic
    increase: bool = False
    beside: tuple[str, ...] = ()


def claims(question: str, excerpt: Excerpt) -> list[Claim]:
    """Return what an excerpt's answer may say, likeliest first; nothing where it is no number, date or name.

    Args:
        question: tells which form of value is asked for; "" for any.
        excerpt: where it has no answer words, those that the question's form tells are taken.
    """
    words = _answer_span(question, excerpt)
    if words is None or OPEN.match(question):
        return []
    start, end = next(
        (span for span in sentence_spans(excerpt.text) if span[0] <= words[0] and words[1] <= span[1]),
        (0, len(excerpt.text)),
    )
    sentence, span = excerpt.text[start:end], (words[0] - start, words[1] - start)
    for form in _forms(question, sentence[slice(*span)]):
        found = [_claim(value, at, sentence, excerpt) for at, value in form(sentence, span, excerpt.document.date)]
        if found:
            return found
    return []


def _answer_span(question: str, excerpt: Excerpt) -> Span | None:
    if excerpt.answer:
        return excerpt.answer.start - excerpt.start, excerpt.answer.end - excerpt.start
    return answer_words(question, excerpt.text)


def _forms(question: str, answer: str) -> Sequence[Form]:
    """Return the forms of value that may answer, likeliest first; where the question tells none, of short answers."""
    for asks, forms in ((ASKS_NUMBER, [_quantities]), (ASKS_DATE, [_moments, _quantities]), (ASKS_NAME, [_names])):
        if asks.search(question):
            return forms
    named = not question or ASKS_WHICH.search(question)
    any_form = [_quantities, _moments, _names] if named else [_quantities, _moments]
    return any_form if len(answer.split()) <= LONGEST_VALUE else []


def _quantities(sentence: str, span: Span, _: str | None) -> Iterator[tuple[Span, Value]]:
    for value in quantities(sentence):
        if value.start < span[1] and span[0] < value.end:
            yield (value.start, value.end), value


def _moments(sentence: str, span: Span, written: str | None) -> Iterator[tuple[Span, Value]]:
    for value in moments(sentence, written):
        if value.start < span[1] and span[0] < value.end:
            yield (value.start, value.end), value


def _names(sentence: str, span: Span, _: str | None) -> Iterator[tuple[Span, Value]]:
    """Yield the names in the answer's words as one value."""
    spans = [(a, b) for a, b in names_in(sentence, whole=True) if a < span[1] and span[0] < b]
    if spans:
        yield (min(span[0], spans[0][0]), max(span[1], spans[-1][1])), tuple(sentence[a:b] for a, b in spans)


def _claim(value: Value, at: Span, sentence: str, excerpt: Excerpt) -> Claim:
    document = excerpt.document

    def about(span: Span) -> Topic:
        return topic(sentence, span, context=excerpt.text, title=document.title, written=document.date)

    told = about(at)
    if not isinstance(value, Quantity):
        return Claim(value, told)
    others = [other for other in quantities(sentence) if other.start != value.start]
    topics = [about((other.start, other.end)) for other in others] if not told.counted else []
    more = INCREASE_BEFORE.search(sentence[: value.start]) or INCREASE_BEHIND.match(sentence, value.end)
    return Claim(
        value,
        told,
        increase=bool(more) and not any(other.start < value.start for other in others),
        beside=tuple(word for other in topics if other.kinds == told.kinds for word in other.counted),
    )
