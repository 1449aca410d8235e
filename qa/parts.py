"""A question in, the questions out that it asks at once: joined by “and”, or about the two sides of a comparison."""

import re
from dataclasses import dataclass

from qa.answer_forms import CAPITALISED

ASKING = r"(?:(?:about|at|by|for|from|in|of|on|to|with) )?(?:who|whom|whose|what|which|when|where|why|how)\b"
"""How an English question begins, but for those that are answered by yes or no."""

JOINED = re.compile(rf"(?P<first>{ASKING}.+?),? and (?P<second>{ASKING}.+)", re.IGNORECASE | re.DOTALL)

PREPOSITION = r"(?:around|at|by|for|from|in|near|of|on|to|with)"
NAMED = rf"(?:the )?{CAPITALISED}(?: (?:(?:of|del|de) )?(?:{CAPITALISED}|\d+))*"
PLACED = rf"{PREPOSITION} {NAMED}"
"""A name, and one with the preposition before it."""

SIDES = tuple(
    re.compile(rf"(?P<before>\S+ {before})(?P<one>{side}) or (?P<other>{side})(?P<behind>{behind})")
    for before, side, behind in (
        # “…, Sultan Qaboos of Oman or Hosni Mubarak of Egypt?”
        (r"\S+ \S.*, ", rf"(?:the |(?={CAPITALISED}))[^,]+", r"\?"),
        # “… in Surigao in July or around Kidapawan in October?”
        (r"(?:.*?[^,] )??", rf"{PLACED} {PLACED}", r"\b.*"),
        # “… Kobe Bryant or Chadwick Boseman …”
        (r"(?:.*?[^,] )??", rf"(?:{PREPOSITION} )?{NAMED}", r"\b.*"),
    )
)
"""The sides of a comparison: whatever stands behind the last comma, or names with as many prepositions."""

FEWEST_WORDS = 3
"""Words of a part that asks something by itself: “and why?” asks it of the part before."""

LONGEST = 300
"""Characters of a question that is looked at; a longer one is a text."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that are asked at once; one that `goes_on` leaves it to the first what it is about."""

    text: str
    goes_on: bool = False


def parts(question: str) -> tuple[Part, ...]:
    """Return the questions that an English question asks at once, in their order: itself where it is a single one.

    >>> [part.text for part in parts("Who made the toilet, and what was it worth?")]
    ['Who made the toilet?', 'what was it worth?']
    >>> [part.text for part in parts("Was Kobe Bryant or Chadwick Boseman younger at death?")]
    ['Was Kobe Bryant younger at death?', 'Was Chadwick Boseman younger at death?']
    """
    asked = question.strip()
    if len(asked) > LONGEST:
        return (Part(question),)
    found = JOINED.fullmatch(asked)
    if found:
        first, second = found["first"], found["second"].removesuffix("?")
        if min(len(part.split()) for part in (first, second)) >= FEWEST_WORDS:
            return Part(f"{first}?"), Part(f"{second}?", goes_on=True)
    sides = next((found for form in SIDES if asked.count(" or ") == 1 and (found := form.fullmatch(asked))), None)
    if sides:
        return tuple(Part(f"{sides['before']}{sides[side]}{sides['behind']}") for side in ("one", "other"))
    return (Part(question),)
