"""The metrics against numbers worked by hand, brute force, and ranx."""

import math
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.metrics import (
    Bin,
    Point,
    auroc,
    binary_f1,
    calibration_error,
    exact_match,
    first_hit,
    hit_rate,
    holds_answer,
    holds_sentence,
    mean_reciprocal_rank,
    normalised,
    reliability,
    risk_coverage,
    sentence_scores,
    token_f1,
    widest,
)

shares = st.integers(0, 20).map(lambda n: n / 20)
judged = st.lists(st.tuples(shares, st.booleans()), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  The Quick,   brown fox. ", "quick brown fox"),
        ("a an the THE", ""),
        ("Theatre and another", "theatre and another"),
        ("the-end", "theend"),
        ("U.S. $1,200.50", "us 120050"),
        ("24–10", "24–10"),
        ("C\xad", "c\xad"),
    ],
)
def test_squad_s_normalisation(text: str, expected: str) -> None:
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("prediction", "answers", "exact", "f1"),
    [
        ("The 40,000", ["40000"], 1.0, 1.0),
        ("about 40,000 troops", ["40,000"], 0.0, 0.5),  # one common word of three and of one: 2 * 1 / (3 + 1)
        ("Ann Berg", ["Dr. Ann Berg of Lund", "Berg"], 0.0, 2 / 3),
        ("of of of", ["of of"], 0.0, 0.8),  # two common of three and of two
        ("geese", ["ducks"], 0.0, 0.0),
        ("", ["ducks"], 0.0, 0.0),
        ("the", ["a"], 1.0, 1.0),
    ],
)
def test_exact_match_and_f1_of_words(prediction: str, answers: list[str], exact: float, f1: float) -> None:
    assert exact_match(prediction, answers) == exact
    assert token_f1(prediction, answers) == pytest.approx(f1)


@given(st.text("ab the.", max_size=20), st.text("ab the.", max_size=20))
def test_f1_is_symmetric_within_bounds_and_one_where_texts_match(a: str, b: str) -> None:
    assert 0 <= token_f1(a, [b]) == token_f1(b, [a]) <= 1
    assert token_f1(a, [b, a]) == exact_match(a, [b, a]) == 1


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("The Broncos won 24–10.", "24", True),
        ("Peyton Manning’s team won.", "Manning", True),
        ("In 1947 they won.", "4", False),
        ("They sold 1,234 of them.", "1,234", True),
        ("They sold 1,234 of them.", "1234", True),
        ("The U.S. sold it.", "US", True),
        ("They sold 1,234 of them.", "234 them", False),
        ("The Lord of the Rings was read.", "Lord of Rings", True),
        ("Vitamin C helps.", "vitamin c", True),
        ("Vitamin A helps.", "A", True),
        ("Up by 5 %.", "%", True),
        ("Up by 5.", "%", False),
    ],
)
def test_an_answer_is_held_word_for_word(text: str, answer: str, held: bool) -> None:
    assert holds_answer(text, answer) is held


@pytest.mark.parametrize(
    ("text", "sentence", "held"),
    [
        ("Mount Logan is high.", "Mount Logan is high .", True),
        ("MOUNT  LOGAN / ˈloʊɡən / is high; it is in Canada.", "Mount Logan ( ˈloʊɡən ) is high", True),
        ("Mount Logan", "Mount Logan is high .", False),
        ("Mount Logan is high.", "...", False),
    ],
)
def test_a_sentence_is_held_whatever_its_marks_and_spaces(text: str, sentence: str, held: bool) -> None:
    assert holds_sentence(text, sentence) is held


def test_sentences_shown_against_those_chosen() -> None:
    chosen = ["They swim.", "They fly.", "They dive.", "They eat weeds."]
    shown = ["they swim", "It is cold.", "They fly; they dive.", "They sleep.", "They swim !"]
    # right: the first, third and fifth of five; found: three of four
    assert sentence_scores(shown, chosen) == pytest.approx((3 / 5, 3 / 4, 2 * 0.6 * 0.75 / 1.35))
    assert sentence_scores([], chosen) == sentence_scores(["They sleep."], chosen) == (0.0, 0.0, 0.0)


def test_places_count_distinct_items() -> None:
    assert first_hit(["a", "a", "b", "a", "c"], {"c", "d"}) == 3
    assert first_hit(["a", "b"], set()) is None
    assert first_hit([], {"a"}) is None


def test_the_kth_place_is_among_the_first_k() -> None:
    assert (hit_rate([10], 10), hit_rate([11], 10)) == (1.0, 0.0)
    assert (mean_reciprocal_rank([10], 10), mean_reciprocal_rank([11], 10)) == (0.1, 0.0)


