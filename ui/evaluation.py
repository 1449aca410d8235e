"""The files that `excerpt eval` is given in, its figures on the terminal and its plot in a file out."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.document import Document
    from index.library import Library
    from qa.queries import Query

Corpus = Annotated[Path, typer.Option(metavar="FILE", help='JSON lines, a document each: {"id", "title", "text"}.')]
Queries = Annotated[
    Path,
    typer.Option(metavar="FILE", help='JSON lines, a question each: {"question", "gold", "answers", "answerable", …}.'),
]
Home = Annotated[
    Path | None,
    typer.Option(
        "--library", metavar="DIR", help="Where libraries of corpora are kept.", show_default="your cache folder"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Limit = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Ask only N questions, evenly spread over the file.")
]
Distractors = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A corpus to add that answers none of the questions.")
]
Plot = Annotated[
    Path | None,
    typer.Option(metavar="FILE.svg", help="Draw the risk–coverage curve and the reliability diagram."),
]
EncoderName = Annotated[str | None, typer.Option("--encoder", metavar="NAME", help="Encoder that embeds the corpus.")]
ReaderName = Annotated[str | None, typer.Option("--reader", metavar="NAME", help="Reader that answers.")]


def eval_command(  # noqa: PLR0913, PLR0917  a command's options are its parameters
    corpus: Corpus,
    queries: Queries,
    library: Home = None,
    as_json: AsJson = False,
    limit: Limit = None,
    distractors: Distractors = None,
    plot: Plot = None,
    encoder: EncoderName = None,
    reader: ReaderName = None,
) -> None:
    """Measure how well questions whose answers are known are answered: finding, wording, abstaining, speed."""
    from qa.corpus import read_corpus
    from qa.evaluate import evaluate
    from qa.figures import curve, to_json
    from qa.plot import picture
    from qa.queries import read_set, spread
    from ui.progress_bar import progress_bar
    from ui.terminal import print_evaluation, print_json

    documents, asked = read_set(corpus, queries)
    asked = spread(asked, limit or len(asked))
    check_plot(plot, asked)
    corpora = [documents] if distractors is None else [read_corpus(distractors), documents]
    started = perf_counter()
    with library_with(corpora, library, encoder, reader) as opened_library:
        opened_library.snapshot()
        index_seconds = perf_counter() - started
        with progress_bar("questions") as progress:
            evaluation = evaluate(opened_library, asked, progress=progress)
    if plot is not None:
        plot.write_text(picture(*curve(evaluation.outcomes)), "utf-8")
    if as_json:
        print_json(to_json(evaluation, index_seconds=index_seconds))
    else:
        print_evaluation(evaluation, index_seconds)


def check_plot(plot: Path | None, asked: Sequence["Query"]) -> None:
    """Raise before the work is done where a plot could not be drawn, or not be written, when it is.

    Raises:
        ValueError: nothing says which answers are right.
        FileNotFoundError: there is no such folder.
    """
    if plot is None:
        return
    if not any(query.answerable and (query.answers or query.evidence) for query in asked):
        raise ValueError("nothing can be plotted: no question has answers or evidence, so none can be judged")
    if not plot.absolute().parent.is_dir():
        raise FileNotFoundError(f"{plot}: there is no such folder")


def library_with(
    corpora: Sequence[Sequence["Document"]], home: Path | None, encoder: str | None, reader: str | None
) -> "Library":
    """Return the library of some corpora, made with a progress bar on stderr unless it is kept from before.

    Raises:
        ValueError: `home` is a library itself, in which others are not to be mixed.
    """
    from index.caches import cache_folder
    from index.encoder import load_encoder
    from index.tables import is_library
    from index.weights import DEFAULT_ENCODER, named
    from qa.corpus import library_of
    from qa.open_reader import SHIPPED, load_reader
    from ui.progress_bar import progress_bar

    home = home or cache_folder("evaluations")
    if is_library(home):
        raise ValueError(f"{home} is a library: name a folder of its own for the libraries of corpora")
    name = load_reader(reader or SHIPPED).name
    loaded = load_encoder(named(encoder) if encoder else DEFAULT_ENCODER)
    with progress_bar("rows") as progress:
        return library_of(corpora, home, encoder=loaded, reader=name, progress=progress)
