"""OpenDocument texts (odt): headings, paragraphs, lists, tables and notes in their order; comments are left out."""

from typing import Any

from index.archive import Parts, unpacked
from index.days import stated_day
from index.document import Extracted, clean
from index.odf_text import OFFICE, TEXT, OdfText, list_styles
from index.office import titled
from index.safe_xml import parse_xml

SUFFIXES = (".odt",)
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

CONTENT, STYLES, META, MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
TITLE, CREATED = "{http://purl.org/dc/elements/1.1/}title", "creation-date"
META_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
TITLE_STYLE = "Title"


def read(data: bytes) -> Extracted:
    """Return the text; the title is as its properties state or as set in the style Title, the date that of creation."""
    parts = unpacked(data, "OpenDocument text")
    if CONTENT not in parts:
        raise ValueError(f"the file is no OpenDocument text: it has no {CONTENT}")
    if (
        MANIFEST in parts
        and next(parse_xml(parts[MANIFEST], doctype=True).iter("{*}encryption-data"), None) is not None
    ):
        raise ValueError("the file is encrypted: save a copy without the password")
    root = parse_xml(parts[CONTENT])
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise ValueError("the file is no OpenDocument text: expected a text in it, and there is another document")
    styles = list_styles(root, *([parse_xml(parts[STYLES])] if STYLES in parts else []))
    text = clean("\n\n".join(block for block in OdfText(body, styles).blocks() if block.strip()))
    title, day = _stated(parts)
    return Extracted(text, title=title or _set_as_title(root, body), date=day)


def _stated(parts: Parts) -> tuple[str | None, str | None]:
    """Return the title and the day of creation in a document's properties; broken ones state nothing."""
    try:
        meta = parse_xml(parts[META]) if META in parts else None
    except ValueError:
        meta = None
    if meta is None:
        return None, None
    return titled(meta.findtext(f".//{TITLE}")), stated_day(meta.findtext(f".//{META_NAMESPACE}{CREATED}"))


def _set_as_title(root: Any, body: Any) -> str | None:
    """Return the first paragraph that is set in the style Title, or in one made from it."""
    names = {TITLE_STYLE}
    for style in root.iter("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}style"):
        if style.get("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}parent-style-name") == TITLE_STYLE:
            names.add(style.get("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name"))
    titles = (p for p in body.iter(f"{TEXT}p") if p.get(f"{TEXT}style-name") in names)
    return titled(next(("".join(p.itertext()) for p in titles), None))
