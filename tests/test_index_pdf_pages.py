"""Pages of PDFs: which character stands where, what is boxed, and how pictures and boxes come out of the child."""

import io
import itertools
import json
import os
import signal
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import line, made_pdf
from PIL import Image, ImageChops

from index import ocr, page_child, pdf_pages
from index.document import Document, clean, version_of
from index.limits import Limits
from index.page_child import NO_ANSWER, PageBoxes, PageChild
from index.pages import Pages, count_of, parts_of
from index.pdf_pages import Box, Glyph, Part, boxes, lines, picture, scale_for
from index.pdf_text import HYPHEN, characters, given_text, origins, stored_text
from index.readers import pdf
from index.sentences import sentence_spans

FILES = Path(__file__).parent / "files"
REAL = ("multicolumn.pdf", "pdflatex-4-pages.pdf")


def as_document(data: bytes) -> Document:
    from hashlib import sha256

    found = pdf.read(data)
    digest = sha256(data).hexdigest()
    return Document(digest[:12], ("upload:a.pdf",), "a", None, pdf.MEDIA_TYPE, digest, found.text, found.pages)


def boxes_of(data: bytes, words: str) -> list[list[Box]]:
    """The boxes of `words` in a PDF, made in this process, a list for each page that they are on."""
    document = as_document(data)
    start = document.text.index(words)
    with pdf.open_pdf(data) as opened:
        return [boxes(opened, part) for part in parts_of(document, (start, start + len(words)))]


def ink(opened: pypdfium2.PdfDocument, number: int, width: int = 1200) -> Image.Image:
    """What is dark on a page."""
    drawn = Image.open(io.BytesIO(picture(opened, number, width).png)).convert("L")
    return drawn.point(lambda value: 255 if value < 128 else 0)


# The text of a page


@given(st.text(st.sampled_from("ab \r\n\t\x00\ufffe\ud800\udc00\ufffd\U0001d400\u2028\ufeff")))
def test_every_character_of_the_stored_text_is_one_that_pdfium_gave(given_: str) -> None:
    stored, origin = stored_text(given_), origins(given_)
    assert clean(stored) == stored
    assert stored == "" or (stored.endswith("\n") and len(origin) == len(stored) - 1)
    assert origin == sorted(origin)
    for character, place in zip(stored, origin, strict=False):
        same = {"\x00": "\ufffd", HYPHEN: "-", "\r": "\n"}.get(given_[place], given_[place])
        assert character == same or (given_[place] == HYPHEN and character == "\n")


@pytest.mark.parametrize("name", REAL)
def test_the_given_text_is_what_pypdfium2_gives(name: str) -> None:
    with pdf.open_pdf((FILES / name).read_bytes()) as opened:
        for page in opened:
            text = page.get_textpage()
            assert given_text(text) == text.get_text_range()


