"""A PDF's document and the boxes of what is quoted in, its pages as the source pane shows them out: pure HTML."""

import html
from collections.abc import Mapping, Sequence

from index.document import Document
from index.page_child import PageBoxes
from index.pdf_pages import Box
from ui.markup import literal
from ui.page_routes import picture_address
from ui.texts import Texts

MOST_PAGES = 400
"""Pages in the pane, those around the excerpt; each costs the browser little until it comes near."""

PORTRAIT = (595.0, 842.0)
"""Points of A4: the shape of a page whose own is not known yet. The page's script corrects it."""


def pages_html(
    document: Document,
    say: Texts,
    excerpt: Sequence[PageBoxes] = (),
    answer: Sequence[PageBoxes] = (),
    *,
    around: int | None = None,
) -> str:
    """Return the pages of a document with boxes over an excerpt and over the answer's words.

    `excerpt` and `answer` are from `index.pages.Pages.boxes`; of a long document the pages `around` one are shown, or
    around the excerpt.
    """
    first = excerpt[0].page if excerpt else 1
    shape = (excerpt[0].width, excerpt[0].height) if excerpt else PORTRAIT
    sizes = {page.page: (page.width, page.height) for page in excerpt}
    boxes = {page.page: page.boxes for page in excerpt}
    words = {page.page: page.boxes for page in answer}
    shown = _around(min(around or first, len(document.pages)), len(document.pages))
    sheets = (_sheet(document, number, sizes.get(number, shape), _marks(number, boxes, words), say) for number in shown)
    return f'<div class="pages">{"".join(sheets)}</div>'


def _around(page: int, count: int) -> range:
    """Return the numbers of the pages that are shown.

    >>> _around(3, 5), _around(900, 1000)
    (range(1, 6), range(601, 1001))
    """
    last = min(count, max(page + MOST_PAGES // 2, MOST_PAGES))
    return range(max(1, last - MOST_PAGES + 1), last + 1)


def _sheet(document: Document, number: int, size: tuple[float, float], marks: str, say: Texts) -> str:
    address = html.escape(picture_address(document, number), quote=True)
    shape = f"aspect-ratio: {size[0]:.0f} / {size[1]:.0f}"
    name = literal(say("page", number))
    image = f'<img data-src="{address}" loading="lazy" alt="{name}">'
    return f'<figure data-page="{number}" style="{shape}">{image}{marks}<figcaption>{number:,}</figcaption></figure>'


def _marks(page: int, excerpt: Mapping[int, Sequence[Box]], answer: Mapping[int, Sequence[Box]]) -> str:
    rows = [("excerpt", box) for box in excerpt.get(page, ())] + [("answer", box) for box in answer.get(page, ())]
    return "".join(f'<div class="box {name}" style="{_place(box)}"></div>' for name, box in rows)


def _place(box: Box) -> str:
    """Return where a box lies, as CSS.

    >>> _place((0.1, 0.25, 0.5, 0.3))
    'left: 10.00%; top: 25.00%; width: 40.00%; height: 5.00%'
    """
    left, top, right, bottom = (100 * side for side in box)
    return f"left: {left:.2f}%; top: {top:.2f}%; width: {right - left:.2f}%; height: {bottom - top:.2f}%"
