"""The page in a real Chromium: asking, what an answer shows, and opening its sources."""

import re
from pathlib import Path

import page_site
import pytest
from fake_library import make_document
from page_site import COUNTS, SAY, SEAGULLS, SEED, TROOPS, Site
from page_steps import answer_text, ask, chip_of, click_chip, copied, enter, marked_text, question_box, quiet
from playwright.sync_api import Page, expect

from ui import talk

pytestmark = pytest.mark.browser
browser, served, site = page_site.browser, page_site.served, page_site.site
shared, page = page_site.shared, page_site.page


def test_a_question_is_answered_with_its_words_first_and_a_cited_excerpt(page: Page) -> None:
    expect(question_box(page)).to_be_focused()
    answer = ask(page, TROOPS)
    expect(answer.locator(":scope > :first-child")).to_have_text("40,000")
    assert "join the 40,000 already stationed" in answer_text(answer)
    assert answer.locator("strong.answer").text_content() == "40,000"
    expect(answer.get_by_role("link")).to_have_accessible_name("Source 1: Ceasefire")
    expect(answer.locator(".cited")).to_have_text("Ceasefire")
    expect(answer.locator(".sure")).to_have_text("Found in one document · a strong match")
    expect(answer.locator(".took")).to_have_text("0.03 s")
    expect(page.locator("#chat .question")).to_have_text(TROOPS)
    expect(question_box(page)).to_have_value("")
    assert page.locator("footer").is_hidden()
    answer.locator(".sure").hover()
    expect(page.locator("#quote-card")).to_have_text("Of answers like this, about 75 in 100 are right.")


