"""Word (docx) by python-docx: paragraphs and tables in their order, with what tracked changes have inserted."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from index.document import Extracted, clean

SUFFIXES = (".docx",)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

LARGEST = 256 * 2**20
"""Bytes that all parts may have when unpacked; python-docx would unpack without a limit."""

OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How the container of encrypted and of old Word files begins."""

TEMPLATE_DAY = date(2013, 12, 23)
"""The day of python-docx's own template, which files made with it carry."""

RUNS = ".//w:r[not(ancestor::w:del) and not(ancestor::w:moveFrom) and not(ancestor::w:txbxContent)]"


def read(data: bytes) -> Extracted:
    """Return the text; title and date of creation as the file's properties state."""
    import docx

    _check_archive(data)
    document = docx.Document(BytesIO(data))
    text = clean("\n\n".join(block for block in _blocks(document.element.body) if block.strip()))
    properties = document.core_properties
    return Extracted(text, title=properties.title or _set_as_title(document), date=_day(properties.created))


def _check_archive(data: bytes) -> None:
    """Raise ValueError for what is no docx, is encrypted, or would unpack to more than `LARGEST`.

    Python's zipfile never unpacks more of a part than its entry declares, so the declared sizes are true limits.
    """
    if data.startswith(OLD_FORMAT):
        raise ValueError("the file is encrypted, or in the old .doc format: save it as .docx without a password")
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise ValueError("the file is damaged, or no Word file") from None
    if "word/document.xml" not in {part.filename for part in parts}:
        raise ValueError("the file is no Word file: it has no word/document.xml")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST:
        raise ValueError(f"the file would unpack to {unpacked:,} bytes (at most {LARGEST:,} are read)")


def _blocks(parent: Any) -> Iterator[str]:
    """Yield each paragraph, and each table with a line a row and tabs between its cells."""
    from docx.oxml.ns import qn

    for child in parent:
        if child.tag == qn("w:p"):
            yield _text(child)
        elif child.tag == qn("w:tbl"):
            yield "\n".join(_row(row) for row in child.iter(qn("w:tr")))
        elif child.tag == qn("w:sdt"):  # a field to fill in, a cover page, a table of contents
            yield from _blocks(child.iterchildren(qn("w:sdtContent")))
        elif child.tag == qn("w:sdtContent"):
            yield from _blocks(child)


def _row(row: Any) -> str:
    cells = [" ".join(" ".join(_blocks(cell)).split()) for cell in row.tc_lst]
    return "\t".join(cells).strip()


def _text(paragraph: Any) -> str:
    return "".join(run.text for run in paragraph.xpath(RUNS))


def _set_as_title(document: Any) -> str | None:
    """Return the first paragraph that is set in the style Title."""
    return next((p.text for p in document.paragraphs[:20] if p.style is not None and p.style.name == "Title"), None)


def _day(created: datetime | None) -> str | None:
    return created.date().isoformat() if created is not None and created.date() != TEMPLATE_DAY else None
