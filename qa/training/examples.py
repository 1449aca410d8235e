"""Questions with marked answers in, the examples that the reader is trained on out: windows with and without them."""

import json
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from index.passages import Span
from index.sentences import sentence_spans
from qa.reader_input import Pair

TITLED = ("new_wiki",)
"""Sets whose titles say what their texts are about; those of the others are numbers or names of web sites."""

UNDERSTOOD_ALONE = ("new_wiki",)
"""Sets whose questions say what they are about. What search finds for those of the others ("Do you collect my data?",
"What is wrong with it?") may well answer them, so they are only told from other sentences of their own text."""

TITLES_KEPT = 0.8
"""Share of windows that keep their title, so that untitled documents are read as well."""

SHARES = {"new_wiki": 2.5, "amazon_reviews": 0.7, "policyqa_dev": 0.1, "policyqa_test": 0.1}
"""How often a question of a set is drawn in an epoch, once where none is given.

Encyclopedic text is what people ask most like; PolicyQA asks for whole clauses of contracts, of which a few are enough.
"""

NEGATIVES = 3
"""Windows without an answer that stand beside each one with, to be told apart from it."""

SAME_CONTEXT = 0.25
"""Share of those that are other sentences of the very text that answers: the hardest."""

SHORTEST_WINDOW, LONGEST_WINDOW = 120, 800
"""Characters of a window, drawn evenly: documents have short and long passages."""


@dataclass(frozen=True, slots=True)
class Context:
    """A text that questions are asked of, with its sentences."""

    title: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answers that people marked.

    Attributes:
        context: number of the text that it is asked of.
        answer: the span that most people marked, the shortest of equals.
        answers: all spans that were marked.
        share: how often it is drawn in an epoch, on average.
        understood_alone: whether it can be asked of other texts, so that what they say tells that they do not answer.
    """

    question: str
    context: int
    answer: Span
    answers: tuple[Span, ...]
    share: float
    understood_alone: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with the span of its answer in the passage, or None where the passage does not answer."""

    pair: Pair
    answer: Span | None


Group: TypeAlias = tuple[Example, ...]
"""Examples of one question: the first has its answer, the others do not."""


def read_sets(folder: Path) -> tuple[list[Context], list[Asked]]:
    """Read every set in SQuAD's JSON format in a folder, in the order of their names.

    Raises:
        ValueError: there is none, or an answer does not stand where it is said to.
    """
    contexts: list[Context] = []
    asked: list[Asked] = []
    for path in sorted(folder.glob("*.json")):
        for article in json.loads(path.read_text("utf-8"))["data"]:
            title = str(article["title"]).replace("_", " ") if path.stem in TITLED else ""
            for paragraph in article["paragraphs"]:
                text = paragraph["context"]
                contexts.append(Context(title, text, tuple(sentence_spans(text))))
                asked.extend(_asked(row, text, len(contexts) - 1, path.stem) for row in paragraph["qas"])
    if not asked:
        raise ValueError(f"no questions in {folder}: expected files in SQuAD's JSON format")
    return contexts, asked


def _asked(row: Mapping[str, object], text: str, context: int, name: str) -> Asked:
    spans = []
    for answer in row["answers"]:  # type: ignore[attr-defined]
        start = answer["answer_start"]
        if not text.startswith(answer["text"], start):
            raise ValueError(f"question {row.get('id')}: {answer['text']!r} does not stand at {start}")
        spans.append((start, start + len(answer["text"])))
    counts = Counter(spans)
    best = min(counts, key=lambda span: (-counts[span], span[1] - span[0], span))
    return Asked(
        str(row["question"]).strip(), context, best, tuple(counts), SHARES.get(name, 1.0), name in UNDERSTOOD_ALONE
    )


def epoch(
    contexts: Sequence[Context], asked: Sequence[Asked], negatives: Mapping[int, Sequence[Pair]], seed: int
) -> list[Group]:
    """Return the examples of one epoch, shuffled; another seed draws other windows and other negatives.

    Args:
        contexts: the texts.
        asked: the questions.
        negatives: for the number of a question, pairs with passages that were found for it and do not answer it.
        seed: of everything that is drawn.
    """
    drawn = random.Random(seed)  # noqa: S311  nothing secret
    numbers = [number for number, row in enumerate(asked) for _ in range(_draws(row.share, drawn))]
    drawn.shuffle(numbers)
    return [_group(asked[n], contexts[asked[n].context], negatives.get(n, ()), drawn) for n in numbers]


