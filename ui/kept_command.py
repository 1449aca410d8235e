"""A library in, its kept questions out: listed, asked again (`--run`), or written for `excerpt eval` (`--export`)."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.arguments import Folder, existing

if TYPE_CHECKING:
    from index.library import Library
    from qa.kept import KeptPlace, KeptQuestion, KeptRun
    from ui.kept_store import Board, KeptStore

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Again = Annotated[
    bool,
    typer.Option("--run", help="Ask all of them again; exit code 1 if one that was answered right is answered wrong."),
]
Export = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write those whose answer is known as JSON lines for excerpt eval --queries."),
]
Corpus = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the documents, too, for excerpt eval --corpus.")
]


def kept_command(
    library: Folder = None, again: Again = False, as_json: AsJson = False, export: Export = None, corpus: Corpus = None
) -> None:
    """List the questions whose answers you judged in the page; run them again, or export them."""
    from index.opening import open_library
    from qa.kept import no_longer_right
    from ui.kept_store import KeptStore
    from ui.terminal import print_json

    folder = existing(library)
    with open_library(folder) as opened_library, KeptStore(folder) as store:
        if again:
            run_again(opened_library, store)
        if export is not None or corpus is not None:
            write_sets(opened_library, store.questions(), export, corpus)
        board, once_right = store.board(), store.once_right()
        lost = no_longer_right(board.questions, board.last, once_right) if board.last else []
        if as_json:
            print_json(to_json(board, lost))
        else:
            print_board(board, opened_library)
    if again and lost:
        count = "1 question that was" if len(lost) == 1 else f"{len(lost):,} questions that were"
        ids = ", ".join(row.id for row in lost)
        raise ValueError(f"{count} answered right {'is' if len(lost) == 1 else 'are'} answered wrong: {ids}")


def run_again(library: "Library", store: "KeptStore") -> None:
    """Ask all kept questions as the page does, with a progress bar on stderr, and keep what became of them."""
    from qa.ask import ask
    from qa.kept_run import run_kept
    from ui.progress_bar import progress_bar

    with progress_bar("questions") as progress:
        run = run_kept(store.questions(), partial(ask, library=library), library.document, progress=progress)
    if run is not None:
        store.record(run)


def write_sets(library: "Library", kept: "Sequence[KeptQuestion]", export: Path | None, corpus: Path | None) -> None:
    """Write the questions whose answers are known, and the documents, for `excerpt eval`.

    Raises:
        ValueError: there is no such question.
    """
    from qa.kept_set import corpus_rows, json_lines, query_rows

    if export is not None:
        rows = query_rows(kept, library.document)
        if not rows:
            raise ValueError("nothing to export: no kept question has an answer that is known and still stands")
        export.write_text(json_lines(rows), "utf-8")
    if corpus is not None:
        documents = (library.document(row.id) for row in library.documents())
        corpus.write_text(json_lines(corpus_rows(documents)), "utf-8")


def print_board(board: "Board", library: "Library") -> None:
    """Print how many are still answered right, a line per question, and what changed since the run before."""
    from ui.kept_page import summary
    from ui.terminal import one_line, out
    from ui.texts import ENGLISH, texts_in

    if not board.questions:
        out.print("No question is kept yet: mark an answer as right or wrong in the page.")
        return
    out.print(summary(board, texts_in(ENGLISH)))
    judged = {outcome.question: outcome.judged for outcome in board.last.outcomes} if board.last else {}
    for kept in board.questions:
        said = kept.verdict if kept.places else f"{kept.verdict} to refuse"
        row = f"{kept.id}  {said:15}  {judged.get(kept.id, '-'):8}  {one_line(kept.question)}"
        out.print(row, markup=False)
    questions = {kept.id: kept.question for kept in board.questions}
    for change in board.changes:
        was, now = told(change.old, library), told(change.new, library)
        out.print(f"\n{one_line(questions[change.question])}\n  was {was}\n  now {now}", markup=False)


def told(place: "KeptPlace | None", library: "Library") -> str:
    """Return in one line where a sentence stands, or stood."""
    from ui.terminal import one_line

    if place is None:
        return "not in your documents"
    try:
        title = library.document(place.document).title
    except KeyError:
        title = f"{place.document} (no longer in the library)"
    page = f", page {place.page}" if place.page else ""
    return f"{one_line(title)}{page} [{place.start}:{place.end}]"


def to_json(board: "Board", lost: "Sequence[KeptQuestion]") -> dict[str, object]:
    """Return the kept questions, the last run, what changed in it, and the ids of those no longer answered right."""
    questions = [{**asdict(kept), "asked": kept.asked.isoformat()} for kept in board.questions]
    return {
        "questions": questions,
        "run": run_json(board.last) if board.last else None,
        "changed": [asdict(change) for change in board.changes],
        "no_longer_right": [kept.id for kept in lost],
    }


def run_json(run: "KeptRun") -> dict[str, object]:
    """Return a run with its counts."""
    from qa.kept import tally

    counted = tally(run)
    counts = {"right": counted.right, "judged": counted.judged}
    return {**asdict(run), "time": run.time.isoformat(), **counts}
