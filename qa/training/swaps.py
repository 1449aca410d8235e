"""A question in, a question about something else out: one of its names or numbers is another, so nothing answers it."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.lexical import STOP_WORDS
from index.passages import Span

WORD = r"[^\W\d_a-z](?:[\w-]|['’](?!s\b))+"
NAME = re.compile(rf"\b{WORD}(?: {WORD})*")
"""Words of two letters and more that begin with a capital one, one after the other, without the last one's “’s”."""

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
"""A number in figures."""

NEAR = 0.5
"""Share of the swaps that are for what stands in the very text: the hardest."""

TRIES = 5
"""Draws of something that does not stand in the text."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A name or a number where it stands in a text; those of one `kind` may stand for each other.

    Attributes:
        kind: 0 for a name, the length of a number.
    """

    span: Span
    words: str
    kind: int


def subjects(text: str) -> list[Subject]:
    """Return the names and numbers of an English text; words such as “What” and “The” begin none.

    >>> [subject.words for subject in subjects("What did The Beatles sing in 1964, when Ann O’Neill’s dog was 7?")]
    ['Beatles', 'Ann O’Neill', '1964', '7']
    """
    names = [span for found in NAME.finditer(text) if (span := _begun_late(found))[0] < span[1]]
    made = [Subject(span, text[slice(*span)], 0) for span in names]
    return made + [Subject(found.span(), found.group(), len(found.group())) for found in NUMBER.finditer(text)]


def _begun_late(found: re.Match[str]) -> Span:
    """Return the span of what was found without the stop words that it begins with."""
    start = found.start()
    for word in re.finditer(r"\S+", found.group()):
        if word.group().lower() not in STOP_WORDS:
            break
        start = found.start() + word.end() + 1
    return min(start, found.end()), found.end()


def pools(questions: Iterable[str]) -> dict[int, list[str]]:
    """Return the names and the numbers of questions by their kinds, in their order."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for question in questions:
        for subject in subjects(question):
            found[subject.kind].append(subject.words)
    return dict(found)


def swapped(
    question: str, passage: str, answer: str, pool: Mapping[int, Sequence[str]], drawn: random.Random
) -> str | None:
    """Return the question with another name or number in place of one that the passage knows, None where it has none.

    What comes instead stands elsewhere in the passage, or nowhere in it; it is no part of question or answer.

    Args:
        question: what the passage answers.
        passage: with its title.
        answer: the words that answer.
        pool: names and numbers that may come instead (`pools`), the question's among them.
        drawn: draws.
    """
    lowered, taken = passage.lower(), f"{question}\n{answer}".lower()
    known = [subject for subject in subjects(question) if subject.words.lower() in lowered]
    if not known:
        return None
    chosen = drawn.choice(known)
    near = [row.words for row in subjects(passage) if row.kind == chosen.kind and row.words.lower() not in taken]
    tried = [drawn.choice(pool[chosen.kind]) for _ in range(TRIES)]
    far = [words for words in tried if words.lower() not in lowered and words.lower() not in taken]
    others = near if near and drawn.random() < NEAR else far
    if not others:
        return None
    return question[: chosen.span[0]] + drawn.choice(others) + question[chosen.span[1] :]
