"""PDF, read by PDFium (pypdfium2): Chrome's engine gets the order and the spaces right; it is C++, hence isolated."""

import re
import time
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from index import ocr
from index.document import Extracted
from index.pdf_text import given_text, stored_text

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

SUFFIXES = (".pdf",)
MEDIA_TYPE = "application/pdf"
PICTURES = ocr.installed()

DAY = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
NO_TITLE = re.compile(
    r"untitled|.*\.(?:docx?|dvi|tex|indd|pdf|qxd|pptx?|xlsx?|ps|html?|rtf|odt|pages)|\W*", re.IGNORECASE
)
"""What programs write where a title belongs: their own file's name, or nothing."""

PASSWORD_ERROR = 4
"""FPDF_ERR_PASSWORD of PDFium's fpdfview.h."""


def read(data: bytes) -> Extracted:
    """Return the text of all pages, each page on lines of its own; title and date of creation as the file states.

    Pages that are pictures are read where that can be done (`index.ocr`), else they are named in the notes.
    """
    opened = open_pdf(data)
    with opened:
        pages = [_page_text(opened, number) for number in range(len(opened))]
        pictures = [number for number, page in enumerate(pages) if not page and _has_something(opened, number)]
        unread = _read_pictures(opened, pictures, pages)
        title, made = opened.get_metadata_value("Title"), opened.get_metadata_value("CreationDate")
    notes = (pages_unread([number + 1 for number in unread]),) if unread else ()
    if not any(pages):
        raise ValueError(f"the file holds no text: {notes[0] if notes else 'its pages may be pictures'}")
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page))
    title = title.strip().removeprefix("Microsoft Word - ")
    named = None if NO_TITLE.fullmatch(title) else title
    return Extracted("".join(pages), tuple(starts), named, day(made), notes=notes)


def pages_unread(numbers: Sequence[int]) -> str:
    """Return the sentence that names pages whose pictures were not read, and what would read them.

    >>> from index import ocr
    >>> pages_unread([3, 7, 8, 9]).partition(" without")[0], pages_unread([2]).partition(" without")[0]
    ('pages 3 and 7-9 are pictures', 'page 2 is a picture')
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        first = runs.pop()[0] if runs and runs[-1][1] == number - 1 else number
        runs.append((first, number))
    named = [f"{first}-{last}" if first < last else f"{first}" for first, last in runs]
    listed = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    what = f"page {listed} is a picture" if len(numbers) == 1 else f"pages {listed} are pictures"
    if ocr.installed():
        return f"{what} without text, and after {ocr.SECONDS:g} s of reading pictures there was no time left"
    return f"{what} without text; {ocr.INSTALL} reads {'it' if len(numbers) == 1 else 'them'}"


def open_pdf(data: bytes) -> "PdfDocument":
    """Return an opened PDF; close it when done.

    Raises:
        ValueError: it is encrypted or damaged.
    """
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD_ERROR:
            raise ValueError("the file is encrypted: save a copy without the password") from None
        raise ValueError("the file is damaged, or no PDF") from None


def _page_text(opened: "PdfDocument", number: int) -> str:
    page = opened[number]
    text = page.get_textpage()
    words = stored_text(given_text(text))
    text.close()
    page.close()
    return words


def _has_something(opened: "PdfDocument", number: int) -> bool:
    """Tell whether there is anything on a page, which is a picture where it has no text."""
    from pypdfium2 import raw

    page = opened[number]
    count = raw.FPDFPage_CountObjects(page)
    page.close()
    return bool(count > 0)


def _read_pictures(opened: "PdfDocument", numbers: Sequence[int], pages: list[str]) -> list[int]:
    """Put what is read in pages' pictures in their places; return the pages that were not looked at."""
    if not ocr.installed():
        return list(numbers)
    end = time.monotonic() + ocr.SECONDS
    for done, number in enumerate(numbers):
        if time.monotonic() > end:
            return list(numbers[done:])
        page = opened[number]
        scale = min(ocr.DOTS_PER_INCH / 72, ocr.LONGEST_SIDE / max(page.get_size()))
        words = ocr.words_in(page.render(scale=scale).to_pil())
        page.close()
        pages[number] = f"{words}\n" if words else ""
    return []


def day(stated: str) -> str | None:
    """Return the day of a PDF date (ISO 32000-1, 7.9.4) as an ISO date; one that is no day is none.

    >>> day("D:20161231184323+01'00'"), day("D:2016"), day("yesterday")
    ('2016-12-31', None, None)
    """
    match = DAY.match(stated)
    try:
        return date(*(int(part) for part in match.groups())).isoformat() if match and match[3] else None
    except ValueError:
        return None
