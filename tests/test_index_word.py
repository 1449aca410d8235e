import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from office_files import word_file
from zip_files import parts_of, with_part, zipped

from index.readers import word
from index.sentences import sentence_spans
from index.word_numbering import in_form

FILES = Path(__file__).parent / "files"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = nsdecls("w")
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def lines_of(name: str) -> list[str]:
    return re.split(r"\n+", word.read((FILES / name).read_bytes()).text)


def body(*blocks: str, numbering: str = "", footnotes: str = "", endnotes: str = "") -> bytes:
    """A document of blocks of XML, with parts of its own."""

    def build(document: WordDocument) -> None:
        for i, block in enumerate(blocks):
            document.element.body.insert(i, parse_xml(block.replace(">", f" {W}>", 1)))
        for name, xml in (("footnotes", footnotes), ("endnotes", endnotes)):
            if xml:
                blob = f"<w:{name} {W}>{xml}</w:{name}>".encode()
                kind = getattr(CONTENT_TYPE, f"WML_{name.upper()}")
                part = Part(PackURI(f"/word/{name}.xml"), kind, blob, document.part.package)
                document.part.relate_to(part, f"{RELATED}/{name}")

    made = word_file(build)
    return with_part(made, "word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>") if numbering else made


def said(*blocks: str, **parts: str) -> list[str]:
    return word.read(body(*blocks, **parts)).text.split("\n\n")


def item(text: str, number: int = 1, level: int = 0) -> str:
    return (
        f"<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr></w:pPr>{run(text)}</w:p>"
    )


