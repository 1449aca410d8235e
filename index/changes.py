"""What a library was given in, what of it has changed on disk since out: new, changed and gone files, by hash."""

import hashlib
import os
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.document import is_path
from index.files import File
from index.finding import Found, find_files, is_in, is_in_any, is_mount
from index.identity import UNFINISHED
from index.ingest import Failure, Wanted, check_file

NOT_THERE = "the folder is not there, or may not be read: what was read from it stays in the library"
NOT_MOUNTED = "no drive is mounted here any more: what was read from it stays in the library"
EMPTY = (
    "the folder is empty, as where a drive is not mounted: what was read from it stays (excerpt remove takes it out)"
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since a library's files were read.

    Attributes:
        wanted: what is to be read.
        gone: files that are not there any more.
        mounts: the folders that were looked at, each with the mounts in it.
        failed: what cannot be told, and why.
    """

    wanted: tuple[Wanted, ...]
    gone: tuple[File, ...]
    mounts: Mapping[str, tuple[str, ...]]
    failed: tuple[Failure, ...]


def find_changes(
    folders: Mapping[str, Sequence[str]],
    files: Iterable[File],
    *,
    out: Container[str] = (),
    among: Sequence[str] | None = None,
) -> Changes:
    """Compare the files of a library with what is on disk.

    Args:
        folders: those that the library was given, each with the mounts that were found in it.
        files: those that were tried.
        out: paths that a person has taken out, which stay out.
        among: files and folders that are looked at; None for all.
    """
    known = {file.source: file for file in files if is_path(file.source)}
    found = find_files([Path(folder) for folder in folders if os.path.isdir(folder)])  # noqa: PTH112
    _note_unseen(found, folders, known)
    alone = [path for path, file in known.items() if file.named or not is_in_any(path, folders)]
    found.files |= dict.fromkeys(path for path in alone if os.path.isfile(path))  # noqa: PTH113
    found.unseen += [path for path in alone if path not in found.files and not _holds_anything(str(Path(path).parent))]

    only = None if among is None else frozenset(among)

    def looked_at(path: str) -> bool:
        return only is None or not only.isdisjoint((path, *map(str, Path(path).parents)))

    there = [path for path in found.files if looked_at(path) and path not in out]
    now = {path: _sha256(path) for path in there}
    read = {file.sha256 for file in known.values() if file.reason is None}
    changed = [path for path in there if path not in known or _has_changed(known[path], now[path])]
    gone = [
        file
        for path, file in known.items()
        if looked_at(path) and path not in found.files and not is_in_any(path, found.unseen)
    ]
    mounts = {folder: _mounts_in(folder, found, before) for folder, before in folders.items()}
    # A text that has moved is found at its new place before another takes its old one.
    wanted = sorted(changed, key=lambda path: (now[path] not in read, path in known))
    return Changes(tuple(Wanted(path, Path(path)) for path in wanted), tuple(gone), mounts, tuple(found.failed))


def _note_unseen(found: Found, folders: Mapping[str, Sequence[str]], known: Iterable[str]) -> None:
    """Note which folders cannot be looked into, and why: a drive that is not mounted must not empty the library."""
    reasons: dict[str, str] = {}
    for folder, mounts in folders.items():
        if folder not in found.folders:
            reasons[folder] = NOT_THERE
        elif not _holds_anything(folder) and any(is_in(path, folder) for path in known):
            reasons[folder] = EMPTY
        reasons |= {mount: NOT_MOUNTED for mount in mounts if not (is_mount(mount) or folder in reasons)}
    found.failed.extend(Failure(folder, why) for folder, why in reasons.items())
    found.unseen.extend(reasons)


def _holds_anything(folder: str) -> bool:
    """Tell whether a folder is there, may be read, and is not empty."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def _has_changed(file: File, sha256: str) -> bool:
    """Tell whether a file has other bytes than those that were tried, or was not tried to its end."""
    return file.reason == UNFINISHED or not sha256 or file.sha256 != sha256


def _sha256(path: str) -> str:
    """Return the sha-256 of a file's bytes, or an empty string where it cannot be read."""
    try:
        check_file(path, Path(path))
        with open(path, "rb") as opened:  # noqa: PTH123
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def _mounts_in(folder: str, found: Found, before: Iterable[str]) -> tuple[str, ...]:
    """Return the mounts in a folder: those that are there, and those that were and may come back."""
    now = found.mounts_in(folder)
    return tuple(dict.fromkeys([*now, *(mount for mount in before if mount in found.unseen or folder in found.unseen)]))
