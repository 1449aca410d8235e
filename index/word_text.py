"""A Word file as python-docx opens it in, its blocks of text out: paragraphs with their markers, tables, notes."""

from collections.abc import Iterator
from typing import Any

from index.word_numbering import W, WordNumbering, in_form

RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PARAGRAPH, TABLE, ROW, RUN = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}r"
WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
"""A field to fill in, a cover page, a table of contents, a tracked change: what stands in them is the document's."""

UNREAD = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "rt", "drawing", "pict", "object"))
"""What was deleted, readings above words, pictures; the text boxes among these are blocks of their own."""

ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BOX = f"{W}txbxContent"
NOTES = {f"{W}footnoteReference": "decimal", f"{W}endnoteReference": "lowerRoman"}
"""How a reference's number is written."""


class WordText:
    """The text of one document, read once and in order, since its lists and notes are counted.

    Args:
        document: a `docx.document.Document`.
    """

    def __init__(self, document: Any) -> None:
        self._body = document.element.body
        self._numbering = WordNumbering(_related(document, "numbering"), document.styles.element)
        self._notes = {
            f"{W}footnoteReference": _notes(_related(document, "footnotes")),
            f"{W}endnoteReference": _notes(_related(document, "endnotes")),
        }
        self._referred: dict[str, list[str]] = {tag: [] for tag in NOTES}
        self._pending: list[tuple[str, str, str]] = []

    def blocks(self) -> Iterator[str]:
        """Yield each paragraph and table; footnotes follow the one that refers to them, endnotes come at the end."""
        endnotes: list[str] = []
        for block in self._blocks(self._body):
            yield block
            for tag, label, id in self._pending:
                words = f"{label} {self._note(tag, id)}".strip()
                if tag == f"{W}endnoteReference":
                    endnotes.append(words)
                else:
                    yield words
            self._pending.clear()
        yield from endnotes

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            if child.tag == PARAGRAPH:
                yield self._paragraph(child)
                for box in _boxes(child):
                    yield from self._blocks(box)
            elif child.tag == TABLE:
                yield "\n".join(self._row(row) for row in _inside(child, ROW))
            elif child.tag in WRAPPERS:
                yield from self._blocks(child)

    def _row(self, row: Any) -> str:
        """Return a row as a line, with tabs between its cells."""
        cells = [" ".join(" ".join(self._blocks(cell)).split()) for cell in _inside(row, f"{W}tc")]
        return "\t".join(cells).strip()

    def _paragraph(self, paragraph: Any) -> str:
        marker = self._numbering.marker(paragraph)
        text = "".join(run.text + self._reference(run) for run in _runs(paragraph))
        return f"{marker}{text}" if text.strip() else ""

    def _reference(self, run: Any) -> str:
        """Return the label of the notes that a run refers to: `[1]`, `[i]`; a mark of its own is text already."""
        labels = ""
        for child in run:
            id = child.get(f"{W}id") or ""
            if child.tag in NOTES and id in self._notes[child.tag] and id not in self._referred[child.tag]:
                self._referred[child.tag].append(id)
                own_mark = child.get(f"{W}customMarkFollows") in {"1", "true", "on"}
                label = "" if own_mark else f"[{in_form(len(self._referred[child.tag]), NOTES[child.tag])}]"
                self._pending.append((child.tag, label, id))
                labels += label
        return labels

    def _note(self, tag: str, id: str) -> str:
        paragraphs = self._notes[tag][id].iter(PARAGRAPH)
        return "\n".join(filter(None, ("".join(run.text for run in _runs(p)).strip() for p in paragraphs)))


def _related(document: Any, name: str) -> Any:
    """Return the root of a part that belongs to a document, as python-docx has it, or None."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype == f"{RELATED}{name}" and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _notes(root: Any) -> dict[str, Any]:
    """Return the notes of a part by their id, without the lines that part them from the text."""
    notes = [] if root is None else [note for note in root if isinstance(note.tag, str)]
    return {note.get(f"{W}id"): note for note in notes if note.get(f"{W}type", "normal") == "normal"}


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the children with a tag, also those that are wrapped."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _inside(child, tag)


def _runs(parent: Any) -> Iterator[Any]:
    """Yield the runs of a paragraph, of links and changes in it, and of runs that stand under a reading."""
    for child in parent:
        if child.tag in UNREAD or child.tag == ALTERNATIVES:
            continue
        if child.tag == RUN:
            yield child
        yield from _runs(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes that are anchored in a paragraph, each once."""
    for box in paragraph.iter(BOX):
        outer = list(box.iterancestors(BOX, FALLBACK, PARAGRAPH))
        if outer[0] is paragraph and not any(element.tag == FALLBACK for element in outer[: outer.index(paragraph)]):
            yield box
