"""The one truth: documents, their text, passages and vectors in SQLite (`library.db`)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from index.digests import DamagedError, Value, document_digest, row_digest
from index.document import Document, DocumentSummary
from index.files import Files, is_sound
from index.stored_passages import AMONG, Passage, PassageRow, StoredPassages
from index.tables import halved, packed

__all__ = ["Catalog", "Passage", "PassageRow", "no_document"]

SUMMARY = """coalesce(CAST(id AS TEXT), ''), coalesce(CAST(title AS TEXT), ''), CAST(date AS TEXT),
    coalesce(CAST(media_type AS TEXT), ''), coalesce(CAST(sha256 AS TEXT), ''), coalesce(CAST(version AS TEXT), ''),
    coalesce(CAST(characters AS INTEGER), 0), coalesce(CAST(passages AS INTEGER), 0)"""
"""Of the right types whatever has become of the values: a list of documents holds those that are damaged, too."""

ORIGIN = "sources.source, coalesce(files.source, sources.source) FROM sources LEFT JOIN files ON files.id = file"

WITHOUT_FILES: Mapping[str, int] = {}


def no_document(*ids: str) -> KeyError:
    """Return the error for ids that no document has."""
    return KeyError(f"no document {', '.join(map(str, ids))} in the library (excerpt list shows the ids)")


def _summary(row: tuple[Any, ...], origins: Iterable[tuple[str, str]]) -> DocumentSummary:
    sources, files = _sources_and_files(origins)
    id, title, date, media_type, sha256, version, characters, passages = row
    return DocumentSummary(id, sources, title, date, media_type, sha256, version, characters, passages, files)


def _sources_and_files(origins: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return sources and their files, which are left out where each source is a file itself."""
    sources, files = tuple(zip(*origins, strict=True)) or ((), ())
    return sources, files if files != sources else ()


