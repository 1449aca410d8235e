"""The main clause of a sentence in, questions for what somebody said, wants, plans or is accused of out."""

import re
from collections.abc import Iterator

from index.stop_words import stop_words
from qa.answer_forms import NAME, NUMBER, WEEKDAYS
from qa.candidate import Candidate
from qa.clauses import BE, NEW_PHRASE, PRONOUN, Clause
from qa.known_names import Known, bare_name
from qa.verbs import PAST, PRESENT

SAID = frozenset("said stated warned argued claimed added explained noted told confirmed suggested predicted".split())  # noqa: SIM905
HELPING = r"(?:is|are|was|were|will|would|has|have|had|could|should|can|may|might|must)"
TOPIC = rf"(?P<topic>the\s(?:[\w'-]+\s){{1,6}}?|{NAME.pattern}\s)"
REPORTED = re.compile(rf"(?:on\s)?(?:(?:{WEEKDAYS})\s)?(?:that\s)?{TOPIC}{HELPING}\s(?P<answer>.+)")
SPOKEN_LAST = re.compile(
    rf"(?P<topic>(?:The|the)\s(?:[\w'-]+\s){{1,6}}?|{NAME.pattern}\s){HELPING}\s(?P<answer>[^,]+(?:,[^,]+)?),\s(?P<speaker>{NAME.pattern})\s(?:said|explained|added)\.?$"
)

TO_DO = frozenset(
    "agreed decided promised pledged threatened refused vowed proposed offered planned wanted tried".split()  # noqa: SIM905
)
DOES = frozenset("plans aims wants intends hopes".split())  # noqa: SIM905
OTHERS = frozenset("urged asked told ordered advised warned encouraged required".split())  # noqa: SIM905
TRYING = re.compile(
    r"(?P<done>expected|required|obliged|ordered|forced|entitled|trying|planning|preparing|hoping|seeking)\sto\s(?P<what>[a-z]+\s.+)"
)
WHOM = re.compile(r"(?P<whom>(?:(?:the|all|any)\s)?(?:[\w.'-]+\s){1,5}?)(?<!not\s)to\s(?P<what>[a-z]{2,}\b.*)")
CHARGES = re.compile(
    r"(?P<done>charged|accused|convicted|acquitted|suspected|diagnosed|fined)\s(?P<word>with|of|for)\s(?P<what>.+)"
)
ANNOUNCED = frozenset("announced recommended proposed demanded".split())  # noqa: SIM905
CHANCE = re.compile(
    r"there\s(?:was|is)\s(?:still\s)?(?:a|an|no|any)\s(?P<what>[a-z]+)\sof\s(?P<topic>(?:[\w'-]+\s?){1,6})(?=[,.]|$)"
)


