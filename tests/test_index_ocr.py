"""Pictures of print: the order of what is read, pages that are pictures, and what is said where they cannot be read."""

import struct
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pdf_files import line, made_pdf
from PIL import Image, ImageDraw, ImageFont

from index import ocr
from index.document import page_of
from index.ocr_lines import Line, columns, gutter, laid_out
from index.pdf_pages import Part, boxes
from index.readers import pdf, picture

FILES = Path(__file__).parent / "files"

needs_ocr = pytest.mark.skipif(not ocr.installed(), reason="rapidocr is missing: pip install -e '.[ocr]'")


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)


@pytest.fixture
def fake_ocr(monkeypatch: pytest.MonkeyPatch) -> list[Image.Image]:
    """Reads "Picture N." in the N-th picture, and nothing in pictures less than 60 pixels high."""
    seen: list[Image.Image] = []

    def words(image: Image.Image) -> str:
        seen.append(image)
        return f"Picture {len(seen)}." if image.height >= 60 else ""

    monkeypatch.setattr(ocr, "installed", lambda: True)
    monkeypatch.setattr(ocr, "words_in", words)
    return seen


def print_of(*words: str, size: tuple[int, int] = (900, 300)) -> Image.Image:
    image = Image.new("L", size, "white")
    for i, said in enumerate(words):
        ImageDraw.Draw(image).text((30, 30 + 60 * i), said, "black", ImageFont.load_default(36))
    return image


def saved(kind: str, *images: Image.Image, **options: object) -> bytes:
    file = BytesIO()
    first, *others = images
    first.save(file, kind, **({"save_all": True, "append_images": others} if others else {}), **options)
    return file.getvalue()


def scanned(*pages: str | Image.Image) -> bytes:
    """A PDF whose pages are lines of text, pictures, or empty ("")."""
    file = BytesIO()
    import pypdfium2

    made = pypdfium2.PdfDocument.new()
    for page in pages:
        data = saved("PDF", page) if isinstance(page, Image.Image) else made_pdf(line(page) if page else "")
        made.import_pages(pypdfium2.PdfDocument(data))
    made.save(file)
    return file.getvalue()


def row(left: float, right: float, y: float, words: str = "a") -> Line:
    return Line(left, y, right, y + 10, words)


def test_columns_are_read_one_after_the_other_between_headings() -> None:
    left = [row(0, 90 + i % 3, 20 + 12 * i, f"L{i}") for i in range(4)]
    right = [row(110 + i % 2, 200, 23 + 12 * i, f"r{i}") for i in range(4)]
    lines = [row(20, 180, 0, "Heading"), *right, *left, row(10, 190, 70, "Foot")]
    assert laid_out(lines) == "Heading\n\nL0\nL1\nL2\nL3\nr0\nr1\nr2\nr3\n\nFoot"


def test_three_columns_are_three() -> None:
    lines = [row(x, x + 80, y, f"{x}/{y}") for y in (0, 12, 24) for x in (0, 100, 200)]
    assert [[line.words.partition("/")[0] for line in group] for group in columns(lines)] == [
        [x] * 3 for x in ("0", "100", "200")
    ]


def test_a_table_is_read_row_by_row() -> None:
    table = [row(0, 60, 12 * i, f"item {i}") for i in range(5)] + [row(180, 200, 12 * i, f"{i}.50") for i in range(5)]
    assert gutter(table) is None
    assert laid_out(table).splitlines()[1] == "item 1\t1.50"


def test_nothing_is_laid_out_as_nothing() -> None:
    assert (laid_out([]), columns([])) == ("", [])


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_pages_that_are_pictures_are_named() -> None:
    found = pdf.read(scanned("Ducks swim.", print_of("Geese"), "Swans sing.", "", print_of("Coots")))
    assert found.text == "Ducks swim.\nSwans sing.\n"
    assert found.notes == ("pages 2 and 5 are pictures without text; pip install 'excerpt[ocr]' reads them",)
    assert [page_of(found.pages, found.text.index(word)) for word in ("Ducks", "Swans")] == [1, 3]
    with pytest.raises(
        ValueError, match=r"the file holds no text: page 1 is a picture without text; pip install .* it$"
    ):
        pdf.read(scanned(print_of("Geese")))


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_a_picture_says_what_to_install() -> None:
    with pytest.raises(ValueError, match=r"the file is a picture; pip install 'excerpt\[ocr\]' reads the print in it"):
        picture.read(saved("PNG", print_of("Geese")))


