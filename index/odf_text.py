"""The body of an OpenDocument text in, its blocks of text out: headings, paragraphs, list items, tables, notes."""

from collections.abc import Iterator, Mapping
from typing import Any

from index.word_numbering import in_form

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
"""Number formats of OpenDocument (style:num-format) in Word's words."""

UNREAD = frozenset(
    {
        *(f"{OFFICE}{name}" for name in ("annotation", "annotation-end", "forms")),
        *(f"{TEXT}{name}" for name in ("tracked-changes", "ruby-text", "sequence-decls", "note-citation")),
        *(f"{DRAW}{name}" for name in ("image", "object", "object-ole")),
    }
)
"""Comments, deleted text, readings above words, pictures."""

MOST_SPACES = 100
"""Spaces at one place; a document states their number, so that a few bytes could ask for all memory."""

LONGEST_MARKER = 40


class OdfText:
    """The text of one document, read once and in order, since its lists and notes are counted.

    Args:
        body: the element `office:text`.
        styles: list styles by name.
    """

    def __init__(self, body: Any, styles: Mapping[str, Any]) -> None:
        self._body, self._styles = body, styles
        self._notes: list[tuple[str, Any]] = []
        self._boxes: list[Any] = []
        self._last: dict[str, int] = {}

    def blocks(self) -> Iterator[str]:
        """Yield each block; footnotes follow the one that refers to them, endnotes come at the end."""
        endnotes: list[str] = []
        for block in self._blocks(self._body):
            yield block
            for label, note in self._notes:
                said = [label, *filter(str.strip, self._noted(note))]
                words = f"{' '.join(said[:2])}" + "".join(f"\n{more}" for more in said[2:])
                if note.get(f"{TEXT}note-class") == "endnote":
                    endnotes.append(words)
                else:
                    yield words
            self._notes = []
        yield from endnotes

    def _noted(self, note: Any) -> Iterator[str]:
        """Yield the paragraphs of a note."""
        body = note.find(f"{TEXT}note-body")
        yield from (self._words(child) for child in (() if body is None else body.iter(f"{TEXT}p")))

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            if child.tag in {f"{TEXT}p", f"{TEXT}h"}:
                yield from self._paragraph(child)
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, "", 1)
            elif child.tag == f"{TABLE}table":
                yield "\n".join(self._row(row) for row in _rows(child))
            elif child.tag not in UNREAD:  # a section, an index, a frame
                yield from self._blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        """Yield a paragraph, then what stands in the text boxes that are anchored in it."""
        yield self._words(paragraph)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self._blocks(box)

    def _row(self, row: Any) -> str:
        """Return a row as a line, with tabs between its cells; what is repeated stands once."""
        cells = (cell for cell in row if cell.tag in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
        return "\t".join(" ".join(" ".join(self._blocks(cell)).split()) for cell in cells).strip()

    def _list(self, parent: Any, style: str, level: int) -> Iterator[str]:
        """Yield the items of a list with their markers, those of lists within it among them."""
        style = parent.get(f"{TEXT}style-name") or style
        form = _level(self._styles.get(style), level)
        counted = f"{style} {level}"
        goes_on = parent.get(f"{TEXT}continue-numbering") == "true" or parent.get(f"{TEXT}continue-list") is not None
        number = self._last.get(counted, 0) if goes_on else _whole(form, f"{TEXT}start-value", 1) - 1
        for item in parent:
            if item.tag not in {f"{TEXT}list-item", f"{TEXT}list-header"}:
                continue
            marker = ""
            if item.tag == f"{TEXT}list-item":
                number = _whole(item, f"{TEXT}start-value", number + 1)
                marker = _marker(form, number)
            self._last[counted] = number
            yield from self._item(item, marker, (style, level + 1))

    def _item(self, item: Any, marker: str, below: tuple[str, int]) -> Iterator[str]:
        for child in item:
            if child.tag == f"{TEXT}list":
                yield from self._list(child, *below)
                continue
            for block in self._blocks([child]):
                yield f"{marker}{block}" if block.strip() else ""
                marker = "" if block.strip() else marker

    def _words(self, element: Any) -> str:
        """Return the words of a paragraph, with a label where it refers to a note."""
        pieces = [element.text or ""]
        for child in element:
            pieces += [self._inline(child), child.tail or ""]
        return "".join(pieces)

    def _inline(self, child: Any) -> str:
        if child.tag == f"{TEXT}s":
            return " " * max(0, min(_whole(child, f"{TEXT}c", 1), MOST_SPACES))
        if child.tag in {f"{TEXT}tab", f"{TEXT}line-break"}:
            return "\t" if child.tag == f"{TEXT}tab" else "\n"
        if child.tag == f"{TEXT}note":
            label = f"[{' '.join((child.findtext(f'{TEXT}note-citation') or '').split())[:12]}]"
            self._notes.append((label, child))
            return label
        if child.tag == f"{DRAW}text-box":
            self._boxes.append(child)
            return ""
        return "" if child.tag in UNREAD else self._words(child)


def list_styles(*roots: Any) -> dict[str, Any]:
    """Return the list styles of some XML parts by their name."""
    return {style.get(f"{STYLE}name"): style for root in roots for style in root.iter(f"{TEXT}list-style")}


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, not those of tables in its cells."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in {f"{TABLE}table-{name}" for name in ("header-rows", "rows", "row-group")}:
            yield from _rows(child)


def _level(style: Any, level: int) -> Any:
    """Return what a list style says of a level, or None."""
    levels = () if style is None else style
    return next((child for child in levels if child.get(f"{TEXT}level") == str(level)), None)


def _marker(form: Any, number: int) -> str:
    """Return what a level puts before an item, with a space behind it; a level that nothing is known of, a dot."""
    if form is None or form.tag == f"{TEXT}list-level-style-bullet":
        char = form.get(f"{TEXT}bullet-char", "•") if form is not None else "•"
        return "• " if "\ue000" <= char <= "\uf8ff" else f"{char[:1]} "
    shape = form.get(f"{STYLE}num-format", "")
    if form.tag != f"{TEXT}list-level-style-number" or not shape:
        return ""
    around = (form.get(f"{STYLE}num-prefix", ""), form.get(f"{STYLE}num-suffix", ""))
    return f"{around[0]}{in_form(number, FORMS.get(shape, 'decimal'))}{around[1]}"[:LONGEST_MARKER].strip() + " "


def _whole(element: Any, name: str, otherwise: int) -> int:
    """Return a whole number that an attribute states, or another where there is none."""
    words = element.get(name, "") if element is not None else ""
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 7 else otherwise
