"""Archives that pass for documents: bombs, false sizes, odd names and parts, and XML that means harm."""

import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TypeAlias

Make: TypeAlias = Callable[[], bytes]

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SLIDES = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
DRAWN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
CELLS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
ODT = f'xmlns:office="{OPEN}:office:1.0" xmlns:text="{OPEN}:text:1.0"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"


def types(part: str, kind: str, more: str = "") -> str:
    return (
        f'{DECLARED}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{OFFICE}.{kind}.main+xml"/>{more}</Types>'
    )


def linked(*targets: tuple[str, str]) -> str:
    about = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{about}/{kind}" Target="{to}"/>' for i, (kind, to) in enumerate(targets, 1)
    )
    return f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


SLIDE = f'<Override PartName="/ppt/slides/slide1.xml" ContentType="{OFFICE}.presentationml.slide+xml"/>'
OPF = (
    f'{DECLARED}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>'
    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
    "</package>"
)
CONTAINER = (
    f'{DECLARED}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
MANIFEST = (
    f'{DECLARED}<manifest:manifest xmlns:manifest="{OPEN}:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>'
)

PACKAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    ".docx": (
        "word/document.xml",
        f"<w:document {WORD}><w:body><w:p><w:r><w:t>@</w:t></w:r></w:p></w:body></w:document>",
        {
            "[Content_Types].xml": types("word/document.xml", "wordprocessingml.document"),
            "_rels/.rels": linked(("officeDocument", "word/document.xml")),
        },
    ),
    ".pptx": (
        "ppt/slides/slide1.xml",
        f"<p:sld {SLIDES} {DRAWN}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>@</a:t></a:r></a:p></p:txBody>"
        "</p:sp></p:spTree></p:cSld></p:sld>",
        {
            "[Content_Types].xml": types("ppt/presentation.xml", "presentationml.presentation", SLIDE),
            "_rels/.rels": linked(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation {SLIDES} {LINKS}><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
            "</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": linked(("slide", "slides/slide1.xml")),
        },
    ),
    ".xlsx": (
        "xl/worksheets/sheet1.xml",
        f'<worksheet {CELLS}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>@</t></is></c></row></sheetData>'
        "</worksheet>",
        {
            "[Content_Types].xml": types("xl/workbook.xml", "spreadsheetml.sheet"),
            "_rels/.rels": linked(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook {CELLS} {LINKS}><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": linked(("worksheet", "worksheets/sheet1.xml")),
        },
    ),
    ".epub": (
        "a.xhtml",
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>a</title></head><body><p>@</p></body></html>',
        {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "a.opf": OPF},
    ),
    ".odt": (
        "content.xml",
        f"<office:document-content {ODT}><office:body><office:text><text:p>@</text:p></office:text></office:body>"
        "</office:document-content>",
        {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": MANIFEST},
    ),
}
"""By suffix: the part that holds the text, what is in it around the words (@), and the other parts."""

LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
DOCTYPES = {
    "billion laughs": f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]>',
    "quadratic entity": f'<!DOCTYPE a [<!ENTITY l9 "{"a" * 100_000}">]>',
    "outside entity": '<!DOCTYPE a [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "outside type": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd" [<!ENTITY % b SYSTEM "file:///dev/zero"> %b;]>',
}


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as zipped:
        for name, said in parts.items():
            zipped.writestr(name, said)
    return file.getvalue()


def package(suffix: str, words: str, before: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    main, around, others = PACKAGES[suffix]
    text = DECLARED + before + around.replace("@", words)
    return archive({**others, main: text, **(more or {})})


def bomb(suffix: str, part: str, megabytes: int) -> bytes:
    """A document of which one part is very large when it is unpacked."""
    _, around, others = PACKAGES[suffix]
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        for name, said in others.items():
            if name != part:
                zipped.writestr(name, said)
        start, end = (DECLARED + around).split("@")
        with zipped.open(part, "w", force_zip64=True) as large:
            large.write(start.encode())
            for _ in range(megabytes):
                large.write(b"Ducks swim. " * 87_382)
            large.write(end.encode())
    return file.getvalue()


def falsely_declared(data: bytes, size: int = 10) -> bytes:
    """The same archive, whose directory says of all parts that they are small."""
    changed, at = bytearray(data), data.find(b"PK\x01\x02")
    while at >= 0:
        local = struct.unpack_from("<I", data, at + 42)[0]
        struct.pack_into("<I", changed, at + 24, size)
        if data[local : local + 4] == b"PK\x03\x04":
            struct.pack_into("<I", changed, local + 22, size)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def nested(suffix: str, depth: int) -> bytes:
    inner = package(suffix, "Ducks swim.")
    for _ in range(depth):
        inner = package(suffix, "Ducks swim.", more={f"inner{suffix}": inner, "inner.zip": inner})
    return inner


def overlapping(suffix: str, times: int) -> bytes:
    """Many parts that are all the same bytes of the file (as in David Fifield's bomb, simplified)."""
    data = package(suffix, "Ducks swim. " * 100_000)
    start = data.rindex(b"PK\x05\x06")
    directory = data.index(b"PK\x01\x02")
    first = data[directory:start].split(b"PK\x01\x02")[-1]
    rows = b"".join(b"PK\x01\x02" + first for _ in range(times))
    end = bytearray(data[start:])
    count = struct.unpack_from("<H", end, 10)[0] + times
    struct.pack_into("<HHI", end, 8, count, count, start - directory + len(rows))
    return data[:start] + rows + bytes(end)


def odd_names(suffix: str) -> bytes:
    file = BytesIO(package(suffix, "Ducks swim."))
    with zipfile.ZipFile(file, "a") as zipped:
        for name in ("../../../tmp/out", "/etc/out", "C:\\out", "a\\..\\..\\out", "a//b", "\u202etxt", "a" * 60_000):
            zipped.writestr(name, "out")
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc/passwd")
    return file.getvalue()


def encrypted(suffix: str) -> bytes:
    data, at = bytearray(package(suffix, "Ducks swim.")), -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def twice(suffix: str) -> bytes:
    """One part twice, with different words."""
    main, around, _ = PACKAGES[suffix]
    file = BytesIO(package(suffix, "Ducks swim."))
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as zipped:
        warnings.simplefilter("ignore")  # zipfile says what is the point here
        zipped.writestr(main, around.replace("@", "Geese swim."))
    return file.getvalue()


def hostile_archives(suffix: str) -> Iterator[tuple[str, Make]]:
    """Name and maker of each hostile archive of a kind."""
    main, around, _ = PACKAGES[suffix]
    other = next(name for name in PACKAGES[suffix][2] if name.endswith((".xml", ".opf")))
    opened = {"docx": "<w:p>", "pptx": "<a:p>", "xlsx": "<is>", "epub": "<div>", "odt": "<text:span>"}[suffix[1:]]
    closed = opened.replace("<", "</")
    yield "bomb in the text", lambda: bomb(suffix, main, 300)
    yield "bomb beside the text", lambda: bomb(suffix, other, 300)
    yield "small bomb", lambda: bomb(suffix, main, 30)
    yield "bomb declared small", lambda: falsely_declared(bomb(suffix, main, 100))
    yield "declared large", lambda: falsely_declared(package(suffix, "Ducks swim."), 0xFFFFFFF0)
    yield "nested", lambda: nested(suffix, 12)
    yield "many parts", lambda: package(suffix, "Ducks.", more={f"a/{i}.xml": "" for i in range(30_000)})
    yield "overlapping parts", lambda: overlapping(suffix, 2000)
    yield "odd names", lambda: odd_names(suffix)
    yield "encrypted", lambda: encrypted(suffix)
    yield "a part twice", lambda: twice(suffix)
    for name, doctype in DOCTYPES.items():
        yield name, lambda doctype=doctype: package(suffix, "&l9;" * 500, doctype)  # type: ignore[misc]
    yield "deep", lambda: package(suffix, opened * 100_000 + "Ducks." + closed * 100_000)
    yield "wide", lambda: package(suffix, f"{opened}a{closed}" * 500_000)
    yield (
        "attributes",
        lambda: archive(
            {**PACKAGES[suffix][2], main: around.replace("@", "a").replace(" xmlns", " " + junk(50_000) + " xmlns", 1)}
        ),
    )
    yield "no text", lambda: archive({**PACKAGES[suffix][2]})
    yield "not XML", lambda: archive({**PACKAGES[suffix][2], main: b"\x00\xff" * 1000})
    yield "UTF-7", lambda: archive({**PACKAGES[suffix][2], main: '<?xml version="1.0" encoding="utf-7"?><a/>'})


def junk(count: int) -> str:
    return " ".join(f'a{i}="{i}"' for i in range(count))
