"""Writing systems and encodings: the same words from a text, a web page and a PDF, whatever they are written in."""

from pathlib import Path

import pytest
from pdf_files import line, made_pdf

from index.decode import decode
from index.readers import html, pdf, text

FILES = Path(__file__).parent / "files"

SAID = {
    "Arabic": "البط يسبح في البحيرة الهادئة ويطير جنوبا في الشتاء مع الإوز.",
    "Hebrew": "הברווזים שוחים באגם השקט ועפים דרומה בחורף יחד עם האווזים.",
    "Russian": "Утки плавают по тихому озеру и улетают зимой на юг вместе с гусями.",
    "Greek": "Οι πάπιες κολυμπούν στην ήσυχη λίμνη και πετούν νότια τον χειμώνα.",
    "German": "Der Fluß fließt größtenteils über Äcker, schöne Wälder und öde Gräben.",
    "Chinese": "鸭子在平静的湖面上游泳。冬天它们飞往南方。天气很冷，湖水结冰。",
    "Taiwanese": "鴨子在平靜的湖面上游泳。冬天牠們飛往南方。天氣很冷，湖水結冰。",
    "Japanese": "アヒルは静かな湖で泳ぎます。冬になると南へ飛んでいきます。",
    "Korean": "오리는 조용한 호수에서 헤엄친다. 겨울이 되면 남쪽으로 날아간다.",
}

UNDECLARED = [
    *(("Russian", encoding) for encoding in ("koi8-r", "cp1251")),
    *(("Chinese", encoding) for encoding in ("gb18030", "gbk")),
    *(("Japanese", encoding) for encoding in ("shift_jis", "euc_jp")),
    *[("German", "cp1252"), ("Taiwanese", "big5"), ("Korean", "euc_kr"), ("Greek", "iso8859-7")],
    *[("Arabic", "cp1256"), ("Hebrew", "cp1255")],
]

UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


@pytest.mark.parametrize(("language", "encoding"), UNDECLARED)
def test_encodings_are_told_without_a_declaration(language: str, encoding: str) -> None:
    assert decode(SAID[language].encode(encoding)) == SAID[language]


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("language", SAID)
def test_unicode_is_told_with_a_mark_and_without(language: str, encoding: str) -> None:
    assert decode(SAID[language].encode(encoding)) == SAID[language]


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_a_mark_says_which_byte_comes_first(mark: bytes, encoding: str) -> None:
    assert decode(mark + "Ducks swim. 鸭子".encode(encoding)) == "Ducks swim. 鸭子"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_plain_english_in_utf_16_without_a_mark(encoding: str) -> None:
    assert decode("Ducks swim on the lake.".encode(encoding)) == "Ducks swim on the lake."


@pytest.mark.parametrize("language", SAID)
def test_texts_and_pages_keep_their_words(language: str) -> None:
    said = SAID[language]
    assert text.read(said.encode()).text == said
    direction = 'dir="rtl"' if language in ("Arabic", "Hebrew") else ""
    page = f"<html {direction}><head><title>{said[:9]}</title></head><body><p>{said}</p><p>{said}!</p></body></html>"
    found = html.read(page.encode())
    assert (found.text, found.title) == (f"{said}\n\n{said}!", said[:9].strip())


@pytest.mark.parametrize(
    ("language", "encoding"), [("Russian", "koi8-r"), ("Japanese", "shift_jis"), ("Chinese", "gbk")]
)
def test_a_page_in_the_encoding_that_it_declares(language: str, encoding: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body><p>'
    assert html.read((page + SAID[language]).encode(encoding)).text == SAID[language]


def as_pdf(words: str, shown: str) -> bytes:
    """A PDF that shows letters from left to right, in a font that says what they stand for."""
    codes = {letter: chr(0x41 + i + (i >= 26) * 6) for i, letter in enumerate(sorted(set(words) - {" "}))}
    line_of_codes = "".join(codes.get(letter, letter) for letter in shown)
    return made_pdf(line(line_of_codes), unicode={code: letter for letter, code in codes.items()})


@pytest.mark.parametrize("language", ["Russian", "Greek", "Chinese", "Japanese", "Korean"])
def test_a_pdf_keeps_its_words(language: str) -> None:
    words = SAID[language].replace(".", "")
    assert pdf.read(as_pdf(words, words)).text == f"{words}\n"


@pytest.mark.parametrize("words", ["שלום עולם", "البط يسبح"])
def test_a_pdf_that_shows_letters_from_right_to_left_is_read_as_people_read_it(words: str) -> None:
    assert pdf.read(as_pdf(words, words[::-1])).text == f"{words}\n"


def test_a_pdf_s_columns_are_read_one_after_the_other() -> None:
    found = pdf.read((FILES / "multicolumn.pdf").read_bytes())
    page = found.text[: found.pages[1]]
    order = ["Two-Column Document", "Abstract", "Lorem ipsum dolor", "Nam dui ligula", "viverra fermentum felis. Donec"]
    order += ["nonummy\npellentesque ante", "Quisque ullamcorper", "Fusce mauris", "Nunc egestas", "1\n"]
    places = [page.find(words) for words in order if words != "Nunc egestas"]
    assert -1 not in places
    assert places == sorted(places)
