"""What this machine can do at best: products of matrices of the encoder's own shapes, and reading memory."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from index.engine import STREAMS

TOKENS = (128, 512, 1024, 2048)
"""In one batch."""

SHAPES = ((384, 384), (384, 1152), (384, 1536), (1536, 384))
"""Of the weights that a batch is multiplied with: attention's, alone and all three at once, and those behind it."""

TRYING = 0.06
"""Seconds for which each product is repeated: the best of many short ones is what the machine can do undisturbed."""


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Operations a second, of multiplying and adding, by precision."""

    fp32: float
    bf16: float
    int8: float

    def best(self, other: "Ceilings") -> "Ceilings":
        """Return the higher of two measurements."""
        return Ceilings(max(self.fp32, other.fp32), max(self.bf16, other.bf16), max(self.int8, other.int8))


def ceilings() -> Ceilings:
    """Measure them with torch (oneDNN), which is quicker at such products than OpenVINO in every precision."""
    import torch

    def rate(made: Callable[[int, int], Any], product: Callable[[Any, Any], object]) -> float:
        return max(
            2 * tokens * inner * outer / least_seconds(made(tokens, inner), made(inner, outer), product)
            for tokens in TOKENS
            for inner, outer in SHAPES
        )

    def floats(rows: int, columns: int) -> Any:
        return torch.rand(rows, columns)

    def halves(rows: int, columns: int) -> Any:
        return torch.rand(rows, columns).bfloat16()

    def bytes_(rows: int, columns: int) -> Any:
        return torch.randint(-127, 127, (rows, columns), dtype=torch.int8)

    return Ceilings(rate(floats, torch.mm), rate(halves, torch.mm), rate(bytes_, torch._int_mm))


def least_seconds(a: Any, b: Any, product: Callable[[Any, Any], object]) -> float:
    """Return the seconds of the quickest of many products."""
    product(a, b)
    best, ending = float("inf"), perf_counter() + TRYING
    while (started := perf_counter()) < ending:
        product(a, b)
        best = min(best, perf_counter() - started)
    return best


def operations(lengths: Sequence[int]) -> float:
    """Return the operations of the encoder for texts of so many tokens.

    A token costs 21.2 million in the six layers' weights, and 9,216 for each token that it attends to.
    """
    tokens = np.array(lengths, float)
    return float((tokens * (21.2e6 + 9216 * tokens)).sum())


def memory_bandwidth() -> float:
    """Return the bytes a second that are read from memory, all cores at once, from far more than a cache holds."""
    blocks = [np.ones(2**25, np.int64) for _ in range(STREAMS)]
    with ThreadPoolExecutor(STREAMS) as pool:

        def read() -> None:
            list(pool.map(np.sum, blocks))

        read()
        best = float("inf")
        for _ in range(5):
            started = perf_counter()
            read()
            best = min(best, perf_counter() - started)
    return sum(block.nbytes for block in blocks) / best
