"""A library in memory and an `ask` by word overlap, so that tests of the page need neither models nor files."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import cast

from index.catalog import Passage
from index.copies import Copy
from index.document import UPLOAD, Document, DocumentSummary, version_of
from index.ingest import AddReport, Failure
from index.library import Library
from index.sentences import sentence_spans
from index.snapshot import EVERYTHING, Hit, Scope
from qa.answer import Answer, Cited, Excerpt, Place, Seconds, Words
from qa.follow_up import Turn


class FakeSnapshot:
    def __init__(self, documents: dict[str, Document], originals: dict[str, bytes], generation: int) -> None:
        self.documents = tuple(summary(document) for document in documents.values())
        self.generation = generation
        self.fingerprint = f"{generation}-fake"
        self._documents = documents
        self._originals = originals

    @property
    def count(self) -> int:
        return len(self.documents)

    def count_in(self, scope: Scope) -> int:
        return sum(map(scope.holds, self.documents))

    def document(self, id: str) -> Document:
        return self._documents[id]

    def original(self, id: str) -> bytes | None:
        return self._originals.get(id)

    def passages_of(self, id: str) -> list[Passage]:
        text = self._documents[id].text
        return [Passage(1, id, 0, len(text), tuple(sentence_spans(text)))]

    def lexical(self, question: str, top_k: int) -> list[Hit]:
        """Return the documents that share most words with a question."""
        wanted = words_of(question)
        shared = [(float(len(wanted & words_of(made.text))), id) for id, made in self._documents.items()]
        return [Hit(self.passages_of(id)[0], score) for score, id in sorted(shared, reverse=True)[:top_k] if score]

    @property
    def lexicon(self) -> "FakeLexicon":
        return FakeLexicon({word for document in self._documents.values() for word in all_words(document.text)})


class FakeLexicon:
    """Knows whole words only."""

    languages = ("en",)

    def __init__(self, words: set[str]) -> None:
        self._words = words

    def forms(self, text: str) -> list[tuple[str, ...]]:
        return [(word,) for word in all_words(text)]

    def share_of_passages(self, term: str) -> float:
        return float(term in self._words)


class FakeLibrary:
    """Knows texts only; a file named `*.broken` cannot be read. While `reading` is clear, uploads wait, and so on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reading, self.asking = threading.Event(), threading.Event()
        self.reading.set()
        self.asking.set()
        self._documents: dict[str, Document] = {}
        self._originals: dict[str, bytes] = {}
        self._generation = 0

    def failures(self) -> tuple[Failure, ...]:
        return ()

    def snapshot(self) -> FakeSnapshot:
        return FakeSnapshot(dict(self._documents), dict(self._originals), self._generation)

    def put(self, document: Document, original: bytes | None = None) -> Document:
        self._documents[document.id] = document
        if original is not None:
            self._originals[document.id] = original
        self._generation += 1
        return document

    def clear(self) -> None:
        self._documents.clear()
        self._originals.clear()
        self._generation += 1

    def remove(self, ids: Sequence[str]) -> tuple[DocumentSummary, ...]:
        removed = tuple(summary(self._documents[id]) for id in ids)
        for id in ids:
            del self._documents[id]
        self._generation += 1
        return removed

    def copy(self, id: str) -> Copy:
        return Copy(self._documents[id], (), {id: self._originals[id]} if id in self._originals else {})

    def put_back(self, copy: Copy) -> None:
        self.put(copy.document, copy.originals.get(copy.document.id))

    def add_uploads(
        self, files: Sequence[tuple[str, Path]], *, progress: Callable[[int, int, str], None] = lambda *_: None
    ) -> AddReport:
        added, failed = [], []
        for number, (name, path) in enumerate(files):
            progress(number, len(files), name)
            assert self.reading.wait(20)
            if name.endswith(".broken"):
                failed.append(Failure(UPLOAD + name, "the file is encrypted"))
                continue
            data = path.read_bytes()
            made = self.put(make_document(data.decode(), title=name, source=UPLOAD + name), data)
            added.append(summary(made))
        return AddReport(tuple(added), (), (), tuple(failed))

    def add(self, given: Sequence[str], *, progress: Callable[[int, int, str], None] = lambda *_: None) -> AddReport:
        """Add web pages; those of a host that ends in `.broken` cannot be read."""
        failed = [Failure(address, "there is no such host") for address in given if address.endswith(".broken")]
        found = [address for address in given if not address.endswith(".broken")]
        added = [summary(self.put(make_document(f"Of {one}.", title=one, source=one))) for one in found]
        progress(len(given), len(given), "")
        return AddReport(tuple(added), (), (), tuple(failed))

    def close(self) -> None:
        pass

    @property
    def as_library(self) -> Library:
        return cast(Library, self)


