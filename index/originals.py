"""The bytes that documents were read from: uploads and web pages are kept in the library, files where they are."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from index.catalog import Catalog
from index.derived import write_whole
from index.document import is_kept

ORIGINALS = "originals"
"""Folder of the library that keeps the bytes of uploads and web pages, each named by its sha-256."""


def keep_original(library: Path, sha256: str, data: bytes) -> None:
    """Keep the bytes of an upload or a web page in the library's folder."""
    (library / ORIGINALS).mkdir(exist_ok=True)
    write_whole(library / ORIGINALS / sha256, data)


def forget_originals(library: Path, sha256s: Iterable[str]) -> None:
    """Delete the bytes that are kept under these names; of some there may be none."""
    for sha256 in sha256s:
        (library / ORIGINALS / sha256).unlink(missing_ok=True)


def is_kept_whole(library: Path, sha256: str) -> bool:
    """Tell whether bytes that are kept under a name are there, and are what they were."""
    try:
        with (library / ORIGINALS / sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def unused_originals(library: Path, catalog: Catalog) -> list[str]:
    """Return the names of kept bytes that no document was read from, and of what was left half written."""
    kept = catalog.files.kept_sha256s()
    folder = library / ORIGINALS
    return sorted(path.name for path in folder.iterdir() if path.name not in kept) if folder.is_dir() else []


def original_bytes(library: Path, catalog: Catalog, id: str) -> bytes | None:
    """Return the bytes that a document was read from, of an article the whole file's, or None: gone or changed.

    Raises:
        KeyError: no document has this id.
    """
    document = catalog.summary(id)
    files = catalog.files.of_document(id)
    wanted = {file.source: file.sha256 for file in files if file.reason is None}
    wanted |= {source: document.sha256 for source in document.sources if not document.files}
    for source, sha256 in wanted.items():
        data = bytes_at(library, source, sha256)
        if data is not None:
            return data
    return None


def bytes_at(library: Path, source: str, sha256: str) -> bytes | None:
    """Return the bytes with a sha-256 of a file, an upload or a web page, or None where they are gone or changed."""
    try:
        data = (library / ORIGINALS / sha256 if is_kept(source) else Path(source)).read_bytes()
    except (OSError, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
