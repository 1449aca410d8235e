"""Made questions in, those that their library surely answers with the sentence they were made of out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from index.passages import Span
from index.stop_words import stop_words
from qa.answer import Answer
from qa.answer_forms import alike
from qa.follow_up import Turn
from qa.made_questions import Made

SURE = 0.75
"""Confidence from which an answer is sure enough to be offered: well above what counts as found."""

REPEATED = 0.8
"""What it costs a question that one of its kind is already offered."""

SAME_WORDS = 0.7
"""Two questions that share this much of their content words (Jaccard) ask the same."""


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
            answer = self._ask(best.question, earlier=self._earlier)
            found = found_at(answer, best, completed=bool(self._earlier))
            if found:
                self.offered.append(replace(best, spans=(found,)))
                return True
        return False


def found_at(answer: Answer, made: Made, *, completed: bool = False) -> Span | None:
    """Return the sentence that a question was made from where an answer surely shows it and marks its words.

    Args:
        answer: to the question.
        made: the question.
        completed: whether it may have been completed with what was asked before.
    """
    taken = completed or answer.asked_as is None
    plain = answer.found and taken and answer.notice is None and not answer.differs
    if not plain or answer.confidence < SURE:
        return None
    best = answer.excerpts[0]
    if best.answer is not None and not content_of(best.answer.text) & content_of(made.answer):
        return None
    places = [(best.document.id, best.start, best.end), *((row.document, row.start, row.end) for row in best.places)]
    shown = [(first, last) for id, first, last in places if id == made.document]
    return next((span for span in made.spans if any(a < span[1] and span[0] < b for a, b in shown)), None)


def same_question(question: str, other: str) -> bool:
    """Tell whether two questions ask the same, as far as their words tell.

    >>> same_question("Who is Joe Biden?", "who's Joe Biden"), same_question("Who is Joe Biden?", "Who is Pat Ryder?")
    (True, False)
    """
    a, b = content_of(question), content_of(other)
    common = sum(any(alike(word, twin) for twin in b) for word in a)
    return bool(a and b) and common >= SAME_WORDS * (len(a) + len(b) - common)


def content_of(text: str) -> set[str]:
    """Return the words of a text that say what it is about, in small letters."""
    return {word for word in re.findall(r"\w+", text.lower()) if word not in stop_words("en") and word != "s"}
