"""A library in, one file with all that it holds out, and back: `excerpt backup` and `excerpt restore`."""

from pathlib import Path
from typing import Annotated

import typer

from ui.arguments import existing, folder_of

Folder = Annotated[
    Path | None,
    typer.Option(
        "--library", envvar="EXCERPT_LIBRARY", help="The library's folder.", show_default="your user-data folder"
    ),
]
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file with the backup.")]


def backup_command(file: BackupFile, library: Folder = None) -> None:
    """Write all that a library holds to one file, also while the chat runs; its indexes are made again from it."""
    from index.backup import back_up
    from ui.terminal import one_line, out

    made = back_up(existing(library), file, databases())
    documents = "1 document" if made.documents == 1 else f"{made.documents:,} documents"
    out.print(f"backed up {documents} to {one_line(str(file))} ({made.size:,} bytes)", markup=False)
    if made.lost:
        out.print(f"the kept bytes of {len(made.lost):,} uploads or web pages were gone before, and are not in it")


def restore_command(file: BackupFile, library: Folder = None) -> None:
    """Put the library of a backup in place; the one that is there is kept beside it."""
    from index.restore import restore
    from ui.terminal import one_line, out

    folder = folder_of(library)
    done = restore(file, folder, databases())
    documents = "1 document" if done.documents == 1 else f"{done.documents:,} documents"
    out.print(f"restored {documents} to {one_line(str(folder))}", markup=False)
    if done.kept is not None:
        out.print(f"what was there is now {one_line(str(done.kept))}", markup=False)


def databases() -> tuple[str, ...]:
    """Return the names of the databases that the page keeps beside a library."""
    from ui.conversation_file import FILE as CONVERSATIONS
    from ui.kept_tables import FILE as KEPT

    return CONVERSATIONS, KEPT
