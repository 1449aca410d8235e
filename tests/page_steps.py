"""Start a page and drive it in Debian's Chromium: small steps that every browser test is made of."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias, cast

import pytest
import uvicorn
from fake_library import FakeLibrary
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from index.library import Library
from ui.asking import Ask, Asking
from ui.port import HOST, listen
from ui.server import gradio_environment, make_app, server_config
from ui.shelf import Shelf

expect.set_options(timeout=20_000)
"""Milliseconds after which what was expected has failed: a busy machine is no failure."""

Beside: TypeAlias = Callable[[Path], Library]

Scheme: TypeAlias = Literal["light", "dark"]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return Chromium's path; without one, skip, but fail where CI must not pass without it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium: CI runs the browser tests (apt-get install chromium)")
        pytest.skip("no chromium: apt-get install chromium")
    return found


@contextmanager
def chromium_running() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def serving(library: Library | FakeLibrary, ask: Ask, open_beside: Beside | None = None) -> Iterator[str]:
    """Serve a page from a thread on a free port; yield its address."""
    with listen(0) as listening, gradio_environment():
        port = listening.getsockname()[1]
        with ThreadPoolExecutor(1) as apart:  # from Playwright's loop, which runs in this thread
            shelf = Shelf(cast(Library, library), open_beside)
            app = apart.submit(make_app, shelf, ask, Asking(shelf.first), port=port).result()
        server = uvicorn.Server(server_config(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://{HOST}:{port}"
        finally:
            server.should_exit = True
            thread.join(20)
            shelf.close()


@contextmanager
def opened(
    browser: Browser, address: str, *, size: tuple[int, int] = (1280, 800), scheme: Scheme = "light"
) -> Iterator[Page]:
    """Open the page; afterwards it has asked no other host, complained of nothing and run no document's script."""
    requests: list[str] = []
    complaints: list[str] = []
    with browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme) as context:
        page = context.new_page()
        page.add_init_script("window.canary = () => { window.fired = true }")
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        open_page(page, address)
        yield page
        assert [url for url in requests if not url.startswith((f"{address}/", "data:", "blob:"))] == []
        assert complaints == []
        assert page.evaluate("window.fired ?? 'silent'") == "silent"


def open_page(page: Page, address: str) -> None:
    """Open the page and wait until a question can be typed and the documents are listed."""
    page.goto(address)
    expect(question_box(page)).to_be_visible()
    expect(page.locator("#documents .count, #documents .empty").first).to_be_attached()


def question_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your question")


def ask(page: Page, question: str) -> Locator:
    """Type a question, press Enter, wait for its answer; return the answer."""
    before = page.locator("#chat .reply, #chat .notice").count()
    question_box(page).fill(question)
    question_box(page).press("Enter")
    answer = page.locator("#chat .reply, #chat .notice").nth(before)
    expect(answer).to_be_visible()
    return answer


def answer_text(answer: Locator) -> str:
    """Return the first quotation of an answer."""
    return answer.locator(".words").first.text_content() or ""


def click_chip(page: Page, n: int = 1) -> None:
    """Choose the chip numbered `n` of the last answer."""
    chip_of(page.locator("#chat .reply").last, n).click()


def chip_of(answer: Locator, n: int = 1) -> Locator:
    """Return the chip numbered `n` of an answer."""
    return answer.locator("blockquote a.cite").filter(has=answer.page.locator(f"bdi:text-is('{n}')"))


def marked_text(page: Page) -> str:
    """Return the text that is marked in the source pane, once it is painted."""
    mark = page.locator("#pane mark.excerpt")
    expect(mark).to_be_attached()
    return mark.text_content() or ""


def upload(page: Page, paths: Path | Sequence[Path]) -> Locator:
    """Upload files, wait for the report, return it."""
    page.locator("#library input[type=file]").set_input_files(paths)
    report = page.locator("#report .report, #report .notice")
    expect(report).to_be_visible()
    return report


def remove(page: Page, title: str) -> None:
    """Remove a document and wait until it is gone from the list."""
    button = page.get_by_role("button", name=f"Remove {title}", exact=True)
    button.click()
    expect(button).to_have_count(0)
