"""A clause in, questions for what something is used for, made of, caused by or offers out."""

import re
from collections.abc import Iterator

from qa.candidate import Candidate
from qa.clauses import BE, PRONOUN, Clause
from qa.known_names import Known
from qa.verbs import PRESENT

BEHIND_BE = (
    (
        re.compile(r"(?:also\s|commonly\s|mainly\s|primarily\s|often\s)?used\s(?:to|for)\s(?P<what>.+)"),
        "What {be} {subject} used for?",
    ),
    (re.compile(r"made\s(?:of|from)\s(?P<what>.+)"), "What {be} {subject} made of?"),
    (re.compile(r"composed\sof\s(?P<what>.+)"), "What {be} {subject} composed of?"),
    (re.compile(r"responsible\sfor\s(?P<what>.+)"), "What {be} {subject} responsible for?"),
    (re.compile(r"based\son\s(?P<what>.+)"), "What {be} {subject} based on?"),
    (re.compile(r"famous\sfor\s(?P<what>.+)"), "What {be} {subject} famous for?"),
)
OBJECTS = frozenset(
    """provides offers requires contains covers supports produces owns sells protects represents measures
    prohibits""".split()  # noqa: SIM905
)
VAGUE_OBJECT = re.compile(r"(?:the\sfollowing|that|to|for|with|in|on|by|up)\b")


HABITS = re.compile(
    r"(?P<who>(?:[A-Z][a-z]+\s)?(?:[A-Z]?[a-z]+(?:s|people|children)))\s(?:(?:often|usually|mainly|mostly|generally|also|sometimes|only)\s)?"
    r"(?P<verb>eat|need|use|produce|require|prefer|contain|provide|inhabit|feed\son|live\sin|depend\son|consist\sof|nest\sin"
    r"|make|have)\s(?!(?:been|to|had|made|not|the\ssame)\b)(?P<what>[a-z].+)"
)


def habits(text: str, known: Known) -> Iterator[Candidate]:
    """Yield what things or animals of a kind eat, need or have, and where they can be found: Ducks eat grass.

    >>> from qa.known_names import known_names
    >>> [row.question for row in habits("Ducks eat grass and fish.", known_names("The ducks swim."))]
    ['What do ducks eat?']
    """
    match = HABITS.match(text)
    who = match["who"].lower() if match else ""
    if match and not PRONOUN.search(who) and {who.split()[-1]} & (known.small | known.about):
        verb, _, preposition = match["verb"].partition(" ")
        if preposition == "in":
            yield Candidate(f"Where do {who} {verb}?", match["what"], "where")
        elif verb not in ("have", "make"):
            yield Candidate(f"What do {who} {match['verb']}?", match["what"], "property")


def property_of(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what something is used for, made of, known to offer: X is used for Y; X provides Y; X consists of Y."""
    if said.verb in BE:
        for pattern, question in BEHIND_BE:
            match = pattern.match(said.rest)
            if match:
                yield Candidate(question.format(be=said.verb, subject=said.subject), match["what"], "property")
    if said.verb in OBJECTS and not said.adverb and not VAGUE_OBJECT.match(said.rest):
        yield Candidate(f"What does {said.subject} {PRESENT[said.verb]}?", said.rest, "property")
    consists = re.match(r"of\s(?P<what>.+)", said.rest)
    if said.verb == "consists" and consists:
        yield Candidate(f"What does {said.subject} consist of?", consists["what"], "property")
    if said.verb == "led" and re.match(r"to\s(?!be\b)[a-z]", said.rest):
        yield Candidate(f"What did {said.subject} lead to?", said.rest, "property")
