"""Downloads of conversations: their names, their headers, and what is said where there is none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_library import FakeLibrary, fake_ask, make_answer, make_document, make_excerpt
from fastapi import FastAPI
from starlette.testclient import TestClient

from ui import conversation_file, server
from ui.asking import Asking
from ui.conversation_file import FILE, connection
from ui.conversation_routes import add_conversation_routes
from ui.conversations import Conversations
from ui.guards import Guard
from ui.kept_turn import kept_turn
from ui.pointer import pointer_to
from ui.shelf import Shelf

OWN = "http://127.0.0.1:7860"
DUCKS = make_document("The keeper counted 1,234 ducks.", title="Ducks")
QUOTED = make_excerpt(DUCKS, 0, 31, answer=(19, 24))


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path)
    library.put(DUCKS)
    return library


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


@pytest.fixture
def page(library: FakeLibrary, kept: Conversations) -> Iterator[TestClient]:
    app = FastAPI()
    add_conversation_routes(app, Shelf(library.as_library))
    with TestClient(Guard(app, port=7860), base_url=OWN) as client:
        yield client


def start(kept: Conversations, library: FakeLibrary, question: str = "How many ducks?") -> str:
    return kept.start(kept_turn(make_answer(question, [QUOTED]), library.snapshot().document))


def test_a_conversation_is_downloaded_as_markdown(page: TestClient, kept: Conversations, library: FakeLibrary) -> None:
    answer = page.get(f"/conversations/{start(kept, library)}.md")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''How%20many%20ducks.md"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.text.startswith("# How many ducks?\n\n## How many ducks?\n\n**1,234**\n\n> The keeper counted 1,234")
    assert f"[1](<{OWN}/{pointer_to(QUOTED).href.removeprefix('/')}>)" in answer.text


def test_a_conversation_is_downloaded_as_json(page: TestClient, kept: Conversations, library: FakeLibrary) -> None:
    id = start(kept, library)
    answer = page.get(f"/conversations/{id}.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''How%20many%20ducks.json"
    assert answer.headers["cache-control"] == "no-store"
    made = json.loads(answer.text)
    assert made["id"] == id
    assert made["turns"][0]["excerpts"][0]["text"] == DUCKS.text


def test_what_was_removed_is_not_in_a_download(page: TestClient, kept: Conversations, library: FakeLibrary) -> None:
    id = start(kept, library)
    library.remove([DUCKS.id])
    markdown, as_json = (page.get(f"/conversations/{id}.{ending}").text for ending in ("md", "json"))
    assert "Excerpt 1 is no longer in your documents." in markdown
    assert json.loads(as_json)["turns"][0]["lost"][0]["reason"] == "gone"
    assert "1,234" not in markdown + as_json


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ('a"; filename=b.exe\r\nx: y', "a%20%3B%20filename%3Db.exe%20x%20y"),
        ("../../etc/passwd", "etc%20passwd"),
        ("Wie heißt „es“?", "Wie%20hei%C3%9Ft%20%E2%80%9Ees%E2%80%9C"),
        ("???", "conversation"),
    ],
)
def test_a_name_cannot_break_out_of_its_header(
    page: TestClient, kept: Conversations, library: FakeLibrary, question: str, name: str
) -> None:
    answer = page.get(f"/conversations/{start(kept, library, question)}.md")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}.md"


def test_what_cannot_be_downloaded_is_one_sentence(
    page: TestClient, kept: Conversations, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = page.get("/conversations/0000.md")
    assert (missing.status_code, missing.text) == (404, "This conversation is no longer kept.")
    id = start(kept, library)
    with connection(library.folder) as db:
        db.execute("UPDATE turns SET turn = '{}'")
    damaged = page.get(f"/conversations/{id}.json")
    assert (damaged.status_code, damaged.text) == (
        500,
        "What was kept of this question is damaged and cannot be shown.",
    )
    monkeypatch.setattr(conversation_file, "FORMAT", 0)
    assert "was written by a newer Excerpt" in page.get(f"/conversations/{id}.md").text
    monkeypatch.undo()
    (library.folder / FILE).write_bytes(b"garbage " * 1000)
    assert "put aside as conversations.db.damaged-1" in page.get(f"/conversations/{id}.md").text


def test_another_site_learns_nothing(page: TestClient, kept: Conversations, library: FakeLibrary) -> None:
    path = f"/conversations/{start(kept, library)}.md"
    assert page.get(path, headers={"host": "evil"}).status_code == 400
    assert page.get(path, headers={"origin": "http://evil"}).status_code == 403


def test_the_server_offers_downloads_only_where_conversations_are_kept(
    kept: Conversations, library: FakeLibrary
) -> None:
    path = f"/conversations/{start(kept, library)}.md"
    with server.gradio_environment():
        for history, status in ((True, 200), (False, 404)):
            shelf = Shelf(library.as_library, history=history)
            app = server.make_app(shelf, fake_ask(library), Asking(shelf.first), port=7860)
            answer = TestClient(app, base_url=OWN, raise_server_exceptions=False).get(path)
            assert answer.status_code == status
            assert ("1,234" in answer.text) is history
