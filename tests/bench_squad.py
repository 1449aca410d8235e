"""The folder of public data in, what `make bench` measures on out: SQuAD's paragraphs, questions, and their library."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.document import Document
from index.encoder import Encoder, Vectors
from index.ingest import split
from index.library import Library
from index.passages import cut_title, embedded_text
from qa.corpus import library_of
from qa.queries import Query, read_set

LIBRARIES = Path(__file__).parent.parent / ".runs" / "libraries"

SAMPLE = 1_500
SEED = 6


@dataclass(frozen=True)
class Squad:
    """The corpus, its questions, and the library that holds it."""

    corpus: Sequence[Document]
    queries: Sequence[Query]
    library: Library

    @property
    def encoder(self) -> Encoder:
        return self.library.encoder

    @cached_property
    def questions(self) -> list[str]:
        """In an order of their own, so that those on one paragraph are not asked one after the other."""
        questions = [query.question for query in self.queries]
        random.Random(SEED).shuffle(questions)
        return questions

    @cached_property
    def sample(self) -> list[Document]:
        """Paragraphs, always the same ones, in an order that has nothing to do with their length."""
        return random.Random(SEED).sample(list(self.corpus), SAMPLE)

    @cached_property
    def sample_passages(self) -> list[str]:
        """The passages of the sample, as they are embedded."""
        return [text for document in self.sample for text in passages_of(document, self.encoder)]

    @cached_property
    def stored(self) -> tuple[list[str], Vectors]:
        """All passages of the library, as they are embedded, and their vectors, row by row."""
        catalog, texts = Catalog(self.library.folder, frozen=True), dict[int, str]()
        for row in self.library.documents():
            document = catalog.document(row.id)
            for passage in catalog.passages_of(row.id):
                texts[passage.id] = embedded_text(document.title, document.text[passage.start : passage.end])
        ids, vectors = catalog.sound_vectors(list(texts), self.encoder.dimension)
        return [texts[int(id)] for id in ids], np.ascontiguousarray(vectors, np.float32)


def squad(data: Path, encoder: Encoder) -> Squad:
    """Return the set; its library is made unless an earlier run has."""
    corpus, queries = read_set(data / "squad" / "corpus.jsonl", data / "squad" / "queries.jsonl")
    return Squad(corpus, queries, library_of([corpus], LIBRARIES, encoder=encoder))


def made_size(folder: Path) -> int:
    """Return the bytes of a library without originals, and without what migrations keep."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".bak")
    return sum(path.stat().st_size for path in files if "originals" not in path.parts)


def passages_of(document: Document, encoder: Encoder) -> list[str]:
    """Return the passages of a document, as they are embedded."""
    title = cut_title(document.title, encoder.token_starts)
    return [embedded_text(title, document.text[span.start : span.end]) for span in split(document, encoder)]


def write_files(documents: Sequence[Document], folder: Path, *, each: int) -> list[Path]:
    """Write documents as text files of so many paragraphs, those of an article together; return the paths."""
    folder.mkdir(parents=True)
    ordered = sorted(documents, key=lambda document: document.title)
    paths = []
    for number in range(0, len(ordered), each):
        paths.append(folder / f"{number // each:04}.txt")
        paths[-1].write_text("\n\n".join(row.text for row in ordered[number : number + each]), "utf-8")
    return paths
