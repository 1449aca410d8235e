import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from index import readers
from index.decode import decode
from index.document import Extracted, clean, page_of
from index.kinds import media_type, reader_for, suffixes
from index.readers import html, markdown, pdf, text, word

FILES = Path(__file__).parent / "files"


def word_file(build: Callable[[WordDocument], object]) -> bytes:
    document, file = docx.Document(), BytesIO()
    build(document)
    document.save(file)
    return file.getvalue()


def pdf_file(*pages: str, info: str = "") -> bytes:
    """A PDF with one line of text a page, written by hand."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, line in enumerate(pages):
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources {resources} /Contents {5 + 2 * i} 0 R >>"
        )
        stream = f"BT /F1 12 Tf 50 700 Td ({line}) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< {info} >>")
    body = "%PDF-1.4\n" + "".join(f"{i + 1} 0 obj\n{made}\nendobj\n" for i, made in enumerate(objects))
    return f"{body}trailer\n<< /Root 1 0 R /Size {len(objects) + 1} /Info {len(objects)} 0 R >>\n%%EOF\n".encode()


def test_every_module_is_found_by_its_suffixes() -> None:
    found = {Path(path).stem for path in Path(readers.__path__[0]).glob("*.py")} - {"__init__"}
    assert {reader_for(f"a{suffix}").__name__.rpartition(".")[2] for suffix in suffixes()} == found  # type: ignore[attr-defined]
    assert media_type("A.PDF") == "application/pdf"


@pytest.mark.parametrize(("name", "kind"), [("a.xyz", r"\.xyz files"), ("Makefile", "files without a suffix")])
def test_an_unknown_kind_names_the_known_ones(name: str, kind: str) -> None:
    with pytest.raises(ValueError, match=rf"no reader for {kind} \(Excerpt reads \..*, \.csv, \.docx, .*\.txt"):
        reader_for(name)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252", "cp1251", "shift_jis", "gb18030"]
)
def test_encodings_are_recognised(encoding: str) -> None:
    said = {
        "cp1252": "Der Fluß fließt größtenteils über Äcker, schöne Wälder und öde Gräben. " * 4,
        "cp1251": "Утки плавают по тихому озеру и улетают зимой на юг вместе с гусями. " * 4,
        "shift_jis": "アヒルは静かな湖で泳ぎます。冬になると南へ飛んでいきます。" * 4,
        "gb18030": "鸭子在平静的湖面上游泳。冬天它们飞往南方。天气很冷，湖水结冰。" * 4,
    }.get(encoding, "Naïve ducks – “swim” on the lake. Утки. 鸭子。 " * 4)
    assert decode(said.encode(encoding)) == said


def test_what_is_declared_decides_where_utf_8_does_not_fit() -> None:
    assert decode("Ærø".encode("latin-1"), declared="iso-8859-1") == "Ærø"
    assert decode("Ærø".encode(), declared="iso-8859-1") == "Ærø", "declarations are often wrong"
    assert decode("Ærø".encode("latin-1"), declared="no-such-encoding") == "Ærø"


@pytest.mark.parametrize("said", ["Ærø", "Château", "naïve café, 5 € “quoted”", "El niño comió una manzana en Málaga."])
def test_a_short_text_in_latin_letters_is_in_the_usual_encoding(said: str) -> None:
    assert decode(said.encode("cp1252")) == said


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="the file is no text"):
        decode(bytes(range(256)) * 8)


@pytest.mark.parametrize("stray", [b"\xff", "é".encode("cp1252"), "鸭".encode()[:2]])
def test_a_stray_byte_does_not_spoil_a_text(stray: bytes) -> None:
    sound = "The ducks – all of them – were “happy” in the café. "
    assert decode(sound.encode() + stray) == sound + "\ufffd"
    assert decode(sound.encode() + stray + sound.encode()) == f"{sound}\ufffd{sound}"


@given(st.text())
def test_plain_text_is_kept_as_it_is(said: str) -> None:
    said = clean(said)
    if "\ufeff" not in said[:1] and "\0" not in said:
        assert text.read(said.encode()).text == said


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Ducks return to the lake\n\nThey came in May.", "Ducks return to the lake"),
        ("\n  Ducks return \n\nThey came in May.", "Ducks return"),
        ("They came in May.\n\nThey left.", None),
        ("One line\nand another\n\nmore", None),
        ("word " * 40 + "\n\nmore", None),
        ("***\n\nmore", None),
        ("Alone", None),
        ("", None),
    ],
)
def test_a_text_s_headline_is_its_title(said: str, title: str | None) -> None:
    assert text.headline(said) == title


@pytest.mark.parametrize(
    ("said", "title", "date"),
    [
        ("# Ducks #\n\nThey swim.", "Ducks", None),
        ("Ducks\n=====\n\nThey swim.", "Ducks", None),
        ("```\n# comment\n```\n# Ducks", "Ducks", None),
        ("## Only a section\n\ntext", None, None),
        ("---\n[broken\n---\n# Ducks", "Ducks", None),
        ("---\n- a list\n---\n# Ducks", "Ducks", None),
        ("text\n---\ntitle: no front matter\n---\n", None, None),
    ],
)
def test_markdown_s_title_and_date(said: str, title: str | None, date: str | None) -> None:
    assert markdown.read(said.encode()) == Extracted(said, title=title, date=date)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "---\ntitle: 'Ducks: a life'\ndate: 2024-05-03\n---\n# Other",
            Extracted("# Other", title="Ducks: a life", date="2024-05-03"),
        ),
        ("---\ndate: 2024-05-03 10:00:00\n---\ntext", Extracted("text", date="2024-05-03")),
        ("---\ndate: last spring\n---\ntext", Extracted("text")),
        ("---\ntitle: [a, b]\ndate: {a: b}\n---\ntext", Extracted("text")),
    ],
)
def test_markdown_s_front_matter_says_what_it_is_and_is_not_cited(said: str, found: Extracted) -> None:
    assert markdown.read(said.encode()) == found


def test_markdown_that_is_made_to_take_long_does_not() -> None:
    """A word that YAML's aliases write out a thousand million times; a heading with 200,000 spaces inside."""
    layers = "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 10))
    assert markdown.read(f"---\nl0: &l0 lol\n{layers}title: *l9\ndate: *l9\n---\ntext".encode()).title is None
    assert markdown.read(f"# x{' ' * 200_000}y".encode()).title == f"x{' ' * 200_000}y"


