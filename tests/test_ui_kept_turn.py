"""What is kept of an answer, and the way back: the same answer from the same documents, and nothing that changed."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fake_library import make_answer, make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, clean, digest_of
from qa.answer import Answer, Place, Seconds
from ui.kept_turn import KeptExcerpt, KeptTurn, from_json, kept_turn, to_json
from ui.pointer import Find, Pointer, pointer_at, pointer_to
from ui.restored import Lost, restored

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)

TEXT = "Ducks swim. The keeper counted 1,234 ducks in May.\n\nGeese fly. They are loud."
DUCKS = make_document(TEXT, title="Ducks", pages=(0, 52))
COPY = make_document(f"Copied: {TEXT}", title="A copy")


def finder(*documents: Document) -> Find:
    return {document.id: document for document in documents}.__getitem__


BOTH = finder(DUCKS, COPY)


def changed(document: Document, text: str) -> Document:
    """The same document with another text."""
    return replace(document, text=text)


def an_answer() -> Answer:
    start = TEXT.index("The keeper")
    counted = make_excerpt(DUCKS, start, 50, answer=(TEXT.index("1,234"), TEXT.index(" ducks")))
    elsewhere = Place(COPY.id, start + 8, 58, COPY.page_of(start + 8))
    loud = make_excerpt(DUCKS, TEXT.index("They are"), len(TEXT), n=2)
    answer = make_answer("How many ducks?", [replace(counted, places=(elsewhere,)), loud])
    return replace(answer, differs=((1, 2),), asked_as="How many ducks? (keeper)", notice="It says “many ducks”.")


def test_the_way_back_gives_the_very_same_answer() -> None:
    answer = an_answer()
    back = restored(from_json(to_json(kept_turn(answer, BOTH, time=NOON))), BOTH)
    assert back.answer == answer
    assert (back.lost, back.moved, back.time) == ((), (), "2026-07-01T12:00:00+00:00")
    assert back.shown == answer.excerpts
    missing = make_answer("Who?", [make_excerpt(DUCKS, 0, 11)], found=False)
    assert restored(kept_turn(missing, BOTH), BOTH).answer == missing


def test_no_words_of_a_document_are_kept() -> None:
    answer = replace(an_answer(), notice="This stands nearly so in your documents: “May” there is “June” here.")
    kept = to_json(kept_turn(answer, BOTH))
    assert not any(words in kept for words in ("keeper counted", "1,234", "loud", "Ducks", "copy", "May"))
    assert kept_turn(replace(answer, notice="It stands there."), BOTH).notice == "It stands there."


def test_the_time_is_now_in_utc() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    time = datetime.fromisoformat(kept_turn(an_answer(), BOTH).time)
    assert before <= time <= datetime.now(UTC)


def test_places_that_are_not_there_are_not_kept() -> None:
    places = (Place("gone", 0, 5, None), Place(COPY.id, 5, 999, None), Place(COPY.id, 0, 6, None))
    answer = make_answer("How many?", [replace(make_excerpt(DUCKS, 0, 11), places=places)])
    kept = kept_turn(answer, BOTH)
    assert kept.excerpts[0].places == (pointer_at(COPY, 0, 6),)
    (excerpt,) = restored(kept, finder(DUCKS)).answer.excerpts
    assert excerpt.places == (), "a copy that was removed since"


def test_what_was_removed_is_told_and_not_shown() -> None:
    kept = kept_turn(an_answer(), BOTH)
    back = restored(kept, finder(COPY))
    assert back.answer.found
    assert (back.answer.excerpts, back.answer.differs, back.moved) == ((), (), ())
    assert [(row.n, row.reason, row.page) for row in back.lost] == [(1, "gone", 1), (2, "gone", 2)]
    assert back.shown == back.lost
    assert back.lost[0].at == kept.excerpts[0].at
    assert restored(kept, BOTH).lost == (), "and what is added again is shown again"


def test_what_moved_in_a_changed_document_is_shown_at_its_new_place() -> None:
    answer = an_answer()
    now = changed(DUCKS, TEXT.replace("They are loud.", "They are quiet.").replace("Ducks swim.", "Many ducks swim."))
    back = restored(kept_turn(answer, BOTH), finder(now, COPY))
    (excerpt,) = back.answer.excerpts
    assert (excerpt.n, excerpt.text) == (1, "The keeper counted 1,234 ducks in May.")
    assert now.text[excerpt.start : excerpt.end] == excerpt.text
    assert excerpt.answer is not None
    assert now.text[excerpt.answer.start : excerpt.answer.end] == excerpt.answer.text == "1,234"
    assert (excerpt.version, back.moved) == (now.version, (1,))
    assert [(row.n, row.reason) for row in back.lost] == [(2, "changed")]
    assert [row.n for row in back.shown] == [1, 2]
    assert isinstance(back.shown[1], Lost)


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 12), st.integers(0, 12))
def test_whatever_a_document_becomes_only_the_very_same_text_is_shown(
    before: str, after: str, start: int, length: int
) -> None:
    text = clean("One is two. Three.")
    document = make_document(text, title="x")
    kept = kept_turn(make_answer("?", [make_excerpt(document, start, start + length + 1)]), finder(document))
    now = changed(document, clean(before) + text + clean(after))
    for row in restored(kept, finder(now)).answer.excerpts:
        assert row.text == now.text[row.start : row.end] == text[start : start + length + 1]


@pytest.mark.parametrize(
    "at",
    [
        Pointer(DUCKS.id, DUCKS.version, 0, 11, None, "0" * 16),
        Pointer(DUCKS.id, DUCKS.version, 11, 11, None, digest_of("")),
        Pointer(DUCKS.id, DUCKS.version, 5, 999, None, digest_of(TEXT[5:])),
        Pointer(DUCKS.id, DUCKS.version, 0, 11, (5, 12), digest_of(TEXT[:11])),
        Pointer(DUCKS.id, "0" * 12, 0, 11, (12, 13), digest_of(TEXT[:11])),
        Pointer(DUCKS.id, "0" * 12, 11, 0, None, digest_of("")),
    ],
)
def test_a_pointer_that_was_tampered_with_shows_nothing(at: Pointer) -> None:
    kept = replace(kept_turn(an_answer(), BOTH), excerpts=(KeptExcerpt(1, at, None, 0.5),), nearest=())
    assert [(row.n, row.reason) for row in restored(kept, BOTH).lost] == [(1, "changed")]


def hexes(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789abcdef", min_size=length, max_size=length)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=30)
wholes = st.integers(0, 10**12 - 1)
numbers = st.floats(allow_nan=False, allow_infinity=False)
pairs = st.tuples(wholes, wholes)
pointers = st.builds(Pointer, hexes(12), hexes(12), wholes, wholes, st.none() | pairs, hexes(16))
excerpts = st.lists(
    st.builds(KeptExcerpt, wholes, pointers, st.none() | wholes, numbers, st.lists(pointers, max_size=2).map(tuple)),
    max_size=3,
).map(tuple)
times = st.datetimes().map(lambda time: time.replace(microsecond=0, tzinfo=UTC).isoformat())
kept_turns = st.builds(
    KeptTurn,
    question=texts,
    asked_as=st.none() | texts,
    notice=st.none() | texts,
    found=st.booleans(),
    confidence=numbers,
    differs=st.lists(pairs, max_size=3).map(tuple),
    excerpts=excerpts,
    nearest=excerpts,
    library=texts,
    seconds=st.builds(Seconds, numbers, numbers, numbers),
    time=times,
)


@given(kept_turns)
def test_a_kept_turn_survives_its_json(turn: KeptTurn) -> None:
    assert from_json(to_json(turn)) == turn


@given(st.text())
def test_a_question_that_no_file_could_hold_is_cleaned(question: str) -> None:
    turn = kept_turn(make_answer(question, ()), BOTH)
    assert turn.question == clean(question)
    assert from_json(to_json(turn)) == turn
    to_json(turn).encode()


def test_what_another_program_wrote_is_cleaned_too() -> None:
    row = asdict(kept_turn(an_answer(), BOTH))
    row["question"] = "a\x00b\ud800"
    assert from_json(json.dumps(row)).question == "a\ufffdb\ufffd"


WRONG: list[tuple[str, Any]] = [
    ("question", 1), ("question", None), ("asked_as", []), ("notice", {}), ("found", 1), ("found", "yes"),
    ("confidence", "1"), ("confidence", True), ("confidence", float("nan")), ("confidence", 10**400),
    ("differs", [[1]]), ("differs", [[1, 2, 3]]), ("differs", {}), ("differs", [["1", 2]]), ("differs", [[True, 2]]),
    ("excerpts", None), ("excerpts", [1]), ("excerpts", [{}]), ("nearest", "x"), ("library", 1), ("seconds", [0, 0, 0]),
    ("seconds", {"total": 1}), ("time", "yesterday"), ("time", "2026-07-01T12:00:00"), ("time", 1),
]  # fmt: skip
WRONG_POINTERS: list[tuple[str, Any]] = [
    ("document", "../x"), ("document", ""), ("document", 1), ("version", "x" * 12), ("version", "0" * 11),
    ("digest", "A" * 16), ("start", -1), ("start", 1.5), ("start", True), ("end", 10**12), ("answer", [1]),
    ("answer", {"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_damaged_turn_is_refused(name: str, value: Any) -> None:
    row = asdict(kept_turn(an_answer(), BOTH))
    with pytest.raises(ValueError, match="is damaged and cannot be shown"):
        from_json(json.dumps({**row, name: value}))
    del row[name]
    with pytest.raises(ValueError, match="is damaged and cannot be shown"):
        from_json(json.dumps(row))


@pytest.mark.parametrize(("name", "value"), WRONG_POINTERS)
def test_a_damaged_pointer_is_refused(name: str, value: Any) -> None:
    row = asdict(kept_turn(an_answer(), BOTH))
    row["excerpts"][0]["at"][name] = value
    with pytest.raises(ValueError, match="is damaged and cannot be shown"):
        from_json(json.dumps(row))


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "[" * 100_000, "1" * 10_000, '{"question": "x"}'])
def test_what_is_no_turn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is damaged and cannot be shown"):
        from_json(text)


def test_the_reason_of_a_refusal_is_told_to_the_programmer() -> None:
    row = asdict(kept_turn(an_answer(), BOTH))
    reasons = {
        "question": "expected a text, found 1",
        "found": "expected true or false, found 1",
        "differs": "expected a list, found 1",
        "seconds": "expected an object, found 1",
        "confidence": "expected a number, found '1'",
        "excerpts": "expected an object, found '1'",
    }
    for name, reason in reasons.items():
        with pytest.raises(ValueError, match="damaged") as refused:
            from_json(json.dumps({**row, name: "1" if name == "confidence" else ["1"] if name == "excerpts" else 1}))
        assert str(refused.value.__cause__) == reason


def test_pointers_of_excerpts_are_those_of_chips() -> None:
    answer = an_answer()
    assert [row.at for row in kept_turn(answer, BOTH).excerpts] == [pointer_to(row) for row in answer.excerpts]
