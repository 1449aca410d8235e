"""The routes of uploads: what is taken, under which names, and what is refused."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fake_library import FakeLibrary
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from ui import guards, upload_routes
from ui.guards import Guard
from ui.shelf import Shelf
from ui.upload_routes import LONGEST_NAME, add_upload_routes, shown_name
from ui.uploads import LONGEST_ADDRESS

OWN = "http://127.0.0.1:7860"


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path / "my papers")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "uploads"
    made.mkdir()
    return made


@pytest.fixture
def page(library: FakeLibrary, folder: Path) -> Iterator[TestClient]:
    app, shelf = FastAPI(), Shelf(library.as_library)
    add_upload_routes(app, shelf, folder)
    with TestClient(Guard(app, port=7860), base_url=OWN) as client:
        yield client
    library.reading.set()
    shelf.close()


def send(page: TestClient, *files: tuple[str, bytes], to: str = "/uploads/my%20papers") -> httpx2.Response:
    return page.post(to, files=[("files", file) for file in files])


def ended(page: TestClient) -> dict[str, Any]:
    """Wait until all is read; return what is told then."""
    end = time.monotonic() + 20
    while (told := page.get("/uploads/my%20papers").json())["running"]:
        assert time.monotonic() < end
        time.sleep(0.005)
    return dict(told)


def add_page(page: TestClient, address: object, to: str = "/uploads/my%20papers/web") -> httpx2.Response:
    return page.post(to, json={"address": address})


def test_web_pages_are_read_only_where_that_is_allowed(library: FakeLibrary, folder: Path) -> None:
    app, shelf = FastAPI(), Shelf(library.as_library, allow_web=True)
    add_upload_routes(app, shelf, folder)
    with TestClient(Guard(app, port=7860), base_url=OWN) as page:
        assert add_page(page, " https://lake.example/ducks ").status_code == 202
        assert ended(page)["added"] == 1
        assert add_page(page, "http://nobody.broken").status_code == 202
        assert ended(page)["failed"] == [{"name": "nobody.broken", "reason": "there is no such host"}]
        for address in ("file:///etc/passwd", "/etc/passwd", "", "javascript:alert(1)"):
            refused = add_page(page, address)
            assert (refused.status_code, refused.json()["detail"]) == (
                422,
                "expected an address that begins with http:// or https://",
            )
        assert add_page(page, 7).status_code == add_page(page, "https://" + LONGEST_ADDRESS * "a").status_code == 422
        assert add_page(page, "https://lake.example/", to="/uploads/none/web").status_code == 404
        assert (
            page.post(
                "/uploads/my%20papers/web",
                json={"address": "https://x.example"},
                headers={"origin": "https://x.example"},
            ).status_code
            == 403
        )
    shelf.close()
    assert [document.title for document in library.snapshot().documents] == ["https://lake.example/ducks"]


def test_web_pages_are_refused_unless_they_are_allowed(page: TestClient, library: FakeLibrary) -> None:
    refused = add_page(page, "https://lake.example/")
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "web pages are not read: excerpt chat --allow-web lets them be",
    )
    assert page.get("/uploads/my%20papers").json() is None
    assert not library.snapshot().documents


def test_files_are_taken_read_and_told_of(page: TestClient, library: FakeLibrary, folder: Path) -> None:
    answer = page.get("/uploads/my%20papers")
    assert (answer.json(), answer.headers["cache-control"]) == (None, "no-store")
    answer = send(page, ("notes/a.txt", b"One."), ("b.txt", b"Two."))
    assert (answer.status_code, answer.json()) == (200, {"taken": 2, "too_large": []})
    assert ended(page)["added"] == 2
    assert [row.title for row in library.snapshot().documents] == ["notes/a.txt", "b.txt"]
    assert list(folder.iterdir()) == []
    assert page.delete("/uploads/my%20papers").status_code == 204
    assert page.get("/uploads/my%20papers").json() is None


def test_names_are_never_paths(page: TestClient, library: FakeLibrary, folder: Path) -> None:
    names = ["../../a.txt", "/etc/b.txt", "C:\\docs\\c.txt", "..", "x/../../d.txt"]
    library.reading.clear()
    send(page, *((name, name.encode()) for name in names))
    assert all(len(path.name) == 32 for path in folder.iterdir())
    assert {path.name for path in folder.parent.iterdir()} <= {"uploads", "my papers"}
    library.reading.set()
    ended(page)
    titles = [row.title for row in library.snapshot().documents]
    assert titles == ["a.txt", "etc/b.txt", "c.txt", "file", "x/d.txt"]


@given(st.text(max_size=400))
def test_a_shown_name_goes_nowhere(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= LONGEST_NAME
    assert not {"..", ".", ""} & set(shown.lstrip("/").split("/"))
    assert "\\" not in shown


def test_of_a_long_name_the_end_is_kept() -> None:
    assert shown_name("a/" * 200 + "report.pdf").endswith("/a/report.pdf")
    assert len(shown_name("x" * 500 + ".pdf")) == LONGEST_NAME


def test_a_file_that_is_too_large_is_told_of_and_the_others_are_read(
    page: TestClient, library: FakeLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_routes, "FILE_LIMIT", 100)
    answer = send(page, ("a.txt", b"x" * 100), ("film.mov", b"y" * 101))
    assert answer.json() == {"taken": 1, "too_large": ["film.mov"]}
    told = ended(page)
    assert told["failed"] == [{"name": "film.mov", "reason": "the file is larger than 200 MB"}]
    assert [row.title for row in library.snapshot().documents] == ["a.txt"]
    assert list(folder.iterdir()) == []


def test_too_many_bytes_or_files_at_once_are_refused(
    page: TestClient, library: FakeLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "UPLOAD_LIMIT", 1000)
    refused = send(page, ("a.txt", b"x" * 1000))
    assert (refused.status_code, refused.text) == (413, "this is more than may be uploaded at once")
    monkeypatch.undo()
    monkeypatch.setattr(upload_routes, "MOST_FILES", 2)
    assert send(page, *((f"{number}.txt", b"x") for number in range(3))).status_code == 400
    assert page.get("/uploads/my%20papers").json() is None
    assert list(folder.iterdir()) == []


def test_an_unknown_library_takes_nothing(page: TestClient, folder: Path) -> None:
    for to in ("/uploads/diary", "/uploads/..", "/uploads/my%20papers%2Fx"):
        assert send(page, ("a.txt", b"x"), to=to).status_code == 404
        assert page.get(to).status_code == 404
        assert page.delete(to).status_code == 404
    assert send(page, ("a.txt", b"x"), to="/uploads/diary").json() == {"detail": "no such library"}
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("body", [{"files": "no file"}, {"other": "x"}, {}])
def test_what_is_no_file_is_not_taken(page: TestClient, body: dict[str, str]) -> None:
    assert page.post("/uploads/my%20papers", data=body).json() == {"taken": 0, "too_large": []}
    assert page.get("/uploads/my%20papers").json() is None, "nothing came, so that there is nothing to tell"


def test_reading_is_stopped(page: TestClient, library: FakeLibrary, folder: Path) -> None:
    library.reading.clear()
    send(page, *((f"{number}.txt", str(number).encode()) for number in range(20)))
    assert page.delete("/uploads/my%20papers").status_code == 204
    library.reading.set()
    assert ended(page)["total"] < 20
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_no_other_site_sends_files(page: TestClient, folder: Path, origin: str) -> None:
    refused = page.post("/uploads/my%20papers", files={"files": ("a.txt", b"x")}, headers={"origin": origin})
    assert refused.status_code == 403
    assert list(folder.iterdir()) == []
