"""How well questions are suggested, on Wikinews, the sample and mixed files: make bench-suggest DATA=DIR."""

import random
import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench_answers import LIBRARIES, TESTS, seed_corpus

from index.encoder import load_encoder
from index.library import Library
from index.opening import open_library
from qa.answer import Answer
from qa.ask import ask
from qa.checked import found_at
from qa.corpus import library_of, read_corpus, read_rows
from qa.follow_up import Turn
from qa.made_questions import Made, made_of
from qa.question_forms import stands_alone
from qa.suggest import MOST_TRIES, follow_ups, starters

CORPUS, FILES, QUESTIONS = "wikinews/articles.jsonl", "files", "wikinews_questions.jsonl"
SHOWN, CHECKED, ASKED = 60, 60, 40
"""Questions that are printed before they are checked, those that are checked, and those that are followed up."""

NOTES = (
    "The alarm code of the cottage is 4711.",
    "The boiler was serviced by Aqua Ltd in March 2024.",
    "Wi-Fi password: lamp-light-12",
    "Anna's birthday is on 4 May.",
    "The lighthouse holds 12 lamps.",
    "Rubbish is collected every Thursday morning.",
)
"""Notes of one line, a file each."""


class Counted:
    """The library's `ask`, which counts."""

    def __init__(self, library: Library) -> None:
        self._ask = partial(ask, library=library)
        self.times = 0

    def __call__(self, question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        self.times += 1
        return self._ask(question, earlier=earlier)


def report(name: str, library: Library) -> None:
    """Print which starters a library has, how much was asked for them, and how many questions are made of it."""
    snapshot, asking = library.snapshot(), Counted(library)
    asking("Is it warm?")  # loads the models
    asking.times, started = 0, perf_counter()
    offered = starters(snapshot, asking)
    seconds = perf_counter() - started
    print(f"{name}: {len(offered)} starters of {asking.times} questions asked (at most {MOST_TRIES}), {seconds:.1f} s")
    for row in offered:
        print(f"  {row.question}\n      {snapshot.document(row.document).text[row.start : row.end]}")
    rows = [made for document in snapshot.documents for made in made_of(snapshot, document.id)]
    print(f"\n{name}: {len(rows)} questions made of {len(snapshot.documents)} documents, for example")
    for made in random.Random(0).sample(rows, min(SHOWN, len(rows))):
        print(f"  {made.form:9} {made.question}")
    if rows:
        accepted(name, rows, library)


def accepted(name: str, rows: Sequence[Made], library: Library) -> None:
    """Print the share of the questions made that is found surely."""
    alone = [row for row in rows if row.told and stands_alone(row.question)]
    some = random.Random(1).sample(alone, min(CHECKED, len(alone)))
    sure = [row for row in some if found_at(ask(row.question, library), row)]
    print(f"\n{name}: {len(sure)} of {len(some)} questions that were drawn are surely answered\n")


def followed_up(library: Library, questions: Sequence[str]) -> None:
    """Print the follow-ups of what is found of some questions, the share with three, and the seconds they take."""
    snapshot, asking = library.snapshot(), Counted(library)
    counts: Counter[int] = Counter()
    seconds, asked = [], []
    for question in questions:
        answer = asking(question)
        if not answer.found:
            continue
        asking.times, started = 0, perf_counter()
        further = follow_ups(answer, snapshot, asking)
        seconds.append(perf_counter() - started)
        asked.append(asking.times)
        counts[len(further)] += 1
        print(f"  {question}", *(f"\n    then: {row.question}" for row in further))
    found = counts.total()
    shares = ", ".join(f"{n}: {counts[n] / found:.2f}" for n in range(4))
    print(f"follow-ups of {found} found answers, shares by how many: {shares}")
    print(f"seconds, median {median(seconds):.2f}; questions asked for them, median {median(asked):.0f}\n")


def main(data: Path) -> None:
    """Print the shares of every library."""
    questions = [str(row["question"]) for _, row in read_rows(TESTS / QUESTIONS)][:ASKED]
    for name, corpus in (("Sample", seed_corpus()), ("Wikinews", read_corpus(data / CORPUS))):
        with library_of([corpus], LIBRARIES, encoder=load_encoder()) as library:
            report(name, library)
            if name == "Wikinews":
                followed_up(library, questions)
    with TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        notes.mkdir()
        for n, note in enumerate(NOTES):
            (notes / f"{n}.txt").write_text(note, "utf-8")
        for name, files in (("Notes", notes), ("Files", data / FILES)):
            with open_library(Path(folder) / name) as library:
                library.add([files])
                report(name, library)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not all((Path(sys.argv[1]) / name).exists() for name in (CORPUS, FILES)):
        sys.exit(f"usage: make bench-suggest DATA=DIR, where DIR has {CORPUS} and {FILES}/")
    main(Path(sys.argv[1]))