def test_a_page_with_a_thousand_letters_without_unicode_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pypdfium2 recurses once a letter."""
    monkeypatch.setattr(ocr, "installed", lambda: False)
    data = made_pdf(line("Q" * 1500), line("Q" * 1500 + "Ducks" + "Q" * 1500, size=0.2), unicode={"Q": HYPHEN})
    assert pdf.read(data).text == "Ducks\n"
    assert len(boxes_of(data, "Ducks")[0]) == 1


MEANT = {
    "A": "\U0001d400", "B": "ffi", "C": "\ufb03", "D": HYPHEN, "E": "\x02", "F": "\U0001f600x", "H": "\ud800",
    "I": "\u00a0", "J": "\ufffd", "K": "\u00ad", "L": "e\u0301", "M": "\u0644\u0627", "N": "\ufefb", "O": "\u05d0",
    "P": "\ufb1d", "S": "\r\n",
}  # fmt: skip


@pytest.mark.parametrize("letter", MEANT)
def test_a_letter_may_stand_for_any_number_of_characters(letter: str) -> None:
    """What comes after such a letter is boxed where it stands, and not a letter further on."""
    data = made_pdf(line(f"x{letter}x ducks swim."), unicode=MEANT)
    expected = boxes_of(made_pdf(line("xZx ducks swim.")), "ducks")[0][0]
    ((box,),) = boxes_of(data, "ducks")
    with pdf.open_pdf(data) as opened:
        text = opened[0].get_textpage()
        start = next(i for i in range(text.count_chars()) if text.get_textobj(i) and char_at(text, i) == "d")
        placed = [text.get_charbox(i, loose=True) for i in range(start, start + 5)]
    assert box[0] == pytest.approx(placed[0][0] / 600, abs=1e-5)
    assert box[2] == pytest.approx(placed[-1][2] / 600, abs=1e-5)
    assert (box[1], box[3]) == (expected[1], expected[3])


def char_at(text: pypdfium2.PdfTextPage, index: int) -> str:
    return chr(pypdfium2.raw.FPDFText_GetUnicode(text, index))


def test_a_letter_that_stands_for_nul_has_no_box() -> None:
    """PDFium puts what it has for a hyphen in its place."""
    data = made_pdf(line("Ducks Gx swim."), unicode={"G": "\x00"})
    assert pdf.read(data).text == "Ducks -\nx swim.\n"
    assert boxes_of(data, "Ducks -\nx swim.") == [[]]
    assert len(boxes_of(data, "swim.")[0]) == 1


# Boxes


@pytest.mark.parametrize("name", REAL)
def test_every_sentence_is_boxed_where_pypdfium2_has_its_characters(name: str) -> None:
    data = (FILES / name).read_bytes()
    document = as_document(data)
    with pdf.open_pdf(data) as opened:
        for span in sentence_spans(document.text, language="en"):
            for part in parts_of(document, span):
                page = opened[part.page - 1]
                text, (wide, high) = page.get_textpage(), page.get_size()
                indexes = characters(text, part.start, part.end, part.words)
                assert indexes is not None
                said = "".join("-" if char_at(text, i) == "\x02" else char_at(text, i) for i in indexes)
                assert said == "".join(part.words.split())
                found = boxes(opened, part)
                for left, bottom, right, top in (text.get_charbox(i) for i in indexes):
                    x, y = (left + right) / 2 / wide, 1 - (bottom + top) / 2 / high
                    assert any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in found)


def test_two_columns_keep_to_themselves() -> None:
    """A sentence of the left column has no box that reaches into the right one."""
    data = (FILES / "multicolumn.pdf").read_bytes()
    (found,) = boxes_of(data, "Lorem ipsum dolor sit amet, consectetuer adip-\niscing elit.")
    assert len(found) == 2
    assert max(box[2] for box in found) < 0.515


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", ["", "/CropBox [30 100 500 780]"])
@pytest.mark.parametrize("matrix", ["1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0.7 0.7 -0.7 0.7", "0.4 0 0 1.2"])
def test_boxes_are_over_the_ink(turned: int, crop: str, matrix: str) -> None:
    """Nothing is dark outside the boxes of all words; rotated pages, cropped ones, and rotated or squeezed text."""
    stream = f"BT /F1 12 Tf {matrix} 250 400 Tm (Ducks swim.) Tj ET"
    data = made_pdf(stream, page=f"/MediaBox [0 0 600 800] {crop} /Rotate {turned}")
    ((*found,),) = boxes_of(data, "Ducks swim.")
    with pdf.open_pdf(data) as opened:
        dark = ink(opened, 1)
    covered = Image.new("L", dark.size, 0)
    for left, top, right, bottom in found:
        area = (left * dark.width - 1, top * dark.height - 1, right * dark.width + 1, bottom * dark.height + 1)
        covered.paste(255, tuple(round(value) for value in area))  # type: ignore[arg-type]
    assert dark.getbbox() is not None
    assert ImageChops.subtract(dark, covered).getbbox() is None
    assert len(found) == 1 or "0.7" in matrix
    assert sum((b[2] - b[0]) * (b[3] - b[1]) for b in found) < 0.01


def test_a_line_is_one_box_as_high_as_its_font() -> None:
    ((box,),) = boxes_of(made_pdf(line("one two")), "one two")
    with pdf.open_pdf(made_pdf(line("one two"))) as opened:
        loose = [opened[0].get_textpage().get_charbox(i, loose=True) for i in (0, 6)]
    expected = (loose[0][0] / 600, 1 - loose[0][3] / 800, loose[1][2] / 600, 1 - loose[0][1] / 800)
    assert box == pytest.approx(expected, abs=2e-6)


def test_a_hyphen_at_a_line_s_end_is_boxed_and_the_break_is_not() -> None:
    data = made_pdf(line("Two duck-") + line("lings swim.", y=686))
    assert pdf.read(data).text == "Two duck-\nlings swim.\n"
    ((first, second),) = boxes_of(data, "duck-\nlings")
    hyphen = boxes_of(data, "-\n")[0][0]
    assert hyphen[2] == first[2]
    assert (first[1] + first[3]) / 2 < second[1]


def test_an_excerpt_may_run_over_two_pages() -> None:
    data = made_pdf(line("All the ducks"), line(""), line("swim in May."))
    found = boxes_of(data, "the ducks\nswim in")
    assert [len(page) for page in found] == [1, 1]
    document = as_document(data)
    assert [part.page for part in parts_of(document, (0, len(document.text)))] == [1, 3]


def test_wide_gaps_on_a_line_are_left_out() -> None:
    data = made_pdf("BT /F1 12 Tf 50 700 Td (Ducks) Tj 300 0 Td (nine) Tj ET")
    words = pdf.read(data).text.strip()
    assert words in {"Ducks nine", "Ducks\nnine"}
    ((first, second),) = boxes_of(data, words)
    assert first[2] < 0.2
    assert second[0] > 0.5


def test_what_reads_both_ways_is_one_box() -> None:
    row = [Glyph((0, 5), (0, 10), True), *(Glyph((x, x + 5), (0, 10), True) for x in range(95, 0, -5))]
    assert lines([*row, Glyph((100, 105), (0, 10), True)]) == [(0, 0, 105, 10)]
    assert lines([Glyph((b, a), (0, 10), False) for b, a in [(0, 5), (5, 10)]]) == [(0, 0, 10, 10)]
    assert lines([]) == []


def test_what_is_cropped_away_has_no_box() -> None:
    data = made_pdf(
        line("Ducks swim.") + line("Hidden words.", y=20), page="/MediaBox [0 0 600 800] /CropBox [0 100 600 800]"
    )
    assert boxes_of(data, "Hidden words.") == [[]]
    assert boxes_of(data, "swim.\nHidden") == [[]]
    assert len(boxes_of(data, "Ducks swim.")[0]) == 1


def test_other_words_than_the_page_s_have_no_box() -> None:
    with pdf.open_pdf(made_pdf(line("Ducks swim."))) as opened:
        assert boxes(opened, Part(1, 0, 5, "Geese")) == []
        assert boxes(opened, Part(1, 0, 500, "Ducks")) == []
        assert len(boxes(opened, Part(1, 0, 5, "Ducks"))) == 1
        with pytest.raises(ValueError, match="there is no page 2: the file has 1"):
            boxes(opened, Part(2, 0, 5, "Ducks"))


# Pictures


def test_a_picture_is_as_wide_as_it_should_be() -> None:
    with pdf.open_pdf((FILES / "pdflatex-4-pages.pdf").read_bytes()) as opened:
        for width in (200, 333, 1400):
            drawn = picture(opened, 2, width)
            assert drawn.width == width
            assert Image.open(io.BytesIO(drawn.png)).size == (drawn.width, drawn.height)


def test_colours_are_kept_where_there_are_any() -> None:
    with pdf.open_pdf(made_pdf(line("Ducks"), "1 0 0 rg 0 0 600 800 re f")) as opened:
        drawn = [Image.open(io.BytesIO(picture(opened, number, 300).png)) for number in (1, 2)]
    assert [image.mode for image in drawn] == ["L", "RGB"]
    assert drawn[0].getpixel((299, 0)) == 255
    assert drawn[1].getpixel((150, 200)) == (255, 0, 0)


@pytest.mark.parametrize("media", ["14400 14400", "1000000 1000000", "1000000 1", "1 1000000", "0.001 99999", "3 7"])
def test_a_hostile_size_takes_no_gigabytes(media: str) -> None:
    with pdf.open_pdf(made_pdf(line("Ducks"), page=f"/MediaBox [0 0 {media}]")) as opened:
        drawn = picture(opened, 1, 1_000_000)
    assert drawn.width * drawn.height <= pdf_pages.MOST_PIXELS + 2 * pdf_pages.LONGEST_SIDE
    assert max(drawn.width, drawn.height) <= pdf_pages.LONGEST_SIDE + 1


@pytest.mark.parametrize("side", [0.0, -1.0, float("inf"), float("nan")])
def test_a_page_without_a_size_is_not_drawn(side: float) -> None:
    with pytest.raises(ValueError, match="the page has no size"):
        scale_for(side, 100.0, 1400)


# The child


@pytest.fixture(scope="module")
def child() -> Iterator[PageChild]:
    made = PageChild()
    yield made
    made.close()


def never() -> bytes:
    raise AssertionError("the child has the file")


def ducks() -> bytes:
    return made_pdf(line("Ducks swim."))


def test_the_child_keeps_a_file_open(child: PageChild) -> None:
    first = child.picture("1", ducks, 1, 300)
    assert child.picture("1", never, 1, 300) == first
    ((found,), part) = (child.boxes("1", never, [Part(1, 0, 5, "Ducks")]), Part(1, 0, 5, "Ducks"))
    with pdf.open_pdf(ducks()) as opened:
        assert found == PageBoxes(1, 600, 800, tuple(boxes(opened, part)))
        assert picture(opened, 1, 300) == first


def test_the_child_keeps_the_last_few_files(monkeypatch: pytest.MonkeyPatch) -> None:
    files = page_child._Files()
    for name in ("1", "2", "3", "4", "1", "5"):
        assert files.get(name, ducks()) is not None
    assert [name for name in "12345" if files.get(name, b"")] == ["1", "3", "4", "5"]
    monkeypatch.setattr(page_child, "KEPT_BYTES", 2 * len(ducks()))
    files.get("6", ducks())
    assert [name for name in "123456" if files.get(name, b"")] == ["5", "6"]


def test_a_reason_comes_through(child: PageChild) -> None:
    with pytest.raises(ValueError, match=r"^the file is damaged, or no PDF$"):
        child.picture("2", lambda: b"no pdf", 1, 300)
    with pytest.raises(ValueError, match=r"^there is no page 7: the file has 1$"):
        child.picture("1", ducks, 7, 300)
    with pytest.raises(ValueError, match=r"^the page is damaged \(TypeError: "):
        child.picture("1", ducks, 1, None)  # type: ignore[arg-type]
    assert child.picture("1", ducks, 1, 300).width == 300


def test_a_child_that_died_is_started_anew(child: PageChild) -> None:
    child.picture("1", ducks, 1, 300)
    worker = child._child._worker
    assert worker is not None
    worker.kill()
    worker.wait()
    assert child.picture("1", ducks, 1, 300).width == 300


def test_a_child_that_dies_over_a_page_is_said_to(child: PageChild, monkeypatch: pytest.MonkeyPatch) -> None:
    child.picture("1", ducks, 1, 300)
    worker = child._child._worker
    assert worker is not None

    def die(replies: IO[bytes], longest: int) -> bytes:
        worker.kill()
        worker.wait()
        replies.read()
        return replies.readline(longest)

    with monkeypatch.context() as patched:
        patched.setattr(page_child, "reply_line", die)
        with pytest.raises(ValueError, match=NO_ANSWER):
            child.picture("1", ducks, 1, 300)
    assert child.picture("1", ducks, 1, 300).width == 300


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows cannot stop a process for a while")
def test_a_child_that_hangs_is_ended() -> None:
    slow = PageChild(limits=Limits(seconds=0.3))
    stopped = slow._child._start()
    os.kill(stopped.pid, signal.SIGSTOP)
    with pytest.raises(ValueError, match=r"the page took longer than 0\.3 s to draw"):
        slow.picture("1", ducks, 1, 300)
    assert stopped.poll() is not None
    slow.close()


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def pictured(width: Any = 3, height: Any = 4, length: Any = 24, data: bytes | None = None) -> bytes:
    said = {"width": width, "height": height, "length": length}
    return json.dumps(said).encode() + b"\n" + (png(3, 4) if data is None else data)


GARBAGE = [
    b"no json\n",
    b"[]\n",
    b"{}\n",
    b"null\n",
    b"[" * 100_000 + b"\n",
    b'{"width": 3',
    pictured(data=b"GIF89a" + b" " * 18),
    pictured(data=b""),
    pictured(width=5),
    pictured(width=None),
    pictured(width=[3]),
    pictured(width=1e400),
    pictured(width=20_000, data=png(20_000, 4)),
    pictured(width=9_000, height=9_000, data=png(9_000, 9_000)),
    pictured(length=-1),
    pictured(length=0),
    pictured(length=10**12),
]


@pytest.mark.parametrize("reply", GARBAGE, ids=range(len(GARBAGE)))
def test_a_picture_that_makes_no_sense_is_refused(
    child: PageChild, monkeypatch: pytest.MonkeyPatch, reply: bytes
) -> None:
    child.picture("1", ducks, 1, 300)
    worker = child._child._worker
    with monkeypatch.context() as patched:
        patched.setattr("index.child._asked", answering(reply))
        with pytest.raises(ValueError, match=rf"^{NO_ANSWER}$"):
            child.picture("1", never, 1, 300)
    assert worker is not None
    assert worker.poll() is not None, "who answers garbage is not asked again"


def answering(reply: bytes) -> Callable[..., object]:
    return lambda worker, request, data, answer: answer(io.BytesIO(reply))


PLACED: list[Any] = [
    [],
    [[600, 800, []], [600, 800, []]],
    [[600, 800]],
    [[0, 800, []]],
    [[600, float("nan"), []]],
    [["a", 800, []]],
    [[600, 800, [[0, 0, 1]]]],
    [[600, 800, [[0, 0, 1, 1, 1]]]],
    [[600, 800, [[0, 0, 1.1, 1]]]],
    [[600, 800, [[-0.1, 0, 1, 1]]]],
    [[600, 800, [[0.5, 0, 0.5, 1]]]],
    [[600, 800, [[0, float("nan"), 1, 1]]]],
    [[600, 800, [["<b>", 0, 1, 1]]]],
    [[600, 800, 7]],
    {},
]


@pytest.mark.parametrize("placed", PLACED, ids=range(len(PLACED)))
def test_boxes_that_make_no_sense_are_refused(child: PageChild, monkeypatch: pytest.MonkeyPatch, placed: Any) -> None:
    monkeypatch.setattr("index.child._asked", answering(json.dumps({"boxes": placed}).encode() + b"\n"))
    with pytest.raises(ValueError, match=NO_ANSWER):
        child.boxes("1", never, [Part(1, 0, 5, "Ducks")])


def test_a_child_that_never_has_the_file_is_asked_twice_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = itertools.count()

    def missing(worker: object, request: object, data: object, answer: Callable[[IO[bytes]], object]) -> object:
        next(asked)
        return answer(io.BytesIO(b'{"missing": true}\n'))

    monkeypatch.setattr("index.child._asked", missing)
    lost = PageChild()
    with pytest.raises(ValueError, match=NO_ANSWER):
        lost.picture("1", ducks, 1, 300)
    lost.close()
    assert next(asked) == 2


# Documents


@pytest.fixture
def pages() -> Iterator[Pages]:
    made = Pages(lambda document: ducks() if document == as_document(ducks()) else None)
    yield made
    made.close()


def test_a_document_s_pages_and_boxes(pages: Pages) -> None:
    document = as_document(ducks())
    assert (count_of(document), version_of("Ducks swim.\n")) == (1, document.version)
    assert pages.picture(document, 1, 300).width == 300
    (excerpt,), (answer,) = pages.boxes(document, [(0, 11), (0, 5)])
    assert (excerpt.page, excerpt.width, excerpt.height) == (1, 600, 800)
    assert answer.boxes[0][:2] == excerpt.boxes[0][:2]
    assert answer.boxes[0][2] < excerpt.boxes[0][2]


def test_a_span_is_boxed_whole_or_not_at_all() -> None:
    data = made_pdf(line("All the ducks"), line("Gx swim in May."), unicode={"G": "\x00"})
    document = as_document(data)
    pages = Pages(lambda _: data)
    start = document.text.index("the ducks")
    broken, whole = pages.boxes(document, [(start, len(document.text)), (start, start + 9)])
    pages.close()
    assert [(page.page, page.boxes) for page in broken] == [(1, ()), (2, ())]
    assert len(whole[0].boxes) == 1


def test_what_cannot_be_shown_says_why(pages: Pages) -> None:
    document = as_document(ducks())
    for page in (0, 2, -1):
        with pytest.raises(ValueError, match=f"there is no page {page}: the document has 1"):
            pages.picture(document, page, 300)
    for span in ((-1, 5), (5, 5), (3, 400)):
        with pytest.raises(ValueError, match=rf"there is no place {span[0]}-{span[1]}: the text has 12 characters"):
            pages.boxes(document, [span])
    with pytest.raises(ValueError, match="there is nothing to see at 5-6 but white space"):
        pages.boxes(document, [(5, 6)])
    gone = as_document(made_pdf(line("Geese fly.")))
    with pytest.raises(ValueError, match="the original file is gone or has changed since it was read"):
        pages.picture(gone, 1, 300)
    text = Document("1", (), "", None, "text/plain", "1", "Ducks")
    with pytest.raises(ValueError, match="this document has no pages that can be shown: only a PDF has"):
        pages.boxes(text, [(0, 5)])


def test_a_text_that_another_version_of_pdfium_read_has_no_boxes(pages: Pages) -> None:
    document = as_document(ducks())
    read_otherwise = Document(**{**fields(document), "text": "Ducks  swim.\n"})
    drawn = Pages(lambda _: ducks())
    (found,) = drawn.boxes(read_otherwise, [(0, 12)])
    drawn.close()
    assert [page.boxes for page in found] == [()]


def fields(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in document.__dataclass_fields__}
