"""PowerPoint (pptx) by python-pptx: a page a slide, its title first, tables as lines, the speaker's notes last."""

from collections.abc import Iterator
from typing import Any

from index.archive import repacked
from index.document import Extracted, clean
from index.office import Kind, office_parts, stated_creation, stated_title, titled

SUFFIXES = (".pptx",)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

POWERPOINT = Kind("PowerPoint", main="ppt/presentation.xml", suffix=".pptx", old=".ppt")

NOTES = "Notes"
"""Stands above a slide's notes."""

REPEATED = frozenset({"DATE", "FOOTER", "HEADER", "SLIDE_NUMBER"})
"""Placeholders that say the same on each slide."""

LINE_BREAK = "\v"
"""How python-pptx writes a line break within a paragraph."""


def read(data: bytes) -> Extracted:
    """Return the text; the first slide's title is the title where the file's properties state none."""
    import pptx

    parts = office_parts(data, POWERPOINT)
    slides = list(pptx.Presentation(repacked(parts)).slides)
    pages = [_page(slide) for slide in slides]
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page))
    first = titled(_title(slides[0])) if slides else None
    return Extracted("".join(pages), tuple(starts), stated_title(parts) or first, stated_creation(parts))


def _page(slide: Any) -> str:
    """Return a slide's text, a blank line between its paragraphs and at its end."""
    said = [clean(block).strip() for block in (_title(slide), *_blocks(slide.shapes, slide.shapes.title))]
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    noted = [] if notes is None else [clean(block).strip() for block in _paragraphs(notes)]
    said += [NOTES, *noted] if any(noted) else []
    return "".join(f"{block}\n\n" for block in said if block)


def _title(slide: Any) -> str:
    """Return a slide's title as one line, or nothing."""
    title = slide.shapes.title
    return " ".join(title.text_frame.text.split()) if title is not None else ""


def _blocks(shapes: Any, title: Any) -> Iterator[str]:
    """Yield the paragraphs and tables of shapes in their order, but for the title's."""
    for shape in shapes:
        if _is_repeated(shape) or (title is not None and shape.shape_id == title.shape_id):
            continue
        if hasattr(shape, "shapes"):  # a group
            yield from _blocks(shape.shapes, title)
        elif getattr(shape, "has_table", False):
            yield "\n".join("\t".join(" ".join(cell.text.split()) for cell in row.cells) for row in shape.table.rows)
        elif shape.has_text_frame:
            yield from _paragraphs(shape.text_frame)


def _is_repeated(shape: Any) -> bool:
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    return kind is not None and kind.name in REPEATED


def _paragraphs(frame: Any) -> Iterator[str]:
    yield from (paragraph.text.replace(LINE_BREAK, "\n") for paragraph in frame.paragraphs)
