import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import rtf

FONTS = r"{\fonttbl{\f0\fnil\fcharset0 Calibri;}{\f1\fnil\fcharset204 Calibri;}{\f2\fnil\fcharset128 Gothic;}}"


def rich(body: str, info: str = "") -> bytes:
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{info}{body}}}".encode("latin-1")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Ducks swim.\par They fly.\par", "Ducks swim.\n\nThey fly."),
        (r"one\line two\tab three", "one\ntwo\tthree"),
        (r"Na\'efve \{ducks\} \\par C:\\parts", "Naïve {ducks} \\par C:\\parts"),
        (r"\f1 \'d3\'f2\'ea\'e8\f0  swim", "Утки swim"),
        (r"\f2 \'8a\'9b\f0", "鴨"),
        (r"\u-10179?\u-8704? \u40493?", "😀 鸭"),
        (r"\u1575?\u1604?\u1576?\u1591?", "البط"),
        (r"{\*\unknown hidden}{\header top}shown", "shown"),
        (r"\trowd\intbl Bird\cell Eggs\cell\row\trowd\intbl Duck\cell 9\cell\row\pard", "Bird\tEggs\nDuck\t9"),
        (r'a HYPERLINK {\field{\*\fldinst{HYPERLINK "http://x"}}{\fldrslt{link}}}', "a HYPERLINK link"),
        (r"a{\pict\bin5 }}{{}}b{\pict\pngblip 89504e}", "ab"),
        (
            r"Ducks swim.{\super\chftn{\footnote\pard{\super\chftn} All day.\par}}"
            r" Geese{\footnote\ftnalt South.} fly.\par",
            "Ducks swim.[1] Geese[2] fly.\n\n[1] All day.\n\n[2] South.",
        ),
    ],
)
def test_rich_text_is_read(body: str, text: str) -> None:
    found = rtf.read(rich(body))
    assert (found.text, found.notes) == (text, ())


@pytest.mark.parametrize(
    ("info", "title", "date"),
    [
        (
            r"{\info{\title Ducks \'e9t\'e9}{\creatim\yr2024\mo5\dy3\hr10}{\revtim\yr2025\mo1\dy1}}",
            "Ducks été",
            "2024-05-03",
        ),
        (r"{\info{\upr{\title ?}{\*\ud{\title \u40493?}}}}", "鸭", None),
        (r"{\info{\title report.doc}{\creatim\yr2024\mo13\dy3}}", None, None),
        (r"{\info{\title }{\author A}}", None, None),
        ("", None, None),
    ],
)
def test_title_and_day_come_from_the_info_group(info: str, title: str | None, date: str | None) -> None:
    found = rtf.read(rich("Ducks.", info))
    assert (found.text, found.title, found.date) == ("Ducks.", title, date)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_letters_that_are_not_escaped_are_read(encoding: str) -> None:
    assert rtf.read(r"{\rtf1\ansi\ansicpg1252 Köln – schön}".encode(encoding)).text == "Köln – schön"


def test_a_file_that_breaks_off_gives_what_stands_before_and_a_note() -> None:
    found = rtf.read(rich(r"Ducks swim.\par They {\b fly")[:-1])
    assert (found.text, found.notes) == (
        *("Ducks swim.\n\nThey fly",),
        ("the file breaks off: what stands before its end is in",),
    )


@pytest.mark.parametrize("data", [b"", b"Ducks swim.", b"{not rich}", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_rich_text_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"the file is no rich text: expected it to begin with \{\\rtf"):
        rtf.read(data)


def test_what_striprtf_cannot_read_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="the file is damaged: expected rich text, and there is "):
        rtf.read(rich(r"\u9999999 a"))


@given(st.text(alphabet="ab\\{}'* \n0u", max_size=60))
def test_garbage_is_text_or_one_sentence(body: str) -> None:
    said = ""
    try:
        rtf.read(rich(body))
    except ValueError as error:
        said = str(error)
    assert len(said.splitlines()) <= 1
