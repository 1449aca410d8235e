"""What Excerpt knows of one text: `Extracted` is what a reader returns, `Document` what the library keeps."""

import hashlib
import os
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UPLOAD = "upload:"
"""Prefix of the source of a document whose bytes came in through the page and are kept in the library."""

ADDRESSES = ("https://", "http://")
"""Prefixes of the sources of web pages, whose bytes are kept in the library, too."""


@dataclass(frozen=True, slots=True)
class Article:
    """One of several texts that a file holds, each a document of its own.

    Attributes:
        key: what names it in its file, without a line end: an id or address that it states, else a hash of it.
        text: the cleaned text (`clean`).
        title: the title that it states, or None.
        date: the ISO date (`YYYY-MM-DD`) that it states, or None.
    """

    key: str
    text: str
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of one file, exactly as it will be cited.

    Attributes:
        text: the cleaned text (`clean`).
        pages: offset in `text` where each page starts, ascending, the first 0; empty where the kind has no pages.
        title: the title that the file itself states, or None.
        date: the ISO date (`YYYY-MM-DD`) that the file itself states, or None.
        articles: the file's texts where it holds several; then `text` is empty, and there are no pages.
        notes: what of the file could not be read, each a sentence for people; the rest is in.
    """

    text: str
    pages: tuple[int, ...] = ()
    title: str | None = None
    date: str | None = None
    articles: tuple[Article, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """One row of the list of documents: everything but the text.

    `sources` are absolute paths, `upload:NAME` or addresses, those of articles with `#KEY` at their end; `files` are
    the files that they are in, where any is an article; `version` names the text; the last two numbers count it.
    """

    id: str
    sources: tuple[str, ...]
    title: str
    date: str | None
    media_type: str
    sha256: str
    version: str
    characters: int
    passages: int
    files: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Return the first source that is still present, or the first."""
        return first_present(self.sources, self.files)


@dataclass(frozen=True, slots=True)
class Document:
    """One text with one or more sources; `pages` as in `Extracted`, `sources` and `files` as in `DocumentSummary`.

    `sha256` is of the bytes that it was read from; of an article it is of the article's own content.
    """

    id: str
    sources: tuple[str, ...]
    title: str
    date: str | None
    media_type: str
    sha256: str
    text: str
    pages: tuple[int, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Return the first source that is still present, or the first."""
        return first_present(self.sources, self.files)

    @property
    def file(self) -> str:
        """Return the file that `source` is, or is an article of."""
        return dict(zip(self.sources, self.files, strict=False)).get(self.source, self.source)

    @property
    def version(self) -> str:
        """Return the name of this text, which a citation carries."""
        return version_of(self.text)

    def page_of(self, offset: int) -> int | None:
        """Return the page (from 1) that holds the character at `offset`, or None where there are no pages."""
        return page_of(self.pages, offset)


def page_of(pages: tuple[int, ...], offset: int) -> int | None:
    """Return the page (from 1) that holds `offset`, given where pages start.

    >>> page_of((0, 100, 250), 100), page_of((), 7)
    (2, None)
    """
    return bisect_right(pages, offset) if pages else None


def version_of(text: str) -> str:
    """Return the first 12 hex digits of the text's sha-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def digest_of(quote: str) -> str:
    """Return the first 16 hex digits of a quote's sha-256: what is kept of a quotation where its words are not.

    >>> digest_of("40,000")
    '9925953f1faef050'
    """
    return hashlib.sha256(quote.encode()).hexdigest()[:16]


def find_again(text: str, length: int, digest: str, *, near: int = 0) -> tuple[int, int] | None:
    """Return the span of a text with this length and digest, of several the nearest to `near`, or None.

    >>> find_again("New words. They fly.", 9, digest_of("They fly."))
    (11, 20)
    """
    last = len(text) - length
    near = max(0, min(near, last))
    for step in range(max(near, last - near) + 1 if length > 0 and last >= 0 else 0):
        for start in (near - step, near + step):
            if 0 <= start <= last and digest_of(text[start : start + length]) == digest:
                return start, start + length
    return None


def clean(text: str) -> str:
    r"""Make the only changes that a text ever sees: line ends become `\n`; NUL and lone surrogates U+FFFD.

    >>> clean("a\r\nb\rc\x00")
    'a\nb\nc�'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def first_present(sources: Iterable[str], files: Iterable[str] = ()) -> str:
    """Return the first source whose file still exists, else the first one.

    Args:
        sources: of one document.
        files: the file of each source; none given: the sources themselves.
    """
    sources = tuple(sources)
    present = (source for source, file in zip(sources, tuple(files) or sources, strict=True) if is_present(file))
    return next(present, sources[0] if sources else "")


def is_kept(source: str) -> bool:
    """Tell whether the bytes of a source are kept in the library.

    >>> is_kept("upload:notes.txt"), is_kept("https://example.org/"), is_kept("/home/ada/notes.txt")
    (True, True, False)
    """
    return source.startswith((UPLOAD, *ADDRESSES))


def is_address(source: str) -> bool:
    """Tell whether a source is a web page.

    >>> is_address("https://example.org/"), is_address("/home/ada/https.txt")
    (True, False)
    """
    return source.startswith(ADDRESSES)


def is_path(source: str) -> bool:
    """Tell whether a source is a file on a disk, or an article in one.

    >>> is_path(os.path.abspath("notes.txt")), is_path("upload:notes.txt")
    (True, False)
    """
    return Path(source).is_absolute()


def is_present(file: str) -> bool:
    """Tell whether a file still exists; what is kept in the library always does."""
    return is_kept(file) or os.path.exists(file)  # noqa: PTH110  of a name that is too long Path would raise


def display_name(source: str) -> str:
    """Return the file name of a source.

    >>> display_name("/home/ada/notes.txt"), display_name("upload:notes.txt")
    ('notes.txt', 'notes.txt')
    """
    return Path(source.removeprefix(UPLOAD)).name
