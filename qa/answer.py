"""What a question gets back: an `Answer` made of `Excerpt`s, each a literal span of a document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A span of a document with its literal text: `document.text[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The document that an excerpt is cited from."""

    id: str
    title: str
    source: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Another place where the same sentences stand."""

    document: str
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Whole sentences of one document, shown as (part of) an answer.

    Attributes:
        n: its number in the answer, from 1.
        version: names the text that `start` and `end` count in.
        answer: the answer's very words inside the excerpt, or None where they cannot be told.
        page: page of `start`, from 1, or None.
        score: 0..1, how well it answers.
        places: where the same sentences stand elsewhere.
    """

    n: int
    document: Cited
    version: str
    start: int
    end: int
    text: str
    answer: Words | None
    page: int | None
    score: float
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Seconds:
    """Where the time went, in seconds."""

    retrieve: float
    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Excerpts with a confidence, or "not in your documents" with the nearest passages.

    The field names and their order are the JSON of `excerpt ask --json` (`dataclasses.asdict`).

    Attributes:
        asked_as: how a follow-up was understood, or None where the question was taken as it is.
        confidence: 0..1, how sure it is that the excerpts answer the question.
        differs: pairs of excerpt numbers that do not agree.
        excerpts: best first; empty when nothing was found.
        nearest: the nearest passages when nothing was found; none of their words is an answer.
        library: fingerprint of the documents and models that gave this answer.
        notice: a sentence for the person, where the answer needs one; else None.
    """

    question: str
    asked_as: str | None
    found: bool
    confidence: float
    differs: tuple[tuple[int, int], ...]
    excerpts: tuple[Excerpt, ...]
    nearest: tuple[Excerpt, ...]
    library: str
    seconds: Seconds
    notice: str | None = None
