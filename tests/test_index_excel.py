from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from office_files import excel_file
from zip_files import parts_of, with_part, zipped

from index.readers import excel
from index.sentences import sentence_spans


def workbook(build: Any) -> bytes:
    made, file = openpyxl.Workbook(), BytesIO()
    build(made)
    made.save(file)
    return file.getvalue()


def test_each_row_is_a_line_with_the_names_of_its_columns_under_its_sheet() -> None:
    people: list[list[object]] = [
        ["People of note"],
        [],
        ["Name", "Born", "Note"],
        ["Ada", 1815, None],
        ["Grace", 1906, "Wrote a\ncompiler"],
    ]
    found = excel.read(excel_file(People=people, Empty=[[]], Prices=[["Bird", "Price"], ["Duck", 12.5]]))
    assert found.text == (
        "People\n\nPeople of note\n| Name: Ada | Born: 1815 |\n"
        "| Name: Grace | Born: 1906 | Note: Wrote a compiler |\n\n"
        "Prices\n\n| Bird: Duck | Price: 12.5 |\n"
    )
    assert [found.text[a:b] for a, b in sentence_spans(found.text)][2:4] == [
        *("| Name: Ada | Born: 1815 |", "| Name: Grace | Born: 1906 | Note: Wrote a compiler |")
    ]


def test_cells_say_what_a_person_sees() -> None:
    def build(made: Any) -> None:
        sheet = made.active
        values = [date(2024, 5, 3), datetime(2024, 5, 3, 14, 30), time(9, 5), timedelta(hours=30), True, 0.1 + 0.2, 3.0]
        sheet.append([*values, 0.125, 1e20, "#N/A"])
        sheet["H1"].number_format = "0.0%"

    said = excel.read(workbook(build)).text
    cells = ["2024-05-03", "2024-05-03 14:30", "09:05:00", "1 day, 6:00:00", "TRUE", "0.3", "3", "12.5%"]
    assert said == f"Sheet\n\n| {' | '.join([*cells, '1e+20', '#N/A'])} |\n"


def test_formulas_are_not_computed_and_missing_results_are_noted() -> None:
    data = excel_file(Sums=[["a", "b", "sum"], [1, 2, "=A2+B2"], [3, 4, "=A3+B3"]])
    found = excel.read(data)
    assert found.text == "Sums\n\n| a: 1 | b: 2 |\n| a: 3 | b: 4 |\n"
    assert found.notes == (
        "the results of 2 formulas are not stored: open the file in a spreadsheet program and save it",
    )
    sheet = parts_of(data)["xl/worksheets/sheet1.xml"].replace(b"<f>A2+B2</f><v />", b"<f>A2+B2</f><v>3</v>")
    stored = excel.read(with_part(data, "xl/worksheets/sheet1.xml", sheet.replace(b"<v></v>", b"<v>3</v>", 1)))
    assert "| a: 1 | b: 2 | sum: 3 |" in stored.text
    assert "of 1 formulas" in stored.notes[0]


def test_title_and_date_are_as_stated() -> None:
    def build(made: Any) -> None:
        made.properties.title, made.properties.created = "Birds", datetime(2024, 5, 3)
        made.active.append(["Duck"])

    found = excel.read(workbook(build))
    assert (found.title, found.date) == ("Birds", "2024-05-03")
    parts = {name: content for name, content in parts_of(workbook(build)).items() if name != "docProps/core.xml"}
    found = excel.read(zipped(parts))
    assert (found.title, found.date) == (None, None), "openpyxl would say today"


def test_hidden_sheets_are_read_and_sizes_that_a_sheet_states_are_not_believed() -> None:
    def build(made: Any) -> None:
        made.active.append(["Duck", "swims"])
        made.create_sheet("Hidden").append(["Goose"])
        made["Hidden"].sheet_state = "hidden"

    data = workbook(build)
    sheet = parts_of(data)["xl/worksheets/sheet1.xml"].replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"')
    assert excel.read(with_part(data, "xl/worksheets/sheet1.xml", sheet)).text == (
        "Sheet\n\n| Duck | swims |\n\nHidden\n\n| Goose |\n"
    )


def test_a_style_that_does_not_exist_does_no_harm() -> None:
    data = excel_file(Birds=[["Duck", 0.5]])
    sheet = parts_of(data)["xl/worksheets/sheet1.xml"].replace(b'<c r="B1"', b'<c r="B1" s="99"')
    assert excel.read(with_part(data, "xl/worksheets/sheet1.xml", sheet)).text == "Birds\n\n| Duck | 0.5 |\n"


@pytest.mark.parametrize("words", ["البط يسبح", "鸭子在湖里游泳。", "Утки плавают"])
def test_all_scripts_are_kept(words: str) -> None:
    assert excel.read(excel_file(Tiere=[[words]])).text == f"Tiere\n\n| {words} |\n"


def test_a_workbook_without_cells_has_no_text() -> None:
    assert excel.read(excel_file(Empty=[])).text == ""
