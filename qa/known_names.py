"""A document's text in, the names in it out: which words are names, who is a person, and each person's full name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from index.stop_words import stop_words
from qa.answer_forms import CAPITALISED, MONTHS, NAME, UPPER, WEEKDAYS
from qa.restated import NO_PERSON
from qa.values.names import HONORIFICS

WITHIN = re.compile(rf"(?<=[a-z0-9,;’'] )[{UPPER}][\w’'.-]*")
"""A capitalised word that starts no sentence."""

SMALL = re.compile(r"\b[a-z][a-z’'-]+")
SPOKE = r"(?:said|says|told|tweeted|wrote|added|explained|stated|argued)"
SPEAKER = re.compile(rf"(?P<before>{NAME.pattern}),?\s{SPOKE}\b|\b{SPOKE}\s(?P<behind>{NAME.pattern})(?=[.,]|$)")
TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|Prof|Professor|President|Senator|Minister|Chancellor|Governor|Judge|Justice|Mayor|General"
    rf"|Gen|Secretary|Congressman|Congresswoman)\.?\s(?P<name>{NAME.pattern})"
)
PERSON_NAME = re.compile(
    rf"{CAPITALISED}(?:\s(?:(?:de|van|von|der|den|da|do|dos|bin|al|el|la|le|del)\s){{0,2}}{CAPITALISED})+"
)
NO_NAME = re.compile(rf"\b(?:{MONTHS}|{WEEKDAYS})\b")
NO_FIRST_NAME = frozenset(
    """former acting interim us u.s uk eu un foreign health deputy the new chief national federal australian american
    british french german russian israeli chinese indian iranian canadian republican democratic democrat labour
    conservative defence defense finance interior justice leader director spokesperson spokesman spokeswoman minister
    ministers emergencies attorney commissioner superintendent inspector officer ambassador coach professor house
    majority minority speaker candidate congressman congresswoman representative rep sen gen on in at as when while
    after but and with for from since monday wikinews""".split()  # noqa: SIM905
)
"""What stands before a person's name, capitalised, and is no part of it."""

SPOKEN_OF = 2
"""Times after which a word that starts longer names is a name of its own: Tesco, Tesco Polska."""

LONGEST_NAME = 4
"""Words of a person's name; a longer run of capitals is a headline."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names of a document.

    Attributes:
        names: words that start no sentence and are capitalised.
        small: words that stand in small letters.
        people: the full name of each person, by its last word.
        longer: names of several words by their last word, None where two have it.
        times: how often each word stands in the text.
        firsts: words that start a name of several words.
        speakers: last words of the names of those who are said to say something.
        about: words of the document's title that are no names, in singular and plural.
        talked: whether "the building" may be asked for, as who asks knows which.
    """

    names: frozenset[str]
    small: frozenset[str]
    people: Mapping[str, str]
    longer: Mapping[str, str | None]
    times: Mapping[str, int]
    firsts: frozenset[str]
    speakers: frozenset[str]
    about: frozenset[str] = frozenset()
    talked: bool = False

    def is_name(self, word: str) -> bool:
        """Tell whether a capitalised word is one wherever it stands, and not only where it starts a sentence."""
        bare = re.sub(r"(?:[’']s?|,)$", "", word)
        return bare in self.names and bare.lower() not in self.small

    def full(self, name: str) -> str | None:
        """Return the full name of the person whom a name ends with, or None where there is none such."""
        words = name.split()
        full = self.people.get(words[-1]) if words else None
        return full if full and (len(words) == 1 or name.endswith(full)) else None

    def in_talk(self) -> "Known":
        """Return the same for questions that are asked where it is clear which building "the building" is."""
        return replace(self, about=self.about | {word for word in self.small if len(word) > 2}, talked=True)

    def complete(self, word: str) -> str | None:
        """Return a name of one word as it is written in full, or None where that is not sure."""
        word = word.strip(",")
        full = self.people.get(word) or self.longer.get(word)
        first = word in self.firsts and not any(name.split()[0] == word for name in self.people.values())
        if self.talked and first and word not in self.longer and self.times.get(word, 0) > SPOKEN_OF:
            return word
        if full or word in self.longer or word in self.firsts:
            return full
        return word if self.times.get(word, 0) > 1 or (word.isupper() and len(word) > 2) else None

    def speaks(self, name: str) -> bool:
        """Tell whether a name is of somebody, or of an organisation, that is said to say something."""
        return name.rsplit(maxsplit=1)[-1] in self.speakers


