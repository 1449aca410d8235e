"""A date as a file states it in, its ISO day out."""

import re
from datetime import UTC, date, datetime, timedelta

MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
NAME = r"([A-Za-z]{3,9})\.?"
YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)")
DAY_FIRST = re.compile(rf"(?:[A-Za-z]{{3,9}},?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{NAME},?[\s-]+(\d{{4}})(?!\d)")
MONTH_FIRST = re.compile(rf"(?:[A-Za-z]{{3,9}},?\s+)?{NAME}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
SECONDS = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d*)?")
"""Since 1970, or milliseconds."""

UNSET = frozenset({"1601-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1970-01-01", "1980-01-01"})
"""The days that clocks and formats begin with: what programs write where they know no date."""


def stated_day(words: object) -> str | None:
    """Return the day that a stated date names, or None where that is no day, ambiguous, or a clock's first.

    A day keeps the time zone that it is stated in; seconds are in UTC. `03/05/2024` may be May or March.

    >>> stated_day("2024-05-03T23:10:00-05:00"), stated_day("Fri, 27 Sep 2024 10:00 GMT"), stated_day("May 3rd, 2024")
    ('2024-05-03', '2024-09-27', '2024-05-03')
    >>> stated_day("20240503"), stated_day("1714694400"), stated_day("2024"), stated_day("03/05/2024")
    ('2024-05-03', '2024-05-03', None, None)
    """
    if not isinstance(words, str):
        return None
    words = words.strip()[:100]
    try:
        found = _day(words)
    except ValueError:
        return None
    return found.isoformat() if found is not None and found.isoformat() not in UNSET else None


def _day(words: str) -> date | None:
    if match := SECONDS.fullmatch(words):
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(match[1]))).date()
    if match := YEAR_FIRST.match(words):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := DAY_FIRST.match(words):
        return date(int(match[3]), _month(match[2]), int(match[1]))
    if match := MONTH_FIRST.match(words):
        return date(int(match[3]), _month(match[1]), int(match[2]))
    return None


def _month(name: str) -> int:
    """Return the number of a month by its English name or the beginning of it.

    >>> _month("Sept"), _month("may")
    (9, 5)

    Raises:
        ValueError: it is none.
    """
    return next((i for i, month in enumerate(MONTHS, 1) if month.startswith(name.lower())), 0)
