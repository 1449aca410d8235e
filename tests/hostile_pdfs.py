"""PDFs that lead in circles, are huge when unpacked, or count what is not there."""

import zlib
from collections.abc import Callable, Iterator

HEAD = "%PDF-1.7\n"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
TEXT = "BT /F1 12 Tf 50 700 Td (Ducks swim.) Tj ET\n"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>"


def stream(data: bytes, filters: str = "") -> bytes:
    return f"<< /Length {len(data)} {filters} >>\nstream\n".encode() + data + b"\nendstream"


def pdf(objects: dict[int, bytes | str], trailer: str = "/Root 1 0 R") -> bytes:
    """A PDF of numbered objects, with a table of where they are."""
    body, places = HEAD.encode(), {}
    for number, said in objects.items():
        places[number] = len(body)
        body += f"{number} 0 obj\n".encode() + (said.encode() if isinstance(said, str) else said) + b"\nendobj\n"
    size = max(places) + 1
    rows = [f"{places[n]:010} 00000 n \n" if n in places else "0000000000 65535 f \n" for n in range(size)]
    table = f"xref\n0 {size}\n{''.join(rows)}trailer\n<< /Size {size} {trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + table.encode()


def one_page(**changed: bytes | str) -> bytes:
    """A PDF of one page; `o5="…"` replaces object 5."""
    objects: dict[int, bytes | str] = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        3: FONT,
        4: PAGE,
        5: stream(TEXT.encode()),
    }
    return pdf(objects | {int(name[1:]): said for name, said in changed.items()})


def packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, f"/Filter [{' /FlateDecode' * times}]")


def pages(count: int) -> bytes:
    objects: dict[int, bytes | str] = {1: "<< /Type /Catalog /Pages 2 0 R >>", 3: FONT, 5: stream(TEXT.encode())}
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(f'{10 + i} 0 R' for i in range(count))}] /Count {count} >>"
    return pdf(objects | {10 + i: PAGE for i in range(count)})


def chain(depth: int) -> bytes:
    """A tree of pages that is one long branch."""
    nodes: dict[int, bytes | str] = {
        10 + i: f"<< /Type /Pages /Parent {9 + i} 0 R /Kids [{11 + i} 0 R] /Count 1 >>" for i in range(depth)
    }
    last = {10 + depth: PAGE}
    return pdf(
        {1: "<< /Type /Catalog /Pages 10 0 R >>", 3: FONT, 5: stream(TEXT.encode())} | nodes | last  # type: ignore[operator]
    )


def object_stream(inner: str, extends: str = "") -> bytes:
    return stream(inner.encode(), f"/Type /ObjStm /N 1 /First {inner.index('<')} {extends}")


def forms(count: int) -> bytes:
    """Forms that each draw the next one ten times."""
    made: dict[str, bytes | str] = {}
    for i in range(count):
        to = 10 + (i + 1) % count
        names = f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X {to} 0 R >> >>"
        made[f"o{10 + i}"] = stream(b"/X Do " * 10, names)
    page = PAGE.replace("/Font <<", "/XObject << /X 10 0 R >> /Font <<")
    return one_page(o4=page, o5=stream(TEXT.encode() + b"/X Do"), **made)


