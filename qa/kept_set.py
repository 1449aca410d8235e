"""Kept questions in, a file of questions that `excerpt eval` reads out, and the documents that it asks."""

import json
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from index.document import Document
from qa.kept import Find, KeptQuestion, standing

Row: TypeAlias = dict[str, str | bool | list[str]]
"""One question, as `qa.queries` reads it."""


def query_rows(kept: Sequence[KeptQuestion], find: Find) -> list[Row]:
    """Return the questions whose answer is known and still stands in the documents, in their order.

    One kept as right, or with a picked sentence, has its documents as `gold` and the sentences as they stand there as
    `evidence`; one that is right to refuse is not `answerable`. One kept as wrong is left out: nobody has said what is
    right.
    """
    known = [row for row in kept if row.verdict != "wrong"]
    return [row for row in (_row(each, find) for each in known) if row is not None]


def _row(kept: KeptQuestion, find: Find) -> Row | None:
    asked: Row = {"id": kept.id, "question": kept.question}
    if not kept.places:
        return {**asked, "answerable": False}
    stand = [(place.document, standing(place, find)) for place in kept.places]
    spans = [(id, span) for id, span in stand if span is not None]
    if not spans:
        return None
    gold = list(dict.fromkeys(id for id, _ in spans))
    evidence = list(dict.fromkeys(find(id).text[start:end] for id, (start, end) in spans))
    return {**asked, "gold": gold, "evidence": evidence, "answerable": True}


def corpus_rows(documents: Iterable[Document]) -> list[Row]:
    """Return documents as rows of a corpus, so that their ids are those in `gold`."""
    rows: list[Row] = []
    for document in documents:
        row: Row = {"id": document.id, "title": document.title, "text": document.text}
        rows.append({**row, "date": document.date} if document.date else row)
    return rows


def json_lines(rows: Iterable[Row]) -> str:
    r"""Return rows as JSON lines.

    >>> json_lines([{"id": "1", "answerable": False}])
    '{"id": "1", "answerable": false}\n'
    """
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
