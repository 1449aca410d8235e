"""Tables as text (csv, tsv): each row one citable line with the names of its columns; nothing is computed."""

import csv
from collections import Counter
from io import StringIO

from index.decode import decode
from index.document import Extracted, clean
from index.rows import joined, row_lines

SUFFIXES = (".csv", ".tsv")
MEDIA_TYPE = "text/csv"

DELIMITERS = ",;\t|"
"""What may part cells, the commonest first."""

LOOKED_AT = 2**16
"""Characters that show which one does."""

LONGEST_CELL = 2**27
"""Characters; a book may stand in a cell."""

DECLARED = "sep="
"""What Excel writes, or wants, on a first line to say the delimiter."""


def read(data: bytes) -> Extracted:
    """Return a line a row; the delimiter is found, and quoted cells may hold line breaks."""
    text = clean(decode(data)).lstrip("\ufeff")
    first, _, rest = text.partition("\n")
    if first.lower().startswith(DECLARED) and len(first) == len(DECLARED) + 1:
        delimiter, text = first[-1], rest
    else:
        delimiter = delimiter_of(text)
    rows, notes = _rows(text, delimiter)
    said, more = joined(row_lines(rows))
    return Extracted(said, notes=(*notes, *more))


def delimiter_of(text: str) -> str:
    r"""Return what parts a table's cells: what gives most rows the same number of cells, and more than one.

    >>> delimiter_of('name;price\nduck;1,50\ngoose;2,50\nswan, white;3,50'), delimiter_of("a\tb, c\nd\te")
    (';', '\t')
    """
    sample = text[:LOOKED_AT]
    if len(text) > LOOKED_AT:
        sample = sample[: sample.rfind("\n") + 1] or sample
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """Return the share of rows that have the commonest number of cells, and that number; nothing where it is one."""
    widths = Counter(len(row) for row in _rows(sample, delimiter)[0] if row)
    width, rows = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(1, 0))
    return (rows / widths.total(), width) if width > 1 else (0.0, 0)


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """Return the rows; where a quotation mark is never closed, all of them as if it were a letter, and a note."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)), ()
    except csv.Error as error:
        if "unexpected end" not in str(error):
            return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter)), ()
    note = "a quotation mark is never closed: each line was read as a row, its quotation marks as letters"
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)), (note,)
