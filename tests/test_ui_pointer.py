"""Pointers: what a chip carries, and the check that it still points at what it quoted."""

from dataclasses import replace

import pytest
from fake_library import make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, clean
from ui.pointer import Find, digest_of, locate, parse, pointer_at, pointer_to


def finder(*documents: Document) -> Find:
    return {document.id: document for document in documents}.__getitem__


def test_a_pointer_is_checked_against_the_document() -> None:
    document = make_document("It is 42 today.", title="Numbers")
    good = pointer_to(make_excerpt(document, 6, 8, answer=(6, 8)))
    assert locate(good, finder(document)) is document
    with pytest.raises(ValueError, match="no longer in your library"):
        locate(good, finder())
    changed = [
        replace(good, start=5),
        replace(good, end=99),
        replace(good, end=99, answer=None, digest=digest_of("42 today.")),
        replace(good, start=8, end=8, answer=None, digest=digest_of("")),
        replace(good, version="0" * 12),
        replace(good, digest="0" * 16),
        replace(good, answer=(5, 8)),
        replace(good, answer=(7, 7)),
    ]
    for pointer in changed:
        with pytest.raises(ValueError, match="has changed since"):
            locate(pointer, finder(document))


@given(st.text(min_size=2, max_size=50), st.booleans())
def test_a_pointer_survives_its_address(text: str, has_answer: bool) -> None:
    document = make_document(clean(text), title="x")
    pointer = replace(pointer_at(document, 0, 2), answer=(0, 1) if has_answer else None)
    assert parse(pointer.href) == pointer
    assert pointer.href.isascii()


@pytest.mark.parametrize(
    "href",
    ["", "#", "javascript:boom()", "#cite=a", "#cite=a/b&v=0123456789ab&s=0&e=1&h=0123456789abcdef",
     "#cite=a&v=0123456789ab&s=-1&e=1&h=0123456789abcdef", "#cite=a&v=0123456789ab&s=1٣&e=99&h=0123456789abcdef",
     "#cite=a&v=0123456789ab&s=0&e=1&h=0123456789abcdef\n"],
)  # fmt: skip
def test_a_damaged_address_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="names no place"):
        parse(href)
