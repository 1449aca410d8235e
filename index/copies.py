"""A document in, everything that the library knows of it out, so that it can be put back after it was removed."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from index.catalog import Catalog, PassageRow
from index.document import UPLOAD, Document, is_kept
from index.files import File
from index.originals import ORIGINALS, keep_original


@dataclass(frozen=True, slots=True)
class Copy:
    """A document with all that belongs to it.

    Attributes:
        document: with its text.
        passages: with their vectors.
        originals: the bytes that the library keeps of it, by their sha-256.
        files: the file of each source; None for a source that has none.
    """

    document: Document
    passages: tuple[PassageRow, ...]
    originals: dict[str, bytes] = field(default_factory=dict)
    files: tuple[File | None, ...] = ()


def copy_of(folder: Path, catalog: Catalog, id: str) -> Copy:
    """Return a copy of a document in a library's folder.

    Raises:
        KeyError: no document has this id.
    """
    document, passages = catalog.document(id), catalog.passages_of(id)
    vectors = catalog.vectors([passage.id for passage in passages], int(catalog.setting("dimension") or 0))
    rows = (PassageRow(p.start, p.end, p.sentences, vector) for p, vector in zip(passages, vectors, strict=True))
    files = {file.id: file for file in catalog.files.of_document(id)}
    kept = (folder / ORIGINALS / file.sha256 for file in files.values() if is_kept(file.source))
    originals = {path.name: path.read_bytes() for path in kept if path.is_file()}
    return Copy(document, tuple(rows), originals, tuple(files.get(file or 0) for _, file in catalog.origins(id)))


def put_back(folder: Path, catalog: Catalog, copy: Copy) -> None:
    """Store a document as it was, but for places that are another document's by now; only inside `write`.

    Raises:
        ValueError: it was added again meanwhile, or what stands at its only place now was.
    """
    document, free = copy.document, {}
    for source, file in zip(document.sources, copy.files, strict=True):
        known = [row for row in catalog.files.at(file.source) if row.reason is None] if file is not None else []
        same = file is None or source.startswith(UPLOAD) or all(row.sha256 == file.sha256 for row in known)
        if same and (source.startswith(UPLOAD) or not catalog.ids_from(source, known[0].id if known else None)):
            free[source] = file
    if not free or catalog.id_of_sha256(document.sha256) is not None or catalog.sources(document.id):
        raise ValueError(f"{document.title} has been added again meanwhile")
    for sha256, data in copy.originals.items():
        keep_original(folder, sha256, data)
    ids = {
        source: catalog.files.put(file.source, file.sha256, named=file.named, notes=file.notes)
        for source, file in free.items()
        if file is not None
    }
    for source in free:
        catalog.files.unmark_removed(source)
    catalog.put_document(replace(document, sources=tuple(free)), copy.passages, ids)
