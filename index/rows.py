"""Rows of cells in, one citable line a row out: each cell with its column's name, between bars.

A line that begins with a bar is one sentence (`index.sentences`), whatever stands in its cells.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import TypeAlias

Row: TypeAlias = Sequence[str]

LOOKED_AT = 50
"""Rows that show how wide a table is, and where it starts."""

LONGEST_NAME = 80
"""Characters; a longer cell names no column, and to repeat it in each row would make much of little."""

MOST_CHARACTERS = 9_000_000
"""Characters of a text made of rows; the names of columns can make it much longer than its file."""

NUMBER = re.compile(r"[-+−(]?[$€£¥]?\s?\d[\d.,:/\s%eE+-]*[$€£¥)]?")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def row_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a line a row; the first row that looks like one names the columns, what stands above it is text.

    >>> list(row_lines([["Name", "Born"], ["Ada", "1815"], ["Grace", ""]]))
    ['| Name: Ada | Born: 1815 |', '| Name: Grace |']
    >>> list(row_lines([["Ada", "1815"]])), list(row_lines([["Name", "Born"]]))
    (['| Ada | 1815 |'], ['| Name | Born |'])
    """
    filled = filter(None, map(_filled, rows))
    first = list(islice(filled, LOOKED_AT))
    width = max(map(len, first), default=0)
    while len(first) > 1 and width > 1 and len(first[0]) == 1:
        yield next(iter(first.pop(0).values()))
    names = first.pop(0) if len(first) > 1 and _names_columns(first[0], width) else {}
    yield from (row_line(cells, names) for cells in chain(first, filled))


def row_line(cells: Mapping[int, str], names: Mapping[int, str]) -> str:
    """Return a line of cells by column; those whose column has a name with it.

    >>> row_line({0: "Ada", 2: "1815"}, {0: "Name:", 1: "City"})
    '| Name: Ada | 1815 |'
    """
    shown = (f"{names[i].rstrip(' :')}: {cell}" if i in names else cell for i, cell in cells.items())
    return f"| {' | '.join(shown)} |"


def joined(lines: Iterable[str], *, most: int = MOST_CHARACTERS) -> tuple[str, tuple[str, ...]]:
    r"""Return lines as one text, and a note where it would be too long and the rest is left out.

    >>> joined(["| Ada |", "| Grace |"], most=10)
    ('| Ada |\n', ('of its rows the first 1 are in: a text has at most 10 characters',))
    """
    kept: list[str] = []
    size = 0
    for line in lines:
        size += len(line) + 1
        if size > most:
            return "".join(kept), (
                f"of its rows the first {len(kept):,} are in: a text has at most {most:,} characters",
            )
        kept.append(f"{line}\n")
    return "".join(kept), ()


def _filled(row: Row) -> dict[int, str]:
    """Return the cells that hold something, by column, each on one line."""
    cells = ((i, " ".join(cell.split())) for i, cell in enumerate(row) if cell)
    return {i: cell for i, cell in cells if cell}


def _names_columns(cells: Mapping[int, str], width: int) -> bool:
    """Tell whether a row names its table's columns: words, or years one after the other, in most of them."""
    years = [int(cell) for cell in cells.values() if YEAR.fullmatch(cell)]
    in_turn = len(years) > 1 and all(following == year + 1 for year, following in pairwise(years))
    words = [cell for cell in cells.values() if not NUMBER.fullmatch(cell) or (in_turn and YEAR.fullmatch(cell))]
    short = all(len(cell) <= LONGEST_NAME for cell in words)
    return len(words) == len(cells) and short and 2 * len(cells) > width
