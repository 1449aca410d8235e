"""An opened PDF in, a page's picture or the boxes of a span's characters on it out; only runs in the child process."""

import ctypes
import io
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from index.pdf_text import characters

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom as fractions (0 to 1) of the page as it is drawn, from its top left corner."""

MOST_PIXELS = 20_000_000
"""A page's picture has no more: 60 MB while it is drawn; an A4 page is 3,700 pixels wide then."""

LONGEST_SIDE = 16_000
"""Pixels; browsers draw no picture that is much longer."""

COMPRESSION = 1
"""Of PNG: the quickest; the picture goes no further than to the same machine's browser."""

WIDEST_GAP = 3.0
"""Times a line's height; what is further apart on one line, such as columns of a table, gets boxes of its own."""

UPRIGHT = 0.1
"""A text's rise over its run; what rises more is boxed by its letters' own bounds."""

GRID = 1_000_000
"""PDFium places a point on a page that is drawn with so many pixels a side: fractions with six decimals."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG."""

    width: int
    height: int
    png: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What of a span is on one page (from 1): `words` at [start, end) of the page's stored text."""

    page: int
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character's bounds along its line and across it, on the page's own axes; `upright` where the line is level."""

    along: tuple[float, float]
    across: tuple[float, float]
    upright: bool


def picture(opened: "PdfDocument", number: int, width: int) -> Picture:
    """Draw a page (from 1), `width` pixels wide; narrower where it would have too many pixels.

    Raises:
        ValueError: the page cannot be drawn.
    """
    with _page(opened, number) as page:
        wide, high = page.get_size()
        bitmap = page.render(scale=scale_for(wide, high, width), rev_byteorder=True)
        return Picture(bitmap.width, bitmap.height, _png(bitmap.to_pil()))


def _png(image: "Image") -> bytes:
    """Return a picture as PNG; in grey where it has no colour, which most pages have not, and which is quicker."""
    from PIL import ImageChops

    bands = image.split()
    coloured = any(ImageChops.difference(bands[0], band).getbbox() for band in bands[1:])
    file = io.BytesIO()
    (image if coloured else bands[0]).save(file, "PNG", compress_level=COMPRESSION)
    return file.getvalue()


def scale_for(wide: float, high: float, width: int) -> float:
    """Return the pixels for each of a page's points, so that a picture is `width` pixels wide, yet not too large.

    PDFium's binding rounds sides up, hence half a pixel less.

    >>> round(595.3 * scale_for(595.3, 841.9, 1400), 2), round(scale_for(1_000_000, 1_000_000, 9000), 6)
    (1399.5, 0.004472)

    Raises:
        ValueError: the page has no size.
    """
    if not (wide > 0 and high > 0 and math.isfinite(wide * high)):
        raise ValueError("the page has no size")
    return min((width - 0.5) / wide, math.sqrt(MOST_PIXELS / wide / high), LONGEST_SIDE / wide, LONGEST_SIDE / high)


def size(opened: "PdfDocument", number: int) -> tuple[float, float]:
    """Return a page's width and height as it is drawn, in points.

    Raises:
        ValueError: the page cannot be drawn.
    """
    with _page(opened, number) as page:
        wide, high = page.get_size()
    return wide, high


def boxes(opened: "PdfDocument", part: Part) -> list[Box]:
    """Return one box for each line of what a span has on a page; none where even one character has no place there.

    Raises:
        ValueError: the page cannot be drawn.
    """
    with _page(opened, part.page) as page:
        text = page.get_textpage()
        found = characters(text, part.start, part.end, part.words)
        placed = [_drawn(page, box) for box in lines(_glyph(text, index) for index in found or ())]
    return placed if all(right > left and bottom > top for left, top, right, bottom in placed) else []


@contextmanager
def _page(opened: "PdfDocument", number: int) -> "Iterator[PdfPage]":
    if not 1 <= number <= len(opened):
        raise ValueError(f"there is no page {number}: the file has {len(opened)}")
    page = opened[number - 1]
    try:
        yield page
    finally:
        page.close()


def _glyph(text: "PdfTextPage", index: int) -> Glyph:
    """Return where a character is: on a level line as high as its font, else as large as its ink."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    left, bottom, right, top = text.get_charbox(index)
    if abs(matrix.b) <= UPRIGHT * abs(matrix.a) and matrix.a * matrix.d > 0:
        loose = text.get_charbox(index, loose=True)
        left, right = min(left, loose[0], loose[2]), max(right, loose[0], loose[2])
        bottom, top = min(bottom, loose[1], loose[3]), max(top, loose[1], loose[3])
    upright = abs(matrix.b) <= abs(matrix.a)
    return Glyph((left, right), (bottom, top), True) if upright else Glyph((bottom, top), (left, right), False)


def lines(glyphs: Iterable[Glyph]) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right and top of each line that characters in their order make up.

    >>> lines([Glyph((0, 5), (0, 9), True), Glyph((7, 12), (1, 10), True), Glyph((0, 5), (-12, -3), True)])
    [(0, 0, 12, 10), (0, -12, 5, -3)]
    """
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        if rows and _on_line(glyph, rows[-1]):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [box for row in rows for box in _runs(row)]


def _on_line(glyph: Glyph, row: list[Glyph]) -> bool:
    """Tell whether a character is on a line: its middle within the line's height, or the line's within its own."""
    low, high = min(other.across[0] for other in row), max(other.across[1] for other in row)
    bottom, top = glyph.across
    level = low <= (bottom + top) / 2 <= high or bottom <= (low + high) / 2 <= top
    return level and glyph.upright == row[0].upright


def _runs(row: list[Glyph]) -> Iterator[tuple[float, float, float, float]]:
    """Yield the boxes of one line, split at wide gaps; what reads from right to left, or both ways, is one run, too."""
    low, high = min(glyph.across[0] for glyph in row), max(glyph.across[1] for glyph in row)
    start, end = min(glyph.along for glyph in row)
    runs = []
    for glyph in sorted(row, key=lambda glyph: glyph.along):
        if glyph.along[0] - end > WIDEST_GAP * (high - low):
            runs.append((start, end))
            start, end = glyph.along
        end = max(end, glyph.along[1])
    for first, last in [*runs, (start, end)]:
        yield (first, low, last, high) if row[0].upright else (low, first, high, last)


def _drawn(page: "PdfPage", box: tuple[float, float, float, float]) -> Box:
    """Return where a page shows a box (left, bottom, right, top on its own axes); without area where it does not."""
    from pypdfium2 import raw

    across, down = [], []
    for x, y in (box[:2], box[2:]):
        column, line = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, column, line)
        across.append(min(max(column.value / GRID, 0.0), 1.0))
        down.append(min(max(line.value / GRID, 0.0), 1.0))
    return min(across), min(down), max(across), max(down)
