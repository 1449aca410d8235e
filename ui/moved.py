"""A pointer and its document as it is now in, a pointer to the one place where the very same text stands now out."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.document import Document
from ui.pointer import Pointer, digest_of

STARTS = re.compile(r"(?<!\w)\S")
"""Excerpts are whole sentences, or parts cut where a clause ends: none starts or ends within a word.

To look nowhere else makes it twenty times quicker.
"""

LONGEST = 5_000_000
"""Characters of a document that is looked through, in about a second."""


def moved(pointer: Pointer, document: Document) -> Pointer | None:
    """Return a pointer into a changed document's text to where the quote of an older version stands, to the character.

    None where that is nowhere or in several places: which of them was meant cannot be told.
    """
    places = _places(pointer, document.text)
    start = next(places, None)
    if start is None or next(places, None) is not None:
        return None
    by = start - pointer.start
    answer = None if pointer.answer is None else (pointer.answer[0] + by, pointer.answer[1] + by)
    return replace(pointer, version=document.version, start=start, end=pointer.end + by, answer=answer)


def _places(pointer: Pointer, text: str) -> Iterator[int]:
    """Yield where a text of the quote's length and hash starts."""
    length = pointer.end - pointer.start
    if not 0 < length <= len(text) <= LONGEST:
        return
    for match in STARTS.finditer(text, 0, len(text) - length + 1):
        start, end = match.start(), match.start() + length
        if _ends(text, end) and digest_of(text[start:end]) == pointer.digest:
            yield start


def _ends(text: str, end: int) -> bool:
    """Tell whether a quote may end before `end`: not in white space, not within a word.

    >>> [_ends("It is so.", end) for end in (1, 2, 3, 9)]
    [False, True, False, True]
    """
    if text[end - 1].isspace():
        return False
    return not (text[end - 1].isalnum() and text[end : end + 1].isalnum())
