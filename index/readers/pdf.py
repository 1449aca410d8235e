"""PDF, read by PDFium (pypdfium2): Chrome's engine gets the order and the spaces right; it is C++, hence isolated."""

import re
from datetime import date
from typing import TYPE_CHECKING

from index.document import Extracted
from index.pdf_text import given_text, stored_text

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

SUFFIXES = (".pdf",)
MEDIA_TYPE = "application/pdf"

DAY = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
NO_TITLE = re.compile(
    r"untitled|.*\.(?:docx?|dvi|tex|indd|pdf|qxd|pptx?|xlsx?|ps|html?|rtf|odt|pages)|\W*", re.IGNORECASE
)
"""What programs write where a title belongs: their own file's name, or nothing."""

PASSWORD_ERROR = 4
"""FPDF_ERR_PASSWORD of PDFium's fpdfview.h."""


def read(data: bytes) -> Extracted:
    """Return the text of all pages, each page on lines of its own; title and date of creation as the file states."""
    opened = open_pdf(data)
    with opened:
        pages = [_page_text(opened, number) for number in range(len(opened))]
        title, made = opened.get_metadata_value("Title"), opened.get_metadata_value("CreationDate")
    if not any(page.strip() for page in pages):
        raise ValueError("the file holds no text: its pages may be pictures")
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page))
    title = title.strip().removeprefix("Microsoft Word - ")
    return Extracted("".join(pages), tuple(starts), None if NO_TITLE.fullmatch(title) else title, day(made))


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
