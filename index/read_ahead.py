"""Files in, their bytes and what a sandbox reads from them out, in order: several are read while others are stored."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from index.ahead import Ahead, Work
from index.document import Extracted, display_name
from index.encoder import Encoder
from index.ingest import Draft, draft_of, file_bytes
from index.sandbox import Sandbox, extract

File: TypeAlias = tuple[str, Path]
"""A source, and where its bytes are now."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file's bytes, their sha-256, and what was read from them; None where they were known already."""

    data: bytes
    sha256: str
    found: Extracted | None


def read_ahead(files: Sequence[File], known: Callable[[str], bool], sandbox: Sandbox) -> Ahead[File, FileRead]:
    """Start to read files, as many at a time as the sandbox has workers; take them in order, and close it.

    Args:
        files: what to read.
        known: tells by a sha-256 whether a file's bytes need no reading; called from several threads.
        sandbox: reads them.

    Returns:
        Whose `take` gives a `FileRead`, or raises OSError or ValueError: the file cannot be read, as the error says.
    """

    def read(file: File) -> FileRead:
        source, path = file
        data = file_bytes(source, path)
        sha256 = hashlib.sha256(data).hexdigest()
        return FileRead(data, sha256, None if known(sha256) else extract(display_name(source), data, sandbox))

    return Ahead(Work(read, _size, _weight), files, threads=sandbox.workers)


def drafted(source: str, read: FileRead, encoder: Encoder, sandbox: Sandbox) -> Draft:
    """Return a file that was read as a draft; it is read now where its bytes were known then, and are no more.

    Raises:
        ValueError: the file cannot be read; the sentence says why.
    """
    found = read.found or extract(display_name(source), read.data, sandbox)
    return draft_of(source, found, read.sha256, encoder)


def _size(file: File) -> int:
    try:
        return file[1].stat().st_size
    except OSError:  # whoever reads it will say so
        return 0


def _weight(read: FileRead) -> int:
    """Return the bytes that are held, four for each character at worst."""
    found = read.found or Extracted("")
    return len(read.data) + 4 * (len(found.text) + sum(len(article.text) for article in found.articles))
