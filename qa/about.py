"""A text and where a value stands in it in, what the value is about out: what it counts, where, when and of whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.lexical import STOP_WORDS
from index.passages import Span
from qa.answer_forms import ASKS_WHICH, MONTHS, NAME, WEEKDAYS
from qa.kin import GROUPS, kinds_told
from qa.values.moments import Moment, moments

APART = 25
"""Characters that a comma, "and" or "but" between a word and a value counts for."""

FARTHEST = 120
"""Characters between a value and the farthest word that says what sort of thing it is of."""

FORM_WORDS = frozenset(
    """how many much long old far tall big high fast large deep wide heavy often year years date day month century
    decade number percentage percent proportion amount total share age time name square miles kilometres kilometers
    metres meters feet tons tonnes acres dollars euros pounds hours minutes seconds days weeks months""".split()  # noqa: SIM905
)
"""Words of a question that say which form of answer is asked for; its text need not hold them."""

CLAUSE = re.compile(r"[,;:()–—]\s|\s[–—-]\s|\b(?:and|while|but|whereas)\s")
REPORTS = r"said|says|told|announced|reported|confirmed|according|added|put|estimated|stated|claimed"
REPORTED = re.compile(rf"(?:^|(?<=[,;]\s))[^,;]*\b(?:{REPORTS})\b[^,;]*(?=[,;.]|$)")
REPORTING = re.compile(rf"^[^,;]*\b(?:{REPORTS})\b(?:\s(?:on\s)?(?:{WEEKDAYS}))?(?:\sthat\b)?", re.I)
AS_OF = re.compile(r"\b(?:by|as\sof|until)\s(?:late\s|early\s)?$", re.I)

LEAD = re.compile(rf"(?:(?:{'|'.join(sorted(STOP_WORDS))})\s+)+", re.I)
POSSESSIVE = ("’s", "'s")
PREPOSITION = r"\b(?:in|at|near|across|outside|off|on|of|around|to|from)"
AT = re.compile(rf"{PREPOSITION}\s(?:the\s)?(?:[a-z]+\s(?:of\s)?){{0,2}}$", re.I)
CALLED = re.compile(rf"(?:\bthe\s[a-z]+\s)?{NAME.pattern}")

TERM = "quarter|half|season|term|round|phase|stage|leg|day|game|match"
STAGE = re.compile(rf"\b(?:first|second|third|fourth|final|last)\s(?:{TERM})\b")
PART_BEFORE = re.compile(r"\b(?:including|among\s(?:them|the\s\w+)|of\s(?:them|whom))\W*(?:[a-z]+\s){0,3}$")
PART_BEHIND = re.compile(r"\sof\s(?:them|whom|these|those)\b")
QUALITY = r"(former|ex|deputy|vice|acting|interim|outgoing)"
QUALITY_BEFORE = re.compile(rf"\b{QUALITY}[\s-](?:[a-z]+\s){{0,3}}$")
QUALITY_BEHIND = re.compile(rf",?\s(?:the\s|then\s|a\s)?{QUALITY}\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about.

    Attributes:
        kinds: for each of `GROUPS` the one kind that it tells, or None.
        counted: the words behind "how many".
        names: the names in it.
        periods: the dates in it.
        words: what an answer's text should hold, each as words of which one is enough ("the composer", "Greiner").
    """

    kinds: tuple[int | None, ...]
    counted: tuple[str, ...]
    names: tuple[str, ...]
    periods: tuple[Moment, ...]
    words: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a value in a text is about.

    Attributes:
        kinds: for each of `GROUPS` the kind that is told nearest to the value, or None.
        counted: the words behind a number that say what it counts, lower-case.
        places: names behind "in", "at", "of" and the like, or with "’s".
        names: all names in the sentence and the title.
        title: names that the title surely holds.
        periods: dates that are told with the value.
        words: content words of the text and its title.
        sorts: (word, next word) of the sentence.
        part: whether the value is said to be of a part: "including 12 children".
        stage: "first quarter" and the like, or "".
        quality: "former", "acting" and the like that qualify a name, or "".
    """

    kinds: tuple[int | None, ...]
    counted: tuple[str, ...]
    places: tuple[str, ...]
    names: tuple[str, ...]
    title: tuple[str, ...]
    periods: tuple[Moment, ...]
    words: frozenset[str]
    sorts: tuple[tuple[str, str], ...]
    part: bool
    stage: str
    quality: str


def asked_about(question: str) -> Asked:
    """Return what a question is about.

    >>> asked = asked_about("How many people died in Oslo in 2019?")
    >>> asked.counted, asked.names
    (('people',), ('Oslo',))
    """
    counted = re.search(r"\bhow\smany(?=\s)|\bnumber\sof(?=\s)", question, re.I)
    return Asked(
        kinds=kinds_told(frozenset(content_words(question))),
        counted=counted_words(question[counted.end() :]) if counted else (),
        names=tuple(question[a:b] for a, b in names_in(question)),
        periods=tuple(moments(question)),
        words=tuple(_asked_words(question)),
    )


def topic(sentence: str, span: Span, *, context: str = "", title: str = "", written: str | None = None) -> Topic:
    """Return what the value at `span` of a sentence is about.

    Args:
        sentence: where it stands.
        span: of the value, its unit included.
        context: the sentence and what is shown around it.
        title: of its document.
        written: the document's ISO date.

    >>> found = topic("The fire in Oslo killed 12 people and injured 40.", (24, 26))
    >>> found.places, found.counted, found.kinds == topic("In Rome 9 died.", (8, 9)).kinds
    (('Oslo',), ('people',), True)
    """
    before, behind = sentence[: span[0]], sentence[span[1] :]
    told = unattributed(sentence, span)
    named = [(a, b) for a, b in names_in(told) if b <= span[0] or span[1] <= a]
    stage, quality = STAGE.search(sentence), QUALITY_BEFORE.search(before) or QUALITY_BEHIND.match(behind)
    return Topic(
        kinds=tuple(_nearest_kind(group, sentence, span) for group in GROUPS),
        counted=counted_words(behind),
        places=tuple(told[a:b] for a, b in named if AT.search(told[:a]) or told.startswith(POSSESSIVE, b)),
        names=tuple(told[a:b] for a, b in named) + tuple(title[a:b] for a, b in names_in(title, whole=True)),
        title=tuple(title[a:b] for a, b in names_in(title)) if _tells_names(title) else (),
        periods=tuple(_periods(told, span, written)),
        words=frozenset(content_words(f"{title} {context or sentence}")),
        sorts=tuple(re.findall(r"\b([a-z][\w-]*)(?=\s([a-z][\w-]*))", sentence)),
        part=bool(PART_BEFORE.search(before) or PART_BEHIND.match(behind)),
        stage=stage[0] if stage else "",
        quality=quality[1] if quality else "",
    )


def content_words(text: str) -> list[str]:
    """Return the words of a text that say what it is about, lower-case.

    >>> content_words("How old was Elway’s car?")
    ['old', 'elway', 'car']
    """
    plain = re.sub(r"[’']s?\b", "", text.lower())
    return [word for word in re.findall(r"\w+(?:-\w+)*", plain) if word not in STOP_WORDS]


def counted_words(behind: str) -> tuple[str, ...]:
    """Return the words behind a number that say what it counts.

    >>> counted_words(" service members in Lebanon"), counted_words(", police said"), counted_words(" of the soldiers")
    (('service', 'members'), (), ('soldiers',))
    """
    behind = re.sub(r"^\s(?:more|other|further|additional|of\s(?:the|its|their|his|her|our|all))\b", "", behind)
    found: list[str] = []
    while len(found) < 3 and (word := re.match(r"[\s-]([A-Za-z][\w’'-]*)", behind)):
        if word[1].lower() in STOP_WORDS or word[1].endswith("ed") or re.fullmatch(REPORTS, word[1]):
            break
        found.append(word[1].lower())
        behind = behind[word.end() :]
    return tuple(found)


def names_in(text: str, *, whole: bool = False) -> Iterator[Span]:
    """Yield the spans of names; one word that starts a text, and may be any word, is one only if `whole`.

    >>> text = "In Hagen and Bonn, Ann Lee won."
    >>> [text[a:b] for a, b in names_in(text)]
    ['Hagen', 'Bonn', 'Ann Lee']
    """
    for match in NAME.finditer(text):
        lead = LEAD.match(match[0])
        start = match.start() + (lead.end() if lead else 0)
        name = re.sub(r"[’']s?$", "", text[start : match.end()])
        end = start + len(name)
        sure = start or whole or " " in name or text.startswith(POSSESSIVE, end)
        if sure and name and not re.fullmatch(rf"{MONTHS}|{WEEKDAYS}", name) and name.lower() not in STOP_WORDS:
            yield start, end


def unattributed(sentence: str, span: Span) -> str:
    """Return a sentence of the same length in which spaces stand for who reported it and when.

    >>> unattributed("Police said on Monday that 12 died, Reuters reported", (27, 29)).strip()
    '12 died,'
    """
    reporting = REPORTING.match(sentence[: span[0]])
    blank = [reporting.span()] if reporting else []
    blank += [m.span() for m in REPORTED.finditer(sentence) if m.end() <= span[0] or span[1] <= m.start()]
    for start, end in blank:
        sentence = sentence[:start] + " " * (end - start) + sentence[end:]
    return sentence


def _asked_words(question: str) -> Iterator[frozenset[str]]:
    """Yield what an answer's text should hold; a name and the noun before it are one thing."""
    which = ASKS_WHICH.search(question)
    asked = question[: which.start(1)] + question[which.end(1) :] if which else question
    for match in CALLED.finditer(asked):
        words = frozenset(content_words(match[0]))
        if words and match.start():
            yield words
            question = question.replace(match[0], " ", 1)
    noun = {which[1].lower()} if which else set()
    for word in content_words(question):
        if word not in FORM_WORDS | noun and not word.endswith("ly"):
            yield frozenset({word})


