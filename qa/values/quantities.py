"""A text in, its quantities out: numbers in figures and words, what bounds them, their units, as values to compare."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from qa.answer_forms import LARGE, SMALL, TENS
from qa.values.moments import ORDINALS, Relation, moments
from qa.values.numbers import DIGITS, SIZES, WORD, has_size, last_digit, number_value
from qa.values.units import UNITS, rate_behind, unit_behind

ROUND = 0.1
""""About 500" reaches so far, as a share of the figure."""

REACH = 2.0
""""At least 100" covers what is up to so many times 100: who knows of 500 does not speak of at least 100."""

ROUNDED = 0.05
"""The most that a figure in another unit may be rounded by, as a share of it: 6 miles are 10 km."""

EXACT = 0.005
"""The same where all digits are told: 15,203 feet are 4,634 metres."""

BOUNDS = [
    (re.compile(rf"(?<!\w)(?:{words})\s?$", re.I), low, high)
    for words, low, high in (
        (r"(?:an\s)?estimated(?:\sat)?|about|around|approximate(?:ly)?", 1 - ROUND, 1 + ROUND),
        (r"perhaps|roughly|some|circa|ca\.|~", 1 - ROUND, 1 + ROUND),
        (r"nearly|almost|close\sto|(?:just|slightly)\s(?:under|below)", 0.85, 1.02),
        (r"(?:just|slightly|a\slittle)\s(?:over|above|more\sthan)", 0.98, 1.15),
        (r"at\smost|(?:no|not)\smore\sthan|up\sto|as\s(?:many|much)\sas|under|below|[<≤]", 1 / REACH, 1.0),
        (r"at\sleast|(?:no|not)\s(?:fewer|less)\sthan|more\sthan|over|above|exceeding|[>≥]", 1.0, REACH),
        (r"(?:fewer|less)\sthan|a\smaximum\sof", 1 / REACH, 1.0),
    )
]
"""What stands before a number, and what share of it is the least and the most that is meant."""

PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
MANY = "tens|dozens|hundreds|thousands|millions|billions"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a text.

    Attributes:
        start: where its number starts in the text.
        end: where it ends, its unit included.
        figure: the number itself, in `unit`.
        low: the least that is meant, in `unit`.
        high: the most that is meant, in `unit`.
        unit: what it is compared in ("m", "s", "%", "$", "clock" for minutes, "th" for ordinals), or "" for a count.
        written: the unit as it is written.
        per: "second" for every rate in time, or "person" and the like, or "".
        bounded: whether only its least or its most is told.
        rounded: how far the figure may be rounded, as a share of it.
    """

    start: int
    end: int
    figure: float
    low: float
    high: float
    unit: str = ""
    written: str = ""
    per: str = ""
    bounded: bool = False
    rounded: float = 0.0

    def times(self, factor: float, plus: float = 0.0) -> "Quantity":
        """Return it in another unit."""
        low, figure, high = (value * factor + plus for value in (self.low, self.figure, self.high))
        return replace(self, low=low, figure=figure, high=high)


def quantities(text: str) -> list[Quantity]:
    """Return the quantities in a text, in order; the numbers of dates are none.

    >>> [(round(q.low), round(q.high), q.unit) for q in quantities("Twelve hundred, up to 1.5 km, nearly 40%")]
    [(1200, 1200, ''), (750, 1500, 'm'), (34, 41, '%')]
    """
    taken = [(a.start, a.end) for a in moments(text) if re.search(r"\d|century", text[a.start : a.end])]
    found: list[Quantity] = []
    for pattern, told in FORMS:
        for match in pattern.finditer(text):
            value = told(match)
            if value and not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                found.append(value)
    found.sort(key=lambda value: value.start)
    ends = [*(value.start for value in found[1:]), len(text)]
    whole = [_bounded(text, _with_unit(text[:end], value)) for value, end in zip(found, ends, strict=False)]
    return _joined(text, whole)


