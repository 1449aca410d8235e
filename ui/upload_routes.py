"""The routes of uploads: files and web addresses come in, how far they are read goes out, and reading is stopped."""

import shutil
import uuid
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Annotated

from fastapi import Body, FastAPI, HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from index.document import UPLOAD, clean, is_address
from index.ingest import Failure
from ui.guards import FILE_LIMIT
from ui.shelf import Shelf
from ui.uploads import LONGEST_ADDRESS, Uploads

MOST_FILES = 1000
"""Files in one request; the page sends a folder in several."""

LONGEST_NAME = 300
"""Characters of a file's name with its folders; of a longer one the end is kept."""

TOO_LARGE = f"the file is larger than {FILE_LIMIT // 2**20} MB"


def add_upload_routes(app: FastAPI, shelf: Shelf, folder: Path) -> None:
    """Add the routes; `folder` is a private one for the bytes until they are read."""
    found = partial(_uploads, shelf)

    @app.post("/uploads/{library}/web")
    def web(library: str, address: Annotated[str, Body(embed=True, max_length=LONGEST_ADDRESS)]) -> Response:
        """Have a web page read, where that is allowed."""
        _add_page(shelf, library, clean(address).strip())
        return Response(status_code=202)

    @app.post("/uploads/{library}")
    async def send(library: str, request: Request) -> Response:
        """Take files in and have them read."""
        uploads = found(library)
        async with request.form(max_files=MOST_FILES) as form:
            sent = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
            files = [await run_in_threadpool(_kept, part, folder) for part in sent]
        too_large = [name for name, path in files if path is None]
        taken = [(name, path) for name, path in files if path is not None]
        uploads.add(taken, [Failure(UPLOAD + name, TOO_LARGE) for name in too_large])
        return JSONResponse({"taken": len(taken), "too_large": too_large})

    @app.get("/uploads/{library}")
    def state(library: str) -> Response:
        """Tell how far the reading is."""
        reading = found(library).state()
        return JSONResponse(None if reading is None else reading.as_json(), headers={"cache-control": "no-store"})

    @app.delete("/uploads/{library}")
    def stop(library: str) -> Response:
        """Stop reading, or forget how it went where it has ended."""
        uploads = found(library)
        uploads.stop()
        uploads.dismiss()
        return Response(status_code=204)


def _uploads(shelf: Shelf, library: str) -> Uploads:
    try:
        return shelf.room(library).uploads
    except KeyError:
        raise HTTPException(404, "no such library") from None


def _add_page(shelf: Shelf, library: str, address: str) -> None:
    if not shelf.allow_web:
        raise HTTPException(403, "web pages are not read: excerpt chat --allow-web lets them be")
    if not is_address(address):
        raise HTTPException(422, "expected an address that begins with http:// or https://")
    _uploads(shelf, library).add_page(address)


def _kept(part: UploadFile, folder: Path) -> tuple[str, Path | None]:
    """Return the name and the place of an uploaded file's bytes; no place where there are too many."""
    name = shown_name(part.filename or "")
    path = folder / uuid.uuid4().hex
    if (part.size or 0) > FILE_LIMIT:
        return name, None
    with path.open("wb") as file:
        shutil.copyfileobj(part.file, file)
    return name, path


def shown_name(name: str) -> str:
    """Return an uploaded file's name with its folders as it is shown; it is never used as a path.

    >>> shown_name("notes/2024/a.txt"), shown_name("/etc/../passwd"), shown_name("")
    ('notes/2024/a.txt', 'etc/passwd', 'file')
    """
    parts = [part for part in PurePosixPath(clean(name).replace("\\", "/")).parts if part not in {"/", "..", "."}]
    return "/".join(parts)[-LONGEST_NAME:] or "file"
