"""The words of two texts in, where the first stands in the second out: which words are equal, and what differs."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.lexical import STOP_WORDS
from index.passages import Span
from index.stems import LINE_HYPHEN, UNSPACED, folded
from qa.literal import DASHES

APOSTROPHES = "'’‘ʼ´`"

INSIDE = rf"(?:[{APOSTROPHES}]|\u00ad+(?!\n)|{LINE_HYPHEN}(?=[^\WA-Z]))"
"""What may stand between the letters of one word: apostrophes, soft hyphens, a line's end with its hyphen."""

WORD = re.compile(
    rf"""\d+(?:[.,:]\d+)* | (?={UNSPACED.pattern})\w | [^\W\d_]+(?:{INSIDE}[^\W\d_]+|[\u0300-\u036f]+[^\W\d_]*)*
    | [^\W_] | [%‰°$€£¥§&@\#+=<>±×÷] | (?<![\w{DASHES}])[{DASHES}](?=\d)""",
    re.VERBOSE,
)
"""A number, a letter of a script without white space, a word with its apostrophes, a sign that is read, a minus."""

CLAUSE_END = re.compile(r"[.!?…。！？,;:，；：()–—]|\n\s*\n")

SMALL_WORD = 0.25
"""Weight of a stop word, where others weigh 1: sentences on one topic share small words by chance."""

GAP, REPLACED = 2, 3
"""Costs of a word that one text lacks and of one word for another: two gaps cost more, three as much as two words."""

