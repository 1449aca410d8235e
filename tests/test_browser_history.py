"""Conversations and kept questions in a real Chromium: they outlive the page, the browser and the server."""

import re
from pathlib import Path

import page_site
import pytest
from fake_library import FakeLibrary, fake_ask, make_document
from page_site import TROOPS, Site
from page_steps import answer_text, ask, marked_text, open_page, opened, question_box, quiet, serving
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
        quiet(page)
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
    page.get_by_role("button", name="Back to kept questions").click()
    page.get_by_role("button", name="Ask them all again").click()
    expect(page.locator(".kept .summary")).to_contain_text("1 cannot be judged")
    page.get_by_role("button", name=f"Remove: {TROOPS}").click()
    expect(page.locator(".kept tbody tr")).to_have_count(1)


def pick(page: Page, words: str) -> None:
    """Pick a sentence of the source that is on show as the answer."""
    page.get_by_role("button", name="Pick a sentence").click()
    page.locator("#pane .s[role='button']", has_text=words).first.press("Space")
    expect(page.locator("#pane mark.excerpt")).to_contain_text(words)
    quiet(page)
    page.get_by_role("button", name="This is the answer").click()


def test_the_right_sentence_is_picked_in_the_source(page: Page) -> None:
    ask(page, TROOPS).locator("a.cite").first.click()
    expect(page.locator("#pane .s").first).not_to_have_attribute("role", "button")
    pick(page, "pummeled targets")
    expect(page.locator("#toast")).to_have_text(f"Kept for: {TROOPS}")


def test_a_sentence_is_picked_for_the_question_of_its_chip(page: Page, site: Site) -> None:
    """Not for the newest one, nor for one of a conversation that was opened meanwhile."""
    ask(page, TROOPS).locator(".act.right").click()
    expect(page.locator("#toast")).to_contain_text("Kept")
    ask(page, "Who painted Guernica?")
    quiet(page)
    page.get_by_role("button", name="Kept questions").click()
    page.locator(".kept a.cite").first.click()
    pick(page, "pummeled targets")
    expect(page.locator("#toast")).to_have_text(f"Kept for: {TROOPS}")
    quiet(page)
    page.get_by_role("button", name="Back to kept questions").click()
    row = page.locator(".kept tbody tr", has_text=TROOPS)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Sentence picked")
    expect(row).to_contain_text("pummeled targets")
    expect(row).to_contain_text("Not asked since you judged it")
    page.get_by_role("button", name="Close the source").click()
    page.locator("#chat a.cite").first.press("Enter")
    marked_text(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .reply")).to_have_count(0)
    ask(page, "Who painted Guernica?")
    pick(page, "flight options")
    expect(page.locator("#toast")).to_have_text(f"Kept for: {TROOPS}")
    quiet(page)
    page.locator("#documents .open").first.click()
    expect(page.locator("#pane .pick")).to_be_visible()
    expect(page.locator("#pane .keep-place, #pane .show-kept")).to_have_count(0)


def test_escape_leads_back_from_the_kept_questions(page: Page) -> None:
    ask(page, TROOPS).locator(".act.right").click()
    expect(page.locator("#toast")).to_contain_text("Kept")
    kept = page.locator("#banner .show-kept")
    for into in (False, True):
        quiet(page)
        kept.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("article", name="Kept questions")).to_be_focused()
        if into:
            quiet(page)
            page.locator(".kept a.cite").first.click()
            expect(page.get_by_role("article", name="Source")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#source")).to_be_hidden()
        expect(kept).to_be_focused()


def test_the_run_is_stopped_with_the_keyboard(page: Page, site: Site) -> None:
    """The page is painted anew again and again meanwhile."""
    ask(page, TROOPS).locator(".act.right").click()
    expect(page.locator("#toast")).to_contain_text("Kept")
    quiet(page)
    page.get_by_role("button", name="Kept questions").click()
    site.library.asking.clear()
    page.get_by_role("button", name="Ask them all again").click()
    stop = page.locator(".stop-kept")
    expect(stop).to_be_visible()
    stop.focus()
    page.wait_for_timeout(1_000)
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".run-kept")).to_be_visible()
    site.library.asking.set()


def test_menus_and_tabs_take_the_keys_that_people_expect(page: Page) -> None:
    ask(page, TROOPS)
    quiet(page)
    documents, talks = page.get_by_role("tab", name="Documents"), page.get_by_role("tab", name="Conversations")
    documents.focus()
    page.keyboard.press("ArrowRight")
    expect(talks).to_be_focused()
    expect(talks).to_have_attribute("aria-selected", "true")
    expect(documents).to_have_attribute("tabindex", "-1")
    expect(page.locator(".open-talk[aria-current]")).to_contain_text("1 question")  # the list is painted
    menu, items = page.locator("#talks .menu summary").first, page.locator("#talks .menu > div").first
    menu.click()
    expect(items).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(items).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    page.locator("#chat").click(position={"x": 5, "y": 5})
    expect(items).to_be_hidden()
    talks.focus()
    page.keyboard.press("ArrowRight")
    expect(documents).to_be_focused()


def test_a_renamed_conversation_has_the_focus(page: Page) -> None:
    ask(page, TROOPS)
    quiet(page)
    show_conversations(page)
    expect(page.locator(".open-talk[aria-current]")).to_contain_text("1 question")  # the list is painted
    page.once("dialog", lambda dialog: dialog.accept("Troops"))
    page.locator("#talks .menu summary").first.click()
    page.get_by_role("button", name="Rename").first.click()
    expect(page.locator(".open-talk").first).to_contain_text("Troops")
    expect(page.locator(".open-talk").first).to_be_focused()


def test_conversations_of_a_day_have_their_time(page: Page) -> None:
    ask(page, TROOPS)
    show_conversations(page)
    expect(page.locator("#talks .facts").first).to_have_text(re.compile(r", \d{1,2}:\d\d\s[AP]M · 1 question$"))


def test_no_conversation_is_kept_where_none_shall_be(browser: Browser, tmp_path: Path) -> None:
    """As `excerpt chat --no-history` starts it."""
    library = new_library(tmp_path)
    with serving(library, fake_ask(library), history=False) as address, opened(browser, address) as page:
        ask(page, DUCKS)
        quiet(page)
        expect(page).to_have_url(f"{address}/")
        show_conversations(page)
        expect(page.locator("#talks .empty")).to_contain_text("--no-history")
        page.reload()
        expect(page.locator("#chat .welcome")).to_be_visible()
        expect(page.locator("#chat .reply")).to_have_count(0)
    assert sorted(path.name for path in library.folder.iterdir()) == []


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
