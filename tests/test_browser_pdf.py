"""A PDF's own pages in a real Chromium: the boxes lie where PDFium says that the characters are."""

from collections.abc import Iterator
from pathlib import Path

import page_site
import pypdfium2
import pytest
from fake_library import make_answer, make_excerpt
from page_steps import ask, opened, quiet, serving
from pdf_files import line, made_pdf
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from qa.answer import Answer

pytestmark = pytest.mark.browser
browser = page_site.browser

DATA = made_pdf(
    line("Ducks swim. The warden counted"),
    line("250 geese in May. Swans came."),
    line("Nothing here."),
    line("The end."),
)
QUOTE, WORDS = "The warden counted\n250 geese in May.", "250 geese"


@pytest.fixture
def page(browser: Browser, library: Library, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "birds.pdf").write_bytes(DATA)
    library.add([tmp_path / "birds.pdf"])

    def answer(question: str, library: Library, **_: object) -> Answer:
        document = library.document(library.documents()[0].id)
        start, first = document.text.index(QUOTE), document.text.index(WORDS)
        excerpt = make_excerpt(document, start, start + len(QUOTE), answer=(first, first + len(WORDS)))
        return make_answer(question, [excerpt])

    with serving(library, answer) as address, opened(browser, address) as opened_page:
        yield opened_page


def pdfium_box(page: int, words: str) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of some words on a page (from 1), as fractions, by PDFium's own boxes."""
    with pypdfium2.PdfDocument(DATA) as opened_pdf:
        sheet = opened_pdf[page - 1]
        width, height = sheet.get_size()
        text = sheet.get_textpage()
        first = text.get_text_range().index(words)
        boxes = [text.get_charbox(i) for i in range(first, first + len(words)) if words[i - first] != " "]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        text.close()
        sheet.close()
    return min(lefts) / width, 1 - max(tops) / height, max(rights) / width, 1 - min(bottoms) / height


def shown_box(page: Page, number: int, name: str) -> tuple[float, float, float, float]:
    """Return where a box is painted, as fractions of the painted page."""
    sheet = page.locator(f"#pane figure[data-page='{number}']")
    outer, inner = sheet.bounding_box(), sheet.locator(f".box.{name}").bounding_box()
    assert outer is not None
    assert inner is not None
    left, top = (inner["x"] - outer["x"]) / outer["width"], (inner["y"] - outer["y"]) / outer["height"]
    return left, top, left + inner["width"] / outer["width"], top + inner["height"] / outer["height"]


def test_the_boxes_cover_the_characters_on_both_pages(page: Page) -> None:
    ask(page, "How many geese?").locator("a.cite").first.click()
    expect(page.locator("#pane figure")).to_have_count(4)
    page.wait_for_function("() => document.querySelector('#pane img[src]')?.naturalWidth > 300")
    for number, name, words in ((1, "excerpt", "The warden counted"), (2, "answer", "250 geese")):
        left, top, right, bottom = shown_box(page, number, name)
        a, b, c, d = pdfium_box(number, words)
        assert abs(left - a) < 0.01
        assert abs(right - c) < 0.01
        assert top <= b + 0.002
        assert bottom >= d - 0.002
        assert bottom - top < 0.04, "one line high"
    expect(page.locator("#pane figure[data-page='3'] .box")).to_have_count(0)


def test_pages_are_made_larger_and_exchanged_for_the_text(page: Page) -> None:
    ask(page, "How many geese?").locator("a.cite").first.click()
    sheet = page.locator("#pane figure").first
    before = sheet.bounding_box()
    page.get_by_role("button", name="Larger").click()
    expect(page.locator("#pane img[src*='width=']").first).to_be_visible()
    after = sheet.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 1.2 * before["width"]
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("#pane mark.excerpt").first).to_be_visible()
    assert "".join(page.locator("#pane mark.excerpt").all_text_contents()).split() == QUOTE.split()
    page.get_by_role("button", name="Pages", exact=True).click()
    expect(page.locator("#pane .box.answer")).to_have_count(1)


def open_pages(page: Page) -> None:
    ask(page, "How many geese?").locator("a.cite").first.click()
    expect(page.locator("#pane .box.excerpt").first).to_be_in_viewport()
    quiet(page)


def share_of_pane(page: Page, name: str) -> float:
    """Return how far down in the pane a box begins: 0 at its top, 1 at its end."""
    pane, box = page.locator("#pane .scroll").bounding_box(), page.locator(f"#pane .box.{name}").first.bounding_box()
    assert pane is not None
    assert box is not None
    return (box["y"] - pane["y"]) / pane["height"]


