"""What others write first, to be measured beside Excerpt: the plain stack, and txtai, both with the same weights."""

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

import numpy as np

from index.encoder import Vectors
from index.weights import DEFAULT_ENCODER, model_folder, sentence_transformer

TOP_K = 5
"""Passages that a question gets from either."""


class PlainStack:
    """`SentenceTransformer.encode` in its defaults, `faiss.IndexFlatIP`, and a loop in Python."""

    def __init__(self) -> None:
        self.model = sentence_transformer(model_folder(DEFAULT_ENCODER))
        self.index: Any = None
        self.texts: Sequence[str] = ()

    def add(self, texts: Sequence[str], vectors: Vectors | None = None) -> None:
        """Index texts, which are embedded now unless their vectors are given."""
        import faiss

        vectors = self.model.encode(list(texts), show_progress_bar=False) if vectors is None else vectors
        self.index, self.texts = faiss.IndexFlatIP(vectors.shape[1]), texts
        self.index.add(vectors)

    def search(self, question: str) -> list[str]:
        """Return the nearest texts."""
        _, found = self.index.search(self.model.encode([question], show_progress_bar=False), TOP_K)
        return [self.texts[i] for i in found[0]]


class Txtai:
    """txtai with `hybrid=True`: its vectors, its BM25, its fusion; as it comes, without a database of contents."""

    def __init__(self) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings(path=str(model_folder(DEFAULT_ENCODER)), hybrid=True, content=False)

    def add(self, texts: Sequence[str], vectors: Vectors | None = None) -> None:
        """Index texts, which are embedded now unless their vectors are given; their words are indexed either way."""
        if vectors is None:
            self._embeddings.index(enumerate(texts))
            return
        stored = dict(zip(texts, vectors, strict=True))

        def encode(_: object, data: Sequence[str], category: str | None = None) -> Vectors:
            return np.array([stored[text] for text in data])

        with patch.object(type(self._embeddings.model), "encode", encode):
            self._embeddings.index(enumerate(texts))

    def search(self, question: str) -> list[tuple[int, float]]:
        """Return the numbers and scores of the best texts."""
        return list(self._embeddings.search(question, TOP_K))
