"""An encoder without a model: a hashed bag of words, so that texts with like words lie near each other."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from index.encoder import Vectors, unit_rows

WORD = re.compile(r"\w+|[^\w\s]")


class FakeEncoder:
    name = "fake"
    sha256 = "fa4e" * 16

    def __init__(self, *, dimension: int = 96, max_tokens: int = 256, languages: frozenset[str] | None = None) -> None:
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.languages = languages
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        rows = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in WORD.findall(text.lower())[: self.max_tokens]:
                rows[row, zlib.crc32(word[:5].encode()) % self.dimension] += 1.0
        return unit_rows(rows)

    def encode_question(self, question: str) -> Vectors:
        return self.encode([question])

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        return [[match.start() for match in WORD.finditer(text)] for text in texts]

    def check(self) -> None:
        pass


class NoEncoder(FakeEncoder):
    """Embeds nothing."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"{len(texts)} texts are embedded")
