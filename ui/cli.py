"""The command line: `excerpt COMMAND`. Reads arguments and the environment, prints, exits; nothing else does."""

import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.arguments import Folder, existing, folder_of, scope_of, turns_in
from ui.backup_command import backup_command, databases, restore_command
from ui.evaluation import eval_command
from ui.keeping import check_finished, compact_command, refresh_command, remove_command, stop_on_interrupt, watching
from ui.kept_command import kept_command

if TYPE_CHECKING:
    from index.ingest import AddReport
    from index.library import Library

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The sample document: beside the packages in a checkout and in the wheel alike."""

PORT = 7860

app = typer.Typer(
    name="excerpt",
    help="Ask your own documents; every answer is a literal excerpt, one click from its place in the source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="ID", help="Ask only this document (repeatable).")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Ask only documents dated from then on (YYYY-MM-DD).")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Ask only documents dated up to then (YYYY-MM-DD).")]
Strict = Annotated[
    float | None, typer.Option(min=0.0, max=1.0, help="Confidence from which an answer counts as found.")
]
EncoderName = Annotated[str | None, typer.Option("--encoder", metavar="NAME", help="Encoder of a new library.")]
ReaderName = Annotated[str | None, typer.Option("--reader", metavar="NAME", help="Reader that answers from now on.")]
Given = Annotated[list[str], typer.Argument(metavar="PATH|ADDRESS...", help="Files, folders and web pages.")]


def main() -> None:
    """Run the command line; what is wrong is one line on stderr and exit code 1."""
    quiet_environment()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="excerpt")
    except (ValueError, OSError, KeyError) as error:
        sys.exit(f"error: {sentence(error)}")
    except sqlite3.Error as error:
        sys.exit(f"error: the library's database cannot be used ({error}): excerpt verify says more")


def quiet_environment() -> None:
    """Set what libraries read when they are imported: nothing calls home, nothing is fetched."""
    quiet = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TRANSFORMERS_VERBOSITY": "error"}
    for name, value in {**quiet, "GRADIO_ANALYTICS_ENABLED": "False", "DO_NOT_TRACK": "1"}.items():
        os.environ.setdefault(name, value)


def sentence(error: Exception) -> str:
    """Return what went wrong in one line."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error.args[0] if isinstance(error, KeyError) else error).replace("\n", " ")


@app.command()
def chat(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders to add first.")] = None,
    library: Folder = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")] = PORT,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Take in by itself what changes in your folders.")] = False,
    allow_web: Annotated[
        bool, typer.Option("--allow-web", help="Let the page add web pages by their address.")
    ] = False,
    no_history: Annotated[bool, typer.Option("--no-history", help="Keep no conversations.")] = False,
    only: Only = None,
    since: Since = None,
    until: Until = None,
    strict: Strict = None,
    encoder: EncoderName = None,
    reader: ReaderName = None,
) -> None:
    """Open the chat in the browser. A new library gets the sample document, unless PATHs are given."""
    from index.tables import is_library
    from ui.port import listen

    listen(port).close()
    scope = scope_of(only, since, until)
    new = not is_library(folder_of(library))
    with opened(library, encoder, reader) as opened_library:
        from index.opening import open_library
        from qa.ask import ask
        from ui.asking import Asking
        from ui.shelf import Shelf

        if paths or new:
            add_with_progress(opened_library, paths or [SEEDS], again=False)
        check_ids(opened_library, only)
        more = {"history": not no_history, "allow_web": allow_web}
        with closing(Shelf(opened_library, open_library, warm=partial(ask, "warm up"), **more)) as shelf:
            from ui.server import serve  # takes seconds, in which the models are loaded; `opened` has set what it reads

            asking = Asking(shelf.first, scope=scope, strict=strict)
            with watching(opened_library) if watch else nullcontext():
                serve(shelf, ask, asking, port=port, ready=partial(announce, browser=not no_browser))


