"""Links to excerpts and the keyboard, in a real Chromium: every place has an address, and nothing needs a mouse."""

from dataclasses import replace
from pathlib import Path

import page_site
import pytest
from fake_encoder import FakeEncoder
from fake_library import make_document
from page_site import COUNTS, SAY, SEAGULLS, TROOPS, Site
from page_steps import (
    answer_text,
    ask,
    chip_of,
    click_chip,
    copied,
    marked_text,
    open_page,
    opened,
    question_box,
    quiet,
    serving,
)
from playwright.sync_api import Browser, Locator, Page, expect

import qa.ask
from index.document import Document
from index.opening import open_library
from qa.forms_reader import FORMS

pytestmark = pytest.mark.browser
browser, served, site = page_site.browser, page_site.served, page_site.site
shared, page = page_site.shared, page_site.page


def test_a_chip_is_a_link_that_opens_its_place_in_a_new_tab(page: Page) -> None:
    answer = ask(page, TROOPS)
    with page.context.expect_page() as tab:
        chip_of(answer).click(modifiers=["Control"])
    expect(tab.value.locator("#pane mark.excerpt")).to_have_text(answer_text(answer))
    expect(tab.value.locator("#pane mark.answer")).to_have_text("40,000")
    expect(page.locator("#source")).to_be_hidden()
    assert "/?doc=" not in page.url


def seed_in(site: Site) -> Document:
    (row,) = site.library.snapshot().documents
    return site.library.snapshot().document(row.id)


def test_a_link_finds_its_excerpt_in_a_changed_document_or_marks_nothing(page: Page, site: Site) -> None:
    quote = answer_text(ask(page, TROOPS))
    click_chip(page, 1)
    page.get_by_role("button", name="Copy link").click()
    link, document = copied(page), seed_in(site)
    assert link.startswith(f"{site.address}/?doc=")

    open_page(page, link)
    assert marked_text(page) == quote
    expect(page.locator("#pane mark.answer")).to_be_in_viewport()
    expect(page.locator("#pane .moved")).to_have_count(0)

    site.library.put(replace(document, text=f"Here is news.\n\n{document.text}"))
    open_page(page, link)
    assert marked_text(page) == quote
    expect(page.locator("#pane mark.answer")).to_have_text("40,000")
    expect(page.locator("#pane .moved")).to_contain_text("This document has changed since it was quoted.")

    site.library.put(replace(document, text=document.text.replace("40,000", "50,000")))
    open_page(page, link)
    expect(page.locator("#pane .notice")).to_contain_text("the quotation stands nowhere in it any more")
    expect(page.locator("#pane .text, #pane mark")).to_have_count(0)

    site.library.clear()
    open_page(page, link)
    expect(page.locator("#pane .notice")).to_have_text(SAY("gone"))
    open_page(page, f"{site.address}/?doc=ab&v=1")
    expect(page.locator("#pane .notice")).to_contain_text("This link is damaged")


def test_a_chip_of_a_document_that_changed_meanwhile(page: Page, site: Site) -> None:
    """It is checked again when it is chosen."""
    quote, document = answer_text(ask(page, TROOPS)), seed_in(site)
    site.library.put(replace(document, text=f"Here is news.\n\n{document.text}"))
    click_chip(page, 1)
    assert marked_text(page) == quote
    expect(page.locator("#pane .moved")).to_be_visible()
    site.library.put(replace(document, text="Nothing of it is left."))
    click_chip(page, 1)
    expect(page.locator("#pane .notice")).to_contain_text("stands nowhere in it any more")
    expect(page.locator("#pane .text")).to_have_count(0)
    site.library.remove([document.id])
    click_chip(page, 1)
    expect(page.locator("#pane .notice")).to_have_text(SAY("gone"))


def test_a_link_that_was_tampered_with_is_said_to_be_damaged(page: Page, site: Site) -> None:
    """Its version is there, and something else stands there: the document has not changed."""
    ask(page, TROOPS)
    click_chip(page, 1)
    page.get_by_role("button", name="Copy link").click()
    link = copied(page)
    for part in ("h", "s", "e", "a"):
        before, name, value = link.partition(f"&{part}=")
        wrong = "0123456789abcdef" if part == "h" else "7-8" if part == "a" else "99"
        open_page(page, f"{before}{name}{wrong}{value[value.find('&') :] if '&' in value else ''}")
        expect(page.locator("#pane .notice")).to_have_text(SAY("damaged"))
        expect(page.locator("#pane mark")).to_have_count(0)


