"""The main clause of a sentence in, questions for who, when, where, why and how many out."""

import re
from collections.abc import Iterator

from qa.answer_forms import NAME, NUMBER, WEEKDAYS
from qa.candidate import Candidate
from qa.clauses import BE, PRONOUN, SURE_DATE, Clause, rest_of, scope
from qa.known_names import NO_NAME, Known
from qa.verbs import PARTICIPLES, PAST

NEEDS_MORE = frozenset(
    """appointed asked brought called charged chosen considered found given got known left made named put seen sent set
    shown taken told elected described sentenced convicted accused forced ordered required expected used thought said
    held kept led limited""".split()  # noqa: SIM905
)
"""Participles that say too little alone: when was X chosen?"""

PLACED = frozenset("arrested based born buried built filmed found held killed located shot".split())  # noqa: SIM905
NO_DEED = frozenset(
    """said told thought asked announced stated saw explained noted claimed argued reported revealed confirmed suggested
    found predicted estimated considered recommended proposed demanded called started described
    named charged granted""".split()  # noqa: SIM905
)
DEEDS = frozenset(
    """acquired adopted appointed approved arrested awarded banned bought captured condemned conquered criticised
    criticized defeated discovered elected established fired founded invaded invented launched nominated purchased
    replaced seized signed sold sued suspended targeted visited won wrote""".split()  # noqa: SIM905
)
"""What only persons and organisations do: of anything else, "who" would be wrong."""

LEFT = frozenset(
    "cancelled canceled closed delayed left postponed refused resigned retired suspended withdrew took".split()  # noqa: SIM905
)
"""Verbs that "due to" says the reason of, and not of what stands between."""

NO_COUNTED = frozenset(
    "times years months weeks days hours minutes seconds others percent dollars euros pounds".split()  # noqa: SIM905
)

ABOUT = r"(?:(?:about|around|nearly|almost|over|at\sleast|more\sthan|some|approximately|only|up\sto|an\sestimated)\s)?"
NOUN = (
    r"(?P<noun>(?:(?!of|in|at)[a-z-]+\s){0,2}?(?:[a-z-]{3,}s|people|children|women|men|staff|troops)(?:\sof\s[a-z]+)?)"
)
WEEKDAY = re.compile(rf"\b[Oo]n\s(?:{WEEKDAYS})\b")
COUNTED = re.compile(rf"{ABOUT}(?P<number>{NUMBER.pattern})\s{NOUN}(?P<behind>(?=[\s,]|$).*)", re.VERBOSE)
CAUSE = re.compile(
    r"(?<!was)(?<!were)(?<!is)(?<!are)(?<!be)(?<!been)(?:,?\sbecause(?:\sof)?|,?\sdue\sto)\s(?P<why>[^,;.]{8,})"
)


