"""Questions as they were observed in a library in, what rules say of them out: passages, sentences, answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.catalog import Passage
from index.encoder import Encoder, Vectors
from index.library import Library
from index.snapshot import Snapshot
from qa.corpus import row_ids
from qa.evidence import Evidence, described, evidence
from qa.metrics import holds_answer, holds_sentence, sentence_scores
from qa.queries import Query
from qa.reader import Reading
from qa.reading import PASSAGES_READ, ReadPassage, passage_features
from qa.retrieve import Candidate
from qa.rules import Rules
from qa.select import answer_features, choose, distinct, joined
from qa.training.observed import Observed
from qa.wording import Question, weigh


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person would be shown, were everything found.

    Attributes:
        features: of the whole answer.
        right: whether an excerpt holds an answer or a sentence that people chose.
        evidence_f1: of the shown sentences against those that people chose; 0 where they chose none.
    """

    features: tuple[float, ...]
    right: bool
    evidence_f1: float


class QuestionSet:
    """Observed questions with the library that they were asked in; `weight` is what each of them counts."""

    def __init__(self, library: Library, observed: Sequence[Observed], weight: float = 1.0) -> None:
        self.observed = observed
        self.weight = weight
        self.snapshot: Snapshot = library.snapshot()
        self._encoder: Encoder = library.encoder
        self._known: dict[str, Vectors] = {}
        self._vectors = library.encoder.encode([row.query.question for row in observed])
        self._gold_rows = {document.id: set(row_ids(document)) for document in self.snapshot.documents}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text; each is embedded once, however many rules are fitted on it."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def question(self, number: int) -> Question:
        """Return a question as it is compared with texts."""
        return weigh(self.observed[number].query.question, self._vectors[number][None], self.snapshot.lexicon)

    def passages(self, number: int, rules: Rules) -> list[ReadPassage]:
        """Return what `qa.reading.read` would."""
        rows = [
            ReadPassage(candidate, reading, rules.passage.logit(passage_features(candidate, reading)))
            for candidate, reading in read_pairs(self.observed[number])
        ]
        return sorted(rows, key=lambda p: (-p.score, p.candidate.passage.document, p.candidate.passage.start))

    def sentences(self, number: int, rules: Rules) -> tuple[list[tuple[float, ...]], list[bool]]:
        """Return the features of each sentence that would be judged, and whether it is part of the answer."""
        row = self.observed[number]
        found = described(self.question(number), self.passages(number, rules), self.snapshot.document, self.encode)
        labels = []
        for sentence, _ in found:
            passage = sentence.passage.candidate.passage
            text = self.snapshot.document(passage.document).text[slice(*sentence.span)]
            labels.append(row.answerable and self.is_gold(passage, row.query) and answers(row.query, text))
        return [features for _, features in found], labels

    def evidence(self, number: int, rules: Rules) -> list[Evidence]:
        """Return the sentences that may be shown, the likeliest part of the answer first."""
        passages = self.passages(number, rules)
        found = evidence(self.question(number), passages, self.snapshot.document, self.encode, rules)
        return distinct(found, self.snapshot.document)

    def answer(self, number: int, rules: Rules) -> Judged | None:
        """Return what a person would be shown, or None where nothing could be."""
        found = self.evidence(number, rules)
        if not found:
            return None
        row = self.observed[number]
        texts = self.texts(choose(found, rules))
        features = answer_features(
            self.question(number), found[0], self.passages(number, rules), self.snapshot.document
        )
        right = row.answerable and any(answers(row.query, text) for text in texts)
        return Judged(features, right, sentence_scores(texts, row.query.evidence)[2] if row.query.evidence else 0.0)

    def texts(self, chosen: Sequence[Evidence]) -> list[str]:
        """Return the texts of evidence as they are shown."""
        shown = joined(chosen, self.snapshot.document)
        return [self.snapshot.document(item.document).text[slice(*item.span)] for item in shown]

    def is_gold(self, passage: Passage, query: Query) -> bool:
        """Tell whether a passage is of a document that answers."""
        return not self._gold_rows[passage.document].isdisjoint(query.gold)


def read_pairs(row: Observed, most: int = PASSAGES_READ) -> list[tuple[Candidate, Reading]]:
    """Return the candidates that an answer reads, with their readings."""
    return list(zip(row.candidates, row.readings, strict=True))[:most]


def answers(query: Query, text: str) -> bool:
    """Tell whether a text holds an answer, or a sentence that people chose."""
    return any(holds_answer(text, a) for a in query.answers) or any(holds_sentence(text, s) for s in query.evidence)
