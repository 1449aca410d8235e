"""A text and the day it was written in, the dates in the text out, as values that can be compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from index.passages import Span
from qa.answer_forms import MONTHS, WEEKDAYS

Relation: TypeAlias = Literal["same", "compatible", "different"]
"""How two values stand to each other: one is (a part of) the other, both can be true, both cannot."""

MONTH = rf"(?P<month>(?:{MONTHS})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s?[–-]\s?(?P<until>\d{1,2})(?:st|nd|rd|th)?)?(?!\d)"
YEAR = r"(?P<year>1\d{3}|20\d\d)\b"
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
TEENS = "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
CENTURIES = (*ORDINALS, *TEENS.split())
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (1, 12)}
STEPS = {"this": 1, "next": 2}
LASTING = {"day": 1, "week": 7, "month": 30, "year": 365}
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}

COMING = re.compile(r"\b(?:will|shall|due|scheduled|plans?|planned|next|must|deadline|expected|upcoming|until)\b")
COUNTS = re.compile(r"\s(?:people|men|women|children|(?!was\b|is\b|has\b|as\b|alas\b)[A-Za-z]{3,}(?<!ss)s)\b")
"""What stands behind a number that is no year: 1800 homes."""
SINCE = re.compile(r"\b(?:in|since|until|till|during|early|mid|late|year)[\s-]$", re.I)
NO_YEAR = re.compile(r"[$€£¥]\s?$|[.,]$|\b(?:population|number|total|price|sum|toll)\s(?:of|is|was)\s$", re.I)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in a text.

    Attributes:
        start: where it starts in the text.
        end: where it ends.
        days: its first and last day as proleptic ordinals, or None where the year cannot be told.
        known: its month, day and weekday, None where one cannot be told.
    """

    start: int
    end: int
    days: Span | None
    known: tuple[int | None, int | None, int | None]


Told: TypeAlias = "tuple[Span | None, tuple[int | None, int | None, int | None]] | None"


def moments(text: str, written: str | None = None) -> list[Moment]:
    """Return the dates in a text, in order; "yesterday" and "Monday" are told from the day it was written (ISO).

    >>> [a.days == b.days for a in moments("on 4 January 2019") for b in moments("yesterday", "2019-01-05")]
    [True]
    """
    day = _iso(written or "")
    found: list[Moment] = []
    for pattern, told in FORMS:
        for match in pattern.finditer(text):
            value = told(match, day)
            if value and not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(Moment(*match.span(), *value))
    return sorted(found, key=lambda moment: moment.start)


def compare_moments(a: Moment, b: Moment) -> Relation | None:
    """Tell how two dates stand to each other, or None where too little is known of them.

    >>> compare_moments(*moments("in 2019 and not on 4 January 2019"))
    'same'
    """
    if a.days and b.days:
        (first, last), (other_first, other_last) = a.days, b.days
        if last < other_first or other_last < first:
            return "different"
        nested = (first - other_first) * (last - other_last) <= 0
        return "same" if nested else "compatible"
    both = [(x, y) for x, y in zip(a.known, b.known, strict=True) if x is not None and y is not None]
    if any(x != y for x, y in both):
        return "different"
    return "same" if both else None


