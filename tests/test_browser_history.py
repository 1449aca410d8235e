"""Conversations and kept questions in a real Chromium: they outlive the page, the browser and the server."""

import re
from pathlib import Path

import page_site
import pytest
from fake_library import FakeLibrary, fake_ask, make_document
from page_site import TROOPS, Site
from page_steps import answer_text, ask, open_page, opened, question_box, serving
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
browser, served, shared = page_site.browser, page_site.served, page_site.shared
site, page = page_site.site, page_site.page

DUCKS = "How many ducks were counted on the lake?"


def new_library(folder: Path) -> FakeLibrary:
    library = FakeLibrary(folder / "library")
    library.folder.mkdir()
    library.put(make_document("The keeper counted 1,234 ducks on the lake.\nGeese fly.", title="Ducks"))
    library.put(make_document("There were 40 swans in the harbour.", title="Swans"))
    return library


def show_conversations(page: Page) -> None:
    page.get_by_role("tab", name="Conversations").click()


def test_a_conversation_outlives_browser_and_server(browser: Browser, tmp_path: Path) -> None:
    library = new_library(tmp_path)
    with serving(library, fake_ask(library)) as address, opened(browser, address) as page:
        shown = answer_text(ask(page, DUCKS))
        ask(page, "How many swans were in the harbour?")
        expect(page).to_have_url(re.compile(r"/\?c=[0-9a-f]+$"))
        expect(page.locator("#next .next")).to_have_attribute("data-turn", "2")  # nothing is under way any more
        page.reload()
        expect(page.locator("#chat .reply")).to_have_count(2)
    swans = next(row for row in library.snapshot().documents if row.title == "Swans")
    library.remove([swans.id])
    with serving(library, fake_ask(library)) as address, opened(browser, address) as page:
        show_conversations(page)
        expect(page.locator("#talks .title")).to_have_text(DUCKS)
        page.locator(".open-talk").click()
        expect(page.locator("#chat .reply")).to_have_count(2)
        first, second = page.locator("#chat .reply").all()
        assert answer_text(first) == shown
        expect(second.locator(".broken")).to_have_text(re.compile("no longer in your library"))
        assert "swans" not in (second.text_content() or ""), "pointers are kept, not quotations"
        expect(ask(page, "And there?").locator(".asked")).to_contain_text("And there? (")


def test_conversations_are_found_renamed_and_deleted(page: Page) -> None:
    ask(page, TROOPS)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .reply")).to_have_count(0)
    ask(page, "Who painted Guernica?")
    show_conversations(page)
    expect(page.locator(".open-talk[aria-current] .title")).to_have_text("Who painted Guernica?")
    page.get_by_role("searchbox", name="Find a conversation").fill("TROOPS")
    expect(page.locator("#talks .title")).to_have_count(1)
    expect(page.locator("#talks .title")).to_have_text(TROOPS)
    page.once("dialog", lambda dialog: dialog.accept("My <b>troops</b>"))
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Rename").click()
    expect(page.locator("#talks .title")).to_have_text(["Who painted Guernica?", "My <b>troops</b>"])
    page.locator(".open-talk").last.click()
    expect(page.locator("#chat .question")).to_have_text(TROOPS)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".menu summary").last.click()
    page.locator(".delete-talk").last.click()
    expect(page.locator("#talks .title")).to_have_count(1)
    expect(page.locator("#talks .title")).to_have_text("Who painted Guernica?")
    expect(page.locator("#chat .reply")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/$"))


def test_a_conversation_is_saved(page: Page) -> None:
    ask(page, TROOPS)
    show_conversations(page)
    page.locator(".menu summary").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as Markdown").first.click()
    text = Path(download.value.path()).read_text("utf-8")
    assert text.startswith(f"# {TROOPS}\n")
    assert "/?doc=" in text


def test_judged_questions_are_kept_and_asked_again(page: Page, site: Site) -> None:
    ask(page, TROOPS).locator(".act.right").click()
    expect(page.locator("#toast")).to_have_text("Kept: the answer is right.")
    expect(page.locator(".act.right")).to_have_attribute("aria-pressed", "true")
    ask(page, "Who painted Guernica?").locator(".act.wrong").click()
    expect(page.locator("#toast")).to_have_text("Kept: the answer is wrong.")
    page.get_by_role("button", name="Kept questions").click()
    expect(page.locator(".kept tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Ask them all again").click()
    expect(page.locator(".kept .summary")).to_contain_text("1 of 1 still answered right.")
    expect(page.locator(".kept-plot svg")).to_be_visible()
    page.locator(".kept a.cite").first.click()
    expect(page.locator("#pane mark.excerpt")).to_contain_text("40,000 already stationed")
    site.library.clear()
    site.library.put(make_document("Nothing of the kind.", title="Other"))
    page.get_by_role("button", name="Kept questions").click()
    page.get_by_role("button", name="Ask them all again").click()
    expect(page.locator(".kept .summary")).to_contain_text("1 cannot be judged")
    page.get_by_role("button", name=f"Remove: {TROOPS}").click()
    expect(page.locator(".kept tbody tr")).to_have_count(1)


def test_the_right_sentence_is_picked_in_the_source(page: Page) -> None:
    ask(page, TROOPS).locator("a.cite").first.click()
    page.get_by_role("button", name="Pick a sentence").click()
    page.locator("#pane .s", has_text="pummeled targets").first.click()
    expect(page.locator("#pane mark.excerpt")).to_contain_text("pummeled targets")
    page.get_by_role("button", name="This is the answer").click()
    expect(page.locator("#toast")).to_have_text("Kept: this sentence answers the question.")


def test_questions_are_offered_and_asked(browser: Browser, tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path / "library")
    library.folder.mkdir()
    text = "The Lund Boat Company was founded in Norway in 1908.\nThe Lund Boat Company is known for quick ferries."
    library.put(make_document(text, title="Boats of Lund"))
    with serving(library, fake_ask(library)) as address, opened(browser, address) as page:
        offer = page.locator("#chat .offer").first
        expect(offer).to_be_visible()
        question = offer.text_content() or ""
        offer.click()
        expect(page.locator("#chat .question")).to_have_text(question)
        expect(page.locator("#chat .reply.found")).to_be_visible()
        expect(question_box(page)).to_have_value("")
        open_page(page, address)
        expect(page.locator("#chat .offer").first).to_have_text(question)
