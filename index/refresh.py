"""A library in, the same library as its files are now out: what is new, changed, moved and gone is taken in."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.adding import Adding, Progress, Stop
from index.catalog import Catalog
from index.changes import Changes, find_changes
from index.document import is_address, is_path
from index.finding import absolute, find_files, is_in_any
from index.identity import Placed
from index.ingest import AddReport, Failure, Wanted
from index.removing import remove_files
from index.writing import Writing


def take_given(writing: Writing, given: Sequence[Path | str], *, again: bool) -> tuple[list[Wanted], list[Failure]]:
    """Return the files that a person names, or that are in folders that one names, and what is not there.

    Args:
        writing: remembers the folders.
        given: files, folders and web addresses.
        again: whether what a person has taken out comes back.
    """
    addresses = [Wanted(str(one), Path(), True) for one in given if is_address(str(one))]
    named = {absolute(Path(one)) for one in given if not is_address(str(one))}
    found = find_files(map(Path, sorted(named)))
    folders = {folder: found.mounts_in(folder) for folder in found.folders}
    with writing.reading() as catalog:
        known, out = catalog.files.folders(), () if again else catalog.files.removed
    if folders.items() - known.items():
        with writing.transaction() as catalog:
            catalog.files.put_folders(folders)
    files = [Wanted(path, Path(path), path in named) for path in found.files if path not in out]
    return [*files, *addresses], found.failed


def refresh(writing: Writing, adding: Adding, among: Sequence[str] | None, progress: Progress, stop: Stop) -> AddReport:
    """Take in what has changed on disk; return what became of it. Of what failed before, nothing is said again.

    Args:
        writing: the library's catalog.
        adding: what new and changed files are added with; only then is what is gone removed, so that what has moved
            is the same document.
        among: as for `Library.refresh`, and so
        progress: and
        stop: are.
    """
    with writing.reading() as catalog:
        folders, files, out = catalog.files.folders(), catalog.files.all(), catalog.files.removed
    changes = find_changes(folders, files, out=out, among=among)
    report = adding.add([*changes.wanted, *adding.reading.fetched_again(files)], progress, stop)
    removed: list[Placed] = []
    left: frozenset[str] = frozenset()
    if not report.left and (changes.gone or changes.mounts != folders):
        with writing.transaction() as catalog:
            removed, left = _without_gone(catalog, changes)
    with writing.reading() as catalog:
        rows = {row.id: row for row in catalog.summaries()}
    moved = tuple(rows[row.id] for row in report.unchanged if row.id in left and row.id in rows)
    before = {(file.source, file.reason) for file in files}
    return replace(
        report,
        failed=(*changes.failed, *(one for one in report.failed if (one.source, one.reason) not in before)),
        moved=moved,
        unchanged=tuple(row for row in report.unchanged if row.id not in left),
        removed=(*report.removed, *(placed.was for placed in removed if placed.was is not None)),
    )


def _without_gone(catalog: Catalog, changes: Changes) -> tuple[list[Placed], frozenset[str]]:
    """Remove the files that are gone, unless they were added again meanwhile; return also whose places they were."""
    catalog.files.put_folders(changes.mounts)
    gone = [file for file in changes.gone if file in catalog.files.at(file.source)]
    left = {id for file in gone for id, _ in catalog.files.documents_of(file.id)}
    return remove_files(catalog, gone), frozenset(left)


def single_files(catalog: Catalog) -> tuple[str, ...]:
    """Return the files that a library was given by themselves, outside its folders."""
    folders = catalog.files.folders()
    sources = (file.source for file in catalog.files.all())
    return tuple(source for source in sources if is_path(source) and not is_in_any(source, folders))
