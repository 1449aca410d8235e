"""A batch and what the reader's network makes of it in, the loss that it is trained to lower out."""

from dataclasses import dataclass
from typing import Any

from qa.reader_input import ReaderInput, feed

ANSWERING_WEIGHT = 0.5
"""Weight of the answer head's loss beside the span head's."""

WITHOUT_ANSWER_WEIGHT = 0.2
"""Weight of a window without an answer beside one with: there are three of them."""

RANKING_WEIGHT = 0.5
"""Weight of the loss that tells the windows of one question apart."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs with their targets: positions of the answer's first and last token, (0, 0) for none.

    `groups` holds the number of each input's question; the first input of a question has its answer.
    """

    inputs: list[ReaderInput]
    targets: list[tuple[int, int]]
    groups: list[int]


def loss_of(network: Any, batch: Batch, device: str) -> Any:
    """Return the mean loss: cross entropy of the span's two ends, of whether there is one, and of which window has it.

    The last compares the windows of one question, as search will show them to the reader (Clark and Gardner, "Simple
    and effective multi-paragraph reading comprehension", arXiv 1710.10723, section 3).
    """
    import torch
    from torch.nn import functional

    tensors = {name: torch.from_numpy(values).to(device) for name, values in feed(batch.inputs).items()}
    starts, ends, answers = network(**tensors)
    readable = torch.zeros(starts.shape, dtype=torch.bool)
    for number, row in enumerate(batch.inputs):
        readable[number, 0] = True
        readable[number, row.first : row.first + len(row.offsets)] = True
    readable = readable.to(device)
    targets = torch.tensor(batch.targets, device=device)
    sides = [scores.float().masked_fill(~readable, -1e4) for scores in (starts, ends)]
    answered = targets[:, 0] > 0
    weights = torch.where(answered, 1.0, WITHOUT_ANSWER_WEIGHT)
    spans = [functional.cross_entropy(side, targets[:, n], reduction="none") / 2 for n, side in enumerate(sides)]
    answering = functional.binary_cross_entropy_with_logits(answers.float(), answered.float(), reduction="none")
    reading = ((sum(spans) + ANSWERING_WEIGHT * answering) * weights).sum() / weights.sum()
    margins = sum(side[:, 1:].logsumexp(1) - side[:, 0] for side in sides)
    groups = torch.tensor(batch.groups, device=device)
    return reading + RANKING_WEIGHT * (
        _ranking(margins, answered, groups) + _ranking(answers.float(), answered, groups)
    )


def _ranking(scores: Any, answered: Any, groups: Any) -> Any:
    """Return the mean cross entropy of the window that answers among those of its question."""
    import torch

    apart = groups[answered][:, None] != groups[None]
    others = scores[None].expand(apart.shape).masked_fill(apart, -1e4)
    return (torch.logsumexp(others, 1) - scores[answered]).sum() / max(1, int(answered.sum()))
