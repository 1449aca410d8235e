"""Web pages: the main text, one block a paragraph, without navigation and adverts."""

import re
from collections.abc import Iterator
from typing import Any

from index.decode import decode
from index.document import Extracted, clean

SUFFIXES = (".html", ".htm", ".xhtml")
MEDIA_TYPE = "text/html"

DECLARED = re.compile(rb"""<(?:meta\b[^>]*?\bcharset|\?xml[^>]*?\bencoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
SPACE = re.compile(r"[ \t\n\r\f]+")

BLOCKS = frozenset("head item p quote list table h1 h2 h3 h4 h5 h6 li blockquote div section article dd dt pre".split())  # noqa: SIM905
"""Tags of trafilatura's trees and of HTML that a blank line parts."""

LINES = frozenset({"row", "tr", "lb", "br"})
CELLS = frozenset({"cell", "td", "th"})
UNSEEN = frozenset({"script", "style", "template", "noscript", "title", "iframe", "svg"})

DATES = {"extensive_search": False, "original_date": True}
"""The day of publication that the page declares; no day that is merely mentioned in its text."""


def read(data: bytes) -> Extracted:
    """Return the main text by trafilatura, or all of the page's where that finds none; title and date as declared."""
    from lxml.html import document_fromstring
    from trafilatura import bare_extraction

    declared = DECLARED.search(data[:4096])
    page = XML_DECLARATION.sub("", clean(decode(data, declared=declared[1].decode() if declared else None)), count=1)
    if not page.strip():
        raise ValueError("the file is empty")
    whole = document_fromstring(page)
    found: Any = bare_extraction(page, with_metadata=True, include_comments=False, date_extraction_params=DATES)
    text = text_of(found.body) if found is not None else ""
    title = (found.title if found is not None else None) or whole.findtext(".//title")
    date = found.date if found is not None else None
    return Extracted(text or text_of(whole), title=title or None, date=date)


def text_of(element: Any) -> str:
    r"""Return the text of an lxml element nearly as a browser lays it out: white space collapsed, blocks parted.

    >>> from lxml.html import fromstring
    >>> text_of(fromstring("<div><p>Ducks  <b>swim</b>.</p>They <br>fly.<table><tr><td>a<td>b</table></div>"))
    'Ducks swim.\n\nThey\nfly.\n\na\tb'
    """
    lines = "".join(_pieces(element, in_cell=False)).split("\n")
    text = "\n".join(re.sub(r" *\t[ \t]*", "\t", re.sub(r" {2,}", " ", line)).strip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _pieces(element: Any, *, in_cell: bool) -> Iterator[str]:
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:  # a comment's tag is a function
        return
    in_cell = in_cell or tag in CELLS
    parting = _parting(tag, in_cell=in_cell)
    yield parting
    yield SPACE.sub(" ", element.text or "")
    for child in element:
        yield from _pieces(child, in_cell=in_cell)
        yield SPACE.sub(" ", child.tail or "")
    yield "" if tag in LINES else parting


def _parting(tag: str, *, in_cell: bool) -> str:
    if tag in CELLS:
        return "\t"
    if tag not in BLOCKS | LINES:
        return ""
    if in_cell:
        return " "
    return "\n" if tag in LINES else "\n\n"
