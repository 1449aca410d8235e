"""What a person said of an answer, against what is answered later: by the sentence, wherever it has moved to."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fake_library import make_answer, make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, clean, digest_of
from qa.answer import Answer, Place
from qa.kept import (
    Change,
    Find,
    Judged,
    KeptOutcome,
    KeptPlace,
    KeptQuestion,
    KeptRun,
    Tally,
    Verdict,
    asked_alone,
    changes,
    holds,
    judge,
    no_longer_right,
    place_in,
    place_of,
    standing,
    tally,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DUCKS = make_document("Ducks swim. They were 40 in May. Geese fly south.", title="Birds")
SWIM, COUNT, GEESE = (0, 11), (12, 32), (33, 49)
SENTENCES = (SWIM, COUNT, GEESE)


def finder(*documents: Document) -> Find:
    return {document.id: document for document in documents}.__getitem__


def kept(verdict: Verdict, *places: KeptPlace, id: str = "q1") -> KeptQuestion:
    return KeptQuestion(id, "How many ducks?", verdict, places, NOON)


def answer(*spans: tuple[int, int], of: Document = DUCKS) -> Answer:
    excerpts = [make_excerpt(of, *span, n=n) for n, span in enumerate(spans, 1)]
    return make_answer("How many ducks?", excerpts, found=bool(spans))


def changed(text: str) -> Document:
    return replace(DUCKS, text=text)


COUNTED = place_in(DUCKS, *COUNT)


def test_a_place_is_named_by_its_sentence_s_digest_and_not_by_its_words() -> None:
    assert KeptPlace(DUCKS.id, DUCKS.version, 12, 32, digest_of("They were 40 in May.")) == COUNTED
    assert "40 in May" not in repr(COUNTED)
    paged = replace(DUCKS, pages=(0, 30))
    assert [place_in(paged, *span).page for span in SENTENCES] == [1, 1, 2]


@pytest.mark.parametrize("span", [(-1, 4), (4, 4), (0, 50)])
def test_what_is_not_in_the_document_cannot_be_picked(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=rf"there are no characters {span[0]} to {span[1]} in Birds: it has 49"):
        place_in(DUCKS, *span)


def test_a_verdict_is_about_the_sentence_with_the_answer_s_words() -> None:
    both = make_excerpt(DUCKS, 0, 32, answer=(22, 24))
    assert place_of(both, SENTENCES) == COUNTED
    assert place_of(both) == place_in(DUCKS, 0, 32)
    assert place_of(replace(both, answer=None), SENTENCES) == place_in(DUCKS, 0, 32)
    assert place_of(make_excerpt(DUCKS, 0, 32, answer=(5, 24)), SENTENCES) == place_in(DUCKS, 0, 32)
    assert place_of(make_excerpt(DUCKS, 12, 32, answer=(22, 24)), [(0, 49)]) == COUNTED, "a sentence cut in parts"


def test_a_page_is_told_only_where_the_kept_sentence_starts_the_excerpt() -> None:
    paged = replace(DUCKS, pages=(0, 12))
    assert place_of(make_excerpt(paged, 12, 32)).page == 2
    assert place_of(make_excerpt(paged, 0, 32, answer=(22, 24)), SENTENCES).page is None


def test_a_follow_up_is_kept_as_it_was_understood() -> None:
    follow_up = replace(answer(COUNT), question="And in May?", asked_as="How many ducks in May?")
    assert asked_alone(follow_up, goes_on=True) == "How many ducks in May?"
    assert asked_alone(follow_up, goes_on=False) == "And in May?"
    assert asked_alone(answer(COUNT), goes_on=True) == "How many ducks?"


@given(st.text(max_size=30), st.text(min_size=1, max_size=20), st.text(max_size=30), st.integers(-5, 99))
def test_a_sentence_is_found_wherever_it_has_moved(before: str, sentence: str, after: str, near: int) -> None:
    before, sentence, after = clean(before), clean(sentence), clean(after)
    place = KeptPlace("d", "0" * 12, 0, len(sentence), digest_of(sentence))
    text = before + sentence + after
    span = place.found_in(text, near=near)
    assert span is not None
    assert text[slice(*span)] == sentence
    starts = [start for start in range(len(text)) if text.startswith(sentence, start)]
    nearest = min(abs(start - max(0, min(near, len(text) - len(sentence)))) for start in starts)
    assert abs(span[0] - max(0, min(near, len(text) - len(sentence)))) == nearest


@given(st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_a_sentence_that_is_not_there_is_not_found(text: str, sentence: str) -> None:
    text, sentence = clean(text), clean(sentence)
    place = KeptPlace("d", "0" * 12, 0, len(sentence), digest_of(sentence))
    assert (place.found_in(text) is not None) == (sentence in text)


def test_an_excerpt_holds_a_sentence_of_its_document_or_of_a_copy() -> None:
    wide, other = make_excerpt(DUCKS, 0, 49), make_document(DUCKS.text + " More.", title="Copy")
    assert holds(wide, COUNTED)
    assert not holds(make_excerpt(DUCKS, *SWIM), COUNTED)
    assert not holds(make_excerpt(DUCKS, 13, 49), COUNTED), "a sentence is held whole or not"
    assert not holds(make_excerpt(other, *COUNT), COUNTED), "another document"
    assert holds(replace(make_excerpt(other, *COUNT), places=(Place(DUCKS.id, 12, 32, None),)), COUNTED)


def test_a_sentence_stands_in_a_new_version_until_it_is_reworded_or_removed() -> None:
    moved = changed("A new start. " + DUCKS.text)
    assert standing(COUNTED, finder(DUCKS)) == COUNT
    assert standing(COUNTED, finder(moved)) == (25, 45)
    assert standing(COUNTED, finder(changed(DUCKS.text.replace("40", "41")))) is None
    assert standing(COUNTED, finder()) is None
    twice = changed("They were 40 in May." * 2 + " " * 5 + DUCKS.text)
    assert standing(replace(COUNTED, start=56, end=76), finder(twice)) == (57, 77), "the nearest of several"


MOVED = changed("A new start. " + DUCKS.text)
REWORDED = changed(DUCKS.text.replace("40", "41"))
NOTHING = answer()


@pytest.mark.parametrize(
    ("question", "given", "document", "judged"),
    [
        (kept("right", COUNTED), answer(COUNT), DUCKS, "right"),
        (kept("right", COUNTED), answer(GEESE, COUNT), DUCKS, "right"),
        (kept("picked", COUNTED), answer((0, 49)), DUCKS, "right"),
        (kept("picked", place_in(DUCKS, *SWIM), COUNTED), answer(COUNT), DUCKS, "right"),
        (kept("right", COUNTED), answer((25, 45), of=MOVED), MOVED, "right"),
        (kept("right", COUNTED), answer(GEESE), DUCKS, "wrong"),
        (kept("right", COUNTED), NOTHING, DUCKS, "wrong"),
        (kept("right", COUNTED), answer(SWIM, of=MOVED), MOVED, "wrong"),
        (kept("right", COUNTED), answer(COUNT, of=REWORDED), REWORDED, "unknown"),
        (kept("picked", COUNTED), NOTHING, None, "unknown"),
        (kept("wrong", COUNTED), answer(COUNT), DUCKS, "wrong"),
        (kept("wrong", COUNTED), answer((0, 32)), DUCKS, "wrong"),
        (kept("wrong", COUNTED), answer(GEESE, COUNT), DUCKS, "changed"),
        (kept("wrong", COUNTED), NOTHING, DUCKS, "changed"),
        (kept("right"), NOTHING, DUCKS, "right"),
        (kept("right"), answer(COUNT), DUCKS, "wrong"),
        (kept("wrong"), NOTHING, DUCKS, "wrong"),
        (kept("wrong"), answer(COUNT), DUCKS, "changed"),
    ],
)
def test_an_answer_is_judged_by_what_was_said(
    question: KeptQuestion, given: Answer, document: Document | None, judged: Judged
) -> None:
    assert judge(question, given, finder(*([document] if document else []))) == judged


def outcome(id: str, judged: Judged, place: KeptPlace | None = None, verdict: Verdict = "right") -> KeptOutcome:
    return KeptOutcome(id, verdict, place is not None, judged, 0.5, place)


def run(*outcomes: KeptOutcome) -> KeptRun:
    return KeptRun(NOON, "1-fake", outcomes)


def test_right_ones_are_counted_among_those_with_a_known_answer() -> None:
    rows = [
        outcome("a", "right", COUNTED),
        outcome("b", "right"),
        outcome("c", "wrong"),
        outcome("d", "unknown"),
        outcome("e", "wrong", COUNTED, "wrong"),
        outcome("f", "changed", None, "wrong"),
        outcome("g", "right", COUNTED, "picked"),
    ]
    assert tally(run(*rows)) == Tally(NOON, 3, 4)
    assert tally(run()) == Tally(NOON, 0, 0)


def test_a_change_is_another_sentence_and_not_another_place_of_the_same() -> None:
    geese, moved = place_in(DUCKS, *GEESE), place_in(MOVED, 25, 45)
    before = run(*(outcome(id, "right", place) for id, place in [("a", COUNTED), ("b", COUNTED), ("c", COUNTED)]))
    after = run(outcome("a", "right", moved), outcome("b", "wrong", geese), outcome("new", "right", geese))
    assert changes(before, after) == [Change("b", COUNTED, geese)]
    gone = run(outcome("a", "wrong"), outcome("b", "right", COUNTED))
    assert changes(before, gone) == [Change("a", COUNTED, None)]
    assert changes(gone, before) == [Change("a", None, COUNTED)]


def test_what_was_right_when_it_was_kept_or_in_any_run_is_missed() -> None:
    right, picked, once = kept("right", COUNTED), kept("picked", COUNTED, id="q2"), kept("picked", COUNTED, id="q3")
    wrong = run(*(outcome(row.id, "wrong", None, row.verdict) for row in (right, picked, once)))
    assert no_longer_right([right, picked, once], wrong, {"q3"}) == [right, once]
    unknown = run(outcome("q1", "unknown"), outcome("q2", "right", COUNTED), outcome("q3", "wrong", COUNTED, "wrong"))
    assert no_longer_right([right, picked, once], unknown, {"q1", "q2", "q3"}) == []


@pytest.mark.parametrize(
    "wrong",
    [{"document": "a/b"}, {"document": 7}, {"version": "0"}, {"start": -1}, {"start": 32}, {"end": "40"}, {"page": 0},
     {"digest": "xyz"}, {"page": "a"}],
)  # fmt: skip
def test_what_is_no_place_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a place in a document"):
        replace(COUNTED, **wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"question": " \n"}, "a question that is kept has words"),
        ({"verdict": "maybe"}, "a verdict is one of right, wrong, picked, not 'maybe'"),
        ({"verdict": "picked", "places": ()}, "a sentence was picked, but none is named"),
        ({"asked": datetime(2026, 5, 1)}, "expected a time with its time zone, found 2026-05-01"),
    ],
)
def test_what_is_no_kept_question_cannot_be_made(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(kept("right", COUNTED), **wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"verdict": "maybe"}, {"judged": "perhaps"}, {"judged": "changed"}, {"confidence": 1.5}, {"found": False},
     {"place": None}, {"verdict": "wrong", "judged": "right"}],
)  # fmt: skip
def test_what_cannot_have_become_of_a_question_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not what became of a question"):
        replace(outcome("a", "right", COUNTED), **wrong)
