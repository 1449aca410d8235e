"""A text in, the spans of its sentences out: our rules group lines into blocks, nupunkt 0.8 (MIT) splits each block.

German, Spanish and French have rules of their own (`index.boundaries`): nupunkt knows English abbreviations only.

`make bench-sentences`: F1 at 217 hand-labelled places in news (167 picked as hard; our rules were made with them in
view), and the share of SQuAD's answers within one sentence: regex .912 .984 · sentencex .943 .998 · nupunkt .972 .998 ·
blingfire .975 .997 · syntok .981 .997 · pysbd .937 .995 · this file .992 .998. blingfire, syntok and pysbd have had no
release since 2022 and sentencex does not split within quotes; nupunkt is pure Python and needs nothing else.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TypeAlias

from index.boundaries import RULES, sentence_starts

Span: TypeAlias = tuple[int, int]
"""Half-open offsets into a document's text."""

Splitter: TypeAlias = tuple[re.Pattern[str], Callable[[str], list[int]]]
"""What ends a sentence where no white space follows, and what tells where in a paragraph sentences start."""

LANGUAGES = tuple(sorted(["en", "zh", *RULES]))
"""ISO 639-1 codes; of other languages, English is the best guess."""

SHORTEST_WRAPPED = 25
"""Characters; a line shorter than this did not end for want of room."""

LONGEST_WRAPPED = 160
"""Characters; a line longer than this is a paragraph of its own: no page is set so wide."""

VERSE_WIDTH = 60
"""Characters; where all lines are narrower and all start with a capital, they are verse or an address, not prose."""

LONGEST_RUN = 300
"""Characters without white space; a longer run is data, not prose, and nupunkt needs quadratic time for it."""

LINE = re.compile(r"[^\n\v\f\x85\u2028\u2029]+")
BULLET = r"(?:#{1,6}|[-*+•‣◦▪●○■□·–—])\s+"
NUMBER = r"(?:\(?\d{1,3}(?:\.\d{1,3})*[.)]|\(?[a-zA-Z]\)|\([ivx]{1,5}\)|[ivx]{1,5}\.)\s+"
BULLETED, NUMBERED, MARKERS = re.compile(BULLET), re.compile(NUMBER), re.compile(f"(?:{BULLET}|{NUMBER})*")
APART = re.compile(r"#{1,6}\s|\||[\W_]+$")
"""A line that is one sentence by itself: a Markdown heading, a row of a Markdown table, a separator."""

FENCE = re.compile(r"```|~~~")
OPENERS = "\"'“‘„«‹([>"

WIDE_END = re.compile(r"(?<![。！？｡])[。！？｡]++[」』】）》〉”’\"')\]]*+(?![、，,と])")
"""A sentence's end in scripts that put no white space between sentences."""

CHINESE_END = re.compile(
    WIDE_END.pattern + r"(?![^《》\n]{0,40}》)"
    r"(?!(?<=[」』”’])[^\s，。！？：]{0,6}(?:[说說喊叫]|[问問]道|回答)[，。：,:])"
)
"""The same where 《摔跤吧！爸爸》 is a title, and “你好！”他说。 one sentence."""

NARROW = str.maketrans("\n\v\f\x85\u2028\u2029؟۔।", "      ?!!")
"""What nupunkt does not know as what it knows: a line break within a block is a space; other scripts' full stops."""

ABBREVIATIONS = frozenset(
    """
mr mrs ms messrs mme mlle dr drs prof hon rev fr st ste gen adm col cmdr lt maj capt sgt cpl pvt gov sen rep pres sec
supt jr sr mt ft bros inc co corp ltd dept univ assn al cf vs ed eds
""".split()  # noqa: SIM905
)
"""Words that a full stop may abbreviate before a capital. nupunkt knows 5,800 from law reports: me., life., York. ...

Before a small letter or a number its own list decides, and so it does about what has inner full stops (U.S., Ph.D.).
"""

STARTERS = frozenset(
    """
the a an this that these those it its he his she her they their them we our i you your my there here in on at by for
from with of to as if when while after before since until during under although though however but and or so yet because
what who why how where which both some many most all each another not also then
""".split()  # noqa: SIM905
)
"""Words that start a sentence behind an abbreviation. nupunkt's own 700 hold General (U.N. General Assembly)."""

AS_IF: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    # data without white space takes nupunkt quadratic time
    (re.compile(rf"(?<!\S)\S{{{LONGEST_RUN},}}"), lambda m: "x" * (len(m[0]) - 40) + m[0][-40:]),
    # a note's number belongs to the sentence that it follows
    (re.compile(r"(?<=[.!?])(?:\[[\w ,–-]{1,12}\])+"), lambda m: ")" * len(m[0])),
    # „Ja.“ and »Ja.« close with marks that open elsewhere
    (re.compile(r"(?<=[.!?…])[“‘«‹›](?=\s|$)"), lambda m: '"'),
    # for me. And: as if "oo. And"
    (
        re.compile(r"(?<![\w.'’&-])[^\W\d_]{2,}(?=\.[\"'”’)\]]*\s+[\"'“‘„(\[]*[A-ZÀ-ÖØ-ÞΑ-ΩА-Я])"),
        lambda m: m[0] if m[0].lower() in ABBREVIATIONS else "oO"[m[0][0].isupper()] + "o" * (len(m[0]) - 1),
    ),
    # J.F.K. was
    (re.compile(r"(?<!\w)(?:[A-Z]\.){2,}(?=\s+[a-z])"), lambda m: m[0].replace(".", "x")),
]
"""What nupunkt gets wrong, and what of the same length it is shown instead."""


