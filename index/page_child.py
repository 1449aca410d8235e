"""A PDF and what is wanted of its pages in, pictures or boxes out: made in a child process, whose replies are checked.

The child keeps the last few files open, so that turning pages is quick; bytes are sent only where it lacks them.
"""

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Any, TypeVar

from index.child import Child, Request, one_line, reply_line, serve
from index.limits import Limits
from index.pdf_pages import LONGEST_SIDE, MOST_PIXELS, Box, Part, Picture, boxes, picture, size
from index.readers.pdf import open_pdf

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

DRAWING = Limits(memory=2 * 2**30, cpu_seconds=20, seconds=20.0)
"""What a page may cost: nobody looks at an empty place for longer, and the next page waits meanwhile."""

KEPT_FILES = 4
KEPT_BYTES = 300 * 2**20
"""How many files the child keeps open, and how large they may be together; the newest is always kept."""

LARGEST_PICTURE = 4 * MOST_PIXELS
"""Bytes of a PNG; what is drawn has three a pixel and is compressed."""

LONGEST_REPLY = 16 * 2**20
"""Bytes of the line that comes back: some 300,000 boxes."""

NO_ANSWER = "the page could not be drawn"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """A page (from 1), its width and height in points as it is drawn, and one box a line of what is marked on it."""

    page: int
    width: float
    height: float
    boxes: tuple[Box, ...]


class PageChild:
    """One child process that draws pages, started when first needed and anew when one has died.

    Args:
        limits: what an answer may cost.
    """

    def __init__(self, *, limits: Limits = DRAWING) -> None:
        self._child = Child("index.page_child", limits=limits)

    def close(self) -> None:
        """End the child process."""
        self._child.close()

    def picture(self, sha256: str, data: Callable[[], bytes], page: int, width: int) -> Picture:
        """Return a page (from 1) as `index.pdf_pages.picture` draws it.

        Args:
            sha256: of the file.
            data: returns the file's bytes; called where the child does not have them.
            page: its number.
            width: pixels.

        Raises:
            ValueError: it could not be drawn, or not in time; the sentence says which. Also what `data` raises.
        """
        return self._asked({"sha256": sha256, "picture": [page, width]}, data, _picture)

    def boxes(self, sha256: str, data: Callable[[], bytes], parts: Sequence[Part]) -> list[PageBoxes]:
        """Return for each part of a span what `index.pdf_pages.boxes` finds; arguments and errors as `picture`."""
        request = {"sha256": sha256, "boxes": [astuple(part) for part in parts]}
        return self._asked(request, data, partial(_page_boxes, parts))

    def _asked(self, request: Request, data: Callable[[], bytes], answer: Callable[[Any, IO[bytes]], Answer]) -> Answer:
        try:
            reply = self._child.ask(request, b"", partial(_reply, answer))
            if reply is None:
                reply = self._child.ask(request, data(), partial(_reply, answer))
        except TimeoutError as error:
            raise ValueError(f"the page took {error} to draw") from None
        except (MemoryError, ChildProcessError):
            raise ValueError(NO_ANSWER) from None
        if isinstance(reply, str):
            raise ValueError(reply)
        if reply is None:
            raise ValueError(NO_ANSWER)
        return reply


def _reply(answer: Callable[[Any, IO[bytes]], Answer], replies: IO[bytes]) -> Answer | str | None:
    """Return the child's answer, believing nothing of it; its reason where it has none; None where it lacks the file.

    Raises:
        ValueError: it makes no sense.
    """
    try:
        said = json.loads(reply_line(replies, LONGEST_REPLY))
        if said.get("missing"):
            return None
        return one_line(str(said["error"])) if "error" in said else answer(said, replies)
    except (AttributeError, TypeError, KeyError, OverflowError, RecursionError):
        raise ValueError(NO_ANSWER) from None


def _picture(said: Any, replies: IO[bytes]) -> Picture:
    width, height, length = (int(said[name]) for name in ("width", "height", "length"))
    if not (0 < width <= LONGEST_SIDE + 1 and 0 < height <= LONGEST_SIDE + 1 and 0 < length <= LARGEST_PICTURE):
        raise ValueError(NO_ANSWER)
    png = replies.read(length)
    started = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)
    if len(png) != length or not png.startswith(started) or width * height > MOST_PIXELS + 2 * LONGEST_SIDE:
        raise ValueError(NO_ANSWER)
    return Picture(width, height, png)


def _page_boxes(parts: Sequence[Part], said: Any, replies: IO[bytes]) -> list[PageBoxes]:
    del replies  # nothing follows the line
    found = []
    for part, (wide, high, placed) in zip(parts, said["boxes"], strict=True):
        if not (0 < float(wide) < float("inf") and 0 < float(high) < float("inf")):
            raise ValueError(NO_ANSWER)
        found.append(PageBoxes(part.page, float(wide), float(high), tuple(_box(box) for box in placed)))
    return found


def _box(said: Any) -> Box:
    left, top, right, bottom = (float(value) for value in said)
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise ValueError(NO_ANSWER)
    return left, top, right, bottom


class _Files:
    """The PDFs that the child keeps open, each under its sha-256, the one used last at the end."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[PdfDocument, int]] = {}

    def get(self, sha256: str, data: bytes) -> "PdfDocument | None":
        """Return an open PDF, opened from its bytes where it is not kept; None without them."""
        kept = self._open.pop(sha256, None)
        if kept is None:
            if not data:
                return None
            kept = open_pdf(data), len(data)
        self._open[sha256] = kept
        while len(self._open) > 1 and (len(self._open) > KEPT_FILES or self._bytes() > KEPT_BYTES):
            self._open.pop(next(iter(self._open)))[0].close()
        return kept[0]

    def _bytes(self) -> int:
        return sum(length for _, length in self._open.values())


def _answer(files: _Files, request: bytes, data: bytes) -> bytes:
    """Return what is sent back for one request, in the child."""
    asked = json.loads(request)
    try:
        opened = files.get(asked["sha256"], data)
        if opened is None:
            return _line({"missing": True})
        if "picture" in asked:
            drawn = picture(opened, *asked["picture"])
            return _line({"width": drawn.width, "height": drawn.height, "length": len(drawn.png)}) + drawn.png
        parts = [Part(*part) for part in asked["boxes"]]
        return _line({"boxes": [[*size(opened, part.page), boxes(opened, part)] for part in parts]})
    except ValueError as reason:
        return _line({"error": str(reason)})
    except MemoryError:
        raise
    except Exception as error:  # whatever PDFium's binding and Pillow raise
        return _line({"error": f"the page is damaged ({type(error).__name__}: {error})"})


def _line(said: object) -> bytes:
    return json.dumps(said).encode() + b"\n"


if __name__ == "__main__":
    serve(partial(_answer, _Files()))
