"""A PDF's own pages in a real Chromium: the boxes lie where PDFium says that the characters are."""

from collections.abc import Iterator
from pathlib import Path

import page_site
import pypdfium2
import pytest
from fake_library import make_answer, make_excerpt
from page_steps import ask, opened, serving
from pdf_files import line, made_pdf
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from qa.answer import Answer

pytestmark = pytest.mark.browser
browser = page_site.browser

DATA = made_pdf(line("Ducks swim. The warden counted"), line("250 geese in May. Swans came."), line("Nothing here."))
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
    expect(page.locator("#pane figure")).to_have_count(3)
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


def test_a_pdf_whose_file_is_gone_shows_its_text(page: Page, tmp_path: Path) -> None:
    (tmp_path / "birds.pdf").unlink()
    ask(page, "How many geese?").locator("a.cite").first.click()
    expect(page.locator("#pane .part")).to_contain_text("The pages cannot be shown")
    expect(page.locator("#pane mark.excerpt").first).to_be_visible()
