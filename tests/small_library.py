"""A library of twenty documents in, all that it holds and answers out, to be compared after something went wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from fake_encoder import FakeEncoder

from index.document import Document
from index.library import Library
from index.opening import open_library
from qa.answer import Answer
from qa.ask import ask
from qa.forms_reader import FORMS

PLACES = ("Lund", "Bergen", "Turku", "Riga", "Oulu", "Visby", "Narvik", "Kaunas", "Malmö", "Reykjavík")
BIRDS = ("ducks", "geese", "herons", "cranes", "gulls", "terns", "swifts", "owls", "larks", "rooks")

Place: TypeAlias = tuple[str, int, int, str, float]
"""Document, start, end, text and score of something that was found or shown."""

QUESTIONS = ("How many herons were counted near Turku?", "Who saw owls in Kaunas?")


def text_of(number: int, words: str = "") -> str:
    """Return the text of a document: 4 to 14 sentences that no other has."""
    bird, place = BIRDS[number % len(BIRDS)], PLACES[(number * 7 + number // 10) % len(PLACES)]
    lines = [
        f"{(number + 3) * 17 + n} {bird} were counted near {place} on day {n}{words}." for n in range(4 + number % 11)
    ]
    return f"The {bird} of {place}.\n\n{' '.join(lines)}\n\nAnn Berg {number} saw {bird} in {place}, too."


def write_documents(folder: Path, count: int = 20) -> list[Path]:
    """Write text files and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{BIRDS[n % len(BIRDS)]} {n}.txt" for n in range(count)]
    for number, path in enumerate(paths):
        path.write_text(text_of(number), "utf-8")
    return paths


def make_library(folder: Path, documents: Path, *, uploads: int = 4) -> None:
    """Make a library of twenty documents: some are uploads, one has two sources; a folder and a bad file are noted."""
    paths = write_documents(documents)
    (documents / "again.txt").write_text(text_of(0), "utf-8")
    with open_library(folder, encoder=FakeEncoder(), reader=FORMS) as library:
        library.add([*paths[uploads:], paths[0], documents / "again.txt"])
        library.add_uploads([(path.name, path) for path in paths[1:uploads]])
        with library._writing.transaction():
            files = library._writing._catalog.files
            files.put_folders({str(documents): []})
            files.put(str(documents / "bad.pdf"), "0" * 64, named=False, reason="the file is damaged", notes=["page 2"])
            files.mark_removed([("/gone.txt", "/gone.txt")])
        library.snapshot()


@dataclass
class Dump:
    """What a library holds and answers; what could not be had is left out and named in `errors`."""

    documents: dict[str, Document] = field(default_factory=dict)
    passages: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    found: dict[str, list[Place]] = field(default_factory=dict)
    answers: dict[str, list[Place]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def altered(self, whole: "Dump") -> list[str]:
        """Return what this holds and another dump does not hold so; that it holds less is no matter."""
        wrong = [id for id, document in self.documents.items() if whole.documents.get(id) != document]
        wrong += [id for id, rows in self.passages.items() if not set(rows) <= set(whole.passages.get(id, ()))]
        for places in (*self.found.values(), *self.answers.values()):
            for id, start, end, text, _ in places:
                if id not in whole.documents or whole.documents[id].text[start:end] != text:
                    wrong.append(f"{id} [{start}:{end}]")
        return wrong


def dump(folder: Path, *, answers: bool = True) -> Dump:
    """Return all that can be had of the library in a folder, opened anew; answers take most of the time."""
    made = Dump()
    with noting(made.errors), open_library(folder, encoder=FakeEncoder()) as library:
        for row in library.documents():
            with noting(made.errors):
                made.documents[row.id] = library.document(row.id)
                made.passages[row.id] = passages_in(library, row.id)
        for question in QUESTIONS:
            with noting(made.errors):
                made.found[question] = found_by(library, question)
        for question in QUESTIONS[:1] if answers else ():
            with noting(made.errors):
                made.answers[question] = shown(ask(question, library))
    return made


@contextmanager
def noting(errors: list[str]) -> Iterator[None]:
    """Note the error that says to a person what is wrong; any other goes on."""
    try:
        yield
    except (ValueError, OSError, KeyError, sqlite3.Error) as error:
        errors.append(str(error))


def passages_in(library: Library, id: str) -> list[tuple[object, ...]]:
    """Return a document's passages with their vectors, as they are stored."""
    catalog = library._writing._catalog
    passages = catalog.passages_of(id)
    vectors = catalog.vectors([passage.id for passage in passages], library.encoder.dimension)
    return [(p.start, p.end, p.sentences, row.tobytes()) for p, row in zip(passages, vectors, strict=True)]


def found_by(library: Library, question: str) -> list[Place]:
    """Return what both indexes find, with the scores."""
    snapshot = library.snapshot()
    hits = [*snapshot.dense(library.encoder.encode_question(question), 99), *snapshot.lexical(question, 99)]
    return [
        (p.document, p.start, p.end, snapshot.document(p.document).text[p.start : p.end], hit.score)
        for hit in hits
        for p in [hit.passage]
    ]


def shown(answer: Answer) -> list[Place]:
    """Return what an answer shows."""
    excerpts = (*answer.excerpts, *answer.nearest)
    return [(row.document.id, row.start, row.end, row.text, row.score) for row in excerpts]