def sentence_spans(text: str, *, language: str = "en") -> list[Span]:
    """Return the sentences of a text, in order, without overlap or outer white space; nothing else is left out.

    Args:
        text: any string.
        language: whose abbreviations are expected; one of `LANGUAGES`.

    Raises:
        ValueError: nothing is known of the language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"sentences are found in the languages {', '.join(LANGUAGES)} only, not in {language!r}")
    splitter = _splitter(language)
    return [(start, end) for block in blocks(text) for start, end in _sentences(text, block, splitter)]


def blocks(text: str) -> Iterator[tuple[int, int, int]]:
    r"""Yield `(start, body, end)` of each run of text that no sentence leaves; `body` is behind the list marker.

    A blank line ends a block, and so does every line break but that of a line that looks wrapped.

    >>> list(blocks("Ducks\n\n1. They swim,\n2. they fly."))
    [(0, 0, 5), (7, 10, 20), (21, 24, 33)]
    """
    for spans in _paragraphs(text):
        lines = [text[start:end] for start, end in spans]
        first = 0
        for i, (_, end) in enumerate(spans):
            if i + 1 == len(spans) or _ends_block(lines, first, i):
                start = spans[first][0]
                markers = MARKERS.match(text, start, end)
                yield start, markers.end() if markers else start, end
                first = i + 1


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """Yield the lines of each paragraph, stripped; a blank line parts paragraphs, and some lines stand apart."""
    lines: list[Span] = []
    last, fence = 0, ""
    for match in LINE.finditer(text):
        line = match.group().strip()
        mark = FENCE.match(line)
        apart = bool(fence or mark) or _stands_apart(line)
        if mark and fence in {"", mark.group()}:
            fence = "" if fence else mark.group()
        if lines and (apart or not line or match.start() > last + 1):
            yield lines
            lines = []
        if line:
            start = match.start() + match.group().index(line[0])
            lines.append((start, start + len(line)))
        if lines and apart:
            yield lines
            lines = []
        last = match.end()
    if lines:
        yield lines


def _stands_apart(line: str) -> bool:
    """Tell whether a line is a heading, a separator or a row of a table.

    >>> [_stands_apart(line) for line in ("# Ducks", "***", "Bird | Eggs", "Ducks swim.")]
    [True, True, True, False]
    """
    body = line[m.end() :] if (m := MARKERS.match(line)) else line
    return APART.match(line) is not None or "\t" in body or " | " in body


def _ends_block(lines: Sequence[str], first: int, i: int) -> bool:
    """Tell whether the block that starts with line `first` ends with line `i`: an item follows, or it is not wrapped.

    A number may start a wrapped line by chance, so it makes an item only after an item or a line that is not wrapped.
    """
    following = lines[i + 1]
    if BULLETED.match(following):
        return True
    if NUMBERED.match(following) and NUMBERED.match(lines[first]):
        return True
    return not _looks_wrapped(lines, i)


def _looks_wrapped(lines: Sequence[str], i: int) -> bool:
    """Tell whether line `i` of a paragraph was broken for want of room.

    It was if the next line goes on in small letters, or else if the next line's first word would not have fitted into
    the width of the lines around; unless these are verse.
    """
    line, following = lines[i], lines[i + 1]
    if len(line) < SHORTEST_WRAPPED:
        return False
    if following.lstrip(OPENERS)[:1].islower():
        return True
    around = lines[max(0, i - 2) : i + 4]
    width = max(map(len, around))
    starts = (other.lstrip(OPENERS)[:1] for other in around)
    verse = (width < VERSE_WIDTH or len(around) > 3) and all(map(str.isupper, starts))
    word = following.split(maxsplit=1)[0]
    return len(line) <= LONGEST_WRAPPED and not verse and len(line) + 1 + len(word) > 0.9 * width


def _sentences(text: str, block: tuple[int, int, int], splitter: Splitter) -> Iterator[Span]:
    """Yield the sentences of one block, the first with the block's list marker."""
    start, body, end = block
    wide_end, cuts = splitter
    if APART.match(text, start, end):
        yield start, end
        return
    for stop in [*(match.end() for match in wide_end.finditer(text, body, end)), end]:
        for cut in [*(body + cut for cut in cuts(text[body:stop])), stop]:
            sentence = text[start:cut].strip()
            if sentence:
                start = text.index(sentence[0], start)
                yield start, start + len(sentence)
            start = cut
        body = stop


def _as_if(piece: str) -> str:
    """Return a text of the same length that nupunkt splits as it should split the piece."""
    piece = piece.translate(NARROW)
    for pattern, replacement in AS_IF:
        piece = pattern.sub(replacement, piece)
    return piece


def _splitter(language: str) -> Splitter:
    """Return how sentences are told apart in one of `LANGUAGES`."""
    if language in RULES:
        return WIDE_END, partial(sentence_starts, language=language)
    return CHINESE_END if language == "zh" else WIDE_END, _nupunkt_starts()


@cache
def _nupunkt_starts() -> Callable[[str], list[int]]:
    """Return the function that tells where in an English paragraph sentences start, but for the first."""
    from nupunkt.models import load_default_model

    model = load_default_model()
    model.EXCL_QUEST_LOWERCASE_CONTINUES = True  # "Yahoo! is", “Who?” she asked
    model.parameters.sent_starters = set(STARTERS)

    def starts(piece: str) -> list[int]:
        # “design.)Now”, “page.](https://…”: no sentence starts with a closing mark, none without white space before it
        shown = _as_if(piece)
        return [start for start, _ in model.span_tokenize(shown) if start and shown[start - 1].isspace()]

    return starts
