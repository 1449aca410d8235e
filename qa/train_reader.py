"""Public reading data in, the shipped reader out: python -m qa.train_reader --data DIR --out DIR."""

import argparse
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from index.engine import runtime
from index.weights import DEFAULT_ENCODER, model_folder
from qa.reader import GRAPH, RULES, TOKENIZER
from qa.reader_input import Pair, ReaderInput, feed, reader_inputs, reader_tokenizer, token_span
from qa.rules import save_rules
from qa.training.card import figures, write_card
from qa.training.examples import NEGATIVES, Asked, Context, Group, epoch, read_sets
from qa.training.fitting import UNFITTED
from qa.training.loss import Batch, loss_of
from qa.training.negatives import found_negatives
from qa.training.network import reader_network, save_graph

POOL = 64
"""Batches that are sorted by length together, so that little is padded."""

SAVE_EVERY = 250
"""Steps between checkpoints."""

WARM_UP = 0.05
"""Share of the steps in which the learning rate rises; then it falls to 0 in a straight line."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is made of: as many examples as these, in batches of this size, from this seed.

    `start_from` names the checkpoint of another run whose weights it starts from; none stands for the encoder's.
    """

    examples: int = 160_000
    batch_size: int = 32
    learning_rate: float = 1.5e-4
    seed: int = 1
    start_from: Path | None = None