def _iso(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 1000 <= day.year < 3000 else None


def _days(first: date, last: date) -> Told:
    month = first.month if (first.year, first.month) == (last.year, last.month) else None
    known = (month, first.day, first.weekday()) if first == last else (month, None, None)
    return (first.toordinal(), last.toordinal()), known


def _month(year: int, month: int, until: int | None = None) -> Told:
    after = date(year + (until or month) // 12, (until or month) % 12 + 1, 1)
    return _days(date(year, month, 1), after - timedelta(days=1))


def _years(first: int, last: int) -> Told:
    """Return the days from one year's first to another's last; years before Christ are negative."""
    return (_new_year(first), _new_year(last + 1) - 1), (None, None, None)


def _new_year(year: int) -> int:
    return date(year, 1, 1).toordinal() if 1 <= year <= date.max.year else round(365.2425 * (year - 1))


def _numeric(match: re.Match[str], _: date | None) -> Told:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if match["mark"] == "/" and first <= 12 and second <= 12 and first != second:
        return _years(year, year)  # 3/4/2019 is two days; only its year is sure
    day, month = (second, first) if second > 12 else (first, second)
    return _calendar(year, month, day)


def _calendar(year: int, month: int, day: int | None, until: int | None = None) -> Told:
    try:
        return _days(date(year, month, day), date(year, month, until or day)) if day else _month(year, month)
    except ValueError:
        return None


def _of_month(match: re.Match[str], written: date | None) -> Told:
    """Tell a day or month; without its year it is the one nearest to the day on which it was written."""
    parts = match.groupdict()
    month = 1 + [name[:3] for name in MONTHS.split("|")].index(parts["month"][:3])
    day, until = (int(parts[part]) if parts.get(part) else None for part in ("day", "until"))
    if parts.get("year"):
        return _calendar(int(parts["year"]), month, day, until)
    if written is None:
        return None, (month, None if until else day, None)
    years = [_calendar(written.year + step, month, day, until) for step in (0, -1, 1)]
    near = [told for told in years if told and told[0]]
    return min(near, key=lambda told: abs(told[0][0] - written.toordinal()) if told[0] else 0, default=None)


def _season(match: re.Match[str], _: date | None) -> Told:
    return _month(int(match["year"]), *SEASONS[match["season"].lower()])


def _range(match: re.Match[str], _: date | None) -> Told:
    first, last = match["year"], match["last"]
    until = int(first[: -len(last)] + last)
    return _years(int(first), until) if int(first) < until else None


def _century(match: re.Match[str], _: date | None) -> Told:
    name = match["century"].lower()
    number = CENTURIES.index(name) + 1 if name in CENTURIES else int(name[:-2])
    return _years(-100 * number + 1, -100 * number + 100) if match["bc"] else _years(100 * number - 99, 100 * number)


def _era(match: re.Match[str], _: date | None) -> Told:
    year = int(match["number"] or match["behind"])
    return _years(1 - year, 1 - year) if (match["era"] or "AD").startswith("B") else _years(year, year)


def _year(match: re.Match[str], _: date | None) -> Told:
    """Tell a bare year from a number: "in 1800", but "1800 homes"."""
    before, behind = match.string[: match.start()], match.string[match.end() :]
    doubtful = int(match["year"]) < 1500 or COUNTS.match(behind)
    if NO_YEAR.search(before) or (doubtful and not SINCE.search(before)):
        return None
    return _years(int(match["year"]), int(match["year"]))


def _weekday(match: re.Match[str], written: date | None) -> Told:
    """Tell a weekday: the last one, or the next one where the text looks ahead."""
    weekday = WEEKDAYS.split("|").index(match["weekday"])
    if written is None:
        return None, (None, None, weekday)
    back = (written.weekday() - weekday) % 7
    ahead = COMING.search(match.string) and not (match["which"] or "").lower().startswith("last")
    on = written + timedelta(days=(7 - back) % 7 if ahead else -back)
    return _days(on, on)


def _relative(match: re.Match[str], written: date | None) -> Told:
    step = {"yesterday": -1, "tomorrow": 1}.get(match[0].lower(), 0)
    return _days(*[written + timedelta(days=step)] * 2) if written else None


def _past(match: re.Match[str], written: date | None) -> Told:
    """Tell "two years ago" to within its unit, "last month", "this year"."""
    if written is None:
        return None
    unit, which = LASTING[match["unit"].lower()], match["which"].lower()
    count = int(NUMBERS.get(match["count"].lower(), match["count"])) if match["count"] else 1 - STEPS.get(which, 0)
    if unit == LASTING["year"] and which:
        return _years(written.year - count, written.year - count)
    middle, slack = written - timedelta(days=unit * count), timedelta(days=unit if which else unit // 2)
    return _days(middle - slack, middle + slack)


UNIT, COUNT = "|".join(LASTING), rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
CENTURY = rf"\d\d?th|\d*1st|\d*[23][nr]d|{'|'.join(reversed(CENTURIES))}"
FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], Told]]] = [
    (
        re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
        lambda m, _: _calendar(int(m["year"]), int(m["month"]), int(m["day"])),
    ),
    (re.compile(r"\b(?P<first>\d{1,2})(?P<mark>[./])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})\b"), _numeric),
    (re.compile(rf"\b(?:(?:{WEEKDAYS}),?\s)?{DAY}\s(?:of\s)?{MONTH}(?:,?\s{YEAR})?"), _of_month),
    (re.compile(rf"\b(?:(?:{WEEKDAYS}),?\s)?{MONTH}\s{DAY}(?:,?\s{YEAR})?"), _of_month),
    (re.compile(rf"(?!\A(?:May|March)\s[A-Za-z])\b{MONTH}(?:,?\s(?:of\s)?{YEAR})?"), _of_month),
    (re.compile(rf"\b(?P<season>{'|'.join(SEASONS)})(?:\sof)?\s{YEAR}", re.I), _season),
    (re.compile(rf"\b{YEAR}\s?(?:–|-|\bto\b|\band\b)\s?(?P<last>\d{{4}}|\d\d)\b(?![-.,]\d)"), _range),
    (re.compile(r"\b(?P<decade>1\d\d0|20\d0)['’]?s\b"), lambda m, _: _years(int(m["decade"]), int(m["decade"]) + 9)),
    (re.compile(rf"\b(?P<century>{CENTURY})[\s-]century(?P<bc>\sBC)?", re.I), _century),
    (re.compile(r"\b(?P<number>\d{1,4})\s(?P<era>BCE?|AD|CE)\b|\bAD\s(?P<behind>\d{1,4})\b"), _era),
    (re.compile(rf"(?<![\d,.]){YEAR}(?![,.]\d|\s?%)"), _year),
    (re.compile(rf"\b(?P<which>[Ll]ast\s|[Nn]ext\s)?(?P<weekday>{WEEKDAYS})\b"), _weekday),
    (re.compile(r"\b(?:today|tonight|yesterday|tomorrow)\b", re.I), _relative),
    (re.compile(rf"\b(?P<which>last|past|this|next)(?P<count>)\s(?P<unit>{UNIT})\b", re.I), _past),
    (re.compile(rf"\b(?P<which>)(?P<count>{COUNT})\s(?P<unit>{UNIT})s?\s(?:ago|since)\b", re.I), _past),
]  # fmt: skip
"""Forms of dates, the longer before what they hold."""
