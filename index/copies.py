"""A document in, everything that the library knows of it out, so that it can be put back after it was removed."""

from dataclasses import dataclass, replace
from pathlib import Path

from index.catalog import Catalog, PassageRow
from index.document import UPLOAD, Document
from index.originals import ORIGINALS, keep_original


@dataclass(frozen=True, slots=True)
class Copy:
    """A document with its passages, their vectors, and the bytes that the library keeps of it (None: it keeps none)."""

    document: Document
    passages: tuple[PassageRow, ...]
    original: bytes | None


def copy_of(folder: Path, catalog: Catalog, id: str) -> Copy:
    """Return a copy of a document in a library's folder.

    Raises:
        KeyError: no document has this id.
    """
    document, passages = catalog.document(id), catalog.passages_of(id)
    vectors = catalog.vectors([passage.id for passage in passages], int(catalog.setting("dimension") or 0))
    rows = (PassageRow(p.start, p.end, p.sentences, vector) for p, vector in zip(passages, vectors, strict=True))
    kept = folder / ORIGINALS / document.sha256
    uploaded = any(source.startswith(UPLOAD) for source in document.sources)
    return Copy(document, tuple(rows), kept.read_bytes() if uploaded and kept.is_file() else None)


def put_back(folder: Path, catalog: Catalog, copy: Copy) -> None:
    """Store a document as it was, but for paths that are another document's by now; only inside `write`.

    Raises:
        ValueError: it was added again meanwhile, or what stands at its only place now was.
    """
    free = tuple(s for s in copy.document.sources if s.startswith(UPLOAD) or not catalog.ids_from(s))
    document = replace(copy.document, sources=free)
    if not free or catalog.id_of_sha256(document.sha256) is not None or catalog.sources(document.id):
        raise ValueError(f"{document.title} has been added again meanwhile")
    if copy.original is not None:
        keep_original(folder, document.sha256, copy.original)
    catalog.put_document(document, copy.passages)
