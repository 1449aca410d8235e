"""Kept questions and an `ask` in, what becomes of each of them now out."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from qa.answer import Answer
from qa.kept import Find, KeptOutcome, KeptQuestion, KeptRun, judge, place_of

AskAlone: TypeAlias = Callable[[str], Answer]
"""Answer a question that stands alone; the page's and the command line's `ask`, whatever scope they give it."""


def run_kept(
    kept: Sequence[KeptQuestion],
    ask: AskAlone,
    find: Find,
    *,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    stopped: Callable[[], bool] = lambda: False,
) -> KeptRun | None:
    """Ask every kept question again, in their order; return None where it was stopped.

    Args:
        kept: the questions.
        ask: answers them.
        find: the library's documents as they are now.
        progress: called with (questions done, questions in all, the next one).
        stopped: looked at before each question; what was asked by then is dropped, as half a run compares with none.

    Raises:
        ValueError: no question is kept.
    """
    if not kept:
        raise ValueError("no question is kept yet: mark an answer as right or wrong in the page first")
    began, library = datetime.now(UTC).replace(microsecond=0), ""
    outcomes = []
    for number, question in enumerate(kept):
        if stopped():
            return None
        progress(number, len(kept), question.question)
        answer = ask(question.question)
        outcomes.append(outcome_of(question, answer, find))
        library = answer.library
    progress(len(kept), len(kept), "")
    return KeptRun(began, library, tuple(outcomes))


def outcome_of(question: KeptQuestion, answer: Answer, find: Find) -> KeptOutcome:
    """Return what became of one question: how its answer is judged, and where the best excerpt stands."""
    place = place_of(answer.excerpts[0]) if answer.excerpts else None
    judged = judge(question, answer, find)
    return KeptOutcome(question.id, question.verdict, place is not None, judged, answer.confidence, place)
