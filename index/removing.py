"""Documents, files and folders to take out of a library in; what was removed by that out."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from index.catalog import Catalog, no_document
from index.document import DocumentSummary, is_path
from index.files import File
from index.finding import is_in, is_in_any
from index.identity import Placed, release
from index.originals import forget_originals
from index.writing import Writing


@contextmanager
def removing(writing: Writing) -> Iterator[Catalog]:
    """Yield the catalog in a transaction, then delete the bytes that were kept of what is not in it any more."""
    with writing.alone() as catalog:
        before = catalog.files.kept_sha256s()
        with catalog.write():
            yield catalog
        forget_originals(writing.folder, before - catalog.files.kept_sha256s())


def remove_documents(catalog: Catalog, ids: Sequence[str]) -> tuple[DocumentSummary, ...]:
    """Remove documents by their ids, and note that a person took them out; only inside `catalog.write()`.

    Raises:
        KeyError: an id is not in the library; nothing is removed then.
    """
    known = {row.id: row for row in catalog.summaries()}
    unknown = [id for id in ids if id not in known]
    if unknown:
        raise no_document(*unknown)
    files: dict[int, File] = {}
    for id in dict.fromkeys(ids):
        origins, own = dict(catalog.origins(id)), {file.id: file for file in catalog.files.of_document(id)}
        catalog.drop_document(id)
        _mark(catalog, ((source, own[file]) for source, file in origins.items() if file is not None))
        files |= own
    _drop_empty(catalog, files.values())
    return tuple(known[id] for id in dict.fromkeys(ids))


def remove_files(catalog: Catalog, files: Iterable[File]) -> list[Placed]:
    """Remove files that are gone, and their documents but for those that stand elsewhere, too; only inside `write`."""
    gone: list[Placed] = []
    for file in files:
        gone += release(catalog, file.id)
        catalog.files.drop(file.id)
    return gone


def remove_path(catalog: Catalog, path: str) -> tuple[DocumentSummary, ...]:
    """Remove all that was read from a path and below it, and forget the folder; only inside `catalog.write()`.

    What lies in another folder that the library was given stays out until it is added again.

    Raises:
        KeyError: the library was given nothing there.
    """
    folders = [folder for folder in catalog.files.folders() if is_in(folder, path)]
    inside = [file for file in catalog.files.all() if is_in(file.source, path)]
    if not (folders or inside):
        raise KeyError(f"no document and no folder {path} in the library (excerpt list and excerpt info show them)")
    for folder in folders:
        catalog.files.drop_folder(folder)
    staying = tuple(catalog.files.folders())
    _mark(catalog, ((file.source, file) for file in inside if is_in_any(file.source, staying)))
    return tuple(placed.was for placed in remove_files(catalog, inside) if placed.was is not None)


def _mark(catalog: Catalog, sources: Iterable[tuple[str, File]]) -> None:
    """Note that a person took out some sources; what is no file on a disk never comes back by itself."""
    catalog.files.mark_removed((source, file.source) for source, file in sources if is_path(file.source))


def _drop_empty(catalog: Catalog, files: Collection[File]) -> None:
    """Forget files of which every document was taken out, and note that the whole file was."""
    empty = [file for file in files if not catalog.files.documents_of(file.id)]
    _mark(catalog, ((file.source, file) for file in empty))
    for file in empty:
        catalog.files.drop(file.id)
