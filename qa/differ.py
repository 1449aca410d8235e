"""A question and the excerpts that answer it in, which of them do not agree out, and those newest first."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import TypeAlias

from qa.about import Asked, asked_about
from qa.answer import Excerpt
from qa.claims import Claim, Names, Value, claims
from qa.kin import are_anyone, are_persons, share_kin
from qa.same_thing import HELD_BY_BOTH, same_fate, same_sort, same_thing, suits
from qa.values.moments import Moment, Relation, compare_moments
from qa.values.names import compare_names
from qa.values.quantities import Quantity, compare_quantities

Pairs: TypeAlias = tuple[tuple[int, int], ...]

HELD_BY_NAMES = 0.75
"""As `HELD_BY_BOTH`, of names: more than of figures, as any sentence holds some name."""

PEOPLE = re.compile(r"\bwh(?:o|om|ose)\b", re.IGNORECASE)
SEVERAL_PEOPLE = re.compile(
    r"\bwho\s(?:are|were|all|else)\b|\b(?:visit|meet|met|attend|join|support|critici[sz]e|condemn|say|said|star|starr"
    r"|oppose|welcome|praise|took\spart|take\spart)(?:s|d|ed)?\b",
    re.IGNORECASE,
)
SEVERAL_TIMES = re.compile(
    r"\b(?:visit|play|perform|compete|appear|host|meet|met|travel|live|speak|spoke)(?:s|d|ed)?\b", re.IGNORECASE
)
"""Questions that several people, or several days and places, answer: two of them do not contradict each other."""


def differing(question: str, excerpts: Sequence[Excerpt]) -> Pairs:
    """Return the pairs of excerpt numbers, the lower first, whose answers cannot both be true.

    Only numbers in like units, dates and names are compared, and only where the words, names and dates around them do
    not say that they are of different things. A part does not contradict its whole, nor a year its day, nor an
    approximation or a bound what it covers.
    """
    asked = asked_about(question)
    told: list[tuple[int, Claim]] = []
    for excerpt in excerpts:
        suiting = (claim for claim in claims(question, excerpt) if _suits(asked, claim))
        told += [(excerpt.n, claim) for claim in [next(suiting, None)] if claim]
    pairs = [(n, m) for (n, a), (m, b) in combinations(told, 2) if _contradict(question, asked, a, b)]
    return tuple(sorted((min(pair), max(pair)) for pair in pairs))


def newest_first(excerpts: Sequence[Excerpt], pairs: Pairs) -> tuple[tuple[Excerpt, ...], Pairs]:
    """Put the excerpts that differ newest first in the places that they have, and number all anew from 1.

    Undated ones come last; those of one day keep their order, and all others their place.
    """
    differ = {n for pair in pairs for n in pair}
    newest = sorted((e for e in excerpts if e.n in differ), key=lambda e: e.document.date or "", reverse=True)
    rest = iter(newest)
    ordered = [next(rest) if excerpt.n in differ else excerpt for excerpt in excerpts]
    number = {excerpt.n: n for n, excerpt in enumerate(ordered, 1)}
    anew = sorted((min(number[a], number[b]), max(number[a], number[b])) for a, b in pairs)
    return tuple(replace(excerpt, n=number[excerpt.n]) for excerpt in ordered), tuple(anew)


def same_answer(a: Excerpt, b: Excerpt) -> bool:
    """Tell whether two excerpts' answers say the same: equal, one a part of the other, or one value in two forms."""
    if a.answer is None or b.answer is None:
        return False
    one, other = (next(iter(claims("", excerpt)), None) for excerpt in (a, b))
    if one and other and type(one.value) is type(other.value):
        counted, others = one.about.counted, other.about.counted
        apart = isinstance(one.value, Quantity) and counted and others and not share_kin(counted, others)
        return not apart and compare(one.value, other.value) == "same"
    plain, plain_other = (" ".join(re.findall(r"[^\W_]+", words.text.lower())) for words in (a.answer, b.answer))
    return bool(plain and plain_other) and (f" {plain} " in f" {plain_other} " or f" {plain_other} " in f" {plain} ")


def compare(a: Value, b: Value) -> Relation | None:
    """Tell how two values stand to each other, or None where they are no two of one form that can be compared."""
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return compare_quantities(a, b)
    if isinstance(a, Moment) and isinstance(b, Moment):
        return compare_moments(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        relations = {compare_names(x, y) for x in a for y in b}
        return next((relation for relation in ("same", "compatible", "different") if relation in relations), None)
    return None


def _suits(asked: Asked, claim: Claim) -> bool:
    counts = isinstance(claim.value, Quantity) and claim.value.unit == ""
    return suits(asked, claim.about) and (not counts or same_fate(asked, claim.about))


def _contradict(question: str, asked: Asked, a: Claim, b: Claim) -> bool:
    """Tell whether two claims are of one thing and cannot both be true."""
    of_names = isinstance(a.value, tuple)
    if not same_thing(asked, a.about, b.about, shared=HELD_BY_NAMES if of_names else HELD_BY_BOTH):
        return False
    if isinstance(a.value, Quantity) and isinstance(b.value, Quantity):
        alone = a.increase or b.increase or (a.value.unit and not same_sort(asked, a.about, b.about))
        return not alone and _figures_differ(a, a.value, b, b.value)
    if (SEVERAL_PEOPLE if PEOPLE.search(question) else SEVERAL_TIMES).search(question):
        return False
    if isinstance(a.value, tuple) and isinstance(b.value, tuple):
        return _names_differ(question, _unasked(asked, a.value), _unasked(asked, b.value))
    return compare(a.value, b.value) == "different"


def _figures_differ(a: Claim, x: Quantity, b: Claim, y: Quantity) -> bool:
    """Tell whether two figures differ; that of a part only where it is the larger one."""
    if compare_quantities(x, y) != "different":
        return False
    larger = x.low > y.high
    if a.about.part or b.about.part:
        return a.about.part if larger else b.about.part
    if x.unit not in {"", "%"}:
        return True
    counted, others = a.about.counted, b.about.counted
    if not counted or not others:
        return not share_kin(counted, b.beside) and not share_kin(others, a.beside)
    whole = are_anyone(counted)
    of_whole = whole != are_anyone(others) and are_persons(counted) and are_persons(others)
    return share_kin(counted, others) or (of_whole and whole != larger)


def _unasked(asked: Asked, names: Names) -> Names:
    """Return the names that the question does not hold itself."""
    return tuple(name for name in names if all(compare_names(name, other) != "same" for other in asked.names))


def _names_differ(question: str, a: Names, b: Names) -> bool:
    """Tell whether no name is in both; of places the first counts, and a town does not contradict a country."""
    if not a or not b:
        return False
    if not re.search(r"\bwhere\b", question, re.IGNORECASE):
        return compare(a, b) == "different"
    apart = compare(a[:1], b) == compare(a, b[:1]) == "different"
    return apart and (a[0] in countries()) == (b[0] in countries())


@cache
def countries() -> frozenset[str]:
    """Return the English names of countries and continents (Unicode CLDR)."""
    from babel import Locale

    return frozenset(Locale("en").territories.values())
