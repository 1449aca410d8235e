"""The one truth: documents, their text, passages and vectors in SQLite (`library.db`)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.database import Database
from index.digests import document_digest, row_digest
from index.document import Document, DocumentSummary
from index.encoder import Vectors, unit_rows
from index.files import Files
from index.passages import Span
from index.tables import halved, packed, unpacked

SUMMARY = "id, title, date, media_type, sha256, version, characters, passages"

ORIGIN = "sources.source, coalesce(files.source, sources.source) FROM sources LEFT JOIN files ON files.id = file"

WITHOUT_FILES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document; `sentences` are their spans in the document's text."""

    id: int
    document: str
    start: int
    end: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage that is not stored yet, with its vector: (dimension,) float32, unit length."""

    start: int
    end: int
    sentences: tuple[Span, ...]
    vector: Vectors


def no_document(*ids: str) -> KeyError:
    """Return the error for ids that no document has."""
    return KeyError(f"no document {', '.join(ids)} in the library (excerpt list shows the ids)")


def _summary(row: tuple[Any, ...], origins: Iterable[tuple[str, str]]) -> DocumentSummary:
    sources, files = _sources_and_files(origins)
    id, title, date, media_type, sha256, version, characters, passages = row
    return DocumentSummary(id, sources, title, date, media_type, sha256, version, characters, passages, files)


def _sources_and_files(origins: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return sources and their files, which are left out where each source is a file itself."""
    sources, files = tuple(zip(*origins, strict=True)) or ((), ())
    return sources, files if files != sources else ()