@app.command("ask")
def ask_command(
    question: Annotated[str | None, typer.Argument(help="The question; not needed with --messages.")] = None,
    library: Folder = None,
    as_json: AsJson = False,
    only: Only = None,
    since: Since = None,
    until: Until = None,
    strict: Strict = None,
    messages: Annotated[
        Path | None,
        typer.Option(help="JSON file with a conversation: [{role, content}, …], a user's turn last.", metavar="FILE"),
    ] = None,
) -> None:
    """Answer one question with literal excerpts."""
    if (question is None) == (messages is None):
        raise typer.BadParameter("give a question, or a conversation with --messages FILE")
    scope = scope_of(only, since, until)
    with opened(existing(library)) as opened_library:
        from qa.open_reader import loading_ahead

        with loading_ahead(opened_library):  # while what answers is imported
            from qa.ask import ask
            from qa.follow_up import Turn
            from ui.terminal import print_answer

            turns = turns_in(messages) if messages is not None else [Turn(question or "")]
            check_ids(opened_library, only)
            answer = ask(turns[-1].question, opened_library, scope=scope, strict=strict, earlier=turns[:-1])
            documents = opened_library.snapshot().count
    if as_json:
        print(json.dumps(asdict(answer), ensure_ascii=False, indent=2))
    else:
        print_answer(answer, documents)


@app.command()
def add(given: Given, library: Folder = None, encoder: EncoderName = None, reader: ReaderName = None) -> None:
    """Read files, folders and web pages into the library; the unchanged are skipped, the changed replaced."""
    with opened(library, encoder, reader) as opened_library:
        report = add_with_progress(opened_library, given, again=True)
    if not (report.added or report.replaced or report.unchanged):
        raise ValueError("nothing could be read")


@app.command("list")
def list_command(library: Folder = None) -> None:
    """List the documents."""
    from ui.terminal import print_documents

    with opened(existing(library)) as opened_library:
        print_documents(opened_library.documents())


@app.command()
def show(id: Annotated[str, typer.Argument(metavar="ID")], library: Folder = None) -> None:
    """Show one document: what is known of it, and its text."""
    from ui.terminal import print_document

    with opened(existing(library)) as opened_library:
        print_document(opened_library.document(id))


@app.command()
def info(library: Folder = None) -> None:
    """Tell what the library holds and which models it was made with."""
    from ui.terminal import print_info

    with opened(existing(library)) as opened_library:
        print_info(opened_library)


@app.command()
def verify(
    library: Folder = None,
    repair: Annotated[bool, typer.Option("--repair", help="Make again what can be made from what is sound.")] = False,
) -> None:
    """Check the stored texts, passages, vectors and indexes for damage; exit code 1 where something is wrong."""
    from index.checkup import check_up
    from ui.terminal import print_verification

    verification = check_up(existing(library), mend=repair, beside=databases())
    print_verification(verification)
    if not verification.sound:
        raise ValueError("the library is not sound: excerpt verify --repair mends what can be mended")


app.command("remove")(remove_command)
app.command("refresh")(refresh_command)
app.command("compact")(compact_command)
app.command("eval")(eval_command)
app.command("kept")(kept_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)


@contextmanager
def opened(library: Path | None, encoder: str | None = None, reader: str | None = None) -> "Iterator[Library]":
    """Open the library, making a new one where there is none; the network is only for models named from a hub."""
    from index.opening import open_library

    if any(name is not None and "/" in name and not Path(name).exists() for name in (encoder, reader)):
        os.environ["HF_HUB_OFFLINE"] = "0"
    if reader is not None:
        from qa.open_reader import load_reader

        reader = load_reader(reader).name
    with open_library(folder_of(library), encoder_name=encoder, reader=reader) as opened_library:
        yield opened_library


def check_ids(library: "Library", only: list[str] | None) -> None:
    """Raise KeyError where a document that alone may answer is not in the library."""
    for id in only or ():
        library.document(id)


def add_with_progress(library: "Library", given: Sequence[Path | str], *, again: bool) -> "AddReport":
    """Add files with a progress bar on stderr, and name those that could not be read at its end.

    Raises:
        ValueError: a person stopped it.
    """
    from ui.progress_bar import progress_bar
    from ui.reports import print_report

    with progress_bar() as progress, stop_on_interrupt() as stop:
        report = library.add(given, again=again, progress=progress, stop=stop)
    print_report(report)
    check_finished(report)
    return report


def announce(address: str, *, browser: bool) -> None:
    """Print the address of the page, on stdout, as soon as it can be asked; open it in the person's browser."""
    print(f"Excerpt is at {address} (Ctrl+C ends it)", flush=True)
    if browser:
        from ui.server import open_browser

        open_browser(address)
