"""The web server: the page, the documents' texts and originals, conversations to download, and the guard in front."""

import asyncio
import logging
import os
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from ui.without_stubs import without_stubs

with without_stubs():
    import gradio as gr

from ui.app import STATIC, STYLES, build_page
from ui.asking import Ask, Asking
from ui.conversation_routes import add_conversation_routes
from ui.document_routes import add_document_routes
from ui.guards import FILE_LIMIT, Guard
from ui.page_routes import add_page_routes
from ui.port import HOST, listen
from ui.shelf import Shelf
from ui.theme import theme
from ui.upload_routes import add_upload_routes


def serve(
    shelf: Shelf,
    ask: Ask,
    asking: Asking,
    *,
    port: int,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the page until it is interrupted.

    Args:
        shelf: the libraries that are listed, shown, added to and removed from.
        ask: answers a question.
        asking: how a person asks who has chosen nothing.
        port: 0 takes a free one.
        ready: called with the address once it can be asked.

    Raises:
        OSError: the port is taken.
    """
    with listen(port) as listening, gradio_environment():
        port = listening.getsockname()[1]
        app = make_app(shelf, ask, asking, port=port)
        server = _Server(server_config(app), lambda: ready(f"http://{HOST}:{port}"))
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the uploads' folder goes, too
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            return


def open_browser(address: str) -> None:
    """Open the page in the person's browser, without waiting for it."""
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def make_app(shelf: Shelf, ask: Ask, asking: Asking, *, port: int) -> ASGIApp:
    """Return the guarded application for the page at `port`. Made and run inside `gradio_environment`."""
    app = FastAPI()
    add_document_routes(app, shelf)
    add_page_routes(app, shelf)
    add_conversation_routes(app, shelf)
    add_upload_routes(app, shelf, Path(os.environ["GRADIO_TEMP_DIR"]))
    # Where no loop runs, Gradio makes some of its own and never closes them.
    asyncio.run(_mount(app, partial(build_page, shelf, ask, asking), shelf, port))
    return Guard(app, port=port)


async def _mount(app: FastAPI, built: Callable[[], gr.Blocks], shelf: Shelf, port: int) -> None:
    page = built()
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
        blocked_paths=[str(shelf.library(shelf.first).folder.resolve())],
        favicon_path=STATIC / "icon.svg",
        show_error=False,
        max_file_size=FILE_LIMIT,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme(),
        css_paths=[STATIC / name for name in STYLES],
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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # open pages are cut off, which is no error
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()
