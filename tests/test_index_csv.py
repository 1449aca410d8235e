from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import rows
from index.document import clean
from index.readers import csv
from index.rows import joined, row_lines
from index.sentences import sentence_spans

FILES = Path(__file__).parent / "files"


def test_a_real_file_gives_a_sentence_a_row() -> None:
    found = csv.read((FILES / "csv-comma.csv").read_bytes())
    sentences = [found.text[a:b] for a, b in sentence_spans(found.text)]
    assert len(sentences) == 5
    assert sentences[1].startswith(
        "| Index: 2 | Customer Id: 1Ef7b82A4CAAD10 | First Name: Preston | Last Name: Lozano, Dr"
    )
    assert (found.title, found.date, found.notes) == (None, None, ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_delimiters_and_encodings_are_found(delimiter: str, encoding: str) -> None:
    table = [["Stadt", "Größe", "Straße"], ["Köln", "1 Mio.", "Brückenstraße"], ["Nürnberg", "500 000", "Hübnersgasse"]]
    said = "\r\n".join(delimiter.join(row) for row in table * 5)
    first = csv.read(said.encode(encoding)).text.splitlines()[0]
    assert first == "| Stadt: Köln | Größe: 1 Mio. | Straße: Brückenstraße |"


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ('a,b\n"x, ""y""\nz",2\n', ['| a: x, "y" z | b: 2 |']),
        ("sep=;\na,b;c\n1,5;2\n", ["| a,b: 1,5 | c: 2 |"]),
        ("Name,Born\n\nAda,\n,1906\n,\n", ["| Name: Ada |", "| Born: 1906 |"]),
        ("1,2\n3,4\n", ["| 1 | 2 |", "| 3 | 4 |"]),
        ("Name,Born\n", ["| Name | Born |"]),
        ("Name\nAda\nGrace\n", ["| Name: Ada |", "| Name: Grace |"]),
        ("Country,2019,2020\nChad,5,6\n", ["| Country: Chad | 2019: 5 | 2020: 6 |"]),
        ("Ada,1815\nGrace,1906\n", ["| Ada | 1815 |", "| Grace | 1906 |"]),
        ("a,b\n1,2,3\n", ["| a: 1 | b: 2 | 3 |"]),
        (f"{'n' * 81},b\n1,2\n", [f"| {'n' * 81} | b |", "| 1 | 2 |"]),
        ('a,b\n"x"y,2\n', ["| a: xy | b: 2 |"]),
        ("名前,年\n鴨。泳ぐ,9\n", ["| 名前: 鴨。泳ぐ | 年: 9 |"]),
    ],
)
def test_rows_are_lines_with_the_names_of_their_columns(said: str, lines: list[str]) -> None:
    found = csv.read(said.encode())
    assert found.text.splitlines() == lines
    assert [found.text[a:b] for a, b in sentence_spans(found.text)] == lines


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    found = csv.read(b'Name,Note\nAda,"open\nGrace,2\n')
    assert found.text == '| Name: Ada | Note: "open |\n| Name: Grace | Note: 2 |\n'
    assert found.notes == (
        "a quotation mark is never closed: each line was read as a row, its quotation marks as letters",
    )


def test_formulas_are_words() -> None:
    assert csv.read(b'a,b\n"=HYPERLINK(""http://x"")",=1+1\n').text == '| a: =HYPERLINK("http://x") | b: =1+1 |\n'


def test_a_table_that_would_become_too_long_is_cut_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    lines, most = list(row_lines([["a", "b"], *[["1", "2"]] * 9])), 40
    assert joined(lines, most=most) == (
        "| a: 1 | b: 2 |\n" * 2,
        ("of its rows the first 2 are in: a text has at most 40 characters",),
    )
    assert rows.MOST_CHARACTERS < 10_000_000


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="the file is no text"):
        csv.read(bytes(range(256)) * 8)
    assert csv.read(b"").text == ""


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_table_of_one_sentence_a_row(said: str) -> None:
    found = csv.read(clean(said).replace("\ufffd", "").encode())
    assert [found.text[a:b] for a, b in sentence_spans(found.text)] == [line for line in found.text.split("\n") if line]
