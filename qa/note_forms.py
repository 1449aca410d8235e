"""A short line or sentence without names in, questions for what it sets down out: The alarm code is 4711."""

import re
from collections.abc import Iterator

from qa.answer_forms import DATE, MONTHS, NAME, WEEKDAYS
from qa.candidate import Candidate
from qa.clauses import PRONOUN
from qa.known_names import Known
from qa.role_nouns import is_person_noun
from qa.verbs import PARTICIPLES

SET_DOWN = re.compile(
    rf"(?P<whose>The\s|Our\s|My\s|{NAME.pattern}['’]s\s)(?P<what>(?:(?!of\b|is\b|are\b|was\b)[\w’'-]+\s){{1,4}}?(?:of\s(?:the\s)?[\w’'-]+\s)?)(?P<be>is|are|was)\s"
    r"(?:(?:on|at|in|due\son|called|now|usually|always)\s)?(?P<value>\S+(?:\s\S+){0,5})",
    re.VERBOSE,
)
"""The alarm code is 4711. Anna's birthday is on 4 May."""

LINE = re.compile(r"(?P<key>[A-Z][\w’'-]*(?:\s[\w’'-]+){0,3}):\s+(?P<value>\S.{0,80})")
SET = frozenset(
    """address amount birthday code colour color cost date day deadline dose dosage fee hotline key limit model name
    number password phone pin price rate rent rota room score serial size speed temperature time total username voltage
    weight width height length wifi ingredients email capacity""".split()  # noqa: SIM905
)
"""What a note sets down the value of."""

WHEN = re.compile(
    rf"(?:(?:every|next|the)\s)?(?:{DATE.pattern}|{WEEKDAYS}|\d{{1,2}}(?::\d\d|\s?[ap]\.?m\b)|\d{{1,2}}(?:st|nd|rd|th)\b|{MONTHS}|noon|midnight)",
    re.VERBOSE,
)
REGULAR = re.compile(
    rf"(?P<what>(?:[A-Z][\w’'-]*)(?:\s[\w’'-]+){{0,3}}?)\s(?P<be>is|are)\s(?P<done>\w+)"
    rf"\s(?P<when>(?:every|on|within|at|by|before|after)\s(?:{DATE.pattern}|(?:{WEEKDAYS})s?|\d|noon|the\s\d|the\s(?:first|last|end)"
    rf"|day|week|month|year).{{0,30}})",
    re.VERBOSE,
)
"""Rubbish is collected every Thursday. Rent is paid on the first of the month."""

VALUE = re.compile(rf"[\w£$€.,:/@+-]*\d[\w.,:/@+%°-]*|{NAME.pattern}", re.VERBOSE)
DATED = frozenset(
    [
        "birthday",
        "meeting",
        "appointment",
        "deadline",
        "party",
        "exam",
        "wedding",
        "anniversary",
        "concert",
        "delivery",
        "day",
        "flight",
    ]
)


def set_down(text: str, known: Known) -> Iterator[Candidate]:
    """Yield what something is that a short note sets down.

    >>> from qa.known_names import known_names
    >>> texts = ("The alarm code is 4711.", "Wi-Fi password: lamp-12", "The dentist appointment is on Tuesday.")
    >>> [row.question for text in texts for row in set_down(text, known_names(text))]
    ['What is the alarm code?', 'What is the Wi-Fi password?', 'When is the dentist appointment?']
    """
    time = REGULAR.fullmatch(text.rstrip("."))
    if time and not PRONOUN.search(time["what"]) and time["done"] in PARTICIPLES:
        what = time["what"] if known.is_name(time["what"].split()[0]) else time["what"][:1].lower() + time["what"][1:]
        yield Candidate(f"When {time['be']} {what} {time['done']}?", time["when"], "set")
    match = SET_DOWN.match(text)
    if match:
        yield from _told(match)
    line = LINE.fullmatch(text.strip())
    if line and line["key"].split()[-1].lower() in SET and not PRONOUN.search(line["key"]):
        be = "are" if line["key"].endswith("ients") else "is"
        first, *others = line["key"].split()
        name = first if re.search(r".[A-Z]|[A-Z]-|['’]s$", first) else first.lower()
        the = "" if first.endswith(("'s", "’s")) else "the "
        yield Candidate(f"What {be} {the}{' '.join([name, *others])}?", line["value"], "set")


def _told(match: re.Match[str]) -> Iterator[Candidate]:
    what, value = match["what"].strip(), match["value"].rstrip(".")
    last = what.split(" of ")[0].split()[-1]
    if PRONOUN.search(what) or value.split()[0] in PARTICIPLES or value.split()[0] in ("a", "an", "not", "to", "one"):
        return
    whose = "the " if match["whose"].strip() in ("The", "Our", "My") else match["whose"]
    named = VALUE.match(value)
    if WHEN.match(value) and (last.lower() in DATED or (match["be"] == "is" and last.lower() not in SET)):
        yield Candidate(f"When {match['be']} {whose}{what}?", value, "set")
    elif named and (last.lower() in SET or (is_person_noun(last) and NAME.match(value))):
        who = "Who" if is_person_noun(last) else "What"
        yield Candidate(f"{who} {match['be']} {whose}{what}?", named[0], "set")
