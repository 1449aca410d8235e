"""Stateless pointers: the address of an excerpt, and the check that what it quoted still stands there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import parse_qsl, quote, urlencode

from index.document import Document, digest_of, find_again
from index.passages import Span
from qa.answer import Excerpt

Find: TypeAlias = Callable[[str], Document]
"""Return the document with an id; raises KeyError for an unknown one."""

CHANGED = "changed"
GONE = "gone"
DAMAGED = "damaged"
"""Why a place is not shown, as keys of the page's texts."""

LONGEST_SEARCH = 5_000_000
"""Characters of a changed document in which a quote is looked for: some four seconds."""

LONGEST_QUOTE = 2_000
"""Characters of a quote that is looked for: a sentence is shorter, and time grows with the length, too."""

_NUMBER = re.compile(r"0|[1-9][0-9]{0,11}")
_PATTERNS = {
    "doc": re.compile(r"[0-9A-Za-z_-]{1,64}"),
    "v": re.compile(r"[0-9a-f]{12}"),
    "s": _NUMBER,
    "e": _NUMBER,
    "a": re.compile(rf"({_NUMBER.pattern})-({_NUMBER.pattern})"),
    "h": re.compile(r"[0-9a-f]{16}"),
}


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a quote stands: a span of one version of a document, the answer's span inside it, the quote's hash."""

    document: str
    version: str
    start: int
    end: int
    answer: Span | None
    digest: str

    @property
    def href(self) -> str:
        """Return the address of this place, relative to the page's; `parse` reads it again."""
        answer = {} if self.answer is None else {"a": f"{self.answer[0]}-{self.answer[1]}"}
        parts = {"doc": self.document, "v": self.version, "s": self.start, "e": self.end, **answer, "h": self.digest}
        return f"/?{urlencode(parts)}"


@dataclass(frozen=True, slots=True)
class Located:
    """A pointer that was checked against a document's text as it is now.

    Attributes:
        document: as it is now.
        pointer: to where the quote stands in it.
        changed: whether the document is another version than the one that was quoted.
    """

    document: Document
    pointer: Pointer
    changed: bool = False


def in_library(href: str, library: str | None) -> str:
    """Return an address of this page with the library that it is in; without a name, or an empty one, the first.

    >>> in_library("/documents/ab12/text", "old papers"), in_library("/?doc=ab12", "")
    ('/documents/ab12/text?lib=old%20papers', '/?doc=ab12')
    """
    return f"{href}{'&' if '?' in href else '?'}lib={quote(library, safe='')}" if library else href


def parse(href: str) -> Pointer:
    """Read the address of a place.

    >>> parse("/?doc=ab12&v=0123456789ab&s=4&e=9&a=5-7&h=0123456789abcdef").answer
    (5, 7)

    Raises:
        ValueError: the page never made such an address; the message is a key of the page's texts.
    """
    path, _, query = href.partition("?")
    found = dict(parse_qsl(query))
    wanted = _PATTERNS.keys() - ({"a"} - found.keys())
    if path != "/" or any(not _PATTERNS[name].fullmatch(found.get(name, "")) for name in wanted):
        raise ValueError(DAMAGED)
    first, _, last = found.get("a", "").partition("-")
    answer = (int(first), int(last)) if first else None
    return Pointer(found["doc"], found["v"], int(found["s"]), int(found["e"]), answer, found["h"])


def pointer_to(excerpt: Excerpt) -> Pointer:
    """Return the pointer that an excerpt's chip carries."""
    answer = None if excerpt.answer is None else (excerpt.answer.start, excerpt.answer.end)
    return Pointer(excerpt.document.id, excerpt.version, excerpt.start, excerpt.end, answer, digest_of(excerpt.text))


def pointer_at(document: Document, start: int, end: int) -> Pointer:
    """Return the pointer to a span of a document as it is now."""
    return Pointer(document.id, document.version, start, end, None, digest_of(document.text[start:end]))


def locate(pointer: Pointer, find: Find) -> Document:
    """Return the document that a pointer names, once it is sure that the quote still stands there.

    Raises:
        ValueError: the document is gone or its text is another one; the message is a key of the page's texts.
    """
    document = look_up(pointer.document, find)
    if document.version != pointer.version or not _stands(pointer, document.text):
        raise ValueError(CHANGED)
    return document


def relocate(pointer: Pointer, find: Find) -> Located:
    """Return where the quote of a pointer stands now, also in a version that it was not taken from.

    In a changed document that is the nearest span to the old one with the very same characters.

    Raises:
        ValueError: the document is gone, or holds the quote nowhere, or the pointer is none that was ever made (in the
            version that it names something else stands); the message is a key of the page's texts.
    """
    document = look_up(pointer.document, find)
    same = document.version == pointer.version
    if not _well_formed(pointer) or (same and not _stands(pointer, document.text)):
        raise ValueError(DAMAGED)
    if same:
        return Located(document, pointer)
    start = _found_again(pointer, document.text)
    if start is None:
        raise ValueError(CHANGED)
    by = start - pointer.start
    answer = None if pointer.answer is None else (pointer.answer[0] + by, pointer.answer[1] + by)
    moved = replace(pointer, version=document.version, start=start, end=pointer.end + by, answer=answer)
    return Located(document, moved, changed=True)


def look_up(id: str, find: Find) -> Document:
    """Return a document by its id.

    Raises:
        ValueError: it is not in the library; the message is a key of the page's texts.
    """
    try:
        return find(id)
    except KeyError:
        raise ValueError(GONE) from None


def _well_formed(pointer: Pointer) -> bool:
    """Tell whether a pointer names a span, and its answer one inside it."""
    first, last = pointer.answer or (pointer.start, pointer.end)
    return 0 <= pointer.start <= first < last <= pointer.end


def _stands(pointer: Pointer, text: str) -> bool:
    """Tell whether the quote of a pointer, and its answer inside it, stand in a text where it says."""
    inside = _well_formed(pointer) and pointer.end <= len(text)
    return inside and digest_of(text[pointer.start : pointer.end]) == pointer.digest


def _found_again(pointer: Pointer, text: str) -> int | None:
    """Return where a quote stands in a text, of several places the nearest to where it stood."""
    if len(text) > LONGEST_SEARCH or pointer.end - pointer.start > LONGEST_QUOTE:
        return None
    found = find_again(text, pointer.end - pointer.start, pointer.digest, near=pointer.start)
    return found[0] if found else None
