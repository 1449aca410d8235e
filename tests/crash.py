"""A library and seeds in, what each seed's changes of a copy of it have acknowledged out; run in processes that die.

`python tests/crash.py SOCKET FOLDER CONTROL SECONDS SEED...` forks a child for each seed, which changes the library in
FOLDER/SEED, says over the socket what is done, and is killed after a random part of SECONDS (0: it is left alone).
"""

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from fake_encoder import FakeEncoder
from small_library import text_of

from index.catalog import Catalog
from index.ingest import AddReport
from index.library import Library
from index.opening import open_library

Kind: TypeAlias = Literal["add", "replace", "remove", "upload", "compact", "rebuild"]
KINDS: tuple[Kind, ...] = ("add", "add", "replace", "replace", "remove", "upload", "compact", "rebuild")

LENGTH = 5
"""Changes of one seed."""

PARTLY = "a file could not be read"
"""How an error begins after which only some of a change's files are in the library, as its report says."""

State: TypeAlias = dict[str, str]
"""The text of each file that is in the library, by its name."""

START: State = {f"start {n}.txt": text_of(n) for n in range(6)}

Control: TypeAlias = Literal["none", "early", "halves", "late"]
"""A wrong order of writes that the harness must notice: a change is said to be done before it is, is split over two
transactions, or has its bytes kept after the transaction that needs them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is done to a library: to the files of these names, which then have these texts."""

    kind: Kind
    files: tuple[tuple[str, str], ...] = ()


def changes_of(seed: int) -> list[Change]:
    """Return a seed's changes."""
    chance, state, changes = random.Random(seed), dict(START), list[Change]()
    for number in range(LENGTH):
        kind = chance.choice(KINDS)
        old = chance.choice(sorted(state) if kind == "remove" else [name for name in sorted(state) if name[0] != "u"])
        words = f" in the year {seed}"
        if kind in ("add", "upload"):
            count = chance.randint(1, 3)
            named = "upload" if kind == "upload" else "new"
            files = tuple((f"{named} {number} {n}.txt", text_of(n + 10 * number, words)) for n in range(count))
        elif kind == "replace":
            files = ((old, text_of(number, f"{words}, for the {number}th time")),)
        else:
            files = ((old, ""),) if kind == "remove" and len(state) > 1 else ()
        changes.append(Change(kind if files or kind in ("compact", "rebuild") else "compact", files))
        state = after(state, changes[-1])
    return changes


def after(state: State, change: Change) -> State:
    """Return what the library holds after a change."""
    left = {name: text for name, text in state.items() if name not in dict(change.files)}
    return left if change.kind == "remove" else {**left, **dict(change.files)}


def apply(library: Library, documents: Path, change: Change) -> None:
    """Do one thing to a library, and to its files in a folder."""
    paths = [(documents / name, text) for name, text in change.files]
    if change.kind == "remove":
        wanted = change.files[0][0]
        library.remove([row.id for row in library.documents() if Path(row.source).name.endswith(wanted)])
    elif change.kind == "compact":
        library.compact()
    elif change.kind == "rebuild":
        for name in ("vectors", "lexical", "inventory"):
            shutil.rmtree(library.folder / name, ignore_errors=True)
        with open_library(library.folder, encoder=library.encoder) as again:
            again.snapshot()
    else:
        for path, text in paths:
            path.write_text(text, "utf-8")
        uploads, given = [(path.name, path) for path, _ in paths], [path for path, _ in paths]
        report = library.add_uploads(uploads) if change.kind == "upload" else library.add(given)
        if report.failed:
            raise ValueError(f"{PARTLY}: {report.failed[0].reason}")


def make_base(folder: Path) -> None:
    """Make the library that every seed starts from, and the folder of documents."""
    (folder / "documents").mkdir(parents=True)
    with open_library(folder / "base", encoder=FakeEncoder(), reader="forms") as library:
        for name, text in START.items():
            apply(library, folder / "documents", Change("add", ((name, text),)))


def live(folder: Path, seed: int, control: Control, say: Callable[[object], None]) -> None:
    """Make a seed's changes, and say after each that it is done, or which error it ended with."""
    CONTROLS[control]()
    changes = changes_of(seed)
    try:
        with open_library(folder / str(seed), encoder=FakeEncoder()) as library:
            for number, change in enumerate(changes):
                if control == "early":
                    say({"seed": seed, "done": number + 1})
                apply(library, folder / "documents", change)
                say({"seed": seed, "done": number + 1})
    except Exception as error:
        say({"seed": seed, "error": f"{type(error).__name__}: {error}", "told": _told(error)})


def _told(error: Exception) -> bool:
    """Tell whether the command line has a sentence for an error."""
    return isinstance(error, ValueError | OSError | KeyError | sqlite3.Error)


def _in_halves() -> None:
    whole = Catalog.drop_document

    def drop(self: Catalog, id: str) -> None:
        whole(self, id)
        self._db.execute("COMMIT")
        time.sleep(0.05)
        self._db.execute("BEGIN IMMEDIATE")

    Catalog.drop_document = drop  # type: ignore[method-assign]


def _late() -> None:
    import index.reading
    from index.originals import keep_original as keep

    add = Library.add_uploads
    waiting: list[tuple[Path, str, bytes]] = []

    def late(self: Library, files: Sequence[tuple[str, Path]]) -> AddReport:
        report = add(self, files)
        for row in waiting:
            keep(*row)
        waiting.clear()
        return report

    index.reading.keep_original = lambda *row: waiting.append(row)  # type: ignore[attr-defined]
    Library.add_uploads = late  # type: ignore[method-assign, assignment]


CONTROLS: dict[Control, Callable[[], None]] = {
    "none": lambda: None,
    "early": lambda: None,
    "halves": _in_halves,
    "late": _late,
}


def main() -> None:
    """Fork a child for each seed, one after the other; what this process itself does is no system call that writes."""
    number, folder, control, seconds, *seeds = sys.argv[1:]
    report = socket.socket(fileno=int(number))

    def say(said: object) -> None:
        report.send(json.dumps(said).encode())

    for seed in map(int, seeds):
        child = os.fork()
        if child == 0:
            live(Path(folder), seed, control, say)  # type: ignore[arg-type]
            os._exit(0)
        if float(seconds):
            time.sleep(random.Random(seed).uniform(0, float(seconds)))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        say({"seed": seed, "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL})


if __name__ == "__main__":
    main()
