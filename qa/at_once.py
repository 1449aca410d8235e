"""What a question asks at once in, how each part is searched for and read for out; what was found in, what is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeAlias, TypeVar

from index.encoder import Encoder
from index.language import DEFAULT, language_of
from index.snapshot import Snapshot
from qa.evidence import Evidence
from qa.follow_up import WORDS, Turn, completed, understood
from qa.literal import quoted
from qa.parts import Part, parts
from qa.select import MOST_EXCERPTS, overlaps

T = TypeVar("T")

Judgement: TypeAlias = tuple[Sequence[Evidence], float]
"""What may be shown of a question, best first, and the confidence (0..1) that it answers."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question that is part of another, or all of it.

    Attributes:
        text: as it was typed.
        asked: as passages are read for it: with what it goes on from.
        searched: as they are found for it: what goes on from another question is found with it.
    """

    text: str
    asked: str
    searched: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is shown of a question and how sure it is, as `Answer` has it; each with the part of it that it answers."""

    asked: str
    asked_as: str | None
    found: bool
    confidence: float
    shown: Sequence[tuple[Evidence, str]]
    notice: str | None


def asked_at_once(question: str, snapshot: Snapshot, encoder: Encoder) -> list[Wanted]:
    """Return the questions that one asks at once; it is a single one where it has double quotes or is not English."""
    if quoted(question) or language_of(question) != DEFAULT:
        return [Wanted(question, question, question)]
    first, *later = parts(question)
    if not any(part.goes_on for part in later):
        return [Wanted(part.text, part.text, part.text) for part in (first, *later)]
    gone_on = [Wanted(part.text, _gone_on(part, first, snapshot, encoder), question) for part in later]
    return [Wanted(first.text, first.text, question), *gone_on]


def _gone_on(part: Part, first: Part, snapshot: Snapshot, encoder: Encoder) -> str:
    """Return a part with what the first one says it is about."""
    turns = [Turn(first.text)]
    alone = understood(part.text, turns, snapshot, encoder)
    return alone or completed(part.text, turns, snapshot.lexicon, most=WORDS) or part.text


def combined(
    asked: str, asked_as: str | None, wanted: Sequence[Wanted], judgements: Sequence[Judgement], found_from: float
) -> Verdict:
    """Return what is shown of a question: of its parts that are answered the best of each first, then the next best.

    Args:
        asked: the question as it was understood.
        asked_as: the same where it is told.
        wanted: its parts.
        judgements: of each part.
        found_from: confidence from which a part counts as answered.
    """
    answered = [bool(items) and sure >= found_from for items, sure in judgements]
    rows = [
        [(item, one.asked) for item in items]
        for one, (items, _), counts in zip(wanted, judgements, answered, strict=True)
        if counts or not any(answered)
    ]
    shown: list[tuple[Evidence, str]] = []
    for item, one in in_turn(rows):
        if len(shown) < MOST_EXCERPTS and not any(overlaps(item, other) for other, _ in shown):
            shown.append((item, one))
    lacking = [one.text for one, counts in zip(wanted, answered, strict=True) if any(answered) and not counts]
    notice = f"Your documents do not answer “{lacking[0].removesuffix('?')}”." if lacking else None
    return Verdict(asked, asked_as, any(answered), max(sure for _, sure in judgements), shown, notice)


def in_turn(rows: Sequence[Sequence[T]]) -> Iterator[T]:
    """Return the first of each row, then the second of each, and so on.

    >>> list(in_turn(["ad", "b", "ce"]))
    ['a', 'b', 'c', 'd', 'e']
    """
    return (item for places in zip_longest(*rows) for item in places if item is not None)
