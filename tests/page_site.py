"""Fixtures of the browser tests: a served library with the seed, a Chromium, and the page open in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fake_library import FakeLibrary, fake_ask, make_document
from page_steps import chromium_running, opened, serving
from playwright.sync_api import Browser, Page

SEED = Path(__file__).parent.parent / "seeds" / "000_e33d4f36e6da3336.txt"
TROOPS = "How many troops are already stationed in the region?"


@dataclass(frozen=True, slots=True)
class Site:
    """A library and where its page is served."""

    library: FakeLibrary
    address: str


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_running() as running:
        yield running


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    library = FakeLibrary(tmp_path_factory.mktemp("library"))
    with serving(library, fake_ask(library)) as address:
        yield Site(library, address)


@pytest.fixture
def site(served: Site) -> Site:
    """A library with the seed only."""
    served.library.clear()
    served.library.put(make_document(SEED.read_text("utf-8"), title="Ceasefire", source=str(SEED)), SEED.read_bytes())
    return served


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with opened(browser, site.address) as page:
        yield page
