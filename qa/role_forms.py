"""A sentence in, questions for who somebody is, what something is and who holds a post out."""

import re
from collections.abc import Iterator

from qa.answer_forms import NAME, NUMBER
from qa.candidate import Candidate
from qa.clauses import BE, FINITE, PRONOUN, Clause, rest_of
from qa.known_names import PERSON_NAME, Known, bare_name, is_person
from qa.role_nouns import PERSONS, head_of, is_person_noun, is_thing_noun

APPOSITION = re.compile(
    rf"(?P<name>\b{NAME.pattern}),\s(?P<article>an?|the)\s(?P<what>[\w'-]+(?:\s[\w'-]+){{0,9}}?)(?=[,.;]|$)"
)
NO_ROLE = re.compile(r"\b(?:similar|same|only|first|last|other|different|not|such|son|daughter|brother|wife)\b")
POST = (
    r"President|Vice President|Prime Minister|Deputy Prime Minister|(?:[A-Z][a-z]+ )?Minister|Secretary"
    r"|Secretary-General|Attorney General|Chief Executive|Governor|Senator|Mayor|Ambassador|Commissioner|Chancellor"
    r"|Speaker|Premier|spokesman|spokesperson|spokeswoman|director|professor|coach|captain|CEO|economist|historian"
    r"|activist|journalist|lawyer|senator|astronomer|biologist|physicist|author|founder|mayor|governor|researcher"
)
TITLED = re.compile(
    rf"\b(?P<post>(?:[A-Z][\w'.-]*\s){{0,3}}(?:{POST}|(?:prime|foreign|health|finance|interior|defen[cs]e)\sminister|{'|'.join(sorted(PERSONS))}))"
    rf"\s(?P<name>{PERSON_NAME.pattern})"
)
ROLE_FIRST = re.compile(
    rf"\b(?P<article>[Tt]he)\s(?P<what>(?:[\w'-]+\s){{0,5}}?[a-z]+),\s(?P<name>{PERSON_NAME.pattern}),"
)
"""The Italian foreign minister, Luigi Di Maio, …"""


def defined(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what or who it is: X is a Y; X is the Y of Z."""
    article, _, phrase = said.rest.partition(" ")
    head = head_of(phrase)
    if (
        said.verb not in BE
        or said.adverb
        or article not in ("a", "an", "the")
        or not head
        or NO_ROLE.search(phrase[:40])
    ):
        return
    person, thing = is_person_noun(head), is_thing_noun(head)
    if article != "the" and ((person and is_person(said.subject)) or (thing and not person)):
        yield Candidate(f"{'Who' if person else 'What'} {said.verb} {said.subject}?", head, "define")
    rest = rest_of(said.rest) if article == "the" else None
    if rest and person and is_person(said.subject) and re.search(r"\b[A-Z]", rest):
        yield Candidate(f"Who {said.verb} {rest}?", said.subject, "post")


def valued(text: str, known: Known) -> Iterator[Candidate]:
    """Yield what it is: the capital of X is Y, the population of X is 1,200."""
    match = re.match(
        rf"The\s(?P<what>(?:[a-z-]+\s){{1,3}}of\s(?:the\s)?{NAME.pattern})\s(?P<be>is|was)\s"
        rf"(?:(?:about|around|nearly|almost|over|approximately|called|named)\s)?(?P<value>{NUMBER.pattern}|{NAME.pattern})",
        text,
        re.VERBOSE,
    )
    if match and not PRONOUN.search(match["what"]):
        who = "Who" if is_person_noun(match["what"].split(" of ")[0].split()[-1]) else "What"
        yield Candidate(f"{who} {match['be']} the {match['what']}?", match["value"], "value")


def apposed(text: str, known: Known) -> Iterator[Candidate]:
    """Yield what or who it is that something is told of in passing: X, a city in Y; X, the president of Y."""
    for match in APPOSITION.finditer(text):
        head, name = head_of(match["what"]), match["name"].removesuffix("'s")
        alone = not re.search(r"\w,?\s(?:and|or)\s$|, $", text[: match.start()])
        if (
            not head
            or not alone
            or FINITE & set(match["what"].split())
            or NO_ROLE.search(match["what"])
            or bare_name(name) != name
        ):
            continue
        if is_person_noun(head) and is_person(name):
            yield Candidate(f"Who is {name}?", head, "define")
            if match["article"] == "the" and re.search(r"\bof\s(?:the\s)?[A-Z]", match["what"]):
                yield Candidate(f"Who is the {match['what']}?", name, "post")
        elif (
            is_thing_noun(head) and (known.is_name(name.split()[0]) or len(name.split()) > 1) and _complete(match, text)
        ):
            the = "the " if text[: match.start()].endswith(("the ", "The ")) else ""
            yield Candidate(f"What is {the}{name}?", head, "define")


def _complete(match: re.Match[str], text: str) -> bool:
    """Tell whether no part of a thing's name stands before it (Club for All Saints, a school), and it is in no list."""
    listed = re.match(r",\s(?:and|or)\b|,\s[\w\s]+,\s(?:and|or)\b", text[match.end() :])
    return not listed and re.search(r"[A-Z]\w*\s(?:for|of|and|&)\s$", text[: match.start()]) is None


def role_first(text: str, known: Known) -> Iterator[Candidate]:
    """Yield who somebody is whose part stands before the name: The Italian foreign minister, X, said."""
    for match in ROLE_FIRST.finditer(text):
        what, name = match["what"], bare_name(match["name"])
        if is_person_noun(what.split()[-1]) and is_person(name) and not NO_ROLE.search(what):
            yield Candidate(f"Who is {name}?", what, "define")
            if re.search(r"[A-Z]", what) and not PRONOUN.search(what):
                yield Candidate(f"Who is the {what}?", name, "post")


def titled(text: str, known: Known) -> Iterator[Candidate]:
    """Yield who somebody is whose post stands before the name: Health Minister X said."""
    for match in TITLED.finditer(text):
        name = bare_name(match["name"])
        if (
            is_person(name)
            and name in (known.full(name.split()[-1]), known.longer.get(name.split()[-1]))
            and f"{name}'s" not in text
            and not re.search(r"\b[IVX]+$", name)
        ):
            yield Candidate(f"Who is {name}?", match["post"], "titled")
