"""Questions and passages in, what the reader's network takes out; and its scores in, spans of the passage out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.graph import padded
from index.passages import Span

Scores: TypeAlias = NDArray[np.float32]
"""(batch, tokens) or (batch,) float32, unbounded: the network's logits."""

LONGEST_INPUT = 320
"""Tokens that are read: a passage has at most 200, and the question and the title have room beside it."""

LONGEST_QUESTION = 64
"""Tokens of a question that are read; the longest of 612 in XQuAD has 29."""

LONGEST_TITLE = 24
"""Tokens of a title that are read: enough to tell what a passage is about."""

LONGEST_ANSWER = 30
"""Tokens of an answer, at most; 98 of 100 answers in XQuAD have fewer than 16."""

NOT_READ = -20.0
"""Margin of a sentence beyond the tokens that are read: about the lowest that the network gives (-20.4 in 30,000)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with a passage that may answer it.

    Attributes:
        title: of the passage's document.
        sentences: spans of the passage's sentences in it; none stands for the whole passage as one.
    """

    question: str
    passage: str
    title: str = ""
    sentences: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """One pair in tokens: `[CLS] question [SEP] title [SEP] passage [SEP]`, the title left out where there is none.

    Attributes:
        ids, types: token ids, and 0 up to the first [SEP], 1 behind it.
        first: where the passage's tokens start.
        offsets: of each of the passage's tokens, in the passage's characters.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    first: int
    offsets: tuple[Span, ...]


def reader_tokenizer(file: Path) -> Any:
    """Open a tokenizer that neither pads nor cuts, since `reader_inputs` does."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def reader_inputs(tokenizer: Any, pairs: Sequence[Pair]) -> list[ReaderInput]:
    """Return the pairs in tokens; what is beyond the limits above is not read."""
    questions = {text: tokenizer.encode(text, add_special_tokens=False).ids for text in {p.question for p in pairs}}
    titles = {text: tokenizer.encode(text, add_special_tokens=False).ids for text in {p.title for p in pairs}}
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    passages = tokenizer.encode_batch([pair.passage for pair in pairs], add_special_tokens=False)
    made = []
    for pair, passage in zip(pairs, passages, strict=True):
        before = [cls, *questions[pair.question][:LONGEST_QUESTION], sep]
        if titles[pair.title]:
            before += [*titles[pair.title][:LONGEST_TITLE], sep]
        room = LONGEST_INPUT - len(before) - 1
        asked = before.index(sep) + 1
        ids = (*before, *passage.ids[:room], sep)
        types = (0,) * asked + (1,) * (len(ids) - asked)
        made.append(ReaderInput(ids, types, len(before), tuple(passage.offsets[:room])))
    return made


def feed(batch: Sequence[ReaderInput]) -> dict[str, NDArray[np.int64]]:
    """Return the named tensors of a BERT-like network, padded to the longest of the batch."""
    tensors = padded([row.ids for row in batch])
    for number, row in enumerate(batch):
        tensors["token_type_ids"][number, : len(row.types)] = row.types
    return tensors


def best_span(row: ReaderInput, starts: Scores, ends: Scores, within: Span) -> tuple[Span | None, float]:
    """Return the likeliest answer in a part of the passage, and by how much it is likelier than no answer (log odds).

    "Nothing" is scored at [CLS] (SQuAD 2.0's way: Devlin et al., arXiv 1810.04805, section 4.3). Of equal spans the
    first and shortest is taken.

    Args:
        row: the input.
        starts: (tokens,) score of each token to be the answer's first.
        ends: (tokens,) score of each token to be its last.
        within: the part, in the passage's characters.

    Returns:
        The span in the passage's characters, None where nothing of the part was read, and its margin.
    """
    inside = [
        i for i, (start, end) in enumerate(row.offsets) if start >= within[0] and end <= within[1] and start < end
    ]
    if not inside:
        return None, NOT_READ
    tokens = slice(row.first + inside[0], row.first + inside[-1] + 1)
    sums = starts[tokens, None] + ends[None, tokens]
    allowed = np.triu(np.ones_like(sums, bool)) & ~np.triu(np.ones_like(sums, bool), LONGEST_ANSWER)
    first, last = divmod(int(np.argmax(np.where(allowed, sums, -np.inf))), len(sums))
    span = row.offsets[inside[0] + first][0], row.offsets[inside[0] + last][1]
    return span, float(sums[first, last] - starts[0] - ends[0])


def token_span(row: ReaderInput, span: Span) -> tuple[int, int] | None:
    """Return the positions in the input of the first and the last token of a span, or None where it is not read."""
    inside = [i for i, (start, end) in enumerate(row.offsets) if end > span[0] and start < span[1]]
    if not inside or row.offsets[inside[-1]][1] < span[1]:
        return None
    return row.first + inside[0], row.first + inside[-1]
