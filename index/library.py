"""The library: add, remove, refresh, search; the one class that puts the rest of `index` in order."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, cast

from index.catalog import Catalog, no_document
from index.copies import Copy, copy_of, put_back
from index.document import UPLOAD, Document, DocumentSummary, display_name
from index.encoder import Encoder, load_encoder
from index.identity import Placed, attach, place
from index.ingest import (
    BATCH_CHARACTERS,
    AddReport,
    Draft,
    Failure,
    embed,
    find_files,
    reason,
    report,
    split,
    split_again,
)
from index.lock import write_lock
from index.originals import forget_originals, keep_original, original_bytes
from index.pages import Pages
from index.passages import PASSAGE_SETTINGS
from index.read_ahead import FileRead, drafted, read_ahead
from index.sandbox import Sandbox
from index.snapshot import Snapshot, open_snapshot
from index.verify import Problem, Verification, find_problems, repair

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with (files done, files in all, name of the current one)."""


def _no_progress(done: int, total: int, name: str) -> None:
    pass


class Library:
    """A folder with everything Excerpt knows. Open it with `index.opening.open_library`; close it when done."""

    def __init__(self, folder: Path, *, encoder: Encoder | None = None) -> None:
        self.folder = folder
        self._catalog = Catalog(folder)
        self._encoder = encoder
        self._sandbox = Sandbox()
        self.pages = Pages(lambda document: original_bytes(folder, document))
        self._snapshot: Snapshot | None = None
        self._opening = threading.Lock()
        self._writing = threading.RLock()

    def close(self) -> None:
        """End the reading processes and the connections."""
        self._sandbox.close()
        self.pages.close()
        self._snapshot = None
        self._catalog.close()

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
        return self._catalog.setting(name) or ""

    def snapshot(self) -> Snapshot:
        """Return the newest generation; while anybody is writing, the newest that is ready."""
        try:
            with write_lock(self.folder, seconds=None if self._snapshot is None else 0.0), self._writing:
                if self._snapshot is None or self._snapshot.generation != self._catalog.generation:
                    self._open_snapshot()
        except TimeoutError:
            if self._snapshot is None:
                raise
        return cast(Snapshot, self._snapshot)

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Return all documents without their text, by title; no index is opened for it."""
        with self._writing:
            return self._catalog.summaries()

    def document(self, id: str) -> Document:
        """Return a document with its text; no index is opened for it.

        Raises:
            KeyError: no document has this id.
        """
        with self._writing:
            return self._catalog.document(id)

    def add(self, paths: Iterable[Path], *, progress: Progress = _no_progress) -> AddReport:
        """Add files and folders: unchanged files are skipped, changed ones replaced, the rest read and stored.

        What cannot be read is reported and loses nothing of the rest. Each batch is stored whole or not at all.
        """
        files, missing = find_files(paths)
        report = self._add([(str(path), path) for path in files], progress)
        return replace(report, failed=(*missing, *report.failed))

    def add_uploads(self, files: Sequence[tuple[str, Path]], *, progress: Progress = _no_progress) -> AddReport:
        """Add uploaded files, given as (name to show, where the bytes are now), and keep their bytes."""
        return self._add([(f"{UPLOAD}{name}", path) for name, path in files], progress)

    def add_texts(self, documents: Sequence[Document], *, progress: Progress = _no_progress) -> AddReport:
        """Add texts that no file holds, such as the rows of a corpus; each has one source, and its id is not final."""
        placed: list[Placed] = []
        drafts: list[Draft] = []
        for number, document in enumerate(documents):
            progress(number, len(documents), display_name(document.source))
            drafts.append(Draft(document, split(document, self.encoder)))
            placed.extend(self._store(drafts, least=BATCH_CHARACTERS))
        placed.extend(self._store(drafts))
        self.snapshot()
        return self._report(placed, ())

    def remove(self, ids: Sequence[str]) -> tuple[DocumentSummary, ...]:
        """Remove documents, and the bytes kept of them; return what was removed.

        Raises:
            KeyError: an id is not in the library; nothing is removed then.
        """
        with write_lock(self.folder), self._writing:
            known = {row.id: row for row in self._catalog.summaries()}
            unknown = [id for id in ids if id not in known]
            if unknown:
                raise no_document(*unknown)
            with self._catalog.write():
                for id in ids:
                    self._catalog.drop_document(id)
            gone = {known[id].sha256 for id in ids} - self._catalog.kept_sha256s(UPLOAD)
            forget_originals(self.folder, gone)
            self._open_snapshot()
            return tuple(known[id] for id in dict.fromkeys(ids))

    def copy(self, id: str) -> Copy:
        """Return all that is known of a document, so that it can be put back; raise KeyError where there is none."""
        with self._writing:
            return copy_of(self.folder, self._catalog, id)

    def put_back(self, copy: Copy) -> None:
        """Store a document that was removed as it was; raise ValueError where it was added again meanwhile."""
        with self._transaction():
            put_back(self.folder, self._catalog, copy)
        self.snapshot()

    def _add(self, files: Sequence[tuple[str, Path]], progress: Progress) -> AddReport:
        placed: list[Placed] = []
        failed: list[Failure] = []
        drafts: list[Draft] = []
        with read_ahead(files, self._knows, self._sandbox) as ahead:
            for number, (source, _) in enumerate(files):
                progress(number, len(files), display_name(source))
                try:
                    made = self._known_or_draft(source, ahead.take())
                except (OSError, ValueError) as error:
                    failed.append(Failure(source, reason(error)))
                    continue
                placed += [made] if isinstance(made, Placed) else []
                drafts += [made] if isinstance(made, Draft) else []
                placed.extend(self._store(drafts, least=BATCH_CHARACTERS))
        placed.extend(self._store(drafts))
        progress(len(files), len(files), "")
        self.snapshot()
        return self._report(placed, failed)

    def _knows(self, sha256: str) -> bool:
        with self._writing:
            return self._catalog.id_of_sha256(sha256) is not None

    def _known_or_draft(self, source: str, read: FileRead) -> Placed | Draft:
        """Draft what was read of a file unless its bytes are in the library; then only note that they are here too.

        The bytes of an upload are kept once it is known that it can be read; also anew, in case they were lost.
        """
        with self._writing:
            known = self._catalog.id_of_sha256(read.sha256)
            same = Placed(known, "unchanged") if known is not None and source in self._catalog.sources(known) else None
        made = drafted(source, read, self.encoder, self._sandbox) if known is None else same
        if source.startswith(UPLOAD):
            keep_original(self.folder, read.sha256, read.data)
        if made is not None:
            return made
        with self._transaction():
            return attach(self._catalog, read.sha256, source)

    def _store(self, drafts: list[Draft], *, least: int = 0) -> list[Placed]:
        """Embed, store and clear drafts in one transaction, once their texts have `least` characters."""
        if not drafts or sum(len(draft.document.text) for draft in drafts) < least:
            return []
        rows = embed(drafts, self.encoder)
        with self._transaction():
            placed = [place(self._catalog, made.document, row) for made, row in zip(drafts, rows, strict=True)]
        drafts.clear()
        return placed

    def _report(self, placed: Iterable[Placed], failed: Iterable[Failure]) -> AddReport:
        with self._writing:
            return report(self._catalog.summaries(), placed, failed)

    def _open_snapshot(self) -> None:
        """Bring the indexes up to date and swap the snapshot; the older one answers until then.

        It is swapped twice: only a reader that starts after a checkpoint of the whole log lets the log begin anew.
        """
        opened = open_snapshot(self.folder)
        self._snapshot = opened
        self._catalog.checkpoint()
        self._snapshot = opened.again()

    def verify(self, *, mend: bool = False) -> Verification:
        """Check everything that is stored, and with `mend` make again what can be made from what is sound.

        Raises:
            ValueError: the encoder's weights are not the ones that the library was made with.
        """
        self.encoder.check()
        with write_lock(self.folder), self._writing:
            problems = find_problems(self.folder, self._catalog)
            mended: list[Problem] = []
            if mend and problems:
                with self._catalog.write():
                    mended = [p for p in problems if repair(self.folder, self._catalog, p, self.encoder, self._sandbox)]
                problems = find_problems(self.folder, self._catalog)
                self._open_snapshot()
            rows = self._catalog.summaries() if not any(p.kind == "database" for p in problems) else ()
        return Verification(len(rows), sum(row.passages for row in rows), tuple(problems), tuple(mended))

    def split_again_if_needed(self) -> None:
        """Make the passages of a library again whose passage settings are not today's, from its stored text."""
        if self.setting("passages") == str(PASSAGE_SETTINGS):
            return
        with self._transaction():
            split_again(self._catalog, [row.id for row in self._catalog.summaries()], self.encoder)
            self._catalog.set_setting("passages", str(PASSAGE_SETTINGS))

    def use_reader(self, name: str) -> None:
        """Record which reader answers from now on."""
        with self._transaction():
            self._catalog.set_setting("reader", name)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with write_lock(self.folder), self._writing, self._catalog.write():
            yield
