r"""The source of a rich text in, the groups in it that begin with certain words out, such as `{\info ...}`."""

import re
from collections.abc import Callable, Iterator, Sequence

MARK = re.compile(r"\\[\\{}]|\\bin(\d{1,10}) ?|[{}]")
"""A brace, and what may hide one: an escaped brace, a number of bytes of data."""


def groups(source: str, words: Sequence[str]) -> list[str]:
    r"""Return the groups that begin with one of some words, braces and all; of nested ones the outer.

    >>> groups(r"{\rtf1 {\info{\title Ducks}} They {\*\x swim}\{.}", ["title", "x"])
    ['{\\title Ducks}', '{\\*\\x swim}']
    """
    return [source[start:end] for start, end in _spans(source, words)]


def replaced(source: str, words: Sequence[str], by: Callable[[int], str]) -> str:
    r"""Return the source with other words in place of such groups, given the number of each from 1.

    >>> replaced(r"They{\footnote Ducks.} swim.", ["footnote"], lambda number: f"[{number}]")
    'They[1] swim.'
    """
    pieces, last = [], 0
    for number, (start, end) in enumerate(_spans(source, words), 1):
        pieces += [source[last:start], by(number)]
        last = end
    return "".join((*pieces, source[last:]))


def is_whole(source: str) -> bool:
    r"""Tell whether the first group of a source is closed.

    >>> is_whole(r"{\rtf1 a}"), is_whole(r"{\rtf1 {a}")
    (True, False)
    """
    return any(depth == 0 for _, depth in _braces(source))


def _spans(source: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    begins = re.compile(rf"\{{\s*(?:\\\*\s*)?\\(?:{'|'.join(words)})(?![a-zA-Z])")
    start, outer = -1, 0
    for place, depth in _braces(source):
        if start < 0 and source[place] == "{" and begins.match(source, place):
            start, outer = place, depth
        elif start >= 0 and depth < outer:
            yield start, place + 1
            start = -1
    if start >= 0:  # the file breaks off within it
        yield start, len(source)


def _braces(source: str) -> Iterator[tuple[int, int]]:
    """Yield the place of each brace that opens or closes a group, and how deep the source is behind it."""
    place = depth = 0
    while mark := MARK.search(source, place):
        place = mark.end() + int(mark[1] or 0)
        if mark[0] in {"{", "}"}:
            depth += 1 if mark[0] == "{" else -1
            yield mark.start(), depth
