"""The page in a real Chromium: asking, citing, opening sources, adding and removing documents."""

import os
import re
from dataclasses import replace
from pathlib import Path

import page_site
import pytest
from fake_library import make_document
from page_site import SEED, TROOPS, Site
from page_steps import answer_text, ask, click_chip, marked_text, open_page, question_box, remove, upload
from playwright.sync_api import Page, expect

from ui import app

pytestmark = pytest.mark.browser
browser, served, site, page = page_site.browser, page_site.served, page_site.site, page_site.page


def test_a_question_is_answered_with_a_cited_excerpt(page: Page) -> None:
    expect(question_box(page)).to_be_focused()
    answer = ask(page, TROOPS)
    assert "join the 40,000 already stationed" in answer_text(answer)
    assert answer.locator("strong.answer").text_content() == "40,000"
    assert answer.locator("a.cite").text_content() == "1"
    expect(answer.locator(".cited")).to_have_text("Ceasefire")
    expect(answer.locator(".verdict")).to_have_text(re.compile(r"Found — a strong match\s*0\.03 s"))
    expect(page.locator("#chat .question")).to_have_text(TROOPS)
    expect(question_box(page)).to_have_value("")
    assert page.locator("footer").is_hidden()


def test_a_follow_up_goes_on_from_the_question_before_it(page: Page) -> None:
    ask(page, "refuse")
    expect(ask(page, "And there?").locator(".asked")).to_have_count(0)
    ask(page, TROOPS)
    answer = ask(page, "And there?")
    expect(answer.locator(".asked")).to_have_text(f"Understood as: And there? ({TROOPS})")
    assert "join the 40,000 already stationed" in answer_text(answer)


def test_the_question_is_shown_while_the_answer_is_sought(page: Page, site: Site) -> None:
    site.library.asking.clear()
    question_box(page).fill(TROOPS)
    question_box(page).press("Enter")
    expect(page.locator("#chat .question")).to_have_text(TROOPS)
    expect(page.locator("#chat .reply")).to_have_count(0)
    site.library.asking.set()
    expect(page.locator("#chat .reply")).to_have_count(1)


def test_hovering_or_focusing_a_chip_shows_the_quote_at_once(page: Page) -> None:
    answer = ask(page, TROOPS)
    card = page.locator("#quote-card")
    expect(card).to_be_hidden()
    answer.locator("a.cite").hover()
    expect(card).to_be_visible()
    assert card.text_content() == answer_text(answer)
    assert answer.locator("a.cite").get_attribute("title") is None, "or the browser's tooltip would double it"
    page.locator("h1").hover()
    expect(card).to_be_hidden()
    for leave in ("Tab", "Escape", "scroll"):
        question_box(page).focus()
        page.keyboard.press("Shift+Tab")
        expect(answer.locator("a.cite")).to_be_focused()
        expect(card).to_be_visible()
        if leave == "scroll":
            page.evaluate("document.dispatchEvent(new Event('scroll'))")
        else:
            page.keyboard.press(leave)
        expect(card).to_be_hidden()


def test_a_screen_reader_hears_the_answer_and_not_its_markup(page: Page) -> None:
    ask(page, TROOPS)
    expect(page.locator("#chat .message")).to_have_count(2)
    expect(page.locator('[aria-label*="<"]')).to_have_count(0)


def test_a_document_is_removed_once(page: Page) -> None:
    button = page.get_by_role("button", name="Remove Ceasefire")
    assert button.evaluate("button => { button.click(); return button.disabled }")


def test_choosing_a_chip_marks_the_place_in_the_source(page: Page) -> None:
    answer = ask(page, TROOPS)
    expect(page.locator("#source")).to_be_hidden()
    click_chip(page, 1)
    assert marked_text(page) == answer_text(answer)
    assert page.locator("#pane .text").text_content() == SEED.read_text("utf-8")
    assert page.locator("#pane mark.answer").text_content() == "40,000"
    expect(page.locator("#pane mark.answer")).to_be_in_viewport()
    expect(page.locator("#pane h2")).to_have_text("Ceasefire")
    expect(page.locator("#pane .from")).to_have_text(str(SEED))
    expect(page.get_by_role("article", name="Source")).to_be_focused()


