"""Markdown: cited as it is written, marks and all, but for the front matter, which says what the document is."""

import re
from datetime import date
from typing import Any

from index.decode import decode
from index.document import Extracted, clean

SUFFIXES = (".md", ".markdown")
MEDIA_TYPE = "text/markdown"

FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.{0,20000}?)\n---[ \t]*(?:\n|$)", re.DOTALL)
FENCED = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^# (.*)$|^(\S.*)\n=+[ \t]*$", re.MULTILINE)


def read(data: bytes) -> Extracted:
    """Return the text; title and date come from its front matter, else the title from its first heading."""
    text = clean(decode(data))
    before = FRONT_MATTER.match(text)
    matter = _front_matter(before[1]) if before else {}
    text = text[before.end() :] if before and matter else text
    heading = HEADING.search(FENCED.sub("", text))
    title = matter.get("title") or (heading and (heading[1] or heading[2]).strip(" \t#"))
    return Extracted(text, title=title if isinstance(title, str) else None, date=_day(matter.get("date")))


def _front_matter(words: str) -> dict[str, Any]:
    """Return what YAML says, or nothing where it is broken."""
    import yaml

    try:
        matter = yaml.safe_load(words)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return matter if isinstance(matter, dict) else {}


def _day(value: object) -> str | None:
    if not isinstance(value, str | date):  # to write out whatever else YAML can hold may take for ever
        return None
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None
