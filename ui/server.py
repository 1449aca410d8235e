"""The web server: the page, the documents' texts and originals, and the guard in front of both."""

import asyncio
import os
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from index.document import display_name
from index.library import Library
from ui.app import STATIC, Ask, build_page
from ui.guards import FILE_LIMIT, Guard
from ui.page_routes import SANDBOX, add_page_routes
from ui.pointer import GONE
from ui.port import HOST, listen
from ui.theme import theme

SHOWN_IN_PLACE = {"application/pdf", "text/plain", "text/markdown"}
"""Originals that a browser may show; anything else is a download, because it could hold scripts."""

ORIGINAL_GONE = "The original file is gone or has changed since it was read; its text is still here."


def serve(
    library: Library,
    ask: Ask,
    *,
    port: int,
    open_browser: bool,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the page until it is interrupted.

    Args:
        library: what is listed, shown, added to and removed from.
        ask: answers a question.
        port: 0 takes a free one.
        open_browser: whether to open the page in the person's browser.
        ready: called with the address once it can be asked.

    Raises:
        OSError: the port is taken.
    """
    with listen(port) as listening, gradio_environment():
        port = listening.getsockname()[1]
        address = f"http://{HOST}:{port}"

        def started() -> None:
            ready(address)
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

        server = _Server(server_config(make_app(library, ask, port=port)), started)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the uploads' folder goes, too
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            return


def make_app(library: Library, ask: Ask, *, port: int) -> ASGIApp:
    """Return the guarded application for the page at `port`. Made and run inside `gradio_environment`."""
    app = FastAPI()
    _add_document_routes(app, library)
    add_page_routes(app, library)
    # Where no loop runs, Gradio makes some of its own and never closes them.
    asyncio.run(_mount(app, library, ask, port))
    return Guard(app, port=port)


async def _mount(app: FastAPI, library: Library, ask: Ask, port: int) -> None:
    page = build_page(library, ask)
    page.has_launched = True  # a mounted page never is, and Gradio then takes any path for an upload
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=HOST,
        server_port=port,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        blocked_paths=[str(library.folder.resolve())],
        favicon_path=STATIC / "icon.svg",
        show_error=False,
        max_file_size=FILE_LIMIT,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme(),
        css_paths=STATIC / "page.css",
    )


def server_config(app: ASGIApp) -> uvicorn.Config:
    """Return how uvicorn runs the application: quietly, believing no proxy, not waiting for open pages at the end."""
    return uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )


@contextmanager
def gradio_environment() -> Iterator[Path]:
    """Set what Gradio takes from the environment only; yield the folder of uploads, which is gone afterwards.

    Only this person can read the folder. Gradio has no other way to be told any of this.
    """
    with TemporaryDirectory(prefix="excerpt-", ignore_cleanup_errors=True) as folder:
        wanted = {
            "GRADIO_TEMP_DIR": folder,
            "GRADIO_ANALYTICS_ENABLED": "False",
            # After every event, or as often as this says, it makes statistics for its monitoring page with pandas.
            "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
        }
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield Path(folder)
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


class _Server(uvicorn.Server):
    """A uvicorn server that tells when it can be asked."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()


def _add_document_routes(app: FastAPI, library: Library) -> None:
    @app.get("/documents/{id}/text")
    def text(id: str) -> Response:
        """Return a document's whole text."""
        try:
            document = library.snapshot().document(id)
        except KeyError:
            return PlainTextResponse(GONE, status_code=404)
        headers = {"content-security-policy": SANDBOX, "cache-control": "no-store"}
        return PlainTextResponse(document.text, headers=headers)

    @app.get("/documents/{id}/original")
    def original(id: str) -> Response:
        """Return the bytes that a document was read from."""
        snapshot = library.snapshot()
        try:
            document = snapshot.document(id)
        except KeyError:
            return PlainTextResponse(GONE, status_code=404)
        data = snapshot.original(id)
        if data is None:
            return PlainTextResponse(ORIGINAL_GONE, status_code=404)
        shown = document.media_type in SHOWN_IN_PLACE
        name = quote(display_name(document.source), safe="")
        headers = {
            "content-security-policy": SANDBOX,
            "content-disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
            "cache-control": "no-store",
        }
        return Response(data, media_type=document.media_type if shown else "application/octet-stream", headers=headers)
