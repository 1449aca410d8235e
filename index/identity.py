"""Which document a file is: a new one, a changed one, or one that the library knows already."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from index.catalog import Catalog, PassageRow
from index.document import UPLOAD, DocumentSummary
from index.ingest import Draft, FileDraft, Known

Became: TypeAlias = Literal["added", "replaced", "unchanged", "removed"]

UNFINISHED = "it was not read to its end"
"""Why a file of many articles is not known, of which some are in the library."""

MEANWHILE = "its document was removed while it was being added: add it again"


@dataclass(frozen=True, slots=True)
class Placed:
    """Which document a file or an article became, and whether that is new; or the one that went, as it `was`."""

    id: str
    outcome: Became
    was: DocumentSummary | None = None


def place_file(catalog: Catalog, made: FileDraft, rows: Sequence[Sequence[PassageRow]]) -> list[Placed]:
    """Store a file that was read, with the passages of each of its drafts; only inside `catalog.write()`.

    With the last of its documents go those that it held before and does not hold any more.

    Raises:
        ValueError: a document that was known has been removed meanwhile.
    """
    if any(draft.passages is None and catalog.id_of_sha256(draft.document.sha256) is None for draft in made.drafts):
        raise ValueError(MEANWHILE)
    wanted, reason = made.wanted, None if made.whole else UNFINISHED
    file = catalog.files.put(wanted.source, made.sha256, named=wanted.named, reason=reason, notes=made.notes)
    placed = [_place(catalog, draft, row, file) for draft, row in zip(made.drafts, rows, strict=True)]
    return placed + (release(catalog, file, keep=made.sources) if made.whole else [])


def place_known(catalog: Catalog, known: Known) -> list[Placed]:
    """Note that a file's bytes, which the library knows, are found at its place too; only inside `catalog.write()`.

    Raises:
        ValueError: what was read from them has been removed meanwhile.
    """
    wanted, twin = known.wanted, catalog.files.with_sha256(known.sha256)
    documents = catalog.files.documents_of(twin.id) if twin is not None else ()
    if twin is None or not documents:
        raise ValueError(MEANWHILE)
    file = catalog.files.put(wanted.source, known.sha256, named=wanted.named, notes=twin.notes)
    sources = {f"{wanted.source}{source.removeprefix(twin.source)}": id for id, source in documents}
    for source, id in sources.items():
        _attach(catalog, id, source, file)
    return [Placed(id, "unchanged") for id in sources.values()] + release(catalog, file, keep=sources)


def place_text(catalog: Catalog, draft: Draft, passages: Sequence[PassageRow]) -> Placed:
    """Store a text that no file holds; only inside `catalog.write()`."""
    return _place(catalog, draft, passages, None)


def release(catalog: Catalog, file: int, *, keep: Container[str] = ()) -> list[Placed]:
    """Take a file's sources, but for some, from their documents; only inside `catalog.write()`.

    Returns:
        the documents that are removed by that, since they had no other source.
    """
    gone = []
    for id, source in catalog.files.documents_of(file):
        if source in keep:
            continue
        was, others = catalog.summary(id), tuple(origin for origin in catalog.origins(id) if origin[0] != source)
        if others:
            catalog.set_sources(id, others)
        else:
            catalog.drop_document(id)
            gone.append(Placed(id, "removed", was))
    return gone


def _place(catalog: Catalog, draft: Draft, passages: Sequence[PassageRow], file: int | None) -> Placed:
    """Store a document that was read from one source.

    Bytes that the library has already only get a further source. A source whose bytes changed keeps the id of its
    document, unless that document has other sources: then it stays as it is, and the changed file is a new one.
    Uploads of one name are different documents, since nothing says that they are versions of one.
    """
    document = draft.document
    (source,) = document.sources
    known = catalog.id_of_sha256(document.sha256)
    if known is not None:
        _attach(catalog, known, source, file)
        return Placed(known, "unchanged")
    changed = _detach(catalog, source, file)
    id = changed or _free_id(catalog, document.sha256)
    catalog.put_document(replace(document, id=id), passages, {} if file is None else {source: file})
    return Placed(id, "replaced" if changed else "added")


def _attach(catalog: Catalog, id: str, source: str, file: int | None) -> None:
    """Note that a document stands at a source too, which is no other document's then."""
    origins = catalog.origins(id)
    if (source, file) in origins:
        return
    former = None if source in dict(origins) else _detach(catalog, source, file)
    if former is not None:
        catalog.drop_document(former)
    catalog.set_sources(id, {**dict(origins), source: file}.items())


def _detach(catalog: Catalog, source: str, file: int | None) -> str | None:
    """Take a path or an address from the documents that had it; return the one that has no other source, if any."""
    orphan = None
    for id in () if source.startswith(UPLOAD) else catalog.ids_from(source, file):
        others = tuple(origin for origin in catalog.origins(id) if origin[0] != source)
        if others:
            catalog.set_sources(id, others)
        else:
            orphan = id
    return orphan


def _free_id(catalog: Catalog, sha256: str) -> str:
    """Return the first 12 hex digits of the sha-256, with a suffix where another document has them."""
    id, number = sha256[:12], 1
    while catalog.sources(id):
        number += 1
        id = f"{sha256[:12]}-{number}"
    return id
