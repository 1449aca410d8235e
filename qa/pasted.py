"""A pasted text in, where it stands in the documents out: word for word, or nearly, with what differs."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexical import LexicalIndex
from index.passages import WHITE_SPACE, Span
from index.sentences import sentence_spans
from index.snapshot import EVERYTHING, Scope, Snapshot
from index.stems import UNSPACED
from qa.alignment import Difference, Words, align, completed, differences, likeness, weight, words_of

SHORTEST = 6
"""Words of a pasted sentence; fewer stand in many documents by chance."""

SHORTEST_NEARLY = 9
"""Words of a text without a full stop that is looked for with a few of them changed; fewer are key words."""

LONGEST = 2_000
"""Characters of a pasted text that are looked for."""

RAREST = 24
"""Words of a pasted text that passages are searched by, the rarest."""

PASSAGES_SEEN = 10
"""Passages that a pasted text is compared with, those with most of its rare words, and as much text around them."""

NEARLY = 0.7
"""Share (0..1) of the weight of words that must be equal, in the same order.

Of 400 sentences of SQuAD's articles, 398 are less like any other passage than this; the two above are the census's
"For every 100 females there were 97.7 males" and a number of square miles. One word in six may be another.
"""

ASKS = re.compile(
    r"""\W*(?:(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|am|do|does|did|has|have|had|can|could
    |will|would|shall|should|may|might|must)(?:['’](?:s|re|d|ll)|n['’]t)?
    |(?:please\s)?(?:tell|list|show|find|give|explain|describe|compare|name|define|summari[sz]e))\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a question or a request begins."""

ASKED = re.compile(r"[?？]\W*$")
CLOSED = re.compile(r"[.!…。！][\"'”’»)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pasted text, or one of its sentences, stands in a document.

    Attributes:
        document: its id.
        words: from the first to the last word there, a span of the document's text.
        sentences: the whole sentences around them, a span of the document's text.
        pasted: from the first to the last word that was looked for, a span of the pasted text.
        differences: what is not equal, in order; none where it stands word for word.
        likeness: share (0..1) of the words' weight that is equal.
        places: where else it stands word for word: (document id, span of the words).
    """

    document: str
    words: Span
    sentences: Span
    pasted: Span
    differences: tuple[Difference, ...]
    likeness: float
    places: tuple[tuple[str, Span], ...] = ()

    @property
    def word_for_word(self) -> bool:
        """Whether all words are equal."""
        return not self.differences


def looks_pasted(question: str) -> bool:
    """Tell whether a question is none, but a statement of six words or more, as it is copied from a text.

    >>> looks_pasted("The Pentagon announced on Monday that more would be deployed.")
    True
    >>> looks_pasted("What did the Pentagon announce on Monday?"), looks_pasted("ducks on lake")
    (False, False)
    """
    if ASKED.search(question) or (ASKS.match(question) and not CLOSED.search(question)):
        return False
    return _long_enough(words_of(question))


def _long_enough(words: Words) -> bool:
    unspaced = sum(1 for form in words.forms if UNSPACED.match(form))
    return len(words.forms) - unspaced // 2 >= SHORTEST


def check(pasted: str, snapshot: Snapshot, scope: Scope = EVERYTHING) -> tuple[Match, ...]:
    """Return where a pasted text stands: as a whole, or else each of its sentences that stands somewhere.

    A text stands nearly where it stands with few of its words changed; one with another number, or without a "not",
    never stands word for word.

    Args:
        pasted: the text; its first `LONGEST` characters are looked for.
        snapshot: the generation that is asked.
        scope: the documents that are looked at.
    """
    pasted = pasted[:LONGEST]
    whole = _match(pasted, (0, len(pasted)), snapshot, scope)
    sentences = sentence_spans(pasted) if whole is None else []
    if len(sentences) < 2:
        return (whole,) if whole else ()
    found = (_match(pasted, span, snapshot, scope) for span in sentences)
    return tuple(match for match in found if match)


