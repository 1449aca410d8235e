"""Values in, lines on the terminal out: answers, lists and reports as a person reads them."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from index.compact import size_of
from index.document import Document, DocumentSummary
from index.library import Library
from index.verify import Verification
from qa.answer import Answer, Excerpt

if TYPE_CHECKING:
    from qa.evaluate import Evaluation
    from qa.figures import Figures

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_answer(answer: Answer, documents: int) -> None:
    """Print excerpts with the answer's words in bold, each with its number and its source.

    Args:
        answer: what was found, or not.
        documents: how many there are to ask.
    """
    if answer.asked_as:
        out.print(f"[dim]asked as: {escape(answer.asked_as)}[/]\n")
    if answer.notice:
        out.print(f"{escape(answer.notice)}\n")
    if not answer.found:
        out.print(
            "[bold]Not in your documents.[/] The nearest passages:" if answer.nearest else nothing(answer, documents)
        )
    for excerpt in answer.excerpts or answer.nearest:
        out.print()
        out.print(literal(excerpt))
        out.print(f"   [dim]{escape(origin(excerpt))}[/]")
    for a, b in answer.differs:
        out.print(f"\n[bold]Excerpts {a} and {b} do not agree.[/]")
    if answer.found:
        out.print(f"\n[dim]confidence {answer.confidence:.2f}, {answer.seconds.total:.2f} s[/]")


def nothing(answer: Answer, documents: int) -> str:
    """Say why not even a nearest passage can be shown."""
    if not any(map(str.isalnum, answer.question)):
        return "There are no words in this question."
    return "Not in your documents." if documents else "The library is empty: excerpt add PATH fills it."


def literal(excerpt: Excerpt) -> Text:
    """Return an excerpt's text, numbered, with the answer's words in bold."""
    head = f"[{excerpt.n}] "
    line = Text(head + printable(excerpt.text))
    if excerpt.answer is not None:
        first = len(head) + excerpt.answer.start - excerpt.start
        line.stylize("bold", first, first + len(excerpt.answer.text))
    return line


def origin(excerpt: Excerpt) -> str:
    """Return where an excerpt stands: title, page, source and span."""
    page = f", page {excerpt.page}" if excerpt.page else ""
    more = f", and {len(excerpt.places)} more" if excerpt.places else ""
    title, source = one_line(excerpt.document.title), one_line(excerpt.document.source)
    return f"{title}{page} · {source} [{excerpt.start}:{excerpt.end}]{more}"


def printable(text: str) -> str:
    r"""Return a text of the same length in which control characters cannot steer the terminal.

    >>> printable("a\x1b[31mb\n")
    'a�[31mb\n'
    """
    return "".join(char if char.isprintable() or char in "\n\t\u00a0" else "\ufffd" for char in text)


def one_line(text: str) -> str:
    r"""Return a title or a name, in which a line end could pass for a row of its own, printable and in one line.

    >>> one_line("a\nb\tc")
    'a b c'
    """
    return " ".join(printable(text).split())


def print_documents(documents: Sequence[DocumentSummary]) -> None:
    """Print one line per document, however wide the terminal is."""
    rows = [("id", "passages", "date", "title · source")]
    rows += [(row.id, str(row.passages), row.date or "-", f"{row.title} · {row.source}") for row in documents]
    width = max(len(id) for id, *_ in rows)
    for n, (id, passages, date, origin) in enumerate(rows):
        line = f"{id:{width}}  {passages:>8}  {date:10}  {one_line(origin)}"
        out.print(Text(line, "dim" if n == 0 else ""))


def print_document(document: Document) -> None:
    """Print what is known of a document, then its text."""
    rows = [("id", document.id), ("title", document.title), ("kind", document.media_type), ("date", document.date)]
    rows += [("version", document.version), *(("source", source) for source in document.sources)]
    rows += [("pages", str(len(document.pages)) if document.pages else None)]
    print_pairs([(name, value) for name, value in rows if value])
    out.print()
    out.print(Text(printable(document.text)))


def print_info(library: Library) -> None:
    """Print what a library holds and which models it was made with."""
    snapshot = library.snapshot()
    passages = sum(row.passages for row in snapshot.documents)
    encoder = (
        f"{library.setting('encoder')} ({snapshot.dimension} dimensions, {library.setting('encoder_sha256')[:12]}…)"
    )
    print_pairs(
        [
            ("library", str(library.folder)),
            ("documents", f"{len(snapshot.documents):,}"),
            ("passages", f"{passages:,}"),
            *(("folder", folder) for folder in library.folders()),
            ("encoder", encoder),
            ("reader", library.setting("reader")),
            ("conversations", _kept(library)),
            ("generation", str(snapshot.generation)),
            ("fingerprint", snapshot.fingerprint),
            ("recall at 10", f"{snapshot.vectors.base.recall:.4f} of what exact search finds by meaning"),
            ("on disk", f"{size_of(library.folder) / 1e6:,.1f} MB"),
        ]
    )


def _kept(library: Library) -> str:
    """Return how many conversations are kept, or why that cannot be told."""
    from ui.conversations import Conversations

    try:
        return f"{Conversations(library.folder).listed(limit=0).total:,}"
    except (ValueError, TimeoutError) as error:
        return str(error)


def print_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Print names and values in two columns."""
    width = max(len(name) for name, _ in pairs)
    for name, value in pairs:
        out.print(Text(f"{name:{width}}  ", "dim").append(one_line(value), "default"))


def print_verification(verification: Verification) -> None:
    """Print whether a library is sound, and what is wrong or was mended."""
    for problem in verification.repaired:
        out.print(Text(one_line(f"repaired {problem.kind} {problem.part}: {problem.reason}")))
    for problem in verification.problems:
        out.print(Text(one_line(f"wrong: {problem.kind} {problem.part}: {problem.reason}")))
    held = f"{verification.documents:,} documents, {verification.passages:,} passages"
    if verification.sound:
        out.print(f"sound: {held}")


def print_evaluation(evaluation: "Evaluation", index_seconds: float) -> None:
    """Print the figures of an evaluation, one table a section; a dash is what the questions do not allow."""
    from qa.figures import sections

    out.print(f"{len(evaluation.outcomes):,} questions, {evaluation.passages:,} passages")
    for name, section in sections(evaluation, index_seconds=index_seconds).items():
        rows = {label: figures for label, figures in section.items() if isinstance(figures, dict)}
        out.print()
        print_figures(name, rows or {"": {key: value for key, value in section.items() if not isinstance(value, dict)}})


def print_figures(name: str, rows: "Mapping[str, Figures]") -> None:
    """Print a table of figures, its columns those of the first row, however wide the terminal is."""
    widths = {column: max(6, len(column)) for column in next(iter(rows.values()))}
    out.print(Text(f"{name:10}" + "".join(f"  {column:>{width}}" for column, width in widths.items()), "dim"))
    for label, figures in rows.items():
        cells = {column: "–" if (value := figures[column]) is None else f"{value:.3f}" for column in widths}
        out.print(Text(f"{label:10}" + "".join(f"  {cells[column]:>{width}}" for column, width in widths.items())))


def print_json(value: object) -> None:
    """Print a value as JSON."""
    out.print(Text(json.dumps(value, ensure_ascii=False, indent=2)))
