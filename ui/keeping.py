"""A library in, kept up with its files: `excerpt refresh`, `compact` and `remove`, and what they tell."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from ui.arguments import Folder, existing

if TYPE_CHECKING:
    from index.adding import Stop
    from index.document import DocumentSummary
    from index.folder_watch import FolderWatch
    from index.ingest import AddReport
    from index.library import Library

What = Annotated[
    list[str],
    typer.Argument(
        metavar="ID|PATH...",
        help="Ids of documents, as `excerpt list` shows them; or files and folders that the library was given.",
    ),
]


Web = Annotated[bool, typer.Option("--web", help="Fetch web pages again, too.")]


def refresh_command(library: Folder = None, web: Web = False) -> None:
    """Take in what is new, changed, moved or gone in the folders that the library was given."""
    from index.opening import open_library
    from ui.progress_bar import progress_bar
    from ui.reports import print_report

    with open_library(existing(library)) as opened, stop_on_interrupt() as stop:
        with progress_bar() as progress:
            report = opened.refresh(web=web, progress=progress, stop=stop)
        print_report(report, "nothing has changed")
    check_finished(report)


def compact_command(library: Folder = None) -> None:
    """Leave nothing on disk of what was removed, and make the library's files as small as they can be."""
    from index.opening import open_library
    from ui.reports import print_compacted

    with open_library(existing(library)) as opened:
        print_compacted(opened.compact())


def remove_command(what: What, library: Folder = None) -> None:
    """Remove documents, and the bytes that were kept of them; a folder is not looked into any more."""
    from index.opening import open_library
    from ui.reports import print_removed

    with open_library(existing(library)) as opened:
        print_removed(removed(opened, what))


def removed(library: "Library", what: list[str]) -> "tuple[DocumentSummary, ...]":
    """Remove documents by their ids, and what was read from paths; return what was removed.

    Raises:
        KeyError: one is neither; nothing is removed then but by paths before it.
    """
    known = {row.id for row in library.documents()}
    paths = [one for one in what if one not in known and (len(Path(one).parts) > 1 or Path(one).exists())]
    ids = [one for one in what if one not in paths]
    gone = library.remove(ids) if ids else ()
    return gone + tuple(row for path in paths for row in library.forget(Path(path)))


@contextmanager
def stop_on_interrupt() -> "Iterator[Stop]":
    """Yield what tells whether a person pressed Ctrl+C, which then ends nothing yet; a second time it does."""
    from ui.reports import print_stopping

    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return

    def note(signum: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        pressed.set()
        print_stopping()

    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def check_finished(report: "AddReport") -> None:
    """Raise ValueError where it was stopped before its end."""
    if report.left:
        raise ValueError(f"stopped, {report.left:,} files are left: the same command goes on with them")


def watching(library: "Library") -> "FolderWatch":
    """Return what keeps a library up with its folders, and tells on stderr what it does."""
    from index.folder_watch import FolderWatch
    from ui.reports import print_failure, print_report

    return FolderWatch(library, print_report, print_failure)
