"""The page for everyone: what axe-core finds, on every part of the page, in both themes."""

import page_site
import pytest
from axe_playwright_python.sync_playwright import Axe
from page_site import TROOPS, Site
from page_steps import Scheme, ask, marked_text, opened
from playwright.sync_api import Browser, Page, expect

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
