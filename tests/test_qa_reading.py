"""Which passages are read, and in which order they come back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored import document

from index.catalog import Passage
from qa.forms_reader import FormsReader
from qa.reader import Pointed, Reading
from qa.reader_input import Pair
from qa.reading import PASSAGES_READ, READ_FIRST, SUREST, ReadPassage, read
from qa.retrieve import Candidate
from qa.rules import Logistic, Rules

DOCUMENTS = {f"d{n:02}": document(f"d{n:02}", f"Duck {n} swims.") for n in range(PASSAGES_READ + 3)}


@dataclass
class Scripted:
    """A reader that is as sure of each passage as it is told, and notes what it was shown."""

    margins: Sequence[float]
    name: str = "scripted"
    sha256: str = ""
    rules: Rules = field(default_factory=lambda: FormsReader().rules)
    shown: list[int] = field(default_factory=list)

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        numbers = [int(pair.passage.split()[1]) for pair in pairs]
        self.shown += numbers
        return [Reading((Pointed(None, self.margins[n]),), 0.0) for n in numbers]


def reader(*margins: float) -> Scripted:
    rules = FormsReader().rules
    passage = Logistic((4.0, 1.0, 1.0, 1.0), 0.0)
    more = (*margins, *[0.0] * len(DOCUMENTS))
    return Scripted(more, rules=Rules(passage, rules.sentence, rules.answer, 0.5, 0.5, 0.0))


def candidates(*scores: float) -> list[Candidate]:
    return [
        Candidate(Passage(n, f"d{n:02}", 0, 15, ((0, 15),)), score, 0.5)
        for n, score in enumerate(scores or [0.5] * len(DOCUMENTS))
    ]


def numbers(passages: Sequence[ReadPassage]) -> list[int]:
    return [passage.candidate.passage.id for passage in passages]


def test_where_the_first_are_sure_and_the_rest_far_behind_only_the_first_are_read() -> None:
    sure = reader(15.0)
    assert numbers(read("Who?", candidates(1.0, 0.9, 0.8, 0.8, 0.1, 0.1), DOCUMENTS.__getitem__, sure))[0] == 0
    assert sure.shown == list(range(READ_FIRST))


def test_what_could_still_be_the_best_is_read() -> None:
    unsure = reader(*[0.0] * 6, 15.0)
    found = read("Who?", candidates(), DOCUMENTS.__getitem__, unsure)
    assert (numbers(found)[0], unsure.shown) == (6, list(range(PASSAGES_READ)))
    one = reader(15.0)
    read("Who?", candidates(1.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.95, 0.1), DOCUMENTS.__getitem__, one)
    assert one.shown == [*range(READ_FIRST), 6]


def test_nothing_is_read_of_nothing() -> None:
    assert read("Who?", [], DOCUMENTS.__getitem__, reader()) == []


@pytest.mark.parametrize("count", [1, READ_FIRST, READ_FIRST + 1, PASSAGES_READ + 3])
def test_each_passage_is_read_at_most_once(count: int) -> None:
    some = reader()
    read("Who?", candidates(*[0.5] * count), DOCUMENTS.__getitem__, some)
    assert some.shown == list(range(min(count, PASSAGES_READ)))


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=PASSAGES_READ).map(lambda scores: sorted(scores, reverse=True)),
    st.lists(st.floats(-20, SUREST.margin), min_size=PASSAGES_READ, max_size=PASSAGES_READ),
)
def test_the_first_is_the_one_that_would_be_first_if_all_were_read(scores: list[float], margins: list[float]) -> None:
    found, all_read = reader(*margins), reader(*margins)
    best = read("Who?", candidates(*scores), DOCUMENTS.__getitem__, found)[0]
    everything = [
        all_read.rules.passage.logit((score, 0.5, margin / 10, 0.0))
        for score, margin in zip(scores, margins, strict=False)
    ]
    assert best.score == max(everything)
    assert best.candidate.passage.id == everything.index(max(everything))
