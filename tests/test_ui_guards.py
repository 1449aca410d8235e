"""The guard: who may ask, from where, and how much they may send."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from ui import guards
from ui.guards import Guard

OWN = "http://127.0.0.1:7860"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
FOREIGN = [
    "http://evil.example",
    "http://127.0.0.1:7861",
    "https://127.0.0.1:7860",
    "http://localhost:7860",
    "null",
    "",
]


async def anything(scope: Scope, receive: Receive, send: Send) -> None:
    """Let everything in: read a body to its end and answer 200, or greet a websocket."""
    if scope["type"] == "websocket":
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        await socket.send_text("reached")
        await socket.close()
        return
    while (await receive()).get("more_body"):
        pass
    await PlainTextResponse("reached")(scope, receive, send)


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A guard before an application that answers everything, so that what is refused is refused by the guard."""
    monkeypatch.setattr(guards, "BODY_LIMIT", 10)
    monkeypatch.setattr(guards, "UPLOAD_LIMIT", 1000)
    return TestClient(Guard(anything, port=7860), base_url=OWN)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860"])
def test_own_hosts_are_served(guarded: TestClient, host: str) -> None:
    assert guarded.get("/", headers={"host": host}).text == "reached"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1",
        "127.0.0.1:7861",
        "127.0.0.1:7860.evil.example",
        "192.168.0.7:7860",
        "",
    ],
)
def test_foreign_hosts_are_refused(guarded: TestClient, host: str) -> None:
    assert guarded.get("/", headers={"host": host}).status_code == 400


def test_a_host_is_named_once(guarded: TestClient) -> None:
    """The guard and what is behind it could each believe another one."""
    twice = [("host", "127.0.0.1:7860"), ("host", "evil.example")]
    assert guarded.get("/", headers=twice).status_code == 400


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("origin", FOREIGN)
def test_foreign_origins_are_refused_for_every_method(guarded: TestClient, method: str, origin: str) -> None:
    assert guarded.request(method, "/", headers={"origin": origin}).status_code == 403
    assert guarded.request(method, "/", headers={"origin": OWN}).status_code == 200


@pytest.mark.parametrize("origin", FOREIGN)
def test_foreign_origins_open_no_websocket(guarded: TestClient, origin: str) -> None:
    assert greeted(guarded, {"origin": OWN})
    assert not greeted(guarded, {"origin": origin})


def greeted(page: TestClient, headers: dict[str, str]) -> bool:
    """Tell whether a websocket opens; one that is refused is closed as a breach of policy."""
    try:
        with page.websocket_connect("/", headers={"host": "127.0.0.1:7860", **headers}) as socket:
            return bool(socket.receive_text() == "reached")
    except WebSocketDisconnect as refused:
        return refused.code != 1008


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_change_nothing(guarded: TestClient, site: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        assert guarded.request(method, "/", headers={"sec-fetch-site": site}).status_code == 403
    assert not greeted(guarded, {"sec-fetch-site": site})
    assert guarded.post("/", headers={"sec-fetch-site": "same-origin"}).status_code == 200
    assert guarded.get("/", headers={"sec-fetch-site": site}).status_code == 200, "a link to the page may be followed"


@pytest.mark.parametrize(("path", "limit"), [("/", 10), (f"{guards.UPLOADS}papers", 1000)])
def test_large_bodies_are_refused_with_and_without_a_length(guarded: TestClient, path: str, limit: int) -> None:
    def chunked(size: int) -> Iterator[bytes]:
        for _ in range(size):
            yield b"x"

    assert guarded.post(path, content=b"x" * limit).status_code == 200
    assert guarded.post(path, content=chunked(limit)).status_code == 200
    assert guarded.post(path, content=b"x" * (limit + 1)).status_code == 413
    assert guarded.post(path, content=chunked(limit + 1)).status_code == 413
    assert guarded.post(path, content=b"x", headers={"content-length": "-1"}).status_code == 413


def test_what_an_application_says_of_a_body_that_was_cut_off_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    async def forgiving(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(guards.TooLargeError):
            await anything(scope, receive, send)
        await PlainTextResponse("thank you")(scope, receive, send)

    monkeypatch.setattr(guards, "BODY_LIMIT", 10)
    assert TestClient(Guard(forgiving, port=7860), base_url=OWN).post("/", content=iter([b"x" * 11])).status_code == 413


def test_a_page_at_port_80_needs_no_port_in_its_name() -> None:
    page = TestClient(Guard(anything, port=80), base_url="http://localhost")
    assert page.get("/", headers={"origin": "http://localhost"}).text == "reached"
    assert page.get("/", headers={"host": "localhost:7860"}).status_code == 400


def test_unknown_paths_are_not_passed_on(guarded: TestClient) -> None:
    for path in (
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/info",
        "/config",
        "/gradio_api/upload",
        "/uploads",
        "/documents",
    ):
        assert guarded.get(path).status_code == 404
    assert guarded.get("/documents/ab/text").text == "reached"


def test_an_error_of_the_application_is_not_swallowed() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        TestClient(Guard(broken, port=7860), base_url=OWN).get("/")


def test_answers_are_streamed_through_the_guard() -> None:
    """The first piece is out before the second is made: middleware that buffers would wait for ever."""
    sent: list[Message] = []

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        assert [message.get("body") for message in sent] == [None, b"first"]
        await send({"type": "http.response.body", "body": b"second"})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"127.0.0.1:7860")]}
    asyncio.run(Guard(stream, port=7860)(scope, receive, send))
    assert [message.get("body") for message in sent] == [None, b"first", b"second"]


def test_the_answer_to_an_event_is_held_back_a_moment(guarded: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    guarded.post("/gradio_api/queue/join", headers={"origin": OWN})
    assert slept == [guards.SETTLING]
    guarded.get("/")
    assert slept == [guards.SETTLING]
