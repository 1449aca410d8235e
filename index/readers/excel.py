"""Excel (xlsx) by openpyxl: each sheet under its name, each row one citable line; stored results, nothing computed."""

import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from index.archive import Parts, repacked
from index.document import Extracted, clean
from index.office import Kind, office_parts, stated_creation, stated_title
from index.rows import joined, row_lines

SUFFIXES = (".xlsx",)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXCEL = Kind("Excel", main="xl/workbook.xml", suffix=".xlsx", old=".xls")

WITHOUT_RESULT = re.compile(rb"(?:</f>|<f\b[^<>]{0,200}/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
"""A formula whose result is not stored: what made the file did not compute it."""

PERCENT = re.compile(r"(?:0|#)(?:\.(0+))?\s*%")
DIGITS = 15
"""Digits of a number that a sheet keeps; further ones are the binary form's."""


def read(data: bytes) -> Extracted:
    """Return the text of all sheets, also hidden ones, in their order."""
    import openpyxl

    parts = office_parts(data, EXCEL)
    with warnings.catch_warnings(action="ignore"):  # about drawings and extensions that are not read
        book = openpyxl.load_workbook(repacked(parts), read_only=True, data_only=True, keep_links=False)
        said, notes = joined(_lines(book.worksheets))
    return Extracted(
        clean(said).lstrip("\n"),
        title=stated_title(parts),
        date=stated_creation(parts),
        notes=(*notes, *_missing(parts)),
    )


def _missing(parts: Parts) -> Iterator[str]:
    """Yield a note where results of formulas are missing."""
    sheets = (content for name, content in parts.items() if name.startswith("xl/worksheets/"))
    count = sum(len(WITHOUT_RESULT.findall(content)) for content in sheets)
    if count:
        yield f"the results of {count:,} formulas are not stored: open the file in a spreadsheet program and save it"


def _lines(sheets: Iterable[Any]) -> Iterator[str]:
    for sheet in sheets:
        sheet.reset_dimensions()  # as stated they may be wrong, or the largest that there can be
        lines = row_lines([_said(cell) for cell in row] for row in sheet.iter_rows())
        first = next(lines, None)
        if first is not None:
            yield from ("", " ".join(sheet.title.split()), "", first)
            yield from lines


def _said(cell: Any) -> str:
    """Return what a cell shows: dates in ISO form, shares as percentages, numbers without the binary form's noise."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return number_as_shown(value, _form(cell))
    return _day_or_time(value)


def _form(cell: Any) -> str:
    """Return how a cell shows its number; one that names a style that does not exist shows it plainly."""
    try:
        return cell.number_format or ""
    except IndexError:
        return ""


def number_as_shown(value: float, form: str) -> str:
    """Return a number in digits, as a percentage where its cell shows one.

    >>> number_as_shown(0.1 + 0.2, "General"), number_as_shown(12.0, "0.00"), number_as_shown(0.125, "0.0%")
    ('0.3', '12', '12.5%')
    """
    percent = PERCENT.search(form)
    if percent:
        return f"{value * 100:.{min(len(percent[1] or ''), DIGITS)}f}%"
    if isinstance(value, int):
        return str(value)
    whole = value.is_integer() and abs(value) < 10**DIGITS
    return str(int(value)) if whole else f"{value:.{DIGITS}g}"


def _day_or_time(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else ""
