"""A library in, one file with all that it holds out, and back: `excerpt backup` and `excerpt restore`."""

from pathlib import Path
from typing import Annotated

import typer

from ui.arguments import Folder, existing, folder_of

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file with the backup.")]


def backup_command(file: BackupFile, library: Folder = None) -> None:
    """Write all that a library holds to one file, also while the chat runs; its indexes are made again from it."""
    from index.backup import back_up
    from ui.terminal import one_line, out

    made = back_up(existing(library), file, databases())
    out.print(f"backed up {_documents(made.documents)} to {one_line(str(file))} ({made.size:,} bytes)", markup=False)
    if made.lost:
        out.print(f"the kept bytes of {len(made.lost):,} uploads or web pages were gone before, and are not in it")


def restore_command(file: BackupFile, library: Folder = None) -> None:
    """Put the library of a backup in place; the one that is there is kept beside it."""
    from index.restore import restore
    from ui.terminal import one_line, out

    folder = folder_of(library)
    done = restore(file, folder, databases())
    out.print(f"restored {_documents(done.documents)} to {one_line(str(folder))}", markup=False)
    if done.kept is not None:
        out.print(f"what was there is now {one_line(str(done.kept))}", markup=False)


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count:,} documents"


def databases() -> tuple[str, ...]:
    """Return the names of the databases that the page keeps beside a library."""
    from ui.conversation_file import FILE as CONVERSATIONS
    from ui.kept_tables import FILE as KEPT

    return CONVERSATIONS, KEPT
