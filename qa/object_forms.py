"""A clause in, questions for what somebody did something to, what something is called or is the first of out."""

import re
from collections.abc import Iterator

from index.stop_words import stop_words
from qa.answer_forms import NAME, NUMBER
from qa.candidate import Candidate
from qa.clauses import BE, PRONOUN, Clause, rest_of, scope
from qa.fact_forms import PLACED
from qa.known_names import NO_NAME, Known, is_person
from qa.role_nouns import head_of, is_person_noun, is_thing_noun
from qa.verbs import PARTICIPLES, PAST, PRESENT

ACTS = frozenset(
    """acquired adopted announced approved banned bought built caused created criticised criticized declared
    demanded described designed destroyed detected developed discovered endorsed examined filed identified
    introduced invented issued launched lost manufactured observed opened ordered passed planned presented
    produced proposed published purchased questioned received recommended reintroduced rejected released removed
    replaced reviewed set shut signed sold studied supported suspended tested unveiled used won wrote painted
    composed recorded carried collected cancelled canceled postponed investigated targeted prevented analyzed
    analysed measured hit expected denounced highlighted disclosed offered earned demolished damaged captured
    attended joined visited""".split()  # noqa: SIM905
)
"""Verbs of which "what did X …?" asks for something certain."""

OBJECT = re.compile(
    rf"(?:an?|the|its|their|his|her|{NUMBER.pattern})\s\w|[A-Z]|[a-z-]+(?:\s[a-z-]+)?(?=[,.\s]|$)", re.VERBOSE
)
NO_OBJECT = re.compile(
    r"(?:that|to|for|with|in|on|by|up|off|out|down|over|into|from|at|as|of|about|not|when|how|why|whether|more|less|so|and"
    r"|earlier|later|previously|yesterday|today|last|this|next|him|her|it|them|himself|herself|itself|themselves)\b"
)
CALLED = re.compile(
    r"(?:also\s|commonly\s|often\s|usually\s|sometimes\s|now\s|better\s)?"
    r"(?P<done>known\sas|called|nicknamed|dubbed|(?:en)?titled(?=\s[A-Z]))\s(?P<what>.+)"
)
STRANDED = re.compile(
    r"(?P<adverb>(?:also|often|sometimes|mainly|primarily|partly|usually|mostly|commonly|closely)\s)?(?P<done>confused\swith|descended\sfrom|derived\sfrom"
    r"|named\safter|covered\s(?:with|by|in)|associated\swith|linked\sto|divided\sinto|related\sto|replaced\sby|caused\sby|inspired\sby"
    r"|triggered\sby|owned\sby|funded\sby|organi[sz]ed\sby|operated\sby|surrounded\sby|worth|located\s(?:in|at|near|on|\d\S*)|adapted\sto"
    r"|compared\s(?:to|with)|converted\sinto|split\sinto|filled\swith|hunted\sfor|powered\sby|measured\sin|published\sin)\s(?P<what>.+)"
)
SUPERLATIVE = re.compile(
    r"the\s(?:[\w'-]+\s)?(?:first|second|third|only|sole|main|last|most\s\w+|(?!latest|interest|protest|request|arrest)\w{3,}est)\s\w"
)
PLACE = re.compile(rf"\b(?:in|at|near|outside|off|on)\s(?:the\s)?(?P<place>{NAME.pattern})", re.VERBOSE)
HAPPENS = frozenset(
    [
        "died",
        "collapsed",
        "crashed",
        "happened",
        "occurred",
        "retired",
        "opened",
        "exploded",
        "landed",
        "met",
        "lived",
        "erupted",
        "ran",
        "studied",
        "worked",
        "played",
        "spoke",
        "performed",
        "competed",
        "served",
        "trained",
    ]
)
WENT = frozenset("comes lives belongs".split())  # noqa: SIM905
CLOCK = re.compile(r"(?:at|on|in|from)\s(?P<when>(?:noon|midnight|\d|the\s\d|[A-Z]).*)")


NO_ACT = frozenset(
    """became remained had got made took felt seemed went came left put kept let did began started continued tried
    turned ran grew fell stood lasted arrived died said told asked found reported suggested stated noted
    added held gave arrested killed injured wounded met hired married sued accused charged beat
    convicted sentenced""".split()  # noqa: SIM905
)
"""Verbs that no thing done stands behind, or too many of them."""

