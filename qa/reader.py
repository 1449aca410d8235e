"""Questions and passages in, readings out: the words of each passage that answer, and how surely it answers at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.caches import cache_folder
from index.engine import Engine, batches
from index.passages import Span
from qa.reader_input import Pair, ReaderInput, Scores, best_span, feed, reader_inputs, reader_tokenizer
from qa.rules import Rules, load_rules

GRAPH, TOKENIZER, RULES = "reader.xml", "tokenizer.json", "rules.json"
"""The files of a reader in Excerpt's own format; the weights are in `reader.bin`."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """The likeliest answer in one sentence.

    Attributes:
        span: its words in the passage, or None where the reader points at no words.
        margin: by how much they are likelier than no answer (log odds of the span head).
    """

    span: Span | None
    margin: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage: the likeliest answer of each sentence, and one score.

    `answering` is the log odds that the passage answers at all.
    """

    sentences: tuple[Pointed, ...]
    answering: float

    @property
    def margin(self) -> float:
        """Return the margin of the likeliest answer."""
        return max(pointed.margin for pointed in self.sentences)


class Reader(Protocol):
    """What answering needs of a reader; `rules` say what its scores mean."""

    name: str
    sha256: str
    rules: Rules

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Return what each pair's passage answers; scores are rounded to four decimals."""
        ...


class GraphReader:
    """A reader in Excerpt's own format, as an OpenVINO graph; imports no torch.

    What is compiled of it is kept by the hash of its files, where that is given.
    """

    def __init__(self, name: str, sha256: str, folder: Path, *, precision: str | None = None) -> None:
        self.name = name
        self.sha256 = sha256
        self.rules = load_rules(folder / RULES)
        self._engine = Engine(folder / GRAPH, precision=precision, kept=_kept(sha256))
        self._tokenizer = reader_tokenizer(folder / TOKENIZER)

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Return what each pair's passage answers; scores are rounded to four decimals."""
        rows = reader_inputs(self._tokenizer, pairs)
        chosen = batches([len(row.ids) for row in rows])
        outputs = self._engine.run([feed([rows[i] for i in batch]) for batch in chosen])
        readings: dict[int, Reading] = {}
        for batch, (starts, ends, answers) in zip(chosen, outputs, strict=True):
            for place, i in enumerate(batch):
                pointed = pointed_in(rows[i], pairs[i], starts[place], ends[place])
                readings[i] = Reading(pointed, round(float(answers[place]), 4))
        return [readings[i] for i in range(len(rows))]


def _kept(sha256: str) -> Path | None:
    return cache_folder("readers") / sha256[:16] if sha256 else None


def pointed_in(row: ReaderInput, pair: Pair, starts: Scores, ends: Scores) -> tuple[Pointed, ...]:
    """Return the likeliest answer of each sentence of a pair, given the (tokens,) scores of starts and ends."""
    parts = pair.sentences or ((0, len(pair.passage)),)
    found = [best_span(row, starts, ends, part) for part in parts]
    return tuple(Pointed(span, round(margin, 4)) for span, margin in found)
