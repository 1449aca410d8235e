"""A file's name and bytes in, its text out: readers that a file may crash or hang run in a child process."""

import json
from dataclasses import asdict, astuple
from datetime import date

from index.child import Child, one_line, reply_line, serve
from index.document import Article, Extracted, clean
from index.kinds import reader_for

SECONDS = 60.0
"""How long a file may take; the largest PDF tried (117 pages) takes half a second."""

LONGEST_REPLY = 200 * 2**20
"""Bytes; a longer reply is no text that anybody wrote."""

NO_ANSWER = "the reader crashed on this file"


def extract(name: str, data: bytes, sandbox: "Sandbox") -> Extracted:
    """Return the text of a file as it will be cited, and what the file says of itself.

    Raises:
        ValueError: nothing reads such files, or this one cannot be read; the sentence says why.
    """
    found = sandbox.read(name, data) if reader_for(name).ISOLATED else _read(name, data)
    if not found.text.strip() and not found.articles:
        raise ValueError("the file holds no text")
    return found


class Sandbox:
    """One child process that reads files, started when first needed and anew when one has died.

    Args:
        seconds: how long a file may take.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._child = Child("index.sandbox", seconds=seconds)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        self._child.close()

    def read(self, name: str, data: bytes) -> Extracted:
        """Return what the child reads from a file.

        Raises:
            ValueError: it could not, took too long, or died; the sentence says which.
        """
        try:
            reply = self._child.ask({"name": name}, data, lambda replies: reply_line(replies, LONGEST_REPLY))
        except TimeoutError:
            raise ValueError(f"the file took longer than {self._child.seconds:g} s to read") from None
        except ChildProcessError:
            raise ValueError(NO_ANSWER) from None
        return _extracted(reply)


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
        raise ValueError(one_line(str(error)))
    return checked(found)


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
    """
    try:
        return checked(reader_for(name).read(data))
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(one_line(f"the file is damaged ({type(error).__name__}: {error})")) from error


def _answer(request: bytes, data: bytes) -> bytes:
    """Return the reply's line to one file, in the child."""
    found, error = Extracted(""), None
    try:
        found = _read(json.loads(request)["name"], data)
    except ValueError as reason:
        error = str(reason)
    return (
        json.dumps({"error": error, **asdict(found), "articles": [astuple(row) for row in found.articles]}).encode()
        + b"\n"
    )


if __name__ == "__main__":
    serve(_answer)
