"""Web pages: the main text, one block a paragraph, without navigation and adverts.

By trafilatura, which keeps more of an article than readability-lxml, newspaper4k and resiliparse, after
`index.page_parts` has taken out what it leaves in (`make bench-news`).
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from index.decode import decode
from index.document import Extracted, clean
from index.page_parts import byline, without_banners

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
    return main_text(decoded(data))


def decoded(data: bytes, declared: str | None = None) -> str:
    """Return a page as text, by the encoding that it declares itself, else by the one declared for it elsewhere."""
    inside = DECLARED.search(data[:4096])
    return decode(data, declared=inside[1].decode() if inside else declared)


def main_text(page: str) -> Extracted:
    """Return a page's main text, or all of it where there is none, with title and date as declared.

    Raises:
        ValueError: it is empty.
    """
    from lxml.html import tostring
    from trafilatura import bare_extraction

    whole = _tree(page)
    if whole is None:
        raise ValueError("the file is empty")
    pruned = without_banners(deepcopy(whole))
    found: Any = bare_extraction(
        tostring(pruned, encoding="unicode"), with_metadata=True, include_comments=False, date_extraction_params=DATES
    )
    if found is None:
        return Extracted(text_of(whole), title=whole.findtext(".//title") or None)
    text, lines = text_of(found.body), text_of(whole)
    if "\n" not in text and text not in lines:  # trafilatura joins the paragraphs of a short page
        text = _article(pruned) or lines
    named = byline(lines, found.author)
    text = f"{named}\n\n{text}" if named and named not in text else text
    return Extracted(text, title=found.title or whole.findtext(".//title") or None, date=found.date)


def _article(page: Any) -> str:
    """Return the text of a page's article where it marks one, else all of it."""
    marked = page.findall(".//article")
    return text_of(marked[0] if len(marked) == 1 else page)


def whole_text(page: str) -> str:
    r"""Return all of a page's text, navigation and all; "" where there is none.

    >>> whole_text("<p>Ducks <b>swim</b>.<p>They fly.")
    'Ducks swim.\n\nThey fly.'
    """
    whole = _tree(page)
    return text_of(whole) if whole is not None else ""


def _tree(page: str) -> Any:
    """Return a page as lxml has it; None where it is empty."""
    from lxml.etree import ParserError
    from lxml.html import document_fromstring

    bare = XML_DECLARATION.sub("", clean(page), count=1)  # lxml refuses it in what is decoded already
    try:
        return document_fromstring(bare) if bare.strip() else None
    except ParserError:  # there is nothing but a comment
        return None


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
