"""Words in, whether they mean alike, apart or unrelated things out: a small word list for what facts are told with."""

import re
from collections.abc import Sequence
from functools import cache

from qa.answer_forms import alike

CONTRASTS = """
killed kill killing kills dead death deaths died die dies dying fatal fatalities perished casualties lives toll slain
| wounded wounding injured injuring injuries hurt | missing | arrested detained | evacuated displaced homeless fled
| rescued survivors survived | infected infections cases | recovered recoveries | hospitalised hospitalized | vaccinated
born birth birthday | married | baptised
founded found established formed | began begun begin begins started start starts construction laid
| opened opens inaugurated | finished completed ended ends concluded | closed closes | announced proposed planned
| approved signed | demolished dissolved abolished | renovated restored rebuilt reopened
arrived arrives arrival | left departed departs departure leaves
elected | re-elected reelected | appointed | resigned | office sworn
destroyed | damaged
length long | width wide | height tall high | depth deep | weight heavy weighs
men man male males boys | women woman female females girls
adult adults | children child
city | metropolitan metro agglomeration conurbation
revenue revenues turnover sales | profit profits earnings | loss losses | debt debts | taxes | salary salaries wages
exports exported | imports imported
won wins victories | lost defeats | drew draws
minimum lowest | maximum highest | average mean median
weekdays weekday | weekend weekends saturdays sundays
summer | winter
north northern | south southern | east eastern | west western
domestic | international foreign
gross | net
goals | assists
"""
GROUPS = [
    [frozenset(kind.split()) for kind in line.split("|")] for line in CONTRASTS.replace("\n|", "|").strip().splitlines()
]
"""Kinds of words that tell apart what numbers, dates and names are of; those of one kind mean about the same."""

FATES = 0
"""The group that tells what happened to people."""

SYNONYMS = """
people persons person individuals casualties victims others dead lives deaths fatalities residents inhabitants
population inhabitants residents people live lives | troops soldiers servicemen personnel | homes houses dwellings
employees workers staff jobs employ employs work works | students pupils | companies firms businesses | vehicles cars
planes aircraft jets | ships vessels boats | visitors guests tourists | spectators fans attendees | hurt injured wounded
attack attacks strike strikes airstrike airstrikes raid raids bombing | crash crashed accident
blast explosion exploded | cost costs paid price prices spent fee | head leader chief | write wrote written author
make made | begin began begun | build built | buy bought | sell sold | hold held | keep kept | find found | lose lost
win won | speak spoke | fall fell | take took taken | lead led | give gave | pay paid | spend spent | rise rose
grow grew | break broke | fly flew | strike struck hit | sink sank sunk | teach taught | meet met | shoot shot
choose chose | become became | come came | go went | leave left | catch caught | draw drew | drive drove | sing sang
get got | send sent | stand stood
"""
ALIKE = [set(words.split()) for words in re.split(r"[|\n]", SYNONYMS) if words.strip()]
"""Words that mean about the same, and forms of one that do not look alike."""

ANYONE = ALIKE[0]
PERSONS = re.compile(
    r"(?:ers|ors|ists|ants|ents|ees|ians|men|women|children|boys|girls|police|crew|pupils|adults|troops)$"
)
THINGS = frozenset("others numbers papers computers towers letters members matters chapters centers quarters".split())  # noqa: SIM905


@cache
def kin(word: str, other: str) -> bool:
    """Tell whether two lower-case words are forms of one or mean about the same.

    >>> kin("killed", "deaths"), kin("sink", "sank"), kin("troops", "soldiers"), kin("killed", "wounded")
    (True, True, True, False)
    """
    both = {word, other}
    known = [*ALIKE, *(kind for group in GROUPS for kind in group)]
    return alike(word, other) or _stem(word) == _stem(other) or any(both <= words for words in known)


def _stem(word: str) -> str:
    return re.sub(r"(?<=\w{3})(?:ing|ed|es|s|e)$", "", word)


def kinds_told(words: frozenset[str]) -> tuple[int | None, ...]:
    """Return for each of `GROUPS` the number of its one kind that words tell, or None where they tell none or several.

    >>> set(kinds_told(frozenset({"people", "died"})))
    {0, None}
    """
    told = [[number for number, kind in enumerate(group) if kind & words] for group in GROUPS]
    return tuple(numbers[0] if len(numbers) == 1 else None for numbers in told)


def counts(asked: Sequence[str], counted: Sequence[str]) -> bool:
    """Tell whether what is counted is what is asked for; people are asked for by any of their names.

    >>> counts(["people"], ["miners"]), counts(["children"], ["people"]), counts(["troops"], ["warships"])
    (True, False, False)
    """
    return not asked or not counted or share_kin(asked, counted) or (are_anyone(asked) and are_persons(counted))


def share_kin(a: Sequence[str], b: Sequence[str]) -> bool:
    """Tell whether any two of their words are kin."""
    return any(kin(x, y) for x in a for y in b)


def are_anyone(counted: Sequence[str]) -> bool:
    """Tell whether people in general are counted."""
    return any(word in ANYONE for word in counted)


def are_persons(counted: Sequence[str]) -> bool:
    """Tell whether persons of some sort are counted, by how their names end."""
    return are_anyone(counted) or any(PERSONS.search(word) and word not in THINGS for word in counted)