@pytest.fixture
def ranx(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")  # compiling takes half a minute, running as it is no time
    import ranx

    return ranx


def test_retrieval_metrics_are_ranx_s_on_random_runs(ranx: Any) -> None:
    chance = random.Random(7)
    documents = [f"d{n}" for n in range(30)]
    gold, rankings = {}, {}
    for n in range(80):
        gold[f"q{n}"] = set(chance.sample(documents, chance.choice([1, 1, 2, 5])))
        rankings[f"q{n}"] = chance.sample(documents, chance.randint(1, 30))
    places = [first_hit(rankings[query], gold[query]) for query in gold]
    qrels = ranx.Qrels({query: dict.fromkeys(ids, 1) for query, ids in gold.items()})
    run = ranx.Run({query: {id: 1 / place for place, id in enumerate(ids, 1)} for query, ids in rankings.items()})
    names = [*(f"hit_rate@{k}" for k in (1, 5, 10, 20)), "mrr@10"]
    expected = ranx.evaluate(qrels, run, names, threads=1)
    found = [hit_rate(places, k) for k in (1, 5, 10, 20)] + [mean_reciprocal_rank(places, 10)]
    assert found == pytest.approx([expected[name] for name in names])
    assert 0 < found[0] < found[1] < found[2] < found[3] < 1


def test_auroc_by_hand() -> None:
    # pairs (answerable, not): .9>.6 .9>.2 .6=.6 .6>.2 .1<.6 .1<.2, so 3.5 of 6
    assert auroc([0.9, 0.6, 0.1, 0.6, 0.2], [True, True, True, False, False]) == pytest.approx(3.5 / 6)
    assert auroc([0.9], [True]) is None
    assert auroc([0.9, 0.1], [False, False]) is None
    assert auroc([], []) is None


@given(judged)
def test_auroc_is_the_share_of_pairs_in_order(rows: list[tuple[float, bool]]) -> None:
    pairs = [(a, b) for a, positive in rows if positive for b, other in rows if not other]
    found = auroc([score for score, _ in rows], [positive for _, positive in rows])
    assert found == (pytest.approx(sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs)) if pairs else None)


@pytest.mark.parametrize(
    ("predicted", "actual", "f1"),
    [
        ([True, True, True, False, False], [True, True, False, True, False], 2 * 2 / (3 + 3)),
        ([True, False], [False, False], 0.0),
        ([False, False], [True, False], 0.0),
        ([False, False], [False, False], None),
    ],
)
def test_f1_of_yes_and_no(predicted: list[bool], actual: list[bool], f1: float | None) -> None:
    assert binary_f1(predicted, actual) == f1


def test_risk_and_coverage_by_hand() -> None:
    confidences = [0.4, 0.9, 0.8, 0.8, 0.0]
    right = [True, True, False, True, False]
    assert risk_coverage(confidences, right) == [
        Point(0.9, 1 / 5, 1.0),
        Point(0.8, 3 / 5, 2 / 3),
        Point(0.4, 4 / 5, 0.75),
    ]


def test_the_widest_coverage_may_lie_behind_worse_points() -> None:
    points = [Point(0.9, 0.1, 0.5), Point(0.8, 0.4, 0.95), Point(0.6, 0.7, 0.9), Point(0.2, 0.9, 0.899)]
    assert widest(points, 0.9) == points[2]
    assert widest(points, 0.96) is None
    assert widest([], 0.9) is None


@given(st.integers(1, 50))
def test_nine_of_ten_are_ninety_percent(tens: int) -> None:
    right = [True] * 9 * tens + [False] * tens
    assert widest(risk_coverage([0.5] * len(right), right), 0.9) == Point(0.5, 1.0, 0.9)


@given(judged)
def test_each_threshold_answers_what_is_as_sure(rows: list[tuple[float, bool]]) -> None:
    points = risk_coverage([confidence for confidence, _ in rows], [right for _, right in rows])
    assert [p.threshold for p in points] == sorted({confidence for confidence, _ in rows if confidence}, reverse=True)
    for point in points:
        answered = [right for confidence, right in rows if confidence >= point.threshold]
        assert point.coverage == pytest.approx(len(answered) / len(rows))
        assert point.precision == pytest.approx(sum(answered) / len(answered))


def test_calibration_error_by_hand() -> None:
    confidences = [0.05, 0.02, 0.32, 0.38, 0.31, 0.95, 1.0, 1.0]
    right = [False, True, False, True, False, True, True, False]
    bins = reliability(confidences, right)
    assert [(bin_.count, bin_.right) for bin_ in bins] == [(2, 1 / 2), (3, 1 / 3), (3, 2 / 3)]
    assert [bin_.confidence for bin_ in bins] == pytest.approx([0.07 / 2, 1.01 / 3, 2.95 / 3])
    # |1 - .07| and |1 - 1.01| and |2 - 2.95|, in questions, of eight
    assert calibration_error(bins) == pytest.approx((0.93 + 0.01 + 0.95) / 8)


@pytest.mark.parametrize("tenth", range(10))
def test_a_bin_holds_its_lower_end(tenth: int) -> None:
    lower = tenth / 10
    assert [bin_.count for bin_ in reliability([lower, lower + 0.0999], [True, True])] == [2]


@given(judged)
def test_calibration_is_within_bounds_and_loses_nobody(rows: list[tuple[float, bool]]) -> None:
    bins = reliability([confidence for confidence, _ in rows], [right for _, right in rows])
    assert sum(bin_.count for bin_ in bins) == len(rows)
    assert sum(bin_.count * bin_.right for bin_ in bins) == pytest.approx(sum(right for _, right in rows))
    assert 0 <= calibration_error(bins) <= 1


def test_who_is_always_as_right_as_sure_is_calibrated() -> None:
    assert calibration_error([Bin(0.25, 0.25, 8), Bin(0.75, 0.75, 4)]) == 0


@pytest.mark.parametrize(
    "average", [lambda: hit_rate([], 1), lambda: mean_reciprocal_rank([], 10), lambda: token_f1("a", [])]
)
def test_nothing_has_no_average(average: Callable[[], float]) -> None:
    with pytest.raises(ValueError, match=r"at least one data point|empty"):
        average()


def test_no_figure_is_nan() -> None:
    figures = [hit_rate([None], 1), mean_reciprocal_rank([None], 10), calibration_error(reliability([0.0], [False]))]
    assert not any(map(math.isnan, figures))
