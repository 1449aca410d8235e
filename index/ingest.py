"""Files in, documents that are ready to be stored out: found, read, split and embedded."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from index.catalog import Catalog, PassageRow
from index.document import Document, DocumentSummary, Extracted, clean, display_name
from index.encoder import Encoder
from index.identity import Outcome, Placed
from index.kinds import media_type, reader_for
from index.language import language_of_document
from index.passages import PassageSpan, cut_title, embedded_text, passage_budget, passage_spans
from index.sandbox import Sandbox, extract
from index.sentences import LANGUAGES, sentence_spans

BATCH_CHARACTERS = 100_000
"""Text that is embedded and stored in one transaction: about 150 passages, one to ten seconds that a crash loses."""

LARGEST = 200 * 2**20
"""Bytes of a file; the largest books with pictures have that many, and a file is held in memory."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each file: `unchanged` ones were in the library already; `failed` ones are not in it."""

    added: tuple[DocumentSummary, ...] = ()
    replaced: tuple[DocumentSummary, ...] = ()
    unchanged: tuple[DocumentSummary, ...] = ()
    failed: tuple[Failure, ...] = ()


def report(known: Iterable[DocumentSummary], placed: Iterable[Placed], failed: Iterable[Failure]) -> AddReport:
    """Return what became of files, given all documents; those that were removed since are left out."""
    rows, placed = {row.id: row for row in known}, list(placed)
    of = {kind: tuple(rows[p.id] for p in placed if p.outcome == kind and p.id in rows) for kind in get_args(Outcome)}
    return AddReport(of["added"], of["replaced"], of["unchanged"], tuple(failed))


def reason(error: Exception) -> str:
    """Return why a file could not be read, in words for people."""
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is read and split, not yet embedded."""

    document: Document
    passages: tuple[PassageSpan, ...]


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Failure]]:
    """Return the files that `paths` name, folders walked in order, and those paths that name none.

    Hidden files and folders inside a folder are left out; what is named itself is taken as it is.
    """
    files: list[Path] = []
    failures: list[Failure] = []
    for path in map(os.path.abspath, paths):  # resolve() would follow links, is_file() raises where it may not look
        if os.path.isdir(path):  # noqa: PTH112
            files.extend(_walk(path, failures))
        elif os.path.isfile(path):  # noqa: PTH113
            files.append(Path(path))
        else:
            failures.append(Failure(path, "there is no such file or folder, or it may not be read"))
    return list(dict.fromkeys(files)), failures


def _walk(folder: str, failures: list[Failure]) -> Iterator[Path]:
    """Yield the regular files of a folder; folders that cannot be listed are noted in `failures`."""

    def note(error: OSError) -> None:
        failures.append(Failure(str(error.filename), error.strerror or str(error)))

    for root, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = [Path(root, name) for name in sorted(names) if not name.startswith(".")]
        yield from (path for path in paths if os.path.isfile(path))  # noqa: PTH113  a pipe would be waited for


def file_bytes(source: str, path: Path) -> bytes:
    """Return the bytes of a file that can be stored and read.

    Raises:
        OSError: it may not be read.
        ValueError: its name is no text, nothing reads such files, or it is too large.
    """
    if clean(source) != source:
        raise ValueError("the file's name is not valid text: rename it")
    reader_for(display_name(source))
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(f"the file has {size:,} bytes (at most {LARGEST:,} are read)")
    return path.read_bytes()


def draft(source: str, data: bytes, sha256: str, *, encoder: Encoder, sandbox: Sandbox) -> Draft:
    """Read one file's bytes into a document (its id not final yet) and its passages.

    Raises:
        ValueError: no reader for this kind, or the file cannot be read; the sentence says why.
    """
    return draft_of(source, extract(display_name(source), data, sandbox), sha256, encoder)


def draft_of(source: str, extracted: Extracted, sha256: str, encoder: Encoder) -> Draft:
    """Return what was read from a file as a document (its id not final yet) and its passages."""
    name = display_name(source)
    title = extracted.title or Path(name).stem
    kind = media_type(name)
    document = Document(sha256[:12], (source,), title, extracted.date, kind, sha256, extracted.text, extracted.pages)
    return Draft(document, split(document, encoder))


def split(document: Document, encoder: Encoder) -> tuple[PassageSpan, ...]:
    """Split a document's text into passages that fit the encoder together with its title."""
    title_tokens = len(encoder.token_starts([cut_title(document.title, encoder.token_starts)])[0])
    longest = passage_budget(encoder.max_tokens, title_tokens)
    language = language_of_document(document.text)
    sentences = sentence_spans(document.text, language=language if language in LANGUAGES else "en")
    return tuple(passage_spans(document.text, sentences, encoder.token_starts, longest=longest))


def embed(drafts: Sequence[Draft], encoder: Encoder) -> list[list[PassageRow]]:
    """Return the rows of each draft's passages; all are embedded together, since long batches are quicker."""
    texts: list[str] = []
    for made in drafts:
        title = cut_title(made.document.title, encoder.token_starts)
        texts.extend(embedded_text(title, made.document.text[p.start : p.end]) for p in made.passages)
    vectors = iter(encoder.encode(texts)) if texts else iter(())
    return [[PassageRow(p.start, p.end, p.sentences, next(vectors)) for p in made.passages] for made in drafts]


def split_again(catalog: Catalog, ids: Iterable[str], encoder: Encoder) -> None:
    """Make the passages of some documents again from their stored text; only inside `catalog.write()`."""
    for id in ids:
        made = Draft(catalog.document(id), split(catalog.document(id), encoder))
        catalog.put_document(made.document, embed([made], encoder)[0])
