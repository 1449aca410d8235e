"""JSON values in, the articles that they are out: each with its own key, title and date, by the fields' usual names."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from index.days import stated_day
from index.document import Article, Extracted, clean

Json: TypeAlias = Mapping[str, object]
"""One JSON object."""

TEXTS = ("text", "fulltext", "articletext", "articlebody", "maintext", "bodytext", "contenttext")
WITH_TITLE = ("body", "content")
"""What is an article's text beside a title; messages and settings have such fields, too."""

TITLES = ("title", "headline", "heading", "name")
DATES = (
    *("datepublished", "published", "publishedat", "publisheddate", "publicationdate", "publishdate", "pubdate"),
    *("datepublish", "publishedon", "publishedtime", "firstpublicationdate", "webpublicationdate", "date", "issued"),
    *("created", "createdat", "datecreated", "createddate", "createdutc", "timestamp"),
)
KEYS = ("id", "guid", "uuid", "articleid", "docid", "documentid", "url", "link", "weburl", "canonicalurl", "permalink")
"""How articles in JSON name their fields, in small letters without signs; earlier ones go first."""

NOT_LETTERS = re.compile(r"[\W_]+")

LONGEST_KEY = 200
"""Characters; a longer one is hashed."""

HASHED = 12
"""Hex digits."""

MOST_NOTES = 20
"""Notes on single entries; of further ones only the number is told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a file: `place` names it for people ("line 7"), `key` where the file names it."""

    place: str
    value: Any
    key: str | None = None


def of_entries(entries: Sequence[Entry], notes: Sequence[str] = ()) -> Extracted:
    """Return the articles among a file's entries; a note on each of the others follows the notes given."""
    found = ((entry.value, article(entry.value, entry.key)) for entry in entries if is_article(entry.value))
    others = [f"{entry.place} has no text: it was left out" for entry in entries if not is_article(entry.value)]
    return Extracted("", articles=tuple(_distinct(found)), notes=few([*notes, *others]))


def few(notes: Sequence[str]) -> tuple[str, ...]:
    """Return notes, or the first `MOST_NOTES` of them and how many more there are.

    >>> few(["line 1 is broken"] * 30)[-1]
    'and so on: 10 more'
    """
    more = len(notes) - MOST_NOTES
    return (*notes[:MOST_NOTES], *([f"and so on: {more:,} more"] if more > 0 else []))


def is_article(value: object) -> bool:
    """Tell whether a JSON value is an object with a text.

    >>> is_article({"Text": "Ducks swim."}), is_article({"text": " "}), is_article({"text": 3}), is_article([])
    (True, False, False, False)
    """
    return isinstance(value, Mapping) and bool(_text(value))


def article(value: Json, key: str | None = None) -> Article:
    """Return an object with a text as an article.

    Args:
        value: the object.
        key: what names it in its file; else its own id or address does, or a hash of all of it.
    """
    named = _one_line(key or _first(value, KEYS))
    if not named or len(named) > LONGEST_KEY:
        named = _hash(value)
    title = _one_line(_first(value, TITLES)) or None
    day = next(filter(None, (stated_day(said) for said in _all(value, DATES))), None)
    return Article(named, clean(_text(value)), title, day)


def _distinct(found: Iterable[tuple[Json, Article]]) -> Iterator[Article]:
    """Yield articles under keys of their own: of like ones, the second takes its hash along, then a number."""
    taken: set[str] = set()
    for value, one in found:
        key, number = one.key, 1
        while key in taken:
            number += 1
            key = f"{one.key} {_hash(value)}" if number == 2 else f"{one.key} {_hash(value)} {number - 1}"
        taken.add(key)
        yield Article(key, one.text, one.title, one.date)


def _hash(value: Json) -> str:
    """Return the first hex digits of the sha-256 of an object's canonical JSON: keys sorted, no white space, ASCII."""
    written = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:HASHED]


def _text(value: Json) -> str:
    """Return the first text that an object has under a usual name, or nothing; paragraphs in a list are joined."""
    names = TEXTS + WITH_TITLE if _first(value, TITLES) else TEXTS
    for said in _all(value, names):
        whole = "\n\n".join(said) if isinstance(said, list) and all(isinstance(p, str) for p in said) else said
        if isinstance(whole, str) and whole.strip():
            return whole
    return ""


def _first(value: Json, names: tuple[str, ...]) -> str:
    return next((said for said in _all(value, names) if isinstance(said, str) and said.strip()), "")


def _all(value: Json, names: tuple[str, ...]) -> list[object]:
    """Return what an object says under some names, in the order of the names.

    >>> _all({"publishedAt": "2024", "date_published": "2023", "Text": ""}, DATES)
    ['2023', '2024']
    """
    plain = {NOT_LETTERS.sub("", str(name)).lower(): said for name, said in value.items()}
    return [plain[name] for name in names if name in plain]


def _one_line(words: str) -> str:
    return " ".join(clean(words).split())
