"""A file's name and bytes in, its text out: every file is read in a child process that is kept within limits."""

import json
import os
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple
from datetime import date

from index.child import Child, one_line, reply_line, serve
from index.document import Article, Extracted, clean
from index.kinds import reader_for, reads_pictures
from index.limits import LETTERS_IN_PICTURES, READING, Limits, in_words

LONGEST_REPLY = 100 * 2**20
"""Bytes; ten million characters have at most six each in JSON."""

MOST_WORKERS = 4
"""More would wait for the one that embeds what they read, and each holds some 60 MB."""

NO_ANSWER = "the reader crashed on this file"


def extract(name: str, data: bytes, sandbox: "Sandbox") -> Extracted:
    """Return the text of a file as it will be cited, and what the file says of itself.

    Raises:
        ValueError: nothing reads such files, or this one cannot be read; the sentence says why.
    """
    found = sandbox.read(name, data)
    if not found.text.strip() and not found.articles:
        raise ValueError("the file holds no text")
    return found


class Sandbox:
    """Child processes that read files, several at a time; each is started when first needed and stays for the next.

    Args:
        limits: what reading a file may cost.
        pictures: the same for readers that recognise letters in pictures; one such file is read at a time.
        workers: how many others are read at a time.
    """

    def __init__(
        self, *, limits: Limits = READING, pictures: Limits = LETTERS_IN_PICTURES, workers: int | None = None
    ) -> None:
        self.workers = workers or min(MOST_WORKERS, os.cpu_count() or 1)
        self._children = [Child("index.sandbox", limits=limits) for _ in range(self.workers)]
        self._artist = Child("index.sandbox", limits=pictures)
        self._idle: queue.LifoQueue[Child] = queue.LifoQueue()  # the warm ones first
        for child in self._children:
            self._idle.put(child)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child processes; what is being read fails."""
        for child in (*self._children, self._artist):
            child.close()

    def read(self, name: str, data: bytes) -> Extracted:
        """Return what a child reads from a file; as many threads are served at once as there are workers.

        Raises:
            ValueError: nothing reads such files, it could not be read, took too long, needed too much memory, or a
                child died of it; the sentence says which.
        """
        if reads_pictures(name):
            return _read_by(self._artist, name, data)
        with self._borrowed() as child:
            return _read_by(child, name, data)

    @contextmanager
    def _borrowed(self) -> Iterator[Child]:
        child = self._idle.get()
        try:
            yield child
        finally:
            self._idle.put(child)


def _read_by(child: Child, name: str, data: bytes) -> Extracted:
    """Return what a child reads; a new one tries again where the first had read other files before it died.

    Raises:
        ValueError: as `Sandbox.read`.
    """
    limits, fresh = child.limits, not child.answers
    request = {"name": name, "characters": limits.characters, "pages": limits.pages}
    try:
        reply = child.ask(request, data, lambda replies: reply_line(replies, LONGEST_REPLY))
    except TimeoutError as error:
        raise ValueError(f"the file took {error} to read") from None
    except (MemoryError, ChildProcessError) as error:
        if not fresh:
            return _read_by(child, name, data)
        needed = f"the file needed more than {in_words(limits.memory)} of memory to read"
        raise ValueError(needed if isinstance(error, MemoryError) else NO_ANSWER) from None
    return within(_extracted(reply), limits)


def _extracted(reply: bytes) -> Extracted:
    """Return what a reply holds, believing nothing of it.

    Raises:
        ValueError: it holds a reader's error, or makes no sense.
    """
    try:
        said = json.loads(reply)
        error = said["error"]
        articles = tuple(Article(*row) for row in said["articles"])
        found = Extracted(
            said["text"], tuple(said["pages"]), said["title"], said["date"], articles, tuple(said["notes"])
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError(NO_ANSWER) from None
    if error is not None:
        raise ValueError(one_line(clean(str(error))))
    return checked(found)


def within(found: Extracted, limits: Limits) -> Extracted:
    """Return what a reader found.

    Raises:
        ValueError: it is more than is read of one file.
    """
    characters = len(found.text) + sum(len(article.text) for article in found.articles)
    if characters > limits.characters:
        raise ValueError(f"the file holds {characters:,} characters of text (at most {limits.characters:,} are read)")
    if len(found.pages) > limits.pages:
        raise ValueError(f"the file has {len(found.pages):,} pages (at most {limits.pages:,} are read)")
    return found


def checked(found: Extracted) -> Extracted:
    """Return what a reader found, titles and notes as one line each.

    Raises:
        ValueError: it is not what a reader must return.
    """
    if not all(isinstance(words, str) for words in (*found.notes, *(article.key for article in found.articles))):
        raise ValueError(NO_ANSWER)
    articles = tuple(Article(one_line(clean(a.key)), *_checked_text(a.text, a.title, a.date)) for a in found.articles)
    notes = tuple(one_line(clean(note)) for note in found.notes)
    text, title, day = _checked_text(found.text, found.title, found.date)
    return Extracted(text, _checked_pages(found.pages, len(text)), title, day, articles, notes)


def _checked_pages(pages: tuple[int, ...], characters: int) -> tuple[int, ...]:
    """Return where pages start; raise ValueError where they cannot start there."""
    if not all(isinstance(page, int) for page in pages):
        raise ValueError(NO_ANSWER)
    if pages and not (pages[0] == 0 and list(pages) == sorted(pages) and pages[-1] <= characters):
        raise ValueError(NO_ANSWER)
    return pages


def _checked_text(text: object, title: object, day: object) -> tuple[str, str | None, str | None]:
    """Return a text with its title, as one line, and its day; raise ValueError where they are none."""
    if not isinstance(text, str) or clean(text) != text:
        raise ValueError(NO_ANSWER)
    if not isinstance(title, str | None) or not isinstance(day, str | None):
        raise ValueError(NO_ANSWER)
    if day is not None:
        date.fromisoformat(day)
    return text, one_line(clean(title or "")) or None, day


def _read(name: str, data: bytes) -> Extracted:
    """Read a file in this very process, whatever its reader raises.

    Raises:
        ValueError: it cannot be read.
        MemoryError: this process may have no more.
    """
    try:
        return checked(reader_for(name).read(data))
    except (ValueError, MemoryError):
        raise
    except Exception as error:
        raise ValueError(f"the file is damaged ({type(error).__name__}: {error})") from error


def _answer(request: bytes, data: bytes) -> bytes:
    """Return the reply's line to one file, in the child."""
    found, error, asked = Extracted(""), None, json.loads(request)
    limits = Limits(characters=asked["characters"], pages=asked["pages"])
    try:
        found = within(_read(asked["name"], data), limits)
    except ValueError as reason:
        found, error = Extracted(""), one_line(clean(str(reason)))
    said = {"error": error, **asdict(found), "articles": [astuple(row) for row in found.articles]}
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


if __name__ == "__main__":
    serve(_answer)