def _match(pasted: str, part: Span, snapshot: Snapshot, scope: Scope) -> Match | None:
    """Return the best place of a part of a pasted text, with the others where it stands word for word."""
    words = words_of(pasted, *part)
    if not _long_enough(words):
        return None
    regions = _regions(words, part[1] - part[0], snapshot, scope)
    exact = [(id, span) for id, theirs in regions for span in standing(words, theirs)]
    if exact:
        id, span = exact[0]
        return Match(id, span, _sentences(id, span, snapshot), _outer(words.spans), (), 1.0, tuple(exact[1:]))
    if len(words.forms) < SHORTEST_NEARLY and not CLOSED.search(pasted[slice(*part)]):
        return None
    near = (_nearly(id, words, theirs, snapshot) for id, theirs in regions)
    return min((match for match in near if match), key=_best_first, default=None)


def _best_first(match: Match) -> tuple[float, int, str, Span]:
    return -match.likeness, len(match.differences), match.document, match.words


def _regions(words: Words, length: int, snapshot: Snapshot, scope: Scope) -> list[tuple[str, Words]]:
    """Return (document id, words of a part of it) around each passage that has many of the rarest words."""
    rarest = " ".join(_rarest(words, snapshot.lexicon))
    around = length * 5 // 4 + 100  # as much as may stand before or behind the passage, with some words added
    spans: dict[str, list[Span]] = {}
    for hit in snapshot.lexical(rarest, PASSAGES_SEEN, scope) if rarest else []:
        spans.setdefault(hit.passage.document, []).append((hit.passage.start - around, hit.passage.end + around))
    return [
        (id, words_of(text, *_between_words(text, span)))
        for id in sorted(spans)
        for text in [snapshot.document(id).text]
        for span in merged(spans[id])
    ]


def _rarest(words: Words, lexicon: LexicalIndex) -> list[str]:
    """Return the words that fewest passages have, of those that some passage has."""
    rarity: dict[str, float] = {}
    for form in dict.fromkeys(words.forms):
        shares = [sum(map(lexicon.share_of_passages, stems)) for stems in lexicon.forms(form)]
        if shares and all(shares):
            rarity[form] = min(shares)
    return sorted(rarity, key=lambda form: (rarity[form], form))[:RAREST]


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return spans in their order, those that touch or overlap as one.

    >>> merged([(4, 7), (0, 2), (6, 9)])
    [(0, 2), (4, 9)]
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _between_words(text: str, span: Span) -> Span:
    """Return the part of a span that lies within a text and starts and ends at white space, where there is any."""
    start, end = max(0, span[0]), min(len(text), span[1])
    before = WHITE_SPACE.search(text, start, end) if start else None
    behind = text.rfind(" ", start, end) if end < len(text) else -1
    return before.end() if before else start, behind if behind > start else end


def standing(words: Words, document: Words) -> list[Span]:
    """Return the spans in a document where words stand one after the other, from left to right, none twice.

    >>> standing(words_of("they swim"), words_of("They fly. They swim; they swim!"))
    [(10, 19), (21, 30)]
    """
    found: list[Span] = []
    length, number = len(words.forms), 0
    while number + length <= len(document.forms):
        if document.forms[number] == words.forms[0] and document.forms[number : number + length] == words.forms:
            found.append(_outer(document.spans[number : number + length]))
            number += length
        else:
            number += 1
    return found


def _nearly(id: str, words: Words, document: Words, snapshot: Snapshot) -> Match | None:
    """Return where words nearly stand in a part of a document, or None where too few do."""
    most = sum(weight(form) * count for form, count in (Counter(words.forms) & Counter(document.forms)).items())
    if most < NEARLY * sum(map(weight, words.forms)):
        return None
    steps = completed(align(words.forms, document.forms), document, snapshot.document(id).text)
    share = likeness(steps, words, document)
    if share < NEARLY:
        return None
    span = _outer([document.spans[j] for _, j in steps if j is not None])
    differ = differences(steps, words, document)
    return Match(id, span, _sentences(id, span, snapshot), _outer(words.spans), differ, round(share, 4))


def _outer(spans: Sequence[Span]) -> Span:
    return spans[0][0], spans[-1][1]


def _sentences(id: str, span: Span, snapshot: Snapshot) -> Span:
    """Return the whole sentences that a span touches."""
    touched = [
        sentence
        for passage in snapshot.passages_of(id)
        for sentence in passage.sentences
        if sentence[0] < span[1] and span[0] < sentence[1]
    ]
    return _outer(touched)
