"""An open library in, what is wrong with it out: every digest is compared, and every rule of what is stored."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from index.catalog import Catalog, Passage
from index.derived import STATE, read_state
from index.document import Document, DocumentSummary, is_kept, version_of
from index.files import TABLES, is_sound
from index.inventory import INVENTORY
from index.originals import is_kept_whole

Kind: TypeAlias = Literal["database", "text", "passages", "original", "given", "index"]

DERIVED = ("vectors", "lexical", INVENTORY)
"""Folders of a library that are made from its database."""

UNIT_TOLERANCE = 0.01
"""How far from 1 the length of a stored vector may be: float16 rounds to about 0.0005."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: with which part (a document's id, or an index's folder name), and how."""

    kind: Kind
    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found and what `--repair` mended; the library is sound when no problem is left."""

    documents: int
    passages: int
    problems: tuple[Problem, ...]
    repaired: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong (any more)."""
        return not self.problems


def find_problems(folder: Path, catalog: Catalog) -> list[Problem]:
    """Check every text, passage and vector, what the library was given, the bytes kept, and the derived indexes.

    Whether the database can be read at all is told beforehand (`index.salvage`).
    """
    problems = [
        Problem("given", table, f"what the library was given ({table}) is damaged")
        for table in TABLES
        if not all(is_sound(values) for values in catalog.files.rows(table))
    ]
    for row in catalog.summaries():
        try:
            problems += _document_problems(catalog, row, folder)
        except (sqlite3.Error, ValueError) as error:
            problems.append(Problem("text", row.id, f"what is stored of {row.title!r} cannot be read ({error})"))
    return problems + [problem for name in DERIVED for problem in _index_problems(folder / name)]


def _document_problems(catalog: Catalog, row: DocumentSummary, folder: Path) -> Iterator[Problem]:
    errors = set(catalog.digest_errors(row.id))
    if "document" in errors:
        yield Problem("text", row.id, f"the stored text of {row.title!r}, or what is known of it, is damaged")
        return
    if not all(is_sound(values) for values in catalog.files.rows_of(row.id)):
        return  # which is told of what the library was given
    document = catalog.document(row.id)
    if not document.sources:
        yield Problem("text", row.id, f"{row.title!r} has no source")
    if version_of(document.text) != row.version or len(document.text) != row.characters:
        yield Problem("text", row.id, f"the stored text of {row.title!r} is not the one that was read")
        return
    if "passage" in errors:
        yield Problem("passages", row.id, f"{row.title!r}: a passage or its vector is damaged")
    elif (reason := _passage_problem(catalog, document, row.passages)) is not None:
        yield Problem("passages", row.id, f"{row.title!r}: {reason}")
    kept = [file for file in catalog.files.of_document(row.id) if is_kept(file.source)]
    if not all(is_kept_whole(folder, file.sha256) for file in kept):
        yield Problem("original", row.id, f"the bytes kept of the upload {row.title!r} are gone or damaged")


def _passage_problem(catalog: Catalog, document: Document, count: int) -> str | None:
    passages, lengths = catalog.passages_of(document.id), catalog.vector_lengths(document.id)
    if len(passages) != count:
        return "passages are missing"
    wrong = _passages_wrong(document, passages)
    return wrong if wrong or np.allclose(lengths, 1.0, atol=UNIT_TOLERANCE) else "a vector is damaged"


def _passages_wrong(document: Document, passages: list[Passage]) -> str | None:
    """Say why the passages are not whole sentences that cover the text in order, or None."""
    end = 0
    for passage in passages:
        for start, stop in passage.sentences:
            if not end <= start < stop <= len(document.text) or document.text[end:start].strip():
                return "a passage leaves out text or reaches beyond it"
            end = stop
        if not passage.sentences or (passage.start, passage.end) != (passage.sentences[0][0], end):
            return "a passage is not made of its sentences"
    return "a passage leaves out text or reaches beyond it" if document.text[end:].strip() else None


def _index_problems(folder: Path) -> Iterator[Problem]:
    """An index without a state is unfinished: the next use makes it, so only a state that does not hold is wrong."""
    if (folder / STATE).is_file() and read_state(folder) is None:
        yield Problem("index", folder.name, f"the index {folder.name} does not match its {STATE}")
