"""What is wrong with a library in, what of that is made again out: from what is sound, or from the source."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.catalog import Catalog, PassageRow
from index.document import Document
from index.encoder import Encoder
from index.files import TABLES, is_sound
from index.ingest import Draft, documents_in, embed, split, split_again
from index.inventory import INVENTORY, Inventory, Known, Row, read_inventory
from index.originals import bytes_at
from index.sandbox import Sandbox
from index.verify import Problem, Verification, find_problems
from index.web_kind import name_for


@dataclass(frozen=True, slots=True)
class Workshop:
    """What repairs need: the library's folder, an encoder and a sandbox."""

    folder: Path
    encoder: Encoder
    sandbox: Sandbox


def check(folder: Path, catalog: Catalog, encoder: Encoder, sandbox: Sandbox, *, mend: bool) -> Verification:
    """Check everything that is stored, and with `mend` make again what can be made from what is sound."""
    problems, mended = find_problems(folder, catalog), list[Problem]()
    if mend and problems:
        with catalog.write():
            mended = repair(catalog, problems, Workshop(folder, encoder, sandbox))
        problems = find_problems(folder, catalog)
    rows = catalog.summaries()
    return Verification(len(rows), sum(row.passages for row in rows), tuple(problems), tuple(mended))


def repair(catalog: Catalog, problems: Iterable[Problem], shop: Workshop) -> list[Problem]:
    """Make again what problems are about; only inside `catalog.write()`. Return those that are mended.

    Indexes and passages come from the stored text, a damaged text from its file, and what is known of a document or a
    file from the inventory. Lost bytes of uploads cannot be made again. A text that cannot be is taken out of search,
    so that the rest answers; what is stored of it stays.
    """
    inventory = read_inventory(shop.folder / INVENTORY)
    return [problem for problem in problems if _mended(catalog, problem, shop, inventory)]


def _mended(catalog: Catalog, problem: Problem, shop: Workshop, inventory: Inventory | None) -> bool:
    if problem.kind == "index":
        shutil.rmtree(shop.folder / problem.part)
        return True
    if problem.kind == "given":
        return _give_again(catalog, problem.part, inventory)
    try:
        if problem.kind == "passages":
            split_again(catalog, [problem.part], shop.encoder)
            return True
        return problem.kind == "text" and _store_again(catalog, problem.part, shop, inventory)
    except (sqlite3.Error, ValueError):
        return False


def made_again(
    known: Known, text: str | None, files: Sequence[Row], shop: Workshop
) -> tuple[Document, list[PassageRow]] | None:
    """Return a document with its passages, of a text that it is known to have, or else read again from its source.

    `files` are the sound rows of the table of files.
    """
    try:
        if text is not None and known.holds(text):
            document: Document | None = known.document(text)
        else:
            document = _read_again(known, files, shop)
        if document is None:
            return None
        return document, embed([Draft(document, split(document, shop.encoder))], shop.encoder)[0]
    except ValueError:
        return None


def _read_again(known: Known, files: Sequence[Row], shop: Workshop) -> Document | None:
    """Return the document that a file gives whose bytes, and an article whose words, are the known ones."""
    for source, sha256 in known.read_from(files):
        data = bytes_at(shop.folder, source, sha256)
        name = name_for(source, str(known.columns[3]))
        for document in () if data is None else documents_in(source, data, sha256, shop.sandbox, name=name)[0]:
            if document.sha256 == known.columns[4]:
                kept = known.document("")
                return replace(document, id=kept.id, sources=kept.sources)
    return None


def _store_again(catalog: Catalog, id: str, shop: Workshop, inventory: Inventory | None) -> bool:
    text, files = catalog.damaged_text(id), [row for row in catalog.files.rows("files") if is_sound(row)]
    for known in list(_known(catalog, id, inventory)):
        made = made_again(known, text, files, shop)
        if made is not None:
            catalog.drop_document(id)
            catalog.put_document(*made, known.files(files))
            return True
    catalog.drop_passages(id)
    return False


def _known(catalog: Catalog, id: str, inventory: Inventory | None) -> Iterator[Known]:
    """Yield what the inventory has of a document, and what the damaged row says."""
    if inventory is not None and id in inventory.documents:
        yield inventory.documents[id]
    for row, sources in catalog.rows_without_text():
        if row[0] == id:
            yield Known(row, tuple(sources), b"")


def _give_again(catalog: Catalog, table: str, inventory: Inventory | None) -> bool:
    if inventory is None or inventory.stamp != catalog.stamp():
        return False
    rows = inventory.given[table]
    if table not in TABLES or not all(is_sound(row) for row in rows):
        return False
    catalog.files.replace_rows(table, rows)
    return True