PAGE = """<?xml version="1.0" encoding="UTF-8"?><html><head><title>Ducks &amp; geese | The Lake</title>
<meta property="article:published_time" content="2024-03-05T10:00:00Z"><script>alert("no text")</script></head><body>
<nav><a href="/">Home</a> <a href="/about">About us</a></nav><article><h1>Ducks &amp; geese</h1>
<p>Ducks swim   on the
lake all day long, and <b>nobody</b> minds that they are 12 birds in all.</p>
<p>Geese fly over the mountains in autumn, when the first snow has come, and return in spring.<!-- no --></p>
<ul><li>One duck stays in winter</li><li>two geese do so, too</li></ul>
<table><tr><td>Bird</td><td>Eggs</td></tr><tr><td>Duck</td><td>9</td></tr></table>
</article><footer>Subscribe to our newsletter</footer></body></html>"""


def test_a_web_page_gives_its_main_text_in_blocks() -> None:
    found = html.read(PAGE.encode())
    assert found.title == "Ducks & geese"
    assert found.date == "2024-03-05"
    assert "Ducks swim on the lake all day long, and nobody minds that they are 12 birds in all.\n\nGeese" in found.text
    assert "One duck stays in winter\n\ntwo geese do so, too" in found.text
    assert "Bird\tEggs\nDuck\t9" in found.text
    assert not [word for word in ("Home", "newsletter", "alert", "<", "no -->") if word in found.text]


def test_a_page_without_a_main_text_gives_all_of_it() -> None:
    found = html.read(b"<title>T</title><p>Hello &amp; goodbye.<p>Again<script>no()</script>")
    assert (found.text, found.title) == ("Hello & goodbye.\n\nAgain", "T")


def test_a_page_s_declared_encoding_is_used() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Za\u017c\u00f3\u0142\u0107.</p></body></html>'
    assert html.read(page.encode("iso-8859-2")).text == "Zażółć."