def test_all_of_an_enlarged_page_can_be_reached(page: Page) -> None:
    open_pages(page)
    smaller, larger = page.get_by_role("button", name="Smaller"), page.get_by_role("button", name="Larger")
    expect(smaller).to_be_disabled()
    for _ in range(4):
        larger.click()
    expect(larger).to_be_disabled()
    page.locator("#pane .scroll").evaluate("scroll => (scroll.scrollLeft = 0)")
    pane, sheet = page.locator("#pane .scroll").bounding_box(), page.locator("#pane figure").first.bounding_box()
    assert pane is not None
    assert sheet is not None
    assert sheet["width"] > 1.5 * pane["width"]
    assert sheet["x"] >= pane["x"]
    for _ in range(4):
        smaller.click()
    expect(smaller).to_be_disabled()
    expect(larger).to_be_focused()


def test_the_excerpt_stays_in_sight_when_the_size_changes(page: Page) -> None:
    open_pages(page)
    before = share_of_pane(page, "excerpt")
    for _ in range(3):
        page.get_by_role("button", name="Larger").click()
    page.wait_for_timeout(300)
    assert abs(share_of_pane(page, "excerpt") - before) < 0.02
    for size in ((740, 360), (360, 740), (1280, 800)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(300)
        assert abs(share_of_pane(page, "excerpt") - before) < 0.02, size
    page.get_by_role("button", name="Text", exact=True).click()
    mark = page.locator("#pane mark.excerpt").first
    expect(mark).to_be_in_viewport()
    page.set_viewport_size({"width": 360, "height": 740})
    expect(mark).to_be_in_viewport()


def test_pages_are_turned(page: Page) -> None:
    open_pages(page)
    back, on = page.get_by_role("button", name="Previous page"), page.get_by_role("button", name="Next page")
    number = page.get_by_role("textbox", name="Page number")
    expect(page.locator("#pane .of")).to_have_text("of 4")
    expect(number).to_have_value("1")
    expect(back).to_be_disabled()
    for n in (2, 3, 4):
        on.click()
        expect(number).to_have_value(str(n))
        expect(page.locator(f"#pane figure[data-page='{n}']")).to_be_in_viewport()
    expect(on).to_be_disabled()
    expect(back).to_be_focused()
    for n in (3, 2):
        back.click()
        expect(number).to_have_value(str(n))
    for typed, shown in (("4", "4"), ("99", "4"), ("0", "1"), ("x", "1"), ("2", "2")):
        number.fill(typed)
        number.press("Enter")
        expect(number).to_have_value(shown)
    page.locator("#pane figure[data-page='3']").evaluate("sheet => sheet.scrollIntoView()")
    expect(number).to_have_value("3")
    top = page.locator("#pane .scroll").evaluate("scroll => scroll.scrollTop")
    page.get_by_role("article", name="Source").focus()
    page.keyboard.press("PageUp")
    expect(number).to_have_value("2")
    page.locator("#pane .scroll").focus()
    page.keyboard.press("PageDown")
    page.wait_for_function("top => document.querySelector('#pane .scroll').scrollTop > top - 20", arg=top)


def test_a_page_far_away_in_a_long_document_is_fetched(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.pages_html.MOST_PAGES", 2)
    open_pages(page)
    expect(page.locator("#pane figure")).to_have_count(2)
    number = page.get_by_role("textbox", name="Page number")
    number.fill("4")
    number.press("Enter")
    expect(page.locator("#pane figure[data-page='4']")).to_be_in_viewport()
    expect(number).to_have_value("4")
    expect(page.locator("#pane figure")).to_have_count(2)


def test_the_original_opens_in_a_tab_of_its_own(page: Page) -> None:
    open_pages(page)
    with page.context.expect_page() as tab:
        page.get_by_role("link", name="Original file").click()
    tab.value.wait_for_load_state()
    assert tab.value.url.endswith("/original")
    assert tab.value.evaluate("document.contentType") == "application/pdf"


def test_a_pdf_whose_file_is_gone_shows_its_text(page: Page, tmp_path: Path) -> None:
    (tmp_path / "birds.pdf").unlink()
    ask(page, "How many geese?").locator("a.cite").first.click()
    expect(page.locator("#pane .part")).to_contain_text("The pages cannot be shown")
    expect(page.locator("#pane mark.excerpt").first).to_be_visible()