def test_enter_on_a_chip_opens_the_source_and_closing_returns_there(page: Page) -> None:
    answer = ask(page, TROOPS)
    chip = answer.locator("a.cite")
    for close in ("button", "Escape", "button"):
        chip.focus()
        page.keyboard.press("Enter")
        assert marked_text(page) == answer_text(answer)
        expect(page.get_by_role("article", name="Source")).to_be_focused()
        if close == "button":
            page.get_by_role("button", name="Close the source").click()
        else:
            page.keyboard.press(close)
        expect(page.locator("#source")).to_be_hidden()
        expect(chip).to_be_focused()
    assert "#cite" not in page.url


def test_the_same_chip_scrolls_back_to_the_mark(page: Page) -> None:
    ask(page, TROOPS)
    click_chip(page, 1)
    mark = page.locator("#pane mark.excerpt")
    expect(mark).to_be_in_viewport()
    page.locator("#pane .scroll").evaluate("element => element.scrollTop = 0")
    expect(mark).not_to_be_in_viewport()
    click_chip(page, 1)
    expect(mark).to_be_in_viewport()


def test_what_is_not_there_is_said_not_to_be_and_the_nearest_is_cited(page: Page) -> None:
    answer = ask(page, "Who painted Guernica?")
    expect(answer.locator(".missing")).to_contain_text("Not in your documents.")
    nearest = answer_text(answer)
    assert nearest
    click_chip(page, 1)
    assert marked_text(page) == nearest


def test_a_changed_document_is_not_shown(page: Page, site: Site) -> None:
    ask(page, TROOPS)
    (row,) = site.library.snapshot().documents
    document = site.library.snapshot().document(row.id)
    site.library.put(replace(document, text=document.text.replace("40,000", "50,000")))
    click_chip(page, 1)
    expect(page.locator("#pane .notice")).to_contain_text("This document has changed since it was quoted")
    expect(page.locator("#pane .text")).to_have_count(0)
    site.library.remove([row.id])
    click_chip(page, 1)
    expect(page.locator("#pane .notice")).to_have_text("This document is no longer in your library.")


