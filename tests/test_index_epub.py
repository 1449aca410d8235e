from pathlib import Path

import pytest
from office_files import chapter, epub_file
from zip_files import parts_of, with_part, zipped

from index.readers import epub

FILES = Path(__file__).parent / "files"
XHTML = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'


def test_a_real_book_s_poems_stand_line_by_line_under_their_headings() -> None:
    found = epub.read((FILES / "epub_purvis_poetry.epub").read_bytes())
    assert (found.title, found.date, found.notes) == ("Poetry", "2023-12-06", ())
    assert "\n\nThe Slave Girl’s Address to Her Mother\n\nOh! mother, weep not, though our lot be hard,\n" in found.text
    assert found.text.startswith("Poetry\n\nBy Sarah Louisa Forten Purvis.\n\nImprint\n\n")


def test_chapters_stand_in_the_order_of_the_spine_each_once() -> None:
    items = (
        '<item id="z" href="nav.xhtml" media-type="application/xhtml+xml" properties="scripted nav"/>'
        '<item id="p" href="p.png" media-type="image/png"/>'
        '<item id="m" href="lost.xhtml" media-type="application/xhtml+xml"/>'
    )
    spine = '<itemref idref="z"/><itemref idref="c1"/><itemref idref="p"/><itemref idref="m"/><itemref idref="no"/>'
    book = epub_file(
        *(chapter("<h1>One</h1><p>Ducks.</p>"), chapter("<h2>Two</h2><p>Geese.</p>")),
        items=items,
        spine=spine,
        **{"OEBPS/nav.xhtml": chapter("<p>Contents</p>"), "OEBPS/other.xhtml": chapter("no")},
    )
    found = epub.read(book)
    assert found.text == "One\n\nDucks.\n\nTwo\n\nGeese."
    assert found.notes == ("the chapter 'OEBPS/lost.xhtml' is missing from the file",)


def test_no_scripts_and_no_markup_in_the_text() -> None:
    body = '<script>alert("x")</script><style>p{}</style><p>A<br/>b<a id="x"/> c</p><ul><li>one</li><li>two</li></ul>'
    table = "<table><tr><td>Duck</td><td>9</td></tr></table>"
    assert epub.read(epub_file(chapter(body + table))).text == "A\nb c\n\none\n\ntwo\n\nDuck\t9"


@pytest.mark.parametrize(
    ("metadata", "title", "date"),
    [
        ("<dc:title> A life\n of ducks </dc:title><dc:date>2012-03-04</dc:date>", "A life of ducks", "2012-03-04"),
        ("<dc:date>1918</dc:date>", None, None),
        (
            '<dc:date opf:event="modification">2020-01-02</dc:date>'
            '<dc:date opf:event="publication">1999-05-06</dc:date>',
            *(None, "1999-05-06"),
        ),
        ("<dc:title/>", None, None),
    ],
)
def test_title_and_date_are_the_book_s(metadata: str, title: str | None, date: str | None) -> None:
    found = epub.read(epub_file(chapter("<p>Ducks.</p>"), metadata=metadata))
    assert (found.title, found.date) == (title, date)


def test_named_entities_of_html_are_read_though_nothing_is_fetched() -> None:
    page = chapter("<p>Caf&eacute;&nbsp;&amp; ducks &lt;3 &unknown; &copy;</p>", before=XHTML)
    assert epub.read(epub_file(page)).text.startswith("Café\xa0& ducks <3 ")


def test_a_chapter_that_is_no_good_xml_is_read_as_browsers_do() -> None:
    assert (
        epub.read(epub_file("<html><body><p>Ducks & geese<p>swim.<br></body></html>")).text == "Ducks & geese\n\nswim."
    )
    assert epub.read(epub_file("", chapter("<p>Ducks.</p>"))).text == "Ducks."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-5"])
def test_a_chapter_s_encoding_is_found(encoding: str) -> None:
    page = f'<?xml version="1.0" encoding="{encoding}"?>' + chapter("<p>Утки плавают.</p>")
    book = with_part(epub_file(chapter("")), "OEBPS/text/c 1.xhtml", page.encode(encoding))
    assert epub.read(book).text == "Утки плавают."


@pytest.mark.parametrize("words", ["البط يسبح في البحيرة.", "鸭子在湖里游泳。", "הברווזים שוחים."])
def test_all_scripts_are_kept(words: str) -> None:
    assert epub.read(epub_file(chapter(f'<p dir="rtl">{words}</p>'))).text == words


def test_a_protected_book_says_so_and_protected_fonts_do_not_matter() -> None:
    def locking(name: str) -> bytes:
        data = f'<e xmlns:x="http://www.w3.org/2001/04/xmlenc#"><x:CipherReference URI="{name}"/></e>'
        return with_part(epub_file(chapter("<p>Ducks.</p>")), "META-INF/encryption.xml", data)

    assert epub.read(locking("OEBPS/font.otf")).text == "Ducks."
    with pytest.raises(ValueError, match="the book is protected against copying: expected one without DRM"):
        epub.read(locking("OEBPS/text/c%201.xhtml"))


def test_a_book_without_its_package_is_refused() -> None:
    parts = parts_of(epub_file(chapter("<p>Ducks.</p>")))
    del parts["OEBPS/book.opf"]
    with pytest.raises(ValueError, match=r"expected the book's package 'OEBPS/book\.opf', and there is none"):
        epub.read(zipped(parts))
