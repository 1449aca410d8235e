"""Documents and file names that are markup, in a real Chromium: shown literally everywhere, run nowhere."""

from pathlib import Path

import page_site
import pytest
from fake_library import make_document
from page_site import Site
from page_steps import answer_text, ask, click_chip, marked_text, remove, upload
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
browser, served, site = page_site.browser, page_site.served, page_site.site
shared, page = page_site.shared, page_site.page

EVIL = (
    'Evil plan: <img src=x onerror="canary()"> <script>canary()</script> ${canary()} {{x}} '
    "{{constructor.constructor('canary()')()}} $$x$$ [a](javascript:canary()) `code` ```pre``` "
    "</textarea> </title> --> *b* _i_ # h ~~s~~ https://example.com "
    "\u202egnirts desrever\u202c \u2066isolated \x01\x0b\x1b bell &amp; &#36; ‘end’"
)


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
    assert report.locator("li").text_content() == f"{name} was not added: the file is encrypted"


def test_a_document_does_not_turn_the_page_around(page: Page, site: Site) -> None:
    """An override that is never ended reverses its own quote and nothing beside it."""
    site.library.put(make_document("\u202eThe lighthouse keeper counted seagulls", title="\u202eReversed"))
    answer = ask(page, "Did the lighthouse keeper count seagulls?")
    chip, words = answer.locator("blockquote a.cite").bounding_box(), answer.locator(".words").bounding_box()
    assert chip is not None
    assert words is not None
    assert chip["x"] >= words["x"] + words["width"]
    expect(answer.locator(".verdict")).to_have_css("direction", "ltr")
