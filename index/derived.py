"""A folder of derived files with a `state.json`, written last: what makes a half-written or damaged one noticed."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from index.digests import sealed, unsealed

STATE = "state.json"


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of a derived folder."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class State:
    """What a derived folder was made from (`made_from`: names and values) and the files it consists of."""

    made_from: Mapping[str, str | int]
    files: Mapping[str, Stored]


def write_state(
    folder: Path,
    made_from: Mapping[str, str | int],
    *,
    known: Mapping[str, Stored] = MappingProxyType({}),
    parts: Container[str] | None = None,
) -> State:
    """Record every file in `folder` in a `state.json` that is written whole and renamed into place; return its content.

    They need not be on disk before it is: where they did not get there, their hashes tell.

    Args:
        folder: the derived folder.
        made_from: what it was made from.
        known: files that were checked just now, and have not been touched since.
        parts: what the names of the files begin with that are recorded, up to a dot; None: all are.
    """
    paths = [path for path in sorted(folder.iterdir()) if _counts(path)]
    wanted = [path for path in paths if parts is None or path.name.partition(".")[0] in parts]
    files = {path.name: known.get(path.name) or _stored(path) for path in wanted}
    state = State(dict(made_from), files)
    write_whole(folder / STATE, sealed(asdict(state)))
    return state


def read_state(
    folder: Path, *, hashes: bool = True, known: Mapping[str, Stored] = MappingProxyType({})
) -> State | None:
    """Return the state of a folder whose files are all there as recorded, or None where it is missing or damaged.

    Args:
        folder: the derived folder; it need not exist.
        hashes: also compare each file's sha-256, not only its size.
        known: files that were checked before and are in use: where the state says the same of them, that is enough.
    """
    try:
        raw = cast(dict[str, Any], unsealed((folder / STATE).read_bytes()))
        files = {str(name): Stored(int(row["size"]), str(row["sha256"])) for name, row in raw["files"].items()}
        state = State(dict(raw["made_from"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    sound = (_matches(folder / name, stored, hashes and known.get(name) != stored) for name, stored in files.items())
    return state if all(sound) else None


def discard_state(folder: Path) -> None:
    """Make the folder count as unfinished until the next `write_state`."""
    (folder / STATE).unlink(missing_ok=True)


def empty_folder(folder: Path) -> None:
    """Make a derived folder anew, with nothing in it."""
    if folder.exists():
        discard_state(folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array; `np.save` itself does not notice a full disk."""
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)


def load_array(path: Path) -> NDArray[Any]:
    """Return an array that `save_array` wrote, left in its file until it is looked at; nobody writes into it.

    Raises:
        OSError, ValueError: it is not there, or is something else.
    """
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole, on disk, or not at all."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(partial, path)
    except BaseException as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """Yield a new folder beside a path, on the same disk, for its owner only; nothing of it stays."""
    made = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def free_name(path: Path) -> Path:
    """Return a path with the first number behind its name that nothing there has."""
    return next(one for number in count(1) if not (one := path.with_name(f"{path.name}{number}")).exists())


def put_in_place(partial: Path, path: Path) -> None:
    """Give a file that is on disk its name, and have the name on disk, too."""
    partial.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Return when a file, or the names in a folder, are on disk; Windows does not let folders be synced."""
    if os.name == "nt" and path.is_dir():
        return
    opened = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _counts(path: Path) -> bool:
    """Locks and the state itself do not belong to the content."""
    return path.is_file() and path.name != STATE and not path.name.endswith((".lock", ".part"))


def _stored(path: Path) -> Stored:
    with path.open("rb") as file:
        return Stored(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _matches(path: Path, stored: Stored, hashes: bool) -> bool:
    if not path.is_file() or path.stat().st_size != stored.size:
        return False
    return not hashes or _stored(path) == stored
