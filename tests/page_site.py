"""Fixtures of the browser tests: a served library with the seed, a Chromium, and the page open in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fake_library import FakeLibrary, fake_ask, make_document
from page_steps import chromium_running, serving, watched, window
from playwright.sync_api import Browser, Page

from ui.texts import texts_in

SEED = Path(__file__).parent.parent / "seeds" / "000_e33d4f36e6da3336.txt"
SAY = texts_in("en")

SEAGULLS = "every seagull that the keeper counted"
COUNTS = "The keeper counted 11 seagulls.\n\nThe keeper counted 22 at dusk.\n\nThe keeper counted 33 in spring."
"""Three sentences that answer SEAGULLS, the best one first."""

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
    served.library.reading.set()
    served.library.asking.set()
    served.library.put(make_document(SEED.read_text("utf-8"), title="Ceasefire", source=str(SEED)), SEED.read_bytes())
    return served


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[Page]:
    """A window for all tests of a module: one that has loaded the page before loads it quickly."""
    with window(browser) as page:
        yield page


@pytest.fixture
def page(shared: Page, site: Site) -> Iterator[Page]:
    with watched(shared, site.address):
        shared.evaluate("localStorage.clear()")
        yield shared
    for other in shared.context.pages:
        if other is not shared:
            other.close()
