"""A PDF's document in, pictures of its pages and boxes over spans of its text out; none where the file has changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from index.document import Document
from index.page_child import PageBoxes, PageChild
from index.passages import Span
from index.pdf_pages import Part, Picture
from index.readers.pdf import MEDIA_TYPE


class Pages:
    """Draws pages in a process of its own, which starts when first needed: no upload that is being read holds it up.

    Args:
        original: returns the bytes that a document was read from, or None where they are gone or changed.
    """

    def __init__(self, original: Callable[[Document], bytes | None]) -> None:
        self._original = original
        self._child = PageChild()

    def close(self) -> None:
        """End the drawing process."""
        self._child.close()

    def picture(self, document: Document, page: int, width: int) -> Picture:
        """Return a page (from 1) as it looks, `width` pixels wide; smaller where it would have too many pixels.

        Raises:
            ValueError: no such page, no pages at all, the original is gone or changed, or it cannot be drawn.
        """
        count = count_of(document)
        if not 1 <= page <= count:
            raise ValueError(f"there is no page {page}: the document has {count}")
        return self._child.picture(document.sha256, partial(self._bytes, document), page, width)

    def boxes(self, document: Document, spans: Sequence[Span]) -> list[tuple[PageBoxes, ...]]:
        """Return for each span of a document's text the pages that it is on, with its boxes, one a line.

        A span has no boxes at all where even one of its characters cannot be placed for certain.

        Raises:
            ValueError: a span lies outside the text; else as `picture`.
        """
        count_of(document)
        split = [parts_of(document, span) for span in spans]
        parts = [part for parts in split for part in parts]
        found = iter(self._child.boxes(document.sha256, partial(self._bytes, document), parts))
        return [_all_or_none([next(found) for _ in parts]) for parts in split]

    def _bytes(self, document: Document) -> bytes:
        data = self._original(document)
        if data is None:
            raise ValueError("the original file is gone or has changed since it was read; its text is still here")
        return data


def count_of(document: Document) -> int:
    """Return how many pages of a document can be drawn.

    Raises:
        ValueError: it has no pages that can be.
    """
    if document.media_type != MEDIA_TYPE or not document.pages:
        raise ValueError("this document has no pages that can be shown: only a PDF has")
    return len(document.pages)


def parts_of(document: Document, span: Span) -> list[Part]:
    r"""Return what of a span is on which page; white space at a page's edge is on none.

    >>> parts_of(Document("1", (), "", None, "", "", "Ducks\nswim.\n", (0, 6)), (3, 9))
    [Part(page=1, start=3, end=6, words='ks\n'), Part(page=2, start=0, end=3, words='swi')]

    Raises:
        ValueError: it lies outside the text, or holds nothing that can be seen.
    """
    start, end = span
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"there is no place {start}-{end}: the text has {len(document.text)} characters")
    found = []
    for number, (first, last) in enumerate(zip(document.pages, [*document.pages[1:], end], strict=True), 1):
        low, high = max(start, first), min(end, last)
        if document.text[low:high].strip():
            found.append(Part(number, low - first, high - first, document.text[low:high]))
    if not found:
        raise ValueError(f"there is nothing to see at {start}-{end} but white space")
    return found


def _all_or_none(found: list[PageBoxes]) -> tuple[PageBoxes, ...]:
    whole = all(page.boxes for page in found)
    return tuple(page if whole else replace(page, boxes=()) for page in found)
