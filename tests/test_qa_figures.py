"""The figures of made-up outcomes, worked by hand."""

import json
import math
from dataclasses import replace

import pytest
from fake_library import make_answer, make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Seconds
from qa.evaluate import Evaluation, Outcome, is_right
from qa.figures import (
    abstention_figures,
    answer_figures,
    curve,
    evidence_figures,
    retrieval_figures,
    sections,
    to_json,
)
from qa.queries import Query

TEXT = "The keeper counted 1,234 ducks. They swim."
DUCKS = make_document(TEXT, title="Ducks")
NUMBER = (TEXT.index("1,234"), TEXT.index(" ducks"))
SENTENCES = ("The keeper counted 1,234 ducks.", "They swim.")


def outcome(
    query: Query, confidence: float = 0.8, *, found: bool = True, places: tuple[int | None, ...] = ()
) -> Outcome:
    """An answer that shows both sentences, 1,234 being its words, found or not."""
    answer = make_answer(query.question, [make_excerpt(DUCKS, 0, len(TEXT), answer=NUMBER)], confidence=confidence)
    ranks = dict(zip(("lexical", "reader"), places, strict=False))
    return Outcome(query, answer, found, is_right(query, answer.excerpts), ranks, SENTENCES)


def asked(*answers: str, answerable: bool = True) -> Query:
    return Query("q", "How many?", answers=answers, answerable=answerable)


def chosen(*evidence: str) -> Query:
    return Query("q", "How many?", evidence=evidence, answerable=True)


def test_places_of_the_first_gold_document() -> None:
    none = outcome(asked("1,234"))
    rows = [none, outcome(none.query, places=(1, 2)), outcome(none.query, places=(None, 7)), none]
    rows += [outcome(none.query, places=(15, 1)), outcome(none.query, places=(4, 21))]
    figures = retrieval_figures(rows)
    assert list(figures) == ["lexical", "reader"]
    assert figures["lexical"] == pytest.approx(
        {"hit@1": 1 / 4, "hit@5": 2 / 4, "hit@10": 2 / 4, "hit@20": 3 / 4, "mrr@10": (1 + 1 / 4) / 4}
    )
    assert figures["reader"] == pytest.approx(
        {"hit@1": 1 / 4, "hit@5": 2 / 4, "hit@10": 3 / 4, "hit@20": 3 / 4, "mrr@10": (1 / 2 + 1 / 7 + 1) / 4}
    )


def test_words_that_are_not_told_score_nothing() -> None:
    rows = [
        outcome(asked("1234", "many")),  # right: 1, 1, held
        outcome(asked("1,234 ducks")),  # 0, 2/3, held
        outcome(asked("geese")),  # 0, 0, not held
        outcome(asked("1,234"), found=False),  # a person gets no answer
        outcome(asked("1,234", answerable=False)),  # not counted
        outcome(chosen("They swim.")),  # not counted
    ]
    assert answer_figures(rows) == pytest.approx({"em": 1 / 4, "f1": (1 + 2 / 3) / 4, "excerpt_has_answer": 2 / 4})


def test_an_answer_without_words_is_no_match_even_for_an_article() -> None:
    (told,) = [outcome(asked("the"))]
    wordless = replace(told, answer=make_answer("?", [make_excerpt(DUCKS, 0, len(TEXT))]))
    assert answer_figures([wordless]) == {"em": 0.0, "f1": 0.0, "excerpt_has_answer": 1.0}


def test_confidence_against_what_can_be_answered() -> None:
    rows = [
        outcome(asked("1,234"), 0.9),  # right
        outcome(asked("1,234"), 0.6),  # right
        outcome(asked("geese"), 0.3, found=False),  # wrong
        outcome(asked("1,234", answerable=False), 0.6),  # wrong, since it cannot be answered
        outcome(asked(answerable=False), 0.1, found=False),  # wrong
        outcome(Query("q", "?", gold=("d",)), 0.95),  # not counted: nobody knows
    ]
    figures = abstention_figures(rows)
    assert list(figures) == ["auroc", "f1", "coverage@90", "ece"]
    # .9 > .6 .9 > .1 .6 = .6 .6 > .1 .3 < .6 .3 > .1
    assert figures["auroc"] == pytest.approx(4.5 / 6)
    assert figures["f1"] == pytest.approx(2 * 2 / (3 + 3))
    assert figures["coverage@90"] == pytest.approx(1 / 5)
    # bins: .1 alone, .3 alone, two of .6 of which one is right, .9 alone
    assert figures["ece"] == pytest.approx((0.1 + 0.3 + 2 * 0.1 + 0.1) / 5)
    points, bins = curve(rows)
    assert [(point.threshold, point.precision) for point in points] == [
        (0.9, 1.0), (0.6, pytest.approx(2 / 3)), (0.3, 0.5), (0.1, pytest.approx(2 / 5))
    ]  # fmt: skip
    assert [each.count for each in bins] == [1, 1, 2, 1]


