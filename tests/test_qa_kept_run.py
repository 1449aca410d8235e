"""Kept questions asked again, and written as a set that `excerpt eval` reads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fake_library import FakeLibrary, fake_ask, make_document

from qa.answer import Answer
from qa.kept import KeptPlace, KeptQuestion, Verdict, place_in
from qa.kept_run import run_kept
from qa.kept_set import corpus_rows, json_lines, query_rows
from qa.queries import Query, read_set

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
BIRDS = make_document("Forty ducks swim here.\nGeese fly over mountains in autumn.", title="Birds")
DUCKS, GEESE = place_in(BIRDS, 0, 22), place_in(BIRDS, 23, 58)


def kept(id: str, question: str, verdict: Verdict, *places: KeptPlace) -> KeptQuestion:
    return KeptQuestion(id, question, verdict, places, NOON)


QUESTIONS = (
    kept("d", "Which geese fly over mountains?", "picked", DUCKS),
    kept("c", "How many ducks swim?", "wrong", DUCKS),
    kept("a", "How many ducks swim here?", "right", DUCKS),
    kept("b", "Which volcano erupted?", "right"),
)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path)
    library.put(BIRDS)
    return library


def test_all_are_asked_in_their_order(library: FakeLibrary) -> None:
    seen: list[tuple[int, int, str]] = []
    run = run_kept(QUESTIONS, fake_ask(library), library.snapshot().document, progress=lambda *step: seen.append(step))
    assert run is not None
    asked = [row.question for row in QUESTIONS]
    assert seen == [*((n, 4, question) for n, question in enumerate(asked)), (4, 4, "")]
    assert [(row.question, row.verdict, row.found, row.judged, row.place) for row in run.outcomes] == [
        ("d", "picked", True, "wrong", GEESE),
        ("c", "wrong", True, "wrong", DUCKS),
        ("a", "right", True, "right", DUCKS),
        ("b", "right", False, "right", None),
    ]
    assert [row.confidence for row in run.outcomes] == [0.75, 0.5, 0.75, 0.0]
    assert run.library == "1-fake"
    assert abs(datetime.now(UTC) - run.time) < timedelta(minutes=1)


def test_a_run_that_is_stopped_is_none(library: FakeLibrary) -> None:
    asked: list[str] = []
    ask = fake_ask(library)

    def counted(question: str) -> Answer:
        asked.append(question)
        return ask(question)

    stop = run_kept(QUESTIONS, counted, library.snapshot().document, stopped=lambda: len(asked) == 2)
    assert stop is None
    assert len(asked) == 2


def test_without_questions_there_is_nothing_to_run(library: FakeLibrary) -> None:
    with pytest.raises(ValueError, match="no question is kept yet: mark an answer as right or wrong"):
        run_kept((), fake_ask(library), library.snapshot().document)


def test_what_is_exported_is_what_eval_reads(library: FakeLibrary, tmp_path: Path) -> None:
    both = kept("e", "What of birds?", "right", DUCKS, GEESE, DUCKS)
    rows = query_rows((*QUESTIONS, both), library.snapshot().document)
    queries, corpus = tmp_path / "queries.jsonl", tmp_path / "corpus.jsonl"
    queries.write_text(json_lines(rows), "utf-8")
    dated = replace(BIRDS, date="2026-05-01")
    corpus.write_text(json_lines(corpus_rows([dated])), "utf-8")
    documents, read = read_set(corpus, queries)
    ducks, geese = BIRDS.text.split("\n")
    assert read == [
        Query("d", QUESTIONS[0].question, gold=(BIRDS.id,), evidence=(ducks,), answerable=True),
        Query("a", QUESTIONS[2].question, gold=(BIRDS.id,), evidence=(ducks,), answerable=True),
        Query("b", QUESTIONS[3].question, answerable=False),
        Query("e", both.question, gold=(BIRDS.id,), evidence=(ducks, geese), answerable=True),
    ]
    assert [(row.text, row.title, row.date) for row in documents] == [(BIRDS.text, "Birds", "2026-05-01")]
    assert "date" not in corpus_rows([BIRDS])[0]


def test_only_sentences_that_still_stand_are_exported(library: FakeLibrary) -> None:
    changed = replace(BIRDS, text="Since then: " + BIRDS.text.replace("Geese", "Swans"))
    library.put(changed)
    (row,) = query_rows([kept("a", "Ducks?", "right", GEESE, DUCKS)], library.snapshot().document)
    assert row["evidence"] == ["Forty ducks swim here."]
    assert query_rows([kept("a", "Geese?", "right", GEESE)], library.snapshot().document) == []
    library.clear()
    assert query_rows([kept("a", "Ducks?", "right", DUCKS)], library.snapshot().document) == []
