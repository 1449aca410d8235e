"""The routes of pages: pictures of a document's PDF, what is kept by the browser, and what is refused."""

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fake_library import FakeLibrary, fake_ask, make_document
from fastapi import FastAPI
from pdf_files import line, made_pdf
from PIL import Image
from starlette.testclient import TestClient

from index.document import Document
from index.library import Library
from ui import server
from ui.asking import Asking
from ui.document_routes import GONE, ORIGINAL_GONE, SANDBOX
from ui.guards import Guard
from ui.page_routes import FILE_CHANGED, add_page_routes, picture_address
from ui.shelf import Shelf

OWN = "http://127.0.0.1:7860"
DATA = made_pdf(line("Forty ducks swim. All the"), line("geese fly in May."))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "birds.pdf"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def document(library: Library, file: Path) -> Document:
    (row,) = library.add([file]).added
    return library.document(row.id)


@pytest.fixture
def page(library: Library) -> Iterator[TestClient]:
    app = FastAPI()
    add_page_routes(app, Shelf(library))
    with TestClient(Guard(app, port=7860), base_url=OWN) as client:
        yield client


def test_a_page_is_a_picture_that_may_be_kept(page: TestClient, document: Document) -> None:
    address = picture_address(document, 2) + "&width=640"
    answer = page.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.content)).size[0] == 640
    assert answer.headers["cache-control"] == "private, max-age=3600, immutable"
    assert answer.headers["etag"] == f'"{document.sha256[:32]}-2-640"'
    assert answer.headers.get_list("content-security-policy") == [SANDBOX]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_without_the_file_s_name_a_browser_asks_again(page: TestClient, document: Document) -> None:
    answer = page.get(f"/documents/{document.id}/pages/1.png")
    assert Image.open(io.BytesIO(answer.content)).size[0] == 1000
    assert answer.headers["cache-control"] == "private, no-cache"
    again = page.get(f"/documents/{document.id}/pages/1.png", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
    other = page.get(f"/documents/{document.id}/pages/2.png", headers={"if-none-match": answer.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(("asked", "width"), [(1, 200), (-5, 200), (640, 640), (10**9, 3873)])
def test_a_width_is_kept_within_limits(page: TestClient, document: Document, asked: int, width: int) -> None:
    """A page of 600 by 800 points has 20 million pixels when it is 3,873 wide: it is drawn no wider."""
    got = page.get(f"/documents/{document.id}/pages/1.png?width={asked}").content
    assert Image.open(io.BytesIO(got)).size[0] == width


def test_what_is_not_there_is_said_in_a_sentence(page: TestClient, library: Library, document: Document) -> None:
    (library.folder.parent / "a.txt").write_text("Ducks swim.")
    (text,) = library.add([library.folder.parent / "a.txt"]).added
    here = f"/documents/{document.id}"
    no_pages = "This document has no pages that can be shown: only a PDF has."
    refused = {
        "/documents/0000/pages/1.png": GONE,
        f"{here}/pages/3.png": "There is no page 3: the document has 2.",
        f"{here}/pages/0.png": "There is no page 0: the document has 2.",
        f"{here}/pages/1.png?of=000000000000": FILE_CHANGED,
        f"/documents/{text.id}/pages/1.png": no_pages,
    }
    for path, sentence in refused.items():
        answer = page.get(path)
        assert (answer.status_code, answer.text) == (404, sentence)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("path", ["pages/x.png", "pages/1.png?width=wide"])
def test_what_is_no_number_is_refused(page: TestClient, document: Document, path: str) -> None:
    assert page.get(f"/documents/{document.id}/{path}").status_code == 422


def test_nothing_is_shown_of_a_file_that_is_gone_or_changed(page: TestClient, document: Document, file: Path) -> None:
    file.write_bytes(made_pdf(line("Forty geese swim.")))
    changed = page.get(f"/documents/{document.id}/pages/1.png")
    file.unlink()
    gone = page.get(f"/documents/{document.id}/pages/1.png")
    assert {(changed.status_code, changed.text), (gone.status_code, gone.text)} == {(404, ORIGINAL_GONE)}


def test_a_changed_file_is_another_picture(page: TestClient, library: Library, document: Document, file: Path) -> None:
    """Where it keeps its id, an address that named the old bytes shows nothing of the new ones."""
    old = picture_address(document, 1) + "&width=300"
    before = page.get(old).content
    file.write_bytes(made_pdf(line("Forty ducks swim. All the"), line("swans fly in May.")))
    (row,) = library.add([file]).replaced
    assert row.id == document.id
    assert page.get(old).text == FILE_CHANGED
    assert page.get(picture_address(library.document(row.id), 1) + "&width=300").content == before


def test_looking_at_a_page_waits_for_no_upload(page: TestClient, library: Library, document: Document) -> None:
    with ExitStack() as reading:
        for child in library._sandbox._children:
            reading.enter_context(child._turn)
        assert page.get(f"/documents/{document.id}/pages/1.png").status_code == 200


def test_the_server_has_the_routes(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path)
    document = library.put(make_document("Ducks swim.", title="Ducks"))
    with server.gradio_environment():
        page = TestClient(
            server.make_app(Shelf(library.as_library), fake_ask(library), Asking(tmp_path.name), port=7860),
            base_url=OWN,
        )
        assert page.get("/documents/0000/pages/1.png").text == GONE
        assert page.get(f"/documents/{document.id}/pages/1.png?of=0").text == FILE_CHANGED
