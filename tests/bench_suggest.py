"""How well questions are suggested, on Wikinews and on the sample document: make bench-suggest DATA=DIR."""

import random
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from bench_answers import LIBRARIES, seed_corpus

from index.document import Document
from index.encoder import load_encoder
from index.library import Library
from qa.answer import Answer
from qa.ask import ask
from qa.corpus import library_of, read_corpus
from qa.follow_up import Turn
from qa.made_questions import Made, made_of
from qa.question_forms import stands_alone
from qa.suggest import MOST_TRIES, follow_ups, found_at, starters

CORPUS = "wikinews/articles.jsonl"
SHOWN, CHECKED = 40, 60
"""Questions that are printed before they are checked, and questions of any document that are checked."""


class Counted:
    """The library's `ask`, which counts."""

    def __init__(self, library: Library) -> None:
        self._ask = partial(ask, library=library)
        self.times = 0

    def __call__(self, question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        self.times += 1
        return self._ask(question, earlier=earlier)


def report(name: str, corpus: Sequence[Document]) -> None:
    """Print what is suggested of a corpus, and how much was asked for it."""
    with library_of([corpus], LIBRARIES, encoder=load_encoder()) as library:
        snapshot, asking = library.snapshot(), Counted(library)
        asking("Is it warm?")  # loads the models
        asking.times, started = 0, perf_counter()
        offered = starters(snapshot, asking)
        seconds = perf_counter() - started
        print(
            f"{name}: {len(offered)} starters of {asking.times} questions asked (at most {MOST_TRIES}), {seconds:.1f} s"
        )
        for row in offered:
            asking.times, started = 0, perf_counter()
            answer = asking(row.question)
            further = follow_ups(answer, snapshot, asking)
            print(f"  {row.question}  [{answer.confidence:.2f}]\n      {answer.excerpts[0].text}")
            for other in further:
                print(f"    then: {other.question}")
            print(f"    ({len(further)} follow-ups of {asking.times - 1} asked, {perf_counter() - started:.1f} s)")
        rows = [made for document in snapshot.documents for made in made_of(snapshot, document.id)]
        print(f"\n{name}: {len(rows)} questions made of {len(snapshot.documents)} documents, for example")
        for made in random.Random(0).sample(rows, min(SHOWN, len(rows))):
            print(f"  {made.form:9} {made.question}")
        accepted(name, rows, library)


def accepted(name: str, rows: Sequence[Made], library: Library) -> None:
    """Print the share of the questions made that is found surely, and those that are."""
    alone = [row for row in rows if stands_alone(row.question)]
    some = random.Random(1).sample(alone, min(CHECKED, len(alone)))
    sure = [row for row in some if found_at(ask(row.question, library), row)]
    print(f"\n{name}: {len(sure)} of {len(some)} questions that were drawn are accepted ({len(sure) / len(some):.2f})")
    for row in sure:
        print(f"  {row.form:9} {row.question}")
    print()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / CORPUS).is_file():
        sys.exit(f"usage: make bench-suggest DATA=DIR, where DIR has {CORPUS}")
    report("Sample", seed_corpus())
    report("Wikinews", read_corpus(Path(sys.argv[1]) / CORPUS))
