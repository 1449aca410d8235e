"""Lines of print, each with its place in a picture, in; the text in reading order out: columns one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

LEAST_LINES = 3
"""Of a column; fewer lines beside each other are a caption or a row of a table."""

LEAST_WIDTH = 0.2
"""Of a column's middling line, as a share of all that is parted: what is narrower is a column of a table."""

MOST_ACROSS = 0.4
"""The share of lines that may lie across a gutter, as headings do, and lines that were read as one with the next."""

PARAGRAPH_GAP = 0.9
"""Times a line's height; lines that are further apart have a blank line between them."""

CELL_GAP = 2.0
"""Times a line's height; pieces of a line that are further apart have a tab between them, as cells of tables do."""

SENTENCE_ENDS = ".!?:"
"""A column that ends otherwise goes on in the next where that begins with a small letter."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print and where it is, in pixels from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float
    words: str

    @property
    def height(self) -> float:
        """Return how high it is."""
        return self.bottom - self.top


def laid_out(lines: Iterable[Line]) -> str:
    r"""Return the text of lines from top to bottom, where there are columns one column after the other.

    >>> laid_out([Line(50, 10, 90, 20, "fly."), Line(0, 11, 40, 21, "They"), Line(0, 50, 40, 60, "No.")])
    'They fly.\n\nNo.'
    """
    text = ""
    for column in columns(list(lines)):
        rows = _rows(column)
        goes_on = rows[:1].islower() and text[-1:] not in SENTENCE_ENDS
        text += ("\n" if goes_on else "\n\n") * bool(text) + rows
    return text


def columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines as groups in reading order: headings across columns, then column by column between them."""
    found = gutter(lines)
    if found is None:
        return [list(lines)] if lines else []
    left, right = found
    groups: list[list[Line]] = []
    beside: tuple[list[Line], list[Line]] = ([], [])
    for line in sorted(lines, key=lambda line: line.top):
        if line.left < left and line.right > right:
            groups += [*columns(beside[0]), *columns(beside[1]), [line]]
            beside = ([], [])
        else:
            beside[line.left >= left].append(line)
    groups += [*columns(beside[0]), *columns(beside[1])]
    return groups


def gutter(lines: Sequence[Line]) -> tuple[float, float] | None:
    """Return from where to where the white space between two columns reaches, or None where there are none.

    >>> column = [Line(0, y, 90, y + 10, "a") for y in (0, 12, 24)]
    >>> gutter(column), gutter([*column, *(Line(110, y, 200, y + 10, "b") for y in (0, 12, 24))])
    (None, (90, 110))
    """
    if len(lines) < 2 * LEAST_LINES:
        return None
    best: tuple[int, float, float] | None = None
    whole = max(line.right for line in lines) - min(line.left for line in lines)
    starts = {int(100 * line.left / whole): line.left for line in sorted(lines, key=lambda line: -line.left)}
    for start in sorted(starts.values()):
        right = [line for line in lines if line.left >= start]
        left = [line for line in lines if line.right < start + 1 and line.left < start]
        across = len(lines) - len(left) - len(right)
        if not _are_columns(left, right, LEAST_WIDTH * whole) or across > MOST_ACROSS * len(lines):
            continue
        edge = max(line.right for line in left)
        if edge < start and (best is None or (across, edge - start) < (best[0], best[1] - best[2])):
            best = across, edge, start
    return None if best is None else best[1:]


def _are_columns(left: Sequence[Line], right: Sequence[Line], least_width: float) -> bool:
    """Tell whether lines on the left and on the right are columns of print that stand beside each other."""
    for side, other in ((left, right), (right, left)):
        if len(side) < LEAST_LINES or median(line.right - line.left for line in side) < least_width:
            return False
        beside = (line for line in side if any(_level(line, there) for there in other))
        if len(list(islice(beside, LEAST_LINES))) < LEAST_LINES:
            return False
    return True


def _level(line: Line, other: Line) -> bool:
    """Tell whether the middle of one of two lines is within the height of the other."""
    return (
        other.top <= (line.top + line.bottom) / 2 <= other.bottom
        or line.top <= (other.top + other.bottom) / 2 <= line.bottom
    )


def _rows(lines: Iterable[Line]) -> str:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        if rows and _level(line, rows[-1][0]):
            rows[-1].append(line)
        else:
            rows.append([line])
    text = ""
    for row, before in zip(rows, [None, *rows], strict=False):
        row.sort(key=lambda line: line.left)
        if before is not None:
            gap = min(line.top for line in row) - max(line.bottom for line in before)
            text += "\n\n" if gap > PARAGRAPH_GAP * median(line.height for line in [*row, *before]) else "\n"
        text += _joined(row)
    return text


def _joined(row: Sequence[Line]) -> str:
    text = row[0].words
    for line, before in zip(row[1:], row, strict=False):
        far = line.left - before.right > CELL_GAP * median((line.height, before.height))
        text += ("\t" if far else " ") + line.words
    return text
