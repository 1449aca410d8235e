"""Files that were named in, those that are in the library as they are out, by their hashes; and the rest."""

import hashlib
from collections.abc import Callable, Sequence

from index.catalog import Catalog
from index.document import display_name, is_path
from index.identity import Placed
from index.ingest import Wanted, file_bytes
from index.writing import Writing

FEW = 100
"""Files below which it is not worth looking at all that is known at once."""


def passed_over(
    writing: Writing, files: Sequence[Wanted], *, again: bool, seen: Callable[[int, str], bool]
) -> tuple[list[Placed], list[Wanted]]:
    """Return the documents of files that have not changed since they were read whole, and the files that are left.

    Args:
        writing: where they are stored.
        files: that were named, or found.
        again: whether what a person has taken out comes back.
        seen: is told of each file that is passed over how many were before it, and its name; False ends it.
    """
    if len(files) < FEW:
        return [], list(files)
    with writing.reading() as catalog:
        known, documents = _known(catalog, again=again), catalog.files.documents()
    placed: list[Placed] = []
    left: list[Wanted] = []
    for number, wanted in enumerate(files):
        file = known.get((wanted.source, wanted.named)) or known.get((wanted.source, True))
        if file is None or _sha256(wanted) != file[1]:
            left.append(wanted)
            continue
        placed += [Placed(id, "unchanged") for id in documents.get(file[0], ())]
        if not seen(number - len(left), display_name(wanted.source)):
            return placed, left + list(files[number + 1 :])
    return placed, left


def _known(catalog: Catalog, *, again: bool) -> dict[tuple[str, bool], tuple[int, str]]:
    """Return the id and the hash of each file on a disk that was read whole, by its source and whether it was named."""
    return {
        (file.source, file.named): (file.id, file.sha256)
        for file in catalog.files.all()
        if is_path(file.source)
        and file.reason is None
        and not file.notes
        and not (again and catalog.files.any_removed(file.source))
    }


def _sha256(wanted: Wanted) -> str | None:
    """Return the hash of a file's bytes, or None where they cannot be had: whoever reads it says why."""
    try:
        return hashlib.sha256(file_bytes(wanted.source, wanted.path)).hexdigest()
    except (OSError, ValueError):
        return None
