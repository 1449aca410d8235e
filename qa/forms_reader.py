"""A reader without a model: it points at words of the form that a question asks for, and judges nothing else."""

from collections.abc import Sequence

from qa.answer_forms import answer_words
from qa.reader import Pointed, Reading
from qa.reader_input import Pair
from qa.rules import Logistic, Rules

FORMS = "forms"

POINTED, NOT_POINTED = 5.0, -5.0
"""Margins of a sentence with words of the asked form, and of one without; the rules below give them little weight."""


class FormsReader:
    """Rules by the question's form ("who", "how many", "which floors"): a baseline, and quick."""

    name = FORMS
    sha256 = ""
    rules = Rules(
        passage=Logistic((6.0, 0.0, 0.0, 0.0), 0.0),
        sentence=Logistic((1.0, 0.0, 0.0, -6.0, 3.6, 1.8, 6.0), -8.0),
        answer=Logistic((0.0, 0.0, 0.0, 7.7, 5.5, 4.0, 0.0), -9.7),
        sentence_from=0.4,
        found_from=0.3,
        words_from=0.0,
    )

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Return, for each sentence of each pair, the words of the form that is asked for."""
        return [Reading(pointed_by_form(pair), 0.0) for pair in pairs]


def pointed_by_form(pair: Pair) -> tuple[Pointed, ...]:
    """Return, for each sentence of a pair, the words of the form that the question asks for."""
    return tuple(_pointed(pair, start, end) for start, end in pair.sentences or ((0, len(pair.passage)),))


def _pointed(pair: Pair, start: int, end: int) -> Pointed:
    words = answer_words(pair.question, pair.passage[start:end])
    return Pointed((start + words[0], start + words[1]), POINTED) if words else Pointed(None, NOT_POINTED)
