"""A follow-up and the question before it in, the follow-up as one would ask it alone out, where that is certain."""

import re

from index.stop_words import stop_words
from qa.answer_forms import DATE, NAME
from qa.refers_back import EXPLETIVE, content

PREPOSITION = "in|on|at|for|from|by|to|of|with|during|before|after|since|until|near|under"

CARRIED_ON = re.compile(
    rf"^\W*(?:(?:and|but|so|or|ok|okay|then|(?:what|how)\sabout)\b\W*)+(?:({PREPOSITION})\s+)?(\S.*?)\W*$",
    re.IGNORECASE,
)
"""And in 2019? But Syria? What about the United States?"""

PERSON = re.compile(r"\b(?:he|she|him|his|her)\b", re.IGNORECASE)
THING = re.compile(r"\b(?:it|its|they|them|their)\b", re.IGNORECASE)
HERS = re.compile(r"\s+(?!(?:in|on|at|to|for|from|by|with|when|after|before|and|or)\b)\w", re.IGNORECASE)
"""What stands behind "her" where that is "his" and not "him"."""

DEFINED = re.compile(
    r"^\W*wh(?:at|o)(?:[’']s|\s(?P<be>is|are|was|were))\s(?P<topic>(?:(?:an?|the)\s)?[^?.!,;:\"“”]+?)\W*$",
    re.IGNORECASE,
)
NO_TOPIC = re.compile(
    r"\b(?:and|or|if|that|i|you|we|my|your|our|he|she|it|they|this|these|those|there|\w+ing|\w+est|best|most)\b", re.I
)
LONGEST_TOPIC = 5
"""Words of what "what is …?" or a few words without a verb ask about."""

PLACED = re.compile(r"\b(?:in|at|to|from|near|across|of|the)\s$", re.IGNORECASE)
"""What stands before a name that is no person who does something."""

NO_PERSON = re.compile(
    r"^(?:New|North|South|East|West|United|Saudi|San|Los|Las|Sri|Hong|Costa|El|Great|Red|Black)\s"
    r"|\b(?:University|City|County|States?|Party|Street|River|Lake|Bridge|Museum|School|College|House|Court|Park|Act|Law"
    r"|Island|Sea|Ocean|Bank|Company|Inc|Corp|Church|Cent(?:er|re)|League|Cup|Bowl|War|Club|Union|Service|Office)$"
)


def restated(question: str, before: str, shown: str = "") -> str | None:
    """Return a follow-up as a question of its own, or None where that would be a guess.

    Args:
        question: as it was typed.
        before: the question before it, as that was understood.
        shown: what was shown as the answer to that.

    >>> restated("And in 2019?", "How many troops were in Lebanon in 2018?")
    'How many troops were in Lebanon in 2019?'
    >>> restated("How many moons does it have?", "What is Jupiter?")
    'How many moons does Jupiter have?'
    >>> restated("Why?", "How many troops were in Lebanon?") is None
    True
    """
    return _swapped(question, before.strip()) or _named(question, before, shown)


def open_ended(question: str) -> bool:
    """Tell whether a question has a pronoun for a thing.

    >>> open_ended("When did Emmanuel Macron say it?"), open_ended("How old was Luther when he died?")
    (True, False)
    """
    return THING.search(EXPLETIVE.sub("", question)) is not None


def _swapped(question: str, before: str) -> str | None:
    """Return the question before with its date or its name replaced by the one that the follow-up is about."""
    carried = CARRIED_ON.match(question)
    if not carried or re.search(r"[?.!;\"“”]\W*\w", before) or not content(before):
        return None
    preposition, slot = carried[1], carried[2]
    if DATE.fullmatch(slot):
        return _dated(before, preposition or ("in" if slot.isdecimal() else "on"), slot)
    if not NAME.fullmatch(re.sub(r"^the\s", "", slot)):
        return None
    after = re.compile(rf"\b{preposition or ''}\s(?:the\s)?$", re.IGNORECASE)
    names = [name for name in _names(before) if after.search(before[: name.start()])]
    if len(names) != 1:
        return None
    return re.sub(r"\bthe\s$", "", before[: names[0].start()]) + slot + before[names[0].end() :]


def _dated(before: str, preposition: str, date: str) -> str | None:
    """Return a question with its only date replaced; one that has none gets this one."""
    dates = list(DATE.finditer(before))
    if len(dates) > 1:
        return None
    if dates:
        return before[: dates[0].start()] + date + before[dates[0].end() :]
    return f"{before.rstrip('?!. ')} {preposition} {date}?"


def _named(question: str, before: str, shown: str) -> str | None:
    """Return the follow-up with its first pronoun replaced by what that must stand for."""
    said = EXPLETIVE.sub(lambda idle: "_" * len(idle[0]), question)
    for pronouns, referent in ((PERSON, _person(before, shown)), (THING, _topic(before))):
        pronoun = pronouns.search(said)
        if not pronoun:
            continue
        many = pronoun[0].lower().startswith("the")
        if referent is None or (pronouns is THING and referent[1] not in (many, None)):
            return None
        name = referent[0] if pronoun.start() else referent[0][:1].upper() + referent[0][1:]
        behind = question[pronoun.end() :]
        owns = pronoun[0].lower() in ("his", "its", "their") or (pronoun[0].lower() == "her" and HERS.match(behind))
        return (question[: pronoun.start()] + name + ("’s" if owns else "") + behind).strip()
    return None


def _person(before: str, shown: str) -> tuple[str, None] | None:
    """Return the only person that the question before names or, where it asks who, its answer names."""
    for text in (before, shown if re.match(r"\W*who\b", before, re.IGNORECASE) else ""):
        names = [name[0] for name in _names(text) if not PLACED.search(text[: name.start()])]
        people = {name for name in names if " " in name and not NO_PERSON.search(name)}
        if len(people) == 1:
            return people.pop(), None
        if people:
            return None
    defined = DEFINED.match(before)
    return (
        (defined["topic"], None) if defined and before.lower().lstrip().startswith("who") and _topic(before) else None
    )


def _topic(before: str) -> tuple[str, bool | None] | None:
    """Return what the question before is about as a whole, and whether that is many (None: not known)."""
    defined = DEFINED.match(before)
    topic = defined["topic"] if defined else before.strip(" .!")
    if len(topic.split()) > LONGEST_TOPIC or "?" in topic or NO_TOPIC.search(topic) or not content(topic):
        return None
    if defined:
        return topic, defined["be"] in ("are", "were") if defined["be"] else False
    first = topic.split()[0].lower()
    return None if first in stop_words("en") - {"the", "a", "an"} else (topic, None)


def _names(text: str) -> list[re.Match[str]]:
    """Return the names in a text; a stop word that starts it is none, nor is a capital alone."""
    found = (NAME.search(match[0]) and match for match in NAME.finditer(text))
    return [name for name in found if name and content(name[0])]
