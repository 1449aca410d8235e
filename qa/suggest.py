"""A library in, questions that its documents are sure to answer out: starters, and follow-ups to an answer."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from time import perf_counter
from typing import Protocol

from index.document import DocumentSummary
from index.passages import Span
from index.snapshot import Snapshot
from index.stop_words import stop_words
from qa.answer import Answer
from qa.answer_forms import alike
from qa.follow_up import Turn, turn_of
from qa.made_questions import Made, made_of
from qa.question_forms import stands_alone

SURE = 0.75
"""Confidence from which an answer is sure enough to be offered: well above what counts as found."""

MOST_DOCUMENTS = 60
"""Documents that are looked into for starters, however large the library is."""

MOST_TRIES, MOST_FOLLOW_UP_TRIES = 24, 12
"""Questions that are asked to find the starters, and the follow-ups."""

SECONDS, FOLLOW_UP_SECONDS = 20.0, 6.0
"""After so long no further question is asked; what is found so far is offered."""

TRIES_PER_DOCUMENT = 2
"""Questions that are asked of one document before it is the next one's turn."""

REPEATED = 0.8
"""What it costs a question that one of its kind is already offered."""

NEAR, NAMED = 10, 0.8
"""Sentences between an answer and what is worth half as much to ask next; and what a name of the answer is worth."""

SAME_WORDS = 0.7
"""Two questions that share this much of their content words (Jaccard) ask the same."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was checked: asking it finds the sentence `[start, end)` of a document."""

    question: str
    document: str
    start: int
    end: int


class Ask(Protocol):
    """What answers a question, in a conversation or by itself."""

    def __call__(self, question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        """Answer a question."""


class Checks:
    """What asks the questions that are to be offered, as often and as long as it may.

    Args:
        ask: answers a question.
        tries: how many questions may be asked.
        seconds: none is asked later than this.
        earlier: the conversation that they would be asked in.
    """

    def __init__(self, ask: Ask, tries: int, seconds: float, earlier: Sequence[Turn] = ()) -> None:
        self._ask, self._earlier = ask, earlier
        self._left, self._until = tries, perf_counter() + seconds
        self.offered: list[Made] = []

    @property
    def may_go_on(self) -> bool:
        """Tell whether another question may be asked."""
        return self._left > 0 and perf_counter() < self._until

    def try_best(self, rows: list[Made], tries: int) -> bool:
        """Ask the best of some questions, taking each out of `rows`, until one of so many can be offered."""
        for _ in range(tries):
            used = Counter(row.form for row in self.offered)
            if not rows or not self.may_go_on:
                return False
            best = max(rows, key=lambda row: row.weight - REPEATED * used[row.form])
            rows.remove(best)
            self._left -= 1
            found = found_at(self._ask(best.question, earlier=self._earlier), best)
            if found:
                self.offered.append(replace(best, spans=(found,)))
                return True
        return False


def found_at(answer: Answer, made: Made) -> Span | None:
    """Return the sentence that a question was made from where an answer surely shows it and marks its words."""
    plain = answer.found and answer.asked_as is None and answer.notice is None and not answer.differs
    if not plain or answer.confidence < SURE:
        return None
    best = answer.excerpts[0]
    if best.answer is not None and not _content(best.answer.text) & _content(made.answer):
        return None
    places = [(best.document.id, best.start, best.end), *((row.document, row.start, row.end) for row in best.places)]
    shown = [(first, last) for id, first, last in places if id == made.document]
    return next((span for span in made.spans if any(a < span[1] and span[0] < b for a, b in shown)), None)


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
    for row in islice(spread(snapshot.documents, count), MOST_DOCUMENTS):
        if len(checks.offered) == count or not checks.may_go_on:
            break
        rows = [made for made in made_of(snapshot, row.id) if stands_alone(made.question)]
        rows = _others(rows, checks.offered)
        found = checks.try_best(rows, TRIES_PER_DOCUMENT)
        left.append(_others(rows, checks.offered) if found else rows)
    while len(checks.offered) < count and checks.may_go_on and any(left):
        for rows in left:
            if len(checks.offered) < count and checks.try_best(rows, TRIES_PER_DOCUMENT):
                rows[:] = _others(rows, checks.offered)
    return tuple(_suggestion(made) for made in checks.offered)


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
    rows = [row for row in _near(answer, snapshot) if not any(same_question(row.question, other) for other in asked)]
    checks = Checks(ask, MOST_FOLLOW_UP_TRIES, FOLLOW_UP_SECONDS, (*earlier, turn_of(answer)))
    while len(checks.offered) < count and rows and checks.may_go_on:
        if checks.try_best(rows, 1):
            rows = _others(rows, checks.offered)
    return tuple(_suggestion(made) for made in checks.offered)


def _near(answer: Answer, snapshot: Snapshot) -> list[Made]:
    """Return the questions of the documents that answered, those near the excerpts and of the same names first."""
    found: dict[str, Made] = {}
    names = {word for row in answer.excerpts for word in re.findall(r"\b[A-Z]\w{2,}", row.text)}
    shown = {" ".join(row.text.split()) for row in answer.excerpts}
    for excerpt in answer.excerpts:
        id, text = excerpt.document.id, snapshot.document(excerpt.document.id).text
        rows = made_of(snapshot, id, around=excerpt.start)
        sentences = sorted({row.spans[0][0] for row in rows})
        here = sum(start < excerpt.start for start in sentences)
        for row in rows:
            apart = abs(sentences.index(row.spans[0][0]) - here)
            named = NAMED * bool(names & set(re.findall(r"\w+", row.question)))
            weight = (row.weight + named) / (1 + apart / NEAR) / excerpt.n
            told = " ".join(text[slice(*row.spans[0])].split())
            if not any(told in other or other in told for other in shown):
                found.setdefault(row.question, replace(row, weight=weight))
    return list(found.values())


def _others(rows: Sequence[Made], offered: Sequence[Made]) -> list[Made]:
    """Return what is left to offer: nothing of the same sentence, nothing that asks the same."""
    taken = {(row.document, span) for row in offered for span in row.spans}
    fresh = [row for row in rows if not any((row.document, span) in taken for span in row.spans)]
    return [row for row in fresh if not any(same_question(row.question, other.question) for other in offered)]


def same_question(question: str, other: str) -> bool:
    """Tell whether two questions ask the same, as far as their words tell.

    >>> same_question("Who is Joe Biden?", "who's Joe Biden"), same_question("Who is Joe Biden?", "Who is Pat Ryder?")
    (True, False)
    """
    a, b = _content(question), _content(other)
    common = sum(any(alike(word, twin) for twin in b) for word in a)
    return bool(a and b) and common >= SAME_WORDS * (len(a) + len(b) - common)


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if word not in stop_words("en") and word != "s"}


def _suggestion(made: Made) -> Suggestion:
    return Suggestion(made.question, made.document, *made.spans[0])
