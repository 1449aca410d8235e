"""How right the answers are, with what each part adds, in one run: make bench-answers DATA=DIR."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

from conftest import SEED

from index.document import Document
from index.encoder import load_encoder
from index.library import Library
from index.opening import open_library
from qa.ask import ask
from qa.corpus import ROW, library_of, read_corpus, read_rows, row_ids
from qa.evaluate import Evaluation, Outcome, evaluate, is_right, shown_sentences
from qa.figures import curve, sections
from qa.follow_up import turn_of, understood
from qa.metrics import calibration_error, sentence_scores
from qa.open_reader import FOLDER, load_reader
from qa.plot import picture
from qa.queries import Query, read_queries, read_set
from qa.reader import GraphReader, Reading
from qa.reading import pair
from qa.retrieve import retrieve
from qa.training.card import gold_scores

RUNS = Path(".runs")
LIBRARIES = RUNS / "libraries"
"""Where the libraries of the corpora are kept, so that a second run need not embed them again."""

FILES = (
    "squad/corpus.jsonl",
    "squad/queries.jsonl",
    "clapnq/corpus.jsonl",
    "clapnq/queries.jsonl",
    "mtrag/corpus.jsonl",
    "mtrag/conversations.jsonl",
    "wikinews/articles.jsonl",
)
TESTS = Path(__file__).parent

SAME_ANSWERS = 500
"""Questions whose answers at this machine's precision are held against those in float32."""

Row = tuple[str, float, float]
"""What was measured, its figure, and the least it has to be (a negative one: the most)."""


def library_with(*corpora: Sequence[Document]) -> Library:
    """Return the library of these corpora."""
    return library_of(corpora, LIBRARIES, encoder=load_encoder())


def asked(name: str, library: Library, queries: Sequence[Query]) -> Evaluation:
    """Ask questions, and print how well each search found their documents."""
    evaluation = evaluate(library, queries, progress=shown(name))
    print(retrieval_table(name, evaluation), end="\n\n")
    return evaluation


def shown(name: str) -> Callable[[int, int, str], None]:
    """Return what shows how far a set is, on stderr."""

    def progress(done: int, total: int, _: str) -> None:
        if done % 50 == 0:
            print(f"{name}: {done} of {total}", file=sys.stderr)

    return progress


def figures(evaluation: Evaluation) -> dict[str, Any]:
    """Return what `excerpt eval --json` prints."""
    return sections(evaluation, index_seconds=0.0)


def retrieval_table(name: str, evaluation: Evaluation) -> str:
    """Return the retrieval figures of a set as rows of text."""
    found = figures(evaluation)["retrieval"]
    columns = ("hit@1", "hit@5", "hit@10", "hit@20", "mrr@10")
    lines = [f"{name:12}" + "".join(f"{column:>8}" for column in columns)]
    lines += [f"{row:12}" + "".join(f"{found[row][column]:8.3f}" for column in columns) for row in found]
    return "\n".join(lines)