class Catalog(StoredPassages):
    """The documents and passages of a library's database, over one connection."""

    @cached_property
    def files(self) -> Files:
        """The folders and files that the library was given."""
        return Files(self._db)

    def summaries(self, ids: Iterable[str] | None = None) -> tuple[DocumentSummary, ...]:
        """Return all documents, or those of some ids that there are, without their text, by title and id."""
        given = () if ids is None else (json.dumps(list(ids)),)
        among = "" if ids is None else "WHERE {} IN (SELECT value FROM json_each(?))"
        origins: dict[str, list[tuple[str, str]]] = {}
        query = f"SELECT document, {ORIGIN} {among.format('document')} ORDER BY document, rank"
        for document, *origin in self._db.execute(query, given):
            origins.setdefault(document, []).append((str(origin[0]), str(origin[1])))
        rows = self._db.execute(f"SELECT {SUMMARY} FROM documents {among.format('id')} ORDER BY title, id", given)  # noqa: S608
        return tuple(_summary(row, origins.get(row[0], ())) for row in rows)

    def count(self) -> int:
        """Return how many documents there are."""
        (count,) = self._db.execute("SELECT count(*) FROM documents").fetchone()
        return int(count)

    def versions(self) -> list[str]:
        """Return the id and the version of each document, a space between them, by id.

        They come as one row: for each, Python's other threads get a turn, and 25,000 turns take most of a second.
        """
        rows = "SELECT id || ' ' || version AS line FROM documents ORDER BY id"
        (lines,) = self._db.execute(f"SELECT group_concat(line, char(10)) FROM ({rows})").fetchone()  # noqa: S608
        return (lines or "").splitlines()

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
            DamagedError: it is not what was stored.
        """
        row = self._db.execute("SELECT * FROM documents WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise no_document(id)
        if row[-1] != document_digest(row[:-1], self._source_rows(id)):
            raise DamagedError(f"what is stored of the document {id}")
        _, title, date, media_type, sha256, *_, pages, text, _ = row
        sources, files = _sources_and_files(self._origins(id))
        if files and not all(is_sound(values) for values in self.files.rows_of(id)):
            raise DamagedError(f"what is stored of the file of the document {id}")
        return Document(id, sources, title, date, media_type, sha256, text, tuple(json.loads(pages)), files)

    def _origins(self, id: str) -> list[tuple[str, str]]:
        """Return a document's sources, each with the source of its file, first-seen first."""
        rows = self._db.execute(f"SELECT {ORIGIN} WHERE document = ? ORDER BY rank", (id,))
        return [(str(source), str(file)) for source, file in rows]

    def rows_without_text(self) -> Iterator[tuple[tuple[Value, ...], list[tuple[Value, ...]]]]:
        """Yield each document's row up to its text, and the rows of its sources; nothing is checked."""
        sources: dict[Value, list[tuple[Value, ...]]] = {}
        for id, *row in self._db.execute("SELECT document, source, rank, file FROM sources ORDER BY document, rank"):
            sources.setdefault(id, []).append(tuple(row))
        columns = "id, title, date, media_type, sha256, version, characters, passages, pages"
        for row in self._db.execute(f"SELECT {columns} FROM documents ORDER BY id"):  # noqa: S608
            yield row, sources.get(row[0], [])

    def digest(self, id: str) -> bytes:
        """Return the digest that is stored of a document; it stands behind the text, which SQLite walks to reach it."""
        row = self._db.execute("SELECT digest FROM documents WHERE id = ?", (id,)).fetchone()
        return row[0] if row and isinstance(row[0], bytes) else b""

    def sources(self, id: str) -> tuple[str, ...]:
        """Return the sources of a document, first-seen first; empty where there is no such document."""
        rows = self._db.execute("SELECT source FROM sources WHERE document = ? ORDER BY rank", (id,))
        return tuple(str(row[0]) for row in rows)

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
        """Replace a document's sources, given with the ids of their files; only inside `write`.

        Raises:
            DamagedError: the document is not what was stored.
        """
        digest = self._digest(id)
        if digest not in (b"", self._document_digest(id)):  # the digest below would hide it for ever
            raise DamagedError(f"what is stored of the document {id}")
        self._db.execute("DELETE FROM sources WHERE document = ?", (id,))
        rows = ((id, source, rank, file) for rank, (source, file) in enumerate(origins))
        self._db.executemany("INSERT INTO sources VALUES (?, ?, ?, ?)", rows)
        self._db.execute("UPDATE documents SET digest = ? WHERE id = ?", (self._document_digest(id), id))

    def _source_rows(self, id: str) -> list[tuple[Value, ...]]:
        query = "SELECT source, rank, file FROM sources WHERE document = ? ORDER BY rank"
        return self._db.execute(query, (id,)).fetchall()

    def _digest(self, id: str) -> object:
        return self._db.execute("SELECT digest FROM documents WHERE id = ?", (id,)).fetchone()[0]

    def _document_digest(self, id: str) -> bytes:
        row = self._db.execute("SELECT * FROM documents WHERE id = ?", (id,)).fetchone()
        return document_digest(row[:-1], self._source_rows(id))

    def digest_errors(self, id: str) -> Iterator[str]:
        """Yield what of a document differs from its digest: "document", and "passage" for each such passage."""
        if self._digest(id) != self._document_digest(id):
            yield "document"
        for _, digest, *columns in self._passage_rows("document = ?", id):
            if digest != row_digest(*columns):
                yield "passage"

    def damaged_titles(self) -> list[str]:
        """Return the titles of the documents of which anything differs from its digest."""
        return [row.title for row in self.summaries() if any(self.digest_errors(row.id))]

    def damaged_text(self, id: str) -> str | None:
        """Return what stands where a document's text stood, unchecked: only for repairs, never to be shown."""
        row = self._db.execute("SELECT text FROM documents WHERE id = ?", (id,)).fetchone()
        return row[0] if row and isinstance(row[0], str) else None

    def drop_passages(self, id: str) -> None:
        """Take a document out of search; only inside `write`."""
        self._db.execute("DELETE FROM passages WHERE document = ?", (id,))

    def drop_document(self, id: str) -> None:
        """Remove a document, its sources and its passages; only inside `write`."""
        self._db.execute("DELETE FROM documents WHERE id = ?", (id,))

    def indexed_texts(self, ids: Iterable[int]) -> Iterator[tuple[int, Document, str]]:
        """Yield `(id, document, text)` of these passages, document by document; what is damaged is left out."""
        wanted = {int(id) for id in ids}
        query = f"SELECT DISTINCT document FROM passages WHERE {AMONG} ORDER BY document"  # noqa: S608
        for (owner,) in self._db.execute(query, (json.dumps(list(wanted)),)).fetchall():
            try:
                document = self.document(owner)
            except (DamagedError, KeyError):
                continue
            for id, digest, *row in self._passage_rows("document = ? ORDER BY id", owner):
                if id in wanted and digest == row_digest(*row):
                    yield id, document, document.text[row[1] : row[2]]
