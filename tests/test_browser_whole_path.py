"""The whole path with the real encoder: from files to marked excerpts in a real Chromium, the same as `ask --json`."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import page_site
import pytest
from page_site import SEED
from page_steps import answer_text, ask, click_chip, marked_text, opened, question_box, remove, serving, upload
from playwright.sync_api import Browser, Page, expect

import qa.ask
from index.opening import open_library

pytestmark = [pytest.mark.browser, pytest.mark.model]
browser = page_site.browser

FLOORS = "Which floors of the building in Ghobeiry were targeted?"

BEFORE = """mark => {
  const range = new Range();
  range.setStart(mark.closest(".text"), 0);
  range.setEndBefore(mark);
  return range.toString();
}"""

LIGHTHOUSE = """The light of Skerryvore

The lighthouse of Skerryvore was built by Alan Stevenson from 4,308 tons of granite.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The page of a library with the seed."""
    with open_library(folder) as library:
        library.add([SEED])
        qa.ask.ask("warm up", library)
        with serving(library, qa.ask.ask) as address:
            yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        yield page


def asked_in_terminal(question: str, folder: Path) -> dict[str, Any]:
    """Return what another process answers from the same library."""
    command = [sys.executable, "-c", "from ui.cli import main; main()", "ask", question, "--json"]
    done = subprocess.run([*command, "--library", str(folder)], capture_output=True, text=True, check=True)
    return cast(dict[str, Any], json.loads(done.stdout))


def test_the_mark_is_the_span_that_the_terminal_tells(page: Page, folder: Path) -> None:
    answer = ask(page, FLOORS)
    assert "4th and 5th floors" in answer_text(answer)
    click_chip(page, 1)
    told = asked_in_terminal(FLOORS, folder)["excerpts"][0]
    text = SEED.read_text("utf-8")
    assert marked_text(page) == answer_text(answer) == told["text"] == text[told["start"] : told["end"]]
    assert page.locator("#pane mark.answer").text_content() == told["answer"]["text"] == "4th and 5th floors"
    shown = page.locator("#pane .text")
    assert shown.text_content() == text
    assert page.locator("#pane mark.excerpt").first.evaluate(BEFORE) == text[: told["start"]]


def test_a_page_says_the_same_while_others_ask(browser: Browser, address: str) -> None:
    with ExitStack() as stack:
        pages = [stack.enter_context(opened(browser, address)) for _ in range(3)]
        alone = answer_text(ask(pages[0], FLOORS))
        for _ in range(5):
            for other in pages[1:]:
                question_box(other).fill("Who visited the 7th Brigade?")
                question_box(other).press("Enter")
            assert answer_text(ask(pages[0], FLOORS)) == alone


def test_an_upload_answers_until_it_is_removed(page: Page, tmp_path: Path) -> None:
    question = "How many tons of granite is the lighthouse of Skerryvore built from?"
    (tmp_path / "skerryvore.txt").write_text(LIGHTHOUSE, "utf-8")
    expect(upload(page, tmp_path / "skerryvore.txt").locator(".report")).to_have_text("1 added")
    answer = ask(page, question)
    assert "4,308 tons" in answer_text(answer)
    expect(answer.locator(".cited")).to_have_text("The light of Skerryvore")
    click_chip(page, 1)
    assert marked_text(page) == answer_text(answer)
    remove(page, "The light of Skerryvore")
    gone = ask(page, question)
    expect(gone.locator(".missing")).to_contain_text("Not in your documents.")
    expect(gone.locator(".unknown")).to_contain_text("“granite”")
    expect(gone.locator(".quote", has_text="granite")).to_have_count(0)


def test_what_the_seed_does_not_say_is_not_in_your_documents(page: Page) -> None:
    answer = ask(page, "Who is the president of France?")
    expect(answer.locator(".missing")).to_contain_text("Not in your documents.")
    click_chip(page, 1)
    assert marked_text(page) == answer_text(answer)
