"""JSON: a list of articles with a text each is read as these; anything else as lines that say where each value is."""

from typing import Any

from index.articles import Entry, article, is_article, of_entries
from index.decode import decode
from index.document import Extracted, clean
from index.json_text import parsed, value_lines
from index.rows import joined

SUFFIXES = (".json",)
MEDIA_TYPE = "application/json"

DEEPEST_WRAPPER = 3
"""Objects around a list of articles, as in {"response": {"docs": [...]}}."""


def read(data: bytes) -> Extracted:
    """Return the articles of a list, at the top or wrapped in objects; the one of an object; or all values as lines."""
    text = decode(data).lstrip("\ufeff")
    if not text.strip():
        raise ValueError("the file is empty: expected JSON")
    value = parsed(text)
    entries = _entries(value, DEEPEST_WRAPPER)
    if entries is not None:
        return of_entries(entries)
    if is_article(value):
        alone = article(value)
        return Extracted(alone.text, title=alone.title, date=alone.date)
    said, notes = joined(value_lines(value))
    return Extracted(clean(said), notes=notes)


def _entries(value: Any, depth: int) -> list[Entry] | None:
    """Return the entries of a list of which most are articles, or of an object that names articles, or None."""
    if isinstance(value, list) and 2 * sum(map(is_article, value)) > len(value):
        return [Entry(f"entry {number:,}", entry) for number, entry in enumerate(value, 1)]
    if not isinstance(value, dict) or is_article(value):
        return None
    if len(value) > 1 and all(map(is_article, value.values())):
        return [Entry(f"entry {name!r}", entry, name) for name, entry in value.items()]
    inner = [_entries(said, depth - 1) for said in value.values()] if depth else []
    found = [entries for entries in inner if entries is not None]
    return [entry for entries in found for entry in entries] or None