ONE_THING = re.compile(
    r"(?:an?|the|its)\s(?!(?:day|week|month|year|following|next|same|time|few|other|previous|bit|lot)\b)|[a-z]{4,}s\b"
)


def did_what(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what somebody did something to: the disaster caused a flood; the team used a telescope."""
    fits = OBJECT.match(said.rest) and not NO_OBJECT.match(said.rest)
    if said.verb in ACTS and fits and said.adverb not in ("once", "first"):
        object_ = said.rest.split()[0]
        if object_ not in stop_words("en") - {"a", "an", "the", "its", "their", "his", "her"}:
            yield Candidate(f"What did {said.subject} {PAST[said.verb]}?", said.rest, "object")
    elif known.talked and fits and not said.adverb and _is_act(said):
        yield Candidate(f"What did {said.subject} {PAST[said.verb]}?", said.rest, "did")


def _is_act(said: Clause) -> bool:
    return said.verb in PAST.keys() - NO_ACT and ONE_THING.match(said.rest) is not None


def called(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what something is called, and what it is confused with, named after or caused by."""
    if said.verb not in BE:
        return
    match = CALLED.match(said.rest)
    if match:
        yield Candidate(f"What {said.verb} {said.subject} {match['done']}?", match["what"], "called")
    match = STRANDED.match(said.rest)
    if match and not PRONOUN.match(match["what"]):
        who = "Where" if match["done"].startswith("located") else "What"
        done = "located" if who == "Where" else match["done"]
        if done == "worth":
            yield Candidate(f"How much {said.verb} {said.subject} worth?", match["what"], "how many")
        elif not (match["done"].endswith("by") and NAME.match(match["what"])):
            yield Candidate(f"{who} {said.verb} {said.subject} {match['adverb'] or ''}{done}?", match["what"], "called")


def superlative(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield what or who is the first or largest of its kind: X is the largest lake in Y."""
    rest = rest_of(said.rest) if said.verb in ("is", "was") else None
    cut = rest and PARTICIPLES.keys() & set(rest.split())
    if not rest or cut or not SUPERLATIVE.match(rest) or said.adverb or len(rest.split()) < FEWEST:
        return
    head = head_of(rest.partition(" ")[2])
    person = is_person_noun(head)
    if head and (is_person(said.subject) if person else is_thing_noun(head) or not is_person(said.subject)):
        yield Candidate(f"{'Who' if person else 'What'} {said.verb} {rest}?", said.subject, "post")


FEWEST = 4
"""Words of what something is the first of; fewer do not tell of what."""


def placed(said: Clause, known: Known) -> Iterator[Candidate]:
    """Yield where something happened, lives or comes from, and when it opens."""
    inside = scope(said.rest)
    done = inside.split()[0].strip(",") if inside else ""
    passive = said.verb in ("was", "were") and done in PLACED & PARTICIPLES.keys()
    place = next((row for row in PLACE.finditer(inside) if not NO_NAME.search(row["place"])), None)
    if place and "," not in inside[: place.start()]:
        if passive:
            yield Candidate(f"Where {said.verb} {said.subject} {done}?", place["place"], "where")
        elif said.verb in HAPPENS and not said.adverb:
            yield Candidate(f"Where did {said.subject} {PAST[said.verb]}?", place["place"], "where")
    behind = re.match(r"(?P<word>from|to|in|at|on|near)\s(?P<place>\S.+)", said.rest)
    if said.verb in WENT and behind:
        word = "" if behind["word"] in ("in", "at", "on", "near") else f" {behind['word']}"
        if word or said.verb == "lives":
            wh = "Who" if word == " to" else "Where"
            yield Candidate(f"{wh} does {said.subject} {PRESENT[said.verb]}{word}?", behind["place"], "where")
    when = CLOCK.match(said.rest)
    if when and said.verb in ("opens", "closes", "begins", "starts", "ends"):
        yield Candidate(f"When does {said.subject} {PRESENT[said.verb]}?", when["when"], "when")