def test_what_is_read_stands_in_its_page_s_place(fake_ocr: list[Image.Image]) -> None:
    data = scanned("Ducks swim.", print_of("Geese"), "Swans sing.", "")
    found = pdf.read(data)
    assert found.text == "Ducks swim.\nPicture 1.\nSwans sing.\n"
    assert (found.pages, found.notes) == ((0, 12, 23, 35), ())
    assert [image.size for image in fake_ocr] == [(2500, 834)], "200 dots an inch"
    with pdf.open_pdf(data) as opened:
        assert boxes(opened, Part(2, 0, 7, "Picture")) == []
        assert len(boxes(opened, Part(3, 0, 5, "Swans"))) == 1


@pytest.mark.usefixtures("fake_ocr")
def test_when_time_is_up_the_rest_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "SECONDS", -1.0)
    found = pdf.read(scanned("Ducks swim.", print_of("Geese"), print_of("Swans"), print_of("Coots")))
    (note,) = found.notes
    assert note.startswith("pages 2-4 are pictures without text, and after -1 s of reading pictures there was no time")
    found = picture.read(saved("TIFF", *[print_of("Geese")] * 3))
    assert (found.text, found.pages) == ("Picture 1.\n", (0,))
    assert found.notes == ("only the first 1 of 3 pages were read in -1 s",)


@pytest.mark.usefixtures("fake_ocr")
def test_each_picture_of_a_tiff_is_a_page() -> None:
    high, low = print_of("Geese"), print_of(size=(900, 50))
    found = picture.read(saved("TIFF", high, low, high))
    assert (found.text, found.pages) == ("Picture 1.\nPicture 3.\n", (0, 11, 11))
    assert picture.read(saved("TIFF", high)).pages == ()
    with pytest.raises(ValueError, match="no print was found in the picture"):
        picture.read(saved("BMP", low))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_kinds_of_pictures(kind: str, fake_ocr: list[Image.Image]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    data = saved(kind, print_of("Geese"), **({"exif": exif} if kind == "JPEG" else {}))
    assert picture.read(data).text == "Picture 1.\n"
    assert [image.size for image in fake_ocr] == [(300, 900) if kind == "JPEG" else (900, 300)]


def test_pictures_are_laid_on_white(fake_ocr: list[Image.Image]) -> None:
    picture.read(saved("PNG", Image.new("RGBA", (80, 80), (0, 0, 0, 0))))
    picture.read(saved("PNG", Image.new("I;16", (80, 80), 65_535)))
    picture.read(saved("PNG", Image.new("I;16", (80, 80), 0x7FFF)))
    assert [image.getpixel((5, 5)) for image in fake_ocr] == [(255, 255, 255), (255, 255, 255), (127, 127, 127)]


@pytest.mark.usefixtures("fake_ocr")
def test_pictures_that_cannot_be_read_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = saved("PNG", print_of("Geese"))
    with pytest.raises(ValueError, match="the file is damaged, or no picture of a known kind"):
        picture.read(b"GIF89a" + bytes(50))
    with pytest.raises(ValueError, match="the picture is damaged"):
        picture.read(whole[: len(whole) // 2])
    header = struct.pack(">I4sIIBBBBB", 13, b"IHDR", 60_000, 60_000, 8, 2, 0, 0, 0)
    with pytest.raises(ValueError, match=r"the picture has over 80,000,000 pixels \(at most 80,000,000 are read\)"):
        picture.read(whole[:8] + header + struct.pack(">I", __import__("zlib").crc32(header[4:])) + whole[33:])
    monkeypatch.setattr(picture, "MOST_PIXELS", 1000)
    with pytest.raises(ValueError, match="the picture has 270,000 pixels"):
        picture.read(whole)


@needs_ocr
def test_print_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "The ducks came back to\nLake Geneva in May 2024."
    found = picture.read(saved("PNG", print_of(*said.splitlines())))
    assert found.text == f"{said}\n"


@needs_ocr
def test_a_scan_of_two_columns_reads_as_the_page_does(offline: Callable[[], None]) -> None:
    """The same words in the same order as PDFium has them, at least nearly all; the gutter is 3 mm wide."""
    offline()
    data = (FILES / "multicolumn.pdf").read_bytes()
    with pdf.open_pdf(data) as opened:
        page = opened[0].render(scale=200 / 72).to_pil().convert("L")
    words = pdf.read(saved("PDF", page, resolution=200)).text.split()
    expected = pdf.read(data)
    known = expected.text[: expected.pages[1]].split()
    assert len(set(pairwise(words)) & set(pairwise(known))) > 0.95 * len(set(pairwise(known)))


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes every attempt to connect fail."""
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("something connects")

    return lambda: monkeypatch.setattr(socket.socket, "connect", refuse)
