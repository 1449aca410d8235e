"""A catalog in, a copy of all that it holds but texts and vectors out: with it a lost database is made again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from index.catalog import Catalog
from index.derived import empty_folder, read_state, write_state, write_whole
from index.digests import Value, document_digest
from index.document import Document
from index.files import TABLES

INVENTORY = "inventory"
"""Folder of the library that holds it."""

NAME = "inventory.json"

Row: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document but its text.

    Attributes:
        columns: those of its row before the text.
        sources: as rows of source, rank and file.
        digest: of both and of the text.
    """

    columns: Row
    sources: tuple[Row, ...]
    digest: bytes

    def holds(self, text: str) -> bool:
        """Tell whether this is the text that was stored."""
        return document_digest((*self.columns, text), self.sources) == self.digest

    def document(self, text: str) -> Document:
        """Return the document with a text.

        Raises:
            ValueError: what is known cannot be a document's.
        """
        id, title, date, media_type, sha256, _, _, _, pages = self.columns
        sources = tuple(str(source) for source, *_ in self.sources)
        starts = tuple(int(page) for page in json.loads(str(pages)))
        day = None if date is None else str(date)
        return Document(str(id), sources, str(title), day, str(media_type), str(sha256), text, starts)

    def read_from(self, rows: Iterable[Row]) -> list[tuple[str, str]]:
        """Return the files that the document was read from, given the table of files, each with its bytes' sha-256."""
        by_id = {row[0]: (str(row[1]), str(row[2])) for row in rows}
        own = str(self.columns[4])
        return [
            (str(source), own) if file is None else by_id[file]
            for source, _, file in self.sources
            if file is None or file in by_id
        ]

    def files(self, rows: Iterable[Row]) -> dict[str, int]:
        """Return the id of the file of each source that has one among some rows of the table of files."""
        ids = {row[0] for row in rows}
        return {str(source): file for source, _, file in self.sources if isinstance(file, int) and file in ids}


@dataclass(frozen=True, slots=True)
class Inventory:
    """All of a library but texts and vectors, as it was at a stamp (`Database.stamp`).

    `given` are the rows of the tables of `index.files`.
    """

    stamp: Mapping[str, str | int]
    settings: Mapping[str, str]
    documents: Mapping[str, Known]
    given: Mapping[str, tuple[Row, ...]]


def keep_inventory(folder: Path, catalog: Catalog) -> None:
    """Write the inventory of a catalog into a derived folder, unless it is there.

    What has the digest that it had before is kept as it was then: what rots in the database does not get in.
    """
    state = read_state(folder, hashes=False)
    if state is not None and state.made_from == catalog.stamp():
        return
    old = read_inventory(folder) or Inventory({}, {}, {}, {})
    documents = []
    for row, sources in catalog.rows_without_text():
        before = old.documents.get(str(row[0]))
        if before is None or (before.columns, before.sources) != (row, tuple(sources)):
            now = Known(row, tuple(sources), catalog.digest(str(row[0])))
            before = before if before and before.digest == now.digest else now
        documents.append(_document_row(before))
    given = {table: _given_rows(catalog.files.rows(table), old.given.get(table, ())) for table in TABLES}
    content = {"settings": catalog.settings(), "documents": documents, "given": given}
    empty_folder(folder)
    write_whole(folder / NAME, json.dumps(content, default=bytes.hex).encode())
    write_state(folder, catalog.stamp())


def read_inventory(folder: Path) -> Inventory | None:
    """Return the inventory in a derived folder, or None where there is none, or it is damaged."""
    state = read_state(folder)
    if state is None or NAME not in state.files:
        return None
    said = json.loads((folder / NAME).read_bytes())
    rows = [
        (tuple(row), tuple(map(tuple, sources)), bytes.fromhex(digest)) for row, sources, digest in said["documents"]
    ]
    given = {
        table: tuple((*row[:-1], bytes.fromhex(row[-1])) for row in said["given"][table]) for table in said["given"]
    }
    return Inventory(state.made_from, said["settings"], {str(row[0][0]): Known(*row) for row in rows}, given)


def _document_row(known: Known) -> list[object]:
    return [known.columns, known.sources, known.digest]


def _given_rows(now: Iterable[Row], before: Iterable[Row]) -> list[Row]:
    old = {(row[0], row[-1]): row for row in before}
    return [old.get((row[0], row[-1]), row) for row in now]
