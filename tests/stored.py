"""A catalog with documents in it, put there without reading files."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from index.catalog import Catalog
from index.document import Document
from index.encoder import Encoder
from index.ingest import Draft, embed, split
from index.tables import create_catalog


def document(id: str, text: str, *, title: str = "A title") -> Document:
    sha256 = hashlib.sha256((id + text).encode()).hexdigest()
    return Document(id, (f"/somewhere/{id}.txt",), title, None, "text/plain", sha256, text)


def new_catalog(folder: Path, encoder: Encoder) -> Catalog:
    create_catalog(
        folder, {"encoder": encoder.name, "encoder_sha256": encoder.sha256, "dimension": str(encoder.dimension)}
    )
    return Catalog(folder)


def put(catalog: Catalog, encoder: Encoder, documents: Sequence[Document]) -> None:
    drafts = [Draft(made, split(made, encoder)) for made in documents]
    with catalog.write():
        for made, rows in zip(drafts, embed(drafts, encoder), strict=True):
            catalog.put_document(made.document, rows)