def compare_quantities(a: Quantity, b: Quantity) -> Relation | None:
    """Tell how two quantities stand to each other, or None where they cannot be compared.

    >>> a, b, c = quantities("at least 100, nearly 500; 497")
    >>> compare_quantities(a, b), compare_quantities(b, c)
    ('different', 'same')
    """
    if {a.unit, b.unit} == {"", "s"}:  # aged 43, a 43-year-old
        a, b = (q.times(1 / UNITS["year"][1]) if q.unit else q for q in (a, b))
    elif a.unit != b.unit or a.per != b.per:
        return None
    rounded = max(a.rounded, b.rounded) + EXACT if a.written != b.written else 1e-9
    slack = rounded * max(abs(a.figure), abs(b.figure))
    if a.unit == "°C" and a.written != b.written:
        slack = 1.0
    if a.low > b.high + slack or b.low > a.high + slack:
        return "different"
    return "compatible" if (a.bounded or b.bounded) and abs(a.figure - b.figure) > slack else "same"


def _told(match: re.Match[str], figure: float, unit: str = "", *, slack: float = 0.0) -> Quantity:
    return Quantity(*match.span(), figure, figure - slack, figure + slack, unit, unit)


def _plain(match: re.Match[str]) -> Quantity | None:
    """Tell a number; one with a size ("1.2 million") is rounded to its last digit, "a hundred" is about that."""
    words, before = match["number"], match.string[: match.start("number")]
    if words.lower() == "one" and (NO_ONE.search(before) or ONE_OF.match(match.string, match.end())):
        return None
    value = number_value(words)
    slack = value * ROUND if words[0] in "aA" else min(value * ROUND, last_digit(words) / 2 * has_size(words))
    unit = UNITS[match["currency"].strip().upper()][0] if match["currency"] else ""
    rounded = min(ROUNDED, last_digit(words) / 2 / value) if value else 0.0
    return replace(_told(match, value, unit, slack=slack), rounded=rounded)


def _some(match: re.Match[str]) -> Quantity:
    """Tell "dozens", "tens of thousands", "several hundred": from two or three of these up."""
    base = number_value(re.sub(r"(\w+) of ", r"\1 ", match[0].lower())) or 1.0
    return replace(_told(match, 2 * base), high=(20 if match["many"] else 9) * base, bounded=True)


def _clock(match: re.Match[str]) -> Quantity | None:
    hour, minutes, half = int(match["hour"]), int(match["minutes"] or 0), (match["half"] or "").lower()
    return _told(match, 60.0 * (hour % 12 + 12 * (half == "p") if half else hour) + minutes, "clock")


def _part(match: re.Match[str]) -> Quantity:
    """Tell a fraction as a percentage: "two thirds", "a quarter", "one in five"."""
    parts = match.groupdict()
    whole = number_value(parts["of"]) if parts.get("of") else PARTS[parts["part"].lower()]
    return _told(match, 100 * (number_value(parts["count"] or "") or 1.0) / (whole or 1.0), "%")


def _none(match: re.Match[str]) -> Quantity:
    return _told(match, 0.0)


def _ordinal(match: re.Match[str]) -> Quantity:
    word = match[0].lower()
    return _told(match, float(ORDINALS.index(word) + 1 if word in ORDINALS else int(word[:-2])), "th")


NO_ONE = re.compile(r"\b(?:no|the|this|that|which)\s$", re.I)
TERMS = "time|year|day|quarter|term"
ONE_OF = re.compile(r"\s(?:of|another|day|by)\b|[’'-]")
FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Quantity | None]]] = [
    (re.compile(r"\b(?P<hour>1[0-2]|0?\d)(?:[:.](?P<minutes>[0-5]\d))?\s?(?P<half>[ap])\.?m\b", re.I), _clock),
    (re.compile(r"(?<![\d:])(?P<hour>[01]?\d|2[0-3]):(?P<minutes>[0-5]\d)(?![\d:])(?P<half>)"), _clock),
    (re.compile(rf"\b(?P<count>{SMALL})\s(?:in|out\sof)\s(?P<of>{SMALL}|{TENS})\b", re.I), _part),
    (
        re.compile(
            rf"\b(?<!and\s)(?P<count>an?|{SMALL})[\s-](?P<part>{'|'.join(PARTS)})s?\b(?!\s(?:{TERMS})s?\b)", re.I
        ),
        _part,
    ),
    (re.compile(r"\b(?<!first\s)(?<!second\s)(?P<count>)(?P<part>half)(?=\s(?:of|the|its|all)\b)", re.I), _part),
    (
        re.compile(rf"\b(?:(?P<many>(?:{MANY})(?:\sof\s(?:{MANY}))?)|(?:several|a\sfew)(?:\s(?:{LARGE}))?)\b", re.I),
        _some,
    ),
    (re.compile(rf"\b(?:\d+(?:st|nd|rd|th)|{'|'.join(ORDINALS)})\b", re.I), _ordinal),
    (
        re.compile(
            rf"""(?P<currency>(?:US|(?<!\w))[$€£¥₹]\s?|\b(?:EUR|USD|GBP|CHF)\s)?
        (?P<number>(?:{DIGITS}(?:(?:[\s-]?(?:{LARGE}|bn|mn)|k|(?(currency)m|(?!)))\b)*
        |\b(?:(?:half\s)?an?\s(?={LARGE}))?{WORD}(?:[\s-](?:and\s)?{WORD})*\b)
        (?:\sand\sa\shalf\b(?:\s(?:{LARGE})\b)?)?)""",
            re.X | re.I,
        ),
        _plain,
    ),
    (re.compile(r"\bno(?=\s[a-z])(?!\s(?:longer|more|fewer|less|other|doubt|one)\b)", re.I), _none),
    (re.compile(r"\b(?:none|nobody|no\sone)\b", re.I), _none),
]
"""Forms of numbers, the longer before what they hold."""


