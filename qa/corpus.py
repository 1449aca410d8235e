"""A corpus as JSON lines in, its documents and the library that holds exactly them out."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from index.adding import Progress
from index.document import Document, DocumentSummary, clean
from index.encoder import Encoder
from index.library import Library
from index.lock import write_lock
from index.opening import DEFAULT_READER, open_library

ROW = "row:"
"""Prefix of the source of a document that is a row of a corpus."""

COMPLETE = "corpus"
"""The file beside a finished library that says how many rows it holds; one without it is made again."""


def read_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the number (from 1) and the object of each line that is not blank.

    Raises:
        ValueError: a line is not a JSON object; the message names file and line.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{path}, line {number}: not JSON ({error})") from error
            if not isinstance(row, dict):
                raise ValueError(f"{path}, line {number}: expected an object, found {type(row).__name__}")
            yield number, row


def row_id(value: object) -> str | None:
    """Return an id as it is compared, or None where it is none: a string that is not empty, or a whole number.

    >>> row_id("sq1"), row_id(1), row_id(""), row_id(True)
    ('sq1', '1', None, None)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return clean(value) or None if isinstance(value, str) else None


def read_corpus(path: Path) -> list[Document]:
    """Return the documents of a corpus: `id` (or `url`), `text`, and `title` and `date` where there are such.

    Raises:
        ValueError: there is no row, one lacks its id or text, or two have one id; the message names file and line.
    """
    documents: list[Document] = []
    seen: set[str] = set()
    for number, row in read_rows(path):
        id, text = row_id(row.get("id")) or row_id(row.get("url")), row.get("text")
        if id is None or not isinstance(text, str):
            raise ValueError(f'{path}, line {number}: expected "id" (or "url") and "text", found {sorted(row)}')
        if id in seen:
            raise ValueError(f"{path}, line {number}: a second row with the id {id!r}")
        seen.add(id)
        title, date = clean(str(row.get("title") or "")), row.get("date")
        text = clean(text)
        sha256 = hashlib.sha256(json.dumps([title, text]).encode()).hexdigest()
        document = Document(sha256[:12], (ROW + id,), title, str(date) if date else None, "text/plain", sha256, text)
        documents.append(document)
    if not documents:
        raise ValueError(f"{path}: no rows in it")
    return documents


def row_ids(document: Document | DocumentSummary) -> list[str]:
    """Return the ids of the corpus rows that a document came from: several where rows have one text."""
    return [source.removeprefix(ROW) for source in document.sources if source.startswith(ROW)]


def library_of(
    corpora: Sequence[Sequence[Document]],
    home: Path,
    *,
    encoder: Encoder,
    reader: str = DEFAULT_READER,
    progress: Progress = lambda *_: None,
) -> Library:
    """Return the library that holds exactly these corpora, made now unless `home` has it.

    Corpora are added one after the other, each to a copy of the library of those before it: what only adds questions'
    documents to many others (distractors) embeds the others once.

    Args:
        corpora: from `read_corpus`.
        home: the folder of such libraries, one a folder, named by what is in it.
        encoder: embeds them.
        reader: answers, whichever answered before.
        progress: called with (rows done, rows in all, the next one).

    Raises:
        ValueError: two rows with other texts have one id, so that one would replace the other.
        TimeoutError: another process is making a library in `home`.
    """
    _check_ids(corpora)
    digest = hashlib.sha256(encoder.sha256.encode())
    folder, before = home, None
    for corpus in corpora:
        digest.update("\n".join(f"{row.sha256} {row.sources[0]} {row.date}" for row in corpus).encode())
        folder = home / digest.hexdigest()[:16]
        if not (folder / COMPLETE).is_file():
            home.mkdir(parents=True, exist_ok=True)
            with write_lock(home):
                _make(folder, before, corpus, encoder, progress)
        before = folder
    return open_library(folder, encoder=encoder, reader=reader)


def _make(folder: Path, before: Path | None, corpus: Sequence[Document], encoder: Encoder, progress: Progress) -> None:
    """Make a library of what the one before it holds and of a corpus, unless another process has made it meanwhile."""
    if (folder / COMPLETE).is_file():
        return
    shutil.rmtree(folder, ignore_errors=True)
    if before is not None:
        shutil.copytree(before, folder, ignore=shutil.ignore_patterns(COMPLETE))
    with open_library(folder, encoder=encoder) as library:
        library.add_texts(corpus, progress=progress)
    (folder / COMPLETE).write_text(f"{len(corpus)} rows\n", "utf-8")


def _check_ids(corpora: Sequence[Sequence[Document]]) -> None:
    known: dict[str, str] = {}
    for document in (document for corpus in corpora for document in corpus):
        if known.setdefault(document.sources[0], document.sha256) != document.sha256:
            raise ValueError(f"two rows with other texts have the id {row_ids(document)[0]!r}: rename one of them")
