"""Passages per second, ours against plain sentence-transformers, in one run: make bench-encode DATA=DIR."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

PASSAGES = 512
ROUNDS = 5


def passages(data: Path) -> list[str]:
    """Return real passages with their titles, as they are embedded: every 40th paragraph of `squad/corpus.jsonl`."""
    from index.encoder import load_encoder
    from index.passages import embedded_text, passage_spans
    from index.sentences import sentence_spans

    encoder = load_encoder()
    texts: list[str] = []
    with (data / "squad" / "corpus.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for number, line in enumerate(file) if number % 40 == 0]
    for row in rows:
        spans = passage_spans(row["text"], sentence_spans(row["text"]), encoder.token_starts)
        texts.extend(embedded_text(row["title"], row["text"][span.start : span.end]) for span in spans)
    return texts[:PASSAGES]


def seconds(run: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = perf_counter()
    run()
    return perf_counter() - started


def main(data: Path) -> int:
    """Print the table; fail where the encoder is not as quick, or not as near, as it has to be."""
    from index.encoder import load_encoder
    from index.weights import model_folder, sentence_transformer

    texts = passages(data)
    encoder, plain = load_encoder(), sentence_transformer(model_folder("all-MiniLM-L6-v2"))
    runs: dict[str, Callable[[], object]] = {
        "sentence-transformers": lambda: plain.encode(texts, show_progress_bar=False),
        type(encoder).__name__: lambda: encoder.encode(texts),
    }
    for run in runs.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            times[name].append(seconds(run))
    ratio = median(a / b for a, b in zip(*times.values(), strict=True))
    expected = plain.encode(texts, show_progress_bar=False, normalize_embeddings=True)
    cosines = (encoder.encode(texts) * expected).sum(axis=1)
    tokens = sum(map(len, encoder.token_starts(texts))) / len(texts)
    print(f"{len(texts)} passages of {tokens:.0f} tokens, {os.cpu_count()} cores, median of {ROUNDS} rounds in turn")
    for name, values in times.items():
        print(f"{name:24}{len(texts) / median(values):8.1f} passages/s")
    print(f"{'fp32 limit':24}{fp32_limit(tokens):8.1f} passages/s, at the rate of torch's matrix product")
    print(f"{'ratio, pair by pair':24}{ratio:8.2f}")
    print(f"{'cosine, least':24}{cosines.min():8.5f}")
    return 0 if ratio >= wanted_ratio() and np.all(cosines >= 0.999) else 1


def fp32_limit(tokens: float) -> float:
    """Return the passages per second that fp32 would allow if the model were nothing but large matrix products.

    A token costs 21.2 MFLOP in the six layers' weights and 9,216 FLOP for each token that it attends to.
    """
    import torch

    size = 2048
    a, b = torch.rand(size, size), torch.rand(size, size)
    best = min(seconds(lambda: a @ b) for _ in range(20))
    return 2 * size**3 / best / (tokens * (21.2e6 + 9216 * tokens))


def wanted_ratio() -> float:
    """Return 3 where the CPU multiplies bfloat16, else 2."""
    import openvino

    return 3.0 if "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES") else 2.0


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "squad" / "corpus.jsonl").is_file():
        sys.exit("usage: make bench-encode DATA=DIR, where DIR/squad/corpus.jsonl has one {id, title, text} per line")
    sys.exit(main(Path(sys.argv[1])))
