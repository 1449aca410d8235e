"""A question that a sentence should answer, with the words of the sentence that answer it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a sentence should answer.

    Attributes:
        question: ends in a question mark.
        answer: words of the sentence; an answer's marked words should share one of them.
        form: which kind of question it is ("who", "said", …).
    """

    question: str
    answer: str
    form: str
