"""The server: what it offers and what it keeps closed, where uploads lie, and how documents leave it."""

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import gradio as gr
import httpx2
import pytest
from fake_library import FakeLibrary, fake_ask, make_document
from starlette.testclient import TestClient

from ui import document_routes, guards, server
from ui.app import STATIC
from ui.asking import Asking
from ui.shelf import Shelf

OWN = "http://127.0.0.1:7860"

HEADERS = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "script-src-attr": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> FakeLibrary:
    return FakeLibrary(tmp_path_factory.mktemp("papers") / "library")


@pytest.fixture(scope="module")
def uploads() -> Iterator[Path]:
    with server.gradio_environment() as folder:
        yield folder


@pytest.fixture(scope="module")
def page(library: FakeLibrary, uploads: Path) -> TestClient:
    app = server.make_app(Shelf(library.as_library), fake_ask(library), Asking("library"), port=7860)
    return TestClient(app, base_url=OWN, raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/", "/theme.css", "/documents/none/text", "/monitoring", "/assets/none.js"])
def test_every_answer_carries_the_security_headers(page: TestClient, path: str) -> None:
    """Also what is refused, or fails."""
    for answer in (page.get(path), page.get(path, headers={"host": "evil"})):
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy == POLICY
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_page_is_closed(page: TestClient) -> None:
    """What Gradio would otherwise offer: an API, flags, footer links, a history of questions, telemetry."""
    config = config_in(page.get("/").text)
    assert {row["api_visibility"] for row in config["dependencies"]} == {"private"}
    assert {key: config[key] for key in ("analytics_enabled", "run_history", "footer_links", "mcp_server", "pwa")} == {
        "analytics_enabled": False, "run_history": False, "footer_links": [], "mcp_server": False, "pwa": False,
    }  # fmt: skip
    assert config["max_file_size"] == guards.FILE_LIMIT
    chat = next(part["props"] for part in config["components"] if part["type"] == "chatbot")
    kept = ("sanitize_html", "allow_tags", "latex_delimiters", "buttons", "group_consecutive_messages")
    assert [chat[key] for key in kept] == [True, False, [], [], False]
    assert {part["props"].get("html_template", "${value}") for part in config["components"]} == {"${value}"}


def config_in(html: str) -> dict[str, Any]:
    """Return what Gradio tells the browser about the page."""
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", html, re.DOTALL)
    assert found is not None
    return cast(dict[str, Any], json.loads(found[1]))


def blocks_of(page: TestClient) -> gr.Blocks:
    mounted = page.app._app.routes[-1].app  # type: ignore[attr-defined]
    return cast(gr.Blocks, mounted.get_blocks())


def test_the_queue_is_bounded(page: TestClient) -> None:
    queue = blocks_of(page)._queue
    assert (queue.max_size, queue.default_concurrency_limit) == (64, 8)
    limits = {fn.name: fn.concurrency_limit for fn in blocks_of(page).fns.values()}
    assert [limits[name] for name in ("answer", "stop", "remove")] == [4, "default", "default"]


def test_events_that_carry_data_are_never_sent_with_older_data(page: TestClient) -> None:
    """Gradio sends the first event's data again where only the last one is wanted."""
    assert {fn.trigger_mode for fn in blocks_of(page).fns.values()} <= {"once", "multiple"}
    assert all(fn.concurrency_limit == 1 for fn in blocks_of(page).fns.values() if fn.name in {"limit", "look", "cite"})


CLOSED = [
    *("monitoring", "monitoring/summary", "docs", "openapi.json", "login", "config", "gradio_api/info"),
    *("gradio_api/runs", "gradio_api/proxy=https://example.com", "gradio_api/vibe-code", "gradio_api/deep_link"),
    *("gradio_api/openapi.json", "gradio_api/component_server", "gradio_api/run/add", "gradio_api/call/add"),
    *("gradio_api/mcp/sse", "gradio_api/file=https://example.com/", "gradio_api/upload", "gradio_api/upload_progress"),
]


@pytest.mark.parametrize("path", CLOSED)
def test_what_the_page_does_not_need_is_not_there(page: TestClient, path: str) -> None:
    assert page.get(f"/{path}").status_code == 404
    assert page.post(f"/{path}").status_code == 404


def upload(page: TestClient, data: bytes, name: str = "a.txt") -> httpx2.Response:
    return page.post("/uploads/library", files={"files": (name, data)})


def test_no_file_is_served_by_its_path(page: TestClient, library: FakeLibrary, uploads: Path) -> None:
    library.folder.mkdir(exist_ok=True)
    (library.folder / "library.db").write_bytes(b"secret")
    seeds = Path(server.__file__).parent.parent / "seeds"
    (uploads / "uploaded").write_bytes(b"secret")
    for path in [library.folder / "library.db", *seeds.iterdir(), "/etc/passwd", uploads / "uploaded"]:
        for route in (
            f"/gradio_api/file={path}",
            f"/gradio_api/file/{path}",
            f"/file={path}",
            f"/static/..%2f..{path}",
        ):
            assert page.get(route).status_code in {403, 404}, route


def test_gradio_itself_is_told_to_keep_out_of_the_library(page: TestClient, library: FakeLibrary) -> None:
    blocks = blocks_of(page)
    assert (blocks.allowed_paths, blocks.blocked_paths) == ([], [str(library.folder.resolve())])
    assert (blocks.enable_monitoring, blocks.ssr_mode, blocks.share, blocks.show_error) == (False, False, False, False)
    assert blocks.api_open is False


def test_uploads_lie_in_a_private_folder_that_goes_away(page: TestClient, library: FakeLibrary, uploads: Path) -> None:
    library.reading.clear()
    assert upload(page, b"the bytes that came").json() == {"taken": 1, "too_large": []}
    assert b"the bytes that came" in [path.read_bytes() for path in uploads.iterdir()]
    library.reading.set()
    assert stat.S_IMODE(uploads.stat().st_mode) == 0o700
    assert blocks_of(page).delete_cache == (3600, 86400)
    with server.gradio_environment() as folder:
        (folder / "upload.txt").write_text("text")
    assert not folder.exists()


def test_what_gradio_reads_from_the_environment_is_set_and_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["GRADIO_TEMP_DIR", "GRADIO_ANALYTICS_ENABLED", "GRADIO_ANALYTICS_CACHE_FREQUENCY"]
    before = [None, "True", None]
    for name, value in zip(names, before, strict=True):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    with server.gradio_environment() as folder:
        assert [os.environ[name] for name in names] == [str(folder), "False", "1000000000"]
    assert [os.environ.get(name) for name in names] == before


def test_a_text_is_served_whole_and_never_as_markup(page: TestClient, library: FakeLibrary) -> None:
    document = library.put(make_document("<script>boom()</script>\n“é”", title="Evil"))
    answer = page.get(f"/documents/{document.id}/text")
    assert answer.content.decode() == document.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers.get_list("content-security-policy") == [SANDBOX]
    assert answer.headers["cache-control"] == "no-store"
    missing = page.get("/documents/0000/text")
    assert (missing.status_code, missing.text) == (404, document_routes.GONE)


@pytest.mark.parametrize(
    ("media_type", "sent_as", "disposition"),
    [
        ("text/html", "application/octet-stream", "attachment; filename*=UTF-8''caf%C3%A9%20%221%22.html"),
        ("image/svg+xml", "application/octet-stream", "attachment; filename*=UTF-8''caf%C3%A9%20%221%22.html"),
        ("application/pdf", "application/pdf", "inline; filename*=UTF-8''caf%C3%A9%20%221%22.html"),
    ],
)
def test_an_original_runs_no_scripts(
    page: TestClient, library: FakeLibrary, media_type: str, sent_as: str, disposition: str
) -> None:
    made = make_document("text", title="x", source='upload:café "1".html')
    document = library.put(replace(made, media_type=media_type), b"<script>")
    answer = page.get(f"/documents/{document.id}/original")
    assert answer.content == b"<script>"
    assert answer.headers["content-type"] == sent_as
    assert answer.headers["content-disposition"] == disposition
    assert answer.headers.get_list("content-security-policy") == [SANDBOX]
    assert answer.headers["cache-control"] == "no-store"


def test_an_original_that_is_gone_is_said_to_be(page: TestClient, library: FakeLibrary) -> None:
    document = library.put(make_document("no original", title="x"))
    gone = page.get(f"/documents/{document.id}/original")
    assert (gone.status_code, gone.text) == (404, document_routes.ORIGINAL_GONE)
    assert page.get("/documents/0000/original").status_code == 404


def test_the_page_has_its_own_icon(page: TestClient) -> None:
    assert page.get("/favicon.ico").content == (STATIC / "icon.svg").read_bytes()
