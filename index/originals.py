"""The bytes that documents were read from: those of uploads are kept in the library, those of files where they are."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from index.derived import write_whole
from index.document import UPLOAD, Document

ORIGINALS = "originals"
"""Folder of the library that keeps the bytes of uploads, each named by its sha-256."""


def keep_original(library: Path, sha256: str, data: bytes) -> None:
    """Keep the bytes of an upload in the library's folder."""
    (library / ORIGINALS).mkdir(exist_ok=True)
    write_whole(library / ORIGINALS / sha256, data)


def forget_originals(library: Path, sha256s: Iterable[str]) -> None:
    """Delete the bytes that are kept of these uploads; of some there may be none."""
    for sha256 in sha256s:
        (library / ORIGINALS / sha256).unlink(missing_ok=True)


def original_bytes(library: Path, document: Document) -> bytes | None:
    """Return the bytes that a document of a library was read from, or None where they are gone or changed."""
    for source in document.sources:
        path = library / ORIGINALS / document.sha256 if source.startswith(UPLOAD) else Path(source)
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == document.sha256:
            return data
    return None
