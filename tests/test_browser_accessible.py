"""The page for everyone: what axe-core finds, on every part of the page, in both themes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import page_site
import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_library import fake_ask, make_answer, make_document, make_excerpt
from page_site import COUNTS, SEAGULLS, TROOPS, Site
from page_steps import Scheme, ask, click_chip, marked_text, opened, quiet, serving
from pdf_files import line, made_pdf
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from qa.answer import Answer

pytestmark = pytest.mark.browser
browser, served, site = page_site.browser, page_site.served, page_site.site
shared, page = page_site.shared, page_site.page

GRADIOS_OWN: dict[str, str] = {}
"""Rules that Gradio's own parts break, with the selector of the part; no other violation is let through."""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical, but for Gradio's own, each with the elements."""
    found = Axe().run(page).response["violations"]
    return [
        f"{row['id']}: {node['target']} {node['html'][:150]}"
        for row in found
        if row["impact"] in {"serious", "critical"}
        for node in row["nodes"]
        if GRADIOS_OWN.get(row["id"]) not in " ".join(map(str, node["target"])).split()
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, site: Site, scheme: Scheme) -> None:
    with opened(browser, site.address, scheme=scheme) as page:
        assert violations(page) == []
        ask(page, TROOPS)
        ask(page, "Who painted Guernica?")
        assert violations(page) == []
        page.locator("#chat a.cite").first.click()
        marked_text(page)
        assert violations(page) == []
        page.locator("#chat .act.keep").first.click()
        page.locator(".show-kept").click()
        expect(page.locator(".kept")).to_be_visible()
        page.locator(".tab", has_text="Conversations").click()
        assert violations(page) == []
        page.locator("#talks .menu summary").first.click()
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_while_picking_and_in_what_cannot_be_shown(
    browser: Browser, site: Site, scheme: Scheme
) -> None:
    with opened(browser, site.address, scheme=scheme) as page:
        ask(page, TROOPS)
        click_chip(page, 1)
        page.get_by_role("button", name="Pick a sentence").click()
        expect(page.locator("#pane .s[role='button']").first).to_be_visible()
        assert violations(page) == []
        page.locator("#pane .checked summary").click()
        assert violations(page) == []
        quiet(page)
        site.library.clear()
        click_chip(page, 1)
        expect(page.locator("#pane .notice")).to_be_visible()
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_differing_answers(browser: Browser, site: Site, scheme: Scheme) -> None:
    def differing(question: str, library: Library, **how: Any) -> Answer:
        return replace(fake_ask(site.library)(question, **how), differs=((1, 2),))

    site.library.put(make_document(COUNTS, title="Log"))
    with serving(site.library, differing) as address, opened(browser, address, scheme=scheme) as page:
        expect(ask(page, SEAGULLS).locator(".side")).to_have_count(2)
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_pages(browser: Browser, library: Library, tmp_path: Path, scheme: Scheme) -> None:
    (tmp_path / "birds.pdf").write_bytes(made_pdf(line("The warden counted 250 geese."), line("Nothing here.")))
    library.add([tmp_path / "birds.pdf"])
    document = library.document(library.documents()[0].id)
    answer = make_answer("?", [make_excerpt(document, 0, len("The warden counted 250 geese."))])
    with (
        serving(library, lambda *_, **__: answer) as address,
        opened(browser, address, scheme=scheme) as page,
    ):
        ask(page, "How many geese were counted?").locator("a.cite").first.click()
        expect(page.locator("#pane .box").first).to_be_visible()
        assert violations(page) == []
        page.locator("#pane .zoom").last.click()
        assert violations(page) == []