def said_about(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what somebody said about what the reported clause is about: X said the guardrail would be examined."""
    speaker = known.full(said.subject) or (said.subject if re.search(r"\b[a-z]|[A-Z]{2}|\s", said.subject) else None)
    if said.verb not in SAID or not speaker:
        return
    told = said.rest
    if said.verb == "told":  # "told MSNBC Cummings was ill" may name one or two
        told = re.sub(rf"^{NAME.pattern}\s(?=that\s|the\s)", "", said.rest)
        if told == said.rest:
            return
    match = REPORTED.match(told) or CHANCE.match(told)
    topic = _topic(match["topic"].strip()) if match else None
    if match and topic and bare_name(topic).split()[-1:] != speaker.split()[-1:]:
        told = match["answer"] if "answer" in match.groupdict() else match["what"]
        yield Candidate(f"What did {said.subject} say about {topic}?", told, "said")
        return
    day = re.match(rf"(?:on\s)?(?P<day>{WEEKDAYS})\s(?P<told>.+)", said.rest)
    if day and said.verb in ("said", "warned", "stated"):
        yield Candidate(f"What did {said.subject} say on {day['day']}?", day["told"], "said")


def said_last(text: str, known: Known) -> Iterator[Candidate]:
    """Yield the same where the speaker stands last: The guardrail would be examined, X said."""
    match = SPOKEN_LAST.match(text)
    speaker = known.full(match["speaker"].split()[-1]) if match else None
    topic = _topic(re.sub("^The ", "the ", match["topic"].strip())) if match else None
    if match and topic and speaker and (topic.startswith("the ") or known.is_name(topic.split()[0])):
        yield Candidate(f"What did {speaker} say about {topic}?", match["answer"], "said")


def _topic(topic: str) -> str | None:
    """Return what is spoken about, or None where it means nothing alone."""
    words = topic.split()
    article = {"a", "an"} if words[0].endswith("ing") else set()
    small = set(words[1:]) & (stop_words("en") - {"of", "the", "in", "and"} - article)
    if small or PRONOUN.search(topic) or NUMBER.search(topic) or re.search(rf"\b(?:{WEEKDAYS})\b", topic):
        return None
    if NEW_PHRASE.search(topic):
        return None
    return None if set(words) & PAST.keys() or words[-1].endswith(("ly", "'s")) or words[-1] in ("of", "in") else topic


def to_do(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what somebody wants, agrees or asks others to do: X refused to Y; X urged Y to Z."""
    verb, rest = said.verb, said.rest
    to = re.match(r"to\s(?P<what>[a-z]+\s.+)", rest)
    if to and verb in TO_DO:
        yield Candidate(f"What did {said.subject} {PAST[verb]} to do?", to["what"], "do")
    if to and verb in DOES:
        yield Candidate(f"What does {said.subject} {PRESENT[verb]} to do?", to["what"], "do")
    if to and verb == "plan":
        yield Candidate(f"What do {said.subject} plan to do?", to["what"], "do")
    trying = TRYING.match(rest)
    if trying and verb in BE:
        yield Candidate(f"What {verb} {said.subject} {trying['done']} to do?", trying["what"], "do")
    other = WHOM.match(rest)
    if verb in OTHERS and other and not _unclear(other["whom"]):
        yield Candidate(f"What did {said.subject} {PAST[verb]} {other['whom'].strip()} to do?", other["what"], "do")
    warned = re.match(rf"(?P<whom>(?:the\s)?{NAME.pattern})\s(?:that|about|of|against)\s(?P<what>.+)", rest)
    if verb == "warned" and warned and not _unclear(warned["whom"]):
        yield Candidate(f"What did {said.subject} warn {warned['whom']} about?", warned["what"], "do")


def _unclear(whom: str) -> bool:
    small = set(whom.split()) & (stop_words("en") - {"the", "all", "any", "of", "in", "and"})
    return bool(small) or PRONOUN.search(whom) is not None or any(word in PAST for word in whom.split())


def charged(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what somebody is charged with, known for or accused of: X was charged with Y; X accused Y of Z."""
    be, match = said.verb, CHARGES.match(said.rest)
    if match and be in ("was", "were", "is", "are"):
        yield Candidate(f"What {be} {said.subject} {match['done']} {match['word']}?", match["what"], "what")
    known_for = re.match(r"(?:best\s|well\s)?known\sfor\s(?P<what>.+)", said.rest)
    if known_for and be in ("was", "were", "is", "are"):
        yield Candidate(f"What {be} {said.subject} known for?", known_for["what"], "what")
    accused = re.match(rf"(?P<whom>(?:the\s)?{NAME.pattern})\sof\s(?P<what>.+)", said.rest)
    if accused and be == "accused" and len(accused["what"].split()) > 2 and len(accused["whom"].split()) <= 4:
        yield Candidate(f"What did {said.subject} accuse {accused['whom']} of?", accused["what"], "what")
    called = re.match(r"(?:for|on\s\w+\sto)\s(?P<what>.+)", said.rest)
    if be == "called" and called and said.rest.startswith("for"):
        yield Candidate(f"What did {said.subject} call for?", called["what"], "what")


def announced(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what somebody announced, with the day where it is told."""
    if said.verb in ANNOUNCED and re.match(rf"(?:to|for|as|by|in|(?:on\s(?!(?:{WEEKDAYS}))))\b", said.rest) is None:
        day = re.match(rf"(?:on\s)?(?P<day>{WEEKDAYS})\b", said.rest)
        on = f" on {day['day']}" if day else ""
        yield Candidate(f"What did {said.subject} {PAST[said.verb]}{on}?", said.rest, "what")
