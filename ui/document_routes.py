"""The routes of documents: their whole text and the bytes that they were read from, never as a page of ours."""

from urllib.parse import quote

from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response

from index.document import display_name
from index.snapshot import Snapshot
from ui.shelf import Shelf

SHOWN_IN_PLACE = {"application/pdf", "text/plain", "text/markdown"}
"""Originals that a browser may show; anything else is a download, because it could hold scripts."""

GONE = "This document is no longer in your documents."
ORIGINAL_GONE = "The original file is gone or has changed since it was read; its text is still here."

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def add_document_routes(app: FastAPI, shelf: Shelf) -> None:
    """Add the routes; `lib` names the library where it is not the first one."""

    @app.get("/documents/{id}/text")
    def text(id: str, lib: str | None = None) -> Response:
        """Return a document's whole text."""
        try:
            document = snapshot_of(shelf, lib).document(id)
        except KeyError:
            return PlainTextResponse(GONE, status_code=404)
        headers = {"content-security-policy": SANDBOX, "cache-control": "no-store"}
        return PlainTextResponse(document.text, headers=headers)

    @app.get("/documents/{id}/original")
    def original(id: str, lib: str | None = None) -> Response:
        """Return the bytes that a document was read from."""
        try:
            snapshot = snapshot_of(shelf, lib)
            document = snapshot.document(id)
        except KeyError:
            return PlainTextResponse(GONE, status_code=404)
        data = snapshot.original(id)
        if data is None:
            return PlainTextResponse(ORIGINAL_GONE, status_code=404)
        shown = document.media_type in SHOWN_IN_PLACE
        name = quote(display_name(document.file), safe="")
        headers = {
            "content-security-policy": SANDBOX,
            "content-disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
            "cache-control": "no-store",
        }
        return Response(data, media_type=document.media_type if shown else "application/octet-stream", headers=headers)


def snapshot_of(shelf: Shelf, name: str | None) -> Snapshot:
    """Return the snapshot of a library by its name, or of the first.

    Raises:
        KeyError: there is no such library.
    """
    return shelf.library(name).snapshot()
