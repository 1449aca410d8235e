"""How right the answers are, with what each part adds, in one run: make bench-answers DATA=DIR."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.document import Document
from index.encoder import load_encoder
from index.library import Library
from qa.corpus import library_of
from qa.evaluate import Evaluation, evaluate
from qa.figures import curve, sections
from qa.metrics import calibration_error
from qa.open_reader import FOLDER, load_reader
from qa.queries import Query, read_set
from qa.reader import GraphReader, Reading
from qa.reading import pair
from qa.retrieve import retrieve
from qa.training.card import gold_scores

LIBRARIES = Path(".runs") / "libraries"
"""Where the libraries of the corpora are kept, so that a second run need not embed them again."""

SETS = ("squad", "clapnq")
SAME_ANSWERS = 500
"""Questions whose answers at this machine's precision are held against those in float32."""

Row = tuple[str, float, float]
"""What was measured, its figure, and the least it has to be (a negative one: the most)."""


def asked(data: Path, name: str) -> tuple[Library, list[Document], Evaluation]:
    """Ask every question of a set in the library of its corpus."""
    corpus, queries = read_set(data / name)
    library = library_of([corpus], LIBRARIES, encoder=load_encoder())
    return library, corpus, evaluate(library, queries, progress=shown(name))


def shown(name: str) -> Callable[[int, int, str], None]:
    """Return what shows how far a set is, on stderr."""

    def progress(done: int, total: int, _: str) -> None:
        if done % 50 == 0:
            print(f"{name}: {done} of {total}", file=sys.stderr)

    return progress


def squad_rows(evaluation: Evaluation) -> list[Row]:
    """Return the figures of `squad`: gains over the better of BM25 and dense search, and the answers."""
    figures: dict[str, Any] = sections(evaluation, index_seconds=0.0)
    found = figures["retrieval"]
    baseline = max(found["lexical"]["hit@1"], found["dense"]["hit@1"])
    answers = figures["answer"]
    return [
        ("squad, hybrid hit@1 over the better of BM25 and dense", found["hybrid"]["hit@1"] - baseline, 0.03),
        ("squad, hit@1 with the reader over the same", found["reader"]["hit@1"] - baseline, 0.125),
        ("squad, hit@5 with the reader", found["reader"]["hit@5"], 0.955),
        ("squad, exact match over the whole corpus", answers["em"], 0.54),
        ("squad, F1 over the whole corpus", answers["f1"], 0.66),
        ("squad, a shown excerpt holds the answer", answers["excerpt_has_answer"], 0.91),
        ("squad, seconds for a question, median", figures["seconds"]["per_question_p50"], -0.3),
    ]


def same_answers(library: Library, queries: Sequence[Query]) -> Row:
    """Return the share of questions whose best passage gets the same answer as in float32."""
    snapshot = library.snapshot()
    reader, exact = load_reader("excerpt-reader"), GraphReader("float32", "", FOLDER, precision="f32")
    pairs = []
    for query in queries[:SAME_ANSWERS]:
        best = retrieve(snapshot, query.question, library.encoder.encode_question(query.question))[0]
        pairs.append(pair(query.question, best, snapshot.document(best.passage.document)))

    def answer(reading: Reading) -> object:
        return max(reading.sentences, key=lambda pointed: pointed.margin).span

    same = sum(answer(a) == answer(b) for a, b in zip(reader.read(pairs), exact.read(pairs), strict=True))
    return f"answers equal to float32's, of {len(pairs)}", same / len(pairs), 0.98


def retrieval_table(name: str, evaluation: Evaluation) -> str:
    """Return the retrieval figures of a set as rows of text."""
    found: dict[str, Any] = sections(evaluation, index_seconds=0.0)["retrieval"]
    columns = ("hit@1", "hit@5", "hit@10", "hit@20", "mrr@10")
    lines = [f"{name:12}" + "".join(f"{column:>8}" for column in columns)]
    lines += [f"{row:12}" + "".join(f"{found[row][column]:8.3f}" for column in columns) for row in found]
    return "\n".join(lines)


def main(data: Path) -> int:
    """Print every figure beside what it has to be; fail where one is below."""
    library, corpus, squad = asked(data, "squad")
    queries = [outcome.query for outcome in squad.outcomes]
    _, _, clapnq = asked(data, "clapnq")
    for name, evaluation in (("squad", squad), ("clapnq", clapnq)):
        print(retrieval_table(name, evaluation), end="\n\n")
    em, f1 = gold_scores(load_reader("excerpt-reader"), corpus, queries)
    figures: dict[str, Any] = sections(clapnq, index_seconds=0.0)
    outcomes = (*squad.outcomes, *clapnq.outcomes)
    rows = [
        *squad_rows(squad),
        ("squad, exact match in the paragraph that answers", em, 0.57),
        ("squad, F1 in the paragraph that answers", f1, 0.72),
        ("clapnq, AUROC of the confidence", figures["abstention"]["auroc"], 0.93),
        ("clapnq, F1 of the shown sentences", figures["evidence"]["f1"], 0.58),
        ("squad and clapnq, calibration error", calibration_error(curve(outcomes)[1]), -0.05),
        same_answers(library, queries),
    ]
    for name, value, least in rows:
        bound = f"at least {least:.3f}" if least > 0 else f"at most {-least:.3f}"
        print(f"{name:60}{value:7.3f}   {bound}{'' if met(value, least) else '   NOT MET'}")
    return 0 if all(met(value, least) for _, value, least in rows) else 1


def met(value: float, least: float) -> bool:
    """Tell whether a figure is what it has to be; a negative `least` is the most."""
    return value >= least if least > 0 else value <= -least


if __name__ == "__main__":
    if len(sys.argv) != 2 or not all((Path(sys.argv[1]) / name / "queries.jsonl").is_file() for name in SETS):
        sys.exit(
            "usage: make bench-answers DATA=DIR, where DIR has squad/ and clapnq/, each corpus.jsonl and queries.jsonl"
        )
    sys.exit(main(Path(sys.argv[1])))