def _group(row: Asked, context: Context, found: Sequence[Pair], drawn: random.Random) -> Group:
    """Return a window with the answer, and those to tell it from: all have their titles, or none has."""
    titled = drawn.random() < TITLES_KEPT
    shown = found if row.understood_alone else ()
    same = [not shown or drawn.random() < SAME_CONTEXT for _ in range(NEGATIVES)]
    others = [_without_answer(row, context, drawn) for wanted in same if wanted]
    windows = list(dict.fromkeys(pair for pair in others if pair))  # no window twice
    windows += [_cut(pair, drawn) for pair in drawn.sample(shown, min(len(shown), NEGATIVES - len(windows)))]
    examples = _with_answer(row, context, drawn), *(Example(pair, None) for pair in windows)
    return examples if titled else tuple(replace(e, pair=replace(e.pair, title="")) for e in examples)


def _draws(share: float, drawn: random.Random) -> int:
    """Return a whole number that is `share` on average."""
    return int(share) + (drawn.random() < share % 1)


def _with_answer(row: Asked, context: Context, drawn: random.Random) -> Example:
    """Return a random run of sentences around the answer."""
    first, last = _sentences_of(context, row.answer)
    start, end = _grown(context.sentences, (first, last), drawn)
    span = row.answer[0] - start, row.answer[1] - start
    return Example(Pair(row.question, context.text[start:end], context.title), span)


def _without_answer(row: Asked, context: Context, drawn: random.Random) -> Pair | None:
    """Return a random run of sentences before or behind all answers, or None where there is none."""
    bounds = [_sentences_of(context, span) for span in row.answers]
    runs = [(0, min(first for first, _ in bounds)), (max(last for _, last in bounds) + 1, len(context.sentences))]
    runs = [run for run in runs if run[1] > run[0]]
    if not runs:
        return None
    first, beyond = drawn.choice(runs)
    chosen = drawn.randrange(first, beyond)
    start, end = _grown(context.sentences[first:beyond], (chosen - first, chosen - first), drawn)
    return Pair(row.question, context.text[start:end], context.title)


def _cut(pair: Pair, drawn: random.Random) -> Pair:
    """Return a random run of a passage's sentences, so that its length tells nothing of whether it answers."""
    sentences = sentence_spans(pair.passage)
    chosen = drawn.randrange(len(sentences))
    start, end = _grown(sentences, (chosen, chosen), drawn)
    return replace(pair, passage=pair.passage[start:end])


def _sentences_of(context: Context, span: Span) -> tuple[int, int]:
    """Return the numbers of the first and the last sentence that a span touches."""
    starts = [start for start, _ in context.sentences]
    return max(0, bisect_right(starts, span[0]) - 1), max(0, bisect_right(starts, span[1] - 1) - 1)


def _grown(sentences: Sequence[Span], run: tuple[int, int], drawn: random.Random) -> Span:
    """Return the characters of a run of sentences, grown on random sides up to a random length."""
    first, last = run
    wanted = drawn.randint(SHORTEST_WINDOW, LONGEST_WINDOW)
    while True:
        sides = [side for side, more in ((0, first > 0), (1, last + 1 < len(sentences))) if more]
        if not sides:
            break
        side = drawn.choice(sides)
        a, b = (first - 1, last) if side == 0 else (first, last + 1)
        if sentences[b][1] - sentences[a][0] > wanted:
            break
        first, last = a, b
    return sentences[first][0], sentences[last][1]


def holds_answer(text: str, answers: Sequence[str]) -> bool:
    """Tell whether a text holds one of the answers, whatever the case.

    >>> holds_answer("In May it rained.", ["june", "may"])
    True
    """
    lowered = text.lower()
    return any(answer.lower() in lowered for answer in answers)
