"""A question and a sentence in, the answer's very words in the sentence out, where the question's form tells them."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from index.lexical import STOP_WORDS
from index.passages import Span

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
TENS = "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
LARGE = "hundred|thousand|million|billion|trillion|dozen"

NUMBER = re.compile(
    rf"""(?<![\w.,])(?:[$€£¥]\s?)?\d+(?:[.,]\d+)*(?!\w|[.,]\d)(?:\s?%|(?:\s(?:percent|per\scent|{LARGE})\b)+)?
    | \b(?:a\s)?(?:{SMALL}|{TENS}|{LARGE})(?:[-\s](?:and\s)?(?:{SMALL}|{TENS}|{LARGE}))*\b""",
    re.VERBOSE | re.IGNORECASE,
)
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth", re.I)
DATE = re.compile(
    rf"""\b(?:(?:{WEEKDAYS}),?\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?\b(?:{MONTHS})\b(?:\s\d{{1,2}}(?:st|nd|rd|th)?\b)?
    (?:,?\s(?:1[5-9]|20)\d\d\b)?
    | \b\d{{4}}-\d\d-\d\d\b | \b(?:1[5-9]|20)\d\ds?\b | \b(?:{WEEKDAYS})\b""",
    re.VERBOSE,
)
TITLES = "Gen|Lt|Col|Maj|Sgt|Capt|Dr|Mr|Mrs|Ms|St|Prof|Rev|Sen|Rep"
UPPER = "A-Z" + "".join(filter(str.isupper, map(chr, range(0xC0, 0x1F00))))
CAPITALISED = rf"(?:[A-Z]\.\s?|(?:{TITLES})\.\s)*[{UPPER}][\w’'-]*(?:(?<=\.[A-Z])\.)?"
NAME = re.compile(rf"\b{CAPITALISED}(?:\s(?:(?:of|the|de|van|von|der|al|bin|la)\s)*{CAPITALISED})*")
WORD = re.compile(r"\w+(?:[.,’'-]\w+)*")

ASKS_NUMBER = re.compile(
    r"\bhow\s(?:many|much|old|long|far|tall|big|high|fast|large|deep|wide|heavy|often)\b"
    r"|\b(?:what|which)\s(?:\w+\s){0,3}?(?:percentage|percent|number|population|amount|price|cost|total|share|age)\b",
    re.IGNORECASE,
)
ASKS_DATE = re.compile(r"\bwhen\b|\b(?:what|which)\s(?:year|date|day|month|century|decade)\b", re.IGNORECASE)
ASKS_NAME = re.compile(
    r"\b(?:who|whom|whose|where)\b|\b(?:what|which)\s(?:\w+\s)?(?:city|country|town|state|person|company|place|name)\b",
    re.IGNORECASE,
)
ASKS_YES_NO = re.compile(
    r"\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)(?:n[’']t)?\b"
    r"(?!.*\bor\b)",
    re.IGNORECASE | re.DOTALL,
)
"""A question that yes or no would answer, which no document says: its sentence is shown, and no words of it marked."""

ASKS_WHICH = re.compile(r"\b(?:which|what)\s(?!\w+ed\b)(\w+)", re.IGNORECASE)

Finder: TypeAlias = Callable[[str], Iterator[Span]]


def answer_words(question: str, sentence: str) -> Span | None:
    """Return the span in `sentence` of the words that answer, or None where the question's form does not tell.

    Numbers answer "how many", dates "when", names "who" and "where", and "which floors" is answered by what stands
    before "floors". Of several, the one nearest to the question's own words is taken; words that stand in the
    question answer nothing.

    >>> sentence = "They join the 40,000 already stationed in the region with a dozen warships."
    >>> a, b = answer_words("How many are stationed in the region?", sentence)
    >>> sentence[a:b]
    '40,000'
    """
    for asks, finder in ((ASKS_NUMBER, _numbers), (ASKS_DATE, _dates), (ASKS_NAME, _names)):
        if asks.search(question):
            return _nearest(question, sentence, finder)
    which = ASKS_WHICH.search(question)
    return _before_noun(which[1], question, sentence) if which and which[1].lower() not in STOP_WORDS else None


def form_told(question: str, sentence: str) -> float:
    """Return 1 where a sentence has words of the asked form, -1 where it has none, 0 where no form is asked for.

    >>> [form_told("How many came?", text) for text in ("12 came.", "They came.")], form_told("Why?", "It rained.")
    ([1.0, -1.0], 0.0)
    """
    if not any(asks.search(question) for asks in (ASKS_NUMBER, ASKS_DATE, ASKS_NAME)):
        return 0.0
    return 1.0 if answer_words(question, sentence) else -1.0


def _numbers(sentence: str) -> Iterator[Span]:
    dates = [match.span() for match in DATE.finditer(sentence)]
    for match in NUMBER.finditer(sentence):
        if match[0].lower() != "one" and not any(a <= match.start() < b for a, b in dates):
            yield match.span()


def _dates(sentence: str) -> Iterator[Span]:
    yield from (match.span() for match in DATE.finditer(sentence) if match[0] != "May" or match.start())


def _names(sentence: str) -> Iterator[Span]:
    for match in NAME.finditer(sentence):
        name = re.sub(r"[’']s?$", "", match[0])
        if _content_words(name) and not re.fullmatch(f"{MONTHS}|{WEEKDAYS}", name):
            yield match.start(), match.start() + len(name)


def _nearest(question: str, sentence: str, finder: Finder) -> Span | None:
    """Return the candidate with the fewest characters between it and the question's words, the first of equals.

    What stands after those words counts twice as far: English says "40,000 stationed", "Halevi visited".
    """
    asked = _content_words(question)
    matches = [word.span() for word in WORD.finditer(sentence) if any(alike(word[0], other) for other in asked)]
    candidates = [span for span in finder(sentence) if not _all_asked(sentence[slice(*span)], asked)]
    if not candidates:
        return None
    return min(candidates, key=lambda span: sum(sorted(_gap(span, match) for match in matches)[:3]))


def _before_noun(noun: str, question: str, sentence: str) -> Span | None:
    """Return the noun with the ordinals, numbers and names before it ("4th and 5th floors"), or after it."""
    words = [match.span() for match in WORD.finditer(sentence)]
    asked = _content_words(question)
    for i, (start, end) in enumerate(words):
        if not alike(sentence[start:end], noun):
            continue
        first = i
        while first and _specifies(sentence[slice(*words[first - 1])], joined=first < i):
            first -= 1
        while first < i and sentence[slice(*words[first])] in {"and", "or"}:
            first += 1
        if first < i and not _all_asked(sentence[words[first][0] : start], asked):
            return words[first][0], end
        after = sentence[slice(*words[i + 1])] if i + 1 < len(words) else ""
        if after and _specifies(after, joined=False) and not _all_asked(after, asked):
            return start, words[i + 1][1]
    return None


def _specifies(word: str, *, joined: bool) -> bool:
    """Tell whether a word singles out what its noun means; `joined`: such a word follows it."""
    if joined and word in {"and", "or"}:
        return True
    named = word[0].isupper() and word.lower() not in STOP_WORDS
    return named or bool(NUMBER.fullmatch(word) or ORDINAL.fullmatch(word))


def alike(word: str, other: str) -> bool:
    """Tell whether two words are forms of one, by a common beginning.

    >>> alike("floors", "floor"), alike("stationed", "station"), alike("region", "regard")
    (True, True, False)
    """
    a, b = word.lower(), other.lower()
    common = max(4, min(len(a), len(b)) - 1)
    return a == b or (min(len(a), len(b)) >= 4 and abs(len(a) - len(b)) <= 3 and a[:common] == b[:common])


def _content_words(question: str) -> set[str]:
    return {match[0].lower() for match in WORD.finditer(question)} - STOP_WORDS


def _all_asked(words: str, asked: set[str]) -> bool:
    found = _content_words(words)
    return bool(found) and all(any(alike(word, other) for other in asked) for word in found)


def _gap(span: Span, other: Span) -> int:
    return max(0, other[0] - span[1], 2 * (span[0] - other[1]))
