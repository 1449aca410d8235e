"""A key in, what the page says in a person's language out; the texts themselves are in `texts.json`."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeAlias

from ui.markup import literal

Value: TypeAlias = str | int | float

FILE = Path(__file__).parent / "texts.json"

ENGLISH = "en"

PLACE = re.compile(r"\{(\d)(?::([^{}]+))?\}")
"""Where a value stands: `{0}`, or `{0:one document|{} documents}` for a count with its forms."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the page says in one language; called with a key and the values that its text has places for."""

    language: str
    rows: Mapping[str, str]

    def __call__(self, key: str, *values: Value) -> str:
        """Return a text as plain characters.

        Raises:
            KeyError: there is no such text.
        """
        return PLACE.sub(lambda place: self._value(place, values[int(place[1])]), self.rows[key])

    def html(self, key: str, *values: str) -> str:
        """Return a text as HTML, its values given as HTML and put in as they are."""
        parts, at = [], 0
        for place in PLACE.finditer(self.rows[key]):
            parts += [literal(self.rows[key][at : place.start()]), values[int(place[1])]]
            at = place.end()
        return "".join([*parts, literal(self.rows[key][at:])])

    def number(self, value: float) -> str:
        """Return a number as people of the language write it."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=self.language))

    def date(self, iso: str) -> str:
        """Return an ISO date, with its month and day where it has them, as people of the language write it."""
        from datetime import date

        from babel.dates import format_date

        try:
            return str(format_date(date.fromisoformat(iso), "long", locale=self.language))
        except ValueError:
            return iso

    def moment(self, time: datetime) -> str:
        """Return the day and the minute of a time on this machine's clock, as people of the language write them."""
        from babel.dates import format_time

        here = time.astimezone()
        return f"{self.date(here.date().isoformat())}, {format_time(here, 'short', locale=self.language)}"

    def _value(self, place: re.Match[str], value: Value) -> str:
        if isinstance(value, str):
            return value
        number = self.number(value)
        if place[2] is None:
            return number
        forms = place[2].split("|")
        return forms[_plural(self.language, value, len(forms))].replace("#", number)


def _plural(language: str, value: float, forms: int) -> int:
    """Return which form of a noun belongs to a count: 0 for one, else the last."""
    from babel import Locale

    return 0 if Locale(language).plural_form(value) == "one" else forms - 1


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    return json.loads(FILE.read_text("utf-8"))  # type: ignore[no-any-return]


def languages() -> tuple[str, ...]:
    """Return the languages that the page speaks, English first."""
    return tuple(_all())


def own_name(language: str) -> str:
    """Return what a language calls itself.

    >>> own_name("de")
    'Deutsch'
    """
    from babel import Locale

    name = str(Locale(language).get_language_name(language))
    return name[:1].upper() + name[1:]


@cache
def texts_in(language: str) -> Texts:
    """Return the page's texts in a language; what it lacks is English.

    >>> texts_in("de").language, texts_in("tlh").language
    ('de', 'en')
    """
    rows = _all()
    known = language if language in rows else ENGLISH
    return Texts(known, {**rows[ENGLISH], **rows[known]})


def preferred(accepted: str, among: Iterable[str]) -> str:
    """Return the language that a browser asks for most, of those that there are (RFC 9110, section 12.5.4).

    >>> preferred("fr-CH, fr;q=0.9, en;q=0.8", ("en", "fr")), preferred("da;q=0.9", ("en", "fr"))
    ('fr', 'en')
    """
    known, wanted = tuple(among), []
    for place, part in enumerate(accepted.split(",")):
        tag, _, quality = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)", quality)
        wanted.append((-float(weight[1]) if weight else -1.0, place, tag.partition("-")[0].lower()))
    return next((tag for weight, _, tag in sorted(wanted) if tag in known and weight < 0), known[0])


def wanted_language(cookies: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """Return the language that a person has chosen on the page, else the one that their browser asks for most.

    >>> wanted_language({}, {"accept-language": "fr-CH"}), wanted_language({"language": "de"}, {})
    ('fr', 'de')
    """
    return cookies.get("language") or preferred(headers.get("accept-language", ""), languages())
