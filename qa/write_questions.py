"""Questions that people asked and a corpus in, more questions of it out: python -m qa.write_questions --data DIR."""

import argparse
from pathlib import Path
from time import perf_counter

from qa.corpus import row_ids
from qa.open_reader import SHIPPED, load_reader
from qa.queries import read_set
from qa.training.examples import WRITTEN, read_sets
from qa.training.question_writer import QuestionWriter
from qa.training.written import save_written, written_questions

REPORT_EVERY = 1000


def main() -> None:
    """Parse the arguments, teach a writer, and keep those of its questions that a reader agrees with."""
    parser = argparse.ArgumentParser(prog="python -m qa.write_questions", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="DIR/reader/*.json and DIR/squad/*.jsonl")
    parser.add_argument("--out", type=Path, required=True, help=f"folder for {WRITTEN}.json")
    parser.add_argument("--examples", type=int, default=48_000, help="examples that the writer learns from")
    parser.add_argument("--tries", type=int, default=50_000, help="questions to write; about half are kept")
    parser.add_argument("--reader", type=Path, help="folder of the reader that must agree (default: the shipped one)")
    parser.add_argument("--seed", type=int, default=5, help="of everything that is drawn")
    arguments = parser.parse_args()
    reader = load_reader(str(arguments.reader or SHIPPED))
    arguments.out.mkdir(parents=True, exist_ok=True)
    corpus, queries = read_set(arguments.data / "squad" / "corpus.jsonl", arguments.data / "squad" / "queries.jsonl")
    asked_of = {id for query in queries for id in query.gold}
    corpus = [document for document in corpus if asked_of.isdisjoint(row_ids(document))]
    writer = QuestionWriter()
    writer.train(*read_sets(arguments.data / "reader"), arguments.examples, arguments.seed)
    rows = []
    started = perf_counter()
    for row in written_questions(corpus, writer, reader, arguments.tries, arguments.seed):
        rows.append(row)
        if len(rows) % REPORT_EVERY == 0:
            print(f"{len(rows)} questions kept after {perf_counter() - started:.0f} s", flush=True)
    save_written(rows, corpus, arguments.out / f"{WRITTEN}.json")
    print(f"{len(rows)} questions of {arguments.tries} tries")


if __name__ == "__main__":
    main()
