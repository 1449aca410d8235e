"""Two names in, how they stand to each other out, whatever their titles, accents, initials or acronyms."""

import re
import unicodedata
from difflib import SequenceMatcher

from qa.values.moments import Relation

HONORIFICS = frozenset(
    """mr mrs ms miss dr prof professor sir lord lady dame president vice prime minister chancellor king queen prince
    princess pope saint st general gen lieutenant lt colonel col major maj captain capt sergeant sgt judge justice
    senator sen rep representative governor gov mayor secretary chief executive press reverend rev count
    duke""".split()  # noqa: SIM905
)
PAIRS = """joe joseph bill william bob robert mike michael tom thomas jim james dick richard kate katherine
    liz elizabeth tony anthony dan daniel""".split()  # noqa: SIM905
NICKNAMES = dict(zip(PAIRS[::2], PAIRS[1::2], strict=True))
SMALL_WORDS = frozenset({"the", "of", "and", "for", "jr", "sr"})
STROKES = str.maketrans("øØłŁđĐ", "oOlLdD")
ACRONYM = re.compile(r"(?:the\s)?(?:[a-z]\.){2,}[a-z]?")
SPELT_ALIKE = 0.85
"""Words of names that share this much (difflib's ratio) are taken for two spellings of one: Zelensky, Zelenskyy."""


def name_words(name: str) -> tuple[str, ...]:
    """Return a name's words without titles, accents and articles, and without nicknames.

    >>> name_words("President Joe Biden"), name_words("Antonín Dvořák"), name_words("the U.S.")
    (('joseph', 'biden'), ('antonin', 'dvorak'), ('us',))
    """
    plain = unicodedata.normalize("NFKD", name.translate(STROKES)).lower()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"[’'](?:s\b)?", "", plain)
    if ACRONYM.fullmatch(plain):
        plain = plain.replace(".", "")
    words = [NICKNAMES.get(word, word) for word in re.findall(r"\w+", plain) if word not in SMALL_WORDS]
    return tuple(word for word in words if word not in HONORIFICS) or tuple(words)


def compare_names(a: str, b: str) -> Relation:
    """Tell how two names stand to each other; two spellings of one are compatible.

    >>> compare_names("Mr Smith", "John Smith"), compare_names("UN", "United Nations"), compare_names("Ann", "Eve")
    ('same', 'same', 'different')
    """
    short, long = sorted((name_words(a), name_words(b)), key=len)
    if short and (_is_part(short, long) or short == ("".join(word[0] for word in long),)):
        return "same"
    spelt = len(short) == len(long) > 0 and all(map(_spelt_alike, short, long))
    return "compatible" if spelt else "different"


def _is_part(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether each word of the one is in the other, in order, or is the initial of one."""
    rest = iter(long)
    return all(any(word == other or _is_initial(word, other) for other in rest) for word in short)


def _is_initial(word: str, other: str) -> bool:
    return min(len(word), len(other)) == 1 and word[0] == other[0]


def _spelt_alike(word: str, other: str) -> bool:
    return SequenceMatcher(None, word, other).ratio() >= SPELT_ALIKE
