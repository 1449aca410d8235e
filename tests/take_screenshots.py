"""Take the README's pictures of the page; with a folder as argument, also pictures of everything else, to look at.

python tests/take_screenshots.py [FOLDER]
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fake_library import FakeLibrary, fake_ask, make_document
from page_site import SEED
from page_steps import Scheme, ask, chromium_running, marked_text, opened, serving, upload
from pdf_files import line, made_pdf
from playwright.sync_api import Browser, Page, expect
from test_browser_hostile import EVIL

import qa.ask
from index.library import Library
from index.opening import open_library

README = Path(__file__).parent.parent / "ui" / "static" / "screenshots"

DESK, PHONE = (1280, 800), (390, 844)

KILLED = "How many people were killed in the airstrikes on Monday?"
BUILDING = "Which floors of the building in Ghobeiry were targeted?"
GEESE = "How many geese did the warden count in 2019?"

REPORT = made_pdf(
    line("Birds of the quiet lake", size=20)
    + line("The warden counted 250 geese in 2019, more than in any year before.", y=650)
    + line("Ducks and herons were not counted.", y=620),
    line("Swans came in spring."),
)


def main() -> None:
    """Take the pictures."""
    with TemporaryDirectory() as folder, chromium_running() as browser:
        README.mkdir(exist_ok=True)
        with open_library(Path(folder) / "library") as library:
            add_documents(library, Path(folder))
            qa.ask.ask("warm up", library)
            with serving(library, qa.ask.ask) as address:
                for name, steps in (("answer", show_source), ("differ", show_differing), ("pdf", show_pdf)):
                    take(browser, address, README / f"{name}.png", steps)
                if len(sys.argv) > 1:
                    take_real(browser, address, Path(sys.argv[1]))
        if len(sys.argv) > 1:
            take_made_up(browser, Path(sys.argv[1]))


def add_documents(library: Library, folder: Path) -> None:
    """Add the seed and a PDF, as uploads: by their paths, the pictures would show this machine's folders."""
    (folder / "birds.pdf").write_bytes(REPORT)
    library.add_uploads([(SEED.name, SEED), ("birds.pdf", folder / "birds.pdf")])


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
        page.wait_for_timeout(300)
        page.screenshot(path=file, animations="disabled")
    print(file)


def take_real(browser: Browser, address: str, folder: Path) -> None:
    """Take pictures of a real library: light and dark, desk and phone."""
    folder.mkdir(parents=True, exist_ok=True)
    steps = (show_start, show_differing, hover, show_source, show_pdf, show_missing, show_kept, show_documents)
    for scheme in ("light", "dark"):
        for size in (DESK, PHONE):
            for step in steps if size == PHONE else steps[:-1]:
                name = f"{scheme}-{size[0]}-{step.__name__}.png"
                take(browser, address, folder / name, step, size=size, scheme=scheme)


def take_made_up(browser: Browser, folder: Path) -> None:
    """Take pictures of libraries that are empty, long or hostile, and of an upload while it is read."""
    (folder / "library").mkdir(exist_ok=True)
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


def hover(page: Page) -> None:
    ask(page, KILLED).locator("a.cite").first.hover()


def show_source(page: Page, question: str = BUILDING) -> None:
    ask(page, question).locator("a.cite").first.click()
    marked_text(page)
    page.mouse.move(0, 0)


def show_differing(page: Page) -> None:
    ask(page, KILLED)


def show_pdf(page: Page) -> None:
    ask(page, GEESE).locator("a.cite").first.click()
    expect(page.locator("#pane .box.excerpt").first).to_be_visible()
    page.wait_for_function("() => [...document.querySelectorAll('#pane img')].some((image) => image.naturalWidth)")
    page.mouse.move(0, 0)


def show_missing(page: Page) -> None:
    ask(page, "Who is the president of France?")


def show_kept(page: Page) -> None:
    for question in (BUILDING, GEESE):
        ask(page, question).locator(".act.right").click()
        expect(page.locator("#toast")).to_be_visible()
    page.get_by_role("button", name="Kept questions").click()
    page.get_by_role("button", name="Ask them all again").click()
    expect(page.locator(".kept-plot")).to_be_visible()


def show_documents(page: Page) -> None:
    page.locator(".library-toggle").click()


def show_uploading(page: Page, paths: list[Path]) -> None:
    page.locator("#library input.files").set_input_files(paths)
    expect(page.locator("#jobs")).to_contain_text("Reading minutes.txt")


if __name__ == "__main__":
    main()