def plain(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def level(i: int, form: str, text: str, *, start: str = "1", more: str = "", font: str = "") -> str:
    looks = f"<w:rPr><w:rFonts w:ascii='{font}'/></w:rPr>" if font else ""
    shape = f"<w:start w:val='{start}'/><w:numFmt w:val='{form}'/>{more}<w:lvlText w:val='{text}'/>{looks}"
    return f"<w:lvl w:ilvl='{i}'>{shape}</w:lvl>"


def one_list(*levels: str) -> str:
    return (
        f"<w:abstractNum w:abstractNumId='0'>{''.join(levels)}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    )


def test_lists_of_a_real_file_have_the_markers_that_a_person_sees() -> None:
    lines = lines_of("docx_lists.docx")
    assert lines[3:11] == [
        *("Test 1:", "• List item 1", "• List item 2", "• List item 3"),
        *("Test 2:", "1. List item a", "2. List item b", "3. List item c"),
    ]
    nested = lines.index("Test 5:")
    assert lines[nested + 1 : nested + 4] == ["• List item 1", "◦ List item 1.1", "▪ List item 1.1.1"]
    assert lines[lines.index("4. Fourth item with numId 2") + 1] == "1. Single item of a new list"
    assert {"• First item", "– Sub-item A", "1.1 Morning Walk", "2. WEEKEND ERRAND LIST"} <= set(lines)


def test_headings_of_a_real_file_are_numbered_by_their_style() -> None:
    lines = lines_of("unit_test_headers_numbered.docx")
    assert lines[:4] == ["Test Document", "1. Section 1", "Paragraph 1.1", "Paragraph 1.2"]
    assert "1.2.1. Section 1.2.3" in lines


def test_comments_are_left_out() -> None:
    data = (FILES / "docx_comments.docx").read_bytes()
    comments = " ".join(re.findall(r">([^<>]+)</w:t>", parts_of(data)["word/comments.xml"].decode()))
    found = word.read(data)
    assert len(comments) > 50
    assert not any(comment in found.text for comment in comments.split(". "))
    assert (found.title, found.date) == ("Document with Comments", None)


def test_lists_are_counted_restarted_and_continued() -> None:
    levels = [level(0, "upperRoman", "%1."), level(1, "lowerLetter", "(%2)")]
    numbering = (
        f"{one_list(*levels, level(2, 'decimal', '%1.%2.%3', more='<w:isLgl/>'))}"
        "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/>"
        "</w:lvlOverride></w:num><w:num w:numId='3'><w:abstractNumId w:val='0'/></w:num>"
    )
    blocks = [item("a"), item("b", 1, 1), item("c", 1, 2), item("d"), item("e", 1, 1), item("f", 2), item("g", 2)]
    assert said(*blocks, item("h", 3), item("i", 9), item("j", 0), numbering=numbering) == [
        *("I. a", "(a) b", "1.1.1 c", "II. d", "(a) e", "V. f", "VI. g", "VII. h", "i", "j")
    ]


def test_bullets_are_as_they_look() -> None:
    looks = [
        ("\uf0b7", "Symbol"),
        ("o", "Courier New"),
        ("§", "Wingdings"),
        ("–", "Arial"),
        ("", ""),
        ("\ue123", "Own"),
    ]
    levels = [level(i, "bullet", text, font=font) for i, (text, font) in enumerate(looks)]
    numbering = one_list(*levels, level(6, "none", "x"))
    assert said(*(item("duck", 1, i) for i in range(8)), numbering=numbering) == [
        *("• duck", "◦ duck", "▪ duck", "– duck", "duck", "• duck", "duck", "duck")
    ]


def test_a_list_that_is_made_as_a_style_is_found_by_it() -> None:
    linked = (
        "<w:abstractNum w:abstractNumId='5'><w:numStyleLink w:val='None'/></w:abstractNum>"
        "<w:num w:numId='7'><w:abstractNumId w:val='5'/></w:num>"
    )
    assert said(item("duck", 7), numbering=one_list(level(0, "decimal", "%1.")) + linked) == ["duck"]


def test_numbers_that_make_no_sense_do_no_harm() -> None:
    levels = [level(0, "lowerRoman", "%1." + "x" * 500, start="999999"), level(1, "decimal", "%9%2", start="many")]
    first, second = said(item("a"), item("b", 1, 1), numbering=one_list(*levels))
    assert first == f"999999.{'x' * 33} a"
    assert second == "1 b"


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (1994, "lowerRoman", "mcmxciv"),
        (49, "upperRoman", "XLIX"),
        (4000, "upperRoman", "4000"),
        (0, "lowerLetter", "0"),
        (26, "lowerLetter", "z"),
        (53, "lowerLetter", "aaa"),
        (261, "lowerLetter", "261"),
        (5, "decimal", "5"),
    ],
)
def test_numbers_in_words_forms(number: int, form: str, written: str) -> None:
    assert in_form(number, form) == written


def reference(kind: str, id: int, more: str = "") -> str:
    return f"<w:r><w:{kind}Reference w:id='{id}' {more}/></w:r>"


def note(kind: str, id: int, text: str, more: str = "") -> str:
    return f"<w:{kind} w:id='{id}' {more}><w:p><w:r><w:{kind}Ref/></w:r>{run(text)}</w:p></w:{kind}>"


def test_footnotes_follow_their_paragraph_and_endnotes_the_text() -> None:
    first = f"<w:p>{run('Ducks swim.')}{reference('endnote', 2)}{reference('footnote', 2)}</w:p>"
    second = f"<w:p>{run('Geese fly.')}{reference('footnote', 3)}{reference('footnote', 9)}</w:p>"
    line = note("footnote", -1, "line", "w:type='separator'")
    footnotes = line + note("footnote", 2, " All day.") + note("footnote", 3, " South.")
    assert said(first, second, footnotes=footnotes, endnotes=note("endnote", 2, " In May.")) == [
        *("Ducks swim.[i][1]", "[1] All day.", "Geese fly.[2]", "[2] South.", "[i] In May.")
    ]


def test_a_note_s_own_mark_stays_and_a_note_stands_once() -> None:
    mark = reference("footnote", 2, "w:customMarkFollows='1'")
    blocks = f"<w:p>{run('Ducks')}{mark}{run('* swim.')}</w:p>", f"<w:p>{run('Again.')}{reference('footnote', 2)}</w:p>"
    assert said(*blocks, footnotes=note("footnote", 2, "* Not all.")) == ["Ducks* swim.", "* Not all.", "Again."]


