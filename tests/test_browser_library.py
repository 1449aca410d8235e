"""The library in a real Chromium: its list, what limits questions, files that are added, removed, put back."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import page_site
import pytest
from fake_library import FakeLibrary, fake_ask, make_document
from page_site import SAY, TROOPS, Site
from page_steps import (
    answer_text,
    ask,
    choose,
    click_chip,
    copied,
    enter,
    marked_text,
    open_page,
    opened,
    question_box,
    quiet,
    remove,
    serving,
    upload,
)
from playwright.sync_api import Browser, Page, expect

from index.snapshot import Scope
from ui.asking import Asking

pytestmark = pytest.mark.browser
browser, served, site = page_site.browser, page_site.served, page_site.site
shared, page = page_site.shared, page_site.page

KEEPER = "How many seagulls counted the keeper of the lighthouse?"


@pytest.fixture
def logs(site: Site) -> Site:
    """Two more documents, with dates, that answer KEEPER."""
    for year, number in ((2023, 1111), (2024, 2222)):
        text = f"The lighthouse keeper counted {number} seagulls."
        site.library.put(replace(make_document(text, title=f"Log {year}"), date=f"{year}-05-01"))
    return site


@pytest.mark.usefixtures("logs")
def test_questions_are_limited_to_ticks_and_dates(page: Page) -> None:
    scope = page.locator("p.limited")
    expect(scope).to_be_hidden()
    page.get_by_role("checkbox", name="Ask only Log 2024").check()
    expect(scope).to_contain_text("Limits: one document")
    assert "2222" in answer_text(ask(page, KEEPER))
    page.get_by_role("checkbox", name="Ask only Ceasefire").check()
    page.get_by_role("checkbox", name="Ask only Log 2024").uncheck()
    expect(ask(page, KEEPER).locator(".missing")).to_be_visible()
    page.get_by_role("checkbox", name="Ask only Log 2023").check()
    expect(scope).to_contain_text("Limits: 2 documents")
    page.get_by_label("Find a document").fill("2024")
    expect(page.locator("#documents li")).to_have_count(1)
    page.get_by_label("Find a document").fill("")
    expect(page.locator("#documents .tick:checked")).to_have_count(2)
    page.get_by_role("button", name="Ask all").click()
    expect(page.locator("#documents .tick:checked")).to_have_count(0)
    expect(scope).to_be_hidden()

    page.locator(".limits summary").click()
    page.get_by_label("Dated from", exact=True).fill("2024-01-01")
    assert "2222" in answer_text(ask(page, KEEPER))
    page.get_by_label("Dated from", exact=True).fill("")
    page.get_by_label("Dated up to", exact=True).fill("2023-12-31")
    assert "1111" in answer_text(ask(page, KEEPER))
    expect(scope).to_contain_text("Limits: dated up to December 31, 2023")
    limited = ask(page, TROOPS)
    expect(limited.locator(".missing")).to_be_visible()
    expect(limited.locator(".unknown").first).to_contain_text("Only 1 of your 3 documents were asked")
    page.get_by_role("button", name="Ask all").click()
    expect(page.get_by_label("Dated up to", exact=True)).to_have_value("")
    expect(ask(page, TROOPS).locator(".said")).to_have_text("40,000")


@pytest.mark.usefixtures("logs")
def test_a_limit_counts_for_a_question_that_is_sent_in_the_same_moment(page: Page) -> None:
    for title, number in (("Log 2023", "1111"), ("Log 2024", "2222")) * 2:
        before = page.locator("#chat .reply").count()
        question_box(page).fill(KEEPER)
        page.evaluate(TICK_AND_ASK, title)
        expect(page.locator("#chat .reply")).to_have_count(before + 1)
        assert number in answer_text(page.locator("#chat .reply").last)
        page.get_by_role("button", name="Ask all").click()


TICK_AND_ASK = """title => {
  document.querySelector(`[aria-label="Ask only ${title}"]`).click();
  const box = document.querySelector("#question textarea");
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
}"""


def test_limits_of_the_command_line_are_shown(browser: Browser, logs: Site) -> None:
    asking = Asking("", scope=Scope(until="2023-12-31"), strict=0.9)
    with serving(logs.library, fake_ask(logs.library), asking=asking) as address, opened(browser, address) as page:
        told = page.locator("p.limited")
        expect(told).to_contain_text(
            "dated up to December 31, 2023 · An answer counts as found from a confidence of 0.9"
        )
        assert "1111" in answer_text(ask(page, KEEPER))
        page.locator(".limits summary").click()
        page.get_by_label("An answer counts as found").select_option("even when it is doubtful")
        assert "1111" in answer_text(ask(page, KEEPER)), "the date still counts"


def test_how_strict_to_be_is_chosen(page: Page) -> None:
    page.locator(".limits summary").click()
    expect(ask(page, TROOPS).locator(".said")).to_have_text("40,000")
    page.get_by_label("An answer counts as found").select_option("only when it is nearly certain")
    expect(ask(page, TROOPS).locator(".missing")).to_be_visible()
    page.get_by_label("An answer counts as found").select_option("when it is likely right")
    expect(ask(page, TROOPS).locator(".said")).to_have_text("40,000")


def test_a_long_list_is_searched_sorted_and_turned(page: Page, site: Site) -> None:
    for number in range(250):
        made = make_document(f"Text {number}. " * (60 if number == 17 else 1), title=f"Minutes {number:03}")
        site.library.put(replace(made, date="2024-09-25" if number == 99 else None))
    open_page(page, site.address)
    rows, titles = page.locator("#documents li"), page.locator("#documents .title")
    expect(page.locator("#documents .count")).to_have_text(re.compile(r"251 documents · \d+ passages"))
    expect(rows).to_have_count(100)
    expect(page.locator(".pager")).to_contain_text("1 to 100 of 251")
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".pager")).to_contain_text("101 to 200 of 251")
    page.get_by_role("button", name="Next").click()
    expect(rows).to_have_count(51)
    expect(titles.last).to_have_text("Minutes 249")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_label("Sort by").select_option("Newest first")
    expect(titles.first).to_have_text("Minutes 099")
    page.get_by_label("Sort by").select_option("Longest first")
    expect(titles.first).to_have_text("Ceasefire")
    expect(titles.nth(1)).to_have_text("Minutes 017")
    page.get_by_label("Find a document").fill("24 MIN")
    expect(rows).to_have_count(13)
    page.get_by_label("Find a document").fill("no such title <b>")
    expect(page.locator("#documents .empty")).to_have_text(SAY("no_title_with", "no such title <b>"))


def test_reading_goes_on_while_questions_are_answered_and_over_a_reload(page: Page, site: Site, tmp_path: Path) -> None:
    (tmp_path / "slow.txt").write_text("The lighthouse stands.", "utf-8")
    (tmp_path / "secret.broken").write_text("x", "utf-8")
    site.library.reading.clear()
    choose(page, [tmp_path / "slow.txt", tmp_path / "secret.broken"])
    jobs = page.locator("#jobs")
    expect(jobs.locator(".reading")).to_have_text("Reading slow.txt")
    expect(jobs.locator(".rate")).to_have_text("0 of 2 files · 0 a second · … left")
    assert "40,000" in answer_text(ask(page, TROOPS))
    click_chip(page, 1)
    marked_text(page)
    open_page(page, site.address)
    expect(jobs.locator(".reading")).to_have_text("Reading slow.txt")
    site.library.reading.set()
    expect(jobs.locator(".report")).to_have_text("1 added")
    expect(jobs.locator("li")).to_have_text("secret.broken was not added: the file is encrypted")
    expect(page.locator("#documents li")).to_have_count(2)
    open_page(page, site.address)
    expect(jobs.locator(".report")).to_have_text("1 added")
    jobs.get_by_role("button", name="Close").click()
    expect(jobs).to_be_empty()


def test_a_folder_is_added_and_reading_it_is_stopped(page: Page, site: Site, tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / "notes" / "2024").mkdir(parents=True, exist_ok=True)
        (tmp_path / "notes" / "2024" / f"{number:02}.txt").write_text(f"Note {number}.", "utf-8")
    site.library.reading.clear()
    page.locator("#library input.folder").set_input_files(tmp_path / "notes")
    expect(page.locator("#jobs .rate")).to_contain_text("of 25 files")
    page.locator("#jobs").get_by_role("button", name="Stop").click()
    expect(page.locator("#jobs .rate")).not_to_contain_text("of 25 files")
    site.library.reading.set()
    expect(page.locator("#jobs .report")).to_have_text(re.compile("^(16|20) added$"))
    expect(page.locator("#documents .title").first).to_have_text(re.compile(r"^(notes/2024/\d\d\.txt|Ceasefire)$"))


def test_documents_are_added_asked_removed_and_put_back(page: Page, tmp_path: Path) -> None:
    name = "what? $notes {1}.txt"
    (tmp_path / name).write_text("The lighthouse keeper counted 1,234 seagulls.", "utf-8")
    upload(page, tmp_path / name)
    rows, report = page.locator("#documents li"), page.locator("#report")
    expect(rows).to_have_count(2)
    assert answer_text(ask(page, KEEPER)) == "The lighthouse keeper counted 1,234 seagulls."
    click_chip(page, 1)
    marked_text(page)
    page.get_by_role("checkbox", name=f"Ask only {name}").check()
    remove(page, name)
    expect(page.locator("#documents .open").first).to_be_focused()
    expect(page.locator("#live")).to_contain_text(f"{name} was removed.")
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator("p.limited")).to_be_hidden()
    expect(report).to_contain_text(f"{name} was removed.")
    expect(page.locator("#chat .reply").last).to_contain_text("Excerpt 1 is not shown")
    quiet(page)
    page.locator("#chat .reply").last.get_by_role("button", name="Copy", exact=True).click()
    assert copied(page).startswith("Excerpt 1 is no longer in your documents.")
    expect(ask(page, KEEPER).locator(".missing")).to_be_visible()
    report.get_by_role("button", name="Undo: ").click()
    expect(report).to_contain_text(f"{name} is back.")
    expect(page.locator("#chat .reply").first).to_contain_text("1,234")
    expect(page.get_by_role("checkbox", name=f"Ask only {name}")).to_be_checked()
    page.get_by_role("button", name="Ask all").click()
    expect(rows).to_have_count(2)
    assert "1,234" in answer_text(ask(page, KEEPER))
    click_chip(page, 1)
    assert "1,234" in marked_text(page)
    button = page.get_by_role("button", name="Remove Ceasefire")
    assert button.evaluate("button => { button.click(); return button.disabled }"), "it is removed once"


def test_what_others_did_meanwhile_is_seen(page: Page, site: Site) -> None:
    site.library.put(make_document("The lighthouse stands.", title="Lighthouse"))
    ask(page, TROOPS)
    expect(page.locator("#documents li")).to_have_count(2)
    site.library.clear()
    quiet(page)
    page.get_by_role("button", name=re.compile("^Ceasefire")).click()
    expect(page.locator("#pane .notice")).to_have_text(SAY("gone"))
    remove(page, "Ceasefire")
    expect(page.locator("#report")).to_have_text(SAY("gone"))
    expect(page.locator("#documents .empty")).to_have_text(SAY("no_documents"))
    expect(ask(page, TROOPS)).to_have_text(SAY("add_some"))


def test_a_library_that_cannot_be_written_is_one_calm_sentence(
    page: Page, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(site.library, "add_uploads", fail)
    monkeypatch.setattr(site.library, "remove", fail)
    (tmp_path / "a.txt").write_text("The lighthouse stands.", "utf-8")
    choose(page, tmp_path / "a.txt")
    expect(page.locator("#jobs li")).to_have_text("a.txt was not added: something went wrong, see the log")
    page.get_by_role("button", name="Remove Ceasefire").click()
    expect(page.locator("#report")).to_contain_text("The document could not be removed")
    expect(page.locator("#documents li")).to_have_count(1)
    assert caplog.text.count("OSError: disk full") == 2


def test_an_empty_library_asks_for_documents_and_the_list_can_be_folded_away(page: Page, site: Site) -> None:
    expect(page.locator("#chat .welcome")).to_contain_text("Ask your documents")
    toggle = page.get_by_role("button", name="Library", exact=True)
    toggle.click()
    expect(page.locator("#library")).to_be_hidden()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    expect(page.locator("#library")).to_be_visible()
    site.library.clear()
    open_page(page, site.address)
    expect(page.locator("#chat .welcome")).to_contain_text("Add your documents")


@pytest.fixture
def two_libraries(tmp_path: Path) -> Iterator[str]:
    """The address of a page with the libraries "papers" and "diary & notes"."""
    made = {name: FakeLibrary(tmp_path / name) for name in ("papers", "diary & notes")}
    for name, library in made.items():
        library.folder.mkdir()
        (library.folder / "library.db").write_bytes(b"")
        library.put(make_document(f"The lighthouse keeper counted {len(name)} seagulls.", title=f"In {name}"))
    papers = made["papers"]
    with serving(papers, fake_ask(papers), lambda folder: made[folder.name].as_library) as address:
        yield address


def test_libraries_are_switched(browser: Browser, two_libraries: str) -> None:
    with opened(browser, two_libraries) as page:
        switch = page.locator(".switch-library")
        expect(page.locator("#documents .title")).to_have_text("In papers")
        assert "6" in answer_text(ask(page, KEEPER))
        switch.select_option("diary & notes")
        expect(page.locator("#documents .title")).to_have_text("In diary & notes")
        expect(switch).to_have_value("diary & notes")
        quote = answer_text(ask(page, KEEPER))
        assert "13" in quote
        click_chip(page, 1)
        page.get_by_role("button", name="Copy link").click()
        link = copied(page)
        with page.expect_popup() as text:
            page.get_by_role("link", name="Whole text").click()
        expect(text.value.locator("body")).to_have_text(quote)
        open_page(page, two_libraries)
        expect(page.locator("#documents .title")).to_have_text("In papers")
        open_page(page, link)
        assert marked_text(page) == quote
        expect(page.locator("#documents .title")).to_have_text("In diary & notes")


def test_a_web_page_is_added_where_that_is_allowed(browser: Browser, tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path / "papers")
    with serving(library, fake_ask(library), allow_web=True) as address, opened(browser, address) as page:
        field = page.get_by_label("Web address")
        field.fill("http://nobody.broken")
        field.press("Enter")
        expect(page.locator("#jobs li")).to_contain_text("there is no such host")
        expect(field).to_have_value("")
        page.get_by_role("button", name="Close").click()
        field.fill("https://lake.example/ducks")
        page.get_by_role("button", name="Add page").click()
        expect(page.locator("#documents")).to_contain_text("https://lake.example/ducks")
        expect(page.locator("#jobs")).to_contain_text("1 added")


def test_the_page_is_there_before_the_models_and_says_so(browser: Browser, tmp_path: Path) -> None:
    library, loaded = FakeLibrary(tmp_path / "papers"), threading.Event()
    library.put(make_document("The lighthouse keeper counted 13 seagulls.", title="Log"))
    warm = lambda _: loaded.wait(20)  # noqa: E731
    with serving(library, fake_ask(library), warm=warm) as address, opened(browser, address) as page:
        enter(page, KEEPER)
        expect(page.locator("#chat")).to_contain_text("The models are still being loaded")
        loaded.set()
        expect(page.locator("#chat .reply")).to_contain_text("13")
        expect(page.locator("#chat")).not_to_contain_text("The models are still being loaded")
