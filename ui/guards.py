"""What stands between the network and the page: one pure ASGI middleware that lets its own page in and nobody else."""

import asyncio
from collections.abc import MutableMapping
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FILE_LIMIT: Final = 200 * 1024 * 1024
"""Bytes of one uploaded file: the largest books with pictures; more is a mistake."""

UPLOAD_LIMIT: Final = 5 * FILE_LIMIT
"""Bytes of one upload, which may hold several files."""

BODY_LIMIT: Final = 1024 * 1024
"""Bytes of any other request: a question of 10,000 characters takes at most 120,000 as JSON."""

UPLOADS: Final = "/uploads/"

JOIN: Final = "/gradio_api/queue/join"

SETTLING: Final = 0.05
"""Seconds that the answer to a new event is held back.

Gradio's page stops listening when nothing is under way any more. An event that it is told of just before it hears that
it shall stop is lost, until another one makes it listen again.
"""

PATHS: Final = frozenset(
    {"/", "/favicon.ico", "/manifest.json", "/theme.css"}
    | {
        f"/gradio_api/{name}"
        for name in ("app_id", "cancel", "queue/data", "queue/join", "reset", "startup-events", "theme.css")
    }
)
FOLDERS: Final = (
    *("/assets/", "/static/", "/svelte/", "/gradio_api/heartbeat/"),
    *("/documents/", "/conversations/", UPLOADS),
)
"""All that the page needs. Gradio serves much more: files, a proxy, monitoring, an API; they are closed."""

CONTENT_SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        # Gradio starts from inline scripts and compiles the templates of gr.HTML with Function().
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "frame-src 'none'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class TooLargeError(Exception):
    """More of a body came than a request may have."""


class Guard:
    """Refuse foreign hosts, foreign origins, unknown paths and large bodies; put the security headers on every answer.

    Pure ASGI, because Starlette's BaseHTTPMiddleware holds back streamed answers.

    Args:
        app: what is guarded.
        port: the port that the page is served at; a Host without it is refused.
    """

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self._app = app
        ending = "" if port == 80 else f":{port}"  # browsers leave out the port that http:// has by itself
        self._hosts = {f"{name}{ending}" for name in ("127.0.0.1", "localhost", "[::1]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and self._refusal(scope) is not None:
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = UPLOAD_LIMIT if scope["path"].startswith(UPLOADS) else BODY_LIMIT
        refusal = self._refusal(scope) or _length_refusal(scope, limit)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        answered = _with_headers(send)
        body = _Body(receive, _held_back(answered) if scope["path"] == JOIN else answered, limit)
        try:
            await self._app(scope, body.receive, body.send)
        except Exception:
            if not body.exceeded:
                raise
        if body.exceeded and not body.started:
            await _refuse(413, "this is more than may be uploaded at once")(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        host, origin = _values(scope, b"host"), _values(scope, b"origin")
        if len(host) != 1 or host[0] not in self._hosts:
            return _refuse(400, "unknown host")
        if any(value != f"http://{host[0]}" for value in origin):
            return _refuse(403, "foreign origin")
        sites = _values(scope, b"sec-fetch-site")
        changes = scope["type"] == "websocket" or scope["method"] not in {"GET", "HEAD"}
        if changes and any(site not in {"same-origin", "none"} for site in sites):
            return _refuse(403, "foreign site")
        if scope["path"] not in PATHS and not scope["path"].startswith(FOLDERS):
            return _refuse(404, "no such page")
        return None


class _Body:
    """Counts a body's bytes as they come, whatever its Content-Length; past the limit the app is not heard any more."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self.exceeded = False
        self.started = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.exceeded = True
            raise TooLargeError
        return message

    async def send(self, message: Message) -> None:
        if self.exceeded and not self.started:
            return
        self.started = True
        await self._send(message)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: MutableMapping[str, object]) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))  # type: ignore[call-overload]
            present = {name.lower() for name, _ in headers}
            headers += [(n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in present]
            message = {**message, "headers": headers}
        await send(message)

    return send_with_headers


def _held_back(send: Send) -> Send:
    async def send_later(message: MutableMapping[str, object]) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(SETTLING)
        await send(message)

    return send_later


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _length_refusal(scope: Scope, limit: int) -> PlainTextResponse | None:
    lengths = _values(scope, b"content-length")
    if any(not length.isdecimal() or int(length) > limit for length in lengths):
        return _refuse(413, "this is more than may be uploaded at once")
    return None


def _refuse(status: int, reason: str) -> PlainTextResponse:
    return PlainTextResponse(reason, status_code=status)