def test_where_all_can_be_answered_there_is_no_auroc() -> None:
    figures = abstention_figures([outcome(asked("1,234"), 0.75), outcome(asked("geese"), 0.25, found=False)])
    assert figures == {"auroc": None, "f1": pytest.approx(2 / 3), "coverage@90": 0.5, "ece": pytest.approx(0.25)}


def test_where_no_answer_is_known_nothing_is_said_of_right_ones() -> None:
    rows = [outcome(Query("q", "?", answerable=True), 0.9), outcome(asked(answerable=False), 0.2, found=False)]
    assert abstention_figures(rows) == {"auroc": 1.0, "f1": 1.0, "coverage@90": None, "ece": None}
    assert curve(rows) == ([], [])


def test_where_nothing_can_be_answered_and_nothing_is_there_is_nothing_to_measure() -> None:
    figures = abstention_figures([outcome(asked(answerable=False), 0.2, found=False)])
    assert figures == {"auroc": None, "f1": None, "coverage@90": None, "ece": None}


def test_no_threshold_that_is_right_enough_covers_nothing() -> None:
    assert abstention_figures([outcome(asked("geese"), 0.9)])["coverage@90"] == 0.0


def test_shown_sentences_against_those_that_people_chose() -> None:
    rows = [
        outcome(chosen("They swim .")),  # one of two shown, the one chosen
        outcome(chosen("they swim", "The keeper counted 1,234 ducks.", "They fly.")),  # both shown, two of three
        outcome(chosen("They swim."), found=False),  # the nearest are not an answer
        outcome(asked("1,234")),  # not counted
    ]
    expected = {"precision": (1 / 2 + 1) / 3, "recall": (1 + 2 / 3) / 3, "f1": (2 / 3 + 4 / 5) / 3}
    assert evidence_figures(rows) == pytest.approx(expected)


def test_sections_are_those_that_the_questions_allow() -> None:
    known = [outcome(Query("q", "?", gold=("d",)), places=(1, 1))]
    assert list(sections(Evaluation(tuple(known), 3), index_seconds=1.0)) == ["retrieval", "seconds"]
    known = [outcome(asked("1,234"))]
    assert list(sections(Evaluation(tuple(known), 3), index_seconds=1.0)) == ["answer", "abstention", "seconds"]
    known = [outcome(chosen("They swim."), places=(1, 1))]
    names = ["retrieval", "abstention", "evidence", "seconds"]
    assert list(sections(Evaluation(tuple(known), 3), index_seconds=1.0)) == names


def took(seconds: float) -> Outcome:
    row = outcome(asked("1,234 ducks"), places=(3, 1))
    return replace(row, answer=replace(row.answer, seconds=Seconds(0.0, 0.0, seconds)))


def test_json_has_four_decimals() -> None:
    evaluation = Evaluation(tuple(took(n / 100) for n in range(101)), 1234)
    made = to_json(evaluation, index_seconds=2.34567)
    assert list(made) == ["questions", "passages", "retrieval", "answer", "abstention", "seconds"]
    assert (made["questions"], made["passages"]) == (101, 1234)
    lexical = {"hit@1": 0.0, "hit@5": 1.0, "hit@10": 1.0, "hit@20": 1.0, "mrr@10": 0.3333}
    assert made["retrieval"] == {"lexical": lexical, "reader": dict.fromkeys(lexical, 1.0)}
    assert made["answer"] == {"em": 0.0, "f1": 0.6667, "excerpt_has_answer": 1.0}
    assert made["abstention"] == {"auroc": None, "f1": 1.0, "coverage@90": 1.0, "ece": 0.2}
    assert made["seconds"] == {"index": 2.3457, "per_question_p50": 0.5, "per_question_p95": 0.95}


queries = st.sampled_from(
    [asked("1,234"), asked("geese"), asked(answerable=False), chosen("They swim."), Query("q", "?", gold=("d",))]
)
outcomes = st.builds(
    lambda query, confidence, found, places: outcome(query, confidence, found=found, places=places),
    queries,
    st.sampled_from([0.0, 0.1, 0.5, 0.8, 1.0]),
    st.booleans(),
    st.tuples(st.none() | st.integers(1, 30), st.none() | st.integers(1, 30)),
)


@given(st.lists(outcomes, min_size=1, max_size=8))
def test_every_figure_is_a_share_or_missing(rows: list[Outcome]) -> None:
    made = to_json(Evaluation(tuple(rows), 1), index_seconds=0.0)
    json.dumps(made, allow_nan=False)
    for name in ("answer", "abstention", "evidence"):
        figures = made.get(name, {})
        assert isinstance(figures, dict)
        assert all(value is None or (0 <= value <= 1 and not math.isnan(value)) for value in figures.values())
