"""Files in, what became of them out: each is read, and stored whole in a transaction as soon as a batch is full."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TypeAlias, get_args

from index.ahead import Ahead, Work
from index.catalog import Catalog, PassageRow
from index.document import Document, clean, display_name, is_address, is_path
from index.identity import Became, Placed, place_file, place_known, place_text
from index.ingest import AddReport, Draft, Failure, FileDraft, Known, Outcome, Unread, Wanted, embed, reason, split
from index.reading import Reading
from index.removing import removing
from index.unchanged import passed_over
from index.writing import Writing

BATCH_CHARACTERS = 100_000
"""Text that is embedded and stored in one transaction: about 150 passages, one to ten seconds that a crash loses."""

BATCH_FILES = 500
"""Files that are noted in one transaction, however little text is in them."""

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with (files done, files in all, name of the current one)."""

Stop: TypeAlias = Callable[[], bool]
"""Tells whether to stop before the next file."""


def no_progress(done: int, total: int, name: str) -> None:
    """Tell nobody how far it is."""


def never() -> bool:
    """Do not stop."""
    return False


class Adding:
    """Files on their way into a library.

    Args:
        writing: where they are stored.
        reading: reads them.
    """

    def __init__(self, writing: Writing, reading: Reading) -> None:
        self._writing = writing
        self.reading = reading
        self._waiting: list[Outcome] = []
        self._text = 0  # characters of it
        self._placed: list[Placed] = []
        self._failed: list[Failure] = []
        self._partly: list[Failure] = []

    def add(self, files: Sequence[Wanted], progress: Progress, stop: Stop) -> AddReport:
        """Read files, several ahead of what is stored, and store them.

        It stops after a file, or after a batch of its articles, once `stop` says so.
        """

        def seen(number: int, name: str) -> bool:
            if stop():
                return False
            progress(number, len(files), name)
            return True

        self._placed, left = passed_over(self._writing, files, again=self.reading.again, seen=seen)
        with Ahead(Work(self.reading.read, _bytes_of, _weight), left, threads=self.reading.at_once) as ahead:
            for number, wanted in enumerate(left, start=len(files) - len(left)):
                if not seen(number, display_name(wanted.source)):
                    return self._done(len(files) - number)
                for n, part in enumerate(_parts(ahead.take())):
                    if n and stop():
                        return self._done(len(files) - number)
                    self._waiting.append(part)
                    self._text += _characters(part)
                    self._store(least=BATCH_CHARACTERS)
        report = self._done(0)
        progress(len(files), len(files), "")
        return report

    def add_texts(self, documents: Sequence[Document], progress: Progress) -> AddReport:
        """Store texts that no file holds; each has one source, and its id is not final."""
        drafts: list[Draft] = []
        for number, document in enumerate(documents):
            progress(number, len(documents), display_name(document.source))
            drafts.append(Draft(document, split(document, self.reading.encoder())))
            if number + 1 == len(documents) or sum(len(draft.document.text) for draft in drafts) >= BATCH_CHARACTERS:
                rows = embed(drafts, self.reading.encoder())
                with self._writing.transaction() as catalog:
                    self._placed += [place_text(catalog, *pair) for pair in zip(drafts, rows, strict=True)]
                drafts.clear()
        return self._done(0)

    def _store(self, *, least: int = 0) -> None:
        """Embed and store what waits in one transaction, once it has `least` characters, or there is much of it."""
        waiting = self._waiting
        if not waiting or (self._text < least and len(waiting) < BATCH_FILES):
            return
        drafts = [draft for made in waiting if isinstance(made, FileDraft) for draft in made.drafts]
        rows = iter(
            embed(drafts, self.reading.encoder()) if any(draft.passages for draft in drafts) else [()] * len(drafts)
        )
        with self._writing.reading() as catalog:
            noted = all(_is_noted(catalog, made) for made in waiting)
        with self._writing.reading() if noted else self._changing(waiting) as catalog:
            for made in waiting:
                self._note(catalog, made, rows)
        waiting.clear()
        self._text = 0

    def _changing(self, waiting: Sequence[Outcome]) -> AbstractContextManager[Catalog]:
        """Return a transaction, after which the former bytes of web pages are deleted."""
        web = any(is_address(made.wanted.source) for made in waiting)
        return removing(self._writing) if web else self._writing.transaction()

    def _note(self, catalog: Catalog, made: Outcome, rows: Iterator[Sequence[PassageRow]]) -> None:
        """Store one file, or that it could not be read; where it is noted already, nothing is written."""
        source = made.wanted.source
        own = [next(rows) for _ in made.drafts] if isinstance(made, FileDraft) else []
        try:
            self._placed += self._stored(catalog, made, own)
        except ValueError as error:
            self._failed.append(Failure(source, reason(error)))
        notes: Sequence[str] = made.notes if isinstance(made, FileDraft) and made.whole else ()
        if isinstance(made, Known):
            notes = [note for file in catalog.files.at(source) for note in file.notes]
        self._partly += [Failure(source, note) for note in notes]

    def _stored(self, catalog: Catalog, made: Outcome, rows: Sequence[Sequence[PassageRow]]) -> list[Placed]:
        source, files = made.wanted.source, catalog.files
        noted = _is_noted(catalog, made)
        if isinstance(made, Unread):
            if not noted:
                files.put(source, made.sha256, named=made.wanted.named, reason=made.reason)
            raise ValueError(made.reason)
        if self.reading.again and not noted:
            files.unmark_removed(source)
        if isinstance(made, FileDraft):
            return place_file(catalog, made, rows)
        if noted:
            return [Placed(id, "unchanged") for file in files.at(source) for id, _ in files.documents_of(file.id)]
        return place_known(catalog, made)

    def _done(self, left: int) -> AddReport:
        """Store the rest and return what became of all."""
        self._store()
        with self._writing.reading() as catalog:
            rows = {row.id: row for row in catalog.summaries({placed.id for placed in self._placed})}
        of = {
            outcome: tuple(
                rows[placed.id] for placed in self._placed if placed.outcome == outcome and placed.id in rows
            )
            for outcome in get_args(Became)
        }
        removed = tuple(placed.was for placed in self._placed if placed.was is not None)
        failed, partly = tuple(self._failed), tuple(self._partly)
        return AddReport(of["added"], of["replaced"], of["unchanged"], failed, partly, removed=removed, left=left)


