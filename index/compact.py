"""A library in, the same library out with nothing left on disk of what was removed from it."""

import time
from dataclasses import dataclass
from pathlib import Path

from index.catalog import Catalog
from index.lexical import open_lexical
from index.originals import ORIGINALS, forget_originals, unused_originals
from index.tables import FILE
from index.vectors import open_vectors

MOST_WASTE = 0.2
"""Share of the database's pages that may be empty before a library is compacted by itself."""

LEAST_WASTE = 256
"""Pages (a megabyte) that must be empty before a library is compacted by itself: less is not worth a second's work."""

IN_USE = 3600.0
"""Seconds for which kept bytes that belong to no document stay: they may be of an upload that is being read."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What compacting did: bytes on disk before and after; `held` if another program still keeps removed text alive."""

    before: int
    after: int
    held: bool


def is_wasteful(catalog: Catalog) -> bool:
    """Tell whether much of the database holds nothing any more."""
    empty, pages = catalog.empty_pages()
    return empty >= LEAST_WASTE and empty > MOST_WASTE * pages


def compact(folder: Path, catalog: Catalog) -> bool:
    """Write the database and the indexes anew without what was removed, and delete what nothing points to.

    Nobody else writes meanwhile. A reader that began before goes on seeing what was there, and so keeps it on disk.

    Returns:
        whether nothing is kept by such a reader.
    """
    forget_originals(folder, _left_over(folder, catalog))
    open_vectors(folder / "vectors", catalog, int(catalog.setting("dimension") or 0), compact=True)
    open_lexical(folder / "lexical", catalog, compact=True)
    return catalog.compact()


def forget_backups(folder: Path) -> None:
    """Delete what was kept of a library when it was migrated or mended: removed text stands there, too."""
    for backup in [*folder.glob(f"{FILE}.format-*.bak"), *folder.glob(f"{FILE}.damaged-*")]:
        backup.unlink()


def size_of(folder: Path) -> int:
    """Return how many bytes a library has on disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _left_over(folder: Path, catalog: Catalog) -> list[str]:
    """Return the names of kept bytes that belong to no document, and are not about to."""
    old = time.time() - IN_USE
    return [name for name in unused_originals(folder, catalog) if (folder / ORIGINALS / name).stat().st_mtime < old]
