"""PDF, read by PDFium (pypdfium2): Chrome's engine gets the order and the spaces right; it is C++, hence isolated."""

import re
from datetime import date

from index.document import Extracted, clean

SUFFIXES = (".pdf",)
MEDIA_TYPE = "application/pdf"
ISOLATED = True

HYPHEN = "\ufffe"
"""What PDFium puts in the place of a hyphen at a line's end and the line break after it."""

DAY = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
NO_TITLE = re.compile(
    r"untitled|.*\.(?:docx?|dvi|tex|indd|pdf|qxd|pptx?|xlsx?|ps|html?|rtf|odt|pages)|\W*", re.IGNORECASE
)
"""What programs write where a title belongs: their own file's name, or nothing."""

PASSWORD_ERROR = 4
"""FPDF_ERR_PASSWORD of PDFium's fpdfview.h."""


def read(data: bytes) -> Extracted:
    """Return the text of all pages, each page on lines of its own; title and date of creation as the file states."""
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD_ERROR:
            raise ValueError("the file is encrypted: save a copy without the password") from None
        raise ValueError("the file is damaged, or no PDF") from None
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


def _page_text(opened: "pypdfium2.PdfDocument", number: int) -> str:  # type: ignore[name-defined] # noqa: F821
    page = opened[number]
    text = page.get_textpage()
    words = clean(str(text.get_text_range())).replace(HYPHEN, "-\n").rstrip()
    text.close()
    page.close()
    return f"{words}\n" if words else ""


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
