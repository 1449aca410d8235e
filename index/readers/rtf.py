"""Rich text (rtf) by striprtf: paragraphs, tables and notes; title and day of creation from its info group."""

import re
from datetime import date

from index.document import Extracted, clean
from index.office import titled
from index.rtf_groups import groups, is_whole, replaced

SUFFIXES = (".rtf",)
MEDIA_TYPE = "application/rtf"

START = re.compile(rb"\s*\{\\rtf")
UNWANTED = ("pict", "object", "themedata", "colorschememapping", "datastore")
"""Groups of data, often most of a file."""

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
WORDS = re.compile(r"\\\\|\\(par|cell|nestcell)(?![a-zA-Z])|(HYPER)(?=LINK)")
SHOWN = {"par": r"\par\par", "cell": r"\tab", "nestcell": r"\tab"}
"""What striprtf is given: its own line end after a paragraph may be wrapping, its bar between cells may be text."""

CREATED = re.compile(r"\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})(?!\d)")
CODE_PAGE = re.compile(r"\\ansicpg\d{3,5}")
FOOTNOTE = re.compile(r"\{\s*(?:\\\*\s*)?\\footnote(?:\s*\\ftnalt)?")
LABEL = re.compile(r"^(\[\d+\])\s+", re.MULTILINE)
TITLE = re.compile(r"\{\s*(?:\\\*\s*)?\\title")


def read(data: bytes) -> Extracted:
    """Return the text, its notes at the end; where the file breaks off, what stands before, and a note on it."""
    if not START.match(data):
        raise ValueError(r"the file is no rich text: expected it to begin with {\rtf")
    source = data.decode("latin-1")
    broken = () if is_whole(source) else ("the file breaks off: what stands before its end is in",)
    source = _in_ascii(replaced(source, UNWANTED, lambda _: ""))
    code_page = CODE_PAGE.search(source)
    header = f"{{\\rtf1\\ansi{code_page[0] if code_page else ''}{''.join(groups(source, ['fonttbl'])[:1])}"
    info = "".join(groups(source, ["info"])[:1])
    stated = [_plain(TITLE.sub(lambda _: header, title, count=1)) for title in groups(info, ["title"])]
    return Extracted(
        _text(source, header), title=titled(" ".join("".join(stated[-1:]).split())), date=_created(info), notes=broken
    )


def _text(source: str, header: str) -> str:
    r"""Return the paragraphs, a blank line between them, then the notes.

    >>> _text(r"{\rtf1 Ducks{\footnote Birds.} swim.\par They fly.}", r"{\rtf1")
    'Ducks[1] swim.\n\nThey fly.\n\n[1] Birds.'
    """
    body = _plain(replaced(source, ["footnote"], lambda number: f"[{number}]"))
    notes = (FOOTNOTE.sub("{", note, count=1) for note in groups(source, ["footnote"]))
    labelled = "".join(rf"[{number}] {note}\par " for number, note in enumerate(notes, 1))
    noted = LABEL.sub(r"\1 ", _plain(f"{header}{labelled}}}"))
    lines = (line.rstrip(" \t") for line in f"{body}\n\n{noted}".split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _plain(source: str) -> str:
    """Return what a source says by striprtf.

    Raises:
        ValueError: it is damaged.
    """
    from striprtf.striprtf import rtf_to_text

    shown = WORDS.sub(lambda word: SHOWN[word[1]] if word[1] else f"{word[2]}{{}}" if word[2] else word[0], source)
    try:
        return clean(rtf_to_text(shown, errors="replace"))
    except (ValueError, TypeError, OverflowError, LookupError) as error:
        raise ValueError(f"the file is damaged: expected rich text, and there is {error}") from None


def _in_ascii(source: str) -> str:
    r"""Return a source, given byte by byte, with what is beyond ASCII escaped: some programs write UTF-8 plainly.

    >>> _in_ascii("caf\xc3\xa9"), _in_ascii("caf\xe9")
    ('caf\\u233?', "caf\\'e9")
    """
    try:
        text = source.encode("latin-1").decode()
    except UnicodeDecodeError:
        return BEYOND_ASCII.sub(lambda char: f"\\'{ord(char[0]):02x}", source)
    return BEYOND_ASCII.sub(_escaped, text)


def _escaped(char: re.Match[str]) -> str:
    units = char[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[i : i + 2])}?" for i in range(0, len(units), 2))


def _created(info: str) -> str | None:
    """Return the day that an info group's creation time names."""
    made = CREATED.search("".join(groups(info, ["creatim"])[:1]))
    try:
        return date(*map(int, made.groups())).isoformat() if made else None
    except ValueError:
        return None
