"""A document's id and a page or a span in, the page's picture or the boxes on it out: routes for the source panel."""

import re
from collections.abc import Sequence
from typing import Final, TypedDict
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from index.document import Document
from index.library import Library
from index.page_child import PageBoxes
from index.pages import count_of
from index.passages import Span
from index.pdf_pages import Box
from ui.pointer import CHANGED, Pointer, look_up

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""Content-Security-Policy of everything that comes out of a document."""

NARROWEST, WIDEST = 200, 4000
"""Pixels of a picture: a thumbnail, and a large screen's whole width at twice the usual resolution."""

FILE_CHANGED = "The file has changed since this page was opened. Open the document again."

SECONDS_KEPT = 3600
"""How long a browser keeps a picture whose address names the file's bytes."""

_SPAN = re.compile(r"([0-9]{1,12})-([0-9]{1,12})")

NOT_KEPT: Final = {"content-security-policy": SANDBOX, "cache-control": "no-store"}


class MarkedPage(TypedDict):
    """A page (from 1), its size in points, and what is marked on it."""

    page: int
    width: float
    height: float
    excerpt: tuple[Box, ...]
    answer: tuple[Box, ...]


def picture_address(document: Document, page: int, width: int) -> str:
    """Return where a page's picture is; it names the file's bytes, so that a browser may keep the picture.

    >>> picture_address(Document("ab12", (), "", None, "", "0123456789abcdef", ""), 3, 1400)
    '/documents/ab12/pages/3.png?of=0123456789ab&width=1400'
    """
    return f"/documents/{quote(document.id, safe='')}/pages/{page}.png?of={_name(document)}&width={width}"


def boxes_address(pointer: Pointer) -> str:
    """Return where the boxes are of what a pointer points at.

    >>> boxes_address(Pointer("ab12", "0123456789ab", 4, 9, (5, 7), ""))
    '/documents/ab12/boxes?v=0123456789ab&s=4&e=9&a=5-7'
    """
    answer = "" if pointer.answer is None else f"&a={pointer.answer[0]}-{pointer.answer[1]}"
    place = f"v={pointer.version}&s={pointer.start}&e={pointer.end}{answer}"
    return f"/documents/{quote(pointer.document, safe='')}/boxes?{place}"


def add_page_routes(app: FastAPI, library: Library) -> None:
    """Add the two routes; what is refused is a 404 with a sentence for people.

    `/documents/ID/pages/N.png?width=PIXELS&of=SHA256` is a picture of page N (from 1); `of`, the first 12 digits of the
    file's sha-256, may be left out. `/documents/ID/boxes?s=START&e=END&a=START-END&v=VERSION` is, with `a` and `v` as
    in a pointer, or left out: `{"of": str, "count": pages in all, "pages": [{"page", "width", "height": points,
    "excerpt": boxes, "answer": boxes}]}`, each box `[left, top, right, bottom]` in fractions of the page.
    """

    @app.get("/documents/{id}/pages/{page}.png")
    def picture(id: str, page: int, request: Request, width: int = 1000, of: str | None = None) -> Response:
        """Return a page's picture."""
        try:
            document = look_up(id, library.snapshot().document)
            if of not in {None, _name(document)}:
                raise ValueError(FILE_CHANGED)
            width = min(max(width, NARROWEST), WIDEST)
            headers = _kept(document, f"{page}-{width}", named=of is not None)
            if request.headers.get("if-none-match") == headers["etag"]:
                return Response(status_code=304, headers=headers)
            png = library.pages.picture(document, page, width).png
        except ValueError as error:
            return _refusal(error)
        return Response(png, media_type="image/png", headers=headers)

    @app.get("/documents/{id}/boxes")
    def boxes(id: str, s: int, e: int, a: str | None = None, v: str | None = None) -> Response:
        """Return the boxes of an excerpt and of the answer's words."""
        try:
            document = look_up(id, library.snapshot().document)
            if v not in {None, document.version}:
                raise ValueError(CHANGED)
            spans = [(s, e)] if a is None else [(s, e), answer_span(a, (s, e))]
            marked = marked_pages(*library.pages.boxes(document, spans))
        except ValueError as error:
            return _refusal(error)
        return JSONResponse({"of": _name(document), "count": count_of(document), "pages": marked}, headers=NOT_KEPT)


def marked_pages(excerpt: Sequence[PageBoxes], answer: Sequence[PageBoxes] = ()) -> list[MarkedPage]:
    """Return the excerpt's pages, each with the answer's boxes on it.

    >>> marked_pages([PageBoxes(3, 600, 800, ((0.1, 0.2, 0.5, 0.3),))])[0]["excerpt"]
    ((0.1, 0.2, 0.5, 0.3),)
    """
    words = {page.page: page.boxes for page in answer}
    return [
        MarkedPage(
            page=page.page,
            width=page.width,
            height=page.height,
            excerpt=page.boxes,
            answer=words.get(page.page, ()),
        )
        for page in excerpt
    ]


def answer_span(stated: str, excerpt: Span) -> Span:
    """Return the span of the answer's words, which lies inside the excerpt's.

    >>> answer_span("5-7", (4, 9))
    (5, 7)

    Raises:
        ValueError: it does not, or is none.
    """
    match = _SPAN.fullmatch(stated)
    if match is None or not excerpt[0] <= int(match[1]) < int(match[2]) <= excerpt[1]:
        raise ValueError("this link is damaged: the answer's words are not inside the excerpt")
    return int(match[1]), int(match[2])


def _name(document: Document) -> str:
    """Return what names a file's bytes in an address."""
    return document.sha256[:12]


def _kept(document: Document, drawn: str, *, named: bool) -> dict[str, str]:
    """Return the headers of a picture: kept where the address names the bytes, else asked for again."""
    kept = f"private, max-age={SECONDS_KEPT}, immutable" if named else "private, no-cache"
    return {"content-security-policy": SANDBOX, "cache-control": kept, "etag": f'"{document.sha256[:32]}-{drawn}"'}


def _refusal(error: ValueError) -> Response:
    words = str(error).removesuffix(".")
    return PlainTextResponse(f"{words[:1].upper()}{words[1:]}.", status_code=404, headers=NOT_KEPT)
