"""Small files of every zipped kind, made for tests by the libraries themselves or by hand."""

from collections.abc import Callable, Sequence
from io import BytesIO

import docx
import openpyxl
import pptx
from docx.document import Document as WordDocument
from zip_files import zipped

NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
    }.items()
)


def word_file(build: Callable[[WordDocument], object]) -> bytes:
    document, file = docx.Document(), BytesIO()
    build(document)
    document.save(file)
    return file.getvalue()


def powerpoint_file(*slides: tuple[str, str]) -> bytes:
    """A presentation of slides with a title and a text each."""
    made, file = pptx.Presentation(), BytesIO()
    for title, text in slides:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, text
    made.save(file)
    return file.getvalue()


def excel_file(**sheets: Sequence[Sequence[object]]) -> bytes:
    made, file = openpyxl.Workbook(), BytesIO()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(file)
    return file.getvalue()


def odt_file(body: str, *, styles: str = "", meta: str = "", manifest: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    stated = (
        f'<office:document-meta {NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>{meta}</office:meta>'
        "</office:document-meta>"
    )
    listed = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}</m:manifest>'
    mimetype = "application/vnd.oasis.opendocument.text"
    parts = {"mimetype": mimetype, "content.xml": content, "meta.xml": stated, "META-INF/manifest.xml": listed}
    return zipped(parts)


def epub_file(*chapters: str, metadata: str = "", items: str = "", spine: str = "", **others: str) -> bytes:
    """A book of chapters of XHTML; `others` are further parts, `items` and `spine` name them."""
    numbers = range(1, len(chapters) + 1)
    listed = "".join(f'<item id="c{i}" href="text/c%20{i}.xhtml" media-type="application/xhtml+xml"/>' for i in numbers)
    read = "".join(f'<itemref idref="c{i}"/>' for i in numbers)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">{metadata}'
        f"</metadata><manifest>{listed}{items}</manifest>"
        f"<spine>{read}{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    parts = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "OEBPS/book.opf": package}
    return zipped({**parts, **{f"OEBPS/text/c {i}.xhtml": chapter for i, chapter in enumerate(chapters, 1)}, **others})


def chapter(body: str, *, before: str = "") -> str:
    return f'{before}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>{body}</body></html>'


HEALTHY: dict[str, tuple[bytes, str]] = {
    "a.docx": (word_file(lambda document: document.add_paragraph("Ducks swim.")), "word/document.xml"),
    "a.pptx": (powerpoint_file(("Ducks", "They swim.")), "ppt/slides/slide1.xml"),
    "a.xlsx": (excel_file(Birds=[["Name", "Eggs"], ["Duck", 9]]), "xl/worksheets/sheet1.xml"),
    "a.odt": (odt_file("<text:p>Ducks swim.</text:p>"), "content.xml"),
    "a.epub": (epub_file(chapter("<p>Ducks swim.</p>")), "OEBPS/text/c 1.xhtml"),
}
"""A file of each zipped kind by its name, and the part of it that holds text."""