def _nearest_kind(group: Sequence[frozenset[str]], sentence: str, span: Span) -> int | None:
    near = [
        (gap, number)
        for word in re.finditer(r"[\w’'-]+", sentence)
        for number, kind in enumerate(group)
        if word[0].lower() in kind and (gap := _gap(sentence, word.span(), span)) <= FARTHEST
    ]
    return min(near)[1] if near else None


def _gap(sentence: str, word: Span, span: Span) -> int:
    between = sentence[word[1] : span[0]] if word[1] <= span[0] else sentence[span[1] : word[0]]
    return len(between) + APART * len(CLAUSE.findall(between))


def _periods(told: str, span: Span, written: str | None) -> list[Moment]:
    """Return the dates in the value's clause or, where it has none, at the beginning; not the day of a count."""
    found = [
        moment
        for moment in moments(told, written)
        if (moment.end <= span[0] or span[1] <= moment.start)
        and not (any(moment.known[1:]) and AS_OF.search(told[: moment.start]))
    ]
    breaks = [match.start() for match in CLAUSE.finditer(told)]
    clause = [m for m in found if not any(min(m.start, span[0]) <= at < max(m.start, span[0]) for at in breaks)]
    return clause or [m for m in found if re.fullmatch(r"\s*(?:\w+\s){0,3}", told[: m.start])]


def _tells_names(title: str) -> bool:
    """Tell whether a title's capitals are names: a headline in lower case has other words too."""
    return any(word.islower() and word not in STOP_WORDS for word in re.findall(r"\w+", title))
