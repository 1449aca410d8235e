"""Books (epub): the chapters in the order of the spine, headings and all; title and date from the book's metadata."""

import posixpath
import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from typing import Any
from urllib.parse import unquote

from index.archive import Parts, unpacked
from index.days import stated_day
from index.decode import decode
from index.document import Extracted, clean
from index.readers.html import text_of
from index.safe_xml import NotXMLError, parse_xml

SUFFIXES = (".epub",)
MEDIA_TYPE = "application/epub+zip"

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
DECLARED = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)""")
NAMED = re.compile(r"&(\w{2,31};)")
PUBLISHED = frozenset({"", "publication", "original-publication", "creation"})
"""What a date may be of (opf:event); others are of changes."""


def read(data: bytes) -> Extracted:
    """Return the chapters' text, a blank line between blocks, without scripts, pictures and the table of contents."""
    parts = unpacked(data, "EPUB book")
    package = _package(parts)
    book = parse_xml(parts[package], doctype=True)
    names = list(_chapters(book, posixpath.dirname(package)))
    locked = _locked(parts)
    if locked & set(names):
        raise ValueError("the book is protected against copying: expected one without DRM")
    chapters = [text_of(_tree(parts[name])) for name in names if name in parts]
    missing = [f"the chapter {name!r} is missing from the file" for name in names if name not in parts]
    title = " ".join((book.findtext(f"{OPF}metadata/{DC}title") or "").split())
    text = "\n\n".join(clean(chapter) for chapter in chapters if chapter.strip())
    return Extracted(text, title=title or None, date=_date(book), notes=tuple(missing))


def _package(parts: Parts) -> str:
    """Return the name of the part that says what the book consists of.

    Raises:
        ValueError: there is none.
    """
    if CONTAINER not in parts:
        raise ValueError(f"the file is no EPUB book: it has no {CONTAINER}")
    roots = (element.get("full-path", "") for element in parse_xml(parts[CONTAINER]).iter("{*}rootfile"))
    name = next((posixpath.normpath(unquote(root)) for root in roots), "")
    if name not in parts:
        raise ValueError(f"the file is damaged: expected the book's package {name!r}, and there is none")
    return name


def _chapters(book: Any, folder: str) -> Iterator[str]:
    """Yield the names of the parts that are read, each once, in the order of the spine."""
    items = {item.get("id"): item for item in book.iterfind(f"{OPF}manifest/{OPF}item")}
    seen = set()
    for reference in book.iterfind(f"{OPF}spine/{OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "").partition("#")[0])))
        if "html" in item.get("media-type", "") and name not in seen:
            seen.add(name)
            yield name


def _locked(parts: Parts) -> set[str]:
    """Return the names of parts that are encrypted; fonts are in many books."""
    if ENCRYPTION not in parts:
        return set()
    references = parse_xml(parts[ENCRYPTION]).iter("{*}CipherReference")
    return {posixpath.normpath(unquote(reference.get("URI", ""))) for reference in references}


def _tree(data: bytes) -> Any:
    """Return a chapter's elements under their plain names; where it is no good XML, as browsers read it."""
    from lxml.html import document_fromstring

    declared = DECLARED.match(data[:200])
    text = XML_DECLARATION.sub("", clean(decode(data, declared=declared[1].decode() if declared else None)), count=1)
    whole = NAMED.sub(lambda name: escape(html5[name[1]]) if name[1] in html5 else name[0], text).encode()
    if not whole.strip():
        return document_fromstring("<p></p>")
    try:
        tree = parse_xml(whole, doctype=True)
    except NotXMLError:
        return document_fromstring(text)
    for element in tree.iter("{*}*"):
        element.tag = element.tag.rpartition("}")[2]
    return tree


def _date(book: Any) -> str | None:
    """Return the day of publication that a book states, if it is a whole day."""
    dates = book.iterfind(f"{OPF}metadata/{DC}date")
    stated = (stated_day(date.text) for date in dates if date.get(f"{OPF}event", "") in PUBLISHED)
    return next(filter(None, stated), None)
