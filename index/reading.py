"""One file in, what it holds out: known to the library, read into documents, or unread with its reason."""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeAlias

from index.document import display_name, is_address, is_kept
from index.encoder import Encoder
from index.files import File
from index.ingest import Draft, FileDraft, Known, Outcome, Unread, Wanted, documents_in, file_bytes, reason, split
from index.originals import keep_original
from index.sandbox import Sandbox
from index.writing import Writing


class Page(Protocol):
    """What an address holds: its bytes, the address where it led to, and a name whose suffix tells the kind."""

    @property
    def data(self) -> bytes: ...  # noqa: D102
    @property
    def address(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


Fetch: TypeAlias = Callable[[str], Page]
"""Returns what a web address holds, or raises ValueError."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How files are read.

    Attributes:
        again: whether what a person has taken out of the library comes back.
        fetch: fetches web pages; None where none are wanted.
    """

    again: bool = True
    fetch: Fetch | None = None


class Reading:
    """Reads files that are not in a library yet; several threads may do so at once.

    Args:
        writing: knows what is in it.
        sandbox: reads them.
        encoder: returns the encoder, by whose tokens they are split, when it is needed.
        settings: how.
    """

    def __init__(self, writing: Writing, sandbox: Sandbox, encoder: Callable[[], Encoder], settings: Settings) -> None:
        self._writing = writing
        self._sandbox = sandbox
        self.encoder = encoder
        self._fetch = settings.fetch
        self.again = settings.again
        self._splitting = threading.Lock()  # a text of many megabytes takes a gigabyte for it

    @property
    def at_once(self) -> int:
        """Return how many files are read at a time."""
        return self._sandbox.workers

    def fetched_again(self, files: Iterable[File]) -> list[Wanted]:
        """Return which files are web pages to fetch again, if any are wanted."""
        return [Wanted(file.source, Path()) for file in files if self._fetch is not None and is_address(file.source)]

    def read(self, wanted: Wanted) -> Outcome:
        """Read one file, unless its bytes are in the library already; nothing is stored of it yet.

        The bytes of an upload are kept once it is known that it can be read; also anew, in case they were lost.
        """
        sha256 = ""
        try:
            wanted, data, name = self._got(wanted)
            sha256 = hashlib.sha256(data).hexdigest()
            made = Known(wanted, sha256) if self._knows(wanted, sha256) else self._draft(wanted, data, name, sha256)
            if is_kept(wanted.source):
                keep_original(self._writing.folder, sha256, data)
        except (OSError, ValueError) as error:
            return Unread(wanted, sha256, reason(error))
        return made

    def _got(self, wanted: Wanted) -> tuple[Wanted, bytes, str]:
        """Return the bytes of a file or a web page, as what it is kept, and a name that tells its kind.

        Raises:
            OSError: it may not be read.
            ValueError: it cannot be had; the sentence says why.
        """
        if not is_address(wanted.source):
            return wanted, file_bytes(wanted.source, wanted.path), display_name(wanted.source)
        if self._fetch is None:
            raise ValueError("web pages are not fetched here")
        page = self._fetch(wanted.source)
        # What a person names is kept where it leads to; what is fetched again, where it was.
        return replace(wanted, source=page.address) if self.again else wanted, page.data, page.name

    def _knows(self, wanted: Wanted, sha256: str) -> bool:
        """Tell whether the library has all that is in a file with these bytes."""
        with self._writing.reading() as catalog:
            known = catalog.files.with_sha256(sha256)
            if known is None or (self.again and catalog.files.any_removed(known.source)):
                return False
            return known.source == wanted.source or bool(catalog.files.documents_of(known.id))

    def _draft(self, wanted: Wanted, data: bytes, name: str, sha256: str) -> FileDraft:
        documents, notes = documents_in(wanted.source, data, sha256, self._sandbox, name=name)
        sources = frozenset(source for document in documents for source in document.sources)
        with self._writing.reading() as catalog:
            removed = () if self.again else catalog.files.removed
            known = {document.sha256 for document in documents if catalog.id_of_sha256(document.sha256) is not None}
        wanted_now = [made for made in documents if not any(source in removed for source in made.sources)]
        with self._splitting:
            drafts = [Draft(made, None if made.sha256 in known else split(made, self.encoder())) for made in wanted_now]
        return FileDraft(wanted, sha256, tuple(drafts), sources, notes)
