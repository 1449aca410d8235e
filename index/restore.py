"""A file that `index.backup` wrote in, the library that it holds out, in place of the one that is there."""

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.backup import BACKUP_FORMAT, MANIFEST, PIECE
from index.catalog import Catalog
from index.derived import folder_beside, free_name, sync
from index.lock import write_lock
from index.originals import ORIGINALS
from index.salvage import database_damage
from index.tables import FILE, FORMAT, in_use, is_library

ORIGINAL = re.compile(rf"{ORIGINALS}/[0-9a-f]{{64}}")

LARGEST_MANIFEST = 64 * 2**20
"""Bytes: a row of some 130 for each of half a million uploads."""

SPARE = 64 * 2**20
"""Bytes that are left on the disk."""

LOCKS = frozenset({"write.lock", "conversations.lock"})
"""What may lie in a folder that counts as empty."""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many documents there are now, and where the library is that was there before (None: there was none)."""

    documents: int
    kept: Path | None


def restore(file: Path, folder: Path, beside: Sequence[str] = ()) -> Restored:
    """Put the library of a backup where a library is to be; the one that is there is kept beside it.

    Everything is read and checked, into a new folder, before anything is touched. A crash may come between the two
    renames at the end: then the old library stands beside, under its new name, and the backup is whole.

    Args:
        file: what `back_up` wrote.
        folder: where the library is to be; there may be a library in it, or nothing.
        beside: names of further databases that may be in it.

    Raises:
        ValueError: the file is no backup, damaged or of a newer Excerpt, the disk is too small, the library is open
            elsewhere, or the folder holds something else.
    """
    folder = folder.resolve()
    _check_place(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _opened(file) as archive, folder_beside(folder) as made:
        stored = _manifest(archive, file, (FILE, *beside))
        needed, free = sum(row["size"] for row in stored.values()), shutil.disk_usage(folder.parent).free
        if free < needed + SPARE:
            raise ValueError(f"{folder.parent} has {free:,} bytes free, and {needed + SPARE:,} are needed")
        for name, row in stored.items():
            _extract(archive, name, row, made / name)
        documents = _checked(made, file)
        return Restored(documents, _swap(made, folder, beside))


def _check_place(folder: Path) -> None:
    """Check that a library may be put into a folder.

    Raises:
        ValueError: another process has it open, or something else is in it.
    """
    if is_library(folder):
        with write_lock(folder):
            if in_use(folder / FILE):
                raise ValueError(f"{folder} is open in another Excerpt: end that one first")
    elif folder.exists() and (not folder.is_dir() or _content(folder)):
        raise ValueError(f"{folder} holds something else: name another folder with --library")


def _content(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name not in LOCKS]


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise ValueError(f"{file} is no backup of Excerpt, or is damaged ({error})") from error


def _manifest(archive: zipfile.ZipFile, file: Path, databases: Sequence[str]) -> Mapping[str, Any]:
    """Return the size and the sha-256 of each file of a backup, believing nothing of it.

    Raises:
        ValueError: it is no backup, of a newer Excerpt, or holds what none does.
    """
    members = {member.filename: member for member in archive.infolist()}
    named = members.get(MANIFEST)
    if named is None or named.file_size > LARGEST_MANIFEST:
        raise ValueError(f"{file} is no backup of Excerpt: it has no {MANIFEST}")
    if len(members) != len(archive.infolist()) or any(not _is_plain(member) for member in members.values()):
        raise ValueError(f"{file} is no backup of Excerpt: its files are not stored plainly")
    if sum(member.file_size for member in members.values()) > file.stat().st_size:
        raise ValueError(f"{file} is no backup of Excerpt: it says that it holds more than it does")
    try:
        said = json.loads(archive.read(named))
        formats, stored = (int(said["excerpt backup"]), int(said["library"])), dict(said["files"])
        sizes = {name: int(row["size"]) for name, row in stored.items()}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{file} is no backup of Excerpt: its {MANIFEST} makes no sense") from error
    if formats[0] > BACKUP_FORMAT or formats[1] > FORMAT:
        raise ValueError(
            f"{file} was written by a newer Excerpt (format {formats[0]}, library {formats[1]}): update it"
        )
    there = {name: member.file_size for name, member in members.items() if name != MANIFEST}
    allowed = all(name in databases or ORIGINAL.fullmatch(name) for name in there)
    if sizes != there or not allowed or FILE not in there:
        raise ValueError(f"{file} is no backup of Excerpt: its files are not those of its {MANIFEST}")
    return stored


def _is_plain(member: zipfile.ZipInfo) -> bool:
    """Tell whether a member is neither compressed nor encrypted, so that it is no larger than what holds it."""
    stored = member.compress_type == zipfile.ZIP_STORED and member.compress_size == member.file_size
    return stored and not member.flag_bits & 1


def _extract(archive: zipfile.ZipFile, name: str, row: Mapping[str, Any], target: Path) -> None:
    """Write a member to a new file, which is on disk then.

    Raises:
        ValueError: it is not what was backed up.
    """
    target.parent.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(name) as member, target.open("xb") as file:
        while piece := member.read(PIECE):
            digest.update(piece)
            file.write(piece)
    target.chmod(0o600)
    sync(target)
    if digest.hexdigest() != row.get("sha256"):
        raise ValueError(f"{archive.filename} is damaged: {name} is not what was backed up")


def _checked(made: Path, file: Path) -> int:
    """Return how many documents there are; raise ValueError where the library is not sound."""
    damage = database_damage(made / FILE)
    if not damage:
        with closing(Catalog(made)) as catalog:
            rows, damage = catalog.summaries(), catalog.damaged_titles()
    if damage:
        raise ValueError(f"{file} holds a library that is damaged ({damage[0]})")
    sync(made)
    return len(rows)


def _swap(made: Path, folder: Path, beside: Sequence[str]) -> Path | None:
    """Put a new folder in the place of another one; return where that is now, if anything is in it."""
    if not folder.exists():
        made.rename(folder)
        sync(folder.parent)
        return None
    kept = free_name(folder.with_name(f"{folder.name}.before-restore-"))
    _check_place(folder)
    folder.rename(kept)
    try:
        made.rename(folder)
    except OSError:
        kept.rename(folder)
        raise
    sync(folder.parent)
    if not _is_empty(kept, beside):
        return kept
    shutil.rmtree(kept)
    return None


def _is_empty(folder: Path, beside: Sequence[str]) -> bool:
    """Tell whether nothing is in a library, or in a folder, that anybody would miss."""
    if not is_library(folder):
        return not _content(folder)
    try:
        with closing(Catalog(folder)) as catalog:
            empty = not catalog.summaries()
    except ValueError:
        return False
    return empty and not any((folder / name).exists() for name in beside)
