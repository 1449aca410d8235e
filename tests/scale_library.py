"""SQuAD's paragraphs in, libraries of as many passages as are wanted out: real text, repeated with other real words.

Run as a program it makes one library in this process and prints, as JSON, how long that took and what memory it took.
"""

import hashlib
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, pairwise
from pathlib import Path
from time import perf_counter

import numpy as np
from bench_squad import LIBRARIES

from index.catalog import Catalog, PassageRow
from index.document import Document
from index.encoder import Vectors, load_encoder, unit_rows
from index.opening import open_library
from index.passages import Span
from qa.corpus import library_of, read_corpus, read_rows, row_ids

PARAGRAPHS = 40
"""Paragraphs of one title that make a document."""

SHORTEST = 560
"""Characters that the passages of a paragraph have on average, so that a passage has some 140 tokens on average."""

SWAPPED = 0.15
"""Share of the words of a copy that are others of the corpus."""

NOISE = 0.35
"""Length of what is added to a copy's vectors: two copies of a passage are as near as cosine .9."""

AT_ONCE = 4_000
"""Passages, about, that are stored in one transaction."""

MADE = "made.json"
"""Beside a finished library: what making it took."""

PIECE = re.compile(r"[^\W\d_]+|\d+|[\W_]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is stored in the library of the whole corpus.

    Attributes:
        title: of its article.
        pieces: of each sentence, and of what stands between two: words, numbers and the rest.
        sentences: which of these are sentences.
        passages: the first and the last sentence of each passage, half open.
        vectors: of the passages.
    """

    title: str
    pieces: tuple[tuple[str, ...], ...]
    sentences: tuple[bool, ...]
    passages: tuple[Span, ...]
    vectors: Vectors


def paragraphs(data: Path) -> list[Paragraph]:
    """Return the paragraphs, those of a title together; short ones only where a question is answered there."""
    golds = {str(id) for _, row in read_rows(data / "squad" / "queries.jsonl") for id in row["gold"]}  # type: ignore[attr-defined]
    corpus = read_corpus(data / "squad" / "corpus.jsonl")
    with library_of([corpus], LIBRARIES, encoder=load_encoder()) as library:
        snapshot = library.snapshot()
        catalog = Catalog(library.folder, frozen=True)
        found = []
        for row in snapshot.documents:
            if row.characters >= SHORTEST * row.passages or golds & set(row_ids(row)):
                document = catalog.document(row.id)
                found.append(_paragraph(document, catalog, snapshot.dimension))
    return found


def _paragraph(document: Document, catalog: Catalog, dimension: int) -> Paragraph:
    passages = catalog.passages_of(document.id)
    spans = [span for passage in passages for span in passage.sentences]
    pieces, inside, end = [], [], 0
    for start, stop in spans:
        pieces += [tuple(PIECE.findall(document.text[end:start])), tuple(PIECE.findall(document.text[start:stop]))]
        inside += [False, True]
        end = stop
    bounds = np.cumsum([0, *(len(passage.sentences) for passage in passages)]).tolist()
    vectors = catalog.vectors([passage.id for passage in passages], dimension)
    return Paragraph(document.title, tuple(pieces), tuple(inside), tuple(pairwise(bounds)), vectors)


def documents(found: Sequence[Paragraph]) -> Iterator[tuple[Document, list[PassageRow]]]:
    """Yield documents without end, the same each time: the corpus as it is, then copies of it in other words."""
    words = sorted(
        {piece for one in found for row in one.pieces for piece in row if piece.isalpha() and piece.islower()}
    )
    for copy in count():
        for first, last in _same_title(found):
            rng = random.Random(f"{copy} {first}")
            yield _document(found[first:last], copy, words, rng)


def _same_title(found: Sequence[Paragraph]) -> Iterator[Span]:
    first = 0
    for n in range(1, len(found) + 1):
        if n == len(found) or found[n].title != found[first].title or n - first == PARAGRAPHS:
            yield first, n
            first = n


def _document(
    some: Sequence[Paragraph], copy: int, words: Sequence[str], rng: random.Random
) -> tuple[Document, list[PassageRow]]:
    text, length = [], 0
    rows: list[PassageRow] = []
    noise = np.random.default_rng(rng.getrandbits(32))
    for one in some:
        spans: list[Span] = []
        for pieces, is_sentence in zip(one.pieces, one.sentences, strict=True):
            shown = "".join(pieces if copy == 0 else _in_other_words(pieces, words, rng))
            if is_sentence:
                spans.append((length, length + len(shown)))
            text.append(shown)
            length += len(shown)
        text.append("\n\n")
        length += 2
        vectors = one.vectors if copy == 0 else _beside(one.vectors, noise)
        for (first, last), vector in zip(one.passages, vectors, strict=True):
            own = tuple(spans[first:last])
            rows.append(PassageRow(own[0][0], own[-1][1], own, vector))
    whole = "".join(text)
    sha256 = hashlib.sha256(f"{copy} {whole}".encode()).hexdigest()
    title = some[0].title if copy == 0 else f"{some[0].title} {rng.choice(words)}"
    return Document(sha256[:16], (f"/scale/{sha256}.txt",), title, None, "text/plain", sha256, whole), rows


def _in_other_words(pieces: Sequence[str], words: Sequence[str], rng: random.Random) -> list[str]:
    changed = list(pieces)
    for n in rng.sample(range(len(pieces)), round(SWAPPED * len(pieces))):
        if pieces[n].isdecimal():
            changed[n] = str(rng.randrange(10 ** len(pieces[n])))
        elif pieces[n].isalpha():
            other = rng.choice(words)
            changed[n] = other.capitalize() if pieces[n][0].isupper() else other
    return changed


def _beside(vectors: Vectors, noise: np.random.Generator) -> Vectors:
    added = noise.standard_normal(vectors.shape, np.float32) * (NOISE / vectors.shape[1] ** 0.5)
    return unit_rows(vectors + added)


def make(folder: Path, data: Path, passages: int) -> None:
    """Make a library of at least so many passages; what an interrupted run has stored is kept."""
    started = perf_counter()
    library = open_library(folder, encoder=load_encoder())
    with library._writing.reading() as catalog:
        done, stored = len(catalog.summaries()), len(catalog.passage_ids())
    coming = islice(documents(paragraphs(data)), done, None) if stored < passages else iter(())
    while stored < passages:
        with library._writing.transaction() as catalog:
            for batch in range(AT_ONCE):
                document, rows = next(coming)
                catalog.put_document(document, rows)
                stored += len(rows)
                if stored >= passages or batch * PARAGRAPHS >= AT_ONCE:
                    break
        print(f"\r{folder.name}: {stored:,} passages stored", end="", file=sys.stderr)
    written = perf_counter()
    library.snapshot()
    indexed = perf_counter()
    library.close()
    took = {"stored": round(written - started, 1), "indexed": round(indexed - written, 1), "peak": peak()}
    (folder / MADE).write_text(json.dumps(took), "utf-8")


def peak() -> int:
    """Return the most bytes that this process has had in memory (VmHWM), file-backed pages among them."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return 1024 * int(found[1]) if found else 0


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