def _with_unit(text: str, quantity: Quantity) -> Quantity:
    """Add the unit and the rate that stand behind a number; rates in time are counted by the second."""
    unit = None if quantity.unit else unit_behind(text, quantity.end, quantity.figure)
    if unit:
        counted = quantity.times(unit.factor, unit.plus)
        quantity = replace(counted, end=unit.end, unit=unit.name, written=unit.written)
    per = "hour" if quantity.written in {"kph", "kmh", "mph", "knot"} else rate_behind(text, quantity.end)
    name, seconds = UNITS.get(per, ("", 1.0))
    if name != "s":
        return replace(quantity, per=per)
    return replace(quantity.times(1 / seconds), per="second", written=f"{quantity.written}/{per}")


def _bounded(text: str, quantity: Quantity) -> Quantity:
    """Widen a quantity by the words before and behind it: "nearly", "at least", "or more"."""
    behind = re.match(r"\s?(?:or\smore\b|at\sleast\b|\+)", text[quantity.end :])
    bounds = (bound[1:] for bound in BOUNDS if bound[0].search(text, 0, quantity.start))
    least, most = (1.0, REACH) if behind else next(bounds, (1.0, 1.0))
    low, high = sorted((quantity.low * least, quantity.high * most))
    return replace(quantity, low=low, high=high, bounded=quantity.bounded or REACH in {most, 1 / least})


def _joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join ranges ("between 36 and 40") and what is told in two units ("5 ft 11 in", "1 hour 20 minutes")."""
    joined: list[Quantity] = []
    for second in found:
        first = joined[-1] if joined else None
        whole = (_range(text, first, second) or _sum(text, first, second)) if first else None
        joined[-1 if whole else len(joined) :] = [whole or second]
    return joined


def _range(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    between = re.search(r"\b(?:between|from)\s$", text[: first.start], re.I)
    if not re.fullmatch(r"\s?[–-]\s?|\sto\s" + (r"|\sand\s" if between else ""), text[first.end : second.start]):
        return None
    if not first.unit and second.unit and second.figure:
        first = replace(first.times(UNITS.get(second.written, ("", 1.0))[1]), unit=second.unit)
    size = re.search(rf"(?:\b|\d)({LARGE}|bn|mn)\b", text[second.start : second.end])
    if size and not re.search(r"[a-z]", text[first.start : first.end]):
        first = first.times(SIZES[size[1]])  # 1.2 to 1.4 million
    return replace(second, start=first.start, low=min(first.low, second.low)) if first.unit == second.unit else None


def _sum(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    gap = text[first.end : second.start]
    inches = first.written in {"ft", "foot", "feet"} and not second.unit and re.match(r"\s?in\b", text[second.end :])
    smaller = (
        UNITS.get(second.written, ("", 1e99))[1] < UNITS.get(first.written, ("", 0.0))[1] and first.unit == second.unit
    )
    if not re.fullmatch(r",?\s(?:and\s)?", gap) or first.unit not in {"m", "s", "kg"} or not (inches or smaller):
        return None
    more = second.figure * (UNITS["inch"][1] if inches else 1.0)
    return replace(first.times(1.0, more), end=second.end)
