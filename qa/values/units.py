"""A text and where a number ends in it in, the unit and the rate that stand there out."""

import re
from dataclasses import dataclass

UNIT_NAMES = """
m: mm .001 millimeter .001 cm .01 centimeter .01 m 1 meter 1 km 1000 kilometer 1000 mile 1609.344 mi 1609.344 yard .9144
m: inch .0254 inche .0254 foot .3048 feet .3048 ft .3048 knot 1852 kph 1000 kmh 1000 mph 1609.344
kg: mg 1e-6 milligram 1e-6 g .001 gram .001 kg 1 kilogram 1 kilo 1 tonne 1000 ton 1000 lb .4536 pound .4536 ounce .02835
m²: m² 1 m2 1 km² 1e6 km2 1e6 hectare 1e4 ha 1e4 acre 4046.86
l: ml .001 milliliter .001 cl .01 centiliter .01 l 1 liter 1 gallon 3.785 m³ 1000 m3 1000
s: second 1 sec 1 minute 60 min 60 hour 3600 hr 3600 day 86400 night 86400 week 604800 fortnight 1209600 month 2629746
s: year 31556952 decade 3.1556952e8 century 3.1556952e9 centurie 3.1556952e9
W: watt 1 kW 1e3 MW 1e6 GW 1e9 TW 1e12 kilowatt 1e3 megawatt 1e6 gigawatt 1e9 terawatt 1e12
B: KB 1e3 MB 1e6 GB 1e9 TB 1e12 kilobyte 1e3 megabyte 1e6 gigabyte 1e9 terabyte 1e12
%: % 1 percent 1 cent 1
$: $ 1 US$ 1 USD 1 dollar 1
€: € 1 EUR 1 euro 1
£: £ 1 GBP 1 sterling 1
¥: ¥ 1 yen 1
₹: ₹ 1 rupee 1
rouble: rouble 1 ruble 1
franc: CHF 1 franc 1
"""
UNITS = {
    name: (line.partition(":")[0], float(factor))
    for line in UNIT_NAMES.strip().splitlines()
    for name, factor in zip(line.split()[1::2], line.split()[2::2], strict=True)
}
"""A unit's name: the unit that it is compared in, and how many of these it is."""

CONTAINED = {"square": ("m²", 2), "sq": ("m²", 2), "cubic": ("l", 3)}
TEMPERATURES = {"c": (1.0, 0.0), "f": (5 / 9, -160 / 9)}
TIMES = "second|minute|hour|day|night|week|month|year"
EACH = "person|head|capita|share|unit|seat|ticket|household|kilo|kg|tonne|ton"
UNIT = re.compile(
    r"[\s-]?(?:(?P<power>square|sq|cubic)\b\.?\s)?(?P<before>degrees?\s|°\s?|percentage\s|per\s(?=cent\b))?"
    r"(?P<name>%|US\$|[$€£¥₹]|[A-Za-z][\w²³]*)"
)
RATE = re.compile(
    rf"""(?:\s(?!(?:in|on|of|for|over|within|after|to)\b)[a-z]+){{0,2}}?(?:\s(?:per|an?|each|every)\s|\s?/\s?)
    (?P<per>{TIMES}|h|s|{EACH})(?!\w|\s(?:ago|later|earlier|before|after|since))""",
    re.VERBOSE,
)
"""A rate may stand behind what is counted: 900 visitors a day."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in a text: a number times `factor` plus `plus` is a number of `name`; `end` is where it ends."""

    name: str
    factor: float
    written: str
    end: int
    plus: float = 0.0


def unit_behind(text: str, at: int, figure: float) -> Unit | None:
    """Return the unit behind a number that ends `at`; pounds are money where they are millions.

    >>> unit_behind("20 miles", 2, 20.0)
    Unit(name='m', factor=1609.344, written='mile', end=8, plus=0.0)
    """
    match = UNIT.match(text, at)
    if match is None:
        return None
    name, before = match["name"], (match["before"] or "").strip()
    if before.startswith(("deg", "°")):
        scale = TEMPERATURES.get(name[0].lower())
        return Unit("°C", scale[0], name[0], match.end(), scale[1]) if scale else None
    if before == "percentage":
        return Unit("points", 1.0, "point", match.end())
    word = _entry(name)
    if not word:
        return None
    unit, factor = UNITS[word]
    if word == "pound" and (figure >= 1e6 or text.startswith(" sterling", match.end())):
        unit, factor = UNITS["£"]
    if match["power"] and unit == "m":
        unit, exponent = CONTAINED[match["power"]]
        factor = factor**exponent * (1000 if unit == "l" else 1)
    return Unit(unit, factor, word, match.end())


def rate_behind(text: str, at: int) -> str:
    """Return what a quantity that ends `at` is counted by, or "".

    >>> rate_behind("900 visitors a day", 3), rate_behind("a year ago", 0)
    ('day', '')
    """
    match = RATE.match(text, at)
    return {"h": "hour", "s": "second"}.get(match["per"], match["per"]) if match else ""


def _entry(name: str) -> str:
    """Return the name under which a unit is known, or ""; short names are told by their case."""
    if name in UNITS or len(name) <= 2:
        return name if name in UNITS else ""
    word = re.sub(r"(?<=[a-z][tb])re(?=s?$)", "er", name.lower())
    return next((form for form in (word, word.removesuffix("s")) if form in UNITS), "")