def hostile_pdfs() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name and maker of each."""
    yield "pages that hold their own tree", lambda: one_page(o2="<< /Type /Pages /Kids [2 0 R 4 0 R] /Count 2 >>")
    yield (
        "page tree in a ring",
        lambda: one_page(
            o2="<< /Type /Pages /Kids [6 0 R] /Count 9 >>",
            o6="<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 6 0 R] /Count 9 >>",
        ),
    )
    yield "a billion pages", lambda: one_page(o2="<< /Type /Pages /Kids [4 0 R] /Count 1000000000 >>")
    yield "minus one page", lambda: one_page(o2="<< /Type /Pages /Kids [4 0 R] /Count -1 >>")
    yield "the same page often", lambda: one_page(o2=f"<< /Type /Pages /Kids [{'4 0 R ' * 20_000}] /Count 20000 >>")
    yield "many pages", lambda: pages(6000)
    yield "one long branch of pages", lambda: chain(5000)
    yield "a page without end", lambda: one_page(o4=PAGE.replace("600 800", "1e38 1e38"))
    yield "a page without size", lambda: one_page(o4=PAGE.replace("600 800", "0 0"))
    yield (
        "objects in a stream that is in itself",
        lambda: one_page(o5=object_stream("5 0 << /Length 5 0 R >>", "/Extends 5 0 R")),
    )
    yield "a length that is its own", lambda: one_page(o5="<< /Length 5 0 R >>\nstream\nBT ET\nendstream")
    yield (
        "a table of places in a ring",
        lambda: one_page().replace(b"/Root", b"/Prev 9 /Root").replace(b"9 /R", b"0 /R"),
    )
    yield "a table of places that is itself", ring_of_tables
    yield "a million objects", lambda: one_page() + b"".join(b"%d 0 obj\nnull\nendobj\n" % i for i in range(10, 10**6))
    yield "a table of ten million places", lambda: one_page().replace(b"xref\n0 6", b"xref\n0 9999999", 1)
    yield "nested arrays", lambda: one_page(o3="[" * 200_000 + "]" * 200_000)
    yield "nested dictionaries", lambda: one_page(o3="<< /A " * 100_000 + ">>" * 100_000)
    yield "nested arrays in a page", lambda: one_page(o5=stream(b"[" * 500_000 + TEXT.encode()))
    yield "states that are never left", lambda: one_page(o5=stream(b"q " * 2_000_000 + TEXT.encode()))
    yield "a bomb", lambda: one_page(o5=packed(TEXT.encode() * 2_000_000))
    yield "a bomb of blanks", lambda: one_page(o5=packed(b" " * 400_000_000))
    yield "a bomb in a bomb", lambda: one_page(o5=packed(TEXT.encode() * 2_000_000, 3))
    yield "filters without end", lambda: one_page(o5=stream(b"a", f"/Filter [{'/ASCIIHexDecode ' * 5000}]"))
    yield "runs", lambda: one_page(o5=stream(b"\x81 " * 2_000_000, "/Filter /RunLengthDecode"))
    yield "a long string", lambda: one_page(o5=stream(b"BT /F1 12 Tf (" + b"Ducks " * 2_000_000 + b") Tj ET"))
    yield "letters on one spot", lambda: one_page(o5=stream(b"BT /F1 12 Tf " + b"(a) Tj 0 0 Td " * 500_000 + b"ET"))
    yield "contents often", lambda: one_page(o4=PAGE.replace("5 0 R", f"[{'5 0 R ' * 100_000}]"))
    yield "forms in a ring", lambda: forms(3)
    yield "forms by tens", lambda: forms(12)
    yield (
        "a font that is its own child",
        lambda: one_page(
            o3="<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding 3 0 R "
            "/DescendantFonts [3 0 R] /ToUnicode 3 0 R >>"
        ),
    )
    yield (
        "a font of drawings that use it",
        lambda: one_page(
            o3="<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] "
            "/FirstChar 68 /LastChar 68 /Widths [9] /CharProcs << /D 5 0 R >> /Encoding << /Differences [68 /D] >> "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ),
    )
    yield (
        "letters that stand for much",
        lambda: one_page(
            o3=FONT.replace(">>", "/ToUnicode 6 0 R >>"),
            o6=stream(f"begincmap 1 beginbfchar <44> <{'0044' * 400_000}> endbfchar endcmap".encode()),
            o5=stream(b"BT /F1 12 Tf (" + b"D" * 10_000 + b") Tj ET"),
        ),
    )
    yield (
        "ranges of letters",
        lambda: one_page(
            o3=FONT.replace(">>", "/ToUnicode 6 0 R >>"),
            o6=stream(b"begincmap 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap"),
        ),
    )
    yield "a title that is itself", lambda: one_page(o6="<< /Title 6 0 R >>").replace(b"/Root", b"/Info 6 0 R /Root")
    yield (
        "a long title",
        lambda: one_page(o6=f"<< /Title ({'Ducks ' * 10**6}) >>").replace(b"/Root", b"/Info 6 0 R /Root"),
    )
    yield "encrypted by nonsense", lambda: one_page().replace(b"/Root", b"/Encrypt << /Filter /Standard /V 9 >> /Root")
    yield "nothing but a head", HEAD.encode
    yield "a head again and again", lambda: HEAD.encode() * 100_000
    yield "no end of comments", lambda: HEAD.encode() + b"%" * 20_000_000


def ring_of_tables() -> bytes:
    data = one_page()
    start = data.index(b"xref\n0")
    return data.replace(b"/Root", f"/Prev {start} /XRefStm {start} /Root".encode())
