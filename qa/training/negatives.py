"""Questions in, passages that search finds for them and that do not answer them out: what the reader must refuse."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from index.document import Document
from index.encoder import load_encoder
from qa.corpus import ROW, library_of, row_ids
from qa.reader_input import Pair
from qa.retrieve import retrieve
from qa.training.examples import Asked, Context, holds_answer

NEGATIVES_KEPT = 6
"""Best passages without an answer that are kept of each question."""

TOP_K = 20
"""Hits of each search that are looked at."""


def found_negatives(contexts: Sequence[Context], asked: Sequence[Asked], out: Path) -> dict[int, list[Pair]]:
    """Return, for the number of each question, the best passages that hold none of its answers.

    They are found by the library's own hybrid search, so that the reader refuses what it will be shown, and kept in
    `out`, since finding them takes minutes.
    """
    kept = out / "negatives.json"
    if not kept.is_file():
        found = _find(contexts, asked, out / "libraries")
        kept.write_text(json.dumps(found), "utf-8")
    rows: dict[str, list[tuple[int, int, int]]] = json.loads(kept.read_text("utf-8"))
    return {
        int(number): [
            Pair(asked[int(number)].question, contexts[context].text[start:end], contexts[context].title)
            for context, start, end in spans
        ]
        for number, spans in rows.items()
    }


def _find(contexts: Sequence[Context], asked: Sequence[Asked], home: Path) -> dict[int, list[tuple[int, int, int]]]:
    encoder = load_encoder()
    found: dict[int, list[tuple[int, int, int]]] = {}
    with library_of([_documents(contexts)], home, encoder=encoder) as library:
        snapshot = library.snapshot()
        rows = {document.id: int(row_ids(document)[0]) for document in snapshot.documents}
        for first in range(0, len(asked), 1000):
            batch = asked[first : first + 1000]
            vectors = encoder.encode([row.question for row in batch])
            for number, (row, vector) in enumerate(zip(batch, vectors, strict=True), start=first):
                answers = [contexts[row.context].text[slice(*span)] for span in row.answers]
                hits = retrieve(snapshot, row.question, vector[None], top_k=TOP_K)
                spans = [(rows[hit.passage.document], hit.passage.start, hit.passage.end) for hit in hits]
                found[number] = [
                    span for span in spans if not holds_answer(contexts[span[0]].text[span[1] : span[2]], answers)
                ][:NEGATIVES_KEPT]
    return found


def _documents(contexts: Sequence[Context]) -> list[Document]:
    """Return the contexts as documents of a corpus whose rows are numbered."""
    made = []
    for number, context in enumerate(contexts):
        sha256 = hashlib.sha256(f"{context.title}\n{context.text}".encode()).hexdigest()
        made.append(Document(sha256[:12], (f"{ROW}{number}",), context.title, None, "text/plain", sha256, context.text))
    return made