def passive(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield who did it, when, where and why: X was founded by Y in 1998 because of Z."""
    words = said.rest.split()
    if said.verb not in BE or words[0].strip(",") not in PARTICIPLES:
        return
    done, behind = words[0].strip(","), " ".join(words[1:])
    by = re.match(rf"by\s(?P<agent>{NAME.pattern})(?=[,\s]|$)(?!\s(?:[A-Z]|and\b|[a-z]+s\b))(?!\w)", behind)
    if by and said.verb in ("was", "were"):
        yield Candidate(f"Who {PARTICIPLES[done]} {said.subject}?", by["agent"], "who")
    kept = "" if done == "born" else _kept(behind)
    if not kept and done in NEEDS_MORE:
        kept = None
    date = _date(said, behind, known)
    if date and kept is not None and said.verb in ("was", "were"):
        yield Candidate(f"When {said.verb} {said.subject} {done}{kept}?", date, "when")
    why = CAUSE.search(f" {scope(said.rest)}")
    if why and kept is not None:
        yield Candidate(f"Why {said.verb} {said.subject} {done}{kept}?", why["why"], "why")
    place = re.match(rf"(?:in|at|near)\s(?:the\s)?(?P<place>{NAME.pattern})(?=,|$|\s)", behind)
    if place and done in PLACED and not NO_NAME.search(place["place"]):
        yield Candidate(f"Where {said.verb} {said.subject} {done}?", place["place"], "where")


def _kept(behind: str) -> str | None:
    """Return what is repeated behind a participle, with a space before it; "" for nothing, None where unsure."""
    if (
        not behind
        or SURE_DATE.match(behind)
        or re.match(r"(?:by|after|because|due|when|while|amid|following)\b", behind)
    ):
        return ""
    if re.match(r"(?:as|to|that|from|with|for|into)\b", behind) and SURE_DATE.search(behind) is None:
        return None
    rest = rest_of(behind)
    return f" {rest}" if rest else None


def _date(said: Clause, behind: str, known: Known) -> str | None:
    """Return the date that a clause surely tells of its verb, or None."""
    dates = [SURE_DATE.search(scope(behind)), SURE_DATE.match(said.ahead[:1].lower() + said.ahead[1:])]
    found = [match[0] for match in dates if match]
    if not found and known.talked:
        days = [WEEKDAY.search(scope(behind)), WEEKDAY.match(said.ahead)]
        found = [match[0] for match in days if match]
    return found[0] if len(found) == 1 else None


def active(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield who did it, when and why: X visited Y on 4 May because of Z."""
    rest = rest_of(said.rest)
    if (
        said.verb not in PAST
        or said.verb in NO_DEED
        or rest is None
        or re.match(r"(?:by|as|to|that|for|at\sthe\sage)\b", rest)
    ):
        return
    base = PAST[said.verb]
    acting = known.full(said.subject) or known.speaks(said.subject) or said.verb in DEEDS
    if acting and re.search(r"\b[A-Z]", rest) and not re.match(r"(?:in|on|at|of)\b", rest):
        short = re.sub(r"(?<=\w)\s(?:on|in|at|near|along)\sthe\s[a-z-]+(?:\s[a-z-]+)?$", "", rest)
        kept = short if re.search(r"\b[A-Z]|\d", short) else rest
        yield Candidate(f"Who {said.verb} {kept}?", said.subject, "who")
    date = _date(said, said.rest, known)
    if date and date not in rest:
        yield Candidate(f"When did {said.subject} {base} {rest}?", date, "when")
    why = CAUSE.search(f" {scope(said.rest)}")
    if why and ("because" in why[0] or said.verb in LEFT):
        yield Candidate(f"Why did {said.subject} {base} {rest}?", why["why"], "why")


def counted(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield how many: X killed 12 people in Y; X has 12 seats."""
    match = COUNTED.match(said.rest)
    have = said.verb in ("has", "have", "had")
    if not match or not is_count(match) or not (have or said.verb in PAST):
        return
    if have and re.match(r"\s(?!in\b|on\b)", match["behind"]):
        return
    does = {"has": "does", "have": "do"}.get(said.verb, "did")
    tail = place_behind(match["behind"])
    if tail is not None and said.verb not in NO_DEED:
        question = f"How many {match['noun']} {does} {said.subject} {PAST.get(said.verb, 'have')}{tail}?"
        yield Candidate(question, match["number"], "how many")


def counted_first(text: str, known: Known) -> Iterator[Candidate]:
    """Yield how many of a sentence that starts with its number: At least 100 people were killed in Y."""
    match = COUNTED.match(text[:1].lower() + text[1:].removesuffix("."))
    if not match or not is_count(match):
        return
    verb = re.match(r"\s(?P<be>are|were|have\sbeen)\s(?P<done>\w+)\b(?P<tail>.*)", match["behind"])
    if not verb or verb["done"] not in PARTICIPLES or verb["done"] in ("said", "told", "thought"):
        return
    tail = place_behind(verb["tail"])
    if tail and re.search(r"[A-Z]", tail):
        yield Candidate(f"How many {match['noun']} {verb['be']} {verb['done']}{tail}?", match["number"], "how many")


def is_count(match: re.Match[str]) -> bool:
    """Tell whether a match of `COUNTED` counts something that "how many" asks for."""
    number, noun = match["number"].lower(), match["noun"].split()
    plainly = re.fullmatch(r"[\d,.]+(?:\s(?:million|billion|thousand|hundred))*|[a-z-]+(?:\s[a-z-]+)*", number)
    whole = plainly is not None and not re.fullmatch(r"(?:1[5-9]|20)\d\d", number)
    vague = number in ("one", "a", "million", "dozen", "first", "hundred", "thousand") or number.endswith("dozen")
    return (
        whole
        and not vague
        and noun[0] not in ("million", "of", "more", "percent", "per")
        and not NO_COUNTED & set(noun)
    )


def place_behind(behind: str) -> str | None:
    """Return what says where, with a space before it; "" for nothing, None for anything else.

    >>> place_behind(" in Ireland, up from 2"), place_behind(" who left")
    (' in Ireland', None)
    """
    if not behind.strip() or re.match(r",|\s(?:on|after|since|when|while|by|and)\b", behind):
        return ""
    rest = rest_of(f"x{behind}")
    return (
        rest[1:]
        if rest and re.fullmatch(r"x\s(?:in|at|of|to|from|for|with|across)\s.+", rest) and not PRONOUN.search(rest)
        else None
    )
