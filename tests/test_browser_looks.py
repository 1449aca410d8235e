"""How the page looks in a real Chromium: on a phone, in light and dark colours, zoomed, and without motion."""

import re
from typing import cast

import page_site
import pytest
from fake_library import make_document
from page_site import TROOPS, Site
from page_steps import Scheme, answer_text, ask, chip_of, click_chip, marked_text, opened, question_box, quiet, window
from playwright.sync_api import Browser, Page, expect

from ui.texts import texts_in

GERMAN = texts_in("de")

pytestmark = pytest.mark.browser
browser, served, site = page_site.browser, page_site.served, page_site.site
shared, page = page_site.shared, page_site.page


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return cast(int, page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_one_thing_at_a_time(browser: Browser, site: Site, scheme: Scheme) -> None:
    with opened(browser, site.address, size=(360, 740), scheme=scheme) as page:
        expect(page.locator("#library")).to_be_hidden()
        assert overflow(page) == 0
        answer = ask(page, TROOPS)
        quiet(page)
        card = None
        for _ in range(20):  # while the conversation still scrolls, the card is hidden again
            page.mouse.move(0, 0)
            chip_of(answer).hover()
            card = page.locator("#quote-card").bounding_box()
            if card is not None:
                break
            page.wait_for_timeout(200)
        assert card is not None
        assert card["x"] >= 12
        assert card["x"] + card["width"] <= 360 - 12
        assert overflow(page) == 0
        click_chip(page, 1)
        assert marked_text(page) == answer_text(answer)
        expect(page.locator("#pane mark.answer")).to_be_in_viewport()
        assert page.locator("#source").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
        assert overflow(page) == 0
        page.get_by_role("button", name="Close the source").click()
        page.get_by_role("button", name="Library", exact=True).click()
        expect(page.locator("#documents")).to_be_visible()
        assert overflow(page) == 0
        page.get_by_role("button", name=re.compile("^Ceasefire")).click()
        expect(page.locator("#pane .text")).to_be_visible()
        expect(page.locator("#library")).to_be_hidden()


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_a_phone_is_wide_enough_for_every_language(browser: Browser, site: Site, language: str) -> None:
    say = texts_in(language)
    with window(browser, size=(360, 740), locale=language) as page:
        page.goto(site.address)
        box = page.get_by_role("textbox", name=say("your_question"))
        box.fill(TROOPS)
        box.press("Enter")
        answer = page.locator("#chat .reply")
        expect(answer).to_be_visible()
        assert overflow(page) == 0
        quiet(page)
        answer.locator(".act.right").click()
        quiet(page)
        click_chip(page, 1)
        marked_text(page)
        assert overflow(page) == 0
        header = page.locator("#pane header").bounding_box()
        assert header is not None
        assert header["height"] <= 150, "the text has the room"
        files = page.get_by_role("link", name=say("whole_text"))
        files.scroll_into_view_if_needed()
        expect(files).to_be_in_viewport(ratio=1)
        assert overflow(page) == 0
        page.get_by_role("button", name=say("close_source")).click()
        quiet(page)
        page.get_by_role("button", name=say("kept"), exact=True).click()
        expect(page.locator(".kept tbody tr").first).to_be_visible()
        assert overflow(page) == 0
        page.get_by_role("button", name=say("close_source")).click()
        page.get_by_role("button", name=say("library"), exact=True).click()
        for tab in ("conversations", "documents"):
            page.get_by_role("tab", name=say(tab)).click()
            assert overflow(page) == 0


def test_everything_is_reached_at_twice_the_size(browser: Browser, site: Site) -> None:
    """A window of 1280 by 800 at 200 % zoom is one of 640 by 400."""
    with opened(browser, site.address, size=(640, 400)) as page:
        expect(question_box(page)).to_be_in_viewport(ratio=1)
        answer = ask(page, TROOPS)
        expect(question_box(page)).to_be_in_viewport(ratio=1)
        click_chip(page, 1)
        assert marked_text(page) == answer_text(answer)
        expect(page.locator("#pane mark.answer")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Close the source")).to_be_in_viewport(ratio=1)
        assert overflow(page) == 0
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Library", exact=True).click()
        page.get_by_role("checkbox", name="Ask only Ceasefire").check()
        expect(page.locator("p.limited")).to_contain_text("Limits: one document")
        assert overflow(page) == 0


MOVING = """() => document.getAnimations().length + [...document.querySelectorAll("#banner *, #desk *")].filter(
  (element) => parseFloat(getComputedStyle(element).transitionDuration) > 0).length"""


def test_nothing_moves_for_who_wants_it_still(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    ask(page, TROOPS)
    click_chip(page, 1)
    marked_text(page)
    assert page.evaluate(MOVING) == 0
    page.emulate_media(reduced_motion="no-preference")


def test_the_page_speaks_the_browsers_language(browser: Browser, site: Site) -> None:
    with window(browser, locale="de-AT") as page:
        page.goto(site.address)
        box = page.get_by_role("textbox", name=GERMAN("your_question"))
        expect(box).to_have_attribute("placeholder", GERMAN("ask_your_documents"))
        expect(page.locator("html")).to_have_attribute("lang", "de")
        box.fill(TROOPS)
        box.press("Enter")
        expect(page.locator("#chat .sure")).to_have_text(f"{GERMAN('found_in', 1)} · {GERMAN('strong_match')}")
        expect(page.locator("#chat .took")).to_have_text("0,03 s")
        expect(page.locator("#live")).to_contain_text("40,000")


def test_short_and_long_excerpts_are_equally_wide(page: Page, site: Site) -> None:
    site.library.put(make_document("It is dark.", title="Night"))
    boxes = [ask(page, question).locator(".quote").bounding_box() for question in (TROOPS, "Dark, is it really?")]
    wide, narrow = (box["width"] for box in boxes if box)
    assert wide == narrow > 400


CONTRAST = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  const words = "h1, h2, p, button, a, mark, strong, .words, .facts, .question, .text";
  for (const element of document.querySelectorAll(words)) {
    if (!element.textContent.trim() || !element.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(browser: Browser, site: Site, scheme: Scheme) -> None:
    """WCAG AA: text stands out from its background by 4.5 to 1."""
    with opened(browser, site.address, scheme=scheme) as page:
        ask(page, "Who painted Guernica?")
        ask(page, TROOPS)
        click_chip(page, 1)
        marked_text(page)
        assert page.evaluate(CONTRAST) == []
