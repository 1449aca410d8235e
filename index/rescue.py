"""A library whose database is damaged as a file in, one with a new database out; the damaged one is kept beside it."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from index.catalog import Catalog
from index.derived import folder_beside, free_name, put_in_place, sync
from index.digests import DIGEST
from index.encoder import Encoder
from index.files import TABLES, is_sound
from index.inventory import INVENTORY, Inventory, Known, Row, read_inventory
from index.repair import Workshop, made_again
from index.salvage import Salvage
from index.sandbox import Sandbox
from index.tables import FILE, create_catalog, in_use
from index.verify import Problem

ASIDE = f"{FILE}.damaged-"

LOGS = ("-wal", "-shm")
"""Endings of the files that SQLite keeps beside a database."""


def rescue(folder: Path, load: Callable[[str, str], Encoder], sandbox: Sandbox) -> list[Problem]:
    """Make the database of a library again; only while holding its lock. Return what of it is lost.

    A document whose digest holds is taken as it is; of another, what the inventory knows and its stored text or its
    file are put together.

    Args:
        folder: the library's.
        load: returns an encoder, given its name and the sha-256 of its weights; only called where one is needed.
        sandbox: reads files.

    Raises:
        ValueError: somebody has the library open, or it is not known what kind of library it was.
    """
    path, inventory = folder / FILE, read_inventory(folder / INVENTORY)
    if in_use(path):
        raise ValueError(f"{folder} is open in another Excerpt: end that one first")
    with closing(Salvage(path)) as old, folder_beside(path) as made:
        settings = old.settings() or (dict(inventory.settings) if inventory else None)
        if settings is None:
            raise ValueError(f"{path} cannot be made again: what it says of itself is lost (excerpt restore FILE)")
        numbers = [int(settings["generation"]), *([commit[0]] if (commit := old.last_commit()) else [])]
        del settings[DIGEST]
        create_catalog(made, {**settings, "generation": str(max(numbers))})
        encoder = _Once(load, settings["encoder"], settings["encoder_sha256"])
        with closing(Catalog(made)) as catalog, catalog.write():
            lost = _fill(catalog, old, inventory, lambda: Workshop(folder, encoder(), sandbox))
        old.close()
        _put_aside(path)
        put_in_place(made / FILE, path)
    return lost


class _Once:
    """Loads an encoder when it is first called for."""

    def __init__(self, load: Callable[[str, str], Encoder], name: str, sha256: str) -> None:
        self._load, self._name, self._sha256 = load, name, sha256
        self._encoder: Encoder | None = None

    def __call__(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._load(self._name, self._sha256)
        return self._encoder


def _fill(catalog: Catalog, old: Salvage, inventory: Inventory | None, shop: Callable[[], Workshop]) -> list[Problem]:
    """Store all that can be had of an old database in a new one; return what cannot."""
    latest = inventory is not None and old.last_commit() in (None, _commit(inventory))
    for table in TABLES:
        known = inventory.given[table] if inventory and latest else ()
        rows = {row[0]: row for row in [*old.given(table), *known] if is_sound(row)}
        catalog.files.replace_rows(table, rows.values())
    files = catalog.files.rows("files")
    known_documents = inventory.documents if inventory else {}
    lost = []
    for id in sorted(known_documents if latest else old.ids()):  # an id may be damaged, too
        if not _take(catalog, id, old, known_documents.get(id), (files, shop)):
            title = known_documents[id].columns[1] if id in known_documents else id
            lost.append(Problem("text", id, f"{title!r} is lost: neither its text nor its file is as it was"))
    return lost


def _take(
    catalog: Catalog, id: str, old: Salvage, known: Known | None, rest: tuple[list[Row], Callable[[], Workshop]]
) -> bool:
    """Store a document in the new database, as it is or made again; tell whether it worked."""
    files, shop = rest
    stored = old.document(id)
    text = stored[1] if stored else None
    for candidate in [stored[0] if stored else None, known]:
        if candidate is None:
            continue
        passages = old.passages(id)
        if text is not None and candidate.holds(text) and passages and len(passages) == candidate.columns[7]:
            catalog.put_document(candidate.document(text), passages, candidate.files(files))
            return True
    for candidate in [known, stored[0] if stored else None]:
        made = made_again(candidate, text, files, shop()) if candidate is not None else None
        if candidate is not None and made is not None:
            catalog.put_document(*made, candidate.files(files))
            return True
    return False


def _commit(inventory: Inventory) -> tuple[int, str]:
    return int(inventory.stamp["generation"]), str(inventory.stamp["commit"])


def _put_aside(path: Path) -> Path:
    """Keep a damaged database, and what SQLite has beside it, under another name; the file itself stays, too."""
    aside = free_name(path.with_name(ASIDE))
    for ending in LOGS:  # a new database must not be taken for theirs
        log = path.with_name(path.name + ending)
        if log.exists():
            log.replace(aside.with_name(aside.name + ending))
    shutil.copyfile(path, aside)
    sync(aside)
    return aside
