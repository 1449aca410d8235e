"""Texts in, float32 unit rows out: the encoder, on the quickest engine that this machine has."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.model_card import known_languages
from index.weights import DEFAULT_ENCODER, checked_sha256, model_folder, sentence_transformer

if TYPE_CHECKING:
    from index.graph import Graph

Vectors: TypeAlias = NDArray[np.float32]
"""(n, dimension) float32, unit rows."""


class Encoder(Protocol):
    """What the library needs of an encoder.

    Attributes:
        max_tokens: what is read of a text, special tokens included.
        languages: ISO 639-1 codes of those it was made for; None where its card names none.
    """

    name: str
    sha256: str
    dimension: int
    max_tokens: int
    languages: frozenset[str] | None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text; what is beyond `max_tokens` is not read."""
        ...

    def encode_question(self, question: str) -> Vectors:
        """Return the (1, dimension) unit row of a question."""
        ...

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return, for each text, the offset in it where each of its tokens starts, special tokens left out."""
        ...

    def check(self) -> None:
        """Raise ValueError where the weights on disk are not the ones of `sha256`."""
        ...


class GraphEncoder:
    """An encoder as an OpenVINO graph with pooling inside; imports no torch."""

    def __init__(self, name: str, sha256: str, graph: "Graph") -> None:
        from tokenizers import Tokenizer

        self.name = name
        self.sha256 = sha256
        self.dimension = graph.settings.dimension
        self.max_tokens = graph.settings.max_tokens
        self.languages = None if graph.settings.languages is None else frozenset(graph.settings.languages)
        self._graph = graph
        self._tokenizer = Tokenizer.from_file(str(graph.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text; what is beyond `max_tokens` is not read."""
        return self._rows([self._graph.settings.document_prompt + text for text in texts])

    def encode_question(self, question: str) -> Vectors:
        """Return the (1, dimension) unit row of a question."""
        return self._rows([self._graph.settings.question_prompt + question])

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return, for each text, the offset in it where each of its tokens starts, special tokens left out."""
        return _token_starts(self._tokenizer, texts)

    def check(self) -> None:
        """Raise ValueError where the weights, or the graph made of them, are not the ones of `sha256`."""
        _check_weights(self.name, self.sha256)
        self._graph.check()

    def _rows(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(list(texts))
        return unit_rows(self._graph.run([self._truncated(encoding.ids) for encoding in encodings]))

    def _truncated(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]


class PlainEncoder:
    """Any sentence-transformers model as it is, in torch: where the graph cannot be had or does not agree."""

    def __init__(self, name: str, sha256: str, folder: Path) -> None:
        from tokenizers import Tokenizer

        self.name = name
        self.sha256 = sha256
        self._model = sentence_transformer(folder)
        self._tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.dimension = int(self._model.get_embedding_dimension())
        self.max_tokens = int(self._model.max_seq_length)
        self.languages = known_languages(folder)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text; what is beyond `max_tokens` is not read."""
        with self._lock:
            rows = self._model.encode_document(list(texts), show_progress_bar=False)
        return unit_rows(np.asarray(rows, np.float32).reshape(len(texts), self.dimension))

    def encode_question(self, question: str) -> Vectors:
        """Return the (1, dimension) unit row of a question."""
        with self._lock:
            return unit_rows(np.asarray(self._model.encode_query([question], show_progress_bar=False), np.float32))

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return, for each text, the offset in it where each of its tokens starts, special tokens left out."""
        return _token_starts(self._tokenizer, texts)

    def check(self) -> None:
        """Raise ValueError where the weights on disk are not the ones of `sha256`."""
        _check_weights(self.name, self.sha256)


def load_encoder(name: str = DEFAULT_ENCODER, *, sha256: str | None = None, cache: Path | None = None) -> Encoder:
    """Load an encoder by name: the default, a sentence-transformers model's folder, or its hub name.

    Args:
        name: the default's name, a folder, or `organisation/model`.
        sha256: of the weights that the library was made with; None hashes the weights that are there.
        cache: where converted graphs are kept; default: the platform's cache folder.

    Raises:
        ValueError: an unknown model, a missing package, or weights with another hash.
    """
    from index.graph import open_graph

    folder = model_folder(name)
    sha256 = sha256 or checked_sha256(name, folder)
    graph = open_graph(name, sha256, folder, cache)
    if graph is None:
        return PlainEncoder(name, sha256, folder)
    return GraphEncoder(name, sha256, graph)


def unit_rows(rows: Vectors) -> Vectors:
    """Return the rows divided by their lengths; the only place where vectors are normalised.

    >>> unit_rows(np.array([[3.0, 4.0]], np.float32)).round(3).tolist() == [[0.6000000238418579, 0.800000011920929]]
    True
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)


def _check_weights(name: str, sha256: str) -> None:
    found = checked_sha256(name, model_folder(name))
    if found != sha256:
        raise ValueError(f"the weights of {name} have sha-256 {found[:12]}…, the library was made with {sha256[:12]}…")


def _token_starts(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [[start for start, _ in encoding.offsets] for encoding in encodings]
