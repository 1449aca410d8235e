"""Stateless pointers: the `href` of a citation chip, and the check that it still points at what it quoted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from index.document import Document, digest_of
from qa.answer import Excerpt

__all__ = ["CHANGED", "GONE", "Find", "Pointer", "digest_of", "locate", "look_up", "parse", "pointer_at", "pointer_to"]

Find: TypeAlias = Callable[[str], Document]
"""Return the document with an id; raises KeyError for an unknown one."""

CHANGED = "This document has changed since it was quoted, so the place is not shown. Ask again."
GONE = "This document is no longer in your library."

_NUMBER = r"(0|[1-9][0-9]{0,11})"
_HREF = re.compile(
    rf"#cite=([0-9A-Za-z_-]{{1,64}})&v=([0-9a-f]{{12}})&s={_NUMBER}&e={_NUMBER}(?:&a={_NUMBER}-{_NUMBER})?&h=([0-9a-f]{{16}})"
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a quote stands: a span of one version of a document, the answer's span inside it, the quote's hash."""

    document: str
    version: str
    start: int
    end: int
    answer: tuple[int, int] | None
    digest: str

    @property
    def href(self) -> str:
        """Return the address of this pointer inside the page; `parse` reads it again."""
        answer = "" if self.answer is None else f"&a={self.answer[0]}-{self.answer[1]}"
        return f"#cite={self.document}&v={self.version}&s={self.start}&e={self.end}{answer}&h={self.digest}"


def parse(href: str) -> Pointer:
    """Read the `href` of a chip.

    >>> parse("#cite=ab12&v=0123456789ab&s=4&e=9&a=5-7&h=0123456789abcdef").answer
    (5, 7)

    Raises:
        ValueError: the page never made such a link.
    """
    match = _HREF.fullmatch(href)
    if match is None:
        raise ValueError("This link is damaged: it names no place in a document.")
    document, version, start, end, answer_start, answer_end, digest = match.groups()
    answer = None if answer_start is None else (int(answer_start), int(answer_end))
    return Pointer(document, version, int(start), int(end), answer, digest)


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
        ValueError: the document is gone or its text is another one; the sentence is for the page.
    """
    document = look_up(pointer.document, find)
    inside = 0 <= pointer.start < pointer.end <= len(document.text)
    if pointer.answer is not None:
        inside = inside and pointer.start <= pointer.answer[0] < pointer.answer[1] <= pointer.end
    same = digest_of(document.text[pointer.start : pointer.end]) == pointer.digest
    if not (inside and same and document.version == pointer.version):
        raise ValueError(CHANGED)
    return document


def look_up(id: str, find: Find) -> Document:
    """Return a document by its id.

    Raises:
        ValueError: it is not in the library; the sentence is for the page.
    """
    try:
        return find(id)
    except KeyError:
        raise ValueError(GONE) from None