def test_what_cannot_be_answered_is_one_calm_sentence(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    expect(ask(page, "   ")).to_have_text("Please type a question.")
    expect(page.locator("#chat .question")).to_have_count(0)
    expect(ask(page, "refuse")).to_have_text("This question is refused.")
    expect(ask(page, "explode")).to_contain_text("This question could not be answered")
    assert "RuntimeError: boom" in caplog.text
    assert "boom" not in page.content()


def test_a_question_may_have_ten_thousand_characters(page: Page) -> None:
    question = (TROOPS + " ") * 188
    answer = ask(page, question)
    assert "40,000" in answer_text(answer)
    expect(question_box(page)).to_have_attribute("maxlength", "10000")


def test_a_long_conversation_forgets_its_beginning(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer sends all of it again."""
    monkeypatch.setattr(app, "MESSAGES_KEPT", 4)
    ask(page, "Who painted Guernica?")
    ask(page, "Who painted Olympia?")
    question_box(page).fill("Who painted Nighthawks?")
    question_box(page).press("Enter")
    expect(page.locator("#chat .question")).to_have_text(["Who painted Olympia?", "Who painted Nighthawks?"])


def test_documents_are_added_asked_and_removed(page: Page, tmp_path: Path) -> None:
    rows = page.locator("#documents li")
    expect(rows).to_have_count(1)
    (tmp_path / "what? $notes {1}.txt").write_text("The lighthouse keeper counted 1,234 seagulls.", "utf-8")
    (tmp_path / "secret.broken").write_text("x", "utf-8")
    report = upload(page, [tmp_path / "what? $notes {1}.txt", tmp_path / "secret.broken"])
    expect(report).to_contain_text("1 added.")
    expect(report.locator("li")).to_have_text("secret.broken was not added: the file is encrypted")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("what? $notes {1}.txt")
    expect(rows.nth(1)).to_contain_text("Text · 1 passage")
    question = "How many seagulls counted the lighthouse keeper?"
    assert answer_text(ask(page, question)) == "The lighthouse keeper counted 1,234 seagulls."
    click_chip(page, 1)
    marked_text(page)
    remove(page, "what? $notes {1}.txt")
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator("#report")).to_contain_text("what? $notes {1}.txt was removed.")
    expect(ask(page, question).locator(".missing")).to_be_visible()


def test_no_upload_is_left_behind(page: Page, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The lighthouse stands.", "utf-8")
    expect(upload(page, tmp_path / "a.txt")).to_contain_text("1 added.")
    assert [path for path in Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*") if path.is_file()] == []


def test_a_question_is_answered_while_an_upload_is_read(page: Page, site: Site, tmp_path: Path) -> None:
    (tmp_path / "slow.txt").write_text("The lighthouse stands.", "utf-8")
    site.library.reading.clear()
    page.locator("#library input[type=file]").set_input_files(tmp_path / "slow.txt")
    expect(page.locator("#report")).to_contain_text("Reading slow.txt")
    assert "40,000" in answer_text(ask(page, TROOPS))
    click_chip(page, 1)
    marked_text(page)
    site.library.reading.set()
    expect(page.locator("#report")).to_contain_text("1 added.")


def test_a_document_can_be_opened_from_the_list(page: Page) -> None:
    page.get_by_role("button", name="Ceasefire").first.click()
    expect(page.locator("#pane .text")).to_be_visible()
    assert page.locator("#pane .text").text_content() == SEED.read_text("utf-8")
    expect(page.locator("#pane mark")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Original file").click()
    assert download.value.path().read_bytes() == SEED.read_bytes()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Whole text").click()
    assert popup.value.url.endswith("/text")


def test_a_document_that_went_meanwhile_is_said_to_be_gone(page: Page, site: Site) -> None:
    site.library.clear()
    page.get_by_role("button", name="Ceasefire").first.click()
    expect(page.locator("#pane .notice")).to_have_text("This document is no longer in your library.")
    remove(page, "Ceasefire")
    expect(page.locator("#report")).to_have_text("This document is no longer in your library.")


def test_a_library_that_cannot_be_written_is_one_calm_sentence(
    page: Page, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(site.library, "add_uploads", fail)
    monkeypatch.setattr(site.library, "remove", fail)
    (tmp_path / "a.txt").write_text("The lighthouse stands.", "utf-8")
    expect(upload(page, tmp_path / "a.txt")).to_contain_text("The upload could not be added")
    page.get_by_role("button", name="Remove Ceasefire").click()
    expect(page.locator("#report")).to_contain_text("The document could not be removed")
    expect(page.locator("#documents li")).to_have_count(1)
    assert caplog.text.count("OSError: disk full") == 2


def test_what_another_process_added_is_listed_with_the_next_answer(page: Page, site: Site) -> None:
    site.library.put(make_document("The lighthouse stands.", title="Lighthouse"))
    ask(page, TROOPS)
    expect(page.locator("#documents li")).to_have_count(2)


def test_an_empty_library_asks_for_documents(page: Page, site: Site, tmp_path: Path) -> None:
    expect(page.locator("#chat .welcome")).to_contain_text("Ask your documents")
    site.library.clear()
    open_page(page, site.address)
    expect(page.locator("#chat .welcome")).to_contain_text("Add your documents")
    (tmp_path / "a.txt").write_text("The lighthouse stands.", "utf-8")
    upload(page, tmp_path / "a.txt")
    expect(page.locator("#chat .welcome")).to_contain_text("Ask your documents")
    remove(page, "a.txt")
    expect(ask(page, TROOPS)).to_have_text("There are no documents yet. Add some, and ask again.")
