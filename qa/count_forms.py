"""A sentence in, questions for how many of something there are or did something out."""

import re
from collections.abc import Iterator

from qa.answer_forms import NAME, NUMBER
from qa.candidate import Candidate
from qa.clauses import BE, PRONOUN, Clause
from qa.fact_forms import ABOUT, NOUN, is_count, place_behind
from qa.known_names import NO_NAME, Known
from qa.verbs import PARTICIPLES, PRESENT

STARTS = (
    r"(?:^|[,;:]\s|\b(?:that|said|says|and|but|while|when|indicated|reported|announced|confirmed|added|suggested)\s)"
)
STATES = r"missing|dead|present|homeless|aboard|on\sboard|without\spower|trapped|in\shospital|at\srisk|on\sthe\srun"
DID = r"""died|attended|responded|collapsed|voted|escaped|survived|participated|gathered|marched|protested
|took\spart|lived|fled|crashed|resigned|graduated|enrolled|applied|signed\sup|turned\sup"""
BEING = r"were|are|have\sbeen|had\sbeen"
COUNTED_WITHIN = re.compile(
    rf"{STARTS}{ABOUT}(?P<number>{NUMBER.pattern})\s{NOUN}\s"
    rf"(?P<verb>(?:{BEING}|remain|remained)\s(?:{STATES})|(?P<be>{BEING})\s(?P<done>\w+)|{DID})\b"
    rf"(?P<tail>(?:\s(?:each|every|per)\s[a-z]+)?(?:\s(?:in|at|near|off)\s(?:the\s)?{NAME.pattern})?)",
    re.VERBOSE,
)
"""… said three people died; 48 apartments were damaged."""

NEEDS_MORE = frozenset(
    [
        "asked",
        "brought",
        "called",
        "considered",
        "found",
        "given",
        "known",
        "left",
        "made",
        "put",
        "seen",
        "set",
        "taken",
        "told",
        "used",
    ]
)
HOLDS = frozenset("holds contains includes employs covers carries has weighs".split())  # noqa: SIM905
HELD = re.compile(rf"{ABOUT}(?P<number>{NUMBER.pattern})\s{NOUN}(?P<behind>.*)", re.VERBOSE)
MEASURE = re.compile(
    r"(?P<value>(?:about\s|nearly\s|over\s|less\sthan\s|more\sthan\s)?"
    r"(?:[$€£]\s?)?\d[\d.,]*(?:\s?[A-Za-z%°€]+)?)(?=[\s,.;]|$)"
)
AMOUNT = re.compile(
    r"(?:about\s|nearly\s|over\s|less\sthan\s|more\sthan\s|around\s|approximately\s|at\s)?"
    r"(?P<value>(?:[A-Z]{0,3}[$€£]\s?)?\d[\d.,]*(?:\s?[A-Za-z%°€-]+){0,2})"
)
AMOUNTS = frozenset(
    """price prices cost costs rate rates population value distance length height depth width weight temperature
    capacity budget salary speed toll score size revenue profit total magnitude fee fine time age area altitude turnover
    share
    fare deposit rent dose limit""".split()  # noqa: SIM905
)
LASTS = re.compile(
    r"(?P<value>(?:about\s|nearly\s|over\s|up\sto\s)?[\w.,-]+\s(?:second|minute|hour|day|week|month|year)s?)\b"
)


def counted_within(text: str, known: Known) -> Iterator[Candidate]:
    """Yield how many, of a number that starts a clause: … said three people died; 48 apartments were damaged.

    >>> from qa.known_names import known_names
    >>> text = "Ann said 12 people were missing; 48 apartments were damaged in Oslo."
    >>> [row.question for row in counted_within(text, known_names(text))]
    ['How many people were missing?', 'How many apartments were damaged in Oslo?']
    """
    lowered = text[:1].lower() + text[1:].removesuffix(".")
    for match in COUNTED_WITHIN.finditer(lowered):
        done, noun = match["done"], match["noun"]
        plainly = not done or (done in PARTICIPLES and done not in NEEDS_MORE and not done.endswith("ing"))
        if is_count(match) and plainly and not PRONOUN.search(noun):
            tail = "" if NO_NAME.search(match["tail"]) else match["tail"]
            verb = " ".join(match["verb"].split())
            yield Candidate(f"How many {noun} {verb}{tail}?", match["number"], "how many")


def holds(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield how many something holds, and what it costs, weighs or lasts: the hut holds 12 lamps; the fare costs $4."""
    amount = AMOUNT.match(said.rest)
    if said.verb in BE and amount and said.subject.split()[-1] in AMOUNTS and not said.adverb:
        yield Candidate(f"What {said.verb} {said.subject}?", amount["value"], "value")
    match = HELD.match(said.rest)
    if match and said.verb in HOLDS - {"has"} and is_count(match):
        tail = place_behind(match["behind"])
        yield Candidate(
            f"How many {match['noun']} does {said.subject} {PRESENT[said.verb]}{tail or ''}?",
            match["number"],
            "how many",
        )
    for verb, words, form in (
        ("costs", "How much", MEASURE),
        ("weighs", "How much", MEASURE),
        ("lasts", "How long", LASTS),
    ):
        value = form.match(said.rest)
        if said.verb == verb and value:
            yield Candidate(f"{words} does {said.subject} {PRESENT[verb]}?", value["value"], "how many")
        if said.verb == verb[:-1] + "ed" and value:
            yield Candidate(f"{words} did {said.subject} {verb[:-1]}?", value["value"], "how many")
    if said.verb == "cost" and (value := MEASURE.match(said.rest)):
        yield Candidate(f"How much did {said.subject} cost?", value["value"], "how many")
