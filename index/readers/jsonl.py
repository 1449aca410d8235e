"""JSON lines: an article a line, or a record a line; a line that is broken is noted, and the others are read."""

from index.articles import Entry, few, is_article, of_entries
from index.decode import decode
from index.document import Extracted, clean
from index.json_text import parsed, value_lines
from index.rows import joined

SUFFIXES = (".jsonl", ".ndjson")
MEDIA_TYPE = "application/x-ndjson"


def read(data: bytes) -> Extracted:
    """Return an article for each line with a text; where no line has one, all lines' values as text."""
    lines = [(number, line.strip("\ufeff \t\r")) for number, line in enumerate(decode(data).split("\n"), 1)]
    lines = [(number, line) for number, line in lines if line]
    if not lines:
        raise ValueError("the file is empty: expected JSON, a line each")
    entries, notes = [], []
    for number, line in lines:
        try:
            entries.append(Entry(f"line {number:,}", parsed(line)))
        except ValueError as error:
            notes.append(f"line {number:,} was left out: {error}")
    if not entries:
        raise ValueError(f"the file is damaged: none of its {len(lines):,} lines is JSON ({notes[0]})")
    if any(is_article(entry.value) for entry in entries):
        return of_entries(entries, notes)
    said, more = joined(value_lines([entry.value for entry in entries]))
    return Extracted(clean(said), notes=few([*notes, *more]))