Step: TypeAlias = tuple[int | None, int | None]
"""Numbers of a word of the pasted text and of the document's; None where the text has no word to stand beside."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as they are compared, and their spans in it."""

    forms: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs: a span of the document and one of the pasted text; an empty one where there is nothing instead."""

    document: Span
    pasted: Span


def words_of(text: str, start: int = 0, end: int | None = None) -> Words:
    """Return the words in a part of a text; case, white space, style of quotes and punctuation do not count.

    >>> words_of("“It’s 3.5 % up,” he SAID…").forms
    ("it's", '3.5', '%', 'up', 'he', 'said')
    """
    matches = list(WORD.finditer(text, start, len(text) if end is None else end))
    return Words(tuple(_form(match[0]) for match in matches), tuple(match.span() for match in matches))


@lru_cache(maxsize=10_000)
def _form(word: str) -> str:
    whole = re.sub(LINE_HYPHEN, "", word)
    plain = whole if whole.isascii() else unicodedata.normalize("NFKC", folded(whole))
    return "-" if plain in DASHES else re.sub(f"[{APOSTROPHES}]", "'", plain).casefold()


def weight(form: str) -> float:
    """Return what a word counts: `SMALL_WORD` or 1."""
    return SMALL_WORD if form in STOP_WORDS else 1.0


def align(pasted: Sequence[str], document: Sequence[str]) -> list[Step]:
    """Return the steps from the first to the last word of the place in a document that is most like a pasted text.

    It is the place with the fewest words added, missing or replaced (which counts one and a half), of equals the one
    with most equal words, then the first: edit distance with free ends in the document (P. H. Sellers, "The theory and
    computation of evolutionary distances", 1980). The document's first and last words there are equal to pasted ones.

    >>> align("a lake in Ohio".split(), "on a big lake in Iowa today".split())
    [(0, 1), (None, 2), (1, 3), (2, 4), (3, None)]
    """
    many = len(pasted) + 1  # so that no number of equal words, each of which costs -1, outweighs a change
    gap, replaced = GAP * many, REPLACED * many
    costs = _costs(pasted, document, gap, replaced)
    i, j = len(pasted), int(costs[-1].argmin())
    steps: list[Step] = []
    while i:
        cost = costs[i, j]
        if j and cost == costs[i - 1, j - 1] + (-1 if pasted[i - 1] == document[j - 1] else replaced):
            i, j = i - 1, j - 1
            steps.append((i, j))
        elif j and cost == costs[i, j - 1] + gap:
            j -= 1
            steps.append((None, j))
        else:
            i -= 1
            steps.append((i, None))
    return steps[::-1]


def _costs(pasted: Sequence[str], document: Sequence[str], gap: int, replaced: int) -> NDArray[np.int32]:
    """Return what it costs to make the first `i` pasted words of words of the document that end before word `j`."""
    numbers = {form: number for number, form in enumerate({*pasted, *document})}
    words = np.array([numbers[form] for form in document], np.int32)
    gaps = np.arange(len(document) + 1, dtype=np.int32) * gap
    costs = np.zeros((len(pasted) + 1, len(document) + 1), np.int32)
    for i, form in enumerate(pasted, start=1):
        before, row = costs[i - 1], costs[i]
        row[0] = i * gap
        beside = before[:-1] + np.where(words == numbers[form], -1, replaced)
        np.minimum(beside, before[1:] + gap, out=row[1:])
        row[:] = np.minimum.accumulate(row - gaps) + gaps
    return costs


def equal(step: Step, pasted: Words, document: Words) -> bool:
    """Tell whether a step stands on two equal words."""
    i, j = step
    return i is not None and j is not None and pasted.forms[i] == document.forms[j]


def completed(steps: Sequence[Step], document: Words, text: str) -> list[Step]:
    """Return the steps with what the document has, in the same clause, instead of the first and last words it lacks.

    >>> text = "Ducks swim today. Geese fly."
    >>> completed([(0, 0), (1, 1), (2, None), (3, None)], words_of(text), text)
    [(0, 0), (1, 1), (2, 2), (3, None)]
    """
    ahead = _continued(list(steps), 1, document, text)
    return _continued(ahead[::-1], -1, document, text)[::-1]


def _continued(steps: list[Step], by: int, document: Words, text: str) -> list[Step]:
    last = max((number for number, (_, j) in enumerate(steps) if j is not None), default=len(steps))
    word = steps[last][1] if last < len(steps) else None
    for number in range(last + 1, len(steps)):
        if word is None or not 0 <= word + by < len(document.spans):
            break
        earlier, later = sorted((document.spans[word], document.spans[word + by]))
        if CLAUSE_END.search(text, earlier[1], later[0]):
            break
        word += by
        steps[number] = steps[number][0], word
    return steps


def likeness(steps: Sequence[Step], pasted: Words, document: Words) -> float:
    """Return the share (0..1) of the heavier side's weight that lies in equal words."""
    same = sum(weight(pasted.forms[i]) for i, j in steps if i is not None and equal((i, j), pasted, document))
    ours = sum(weight(pasted.forms[i]) for i, _ in steps if i is not None)
    theirs = sum(weight(document.forms[j]) for _, j in steps if j is not None)
    return same / max(ours, theirs)


def differences(steps: Sequence[Step], pasted: Words, document: Words) -> tuple[Difference, ...]:
    """Return each run of words that are not equal, as a span of either text, in order."""
    found: list[Difference] = []
    for same, group in groupby(enumerate(steps), lambda row: equal(row[1], pasted, document)):
        numbers = [number for number, _ in group]
        if not same:
            ours = _span([step[0] for step in steps], numbers[0], numbers[-1] + 1, pasted.spans)
            theirs = _span([step[1] for step in steps], numbers[0], numbers[-1] + 1, document.spans)
            found.append(Difference(theirs, ours))
    return tuple(found)


def _span(words: Sequence[int | None], first: int, beyond: int, spans: Sequence[Span]) -> Span:
    """Return from the first to the last of some words; of none, the empty span behind the word before them."""
    run = [word for word in words[first:beyond] if word is not None]
    if run:
        return spans[run[0]][0], spans[run[-1]][1]
    before = [word for word in words[:first] if word is not None]
    after = [word for word in words[beyond:] if word is not None]
    place = spans[before[-1]][1] if before else spans[after[0]][0]
    return place, place