def test_no_date_is_guessed_from_a_page_s_text() -> None:
    page = PAGE.replace("2024-03-05T10:00:00Z", "").replace("12 birds", "12 birds since May 3, 2019")
    assert html.read(page.encode()).date is None


AROUND = """<html class="cookie-consent-shown"><body class="ads-enabled"><div id="cookie-banner"><h2>We value you</h2>
<p>We use cookies to show you what you do not want to see, in all the ways that there are.</p></div><article>
<h1>Ducks come back to the lake</h1><p class="byline">By <a href="/a">Ada B. Lovelace</a> in Geneva</p>
<p>Ducks came back to the lake on Monday, and all who live there were glad of it, as they say themselves.</p>%s
<p>Geese fly over the mountains in autumn, when the first snow has come, and return in spring.</p>
</article></body></html>"""


@pytest.mark.parametrize(
    "inset",
    [
        '<p><strong><a href="/b">Read more: Swans leave the lake</a></strong></p>',
        '<p>READ ALSO | <a href="/b">Swans leave the lake</a></p>',
        '<p>Lesen Sie auch: <a href="/b">Swans leave the lake</a></p>',
        '<div class="ad-slot"><p>Swans leave the lake</p></div>',
        '<section class="newsletter-box"><p>Swans leave the lake, for you, every morning</p></section>',
    ],
)
def test_what_is_put_between_paragraphs_is_left_out(inset: str) -> None:
    found = html.read((AROUND % inset).encode())
    assert "\n\nDucks came back to the lake on Monday, and all who live there" in f"\n\n{found.text}"
    assert found.title == "Ducks come back to the lake"
    assert found.text.endswith("and return in spring.")
    assert not re.search("Swans|cookies|value you|READ|Lesen", found.text)


@pytest.mark.parametrize(
    "inset",
    [
        "<p>Read more: that is what they tell children, and nobody says why they should.</p>",
        '<p>Read more books on <a href="/b">swans</a>, she said, and looked at the lake for a long time.</p>',
        '<p class="adage shadow">The early bird catches the worm, as they say all around the lake.</p>',
    ],
)
def test_what_belongs_to_an_article_stays(inset: str) -> None:
    said = re.sub("<[^>]*>", "", inset)
    assert said in html.read((AROUND % inset).encode()).text


def test_an_author_who_is_stated_is_named_first() -> None:
    page = (AROUND % "").replace("<body", '<head><meta name="author" content="Ada B. Lovelace"></head><body')
    page = page.replace(
        "</article>", "<p>Swans stay where they are, all through the long winter.</p>" * 4 + "</article>"
    )
    assert html.read(page.encode()).text.startswith("By Ada B. Lovelace in Geneva\n\nDucks c")


def test_a_page_that_is_set_in_a_table_is_no_table() -> None:
    body = "<p>Ducks came back to the lake on Monday, and all who live there were glad of it.</p>"
    more = "<p>Geese fly over the mountains in autumn.</p><p>Swans stay where they are, all through the winter.</p>"
    page = f"<table><tr><td><ul><li><a href='/'>Home</a></ul><td>{body}{more}</table>"
    assert html.read(page.encode()).text.startswith(
        "Ducks came back to the lake on Monday, and all who live there were"
    )
    assert "\t" not in html.read(page.encode()).text


@pytest.mark.parametrize("data", [b"", b"  \n", b"<?xml version='1.0'?>", b"<!-- -->"])
def test_an_empty_page_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="the file is empty"):
        html.read(data)


def test_a_pdf_s_pages_start_where_their_text_does() -> None:
    found = pdf.read(pdf_file("Ducks swim.", "", "Geese fly.", info="/Title (Birds) /CreationDate (D:20240229101112)"))
    assert found == Extracted("Ducks swim.\nGeese fly.\n", (0, 12, 12), "Birds", "2024-02-29")
    assert [page_of(found.pages, found.text.index(word)) for word in ("Ducks", "swim", "Geese")] == [1, 1, 3]


def test_a_real_pdf_of_four_pages() -> None:
    found = pdf.read((FILES / "pdflatex-4-pages.pdf").read_bytes())
    assert len(found.pages) == 4
    assert found.date == "2022-04-03"
    assert found.text.startswith(
        "Hello, here is some text without a meaning. This text should show what a printed text\n"
    )
    starts = [found.text[start:].split(maxsplit=1)[0] for start in found.pages]
    assert starts[0] == "Hello,"
    assert all(found.text[start - 1] == "\n" for start in found.pages[1:])