def squad_rows(evaluation: Evaluation, library: Library, corpus: Sequence[Document]) -> list[Row]:
    """Return the figures of `squad`: gains over the better of BM25 and dense search, and the answers."""
    made, queries = figures(evaluation), [outcome.query for outcome in evaluation.outcomes]
    found, answers = made["retrieval"], made["answer"]
    baseline = max(found["lexical"]["hit@1"], found["dense"]["hit@1"])
    em, f1 = gold_scores(load_reader("excerpt-reader"), corpus, queries)
    return [
        ("squad, hybrid hit@1 over the better of BM25 and dense", found["hybrid"]["hit@1"] - baseline, 0.03),
        ("squad, hit@1 with the reader over the same", found["reader"]["hit@1"] - baseline, 0.125),
        ("squad, hit@5 with the reader", found["reader"]["hit@5"], 0.955),
        ("squad, exact match in the paragraph that answers", em, 0.57),
        ("squad, F1 in the paragraph that answers", f1, 0.72),
        ("squad, exact match over the whole corpus", answers["em"], 0.54),
        ("squad, F1 over the whole corpus", answers["f1"], 0.66),
        ("squad, a shown excerpt holds the answer", answers["excerpt_has_answer"], 0.91),
        same_answers(library, queries),
        ("squad, seconds for a question, median", made["seconds"]["per_question_p50"], -0.3),
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
    return f"squad, answers equal to float32's, of {len(pairs)}", same / len(pairs), 0.98


def conversation_rows(data: Path, squad: Evaluation, corpus: Sequence[Document]) -> list[Row]:
    """Return how follow-ups are understood among the texts of both sets, and how often what stands alone is changed."""
    conversations, queries = read_set(data / "mtrag" / "corpus.jsonl", data / "mtrag" / "conversations.jsonl")
    with library_with(corpus, conversations) as library:
        found = figures(asked("mtrag", library, queries))["retrieval"]
        changed, gained = after_another(squad.outcomes, library, titles(corpus))
    baseline = max(found["last_turn"]["hit@5"], found["all_turns"]["hit@5"])
    print(f"squad questions after one on the same article: {changed[True]:.3f} changed, {gained:+.3f} hit@1\n")
    return [
        ("mtrag, hit@5 over the better of last turn and all turns", found["asked_as"]["hit@5"] - baseline, 0.02),
        ("squad, questions changed after one on another article", changed[False], -0.02),
    ]


def titles(corpus: Iterable[Document]) -> dict[str, str]:
    """Return the title of each row."""
    return {id: document.title for document in corpus for id in row_ids(document)}


def after_another(
    outcomes: Sequence[Outcome], library: Library, title: dict[str, str]
) -> tuple[dict[bool, float], float]:
    """Ask each question after the one before it in the file and after one half the file away.

    Returns:
        The share of the questions that are changed, by whether both are on one article, and what hit@1 gains by it
        where they are.
    """
    snapshot, encoder = library.snapshot(), library.encoder
    changed: dict[bool, list[bool]] = {True: [], False: []}
    gained = []
    for number, outcome in enumerate(outcomes):
        question, gold = outcome.query.question, set(outcome.query.gold)
        for away in (1, len(outcomes) // 2):
            before = outcomes[number - away]
            same = title[before.query.gold[0]] == title[outcome.query.gold[0]]
            asked_as = understood(question, [turn_of(before.answer)], snapshot, encoder)
            changed[same].append(asked_as is not None)
            if same:
                hits = [first_of(text, library) for text in (question, asked_as or question)]
                gained.append(bool(gold & hits[1]) - bool(gold & hits[0]))
    return {same: fmean(rows) for same, rows in changed.items()}, fmean(gained)


def first_of(text: str, library: Library) -> set[str]:
    """Return the rows of the document that hybrid search finds first."""
    hits = retrieve(library.snapshot(), text, library.encoder.encode_question(text))
    return set(row_ids(library.snapshot().document(hits[0].passage.document))) if hits else set()


def by_hand(name: str, corpus: Sequence[Document], questions: Path) -> str:
    """Return how well the questions written by hand are answered, a row for each of their kinds.

    `shown`: a person is told of an answer, and one of its excerpts holds the words; of what cannot be answered, the
    share that is refused. `sentences`: the share of the sentences that answer together which are shown.
    """
    queries = read_queries(questions, rows={id for document in corpus for id in row_ids(document)})
    kinds = [str(row["kind"]) for _, row in read_rows(questions)]
    with library_with(corpus) as library:
        snapshot, answers = library.snapshot(), [ask(query.question, library) for query in queries]
    lines = [f"{name:14}{'questions':>10}{'shown':>10}{'sentences':>10}"]
    for kind in dict.fromkeys(kinds):
        rows = [(query, answer) for query, answer, other in zip(queries, answers, kinds, strict=True) if other == kind]
        refused = fmean(not answer.found for _, answer in rows)
        right = fmean(bool(is_right(query, answer.excerpts)) for query, answer in rows)
        recall = fmean(sentence_scores(shown_sentences(answer, snapshot), query.evidence)[1] for query, answer in rows)
        able = rows[0][0].answerable
        lines.append(f"{kind:14}{len(rows):10}{right if able else refused:10.3f}{f'{recall:10.3f}' if able else ''}")
    return "\n".join(lines)


def seed_corpus() -> list[Document]:
    """Return the sample document as a corpus of one row, which its file's name is the id of."""
    with TemporaryDirectory() as folder, open_library(Path(folder)) as library:
        library.add([SEED])
        snapshot = library.snapshot()
        return [replace(snapshot.document(row.id), sources=(ROW + SEED.name,)) for row in snapshot.documents]


def main(data: Path) -> int:
    """Print every figure beside what it has to be; fail where one is below."""
    corpus, queries = read_set(data / "squad" / "corpus.jsonl", data / "squad" / "queries.jsonl")
    others, questions = read_set(data / "clapnq" / "corpus.jsonl", data / "clapnq" / "queries.jsonl")
    with library_with(corpus) as library, library_with(others) as passages:
        squad, clapnq = asked("squad", library, queries), asked("clapnq", passages, questions)
        rows = squad_rows(squad, library, corpus)
    made = figures(clapnq)
    points, bins = curve((*squad.outcomes, *clapnq.outcomes))
    (RUNS / "confidence.svg").write_text(picture(points, bins), "utf-8")
    rows += [
        ("clapnq, AUROC of the confidence", made["abstention"]["auroc"], 0.93),
        ("clapnq, F1 of the shown sentences", made["evidence"]["f1"], 0.58),
        ("squad and clapnq, calibration error", calibration_error(bins), -0.05),
        *conversation_rows(data, squad, corpus),
    ]
    articles = read_corpus(data / "wikinews" / "articles.jsonl")
    print(by_hand("Wikinews", articles, TESTS / "wikinews_questions.jsonl"), end="\n\n")
    print(by_hand("sample", seed_corpus(), TESTS / "seed_questions.jsonl"), end="\n\n")
    for name, value, least in rows:
        bound = f"at least {least:.3f}" if least > 0 else f"at most {-least:.3f}"
        print(f"{name:60}{value:7.3f}   {bound}{'' if met(value, least) else '   NOT MET'}")
    return 0 if all(met(value, least) for _, value, least in rows) else 1


def met(value: float, least: float) -> bool:
    """Tell whether a figure is what it has to be; a negative `least` is the most."""
    return value >= least if least > 0 else value <= -least


if __name__ == "__main__":
    if len(sys.argv) != 2 or not all((Path(sys.argv[1]) / file).is_file() for file in FILES):
        sys.exit(f"usage: make bench-answers DATA=DIR, where DIR has {', '.join(FILES)}")
    sys.exit(main(Path(sys.argv[1])))