def make_document(text: str, *, title: str, source: str = "/papers/paper.txt", pages: tuple[int, ...] = ()) -> Document:
    digest = sha256(text.encode()).hexdigest()
    return Document(digest[:12], (source,), title, None, "text/plain", digest, text, pages)


def summary(document: Document) -> DocumentSummary:
    return DocumentSummary(
        document.id,
        document.sources,
        document.title,
        document.date,
        document.media_type,
        document.sha256,
        version_of(document.text),
        len(document.text),
        1 + len(document.text) // 500,
    )


def make_excerpt(
    document: Document, start: int, end: int, *, n: int = 1, answer: tuple[int, int] | None = None
) -> Excerpt:
    cited = Cited(document.id, document.title, document.source, document.date)
    words = None if answer is None else Words(*answer, document.text[slice(*answer)])
    page = document.page_of(start)
    return Excerpt(n, cited, document.version, start, end, document.text[start:end], words, page, 0.9)


def make_answer(question: str, excerpts: Sequence[Excerpt], *, found: bool = True, confidence: float = 0.9) -> Answer:
    shown = tuple(excerpts)
    seconds = Seconds(0.01, 0.02, 0.03)
    quoted, nearest = (shown, ()) if found else ((), shown)
    return Answer(question, None, found, confidence, (), quoted, nearest, "1-fake", seconds)


def fake_ask(library: FakeLibrary) -> Callable[..., Answer]:
    """Answer with the line that shares most words with the question; its first number is the answer's words.

    A question that starts with "And" goes on from the one before it; one with "every" gets up to five excerpts.
    """

    def ask(
        question: str,
        beside: Library | None = None,
        *,
        scope: Scope = EVERYTHING,
        strict: float | None = None,
        earlier: Sequence[Turn] = (),
    ) -> Answer:
        assert library.asking.wait(20)
        if "refuse" in question:
            raise ValueError("This question is refused.")
        if "explode" in question:
            raise RuntimeError("boom")
        asked_as = f"{question} ({earlier[-1].question})" if earlier and question.startswith("And") else None
        wanted = words_of(asked_as or question)
        snapshot = library.snapshot() if beside is None else cast(FakeLibrary, beside).snapshot()
        lines = [
            (len(wanted & words_of(line[0])), snapshot.document(row.id), line)
            for row in snapshot.documents
            if scope.holds(row)
            for line in re.finditer(r"[^\n]+", snapshot.document(row.id).text)
        ]
        if not lines:
            return make_answer(question, (), found=False, confidence=0.0)
        best = sorted(lines, key=lambda entry: -entry[0])
        shown = [entry for entry in best[:5] if entry[0] > 1] if "every" in question else best[:1]
        excerpts = []
        for n, (shared, document, line) in enumerate(shown, 1):
            number = re.compile(r"\d[\d,.]*\d|\d").search(document.text, line.start(), line.end())
            span = number.span() if number and shared > 1 else None
            excerpts.append(make_excerpt(document, line.start(), line.end(), n=n, answer=span))
        confidence = min(1.0, best[0][0] / 4)
        answer = make_answer(question, excerpts, found=confidence >= (strict or 0.5), confidence=confidence)
        return replace(answer, asked_as=asked_as)

    return ask


def all_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def words_of(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


__all__ = ["FakeLibrary", "Place", "fake_ask", "make_answer", "make_document", "make_excerpt"]
