"""How the page looks in a real Chromium: on a phone, and in light and dark colours."""

import page_site
import pytest
from fake_library import make_document
from page_site import TROOPS, Site
from page_steps import Scheme, answer_text, ask, click_chip, marked_text, opened
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
browser, served, site = page_site.browser, page_site.served, page_site.site
shared, page = page_site.shared, page_site.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_one_thing_at_a_time(browser: Browser, site: Site, scheme: Scheme) -> None:
    with opened(browser, site.address, size=(390, 844), scheme=scheme) as page:
        expect(page.locator("#library")).to_be_hidden()
        answer = ask(page, TROOPS)
        answer.locator("a.cite").hover()
        card = page.locator("#quote-card").bounding_box()
        assert card is not None
        assert card["x"] >= 12
        assert card["x"] + card["width"] <= 390 - 12
        click_chip(page, 1)
        assert marked_text(page) == answer_text(answer)
        expect(page.locator("#pane mark.answer")).to_be_in_viewport()
        assert page.locator("#source").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
        page.get_by_role("button", name="Close the source").click()
        page.get_by_role("button", name="Documents", exact=True).click()
        expect(page.locator("#documents")).to_be_visible()
        page.get_by_role("button", name="Ceasefire").first.click()
        expect(page.locator("#pane .text")).to_be_visible()
        expect(page.locator("#library")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_short_and_long_excerpts_are_equally_wide(page: Page, site: Site) -> None:
    site.library.put(make_document("It is dark.", title="Night"))
    boxes = [ask(page, question).locator(".quote").bounding_box() for question in (TROOPS, "Dark, is it really?")]
    assert [box["width"] for box in boxes if box] == [760, 760]


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
