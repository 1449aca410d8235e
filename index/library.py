"""The library: add, remove, refresh, search; the one class that puts the rest of `index` in order."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from index.adding import Adding, Progress, Stop, never, no_progress
from index.compact import Compacted
from index.copies import Copy, copy_of, put_back
from index.document import UPLOAD, Document, DocumentSummary
from index.encoder import Encoder, load_encoder
from index.finding import absolute
from index.ingest import AddReport, Failure, Wanted, split_again
from index.originals import original_bytes
from index.pages import Pages
from index.passages import PASSAGE_SETTINGS
from index.reading import Reading, Settings
from index.refresh import refresh, single_files, take_given
from index.removing import remove_documents, remove_path, removing
from index.repair import check
from index.sandbox import Sandbox
from index.snapshot import Snapshot
from index.snapshots import Snapshots
from index.verify import Verification
from index.writing import Writing


class Library:
    """A folder with everything Excerpt knows. Open it with `index.opening.open_library`; close it when done."""

    def __init__(self, folder: Path, *, encoder: Encoder | None = None) -> None:
        self.folder = folder
        self._writing = Writing(folder)
        self._encoder = encoder
        self._sandbox = Sandbox()
        self.pages = Pages(lambda document: self.original(document.id))
        self._snapshots = Snapshots(self._writing)
        self._opening = threading.Lock()

    def close(self) -> None:
        """End the reading processes and the connections."""
        self._sandbox.close()
        self.pages.close()
        self._snapshots.close()
        self._writing.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def encoder(self) -> Encoder:
        """The encoder that this library was made with, loaded when first needed."""
        with self._opening:
            if self._encoder is None:
                self._encoder = load_encoder(self.setting("encoder"), sha256=self.setting("encoder_sha256"))
            return self._encoder

    def setting(self, name: str) -> str:
        """Return what the library records under a name, or an empty string."""
        with self._writing.reading() as catalog:
            return catalog.setting(name) or ""

    def snapshot(self) -> Snapshot:
        """Return the newest generation; while anybody is writing, the newest that is ready."""
        return self._snapshots.newest()

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Return all documents without their text, by title; no index is opened for it."""
        with self._writing.reading() as catalog:
            return catalog.summaries()

    def document(self, id: str) -> Document:
        """Return a document with its text; no index is opened for it.

        Raises:
            KeyError: no document has this id.
        """
        with self._writing.reading() as catalog:
            return catalog.document(id)

    def original(self, id: str) -> bytes | None:
        """Return the bytes that a document was read from, or None where they are gone or changed.

        Raises:
            KeyError: no document has this id.
        """
        with self._writing.reading() as catalog:
            return original_bytes(self.folder, catalog, id)

    def folders(self) -> tuple[str, ...]:
        """Return the folders that the library was given, which `refresh` looks into."""
        with self._writing.reading() as catalog:
            return tuple(catalog.files.folders())

    def single_files(self) -> tuple[str, ...]:
        """Return the files that the library was given by themselves, outside its folders."""
        with self._writing.reading() as catalog:
            return single_files(catalog)

    def failures(self) -> tuple[Failure, ...]:
        """Return the files that could not be read, or not wholly, when they were last tried."""
        with self._writing.reading() as catalog:
            files = catalog.files.unread()
        return tuple(Failure(file.source, why) for file in files for why in (file.reason, *file.notes) if why)

    def add(
        self,
        given: Iterable[Path | str],
        *,
        again: bool = True,
        progress: Progress = no_progress,
        stop: Stop = never,
    ) -> AddReport:
        """Add files, folders and web pages: the unchanged are skipped, the changed replaced, the rest is read.

        What cannot be read is reported and loses nothing of the rest. Each batch is stored whole or not at all.

        Args:
            given: paths of files and folders, and addresses; the folders are remembered.
            again: whether what a person has taken out comes back.
            progress: is told how far it is.
            stop: says whether to stop after the current file.
        """
        files, missing = take_given(self._writing, list(given), again=again)
        report = self._adding(again=again, web=True).add(files, progress, stop)
        self.snapshot()
        return replace(report, failed=(*missing, *report.failed))

    def add_uploads(self, files: Sequence[tuple[str, Path]], *, progress: Progress = no_progress) -> AddReport:
        """Add uploaded files, given as (name to show, where the bytes are now), and keep their bytes."""
        report = self._adding().add([Wanted(UPLOAD + name, path, True) for name, path in files], progress, never)
        self.snapshot()
        return report

    def add_texts(self, documents: Sequence[Document], *, progress: Progress = no_progress) -> AddReport:
        """Add texts that no file holds, such as the rows of a corpus; each has one source, and its id is not final."""
        report = self._adding().add_texts(documents, progress)
        self.snapshot()
        return report

    def refresh(
        self,
        *,
        among: Sequence[str] | None = None,
        web: bool = False,
        progress: Progress = no_progress,
        stop: Stop = never,
    ) -> AddReport:
        """Take in what is new, changed, moved or gone of the files and folders that the library was given.

        Files are told by the hash of their bytes. What could not be read is tried again once it has changed, and what
        a person has taken out stays out. Of a folder that is not there, or cannot be read, all stays as it was.

        Args:
            among: files and folders that are looked at; None for all.
            web: whether web pages are fetched again.
            progress: is told how far it is.
            stop: says whether to stop after the current file.
        """
        report = refresh(self._writing, self._adding(again=False, web=web), among, progress, stop)
        self.snapshot()
        return report

    def remove(self, ids: Sequence[str]) -> tuple[DocumentSummary, ...]:
        """Remove documents, and the bytes kept of them; return what was removed.

        Raises:
            KeyError: an id is not in the library; nothing is removed then.
        """
        with removing(self._writing) as catalog:
            removed = remove_documents(catalog, ids)
        self.snapshot()
        return removed

    def forget(self, path: Path) -> tuple[DocumentSummary, ...]:
        """Remove all that was read from a file or folder, which is not looked into any more; return what was removed.

        Raises:
            KeyError: nothing was read from there.
        """
        with removing(self._writing) as catalog:
            removed = remove_path(catalog, absolute(path))
        self.snapshot()
        return removed

    def copy(self, id: str) -> Copy:
        """Return all that is known of a document, so that it can be put back; raise KeyError where there is none."""
        with self._writing.reading() as catalog:
            return copy_of(self.folder, catalog, id)

    def put_back(self, copy: Copy) -> None:
        """Store a document that was removed as it was; raise ValueError where it was added again meanwhile."""
        with self._writing.transaction() as catalog:
            put_back(self.folder, catalog, copy)
        self.snapshot()

    def _adding(self, *, again: bool = True, web: bool = False) -> Adding:
        from index.web import fetch  # with all that talks to the network

        settings = Settings(again, fetch if web else None)
        return Adding(self._writing, Reading(self._writing, self._sandbox, lambda: self.encoder, settings))

    def verify(self, *, mend: bool = False) -> Verification:
        """Check everything that is stored, and with `mend` make again what can be made from what is sound.

        Raises:
            ValueError: the encoder's weights are not the ones that the library was made with.
        """
        self.encoder.check()
        with self._writing.alone() as catalog:
            verification = check(self.folder, catalog, self.encoder, self._sandbox, mend=mend)
            if verification.repaired:
                self._snapshots.swap(catalog)
        return verification

    def compact(self) -> Compacted:
        """Leave nothing on disk of what was removed: neither text, nor the bytes kept of it, nor a former format's."""
        return self._snapshots.compact()

    def split_again_if_needed(self) -> None:
        """Make the passages of a library again whose passage settings are not today's, from its stored text."""
        if self.setting("passages") == str(PASSAGE_SETTINGS):
            return
        with self._writing.transaction() as catalog:
            ids = [row.id for row in catalog.summaries() if "document" not in catalog.digest_errors(row.id)]
            split_again(catalog, ids, self.encoder)
            catalog.set_setting("passages", str(PASSAGE_SETTINGS))

    def use_reader(self, name: str) -> None:
        """Record which reader answers from now on."""
        with self._writing.transaction() as catalog:
            catalog.set_setting("reader", name)
