"""Text in, a PDF as programs write it out: wrapped lines of Helvetica by its true widths, and what each letter is."""

from collections.abc import Iterator

ASCII_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 "
    "556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 "
    "722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 "
    "500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
)
"""Of the letters from the blank on, in thousandths of the size (Adobe's metrics of Helvetica)."""

WIDTHS = {chr(32 + i): int(width) for i, width in enumerate(ASCII_WIDTHS.split())}
OTHER_WIDTH = 556
SIZE, LEADING, WIDE, HIGH, MARGIN = 11, 14, 595, 842, 60
LINES_ON_A_PAGE = (HIGH - 2 * MARGIN) // LEADING


def width_of(words: str) -> float:
    """Points that words take on a line.

    >>> width_of("Ducks") == SIZE * (722 + 556 + 500 + 500 + 500) / 1000
    True
    """
    return SIZE * sum(WIDTHS.get(letter, OTHER_WIDTH) for letter in words) / 1000


def wrapped(paragraph: str) -> Iterator[str]:
    """The lines of a paragraph; a word that is longer than a line is not broken."""
    line = ""
    for word in paragraph.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer) > WIDE - 2 * MARGIN:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def written_pdf(text: str) -> bytes:
    """A PDF of a text: a paragraph for each of its lines that is not blank, with half a line between two."""
    codes = {letter: 33 + i for i, letter in enumerate(sorted({*text} - {*" \n\t"}))} | {" ": 32}
    if len(codes) > 220:
        raise ValueError(f"the text has {len(codes)} different letters; one font has room for 220")
    paragraphs = [list(wrapped(paragraph)) for paragraph in text.split("\n")]
    rows = [(line, i == 0) for paragraph in paragraphs for i, line in enumerate(paragraph)]
    pages = [rows[i : i + LINES_ON_A_PAGE * 2 // 3] for i in range(0, len(rows), LINES_ON_A_PAGE * 2 // 3)]
    return _file([_page(page, codes) for page in pages], codes)


def _page(rows: list[tuple[str, bool]], codes: dict[str, int]) -> str:
    """The content of a page: a line of text each, lower where a paragraph starts."""
    down, said = HIGH - MARGIN, []
    for line, first in rows:
        down -= LEADING + LEADING // 2 * first
        letters = "".join(f"{codes[letter]:02X}" for letter in line)
        said.append(f"BT /F1 {SIZE} Tf {MARGIN} {down} Td <{letters}> Tj ET")
    return "\n".join(said)


def _file(pages: list[str], codes: dict[str, int]) -> bytes:
    rows = [f"<{code:02X}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    parts = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    mapped = "\n".join(f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar" for part in parts)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{mapped}\nendcmap end end"
    )
    letters = {code: letter for letter, code in codes.items()}
    widths = " ".join(str(WIDTHS.get(letters.get(code, " "), OTHER_WIDTH)) for code in range(32, 256))
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /TrueType /BaseFont /Helvetica /FirstChar 32 /LastChar 255 "
        f"/Widths [{widths}] /FontDescriptor 5 0 R /ToUnicode 4 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        "<< /Type /FontDescriptor /FontName /Helvetica /Flags 32 /FontBBox [-166 -225 1000 931] /ItalicAngle 0 "
        "/Ascent 718 /Descent -207 /CapHeight 718 /StemV 88 >>",
    ]
    for i, content in enumerate(pages):
        resources = "<< /Font << /F1 3 0 R >> >>"
        box = f"/MediaBox [0 0 {WIDE} {HIGH}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Resources {resources} /Contents {7 + 2 * i} 0 R >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    body, places = "%PDF-1.5\n", []
    for i, said in enumerate(objects, 1):
        places.append(len(body))
        body += f"{i} 0 obj\n{said}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    ends = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{ends}").encode("ascii")