def batches(groups: Sequence[Group], tokenizer: Any, run: Run, seed: int) -> Iterator[Batch]:
    """Yield the examples in batches of like length, in an order that only the seed decides; no group is parted."""
    drawn = random.Random(seed)  # noqa: S311  nothing secret
    together = max(1, run.batch_size // (1 + NEGATIVES))
    for first in range(0, len(groups), POOL * together):
        pool = groups[first : first + POOL * together]
        inputs = iter(reader_inputs(tokenizer, [example.pair for group in pool for example in group]))
        rows = [(list(islice(inputs, len(group))), group) for group in pool]
        rows.sort(key=lambda row: max(len(one.ids) for one in row[0]))
        chunks = [rows[i : i + together] for i in range(0, len(rows), together)]
        drawn.shuffle(chunks)
        yield from map(_batch, chunks)


def _batch(rows: Sequence[tuple[list[ReaderInput], Group]]) -> Batch:
    found = [
        (row, example, number)
        for number, (inputs, group) in enumerate(rows)
        for row, example in zip(inputs, group, strict=True)
    ]
    spans = [token_span(row, example.answer) if example.answer else None for row, example, _ in found]
    return Batch([row for row, _, _ in found], [span or (0, 0) for span in spans], [number for _, _, number in found])


def learning_rate(step: int, steps: int, run: Run) -> float:
    """Return the learning rate of a step.

    >>> [round(learning_rate(step, 100, Run(learning_rate=1.0)), 2) for step in (0, 4, 5, 50, 99)]
    [0.2, 1.0, 1.0, 0.53, 0.01]
    """
    warm = max(1, int(WARM_UP * steps))
    return run.learning_rate * min((step + 1) / warm, (steps - step) / (steps - warm))


def train(contexts: Sequence[Context], asked: Sequence[Asked], out: Path, run: Run) -> Any:
    """Train, from the last checkpoint in `out` where there is one, and return the network.

    Args:
        contexts: the texts.
        asked: the questions.
        out: folder for checkpoints and for the negatives, which are found once.
        run: how long, and from which seed.
    """
    import torch

    torch.manual_seed(run.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    folder = model_folder(DEFAULT_ENCODER)
    network = reader_network(folder).to(device).train()
    if run.start_from is not None:
        load_weights(run.start_from, network)
    network.encoder.set_attn_implementation("eager" if device == "cpu" else "sdpa")  # a CPU takes the one back sooner
    tokenizer = reader_tokenizer(folder / "tokenizer.json")
    optimizer = torch.optim.AdamW(network.parameters(), lr=run.learning_rate, weight_decay=0.01, fused=True)
    done, steps = load_checkpoint(out, network, optimizer), run.examples // run.batch_size
    drawn = _steps(contexts, asked, found_negatives(contexts, asked, out), tokenizer, run)
    started, losses = perf_counter(), []
    for step, batch in islice(enumerate(drawn), done, steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, steps, run)
        torch.manual_seed(run.seed * 1_000_000 + step)  # dropout's, so that a run that was stopped goes on the same
        losses.append(_update(network, optimizer, batch, device))
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == steps:
            save_checkpoint(out, network, optimizer, step + 1)
            rate = (step + 1 - done) * run.batch_size / (perf_counter() - started)
            print(f"step {step + 1}/{steps}: loss {np.mean(losses):.3f}, {rate:.1f} examples/s", flush=True)
            losses.clear()
    return network.to("cpu").eval()


def _update(network: Any, optimizer: Any, batch: Batch, device: str) -> float:
    """Take one step and return its loss."""
    import torch

    with torch.autocast(device, torch.bfloat16, enabled=_has_bf16(device)):
        loss = loss_of(network, batch, device)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _steps(
    contexts: Sequence[Context], asked: Sequence[Asked], negatives: dict[int, list[Pair]], tokenizer: Any, run: Run
) -> Iterator[Batch]:
    number = 0
    while True:
        seed = run.seed * 1000 + number
        yield from batches(epoch(contexts, asked, negatives, seed), tokenizer, run, seed)
        number += 1


@cache
def _has_bf16(device: str) -> bool:
    """Tell whether the device multiplies bfloat16 quickly; where it only can, it is a hundred times slower."""
    return device == "cuda" or "BF16" in runtime().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def save_checkpoint(out: Path, network: Any, optimizer: Any, step: int) -> None:
    """Write weights, the optimizer's moments and the step, whole or not at all."""
    from safetensors.torch import save_file

    tensors = {f"network.{name}": tensor for name, tensor in network.state_dict().items()}
    for name, parameter in network.named_parameters():
        for moment in ("exp_avg", "exp_avg_sq"):
            tensors[f"{moment}.{name}"] = optimizer.state[parameter][moment]
    partial = out / "checkpoint.part"
    save_file({name: tensor.cpu().contiguous() for name, tensor in tensors.items()}, partial, {"step": str(step)})
    partial.replace(out / "checkpoint.safetensors")


def load_weights(checkpoint: Path, network: Any) -> None:
    """Put the weights of a checkpoint into a network."""
    from safetensors import safe_open

    with safe_open(checkpoint, "pt") as file:
        network.load_state_dict({name: file.get_tensor(f"network.{name}") for name in network.state_dict()})


def average_with(start: Path, network: Any, out: Path, share: float = 0.5) -> None:
    """Move a trained network part of the way back to where it started, and keep these weights for a further run.

    The mean of both reads better than either: Wortsman et al., "Robust fine-tuning of zero-shot models", arXiv
    2109.01903.

    Args:
        start: checkpoint that the run started from.
        network: as trained.
        out: folder for `averaged.safetensors`, which `--start-from` takes.
        share: of the trained weights in the mean.
    """
    from safetensors.torch import load_file, save_file

    started = load_file(start)
    mean = {
        f"network.{name}": share * tensor + (1 - share) * started[f"network.{name}"]
        for name, tensor in network.state_dict().items()
    }
    save_file(mean, out / "averaged.safetensors")
    load_weights(out / "averaged.safetensors", network)


def load_checkpoint(out: Path, network: Any, optimizer: Any) -> int:
    """Put the last checkpoint of `out` into network and optimizer and return its step, or 0 where there is none."""
    import torch
    from safetensors import safe_open

    path = out / "checkpoint.safetensors"
    if not path.is_file():
        return 0
    load_weights(path, network)
    with safe_open(path, "pt") as file:
        step = int(file.metadata()["step"])
        for name, parameter in network.named_parameters():
            moments = {m: file.get_tensor(f"{m}.{name}").to(parameter.device) for m in ("exp_avg", "exp_avg_sq")}
            optimizer.state[parameter] = {"step": torch.tensor(float(step)), **moments}
    return step


def write_reader(network: Any, folder: Path) -> None:
    """Write the network and its tokenizer as a reader; its rules are fitted afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = model_folder(DEFAULT_ENCODER) / "tokenizer.json"
    example = reader_inputs(
        reader_tokenizer(tokenizer), [Pair("Who came?", "She came. He left."), Pair("Who?", "She.")]
    )
    save_graph(network, feed(example), folder / GRAPH)
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    if not (folder / RULES).is_file():
        save_rules(UNFITTED, folder / RULES)


def main() -> None:
    """Parse the arguments, train, and write the reader with its model card."""
    defaults = Run()
    parser = argparse.ArgumentParser(prog="python -m qa.train_reader", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="DIR/reader/*.json in SQuAD's format")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints; the reader is OUT/reader")
    parser.add_argument("--examples", type=int, default=defaults.examples, help="examples to train on")
    parser.add_argument("--learning-rate", type=float, default=defaults.learning_rate, help="its peak")
    parser.add_argument("--start-from", type=Path, metavar="FILE", help="checkpoint of another run to start from")
    parser.add_argument("--seed", type=int, default=defaults.seed, help="of everything that is drawn")
    parser.add_argument("--average", action="store_true", help="write the mean of what it started from and ended with")
    arguments = parser.parse_args()
    if arguments.average and arguments.start_from is None:
        parser.error("--average needs --start-from: there is nothing else to average with")
    run = Run(arguments.examples, defaults.batch_size, arguments.learning_rate, arguments.seed, arguments.start_from)
    arguments.out.mkdir(parents=True, exist_ok=True)
    contexts, asked = read_sets(arguments.data / "reader")
    network = train(contexts, asked, arguments.out, run)
    if arguments.average:
        average_with(arguments.start_from, network, arguments.out)
    write_reader(network, arguments.out / "reader")
    facts = {
        **{name: value for name, value in asdict(run).items() if value is not None},
        **figures(arguments.data, arguments.out / "reader"),
    }
    write_card(arguments.out / "reader", facts)
    print(facts)


if __name__ == "__main__":
    main()
