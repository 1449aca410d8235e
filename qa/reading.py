"""The passages that retrieval found in, the same passages out as the reader judges them: best first, with readings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.document import Document
from qa.reader import Reader, Reading
from qa.reader_input import Pair
from qa.retrieve import Candidate

PASSAGES_READ = 9
"""Best passages that are read; more take time and find no more first (`python -m qa.fit_rules` prints how many do)."""


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A candidate with what the reader made of it; `score` is the log odds by which passages are ordered."""

    candidate: Candidate
    reading: Reading
    score: float


def read(
    question: str, candidates: Sequence[Candidate], document: Callable[[str], Document], reader: Reader
) -> list[ReadPassage]:
    """Read the best candidates and return them, best first; ties go by document and place."""
    chosen = candidates[:PASSAGES_READ]
    readings = reader.read([pair(question, candidate, document(candidate.passage.document)) for candidate in chosen])
    passages = [
        ReadPassage(candidate, reading, reader.rules.passage.logit(passage_features(candidate, reading)))
        for candidate, reading in zip(chosen, readings, strict=True)
    ]
    return sorted(passages, key=lambda p: (-p.score, p.candidate.passage.document, p.candidate.passage.start))


def pair(question: str, candidate: Candidate, document: Document) -> Pair:
    """Return what the reader is shown of a candidate."""
    passage = candidate.passage
    sentences = tuple((a - passage.start, b - passage.start) for a, b in passage.sentences)
    return Pair(question, document.text[passage.start : passage.end], document.title, sentences)


def passage_features(candidate: Candidate, reading: Reading) -> tuple[float, ...]:
    """Return what tells whether a passage answers: retrieval's scores and the reader's, each roughly -1..1."""
    return candidate.score, candidate.cosine, reading.margin / 10, reading.answering / 10
