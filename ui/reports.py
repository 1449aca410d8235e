"""What became of files in, lines on the terminal out."""

from collections.abc import Sequence

from rich.text import Text

from index.compact import Compacted
from index.document import DocumentSummary
from index.ingest import AddReport
from ui.terminal import err, one_line, out, printable


def print_report(report: AddReport, nothing_done: str = "nothing added") -> None:
    """Print what became of files on stderr, those that could not be read, or not wholly, last.

    Args:
        report: what became of them.
        nothing_done: said where it was nothing.
    """
    counts = {name: getattr(report, name) for name in ("added", "replaced", "moved", "removed", "unchanged")}
    done = [f"{len(rows):,} {name}" for name, rows in counts.items() if rows]
    passages = sum(row.passages for row in (*report.added, *report.replaced))
    err.print(", ".join(done or [nothing_done]) + (f" ({passages:,} passages)" if passages else ""))
    for failures, what in ((report.failed, "could not be read"), (report.partly, "could not be read in part")):
        if failures:
            err.print(f"{len(failures):,} {what}:")
        for failure in failures:
            print_failure(f"  {one_line(failure.source)}: {one_line(failure.reason)}")


def print_failure(sentence: str) -> None:
    """Print on stderr what went wrong."""
    err.print(Text(printable(sentence)))


def print_stopping() -> None:
    """Tell on stderr that a command will end soon."""
    err.print("stopping after this file (Ctrl+C again stops at once)")


def print_removed(rows: Sequence[DocumentSummary]) -> None:
    """Print a line for each document that was removed."""
    for row in rows:
        out.print(Text(f"removed {row.id}  {one_line(row.title)}"))


def print_compacted(compacted: Compacted) -> None:
    """Print how much smaller a library is now, and whether what was removed is gone."""
    out.print(f"{compacted.before / 1e6:,.1f} MB before, {compacted.after / 1e6:,.1f} MB now")
    if compacted.held:
        err.print("another program still reads what was removed: compact again once it has ended")
