"""A clause in, questions for what happened to somebody or something, when, where and at what cost out."""

import re
from collections.abc import Iterator

from qa.answer_forms import MONTHS, NAME, NUMBER, WEEKDAYS
from qa.candidate import Candidate
from qa.clauses import SURE_DATE, Clause, scope
from qa.fact_forms import ABOUT, CAUSE, WEEKDAY, place_behind
from qa.known_names import NO_NAME, Known, is_person
from qa.verbs import PAST

HAPPENED = re.compile(
    r"(?P<verb>died|resigned|took\splace|began|opened|closed|retired|collapsed|ended|started|happened|crashed|emerged"
    r"|arrived|erupted|occurred)\b(?P<behind>.*)"
)
BEFELL = re.compile(
    r"(?P<done>(?:fatally\s|severely\s|temporarily\s)?(?:arrested|killed|closed|shut\sdown|evacuated|destroyed|poisoned"
    r"|suspended|cancelled|canceled|postponed|damaged|injured|wounded|demolished|captured|stolen|fired|dismissed|dissolved"
    r"|hospitalised|hospitalized|attacked|bombed|murdered|rescued|kidnapped|impeached|overthrown|deposed))\b(?P<behind>.*)"
)
MONEY = re.compile(
    rf"{ABOUT}(?P<sum>(?:US|CDN|A|NZ)?[$€£]\s?[\d,.]*\d(?:\s(?:million|billion|trillion|thousand))?)(?P<behind>(?=[\s,]|$).*)"
)
SPENT = frozenset("paid raised invested donated spent contributed earned received pledged lost granted offered".split())  # noqa: SIM905

EVENT = (
    r"(?:air\s?strikes?|strikes?|attacks?|explosions?|blasts?|bombings?|crash|earthquake|storm|fires?|floods?|shooting)"
)
TOLL = re.compile(
    rf"\b(?P<event>{EVENT})\s(?P<where>(?:in|at|near|by|on|against)\s(?:the\s)?{NAME.pattern}(?:\s(?!on\b|in\b|at\b|that\b)[a-z]+)?)"
    rf"(?:\s[\w,]+){{0,4}}?\s(?P<done>killed|injured|wounded)\s{ABOUT}(?P<number>{NUMBER.pattern})\s(?P<noun>[a-z]+)\b",
    re.VERBOSE,
)
"""Airstrikes by the Israeli military on Monday killed at least 100 people."""


def happened(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield when, where and why of what needs no object: X died in Y in 2010; X took place in Z."""
    match = HAPPENED.match(f"{said.verb} {said.rest}")
    if not match:
        return
    base = {"took place": "take place"}.get(match["verb"]) or PAST[match["verb"]]
    behind = match["behind"].strip()
    date = SURE_DATE.match(behind) or (WEEKDAY.match(behind) if known.talked else None)
    if date and (known.talked or not re.match(r"\s(?:in|at)\b", behind[date.end() :])):
        yield Candidate(f"When did {said.subject} {base}?", date[0], "when")
    place = re.match(rf"(?:in|at|near)\s(?:the\s)?(?P<place>{NAME.pattern})", behind)
    if place and base not in ("arrive", "begin", "start") and not NO_NAME.search(place["place"]):
        yield Candidate(f"Where did {said.subject} {base}?", place["place"], "where")
    why = CAUSE.match(f" {behind}")
    if why:
        yield Candidate(f"Why did {said.subject} {base}?", why["why"], "why")


def befell(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what happened to it: X was evacuated after a fire."""
    match = BEFELL.match(said.rest)
    known_as = re.search(r"^the\s|[A-Z]", said.subject)
    if match and known_as and said.verb in ("was", "were") and not re.search(r"\b(?:as|if)\b", match[0]):
        yield Candidate(f"What happened to {said.subject}?", f"{match['done']} {match['behind']}", "what")


def aged(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield at what age somebody died, and what share of the vote somebody got."""
    age = re.search(r"\b(?:at\sthe\sage\sof|aged)\s(?P<age>\d+)\b", scope(said.rest))
    if said.verb == "died" and age and is_person(said.subject):
        yield Candidate(f"At what age did {said.subject} die?", age["age"], "how many")
    share = re.match(rf"{ABOUT}(?P<share>[\d.]+\s?(?:%|percent))\sof\sthe\s(?P<whole>(?:[a-z]+\s)?votes?)\b", said.rest)
    if share and said.verb in ("won", "received", "got"):
        yield Candidate(
            f"What share of the {share['whole']} did {said.subject} {PAST.get(said.verb, 'get')}?",
            share["share"],
            "how many",
        )
    money = MONEY.match(said.rest)
    if money and said.verb in SPENT:
        tail = place_behind(money["behind"])
        if tail is not None:
            yield Candidate(f"How much did {said.subject} {PAST[said.verb]}{tail}?", money["sum"], "how many")


def toll(text: str, known: Known) -> Iterator[Candidate]:
    """Yield how many an event killed: Airstrikes by X killed at least 100 people."""
    match = TOLL.search(text)
    if match and match["noun"] in ("people", "civilians", "soldiers", "children", "passengers", "students"):
        where = re.sub(rf"^on\s(?:{WEEKDAYS}|{MONTHS}).*", "", match["where"])
        if where and match["where"].split()[-1] not in PAST:
            question = f"How many {match['noun']} were {match['done']} in the {match['event']} {where}?"
            yield Candidate(question, match["number"], "how many")
