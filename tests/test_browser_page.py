"""The page in a real Chromium: asking, citing, opening sources, adding and removing documents, hostile documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fake_library import FakeLibrary, fake_ask, make_document
from page_steps import (
    answer_text,
    ask,
    chromium_running,
    click_chip,
    marked_text,
    open_page,
    question_box,
    remove,
    serving,
    upload,
)
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SEED = Path(__file__).parent.parent / "seeds" / "000_e33d4f36e6da3336.txt"
TROOPS = "How many troops are already stationed in the region?"
EVIL = (
    'Evil plan: <img src=x onerror="canary()"> <script>canary()</script> ${canary()} {{x}} '
    "{{constructor.constructor('canary()')()}} $$x$$ [a](javascript:canary()) `code` ```pre``` </textarea> </title> --> "
    "*b* _i_ # h ~~s~~ https://example.com \u202egnirts desrever\u202c \u2066isolated \x01\x0b\x1b bell &amp; &#36; ‘end’"
)


@dataclass(frozen=True, slots=True)
class Site:
    """A served library, and what its pages did beside being looked at."""

    library: FakeLibrary
    address: str
    requests: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeLibrary, str]]:
    library = FakeLibrary(tmp_path_factory.mktemp("library"))
    with serving(library.as_library, fake_ask(library)) as address:
        yield library, address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_running() as running:
        yield running


@pytest.fixture
def site(served: tuple[FakeLibrary, str]) -> Iterator[Site]:
    """A library with the seed only. Afterwards: no foreign request, no error in the console, no script of a document."""
    library, address = served
    library.clear()
    library.put(make_document(SEED.read_text("utf-8"), title="Ceasefire", source=str(SEED)), SEED.read_bytes())
    made = Site(library, address, [], [])
    yield made
    assert [url for url in made.requests if not url.startswith((address, "data:", "blob:"))] == []
    assert made.complaints == []


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        watch(page, site)
        open_page(page, site.address)
        yield page
        assert page.evaluate("window.__fired ?? 'silent'") == "silent"


def watch(page: Page, site: Site) -> None:
    page.add_init_script("window.canary = () => { window.__fired = true }")
    page.on("request", lambda request: site.requests.append(request.url))
    page.on("console", lambda message: site.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: site.complaints.append(str(error)))


def the_seed(site: Site) -> str:
    return SEED.read_text("utf-8")


def test_a_question_is_answered_with_a_cited_excerpt(page: Page) -> None:
    answer = ask(page, TROOPS)
    assert "join the 40,000 already stationed" in answer_text(answer)
    assert answer.locator("strong.answer").text_content() == "40,000"
    assert answer.locator("a.cite").text_content() == "1"
    expect(answer.locator(".cited")).to_have_text("Ceasefire")
    expect(answer.locator(".verdict")).to_have_text(re.compile(r"Found — a strong match\s*0\.03 s"))
    expect(page.locator("#chat .question")).to_have_text(TROOPS)
    expect(question_box(page)).to_have_value("")
    assert page.locator("footer").is_hidden()


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
    question_box(page).focus()
    page.keyboard.press("Shift+Tab")
    expect(answer.locator("a.cite")).to_be_focused()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_choosing_a_chip_marks_the_place_in_the_source(page: Page, site: Site) -> None:
    answer = ask(page, TROOPS)
    expect(page.locator("#source")).to_be_hidden()
    click_chip(page, 1)
    assert marked_text(page) == answer_text(answer)
    assert page.locator("#pane .text").text_content() == the_seed(site)
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


def test_no_question_and_a_failure_are_one_calm_sentence(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    expect(ask(page, "   ")).to_have_text("Please type a question.")
    expect(page.locator("#chat .question")).to_have_count(0)
    expect(ask(page, "explode")).to_contain_text("This question could not be answered")
    assert "RuntimeError: boom" in caplog.text
    assert "boom" not in page.content()


def test_a_question_may_have_ten_thousand_characters(page: Page) -> None:
    question = (TROOPS + " ") * 188
    answer = ask(page, question)
    assert "40,000" in answer_text(answer)
    expect(question_box(page)).to_have_attribute("maxlength", "10000")


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
    import os

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


def test_a_document_can_be_opened_from_the_list(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Ceasefire").first.click()
    expect(page.locator("#pane .text")).to_be_visible()
    assert page.locator("#pane .text").text_content() == the_seed(site)
    expect(page.locator("#pane mark")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Original file").click()
    assert download.value.path().read_bytes() == SEED.read_bytes()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Whole text").click()
    assert popup.value.url.endswith("/text")


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


def test_hostile_documents_are_shown_literally(page: Page, site: Site) -> None:
    title = EVIL.replace("\n", " ")
    site.library.put(make_document(f"Before.\n\n{EVIL}\n\nAfter.", title=title, source=f"/tmp/{EVIL}"))
    question = f"Evil plan constructor isolated desrever gnirts {EVIL}"
    answer = ask(page, question)
    expect(page.locator("#documents li")).to_have_count(2)
    assert answer_text(answer) == EVIL
    assert page.locator("#chat .question").text_content() == question
    assert answer.locator(".cited bdi").text_content() == title
    assert page.locator("#documents .title").nth(1).text_content() == title
    answer.locator("a.cite").hover()
    assert page.locator("#quote-card").text_content() == EVIL
    click_chip(page, 1)
    assert marked_text(page) == EVIL
    assert page.locator("#pane .text").text_content() == f"Before.\n\n{EVIL}\n\nAfter."
    assert page.locator("#pane h2").text_content() == title
    assert page.locator("#pane .from").text_content() == f"/tmp/{EVIL}"
    for part in ("#chat .reply", "#chat .question", "#pane .text", "#documents"):
        assert page.locator(part).locator("img, script, textarea, code, em, del, .katex, a:not(.cite)").count() == 0
    remove(page, title)
    expect(page.locator("#report")).to_contain_text("was removed.")


def test_a_hostile_file_name_is_shown_literally(page: Page, tmp_path: Path) -> None:
    name = "<img src=x onerror=canary()> ${canary()} {{x}} `c` $$x$$.broken"
    (tmp_path / name).write_text("x", "utf-8")
    report = upload(page, tmp_path / name)
    assert report.locator("strong").text_content() == name


def test_a_document_does_not_turn_the_page_around(page: Page, site: Site) -> None:
    """An override that is never ended reverses its own quote and nothing beside it."""
    site.library.put(make_document("\u202eThe lighthouse keeper counted seagulls", title="\u202eReversed"))
    answer = ask(page, "Did the lighthouse keeper count seagulls?")
    chip, words = answer.locator("blockquote a.cite").bounding_box(), answer.locator(".words").bounding_box()
    assert chip is not None
    assert words is not None
    assert chip["x"] >= words["x"] + words["width"]
    expect(answer.locator(".verdict")).to_have_css("direction", "ltr")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_one_thing_at_a_time(browser: Browser, site: Site, scheme: str) -> None:
    phone = {"width": 390, "height": 844}
    with browser.new_context(viewport=phone, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        watch(page, site)
        open_page(page, site.address)
        expect(page.locator("#library")).to_be_hidden()
        answer = ask(page, TROOPS)
        click_chip(page, 1)
        assert marked_text(page) == answer_text(answer)
        expect(page.locator("#pane mark.answer")).to_be_in_viewport()
        assert page.locator("#source").bounding_box() == {"x": 0, "y": 0, **phone}
        page.get_by_role("button", name="Close the source").click()
        page.get_by_role("button", name="Documents", exact=True).click()
        expect(page.locator("#documents")).to_be_visible()
        page.get_by_role("button", name="Ceasefire").first.click()
        expect(page.locator("#pane .text")).to_be_visible()
        expect(page.locator("#library")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


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
  for (const element of document.querySelectorAll("h1, h2, p, button, a, mark, strong, .words, .facts, .question, .text")) {
    if (!element.textContent.trim() || !element.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(browser: Browser, site: Site, scheme: str) -> None:
    """WCAG AA: text stands out from its background by 4.5 to 1."""
    with browser.new_context(color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        watch(page, site)
        open_page(page, site.address)
        ask(page, "Who painted Guernica?")
        ask(page, TROOPS)
        click_chip(page, 1)
        marked_text(page)
        assert page.evaluate(CONTRAST) == []
