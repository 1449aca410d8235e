import pytest
from office_files import odt_file
from zip_files import with_part

from index.readers import odt

NUMBERED = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")" '
    'text:start-value="2"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="–"/>'
    '<text:list-level-style-bullet text:level="2" text:bullet-char="&#xe123;"/>'
    '<text:list-level-style-image text:level="3"/></text:list-style>'
)


def said(body: str, styles: str = "") -> list[str]:
    return odt.read(odt_file(body, styles=styles)).text.split("\n\n")


def items(*contents: str) -> str:
    return "".join(f"<text:list-item>{content}</text:list-item>" for content in contents)


def p(words: str) -> str:
    return f"<text:p>{words}</text:p>"


def test_headings_paragraphs_and_white_space() -> None:
    section = f"<text:section>{p('They <text:span>swim</text:span>.')}</text:section>"
    assert said(f'<text:h text:outline-level="1">Ducks</text:h>{section}') == ["Ducks", "They swim."]
    spaces = 'a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d<text:s/>e'
    spaces += '<text:s text:c="999999"/>f<text:s text:c="x"/>g'
    assert said(p(spaces)) == [f"a   b\tc\nd e{' ' * 100}f g"]


def test_lists_have_the_markers_that_a_person_sees() -> None:
    inner = f"<text:list>{items(p('b'), p('c'))}</text:list>"
    first = f'<text:list text:style-name="L1">{items(p("a") + inner, p("d") + p("more"))}</text:list>'
    again = f'<text:list text:style-name="L1" text:continue-numbering="true">{items(p("e"))}</text:list>'
    header = "<text:list-header><text:p>h</text:p></text:list-header>"
    seventh = f'<text:list-item text:start-value="7">{p("f")}</text:list-item>'
    anew = f'<text:list text:style-name="L1">{header}{seventh}</text:list>'
    assert said(first + again + anew, NUMBERED) == [*("1. a", "(b) b", "(c) c", "2. d", "more", "3. e", "h", "7. f")]
    deeper = f"<text:list>{items(p('z'))}</text:list>"
    deep = f"<text:list>{items(p('y') + deeper)}</text:list>"
    dashes = f'<text:list text:style-name="L2">{items(p("x") + deep)}</text:list>'
    unknown = f'<text:list text:style-name="no">{items(p("w"))}</text:list>'
    assert said(dashes + unknown, NUMBERED) == ["– x", "• y", "z", "• w"]


def note(kind: str, label: str, words: str) -> str:
    body = f"<text:note-citation>{label}</text:note-citation><text:note-body>{p(words)}</text:note-body>"
    return f'<text:note text:note-class="{kind}">{body}</text:note>'


def test_footnotes_follow_their_paragraph_and_endnotes_the_text() -> None:
    first = p(f"Ducks swim.{note('endnote', 'i', 'In May.')}{note('footnote', '1', 'All day.')}")
    assert said(first + p(f"Geese{note('footnote', '*', 'Grey.')} fly.")) == [
        *("Ducks swim.[i][1]", "[1] All day.", "Geese[*] fly.", "[*] Grey.", "[i] In May.")
    ]


def cell(content: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{content}</table:table-cell>"


def test_tables_are_lines_and_what_is_repeated_stands_once() -> None:
    duck = cell(p("Duck") + p("wild"), 'table:number-columns-repeated="16384"')
    inner = f"<table:table><table:table-row>{cell(p('9'))}</table:table-row></table:table>"
    row = f'<table:table-row table:number-rows-repeated="1048576">{duck}{cell(inner)}</table:table-row>'
    head = f"<table:table-row>{cell(p('Bird'))}</table:table-row>"
    head = f"<table:table-header-rows>{head}</table:table-header-rows>"
    assert said(f"<table:table>{head}{row}</table:table>") == ["Bird\nDuck wild\t9"]


def test_comments_and_deleted_text_are_left_out_and_text_boxes_follow() -> None:
    changes = f"<text:tracked-changes><text:changed-region>{p('deleted')}</text:changed-region></text:tracked-changes>"
    comment = f"<office:annotation>{p('a comment')}</office:annotation>"
    box = f"<draw:frame><draw:text-box>{p('Caption')}</draw:text-box></draw:frame>"
    ruby = "<text:ruby><text:ruby-base>鴨</text:ruby-base><text:ruby-text>かも</text:ruby-text></text:ruby>"
    assert said(changes + p(f"Ducks{comment} swim.{box}") + p(ruby)) == ["Ducks swim.", "Caption", "鴨"]


@pytest.mark.parametrize("words", ["البط يسبح في البحيرة.", "鸭子在湖里游泳。", "Утки плавают по озеру.", "הברווזים"])
def test_all_scripts_are_kept(words: str) -> None:
    assert said(p(words)) == [words]


def test_title_and_date_are_as_stated_or_as_set() -> None:
    meta = "<dc:title>Birds</dc:title><meta:creation-date>2024-05-03T10:11:12.345</meta:creation-date>"
    found = odt.read(odt_file(p("Ducks."), meta=meta))
    assert (found.title, found.date) == ("Birds", "2024-05-03")
    styled = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    found = odt.read(odt_file('<text:p text:style-name="P1">Ducks</text:p>', styles=styled))
    assert (found.title, found.date) == ("Ducks", None)


def test_files_that_cannot_be_read_say_why() -> None:
    with pytest.raises(ValueError, match="the file is encrypted: save a copy without the password"):
        odt.read(odt_file("", manifest="<m:file-entry><m:encryption-data/></m:file-entry>"))
    with pytest.raises(ValueError, match="expected a text in it, and there is another document"):
        odt.read(with_part(odt_file(""), "content.xml", "<content><body/></content>"))
