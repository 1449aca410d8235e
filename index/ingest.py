"""Files in, documents that are ready to be stored out: read, split and embedded."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from index.catalog import Catalog, PassageRow
from index.document import Article, Document, DocumentSummary, clean, display_name
from index.encoder import Encoder
from index.kinds import media_type, reader_for
from index.language import language_of_document
from index.passages import PassageSpan, cut_title, embedded_text, passage_budget, passage_spans
from index.sandbox import Sandbox, extract
from index.sentences import LANGUAGES, sentence_spans

LARGEST = 200 * 2**20
"""Bytes of a file; the largest books with pictures have that many, and a file is held in memory."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of files.

    Attributes:
        added, replaced: documents that are new, or have a new version.
        unchanged: those that were in the library already.
        failed: what could not be read; of a file that was readable before, the former text is still in.
        partly: of what was read, what could not be.
        moved: documents whose file has another place now.
        removed: those whose file is gone, as they were.
        left: files that were not looked at, because it was asked to stop.
    """

    added: tuple[DocumentSummary, ...] = ()
    replaced: tuple[DocumentSummary, ...] = ()
    unchanged: tuple[DocumentSummary, ...] = ()
    failed: tuple[Failure, ...] = ()
    partly: tuple[Failure, ...] = ()
    moved: tuple[DocumentSummary, ...] = ()
    removed: tuple[DocumentSummary, ...] = ()
    left: int = 0


def reason(error: Exception) -> str:
    """Return why a file could not be read, in words for people."""
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is read and split, not yet embedded; without passages where the library has it already."""

    document: Document
    passages: tuple[PassageSpan, ...] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to read.

    Attributes:
        source: as which it is kept.
        path: where its bytes are.
        named: whether a person named the file itself.
    """

    source: str
    path: Path
    named: bool = False


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file that is read, or a part of its articles.

    Attributes:
        wanted: which file.
        sha256: of its bytes.
        drafts: its documents: one, or its articles.
        sources: those of all its documents.
        notes: what of it could not be read.
        whole: whether these are all its documents, or the last of them.
    """

    wanted: Wanted
    sha256: str
    drafts: tuple[Draft, ...]
    sources: frozenset[str]
    notes: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose bytes the library knows, here or elsewhere."""

    wanted: Wanted
    sha256: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why; `sha256` is empty where not even its bytes could be."""

    wanted: Wanted
    sha256: str
    reason: str


Outcome: TypeAlias = FileDraft | Known | Unread


def check_file(source: str, path: Path) -> None:
    """Check that a file can be stored and read, as far as its name and its size tell.

    Raises:
        OSError: it is not there.
        ValueError: its name is no text, nothing reads such files, or it is too large.
    """
    if clean(source) != source:
        raise ValueError("the file's name is not valid text: rename it")
    reader_for(display_name(source))
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(f"the file has {size:,} bytes (at most {LARGEST:,} are read)")


def file_bytes(source: str, path: Path) -> bytes:
    """Return the bytes of a file that can be stored and read.

    Raises:
        OSError: it may not be read.
        ValueError: as `check_file`.
    """
    check_file(source, path)
    return path.read_bytes()


def documents_in(
    source: str, data: bytes, sha256: str, sandbox: Sandbox, *, name: str | None = None
) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """Read one file's bytes: its document, or its articles, whose ids are not final yet; and what could not be read.

    Args:
        source: of the file.
        data: its bytes.
        sha256: of the bytes.
        sandbox: reads them.
        name: whose suffix tells the kind; None where the source's does.

    Raises:
        ValueError: no reader for this kind, or the file cannot be read; the sentence says why.
    """
    name = name or display_name(source)
    extracted, kind, stem = extract(name, data, sandbox), media_type(name), Path(name).stem
    if extracted.articles:
        return tuple(_articles(source, extracted.articles, kind, stem)), extracted.notes
    title = extracted.title or stem
    document = Document(sha256[:12], (source,), title, extracted.date, kind, sha256, extracted.text, extracted.pages)
    return (document,), extracted.notes


def _articles(source: str, articles: Sequence[Article], kind: str, stem: str) -> Iterator[Document]:
    """Yield a document for each article that holds text; of several with one key the later ones get a number."""
    keys: Counter[str] = Counter()
    for article in articles:
        keys[article.key] += 1
        key = article.key if keys[article.key] == 1 else f"{article.key}-{keys[article.key]}"
        content = json.dumps([key, article.title, article.date, article.text]).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        title = article.title or f"{stem} {key}"
        if article.text.strip():
            yield Document(sha256[:12], (f"{source}#{key}",), title, article.date, kind, sha256, article.text)


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
        texts.extend(embedded_text(title, made.document.text[p.start : p.end]) for p in made.passages or ())
    vectors = iter(encoder.encode(texts)) if texts else iter(())
    return [[PassageRow(p.start, p.end, p.sentences, next(vectors)) for p in made.passages or ()] for made in drafts]


def split_again(catalog: Catalog, ids: Iterable[str], encoder: Encoder) -> None:
    """Make the passages of some documents again from their stored text; only inside `catalog.write()`.

    Raises:
        DamagedError: a document is not what was stored.
    """
    for id in ids:
        document = catalog.document(id)
        catalog.put_document(document, embed([Draft(document, split(document, encoder))], encoder)[0])
