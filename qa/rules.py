"""What was fitted in, how likely things are right out: passages, sentences and whole answers, by logistic rules."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FORMAT = 1
"""Of `rules.json`; raised when the features below change, so that rules fitted to others are refused."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: one weight per feature, and a bias."""

    weights: tuple[float, ...]
    bias: float

    def logit(self, features: Sequence[float]) -> float:
        """Return the log odds, rounded to four decimals: equal on every machine, so ties are decided by place.

        Raises:
            ValueError: another number of features than of weights.
        """
        total = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return round(total, 4)

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability (0..1), rounded to four decimals.

        >>> Logistic((2.0,), -1.0).probability([0.5])
        0.5
        """
        return round(1 / (1 + math.exp(-max(-700.0, min(700.0, self.logit(features))))), 4)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one reader's scores mean: fitted by `python -m qa.fit_rules`, but for `words_from`, which is set by hand.

    Attributes:
        passage: orders the passages that were read (`qa.reading.passage_features`).
        sentence: how likely a sentence is part of the answer (`qa.evidence.sentence_features`).
        answer: how likely the whole answer is right (`qa.select.answer_features`): the confidence.
        sentence_from: probability from which a further sentence is shown.
        found_from: confidence from which an answer counts as found.
        words_from: margin from which the reader's words are shown in bold.
    """

    passage: Logistic
    sentence: Logistic
    answer: Logistic
    sentence_from: float
    found_from: float
    words_from: float


def load_rules(path: Path) -> Rules:
    """Read the rules of a reader.

    Raises:
        ValueError: the file is not the rules of a reader, or of another format.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))
        if stored["format"] != FORMAT:
            raise ValueError(f"format {stored['format']}, expected {FORMAT}")
        return Rules(
            passage=_logistic(stored["passage"]),
            sentence=_logistic(stored["sentence"]),
            answer=_logistic(stored["answer"]),
            sentence_from=float(stored["sentence_from"]),
            found_from=float(stored["found_from"]),
            words_from=float(stored["words_from"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} does not hold the rules of a reader: {error}") from error


def save_rules(rules: Rules, path: Path) -> None:
    """Write rules as JSON that people can read."""
    parts = {name: _stored(getattr(rules, name)) for name in ("passage", "sentence", "answer")}
    numbers = {name: getattr(rules, name) for name in ("sentence_from", "found_from", "words_from")}
    path.write_text(json.dumps({"format": FORMAT, **parts, **numbers}, indent=1) + "\n", "utf-8")


def _logistic(stored: Mapping[str, object]) -> Logistic:
    return Logistic(tuple(map(float, stored["weights"])), float(stored["bias"]))  # type: ignore[arg-type, call-overload]


def _stored(part: Logistic) -> dict[str, object]:
    return {"weights": [round(w, 4) for w in part.weights], "bias": round(part.bias, 4)}
