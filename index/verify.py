"""A library in, what is wrong with it out; and the repair of what can be made again from what is sound."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from index.catalog import Catalog, Passage
from index.derived import STATE, read_state
from index.document import Document, DocumentSummary, is_kept, version_of
from index.encoder import Encoder
from index.ingest import Draft, documents_in, embed, split, split_again
from index.originals import ORIGINALS, original_bytes
from index.sandbox import Sandbox
from index.web_kind import name_for

Kind: TypeAlias = Literal["database", "text", "passages", "original", "index", "encoder"]

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


def check(folder: Path, catalog: Catalog, encoder: Encoder, sandbox: Sandbox, *, mend: bool) -> Verification:
    """Check everything that is stored, and with `mend` make again what can be made from what is sound."""
    problems = find_problems(folder, catalog)
    mended: list[Problem] = []
    if mend and problems:
        with catalog.write():
            mended = [problem for problem in problems if repair(folder, catalog, problem, encoder, sandbox)]
        problems = find_problems(folder, catalog)
    rows = catalog.summaries() if not any(problem.kind == "database" for problem in problems) else ()
    return Verification(len(rows), sum(row.passages for row in rows), tuple(problems), tuple(mended))


def find_problems(folder: Path, catalog: Catalog) -> list[Problem]:
    """Check a library's database, every text, passage and vector, the bytes kept, and the derived indexes."""
    damage = catalog.integrity_errors()
    if damage:
        return [Problem("database", "library.db", "; ".join(damage))]
    problems: list[Problem] = []
    for row in catalog.summaries():
        try:
            problems += _document_problems(catalog, row, folder / ORIGINALS)
        except (sqlite3.Error, ValueError) as error:
            problems.append(Problem("text", row.id, f"what is stored of {row.title!r} cannot be read ({error})"))
    return problems + [problem for name in ("vectors", "lexical") for problem in _index_problems(folder / name)]


def _document_problems(catalog: Catalog, row: DocumentSummary, originals: Path) -> Iterator[Problem]:
    document = catalog.document(row.id)
    if not document.sources:
        yield Problem("text", row.id, f"{row.title!r} has no source")
    if version_of(document.text) != row.version or len(document.text) != row.characters:
        yield Problem("text", row.id, f"the stored text of {row.title!r} is not the one that was read")
        return
    passages = catalog.passages_of(row.id)
    lengths = catalog.vector_lengths(row.id)
    reason = "passages are missing" if len(passages) != row.passages else _passages_wrong(document, passages)
    if reason is None and not np.allclose(lengths, 1.0, atol=UNIT_TOLERANCE):
        reason = "a vector is damaged"
    if reason is not None:
        yield Problem("passages", row.id, f"{row.title!r}: {reason}")
    kept = [file for file in catalog.files.of_document(row.id) if is_kept(file.source)]
    if not all(_is_there(originals, file.sha256) for file in kept):
        yield Problem("original", row.id, f"the bytes kept of the upload {row.title!r} are gone or damaged")


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


def _is_there(originals: Path, sha256: str) -> bool:
    try:
        with (originals / sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _index_problems(folder: Path) -> Iterator[Problem]:
    """An index without a state is unfinished: the next use makes it, so only a state that does not hold is wrong."""
    if (folder / STATE).is_file() and read_state(folder) is None:
        yield Problem("index", folder.name, f"the index {folder.name} does not match its {STATE}")


def repair(folder: Path, catalog: Catalog, problem: Problem, encoder: Encoder, sandbox: Sandbox) -> bool:
    """Make again what a problem is about, from what is sound; only inside `catalog.write()`. Tell whether it worked.

    Indexes and passages come from the stored text, a damaged text from its original; a damaged database and lost
    bytes of uploads cannot be made again, nor what is not even readable.
    """
    if problem.kind == "index":
        shutil.rmtree(folder / problem.part)
        return True
    try:
        if problem.kind == "passages":
            split_again(catalog, [problem.part], encoder)
            return True
        return problem.kind == "text" and _read_again(folder, catalog, problem.part, encoder, sandbox)
    except (sqlite3.Error, ValueError):
        return False


def _read_again(folder: Path, catalog: Catalog, id: str, encoder: Encoder, sandbox: Sandbox) -> bool:
    damaged = catalog.document(id)
    data = original_bytes(folder, catalog, id)
    if data is None:
        return False
    name = name_for(damaged.file, damaged.media_type)
    for document in documents_in(damaged.file, data, sandbox, name=name)[0]:
        if document.sha256 == damaged.sha256:
            made = Draft(replace(document, id=id, sources=damaged.sources), split(document, encoder))
            catalog.put_document(made.document, embed([made], encoder)[0])
            return True
    return False
