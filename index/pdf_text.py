r"""A page of a PDF, as PDFium has it, in; its text as it is stored, and which character stands where in it, out.

What PDFium counts as characters are UTF-16 units: two make up a letter beyond U+FFFF, `\r\n` stands for one `\n`, some
characters are not in the text at all, and one stands for a hyphen and the line break after it.
"""

import ctypes
import re
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

HYPHEN = "\ufffe"
"""What PDFium puts in the place of a hyphen at a line's end and the line break after it."""

REPLACED = {"\r\n": "\n", "\r": "\n", "\x00": "\ufffd", HYPHEN: "-\n"}
CHANGED = re.compile("\r\n?|[\x00\ufffe\ud800-\udfff]")
"""What is not stored as PDFium gives it; lone surrogates are left out."""


def given_text(page: "PdfTextPage") -> str:
    """Return a page's text as PDFium gives it, with lone surrogates as they are.

    `PdfTextPage.get_text_range` does the same, but not for a page with a thousand characters without Unicode in a row.
    """
    from pypdfium2 import raw

    first, last = 0, page.count_chars() - 1
    while first <= last and raw.FPDFText_GetTextIndexFromCharIndex(page, first) < 0:
        first += 1
    while last >= first and raw.FPDFText_GetTextIndexFromCharIndex(page, last) < 0:
        last -= 1
    if first > last:
        return ""
    units = raw.FPDFText_GetTextIndexFromCharIndex(page, last) + 1
    buffer = (ctypes.c_ushort * (units + 1))()  # PDFium ends it with a zero
    written = raw.FPDFText_GetText(page, first, last - first + 1, buffer)
    return bytes(memoryview(buffer)[: max(0, written - 1)]).decode("utf-16-le", "surrogatepass")


def stored_text(given: str) -> str:
    r"""Return a page's text as it is stored: as lines of its own, clean in the sense of `index.document.clean`.

    >>> stored_text("Two duck\ufffelings\r\nswim.\r\n")
    'Two duck-\nlings\nswim.\n'
    """
    words = CHANGED.sub(lambda found: REPLACED.get(found[0], ""), given).rstrip()
    return f"{words}\n" if words else ""


def origins(given: str) -> list[int]:
    r"""Return, for each character of the stored text but the last line break, the index in `given` of what it is.

    >>> origins("a\r\nb\ufffec\r\n")
    [0, 1, 3, 4, 4, 5]
    """
    found: list[int] = []
    end = 0
    for match in CHANGED.finditer(given):
        found += range(end, match.start())
        found += [match.start()] * len(REPLACED.get(match[0], ""))
        end = match.end()
    found += range(end, len(given))
    return found[: max(0, len(stored_text(given)) - 1)]


def characters(page: "PdfTextPage", start: int, end: int, words: str) -> list[int] | None:
    """Return the indexes of the PDFium characters that the visible ones of a span of the page's stored text are.

    None where the page does not hold exactly `words` there, or PDFium has another character in a place.
    """
    from pypdfium2 import raw

    given = given_text(page)
    stored, origin = stored_text(given), origins(given)
    if not 0 <= start < end <= len(stored) or stored[start:end] != words:
        return None
    units = list(accumulate((1 + (character > "\uffff") for character in given), initial=0))
    found: list[int] = []
    for place in dict.fromkeys(origin[i] for i in range(start, end) if not stored[i].isspace()):
        for unit, value in enumerate(_units(given[place]), units[place]):
            index = raw.FPDFText_GetCharIndexFromTextIndex(page, unit)
            if index < 0 or not _is(page, index, value):
                return None
            found.append(index)
    return found


def _units(character: str) -> list[int]:
    data = character.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)]


def _is(page: "PdfTextPage", index: int, value: int) -> bool:
    from pypdfium2 import raw

    if value == ord(HYPHEN):
        return bool(raw.FPDFText_IsHyphen(page, index) == 1)
    return bool(raw.FPDFText_GetUnicode(page, index) == value)
