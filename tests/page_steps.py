"""Start a page and drive it in Debian's Chromium: small steps that every browser test is made of."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias, cast

import pytest
import uvicorn
from fake_library import FakeLibrary
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from index.library import Library
from ui.asking import Ask, Asking
from ui.port import HOST, listen
from ui.server import gradio_environment, make_app, server_config
from ui.shelf import Shelf

expect.set_options(timeout=30_000)
"""Milliseconds after which what was expected has failed: a busy machine is no failure."""

Beside: TypeAlias = Callable[[Path], Library]

Scheme: TypeAlias = Literal["light", "dark"]

PERMISSIONS = ["clipboard-read", "clipboard-write"]
"""What a person allows who copies; a browser without a window does not ask."""

LEFT = re.compile("AbortError|Unexpected error Connection errored out")
"""What Gradio says when a page is left while something goes on."""

COUNT_STREAMS = """
window.streams = 0;
const fetched = window.fetch;
window.fetch = (input, init) => {
  if (input.url?.includes("/queue/data")) {
    window.streams += 1;
    input.signal.addEventListener("abort", () => (window.streams -= 1));
  }
  return fetched(input, init);
};
"""
CALM = """() => {
  if (window.streams) window.calm = 0;
  else window.calm ||= performance.now();
  return window.calm && performance.now() - window.calm > 100;
}"""
"""Whether Gradio has had nothing to hear from the server for a while."""

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
def serving(
    library: Library | FakeLibrary,
    ask: Ask,
    open_beside: Beside | None = None,
    asking: Asking | None = None,
    *,
    history: bool = True,
    allow_web: bool = False,
    warm: Callable[[Library], object] | None = None,
) -> Iterator[str]:
    """Serve a page from a thread on a free port, asked as `asking` says; yield its address."""
    with listen(0) as listening, gradio_environment():
        port = listening.getsockname()[1]
        shelf = Shelf(cast(Library, library), open_beside, history=history, allow_web=allow_web, warm=warm)
        with ThreadPoolExecutor(1) as apart:  # from Playwright's loop, which runs in this thread
            app = apart.submit(
                make_app, shelf, ask, replace(asking or Asking(""), library=shelf.first), port=port
            ).result()
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
def window(
    browser: Browser, *, size: tuple[int, int] = (1280, 800), scheme: Scheme = "light", locale: str = "en-US"
) -> Iterator[Page]:
    """Open a window with an empty page."""
    viewport: ViewportSize = {"width": size[0], "height": size[1]}
    with browser.new_context(viewport=viewport, color_scheme=scheme, locale=locale, permissions=PERMISSIONS) as context:
        page = context.new_page()
        page.add_init_script("window.canary = () => { window.fired = true }")
        page.add_init_script(COUNT_STREAMS)
        yield page


@contextmanager
def watched(page: Page, address: str) -> Iterator[Page]:
    """Open the page; afterwards it has asked no other host, complained of nothing and run no document's script."""
    requests: list[str] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not LEFT.match(message.text):
            complaints.append(message.text)

    def note(request: Request) -> None:
        requests.append(request.url)

    def answered(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status} {response.url}")

    def fail(error: Error) -> None:
        complaints.append(str(error))

    page.on("request", note)
    page.on("response", answered)
    page.on("console", hear)
    page.on("pageerror", fail)
    open_page(page, address)
    yield page
    page.remove_listener("request", note)
    page.remove_listener("response", answered)
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", fail)
    foreign = [url for url in requests if not url.startswith((f"{address}/", "data:", "blob:"))]
    assert (foreign, complaints) == ([], []), (foreign, complaints)
    assert page.evaluate("window.fired ?? 'silent'") == "silent"


@contextmanager
def opened(
    browser: Browser, address: str, *, size: tuple[int, int] = (1280, 800), scheme: Scheme = "light"
) -> Iterator[Page]:
    """Open the page in a window of its own, watched."""
    with window(browser, size=size, scheme=scheme) as page, watched(page, address):
        yield page


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
    enter(page, question)
    answer = page.locator("#chat .reply, #chat .notice").nth(before)
    expect(answer).to_be_visible()
    return answer


def quiet(page: Page) -> None:
    """Wait until nothing goes on: what begins just as Gradio's stream ends, it hears of with the next event only."""
    with suppress(Error):
        page.wait_for_function(CALM, polling=50, timeout=3_000)


def enter(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    quiet(page)
    question_box(page).fill(question)
    question_box(page).press("Enter")


def answer_text(answer: Locator) -> str:
    """Return the first quotation of an answer."""
    return answer.locator(".words").first.text_content() or ""


def click_chip(page: Page, n: int = 1) -> None:
    """Choose the chip numbered `n` of the last answer."""
    quiet(page)
    chip_of(page.locator("#chat .reply").last, n).click()


def chip_of(answer: Locator, n: int = 1) -> Locator:
    """Return the chip numbered `n` of an answer."""
    return answer.locator("blockquote a.cite").filter(has=answer.page.locator(f"bdi:text-is('{n}')"))


def marked_text(page: Page) -> str:
    """Return the text that is marked in the source pane, once it is painted; each sentence has a mark of its own."""
    marks = page.locator("#pane mark.excerpt:not(.other)")
    expect(marks.first).to_be_attached()
    return "".join(marks.all_text_contents())


def choose(page: Page, paths: Path | Sequence[Path]) -> None:
    """Choose files to add."""
    page.locator("#library input.files").set_input_files(paths)


def upload(page: Page, paths: Path | Sequence[Path]) -> Locator:
    """Upload files, wait until they are read and listed, return what is reported."""
    choose(page, paths)
    expect(page.locator("#jobs .report")).to_be_attached()
    return page.locator("#jobs")


def copied(page: Page) -> str:
    """Return what was copied last, once the page has said so."""
    expect(page.locator("#toast")).to_have_text("Copied.")
    return cast(str, page.evaluate("navigator.clipboard.readText()"))


def remove(page: Page, title: str) -> None:
    """Remove a document and wait until it is gone from the list."""
    quiet(page)
    button = page.get_by_role("button", name=f"Remove {title}", exact=True)
    button.click()
    expect(button).to_have_count(0)