def known_names(text: str, title: str = "") -> Known:
    """Return the names of a text; its title says what it is about.

    >>> known = known_names("On Monday President Joe Biden spoke. Talks failed, Biden said, and talks in Doha ended.")
    >>> known.full("Biden"), known.full("Doha"), known.is_name("Talks"), known.is_name("Doha")
    ('Joe Biden', None, False, True)
    """
    within = {re.sub(r"(?:[’']s?|[.,;:]+)$", "", match[0]) for match in WITHIN.finditer(text)}
    longer = _longer(text, within)
    speakers = {bare_name(name.split(" of ")[0]).split()[-1] for name in _speakers(text)}
    titled = {match["name"].split(" of ")[0].split()[-1] for match in TITLED.finditer(text)}
    small = frozenset(SMALL.findall(text))
    about = {
        form
        for word in re.findall(r"\w{4,}", title)
        if word.islower() or not small.isdisjoint(_numbers(word.lower()))
        for form in _numbers(word.lower())
    }
    return Known(
        names=frozenset(within),
        small=small,
        people=_people(longer, speakers | titled),
        longer={last: min(names, key=_shortest) if _one_person(names) else None for last, names in longer.items()},
        times=Counter(re.findall(r"\w[\w-]*", text)),
        firsts=frozenset(name.split()[0] for names in longer.values() for name in names),
        speakers=frozenset(speakers),
        about=frozenset(about),
    )


def _numbers(word: str) -> tuple[str, str]:
    """Return a noun in the singular and in the plural, one of which it is.

    >>> _numbers("employee"), _numbers("rules")
    (('employee', 'employees'), ('rules', 'rule'))
    """
    return word, word.removesuffix("s") if word.endswith("s") else f"{word}s"


def bare_name(name: str) -> str:
    """Return a name without titles and what else stands before it.

    >>> bare_name("Former US President Barack Obama"), bare_name("Prime Minister Shinzo Abe's")
    ('Barack Obama', 'Shinzo Abe')
    """
    words = re.sub(r"[’']s?$", "", name).split()
    lower = [word.rstrip(".").lower() for word in words]
    titles = HONORIFICS | NO_FIRST_NAME
    first = max((n for n, word in enumerate(lower[:-1], 1) if word in titles), default=0)
    return " ".join(words[first:])


def is_person(name: str) -> bool:
    """Tell whether a name looks like a person's: two words or more, each with a capital.

    >>> is_person("Pete Buttigieg"), is_person("the Green Party"), is_person("Apple")
    (True, False, False)
    """
    bare = bare_name(name)
    return PERSON_NAME.fullmatch(bare) is not None and not name.startswith("the ")


def _longer(text: str, within: Set[str]) -> dict[str, set[str]]:
    """Return the names of several words, without titles, by their last word; none that may only start a sentence."""
    longer: dict[str, set[str]] = defaultdict(set)
    for match in PERSON_NAME.finditer(text):
        name = bare_name(match[0])
        sure = name.split()[0] in within or text.count(name) > 1
        if sure and 1 < len(name.split()) <= LONGEST_NAME and not NO_NAME.search(name):
            longer[name.split()[-1]].add(name)
    return longer


def _speakers(text: str) -> list[str]:
    names = (match["before"] or match["behind"] for match in SPEAKER.finditer(text))
    return [name for name in names if bare_name(name.split(" of ")[0])]


def _people(longer: Mapping[str, set[str]], persons: Set[str]) -> dict[str, str]:
    """Return full names by their last word, of those who speak or have a title."""
    people = {}
    for last in persons & longer.keys() - stop_words("en"):
        names = {name for name in longer[last] if not NO_PERSON.search(name)}
        if names and _one_person(names):
            people[last] = min(names, key=_shortest)
    return people


def _one_person(names: Iterable[str]) -> bool:
    return len({name.split()[0] for name in names}) == 1


def _shortest(name: str) -> tuple[int, str]:
    return len(name), name