def test_what_a_screen_reader_hears(page: Page) -> None:
    ask(page, TROOPS)
    expect(page.locator("#live")).to_have_text("Answered: 40,000. Found in one document · a strong match")
    ask(page, "Who painted Guernica?")
    expect(page.locator("#live")).to_have_text("Not in your documents.")
    expect(page.locator("#chat .message")).to_have_count(4)
    expect(page.locator('[aria-label*="<"]')).to_have_count(0)
    quiet(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .reply")).to_have_count(0)
    ask(page, TROOPS)
    quiet(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .reply")).to_have_count(0)
    page.evaluate("document.querySelector('#live').textContent = ''")
    ask(page, TROOPS)
    expect(page.locator("#live")).to_contain_text("Answered: 40,000.")


def test_a_follow_up_goes_on_from_the_question_before_it_or_is_asked_as_typed(page: Page) -> None:
    ask(page, "refuse")
    expect(ask(page, "And there?").locator(".asked")).to_have_count(0)
    ask(page, TROOPS)
    answer = ask(page, "And there?")
    expect(answer.locator(".asked")).to_contain_text(f"Asked as: And there? ({TROOPS})")
    assert "join the 40,000 already stationed" in answer_text(answer)
    quiet(page)
    answer.get_by_role("button", name="Ask exactly as typed").click()
    replies = page.locator("#chat .reply")
    expect(replies).to_have_count(4)
    expect(replies.last.locator(".asked")).to_have_count(0)
    expect(replies.last.locator(".missing")).to_be_visible()


def test_an_answer_is_stopped_asked_again_and_edited(page: Page, site: Site) -> None:
    site.library.asking.clear()
    enter(page, TROOPS)
    expect(page.locator("#chat .question")).to_have_text(TROOPS)
    expect(page.locator("#chat .reply")).to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#chat .notice")).to_have_text("Stopped.")
    site.library.asking.set()
    first = ask(page, TROOPS)
    quiet(page)
    first.get_by_role("button", name="Ask again").click()
    replies = page.locator("#chat .reply")
    expect(replies).to_have_count(2)
    assert answer_text(replies.nth(1)) == answer_text(replies.nth(0))
    first.get_by_role("button", name="Edit question").click()
    expect(question_box(page)).to_have_value(TROOPS)
    expect(question_box(page)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" Or here?")
    quiet(page)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question").last).to_have_text(f"{TROOPS} Or here?")


def test_an_answer_is_copied_with_its_source(page: Page, site: Site) -> None:
    answer = ask(page, TROOPS)
    quote, href = answer_text(answer), chip_of(answer).get_attribute("href")
    quiet(page)
    answer.get_by_role("button", name="Copy", exact=True).click()
    text = copied(page)
    assert text.startswith("40,000\n")
    assert quote in text
    assert "Ceasefire" in text
    page.evaluate("navigator.clipboard.writeText(''), document.querySelector('#toast').textContent = ''")
    quiet(page)
    answer.get_by_role("button", name="Copy as Markdown").click()
    text = copied(page)
    assert text.startswith("**40,000**\n")
    assert f"(<{site.address}{href}>)" in text


def test_hovering_or_focusing_a_chip_shows_the_quote_at_once(page: Page) -> None:
    answer = ask(page, TROOPS)
    card, chip = page.locator("#quote-card"), chip_of(answer)
    expect(card).to_be_hidden()
    chip.hover()
    expect(card).to_be_visible()
    assert card.text_content() == answer_text(answer)
    assert chip.get_attribute("title") is None, "or the browser's tooltip would double it"
    page.locator("h1").hover()
    expect(card).to_be_hidden()
    for leave in ("Tab", "Escape", "scroll"):
        answer.locator(".sure").focus()
        page.keyboard.press("Shift+Tab")
        expect(chip).to_be_focused()
        expect(card).to_be_visible()
        if leave == "scroll":
            page.evaluate("document.dispatchEvent(new Event('scroll'))")
            expect(card).to_be_hidden()
        else:
            page.keyboard.press(leave)
            expect(card).not_to_have_text(answer_text(answer)) if leave == "Tab" else expect(card).to_be_hidden()


def test_choosing_a_chip_marks_the_place_in_the_source(page: Page) -> None:
    answer = ask(page, TROOPS)
    expect(page.locator("#source")).to_be_hidden()
    click_chip(page, 1)
    assert marked_text(page) == answer_text(answer)
    assert page.locator("#pane .text").text_content() == SEED.read_text("utf-8")
    assert page.locator("#pane mark.answer").text_content() == "40,000"
    mark = page.locator("#pane mark.answer")
    expect(mark).to_be_in_viewport()
    expect(page.locator("#pane h2")).to_have_text("Ceasefire")
    expect(page.locator("#pane .from")).to_have_text(str(SEED))
    expect(page.get_by_role("article", name="Source")).to_be_focused()
    page.locator("#pane .checked summary").click()
    expect(page.locator("#pane .checked p")).to_contain_text("the 190 marked characters were compared")
    page.locator("#pane .scroll").evaluate("element => element.scrollTop = 0")
    expect(mark).not_to_be_in_viewport()
    click_chip(page, 1)
    expect(mark).to_be_in_viewport()


def test_all_excerpts_of_an_answer_are_reached_one_after_the_other(page: Page, site: Site) -> None:
    site.library.put(make_document(COUNTS, title="Log"))
    answer = ask(page, SEAGULLS)
    sentences = COUNTS.split("\n\n")
    expect(answer.locator("details")).to_have_count(2)
    click_chip(page, 1)
    assert marked_text(page) == sentences[0]
    expect(page.locator("#pane mark.excerpt.other")).to_have_count(2)
    expect(page.locator("#pane .steps")).to_have_text("1 / 3")
    expect(page.get_by_role("button", name="Previous excerpt (k)")).to_be_disabled()
    quiet(page)
    page.get_by_role("button", name="Next excerpt (j)").click()
    for key, n in (("j", 2), ("k", 3), ("k", 2)):
        expect(page.locator("#pane .steps")).to_have_text(f"{n} / 3")
        expect(page.locator("#pane mark.excerpt:not(.other)")).to_have_text(sentences[n - 1])
        expect(page.get_by_role("article", name="Source")).to_be_focused()
        quiet(page)
        page.keyboard.press(key)
    expect(page.locator("#pane .steps")).to_have_text("1 / 3")
    expect(answer.locator("details[open]")).to_have_count(2)
    for key, n in (("j", 3), ("k", 1)):
        quiet(page)
        page.keyboard.press(key)
        page.keyboard.press(key)
        expect(page.locator("#pane mark.excerpt:not(.other)")).to_have_text(sentences[n - 1])
        expect(page.locator("#pane .steps")).to_have_text(f"{n} / 3")


def test_a_sentence_is_picked_by_mouse_and_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Ceasefire")).click()
    sentence = page.locator("#pane .s", has_text="The Pentagon announced on Monday")
    page.get_by_role("button", name="Pick a sentence").click()
    words = sentence.text_content() or ""
    quiet(page)
    sentence.click()
    assert marked_text(page) == words
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    page.get_by_role("button", name="Pick a sentence").click()
    other = page.locator("#pane .s", has_text="The state of Israel said it was targeting")
    quiet(page)
    other.focus()
    words = other.text_content() or ""
    page.keyboard.press("Enter")
    expect(page.locator("#pane mark.excerpt")).to_have_text(words)


def test_what_is_not_there_is_said_not_to_be_and_the_nearest_is_cited(page: Page) -> None:
    answer = ask(page, "Who painted Guernica?")
    expect(answer.locator(".missing")).to_contain_text("Not in your documents.")
    expect(answer.locator(".unknown")).to_have_text("In none of your documents: “painted”, “Guernica”.")
    nearest = answer_text(answer)
    assert nearest
    click_chip(page, 1)
    assert marked_text(page) == nearest


def test_what_cannot_be_answered_is_one_calm_sentence(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    enter(page, "   ")
    expect(page.locator("#toast")).to_have_text("Please type a question.")
    expect(page.locator("#chat .question")).to_have_count(0)
    expect(ask(page, "refuse")).to_have_text("This question is refused.")
    expect(ask(page, "explode")).to_contain_text(SAY("not_answered"))
    assert "RuntimeError: boom" in caplog.text
    assert "boom" not in page.content()


def test_long_questions_and_long_conversations(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer sends all of the conversation again, so that its beginning goes."""
    expect(question_box(page)).to_have_attribute("maxlength", "10000")
    assert "40,000" in answer_text(ask(page, (TROOPS + " ") * 188))
    monkeypatch.setattr(talk, "ROWS_KEPT", 2)
    ask(page, "Who painted Guernica?")
    enter(page, "Who painted Olympia?")
    expect(page.locator("#chat .question")).to_have_text(["Who painted Guernica?", "Who painted Olympia?"])
    expect(page.locator("#chat .missing")).to_have_count(2)
    enter(page, TROOPS)
    expect(page.locator("#chat .question")).to_have_text(["Who painted Olympia?", TROOPS])
    expect(page.locator("#chat .reply").last.locator(".said")).to_have_text("40,000")
    click_chip(page, 1)
    assert "40,000" in marked_text(page)


def test_a_document_can_be_opened_from_the_list(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Ceasefire")).click()
    expect(page.locator("#pane .text")).to_be_visible()
    assert page.locator("#pane .text").text_content() == SEED.read_text("utf-8")
    expect(page.locator("#pane mark")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Original file").click()
    assert Path(download.value.path()).read_bytes() == SEED.read_bytes()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Whole text").click()
    assert popup.value.url.endswith("/text")
