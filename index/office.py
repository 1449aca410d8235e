"""The bytes of an Office file (docx, pptx, xlsx) in, its checked parts, title and day out."""

import re
from dataclasses import dataclass

from index.archive import Parts, unpacked
from index.days import stated_day
from index.safe_xml import check_xml, parse_xml

OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How the container of encrypted and of old Office files begins."""

PROPERTIES = "docProps/core.xml"
TITLE, CREATED = "{http://purl.org/dc/elements/1.1/}title", "{http://purl.org/dc/terms/}created"

TEMPLATES = frozenset({"2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z"})
"""When the templates of python-docx and python-pptx were made: files made with these carry it."""

NO_TITLE = re.compile(
    r"\W*|(?:word|powerpoint|excel)[ -](?:document|presentation|präsentation|workbook)|titel|slide \d+"
    r"|pr[ée]sentation powerpoint|presentación de powerpoint|(?:document|dokument|presentation|book|mappe) ?\d*"
    r"|untitled.*|unbenannt.*|.*\.(?:docx?|pptx?|xlsx?|odt|rtf)",
    re.IGNORECASE,
)
"""What programs write where a title belongs: a kind, or their own file's name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What tells one kind of Office file: its name for people, its main part, its suffix and that of its old format."""

    name: str
    main: str
    suffix: str
    old: str


def office_parts(data: bytes, kind: Kind) -> Parts:
    """Return the parts of an Office file, each archive- and XML-checked.

    Raises:
        ValueError: it is encrypted, in an old format, damaged, hostile, or of another kind.
    """
    if data.startswith(OLD_FORMAT):
        raise ValueError(
            f"the file is encrypted, or in the old {kind.old} format: save it as {kind.suffix} without a password"
        )
    parts = unpacked(data, f"{kind.name} file")
    if kind.main not in parts:
        raise ValueError(f"the file is no {kind.name} file: it has no {kind.main}")
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels")):
            check_xml(content)
    return parts


def stated_title(parts: Parts) -> str | None:
    """Return the title in an Office file's properties, or None where it is none that a person gave."""
    return titled(_property(parts, TITLE))


def stated_creation(parts: Parts) -> str | None:
    """Return the day of creation in an Office file's properties, or None where it is a template's."""
    made = _property(parts, CREATED)
    return None if made in TEMPLATES else stated_day(made)


def titled(words: str | None) -> str | None:
    """Return a title, or None where a program wrote it.

    >>> titled(" Ducks "), titled("PowerPoint Presentation"), titled("report-final.docx"), titled("")
    ('Ducks', None, None, None)
    """
    words = (words or "").strip()
    return None if NO_TITLE.fullmatch(words) else words


def _property(parts: Parts, tag: str) -> str | None:
    """Return a property's words; properties that are missing or broken state nothing."""
    try:
        found = parse_xml(parts[PROPERTIES]).findtext(tag) if PROPERTIES in parts else None
    except ValueError:
        return None
    return found.strip() if isinstance(found, str) else None
