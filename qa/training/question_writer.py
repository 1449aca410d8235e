"""Questions that people asked in, a writer of questions out; a passage with an answer marked in, a question out."""

import random
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.passages import Span
from index.weights import DEFAULT_ENCODER, model_folder
from qa.reader_input import reader_tokenizer
from qa.training.examples import Asked, Context, around
from qa.training.writer_network import writer_network

LONGEST_SOURCE = 160
"""Tokens of an answer, a title and a passage that are looked at."""

LONGEST_WRITTEN = 28
"""Tokens of a question, with the one that ends it; 97 of 100 that people asked have fewer."""

BATCH_SIZE = 32
LEARNING_RATE = 3e-4
WARM_UP = 0.05
REPORT_EVERY = 250

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Source:
    """What a question is written from: `[CLS] answer [SEP] title [SEP] passage [SEP]`, the answer marked by its type.

    Attributes:
        ids, types: token ids, and 1 at the tokens of the answer in the passage.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]


def source_of(tokenizer: Any, text: str, answer: Span, title: str) -> Source:
    """Return a text, whose span `answer` the question shall ask for, as the network takes it in."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    ids = [cls]
    for part in (text[slice(*answer)], title):
        ids += [*tokenizer.encode(part, add_special_tokens=False).ids[:24], sep]
    passage = tokenizer.encode(text, add_special_tokens=False)
    types = [0] * len(ids) + [int(end > answer[0] and start < answer[1]) for start, end in passage.offsets]
    ids += passage.ids
    return Source((*ids[: LONGEST_SOURCE - 1], sep), (*types[: LONGEST_SOURCE - 1], 0))