def test_the_excerpts_of_an_answer_are_reached_past_one_that_is_gone(page: Page, site: Site) -> None:
    log = site.library.put(make_document(COUNTS, title="Log"))
    ask(page, SEAGULLS)
    site.library.put(replace(log, text=COUNTS.split("\n\n", 1)[1]))
    source = page.get_by_role("article", name="Source")
    click_chip(page, 1)
    expect(page.locator("#pane .notice")).to_have_text(SAY("changed"))
    expect(source).to_be_focused()
    expect(page.locator("#pane .steps")).to_have_text("1 / 3")
    quiet(page)
    page.keyboard.press("j")
    expect(page.locator("#pane .steps")).to_have_text("2 / 3")
    expect(page.locator("#pane mark.excerpt:not(.other)")).to_have_text("The keeper counted 22 at dusk.")
    site.library.remove([log.id])
    for n, key in ((3, "j"), (2, "k")):
        quiet(page)
        page.keyboard.press(key)
        expect(page.locator("#pane .steps")).to_have_text(f"{n} / 3")
        expect(page.locator("#pane .notice")).to_have_text(SAY("gone"))
        expect(source).to_be_focused()


def test_a_link_works_after_the_library_was_made_anew(browser: Browser, tmp_path: Path) -> None:
    """Another folder, the same files: a document's id comes from its bytes."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "ducks.txt").write_text("Geese fly.\n\nThe keeper counted 1,234 ducks.", "utf-8")
    (folder / "more.txt").write_text("Swans came.", "utf-8")
    links: list[str | None] = []
    for name, files in (("first", ["more.txt", "ducks.txt"]), ("second", ["ducks.txt", "more.txt"])):
        with open_library(tmp_path / name, encoder=FakeEncoder(), reader=FORMS) as library:
            library.add([folder / file for file in files])
            with serving(library, qa.ask.ask) as address, opened(browser, address) as page:
                if links:
                    open_page(page, f"{address}{links[0]}")
                    expect(page.locator("#pane mark.excerpt")).to_contain_text("The keeper counted 1,234 ducks.")
                    expect(page.locator("#pane .moved")).to_have_count(0)
                else:
                    href = ask(page, "How many ducks were counted?").locator("a.cite").first.get_attribute("href")
                    links.append(href)


def test_escape_in_the_question_box_closes_the_source_and_the_box_keeps_the_focus(page: Page) -> None:
    ask(page, TROOPS)
    click_chip(page, 1)
    marked_text(page)
    question_box(page).click()
    page.keyboard.type("And in ")
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    page.keyboard.type("2019?")
    expect(question_box(page)).to_have_value("And in 2019?")


def test_a_chip_has_a_name_that_can_be_spoken(page: Page) -> None:
    answer = ask(page, TROOPS)
    expect(answer.get_by_role("link", name="Source 1: Ceasefire", exact=True)).to_have_count(1)


def tab_to(page: Page, wanted: Locator, key: str) -> None:
    """Press a key until an element has the focus."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {wanted}")


def test_all_is_done_with_the_keyboard_alone(page: Page, site: Site) -> None:
    """Ask, open a source, go to the second excerpt, close, ask again."""
    site.library.put(make_document(COUNTS, title="Log"))
    expect(question_box(page)).to_be_focused()
    page.keyboard.type(SEAGULLS)
    page.keyboard.press("Enter")
    answer = page.locator("#chat .reply")
    expect(answer).to_have_count(1)
    first, second = chip_of(answer, 1), chip_of(answer, 2)
    tab_to(page, first, "Shift+Tab")
    source = page.get_by_role("article", name="Source")
    for close in ("button", "Escape"):
        tab_to(page, first, "Shift+Tab")
        quiet(page)
        page.keyboard.press("Enter")
        expect(source).to_be_focused()
        expect(page.locator("#pane .steps")).to_have_text("1 / 3")
        quiet(page)
        page.keyboard.press("j")
        expect(page.locator("#pane .steps")).to_have_text("2 / 3")
        expect(page.locator("#pane mark.excerpt:not(.other)")).to_have_text(COUNTS.split("\n\n")[1])
        expect(source).to_be_focused()
        if close == "button":
            tab_to(page, page.get_by_role("button", name="Close the source"), "Tab")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press(close)
        expect(page.locator("#source")).to_be_hidden()
        expect(second).to_be_focused()
    page.keyboard.press("/")
    expect(question_box(page)).to_be_focused()
    expect(question_box(page)).to_have_value("")
    page.keyboard.type("and/or who painted jackdaws?")
    expect(question_box(page)).to_have_value("and/or who painted jackdaws?")
    quiet(page)
    page.keyboard.press("Enter")
    expect(answer).to_have_count(2)


FOCUS = """() => {
  const at = document.activeElement;
  if (at === document.body) return "out";
  const style = getComputedStyle(at);
  const drawn = style.outlineStyle === "auto" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  return drawn ? "" : at.outerHTML.slice(0, 200);
}"""


def test_the_focus_can_be_seen(page: Page) -> None:
    """On everything that Tab reaches with an answer and its source open."""
    ask(page, TROOPS)
    click_chip(page, 1)
    marked_text(page)
    page.evaluate("document.activeElement.blur()")
    reached = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUS)
        if seen == "out":
            break
        assert seen == ""
        reached += 1
    assert reached > 5
