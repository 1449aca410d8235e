"""Labelled questions in, what retrieval and a reader find for them out, kept on disk: what rules are fitted to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.encoder import Encoder
from index.library import Library
from index.snapshot import Scope, Snapshot
from qa.corpus import row_ids
from qa.queries import Query
from qa.reader import Pointed, Reader, Reading
from qa.reading import pair
from qa.retrieve import Candidate, retrieve

DEEPEST = 12
"""Passages that are read for each question, more than an answer reads, so that fewer can be tried."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One question with its best candidates and their readings.

    Attributes:
        query: the question and what is known of its answer.
        answerable: whether the library that was asked answers it.
        candidates: best first, at most `DEEPEST`.
        readings: of each candidate.
        gold: whether each candidate is of a document that answers.
    """

    query: Query
    answerable: bool
    candidates: tuple[Candidate, ...]
    readings: tuple[Reading, ...]
    gold: tuple[bool, ...]


def observe(
    library: Library, queries: Sequence[Query], reader: Reader, kept: Path, *, without_gold: bool = False
) -> list[Observed]:
    """Return what becomes of each question, from the file `kept` where it is there, else now.

    Args:
        library: of a corpus (`qa.corpus.library_of`).
        queries: what is asked.
        reader: reads the best candidates.
        kept: a JSON file for the readings, which take minutes.
        without_gold: ask as if all documents with the titles of those that answer were not there.
    """
    snapshot = library.snapshot()
    found = [_found(query, snapshot, library.encoder, without_gold) for query in queries]
    if not kept.is_file():
        readings = [
            reader.read([pair(query.question, c, snapshot.document(c.passage.document)) for c in candidates])
            for query, candidates in zip(queries, found, strict=True)
        ]
        kept.write_text(json.dumps([[_stored(reading) for reading in row] for row in readings]), "utf-8")
    rows = [[_restored(reading) for reading in row] for row in json.loads(kept.read_text("utf-8"))]
    gold_rows = {document.id: set(row_ids(document)) for document in snapshot.documents}
    return [
        Observed(
            query,
            query.answerable is not False and not without_gold,
            tuple(candidates),
            tuple(readings),
            tuple(not gold_rows[c.passage.document].isdisjoint(query.gold) for c in candidates),
        )
        for query, candidates, readings in zip(queries, found, rows, strict=True)
    ]


def _found(query: Query, snapshot: Snapshot, encoder: Encoder, without_gold: bool) -> list[Candidate]:
    scope = Scope()
    if without_gold:
        titles = {d.title for d in snapshot.documents if not set(row_ids(d)).isdisjoint(query.gold)}
        scope = Scope(only=tuple(d.id for d in snapshot.documents if d.title not in titles))
    return retrieve(snapshot, query.question, encoder.encode_question(query.question), scope=scope)[:DEEPEST]


def _stored(reading: Reading) -> list[object]:
    return [reading.answering, [[pointed.margin, pointed.span] for pointed in reading.sentences]]


def _restored(row: Sequence[object]) -> Reading:
    answering, sentences = row
    pointed = tuple(Pointed(tuple(span) if span else None, margin) for margin, span in sentences)  # type: ignore[attr-defined]
    return Reading(pointed, answering)  # type: ignore[arg-type]
