"""Take the README's picture of the page; with a folder as argument, also pictures of everything else, to look at.

python tests/take_screenshots.py [FOLDER]
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fake_library import FakeLibrary, fake_ask, make_document
from page_site import SEED
from page_steps import Scheme, ask, chromium_running, click_chip, marked_text, opened, serving, upload
from playwright.sync_api import Browser, Page, expect
from test_browser_hostile import EVIL

import qa.ask
from index.opening import open_library

README = Path(__file__).parent.parent / "ui" / "static" / "screenshots" / "answer.png"

DESK, PHONE = (1280, 800), (390, 844)

KILLED = "How many people were killed in the airstrikes on Monday?"


def main() -> None:
    """Take the pictures."""
    with TemporaryDirectory() as folder, chromium_running() as browser:
        README.parent.mkdir(exist_ok=True)
        with open_library(Path(folder)) as library:
            library.add_uploads([(SEED.name, SEED)])  # by its path, the picture would show this machine's folders
            asker = partial(qa.ask.ask, library=library)
            asker("warm up")
            with serving(library, asker) as address:
                take(browser, address, README, show_source)
                if len(sys.argv) > 1:
                    take_real(browser, address, Path(sys.argv[1]))
        if len(sys.argv) > 1:
            take_made_up(browser, Path(sys.argv[1]))


def take(
    browser: Browser,
    address: str,
    file: Path,
    steps: Callable[[Page], None],
    *,
    size: tuple[int, int] = DESK,
    scheme: Scheme = "light",
) -> None:
    """Open the page, do the steps, take a picture."""
    with opened(browser, address, size=size, scheme=scheme) as page:
        steps(page)
        page.screenshot(path=file, animations="disabled")
    print(file)


def take_real(browser: Browser, address: str, folder: Path) -> None:
    """Take pictures of the seed's library: light and dark, desk and phone."""
    folder.mkdir(parents=True, exist_ok=True)
    steps = (show_start, show_answer, hover, show_source, show_missing, show_documents)
    for scheme in ("light", "dark"):
        for size in (DESK, PHONE):
            for step in steps if size == PHONE else steps[:-1]:
                name = f"{scheme}-{size[0]}-{step.__name__}.png"
                take(browser, address, folder / name, step, size=size, scheme=scheme)


def take_made_up(browser: Browser, folder: Path) -> None:
    """Take pictures of libraries that are empty, long or hostile, and of an upload while it is read."""
    library = FakeLibrary(folder / "library")
    uploads = [folder / name for name in ("minutes.txt", "A report with a long name, third quarter.broken", "b.txt")]
    for path in uploads:
        path.write_text(f"The text of {path.name}.", "utf-8")
    with serving(library, fake_ask(library)) as address:
        take(browser, address, folder / "empty.png", show_start)
        library.put(make_document(f"Before.\n\n{EVIL}\n\nAfter.", title=EVIL, source=f"/tmp/{EVIL}"))
        take(browser, address, folder / "hostile.png", partial(show_source, question=f"Evil plan isolated {EVIL}"))
        library.reading.clear()
        take(browser, address, folder / "uploading.png", partial(show_uploading, paths=uploads))
        library.reading.set()
        take(browser, address, folder / "uploaded.png", lambda page: expect(upload(page, uploads)).to_be_visible())
        for number in range(600):
            library.put(make_document(f"Text {number}.", title=f"Minutes of meeting {number}, with annexes"))
        take(browser, address, folder / "many.png", show_start)


def show_start(page: Page) -> None:
    expect(page.locator("#chat .welcome")).to_be_visible()


def show_answer(page: Page) -> None:
    ask(page, KILLED)


def hover(page: Page) -> None:
    ask(page, KILLED).locator("a.cite").first.hover()


def show_source(page: Page, question: str = KILLED) -> None:
    ask(page, question)
    click_chip(page, 1)
    marked_text(page)
    page.mouse.move(0, 0)


def show_missing(page: Page) -> None:
    ask(page, KILLED)
    ask(page, "Who is the president of France?")


def show_documents(page: Page) -> None:
    page.get_by_role("button", name="Documents", exact=True).click()


def show_uploading(page: Page, paths: list[Path]) -> None:
    page.locator("#library input[type=file]").set_input_files(paths)
    expect(page.locator("#report")).to_contain_text("Reading minutes.txt")


if __name__ == "__main__":
    main()
