"""A library in, questions that its documents are sure to answer out: starters, and follow-ups to an answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from index.document import DocumentSummary
from index.snapshot import Snapshot
from index.stop_words import stop_words
from qa.answer import Answer
from qa.answer_forms import MONTHS, WEEKDAYS
from qa.checked import Ask, Checks, content_of, same_question
from qa.follow_up import Turn, turn_of
from qa.made_questions import Made, made_of
from qa.question_forms import stands_alone

MOST_DOCUMENTS = 60
"""Documents that are looked into for starters, however large the library is."""

MOST_TRIES, MOST_FOLLOW_UP_TRIES = 24, 12
"""Questions that are asked to find the starters, and the follow-ups."""

SECONDS, FOLLOW_UP_SECONDS = 20.0, 6.0
"""After so long no further question is asked; what is found so far is offered."""

TRIES_PER_DOCUMENT = 2
"""Questions that are asked of one document before it is the next one's turn."""

FEW_DOCUMENTS = 40
"""In a library of no more documents "the boiler" may be asked for: there is hardly another one."""

NEAR, NAMED = 10, 0.8
"""Sentences between an answer and what is worth half as much to ask next; and what a name of the answer is worth."""

MOST_FURTHER, MOST_FURTHER_HITS = 4, 20
"""Documents that follow-ups are made of besides those that answered, and passages that are looked at for them."""

SURENESS = {"told": 0.6, "object": 0.7, "define": 0.6, "titled": 0.8, "did": 0.8}
"""What a form's weight counts for in a follow-up: less where fewer of its questions are surely answered."""