class QuestionWriter:
    """A network that writes questions, on a CPU."""

    def __init__(self) -> None:
        folder = model_folder(DEFAULT_ENCODER)
        self.tokenizer = reader_tokenizer(folder / "tokenizer.json")
        self.network = writer_network(folder)
        self._mask = self.tokenizer.token_to_id("[MASK]")
        self._end = self.tokenizer.token_to_id("[SEP]")

    def train(self, contexts: Sequence[Context], asked: Sequence[Asked], examples: int, seed: int) -> None:
        """Learn from so many draws of the questions that people asked."""
        import torch

        torch.manual_seed(seed)
        self.network.train()
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=LEARNING_RATE, weight_decay=0.01, fused=True)
        steps, started, losses = examples // BATCH_SIZE, perf_counter(), []
        warm = max(1, int(WARM_UP * steps))
        drawn = self._drawn(contexts, asked, random.Random(seed))  # noqa: S311  nothing secret
        for step in range(steps):
            for group in optimizer.param_groups:
                group["lr"] = LEARNING_RATE * min((step + 1) / warm, (steps - step) / (steps - warm))
            with _quick():
                loss = self._loss(next(drawn))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            optimizer.step()
            losses.append(float(loss.detach()))
            if (step + 1) % REPORT_EVERY == 0 or step + 1 == steps:
                rate = (step + 1) * BATCH_SIZE / (perf_counter() - started)
                print(f"writer: step {step + 1}/{steps}: loss {np.mean(losses):.3f}, {rate:.1f} examples/s", flush=True)
                losses.clear()
        self.network.eval()

    def _drawn(
        self, contexts: Sequence[Context], asked: Sequence[Asked], drawn: random.Random
    ) -> Iterator[list[tuple[Source, list[int]]]]:
        """Yield batches of like length, each question as often as its set's share says."""
        shares = [row.share for row in asked]
        while True:
            pool = []
            for row in drawn.choices(asked, shares, k=32 * BATCH_SIZE):
                context = contexts[row.context]
                start, end = around(context, row.answer, drawn)
                answer = row.answer[0] - start, row.answer[1] - start
                source = source_of(self.tokenizer, context.text[start:end], answer, context.title)
                written = self.tokenizer.encode(row.question, add_special_tokens=False).ids[: LONGEST_WRITTEN - 1]
                pool.append((source, [*written, self._end]))
            pool.sort(key=lambda pair: len(pair[0].ids) + 2 * len(pair[1]))
            chunks = [pool[i : i + BATCH_SIZE] for i in range(0, len(pool), BATCH_SIZE)]
            drawn.shuffle(chunks)
            yield from chunks

    def _loss(self, batch: Sequence[tuple[Source, list[int]]]) -> Any:
        """Return the mean cross entropy of each written token, given all before it."""
        import torch

        longest = max(len(source.ids) + 2 * len(written) for source, written in batch)
        ids, types, places = (np.zeros((len(batch), longest), np.int64) for _ in range(3))
        allowed = np.zeros((len(batch), longest, longest), bool)
        wanted = np.full((len(batch), longest), -100, np.int64)
        for number, (source, written) in enumerate(batch):
            read, n = len(source.ids), len(written)
            ids[number, : read + 2 * n] = [*source.ids, *written, *[self._mask] * n]
            types[number, :read] = source.types
            places[number, : read + 2 * n] = [*range(read), *range(read, read + n), *range(read, read + n)]
            allowed[number, : read + 2 * n, :read] = True
            known, asked_for = slice(read, read + n), slice(read + n, read + 2 * n)
            allowed[number, known, known] = np.tri(n, dtype=bool)
            allowed[number, asked_for, known] = np.tri(n, k=-1, dtype=bool)
            allowed[number, asked_for, asked_for] = np.eye(n, dtype=bool)
            wanted[number, asked_for] = written
        tensors = [torch.from_numpy(rows) for rows in (ids, types, places, allowed)]
        hidden, _ = self.network(*tensors)
        targets = torch.from_numpy(wanted)
        logits = self.network.logits(hidden[targets >= 0])
        return torch.nn.functional.cross_entropy(logits.float(), targets[targets >= 0])

    def write(self, sources: Sequence[Source]) -> list[str]:
        """Return one question for each source: at each place the likeliest token."""
        import torch

        with torch.inference_mode(), _quick():
            rows = self._written(sources)
        ended = [row[: row.index(self._end)] if self._end in row else [] for row in rows]
        return list(self.tokenizer.decode_batch(ended))

    def _written(self, sources: Sequence[Source]) -> list[list[int]]:
        import torch

        size, longest = len(sources), max(len(source.ids) for source in sources)
        ids, types = np.zeros((size, longest), np.int64), np.zeros((size, longest), np.int64)
        lengths = np.array([len(source.ids) for source in sources])
        for number, source in enumerate(sources):
            ids[number, : len(source.ids)], types[number, : len(source.ids)] = source.ids, source.types
        readable = torch.from_numpy(np.arange(longest)[None] < lengths[:, None])
        places = torch.arange(longest)[None].expand(size, longest)
        allowed = readable[:, None].expand(size, longest, longest)
        _, memory = self.network(torch.from_numpy(ids), torch.from_numpy(types), places, allowed)
        written = torch.full((size, 1), self._mask)
        done = torch.zeros(size, dtype=torch.bool)
        rows: list[Any] = []
        for number in range(LONGEST_WRITTEN):
            count = written.shape[1]
            places = torch.from_numpy(lengths)[:, None] + torch.arange(number + 1 - count, number + 1)[None]
            seen = torch.ones((size, count, number - count + 1), dtype=torch.bool)
            own = torch.ones((count, count), dtype=torch.bool).tril()[None].expand(size, count, count)
            allowed = torch.cat([readable[:, None].expand(size, count, longest), seen, own], 2)
            hidden, kept = self.network(written, torch.zeros_like(written), places, allowed, memory)
            memory = [(key[:, :, :-1], value[:, :, :-1]) for key, value in kept]
            chosen = self.network.logits(hidden[:, -1]).argmax(-1)
            rows.append(chosen)
            done |= chosen == self._end
            if bool(done.all()):
                break
            written = torch.stack([chosen, torch.full((size,), self._mask)], 1)
        return [row.tolist() for row in torch.stack(rows, 1)]


def _quick() -> Any:
    """Return the context in which matrices are multiplied in bfloat16, where the CPU has it."""
    import openvino
    import torch

    has_it = "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return torch.autocast("cpu", torch.bfloat16) if has_it else nullcontext()
