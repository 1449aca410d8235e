"""A library in, one file with all of it that cannot be made again out: written whole, while the library is used."""

import hashlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.catalog import Catalog
from index.derived import folder_beside, put_in_place, sync
from index.lock import write_lock
from index.originals import ORIGINALS, is_kept_whole
from index.salvage import database_damage, file_damage
from index.tables import FILE, FORMAT, is_of_the_disk

MANIFEST = "manifest.json"
"""The member that tells the format, and the size and the sha-256 of each other member."""

BACKUP_FORMAT = 1
"""Of the file; a newer one is refused."""

PIECE = 2**20
"""Bytes that are copied at a time."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was backed up; `lost` are the kept bytes of uploads and web pages that were gone or damaged already."""

    documents: int
    size: int
    lost: tuple[str, ...]


def back_up(folder: Path, target: Path, beside: Sequence[str] = ()) -> Backup:
    """Write all that a library holds, but for its indexes, to one file: a zip with nothing compressed.

    Nobody else writes to the library meanwhile; what is asked of it is answered.

    Args:
        folder: the library's.
        target: the file, which must not exist; it is there whole or not at all, for its owner only.
        beside: names of further databases in the folder, those that there are.

    Raises:
        ValueError: the file exists, or the library is damaged.
        TimeoutError: another process is writing to the library.
    """
    target = target.absolute()
    if target.exists():
        raise ValueError(f"{target} exists already: name another file")
    if target.is_relative_to(folder.absolute()):
        raise ValueError(f"{target} is in the library itself: name a file elsewhere")
    with folder_beside(target) as place, write_lock(folder):
        files = {name: place / name for name in (FILE, *beside) if (folder / name).is_file()}
        for name, path in files.items():
            _copy_database(folder / name, path)
        documents, kept = _checked(folder, place)
        lost = tuple(name for name in kept if not is_kept_whole(folder, name))
        files |= {f"{ORIGINALS}/{name}": folder / ORIGINALS / name for name in kept if name not in lost}
        made = place / "backup.part"
        _write(made, files)
        size = made.stat().st_size
        put_in_place(made, target)
    return Backup(documents, size, lost)


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, whoever uses it."""
    try:
        with closing(sqlite3.connect(source)) as db, closing(sqlite3.connect(target)) as copy:
            db.backup(copy)
        found = file_damage(target)
    except sqlite3.DatabaseError as error:
        if is_of_the_disk(error):
            raise
        found = [str(error)]
    if found:
        raise ValueError(f"{source} is damaged ({found[0]}): excerpt verify says more")


def _checked(folder: Path, place: Path) -> tuple[int, list[str]]:
    """Return how many documents a copy of a database has, and which bytes are kept for them.

    Raises:
        ValueError: it is damaged; a backup of it might be taken for a sound one.
    """
    with closing(Catalog(place)) as catalog:
        rows = catalog.summaries()
        damage = [*database_damage(place / FILE), *catalog.damaged_titles()]
        kept = sorted(catalog.files.kept_sha256s())
    if damage:
        raise ValueError(f"{folder} is damaged ({damage[0]}): run excerpt verify --repair first")
    return len(rows), kept


def _write(target: Path, files: dict[str, Path]) -> None:
    """Write files into a zip, by their names in it, with a manifest; it is on disk then."""
    stored = {}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, path in files.items():
            digest, size = hashlib.sha256(), 0
            with path.open("rb") as file, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                while piece := file.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    member.write(piece)
            stored[name] = {"size": size, "sha256": digest.hexdigest()}
        manifest = {"excerpt backup": BACKUP_FORMAT, "library": FORMAT, "files": stored}
        archive.writestr(zipfile.ZipInfo(MANIFEST), json.dumps(manifest, indent=1))
    sync(target)
