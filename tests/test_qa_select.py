from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored import document
from test_qa_evidence import asked, found, lines, passage

from index.document import Document
from qa.evidence import Evidence
from qa.forms_reader import FormsReader
from qa.reader import Reading
from qa.reading import ReadPassage
from qa.rules import Rules
from qa.select import LONGEST_EXCERPT, MOST_EXCERPTS, answer_features, choose, distinct, joined, leans, similar, widened

RULES: Rules = FormsReader.rules


def item(score: float, span: tuple[int, int] = (0, 1), before: tuple[int, int] | None = None) -> Evidence:
    return Evidence("d", span, before, None, margin=-5.0, cosine=0.5, logit=score, score=score)


def of(*sources: Document) -> Callable[[str], Document]:
    return {source.id: source for source in sources}.__getitem__


def test_the_same_words_elsewhere_become_places_of_the_best() -> None:
    caption = "The embassy’s flights leave Beirut"
    a = lines("a", caption, "Ducks swim.", "The embassy's flights leave Beirut!")
    b = lines("b", "the embassy’s flights leave beirut")
    best, *others = distinct(found("When do the embassy’s flights leave Beirut?", a, b), of(a, b))
    assert a.text[slice(*best.span)] == "The embassy's flights leave Beirut!", "the one with a full stop"
    assert best.places == (("a", (0, len(caption))), ("b", (0, len(b.text))))
    assert [a.text[slice(*row.span)] for row in others] == ["Ducks swim."]


def test_near_duplicates_fold_into_the_best_and_are_no_place_of_it() -> None:
    source = lines(
        "d", "The embassy is offering flights from Beirut today", "The embassy is offering flights from Beirut."
    )
    (best,) = distinct(found("What is the embassy offering?", source), of(source))
    assert source.text[slice(*best.span)].endswith("Beirut.")
    assert best.places == ()


def test_sentences_that_differ_in_a_number_do_not_fold() -> None:
    rows = [f"The company sold {cars} new cars in all of Europe in that year." for cars in (500, 600)]
    source = lines("d", *rows)
    kept = distinct(found("How many cars were sold?", source), of(source))
    assert sorted(source.text[slice(*row.span)] for row in kept) == rows


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a b c d e", "a b c d e", True),
        ("a b c d e", "e d c b a", True),
        ("a b c d e f", "a b c d e f g", True),
        ("a b c d", "a b c d e", False),
        ("a b c d 5", "a b c d 6", False),
        ("a b c d", "a b c d 4th", False),
        ("a b c d e f 5", "a b c d e 5", True),
    ],
)
def test_what_says_the_same(one: str, other: str, same: bool) -> None:
    assert similar(one.split(), other.split()) is same
    assert similar(other.split(), one.split()) is same


def test_those_that_are_likely_as_well_as_the_best_are_chosen() -> None:
    ranked = [item(0.1), item(RULES.sentence_from), item(RULES.sentence_from - 0.0001)]
    assert choose(ranked, RULES) == ranked[:2]
    assert choose([item(0.9)] * (MOST_EXCERPTS + 2), RULES) == [item(0.9)] * MOST_EXCERPTS
    assert choose([], RULES) == []


@pytest.mark.parametrize(
    ("sentence", "needs"),
    [
        ("He left.", True),
        ("“They left,” she said.", True),
        ("However, it rained.", True),
        ("we agreed to it.”", True),
        ("Heath left.", False),
        ("Thisbe left.", False),
        ("“We agreed to it.”", False),
        ("In 1998 he left.", False),
        ("", False),
    ],
)
def test_what_leans_on_the_sentence_before_it(sentence: str, needs: bool) -> None:
    assert leans(sentence) is needs


def test_a_leaning_sentence_is_shown_with_the_one_before_it() -> None:
    source = document("d", "Ann Berg came. She counted geese. Bob slept.")
    second = item(0.5, (15, 33), (0, 14))
    assert widened(second, of(source)).span == (0, 33)
    assert widened(item(0.5, (34, 44), (15, 33)), of(source)).span == (34, 44)
    assert widened(item(0.5, (15, 33)), of(source)).span == (15, 33), "nothing stands before it"
    elsewhere = replace(second, places=(("e", (0, 18)),))
    assert widened(elsewhere, of(source)) == elsewhere, "its places hold these words and no more"


def test_nothing_is_shown_in_two_excerpts() -> None:
    source = document("d", "Ann Berg came. She counted geese. Bob slept.")
    first, second, third = item(0.9, (0, 14)), item(0.8, (15, 33), (0, 14)), item(0.7, (34, 44), (15, 33))
    assert [row.span for row in joined([first, second, third], of(source))] == [(0, 33), (34, 44)]
    assert [row.score for row in joined([second, first], of(source))] == [0.8], "part of the better one"
    assert [row.span for row in joined([third, second, first], of(source))] == [(34, 44), (0, 33)]
    placed = replace(first, places=(("e", (0, 14)),))
    assert [row.span for row in joined([placed, second], of(source))] == [(0, 14), (15, 33)]


def test_what_would_be_too_long_together_is_shown_apart() -> None:
    a, b = "Duck" + " duck" * 40 + ".", "She" + " swims" * 15 + "."
    c = "It" + " flies" * 30 + "."
    source = document("d", f"{a} {b} {c}")
    spans = [(0, len(a)), (len(a) + 1, len(a) + 1 + len(b)), (len(source.text) - len(c), len(source.text))]
    rows = [item(0.9, spans[1], spans[0]), item(0.8, spans[2], spans[1])]
    assert [row.span for row in joined(rows, of(source))] == [(0, spans[1][1]), spans[2]]


@given(st.integers(1, LONGEST_EXCERPT + 10), st.integers(1, LONGEST_EXCERPT + 10))
def test_no_sentences_are_joined_beyond_what_a_person_reads_at_once(first: int, second: int) -> None:
    a, b = "Duck" + " duck" * (first - 1) + ".", "She" + " swims" * (second - 1) + "."
    source = document("d", f"{a} {b}")
    span = len(a) + 1, len(a) + 1 + len(b)
    joined = widened(item(0.5, span, (0, len(a))), of(source)).span == (0, span[1])
    assert joined is (first + second <= LONGEST_EXCERPT)


def test_the_features_of_an_answer_by_hand() -> None:
    source, other = lines("d", "Ducks swim.", "Lakes freeze."), lines("e", "Geese fly.")
    passages = [
        ReadPassage(passage(source, cosine=0.25), Reading((), answering=3.0), score=2.0),
        ReadPassage(passage(other, cosine=0.75), Reading((), answering=-3.0), score=0.5),
    ]
    question = asked("birds: ducks swim, geese dive")
    best = replace(item(0.9), margin=4.0, cosine=0.125)
    # ducks, swim and, in the title, birds, of five terms
    assert answer_features(question, best, passages, of(source, other)) == (0.4, 0.3, 0.15, 0.125, 0.75, 0.6, 0.0)
    assert answer_features(question, best, passages[:1], of(source, other))[2] == 1.0, "nothing is behind it"
