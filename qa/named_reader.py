"""The folder of a published model in, a reader out: question answering or a cross-encoder, run in torch."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.weights import quiet_transformers
from qa.forms_reader import pointed_by_form
from qa.reader import Reader, Reading, pointed_in
from qa.reader_input import LONGEST_INPUT, Pair, ReaderInput
from qa.rules import Logistic, Rules

ANSWERING_RULES = Rules(
    passage=Logistic((4.0, 0.0, 5.0, 0.0), 0.0),
    sentence=Logistic((2.0, -4.0, 0.0, -5.0, 2.0, 2.0, 2.0), -3.0),
    answer=Logistic((3.0, 0.0, 0.0, 5.0, 4.0, 3.0, 0.3), -7.5),
    sentence_from=0.5,
    found_from=0.4,
    words_from=-3.0,
)
"""For any question-answering model: set by hand from the shipped reader's, since nothing was fitted to this one."""

RANKING_RULES = Rules(
    passage=Logistic((4.0, 0.0, 0.0, 5.0), 0.0),
    sentence=Logistic((1.0, 0.0, 0.0, -6.0, 3.6, 1.8, 6.0), -8.0),
    answer=Logistic((0.0, 2.0, 0.0, 6.0, 4.5, 3.5, 0.3), -8.5),
    sentence_from=0.4,
    found_from=0.4,
    words_from=0.0,
)
"""For any cross-encoder, likewise: it ranks passages and points at nothing, so the question's form has to."""


def named_reader(name: str, folder: Path, sha256: str) -> Reader:
    """Load the model in a folder as a reader.

    Raises:
        ValueError: it is neither a question-answering model nor a cross-encoder with one score, or cannot be loaded.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kinds = " ".join(config.get("architectures") or ())
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"the reader {name} has no config.json that can be read: {error}") from error
    if "ForQuestionAnswering" in kinds:
        return AnsweringReader(name, folder, sha256)
    if "ForSequenceClassification" in kinds:
        return RankingReader(name, folder, sha256)
    raise ValueError(
        f"the reader {name} is {kinds or 'of no known kind'}: expected a question-answering model or a cross-encoder"
    )


class AnsweringReader:
    """A question-answering model in transformers' format: spans, and "nothing" at the first token."""

    rules = ANSWERING_RULES

    def __init__(self, name: str, folder: Path, sha256: str) -> None:
        transformers = quiet_transformers()
        self.name = name
        self.sha256 = sha256
        self._lock = threading.Lock()
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
            self._model = transformers.AutoModelForQuestionAnswering.from_pretrained(
                str(folder), local_files_only=True, use_safetensors=True
            ).eval()
        except Exception as error:  # transformers, safetensors and tokenizers each raise their own
            raise ValueError(f"the reader {name} cannot be loaded: {error}") from error

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Return what each pair's passage answers; scores are rounded to four decimals."""
        import torch

        if not pairs:
            return []
        encoded = self._tokenizer(
            [pair.question for pair in pairs],
            [pair.passage for pair in pairs],
            truncation="only_second",
            max_length=LONGEST_INPUT,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").tolist()
        with self._lock, torch.inference_mode():
            scores = self._model(**encoded)
        starts, ends = scores.start_logits.float().numpy(), scores.end_logits.float().numpy()
        readings = []
        for number, pair in enumerate(pairs):
            row = _row(encoded.sequence_ids(number), offsets[number])
            pointed = pointed_in(row, pair, starts[number], ends[number])
            readings.append(Reading(pointed, max(p.margin for p in pointed)))
        return readings


class RankingReader:
    """A cross-encoder in sentence-transformers' format: one score for the pair, words by the question's form."""

    rules = RANKING_RULES

    def __init__(self, name: str, folder: Path, sha256: str) -> None:
        quiet_transformers()
        from sentence_transformers import CrossEncoder

        self.name = name
        self.sha256 = sha256
        self._lock = threading.Lock()
        try:
            self._model = CrossEncoder(
                str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
            )
        except Exception as error:  # as above
            raise ValueError(f"the reader {name} cannot be loaded: {error}") from error
        if self._model.num_labels != 1:
            raise ValueError(f"the reader {name} gives {self._model.num_labels} scores: expected one")

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Return the score of each pair, rounded to four decimals, and words by the question's form."""
        if not pairs:
            return []
        texts = [(pair.question, f"{pair.title}\n{pair.passage}" if pair.title else pair.passage) for pair in pairs]
        with self._lock:
            scores: Any = self._model.predict(texts, activation_fn=_logits, show_progress_bar=False)
        return [
            Reading(pointed_by_form(pair), round(float(score), 4))
            for pair, score in zip(pairs, np.asarray(scores).reshape(-1), strict=True)
        ]


def _logits(scores: Any) -> Any:
    return scores


def _row(parts: Sequence[int | None], offsets: Sequence[Sequence[int]]) -> ReaderInput:
    """Return where the passage's tokens are in what a tokenizer made of a pair."""
    inside = [place for place, part in enumerate(parts) if part == 1]
    first = inside[0] if inside else 0
    return ReaderInput((), (), first, tuple((offsets[place][0], offsets[place][1]) for place in inside))
