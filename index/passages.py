"""Sentence spans in, passage spans out: whole sentences, as long as the encoder reads well, headings kept."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""Half-open offsets into a document's text."""

TokenStarts: TypeAlias = Callable[[Sequence[str]], list[list[int]]]
"""As `Encoder.token_starts`."""

PASSAGE_SETTINGS = 2
"""Raised when passages would come out differently, so that libraries are split again from their stored text."""

LONGEST = 200
"""Tokens in a passage, at most: room for the title within the encoder's 256, and short enough to mean one thing."""

WANTED = 150
"""Tokens in a passage, ideally; a paragraph of encyclopedias and news is about that long."""

LONGEST_TITLE = 48
"""Tokens of a title that are embedded with each passage; a longer title is cut."""

LONGEST_TOKEN = 20
"""Characters; a token that hides more counts as several, so that no passage is longer than a person would read."""

SPARE = 4
"""Tokens kept free: a word that is cut in two may need a token or two more than it had."""

CLAUSE_END = re.compile(r"[,;:)\]”’»—–]\s|\s[—–]\s")
WHITE_SPACE = re.compile(r"\s+")
SENTENCE_MARKS = ".!?…。！？\"'”’»)]*_|:;,"


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """A run of whole sentences; `end` is the last sentence's end."""

    start: int
    end: int
    sentences: tuple[Span, ...]


def passage_spans(
    text: str, sentences: Sequence[Span], token_starts: TokenStarts, *, longest: int = LONGEST
) -> list[PassageSpan]:
    """Group sentences into passages of at most `longest` tokens, in order, leaving nothing out.

    Of all ways to cut, the cheapest is taken: a passage costs the square of how far its length is from `WANTED`,
    and more where the cut tears a paragraph or leaves a heading behind (`_cost_of_cut`). A sentence that is too
    long by itself is first split at a clause's end, or else between words.

    Args:
        text: the document's text.
        sentences: its sentences, in order, without overlap.
        token_starts: tells where the tokens of texts start.
        longest: tokens in a passage, at most.
    """
    pieces, tokens = _split_long(text, sentences, token_starts, longest)
    cuts = _cheapest_cuts(tokens, [_cost_of_cut(text, pieces, i) for i in range(1, len(pieces))], longest)
    groups = [tuple(pieces[first:last]) for first, last in pairwise(cuts)]
    return [PassageSpan(group[0][0], group[-1][1], group) for group in groups]


def embedded_text(title: str, passage: str) -> str:
    r"""Return what is embedded and indexed of a passage: the title, then its text.

    >>> embedded_text("Ducks", "They swim.")
    'Ducks\nThey swim.'
    """
    return passage if passage.startswith(title) else f"{title}\n{passage}"


def cut_title(title: str, token_starts: TokenStarts) -> str:
    """Return the title as it is embedded: at most `LONGEST_TITLE` tokens."""
    starts = token_starts([title])[0]
    return title if len(starts) <= LONGEST_TITLE else title[: starts[LONGEST_TITLE]].rstrip()


def passage_budget(max_tokens: int, title_tokens: int) -> int:
    """Return how many tokens a passage may have beside its title and the encoder's two special tokens."""
    return max(8, min(LONGEST, max_tokens - 2 - title_tokens - SPARE))


def is_heading(text: str, sentence: Span) -> bool:
    r"""Tell whether a sentence is a heading: alone in its paragraph, short, without a full stop at its end.

    >>> is_heading("Ducks\n\nThey swim.", (0, 5)), is_heading("Ducks\n\nThey swim.", (7, 17))
    (True, False)
    """
    start, end = sentence
    before = text[max(0, start - 40) : start].rstrip(" \t")
    alone = (not before or before.endswith("\n")) and text[end : end + 40].lstrip(" \t")[:1] in {"", "\n"}
    return alone and (text.startswith("#", start) or (end - start <= 90 and text[end - 1] not in SENTENCE_MARKS))


def _cost_of_cut(text: str, pieces: Sequence[Span], i: int) -> float:
    """Return what it costs to start a passage with piece `i`, in squared tokens."""
    if is_heading(text, pieces[i - 1]):
        return 20_000.0
    between = text[pieces[i - 1][1] : pieces[i][0]]
    if between.count("\n") > 1:
        return -1_000.0 if is_heading(text, pieces[i]) else 0.0
    return 1_500.0


def _cheapest_cuts(tokens: Sequence[int], cut_costs: Sequence[float], longest: int) -> list[int]:
    """Return where passages start, by dynamic programming over all ways to cut; the last entry is the end."""
    wanted = min(WANTED, longest)
    best = [0.0] + [float("inf")] * len(tokens)
    came_from = [0] * (len(tokens) + 1)
    for end in range(1, len(tokens) + 1):
        cut = cut_costs[end - 1] if end < len(tokens) else 0.0
        size = 0
        for start in range(end - 1, -1, -1):
            size += tokens[start]
            if size > longest and start < end - 1:
                break
            cost = best[start] + cut + (wanted - size) ** 2
            if cost < best[end]:
                best[end], came_from[end] = cost, start
    cuts = [len(tokens)]
    while cuts[-1]:
        cuts.append(came_from[cuts[-1]])
    return cuts[::-1]


def _split_long(
    text: str, sentences: Sequence[Span], token_starts: TokenStarts, longest: int
) -> tuple[list[Span], list[int]]:
    """Return the sentences, those of more than `longest` tokens in pieces, and how many tokens each has."""
    pieces: list[Span] = []
    tokens: list[int] = []
    for (start, end), known in zip(sentences, token_starts([text[a:b] for a, b in sentences]), strict=True):
        starts = _at_least_every(LONGEST_TOKEN, known, end - start)
        for first, last in _pieces(text[start:end], starts, longest):
            pieces.append((start + first, start + last))
            tokens.append(max(1, bisect_left(starts, last) - bisect_left(starts, first)))
    return pieces, tokens


def _at_least_every(step: int, starts: Sequence[int], end: int) -> list[int]:
    """Return where tokens start, with further starts inside those of more than `step` characters.

    To the encoder a run of emoji, or a page of a script that it does not know, is one unknown word, however long.

    >>> _at_least_every(20, [0, 5, 50], 55)
    [0, 5, 25, 45, 50]
    """
    return [place for first, last in pairwise([*starts, end]) for place in range(first, max(last, first + 1), step)]


def _pieces(sentence: str, starts: Sequence[int], longest: int) -> list[Span]:
    """Cut one sentence so that no piece has more than `longest` tokens; pieces have no white space outside.

    >>> _pieces("one two, three four", [0, 4, 7, 9, 15], 3)
    [(0, 8), (9, 19)]
    """
    pieces: list[Span] = []
    first = 0
    while (remaining := bisect_left(starts, first)) + longest < len(starts):
        limit = starts[remaining + longest]
        cut = _last_cut(sentence, first, limit) or max(limit, first + 1)
        pieces.append((first, first + len(sentence[first:cut].rstrip())))
        white = WHITE_SPACE.match(sentence, cut)
        first = white.end() if white else cut
    pieces.append((first, len(sentence)))
    return [(a, b) for a, b in pieces if a < b]


def _last_cut(sentence: str, first: int, limit: int) -> int | None:
    """Return the last clause end in the second half of `[first, limit)`, else the last white space, else None."""
    clauses = [match.end() for match in CLAUSE_END.finditer(sentence, first, limit)]
    if clauses and clauses[-1] > (first + limit) // 2:
        return clauses[-1]
    words = [match.end() for match in WHITE_SPACE.finditer(sentence, first, limit)]
    return words[-1] if words else None