def _is_noted(catalog: Catalog, made: Outcome) -> bool:
    """Tell whether the database says of a file what became of it, so that nothing has to be written."""
    if isinstance(made, FileDraft):
        return False
    wanted, why = made.wanted, made.reason if isinstance(made, Unread) else None
    if (why is not None and not is_path(wanted.source)) or clean(wanted.source) != wanted.source:
        return True  # of what is no file on a disk, or has a name that is no text, nothing is noted
    return any(
        (file.sha256, file.reason) == (made.sha256, why) and file.named >= wanted.named
        for file in catalog.files.at(wanted.source)
    )


def _bytes_of(wanted: Wanted) -> int:
    """Return how many bytes are held while a file is read."""
    try:
        return wanted.path.stat().st_size
    except OSError:  # whoever reads it will say so; what a web page has is not known before
        return 0


def _weight(made: Outcome) -> int:
    """Return the bytes that are held of a file that was read, four for each character at worst."""
    return 4 * sum(len(draft.document.text) for draft in made.drafts) if isinstance(made, FileDraft) else 0


def _characters(made: Outcome) -> int:
    """Return how much text of a file is embedded."""
    drafts = made.drafts if isinstance(made, FileDraft) else ()
    return sum(len(draft.document.text) for draft in drafts if draft.passages is not None)


def _parts(made: Outcome) -> Iterator[Outcome]:
    """Yield a file in parts of about a batch each, so that a large one of many articles is stored bit by bit."""
    if not isinstance(made, FileDraft):
        yield made
        return
    part: list[Draft] = []
    size = 0
    for draft in made.drafts:
        part.append(draft)
        size += len(draft.document.text)
        if size >= BATCH_CHARACTERS and draft is not made.drafts[-1]:
            yield replace(made, drafts=tuple(part), whole=False)
            part, size = [], 0
    yield replace(made, drafts=tuple(part))
