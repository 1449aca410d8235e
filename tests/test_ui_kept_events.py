"""What kept questions do in the page: for which question a sentence is picked, and how all of them are asked again."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest
from fake_library import FakeLibrary, fake_ask, make_document

from index.snapshot import EVERYTHING, Scope
from qa.answer import Answer
from qa.kept import place_in
from ui.asking import Asking
from ui.kept_events import KeptEvents
from ui.pointer import pointer_at
from ui.shelf import Shelf
from ui.source_events import SourceEvents
from ui.talk import Talk

DUCKS = "The keeper counted 1,234 ducks on the lake.\nGeese fly."
LIMITED = Asking("library", scope=Scope(only=("none",), since="2020-01-01"), strict=0.8)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    (tmp_path / "library").mkdir()
    made = FakeLibrary(tmp_path / "library")
    made.put(make_document(DUCKS, title="Ducks"))
    return made


@pytest.fixture
def shelf(library: FakeLibrary) -> Iterator[Shelf]:
    made = Shelf(library.as_library)
    yield made
    made.close()


def event(**data: object) -> gr.EventData:
    return cast(gr.EventData, SimpleNamespace(**data))


def document(library: FakeLibrary) -> Any:
    return library.snapshot().document(library.snapshot().documents[0].id)


def test_all_are_asked_again_in_everything_whatever_the_page_is_limited_to(library: FakeLibrary, shelf: Shelf) -> None:
    asked: list[dict[str, Any]] = []
    answer = fake_ask(library)

    def ask(question: str, library: object = None, **how: Any) -> Answer:
        asked.append(how)
        return answer(question, **how)

    shelf.room().kept().keep("How many ducks were counted on the lake?", "right", [place_in(document(library), 0, 43)])
    *_, page = KeptEvents(shelf, cast(Any, ask)).run(LIMITED)
    assert asked == [{"scope": EVERYTHING, "strict": None, "earlier": ()}]
    assert "1 of 1 still answered right" in page.replace("&#46;", ".")


def test_a_sentence_is_kept_for_the_question_that_the_source_names(library: FakeLibrary, shelf: Shelf) -> None:
    events, kept = KeptEvents(shelf, fake_ask(library)), shelf.room().kept()
    first = kept.keep("How many ducks?", "wrong", [place_in(document(library), 0, 43)])
    kept.keep("Who flies?", "right")
    href = pointer_at(document(library), 44, 54).href
    picked = event(verdict="picked", href=href, asked="How many ducks?", turn=0, kept=first.id)
    assert "Kept for&#58; How many ducks?" in events.keep(Talk(), LIMITED, picked)
    assert [(row.id == first.id, row.verdict) for row in kept.questions()] == [(True, "picked"), (False, "right")]
    assert kept.question(first.id).places == (place_in(document(library), 44, 54),)


def test_a_source_is_looked_at_for_the_question_of_its_chip(library: FakeLibrary, shelf: Shelf) -> None:
    source, href = SourceEvents(shelf), pointer_at(document(library), 44, 54).href
    talk = Talk().asked("Who flies?").replied("x", fake_ask(library)("Who flies?"))
    row = shelf.room().kept().keep("Which birds?", "wrong")

    def asked(turn: int = 0, kept: str = "", had: str = "") -> str:
        cite = event(href=href, view="text", turn=turn, kept=kept, asked=had)
        return source.cite(talk, Asking("library"), cite).partition('data-asked="')[2].partition('"')[0]

    assert asked(turn=1) == "Who flies?"
    assert asked(kept=row.id) == "Which birds?"
    assert asked(turn=1, had="Of another conversation?") == "Of another conversation?"
    assert asked(turn=7) == asked(kept="gone") == asked() == ""