def cell(content: str) -> str:
    return f"<w:tc><w:p>{content}</w:p></w:tc>"


def test_notes_in_tables_follow_the_table() -> None:
    row = f"<w:tr>{cell(run('Duck') + reference('footnote', 2))}{cell(run('9'))}</w:tr>"
    assert said(f"<w:tbl>{row}</w:tbl>", footnotes=note("footnote", 2, "Wild.")) == ["Duck[1]\t9", "[1] Wild."]


def test_a_note_s_label_belongs_to_the_sentence_that_it_follows() -> None:
    text = "Ducks swim all day long.[1] Geese fly south in autumn."
    assert [text[a:b] for a, b in sentence_spans(text)] == ["Ducks swim all day long.[1]", "Geese fly south in autumn."]


def test_tables_within_tables_and_wrapped_cells_stand_once() -> None:
    inner = f"<w:tc><w:tbl><w:tr>{cell(run('inner'))}</w:tr></w:tbl><w:p/></w:tc>"
    wrapped = f"<w:sdt><w:sdtContent>{cell(run('field'))}</w:sdtContent></w:sdt>"
    assert said(f"<w:tbl><w:tr>{inner}{wrapped}</w:tr></w:tbl>") == ["inner\tfield"]


def test_text_boxes_stand_once_behind_their_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{run('Caption')}</w:p></w:txbxContent>"
    choices = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    both = f"<w:r><mc:AlternateContent {MC}>{choices}</mc:AlternateContent></w:r>"
    assert said(f"<w:p>{run('Ducks swim.')}{both}</w:p>", plain("They fly.")) == ["Ducks swim.", "Caption", "They fly."]


@pytest.mark.parametrize(
    "words", ["البط يسبح في البحيرة.", "הברווזים שוחים באגם.", "鸭子在湖里游泳。", "Утки плавают по озеру."]
)
def test_all_scripts_are_kept_as_they_are_written(words: str) -> None:
    rtl = f"<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>{words}</w:t></w:r></w:p>"
    assert said(rtl) == [words]


def test_readings_above_words_are_left_out() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('かも')}</w:rt><w:rubyBase>{run('鴨')}</w:rubyBase></w:ruby></w:r>"
    assert said(f"<w:p>{ruby}{run('が泳ぐ。')}</w:p>") == ["鴨が泳ぐ。"]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Birds", "Birds"),
        ("Word Document", "Ducks"),
        ("report-final.docx", "Ducks"),
        ("Document1", "Ducks"),
        ("", "Ducks"),
    ],
)
def test_what_programs_write_in_place_of_a_title_is_none(title: str, found: str) -> None:
    def build(document: WordDocument) -> None:
        document.core_properties.title = title
        document.add_heading("Ducks", level=0)

    assert word.read(word_file(build)).title == found


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (datetime(2024, 5, 3, 23, tzinfo=UTC), "2024-05-03"),
        (datetime(2013, 12, 23, 23, 15, tzinfo=UTC), None),
        (datetime(1601, 1, 1, tzinfo=UTC), None),
        (datetime(2013, 12, 23, 10, tzinfo=UTC), "2013-12-23"),
    ],
)
def test_a_template_s_date_is_none(made: datetime, found: str | None) -> None:
    def build(document: WordDocument) -> None:
        document.core_properties.created = made
        document.add_paragraph("Ducks.")

    assert word.read(word_file(build)).date == found


def test_properties_that_are_missing_state_nothing() -> None:
    parts = parts_of(word_file(lambda document: document.add_paragraph("Ducks.")))
    without = {name: content for name, content in parts.items() if name != "docProps/core.xml"}
    without["_rels/.rels"] = re.sub(rb'<Relationship [^>]*core.xml"[^>]*/>', b"", parts["_rels/.rels"])
    found = word.read(zipped(without))
    assert (found.text, found.title, found.date) == ("Ducks.", None, None)
