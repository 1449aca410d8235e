"""Which document a file is: a new one, a changed one, or one that the library knows already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from index.catalog import Catalog, PassageRow
from index.document import UPLOAD, Document

Outcome: TypeAlias = Literal["added", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Which document a file became, and whether that is new."""

    id: str
    outcome: Outcome


def place(catalog: Catalog, document: Document, passages: Sequence[PassageRow]) -> Placed:
    """Store a document that was read from one source; only inside `catalog.write()`.

    Bytes that the library has already only get a further source. A source whose bytes changed keeps the id of its
    document, unless that document has other sources: then it stays as it is, and the changed file is a new one.
    Uploads of one name are different documents, since nothing says that they are versions of one.
    """
    (source,) = document.sources
    if catalog.id_of_sha256(document.sha256) is not None:
        return attach(catalog, document.sha256, source)
    changed = _detach(catalog, source)
    id = changed or _free_id(catalog, document.sha256)
    catalog.put_document(replace(document, id=id), passages)
    return Placed(id, "replaced" if changed else "added")


def attach(catalog: Catalog, sha256: str, source: str) -> Placed:
    """Note that a document's bytes are found at `source` too; only inside `catalog.write()`.

    Raises:
        ValueError: the document has been removed meanwhile.
    """
    id = catalog.id_of_sha256(sha256)
    if id is None:
        raise ValueError("its document was removed while it was being added: add it again")
    if source not in catalog.sources(id):
        former = _detach(catalog, source)
        if former is not None:
            catalog.drop_document(former)
        catalog.set_sources(id, (*catalog.origins(id), (source, None)))
    return Placed(id, "unchanged")


def _detach(catalog: Catalog, source: str) -> str | None:
    """Take a path from the documents that had it; return the one that has no other source, if any."""
    orphan = None
    for id in () if source.startswith(UPLOAD) else catalog.ids_from(source):
        others = tuple(other for other in catalog.origins(id) if other[0] != source)
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