class Catalog(Database):
    """The documents and passages of a library's database, over one connection."""

    @cached_property
    def files(self) -> Files:
        """The folders and files that the library was given."""
        return Files(self._db)

    def summaries(self) -> tuple[DocumentSummary, ...]:
        """Return all documents without their text, by title and id."""
        origins: dict[str, list[tuple[str, str]]] = {}
        for document, *origin in self._db.execute(f"SELECT document, {ORIGIN} ORDER BY document, rank"):
            origins.setdefault(document, []).append((origin[0], origin[1]))
        rows = self._db.execute(f"SELECT {SUMMARY} FROM documents ORDER BY title, id")  # noqa: S608
        return tuple(_summary(row, origins.get(row[0], ())) for row in rows)

    def summary(self, id: str) -> DocumentSummary:
        """Return one document without its text.

        Raises:
            KeyError: no document has this id.
        """
        row = self._db.execute(f"SELECT {SUMMARY} FROM documents WHERE id = ?", (id,)).fetchone()  # noqa: S608
        if row is None:
            raise no_document(id)
        return _summary(row, self._origins(id))

    def document(self, id: str) -> Document:
        """Return a document with its text.

        Raises:
            KeyError: no document has this id.
        """
        row = self._db.execute(
            "SELECT title, date, media_type, sha256, text, pages FROM documents WHERE id = ?", (id,)
        ).fetchone()
        if row is None:
            raise no_document(id)
        title, date, media_type, sha256, text, pages = row
        sources, files = _sources_and_files(self._origins(id))
        return Document(id, sources, title, date, media_type, sha256, text, tuple(json.loads(pages)), files)

    def _origins(self, id: str) -> list[tuple[str, str]]:
        """Return a document's sources, each with the source of its file, first-seen first."""
        return self._db.execute(f"SELECT {ORIGIN} WHERE document = ? ORDER BY rank", (id,)).fetchall()

    def sources(self, id: str) -> tuple[str, ...]:
        """Return the sources of a document, first-seen first; empty where there is no such document."""
        rows = self._db.execute("SELECT source FROM sources WHERE document = ? ORDER BY rank", (id,))
        return tuple(row[0] for row in rows)

    def ids_from(self, source: str, file: int | None) -> tuple[str, ...]:
        """Return the ids of the documents that have this source in this file, or in none."""
        query = "SELECT document FROM sources WHERE source = ? AND (file IS NULL OR file = ?) ORDER BY document"
        return tuple(row[0] for row in self._db.execute(query, (source, file)))

    def id_of_sha256(self, sha256: str) -> str | None:
        """Return the id of the document read from these bytes, or None."""
        row = self._db.execute("SELECT id FROM documents WHERE sha256 = ? ORDER BY id", (sha256,)).fetchone()
        return str(row[0]) if row else None

    def put_document(
        self, document: Document, passages: Sequence[PassageRow], files: Mapping[str, int] = WITHOUT_FILES
    ) -> None:
        """Store a document with its passages, in place of the one with its id; only inside `write`.

        Args:
            document: what is stored.
            passages: in their order.
            files: the id of the file of each source; those of sources that the document has already are kept.
        """
        kept: dict[str, int | None] = {**dict(self.origins(document.id)), **files}
        self.drop_document(document.id)
        values = (document.id, document.title, document.date, document.media_type, document.sha256, document.version)
        counts = (len(document.text), len(passages), json.dumps(document.pages), document.text)
        self._db.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'')", values + counts)
        self.set_sources(document.id, [(source, kept.get(source)) for source in document.sources])
        rows = ((document.id, p.start, p.end, packed(p.sentences), halved(p.vector)) for p in passages)
        self._db.executemany(
            'INSERT INTO passages (document, start, "end", sentences, vector, digest) VALUES (?, ?, ?, ?, ?, ?)',
            ((*row, row_digest(*row)) for row in rows),
        )

    def origins(self, id: str) -> tuple[tuple[str, int | None], ...]:
        """Return a document's sources, each with the id of its file (None: it has none), first-seen first."""
        rows = self._db.execute("SELECT source, file FROM sources WHERE document = ? ORDER BY rank", (id,))
        return tuple((row[0], row[1]) for row in rows)

    def set_sources(self, id: str, origins: Iterable[tuple[str, int | None]]) -> None:
        """Replace a document's sources, given with the ids of their files; only inside `write`."""
        self._db.execute("DELETE FROM sources WHERE document = ?", (id,))
        rows = ((id, source, rank, file) for rank, (source, file) in enumerate(origins))
        self._db.executemany("INSERT INTO sources VALUES (?, ?, ?, ?)", rows)
        self._db.execute("UPDATE documents SET digest = ? WHERE id = ?", (self._document_digest(id), id))

    def _document_digest(self, id: str) -> bytes:
        row = self._db.execute("SELECT * FROM documents WHERE id = ?", (id,)).fetchone()
        sources = self._db.execute("SELECT source, rank, file FROM sources WHERE document = ? ORDER BY rank", (id,))
        return document_digest(row[:-1], sources)

    def digest_errors(self, id: str) -> Iterator[str]:
        """Yield what of a document differs from its digest: "document", and "passage" for each such passage."""
        (digest,) = self._db.execute("SELECT digest FROM documents WHERE id = ?", (id,)).fetchone()
        if digest != self._document_digest(id):
            yield "document"
        query = 'SELECT digest, document, start, "end", sentences, vector FROM passages WHERE document = ?'
        for digest, *columns in self._db.execute(query, (id,)):
            if digest != row_digest(*columns):
                yield "passage"

    def drop_document(self, id: str) -> None:
        """Remove a document, its sources and its passages; only inside `write`."""
        self._db.execute("DELETE FROM documents WHERE id = ?", (id,))

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages with these ids, those that exist."""
        query = (
            'SELECT id, document, start, "end", sentences FROM passages WHERE id IN (SELECT value FROM json_each(?))'
        )
        rows = self._db.execute(query, (json.dumps(list(ids)),))
        return {id: Passage(id, document, start, end, unpacked(blob)) for id, document, start, end, blob in rows}

    def passages_of(self, document: str) -> list[Passage]:
        """Return a document's passages in their order."""
        query = 'SELECT id, document, start, "end", sentences FROM passages WHERE document = ? ORDER BY start'
        rows = self._db.execute(query, (document,))
        return [Passage(id, owner, start, end, unpacked(blob)) for id, owner, start, end, blob in rows]

    def passage_ids(self, documents: Iterable[str] | None = None) -> NDArray[np.int64]:
        """Return the ids of all passages, ascending, or of those of some documents."""
        if documents is None:
            rows = self._db.execute("SELECT id FROM passages ORDER BY id")
        else:
            query = "SELECT id FROM passages WHERE document IN (SELECT value FROM json_each(?)) ORDER BY id"
            rows = self._db.execute(query, (json.dumps(list(documents)),))
        return np.fromiter((row[0] for row in rows), np.int64)

    def vectors(self, ids: Iterable[int], dimension: int) -> Vectors:
        """Return the stored vectors of these passages, one unit row each, in the order given."""
        ids = [int(id) for id in ids]
        query = "SELECT id, vector FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        found = dict(self._db.execute(query, (json.dumps(ids),)))
        rows = np.frombuffer(b"".join(found[id] for id in ids), np.float16).reshape(len(ids), dimension)
        return unit_rows(rows.astype(np.float32))

    def vector_lengths(self, document: str) -> list[float]:
        """Return the length of each stored vector of a document; NaN for one that is not (dimension,) float16."""
        size = 2 * int(self.setting("dimension") or 0)
        rows = self._db.execute("SELECT vector FROM passages WHERE document = ?", (document,))
        return [
            float(np.linalg.norm(np.frombuffer(blob, "<f2").astype(np.float32))) if len(blob) == size else float("nan")
            for (blob,) in rows
        ]

    def indexed_texts(self, ids: Iterable[int]) -> Iterator[tuple[int, str, str, str]]:
        """Yield `(id, document id, title, text)` of these passages, document by document."""
        query = """SELECT id, document, start, "end" FROM passages
            WHERE id IN (SELECT value FROM json_each(?)) ORDER BY document, id"""
        document: Document | None = None
        for id, owner, start, end in self._db.execute(query, (json.dumps([int(id) for id in ids]),)):
            if document is None or document.id != owner:
                document = self.document(owner)
            yield id, owner, document.title, document.text[start:end]
