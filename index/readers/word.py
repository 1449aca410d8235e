"""Word (docx) by python-docx: paragraphs, lists, tables and notes in their order; tracked changes read as accepted."""

from typing import Any

from index.archive import repacked
from index.document import Extracted, clean
from index.office import Kind, office_parts, stated_creation, stated_title, titled
from index.word_text import WordText

SUFFIXES = (".docx",)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

WORD = Kind("Word", main="word/document.xml", suffix=".docx", old=".doc")


def read(data: bytes) -> Extracted:
    """Return the text; title and date of creation as the file's properties state. Comments are left out."""
    import docx

    parts = office_parts(data, WORD)
    document = docx.Document(repacked(parts))
    text = clean("\n\n".join(block for block in WordText(document).blocks() if block.strip()))
    return Extracted(text, title=stated_title(parts) or _set_as_title(document), date=stated_creation(parts))


def _set_as_title(document: Any) -> str | None:
    """Return the first paragraph that is set in the style Title."""
    first = (p.text for p in document.paragraphs[:20] if p.style is not None and p.style.name == "Title")
    return titled(next(first, None))