CALENDAR = frozenset(f"{MONTHS}|{WEEKDAYS}".lower().split("|"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was checked: asking it finds the sentence `[start, end)` of a document."""

    question: str
    document: str
    start: int
    end: int


def starters(
    snapshot: Snapshot, ask: Ask, *, count: int = 4, tries: int = MOST_TRIES, seconds: float = SECONDS
) -> tuple[Suggestion, ...]:
    """Return questions to start with, each of another document as long as there are enough, and each checked.

    They are the same for one generation of a library, unless the time runs out. A large library takes no longer than a
    small one: so many questions are asked at most, and `MOST_DOCUMENTS` documents looked into.

    Args:
        snapshot: the generation that is asked.
        ask: answers a question from it.
        count: how many are wanted; there may be fewer.
        tries: how many questions may be asked to find them.
        seconds: no question is asked later than this.
    """
    checks = Checks(ask, tries, seconds)
    left: list[list[Made]] = []
    unnamed: list[list[Made]] = []
    for row in islice(spread(snapshot.documents, count), MOST_DOCUMENTS):
        if len(checks.offered) == count or not checks.may_go_on:
            break
        made = made_of(snapshot, row.id)
        rows = _others([row for row in made if row.told and stands_alone(row.question)], checks.offered)
        unnamed.append([row for row in made if row not in rows and row.form != "did"])
        checks.try_best(rows, TRIES_PER_DOCUMENT)
        left.append(rows)
    _fill(checks, left, count)
    if snapshot.count <= FEW_DOCUMENTS:
        _fill(checks, unnamed, count)
    return tuple(_suggestion(made) for made in checks.offered)


def _fill(checks: Checks, left: Sequence[list[Made]], count: int) -> None:
    """Offer of each document in turn until there are enough, or until nothing is left or may be asked."""
    while len(checks.offered) < count and checks.may_go_on and any(left):
        for rows in left:
            rows[:] = _others(rows, checks.offered)
            if len(checks.offered) < count:
                checks.try_best(rows, TRIES_PER_DOCUMENT)


def spread(documents: Sequence[DocumentSummary], runs: int) -> Iterator[DocumentSummary]:
    """Yield documents spread over the library: newest first, those without a date by length, a step from each part.

    The order from newest to oldest is cut into as many runs as starters are wanted; the first of each run comes before
    the second of any.
    """
    ordered = sorted(documents, key=lambda row: (row.date or "", row.characters, row.id), reverse=True)
    step = max(1, -(-len(ordered) // runs))
    parts = [ordered[first : first + step] for first in range(0, len(ordered), step)]
    for tier in zip_longest(*parts):
        yield from (row for row in tier if row is not None)


def follow_ups(
    answer: Answer,
    snapshot: Snapshot,
    ask: Ask,
    earlier: Sequence[Turn] = (),
    *,
    count: int = 3,
) -> tuple[Suggestion, ...]:
    """Return questions to ask next, on other sentences near an answer's excerpts; none where nothing was found.

    It asks at most `MOST_FOLLOW_UP_TRIES` questions, in `FOLLOW_UP_SECONDS`; run it once the answer is shown.

    Args:
        answer: what was just shown.
        snapshot: the generation that answered.
        ask: answers a question from it.
        earlier: the turns of the conversation before the answer's, oldest first; what was asked in them is not
            suggested.
        count: how many are wanted; there may be fewer.
    """
    asked = [answer.question, answer.asked_as or "", *(turn.question for turn in earlier)]
    checks = Checks(ask, MOST_FOLLOW_UP_TRIES, FOLLOW_UP_SECONDS, (*earlier, turn_of(answer)))
    for found in (_near, _further):
        rows = [
            row for row in found(answer, snapshot) if not any(same_question(row.question, other) for other in asked)
        ]
        rows = _others(rows, checks.offered)
        while len(checks.offered) < count and rows and checks.may_go_on:
            if checks.try_best(rows, 1):
                rows = _others(rows, checks.offered)
        if len(checks.offered) == count or not checks.may_go_on:
            break
    return tuple(_suggestion(made) for made in checks.offered)


def _near(answer: Answer, snapshot: Snapshot) -> list[Made]:
    """Return the questions of the documents that answered, those near the excerpts and of the same names first."""
    found: dict[str, Made] = {}
    names = _names(" ".join([answer.question, *(row.text for row in answer.excerpts)]))
    shown = {" ".join(row.text.split()) for row in answer.excerpts}
    first = {row.document.id: row for row in reversed(answer.excerpts)}
    for id, excerpt in sorted(first.items(), key=lambda row: row[1].n):
        text, rows = snapshot.document(id).text, made_of(snapshot, id, around=excerpt.start)
        sentences = sorted({row.spans[0][0] for row in rows})
        here = sum(at < excerpt.start for at in sentences)
        for row in rows:
            apart = abs(sentences.index(row.spans[0][0]) - here)
            worth = SURENESS.get(row.form, 1.0) * row.weight + NAMED * bool(names & _names(row.question))
            told = " ".join(text[slice(*row.spans[0])].split())
            if not any(told in other or other in told for other in shown):
                found.setdefault(row.question, replace(row, weight=worth / (1 + apart / NEAR) / excerpt.n))
    return list(found.values())


def _further(answer: Answer, snapshot: Snapshot) -> list[Made]:
    """Return the questions that say themselves what they mean of documents found next, those that share words first."""
    names = _names(" ".join([answer.question, *(row.text for row in answer.excerpts)]))
    asked = content_of(answer.question)
    places = {row.document.id: 0 for row in answer.excerpts}
    found: list[Made] = []
    for hit in snapshot.lexical(answer.asked_as or answer.question, MOST_FURTHER_HITS):
        id = hit.passage.document
        if id in places or len(places) == len({row.document.id for row in answer.excerpts}) + MOST_FURTHER:
            continue
        places[id] = len(places) + 1
        rows = made_of(snapshot, id, around=hit.passage.start)
        for row in rows:
            if row.told and stands_alone(row.question):
                shares = bool(names & _names(row.question) or asked & content_of(row.question))
                worth = SURENESS.get(row.form, 1.0) * row.weight + 2 * NAMED * shares
                found.append(replace(row, weight=worth / places[id]))
    return found


def _names(text: str) -> set[str]:
    """Return the capitalised words of a text that start no question and no sentence with a common word."""
    return {word for word in re.findall(r"\b[A-Z]\w{2,}", text) if word.lower() not in stop_words("en") | CALENDAR}


def _others(rows: Sequence[Made], offered: Sequence[Made]) -> list[Made]:
    """Return what is left to offer: nothing of the same sentence, nothing that asks the same."""
    taken = {(row.document, span) for row in offered for span in row.spans}
    fresh = [row for row in rows if not any((row.document, span) in taken for span in row.spans)]
    return [row for row in fresh if not any(same_question(row.question, other.question) for other in offered)]


def _suggestion(made: Made) -> Suggestion:
    return Suggestion(made.question, made.document, *made.spans[0])
