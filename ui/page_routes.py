"""The route of a PDF's pages: a document's id, a page's number and a width in, its picture out."""

from typing import Final

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from index.document import Document
from ui.document_routes import GONE, SANDBOX
from ui.shelf import Shelf

NARROWEST, WIDEST = 200, 4000
"""Pixels of a picture: a thumbnail, and a large screen's whole width at twice the usual resolution."""

FILE_CHANGED = "The file has changed since this page was opened. Open the document again."

SECONDS_KEPT = 3600
"""How long a browser keeps a picture whose address names the file's bytes."""

NOT_KEPT: Final = {"content-security-policy": SANDBOX, "cache-control": "no-store"}


def picture_address(document: Document, page: int) -> str:
    """Return where a page's picture is, but for its width; it names the file's bytes, so that a browser may keep it.

    >>> picture_address(Document("ab12", (), "", None, "", "0123456789abcdef", ""), 3)
    '/documents/ab12/pages/3.png?of=0123456789ab'
    """
    return f"/documents/{document.id}/pages/{page}.png?of={_name(document)}"


def add_page_routes(app: FastAPI, shelf: Shelf) -> None:
    """Add the route; what is refused is a 404 with a sentence for people.

    `/documents/ID/pages/N.png?width=PIXELS&of=SHA256&lib=NAME` is a picture of page N (from 1); `of`, the first 12
    digits of the file's sha-256, and `lib`, the library where it is not the first one, may be left out.
    """

    @app.get("/documents/{id}/pages/{page}.png")
    def picture(  # noqa: PLR0913, PLR0917  what the address says
        id: str, page: int, request: Request, width: int = 1000, of: str | None = None, lib: str | None = None
    ) -> Response:
        """Return a page's picture."""
        try:
            library = shelf.library(lib)
            document = library.snapshot().document(id)
        except KeyError:
            return _refusal(GONE)
        if of not in {None, _name(document)}:
            return _refusal(FILE_CHANGED)
        width = min(max(width, NARROWEST), WIDEST)
        headers = _kept(document, f"{page}-{width}", named=of is not None)
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        try:
            png = library.pages.picture(document, page, width).png
        except ValueError as error:
            return _refusal(str(error))
        return Response(png, media_type="image/png", headers=headers)


def _name(document: Document) -> str:
    """Return what names a file's bytes in an address."""
    return document.sha256[:12]


def _kept(document: Document, drawn: str, *, named: bool) -> dict[str, str]:
    """Return the headers of a picture: kept where the address names the bytes, else asked for again."""
    kept = f"private, max-age={SECONDS_KEPT}, immutable" if named else "private, no-cache"
    return {"content-security-policy": SANDBOX, "cache-control": kept, "etag": f'"{document.sha256[:32]}-{drawn}"'}


def _refusal(reason: str) -> Response:
    words = reason.removesuffix(".")
    return PlainTextResponse(f"{words[:1].upper()}{words[1:]}.", status_code=404, headers=NOT_KEPT)
