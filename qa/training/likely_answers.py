"""A sentence in, the spans that a person might ask for out: names, figures, and phrases of a few words."""

import random
import re
from collections.abc import Iterator
from itertools import pairwise

from index.passages import Span
from index.stop_words import stop_words

WORD = re.compile(r"[$€£]?\w+(?:[-'’.,/]\w+)*%?")
JOINING = frozenset({"of", "the", "de", "la", "von", "van", "and", "for"})
"""Words that may stand within a name."""

UNITS = frozenset(
    """
million billion trillion percent years year months days hours minutes miles kilometers metres meters feet people century
bc ad january february march april may june july august september october november december
""".split()  # noqa: SIM905
)
"""Words that belong to the figure beside them."""

LONGEST_NAME, LONGEST_PHRASE = 7, 4
"""Words."""

NAMED = 0.6
"""Share of the spans drawn that are names or figures, where a sentence has both: about what people ask for."""

LONGER = 0.25
"""Share of the spans drawn that go on to the end of the next one, where only a few small words stand between."""

GAP = re.compile(r"[\w ]{1,12}")


def likely_answers(text: str) -> tuple[list[Span], list[Span]]:
    """Return the names and figures of a sentence, and its other phrases, each in order.

    >>> sentence = "In 1897 Ann Lee of Leeds sold 3 million books about sea birds."
    >>> [[sentence[slice(*span)] for span in spans] for spans in likely_answers(sentence)]
    [['1897', 'Ann Lee of Leeds', '3 million'], ['sold', 'books', 'sea birds']]
    """
    words = [match.span() for match in WORD.finditer(text)]
    kinds = [_kind(text[slice(*span)], first=not number) for number, span in enumerate(words)]
    named, phrases = [], []
    for first, last in _runs(text, words, kinds):
        span = words[first][0], words[last][1]
        if kinds[first] in ("name", "figure") and last - first < LONGEST_NAME:
            named.append(span)
        elif kinds[first] == "word" and last - first < LONGEST_PHRASE and (first or last):
            phrases.append(span)
    return named, phrases


def draw_answer(text: str, drawn: random.Random) -> Span | None:
    """Return one of the likely answers of a sentence, or None where it has none."""
    named, phrases = likely_answers(text)
    chosen = named if named and (not phrases or drawn.random() < NAMED) else phrases
    if not chosen:
        return None
    start, end = drawn.choice(chosen)
    behind = min((span for span in named + phrases if span[0] > end), default=None)
    if behind and drawn.random() < LONGER and GAP.fullmatch(text[end : behind[0]]):
        return start, behind[1]
    return start, end


def _kind(word: str, *, first: bool) -> str:
    lowered = word.lower()
    if any(letter.isdigit() for letter in word):
        return "figure"
    if lowered in stop_words("en"):
        return "stop"
    if lowered in UNITS:
        return "unit"
    return "name" if word[0].isupper() and not first else "word"


def _runs(text: str, words: list[Span], kinds: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the first and the last word of each run of words that belong together."""
    first = 0
    while first < len(words):
        last = first
        while last + 1 < len(words) and (step := _joined(text, words, kinds, last)):
            last += step
        yield first, last
        first = last + 1


def _joined(text: str, words: list[Span], kinds: list[str], last: int) -> int:
    """Return how many words further a run goes on behind a word of it: 0, 1, or 2 over a word that joins."""
    following = kinds[last + 1 : last + 3]
    gaps = [text[a[1] : b[0]] for a, b in pairwise(words[last : last + 3])]
    if gaps[0] != " ":
        return 0
    if following[0] == kinds[last] or {following[0], kinds[last]} <= {"figure", "unit"}:
        return int(kinds[last] != "stop")
    joins = text[slice(*words[last + 1])] in JOINING
    return 2 if joins and kinds[last] == "name" and following[1:] == ["name"] and gaps[1] == " " else 0
