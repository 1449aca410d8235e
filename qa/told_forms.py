"""A sentence in, questions for what somebody said, wrote, found or reported as a whole out."""

import re
from collections.abc import Iterator

from index.stop_words import stop_words
from qa.answer_forms import NAME, UPPER, WEEKDAYS
from qa.candidate import Candidate
from qa.clauses import FINITE, PRONOUN, Clause
from qa.known_names import Known, bare_name
from qa.speech_forms import said_about
from qa.verbs import PAST

TELLS = {
    "said": "say",
    "stated": "say",
    "added": "say",
    "noted": "say",
    "told": "say",
    "wrote": "write",
    "tweeted": "tweet",
    "explained": "explain",
    "commented": "say",
    "argued": "argue",
    "warned": "warn",
    "remarked": "say",
    "continued": "say",
    "replied": "say",
}
"""What somebody does before a quotation, as a question asks for it."""

REPORTS = {
    **{verb: TELLS[verb] for verb in ("said", "stated", "argued")},
    "found": "find",
    "reported": "report",
    "suggested": "suggest",
    "revealed": "reveal",
    "concluded": "conclude",
    "believed": "believe",
    "indicated": "indicate",
    "estimated": "estimate",
    "claimed": "claim",
    "showed": "show",
}
"""Verbs that what they tell follows as a clause."""

SAYS = rf"(?:{'|'.join(TELLS)})"
SPEAKER = rf"(?P<speaker>(?:The\s|the\s)?(?:[a-z]+\s){{0,3}}?{NAME.pattern})"
QUOTED = r"[\"“](?P<told>[^\"“”]{15,})"
BEFORE = re.compile(
    rf"^{SPEAKER}(?:,\s[^\"“”]{{3,90}},(?:\swho)?)?\s(?:also\s)?(?P<verb>{SAYS})\b[^\"“”.;]{{0,40}}?{QUOTED}"
)
BEHIND = re.compile(rf"^{QUOTED},?[\"”],?\s(?P<verb>{SAYS})\s{SPEAKER}(?=[.,\s]|$)", re.VERBOSE)
LAST = re.compile(rf"^{QUOTED},?[\"”],?\s{SPEAKER}(?:,\s[^\"“”]{{3,60}},)?\s(?P<verb>{SAYS})\b")
FEWEST_TOLD = 4
"""Words of what somebody said that are enough to ask for it."""

THAT = re.compile(rf"^(?:(?:on\s)?(?:{WEEKDAYS})\s)?(?:that\s)?")


def quoted(text: str, known: Known) -> Iterator[Candidate]:
    """Yield what somebody is quoted with: X said, “Y”; “Y”, said X.

    >>> from qa.known_names import known_names
    >>> text = 'Ann Berg said, "It was the best day of all for the town".'
    >>> [row.question for row in quoted(text, known_names(text + " We met Ann Berg."))]
    ['What did Ann Berg say?']
    """
    match = next(filter(None, (form.match(text) for form in (BEFORE, BEHIND, LAST))), None)
    speaker = speaker_of(match["speaker"], known) if match else None
    if match and speaker and not re.search(r"\b(?:not|never)\b", match[0][: match.start("told")]):
        yield Candidate(f"What did {speaker} {TELLS[match['verb']]}?", match["told"], "told")


def speaker_of(name: str, known: Known) -> str | None:
    """Return a speaker by the full name, or None where it is not sure who speaks."""
    name = re.sub(r"[’']s?$", "", name.strip())
    full = known.people.get(name.split()[-1])
    if full:
        return full
    bare = bare_name(re.sub(rf"^(?:[Tt]he\s)?(?:[a-z]+\s)*(?=[{UPPER}])", "", name))
    if name[:4].lower() == "the " and bare and known.is_name(bare.split()[0]):
        return f"the {name[4:]}" if name[4:5].isupper() else None
    if stop_words("en") & {word.lower() for word in bare.split()}:
        return None
    alone = len(bare.split()) > 1 or (bare.isupper() and len(bare) > 1)
    return bare if bare and alone and known.is_name(bare.split()[0]) else None


def told(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what somebody said or found: the researchers found the fish eat algae."""
    what = THAT.sub("", said.rest)
    begins = r"(?:to|by|in|at|on|for|of|as|from|being|when|how)\b"
    words = what.split()
    if said.verb not in REPORTS or said.adverb or len(words) < FEWEST_TOLD:
        return
    sentence = (FINITE | PAST.keys()) & set(words) and (said.rest.startswith("that ") or not re.match(begins, what))
    about = next(said_about(said, known), None)
    if sentence and not about and not PRONOUN.match(said.subject):
        yield Candidate(f"What did {said.subject} {REPORTS[said.verb]}?", what, "told")