def test_a_pdf_s_columns_and_hyphens_are_as_on_the_page() -> None:
    found = pdf.read((FILES / "multicolumn.pdf").read_bytes())
    assert "nsectetuer adip-\niscing elit" in found.text
    assert "\ufffe" not in found.text


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Birds", "Birds"),
        ("Microsoft Word - Birds of Lebanon", "Birds of Lebanon"),
        ("Microsoft Word - birds.doc", None),
        ("Untitled", None),
        ("report_final.INDD", None),
        ("", None),
    ],
)
def test_what_programs_write_in_place_of_a_title_is_none(stated: str, title: str | None) -> None:
    assert pdf.read(pdf_file("Ducks.", info=f"/Title ({stated})")).title == title


@pytest.mark.parametrize(
    ("stated", "day"),
    [("D:20161231184323+01'00'", "2016-12-31"), ("20240101", "2024-01-01"), ("D:20241301", None), ("D:2024", None)],
)
def test_a_pdf_s_dates(stated: str, day: str | None) -> None:
    assert pdf.day(stated) == day


def test_pdfs_that_cannot_be_read_say_why() -> None:
    with pytest.raises(ValueError, match="the file is encrypted: save a copy without the password"):
        pdf.read((FILES / "libreoffice-writer-password.pdf").read_bytes())
    with pytest.raises(ValueError, match="the file is damaged, or no PDF"):
        pdf.read(b"no pdf at all")
    with pytest.raises(ValueError, match="the file holds no text: its pages may be pictures"):
        pdf.read(pdf_file("", ""))


def test_a_real_word_file_s_tables_are_lines_with_tabs_in_their_place() -> None:
    found = word.read((FILES / "word_tables.docx").read_bytes())
    assert found.text.startswith(
        "Test with tables\n\nA uniform table\n\nHeader 0.0\tHeader 0.1\tHeader 0.2\nCell 1.0\t"
    )
    assert found.date == "2025-01-31"


def test_a_word_file_s_title_date_and_blocks_in_order() -> None:
    def build(document: WordDocument) -> None:
        document.add_heading("Ducks", level=0)
        document.add_paragraph("They swim.")
        document.add_table(1, 2).rows[0].cells[1].text = "nine\neggs"
        document.add_paragraph("They\tfly.").add_run().add_break()

    found = word.read(word_file(build))
    assert found.text == "Ducks\n\nThey swim.\n\nnine eggs\n\nThey\tfly.\n"
    assert (found.title, found.date) == ("Ducks", None), "the date is of python-docx's template"


def test_properties_win_over_the_style_title() -> None:
    def build(document: WordDocument) -> None:
        import datetime

        document.core_properties.title = "Birds"
        document.core_properties.created = datetime.datetime(2024, 5, 3, tzinfo=datetime.UTC)
        document.add_heading("Ducks", level=0)

    found = word.read(word_file(build))
    assert (found.title, found.date) == ("Birds", "2024-05-03")


def test_tracked_changes_read_as_accepted_and_fields_are_kept() -> None:
    ns = nsdecls("w")
    change = (
        f"<w:p {ns}><w:r><w:t>Ducks </w:t></w:r><w:ins w:id='1' w:author='a'><w:r><w:t>swim</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>sink</w:delText></w:r></w:del></w:p>"
    )
    field = f"<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>Name: Ada</w:t></w:r></w:p></w:sdtContent></w:sdt>"

    def build(document: WordDocument) -> None:
        for xml in (field, change):
            document.element.body.insert(0, parse_xml(xml))

    assert word.read(word_file(build)).text == "Ducks swim\n\nName: Ada"


def archive(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file.getvalue()


def test_word_files_that_cannot_be_read_say_why() -> None:
    whole = word_file(lambda document: document.add_paragraph("Ducks swim."))
    with pytest.raises(ValueError, match="the file is damaged, or no Word file"):
        word.read(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match=r"encrypted, or in the old \.doc format"):
        word.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(ValueError, match=r"it has no word/document\.xml"):
        word.read(archive({"a.txt": b"a"}))
