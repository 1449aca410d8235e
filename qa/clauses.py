"""An English sentence in, its clauses out: subject, verb and what follows, where a few rules tell them surely."""

import re
from dataclasses import dataclass

from index.stop_words import stop_words
from qa.answer_forms import DATE, MONTHS, NUMBER, WEEKDAYS
from qa.known_names import Known
from qa.values.names import HONORIFICS
from qa.verbs import PARTICIPLES, PAST, PRESENT

LONGEST_SUBJECT, LONGEST_REST, LONGEST_AHEAD = 7, 9, 10
"""Words of a subject, of what is repeated of the rest (a person types no more), and of what stands before both."""

ING = frozenset("building king ring wing spring meeting hearing shooting bombing ceiling".split())  # noqa: SIM905
BE = frozenset(("is", "are", "was", "were"))
HAVE = frozenset(("has", "have", "had"))
OTHER = frozenset(("will", "would", "can", "could", "may", "might", "must", "should", "shall", "do", "does", "did"))

FINITE = BE | HAVE | OTHER | (PAST.keys() - PARTICIPLES.keys())
OFTEN = frozenset("sometimes often usually also officially later first then commonly initially originally".split())  # noqa: SIM905
NOUNS_TOO = frozenset(
    """attack ban block call campaign change claim cover crash damage debut delay end file force fire form guide
    help host influence issue land list march mark measure move murder name note object offer order paint plan
    plant play point post practice present press process promise protest question record release report request
    return review rule search share sign sponsor stage start state stop strike study support target test touch
    train transfer travel treat trigger turn update use visit vote walk witness work wound fall fight find lead
    run show stand cut lay win rise bomb award attempt appeal approach""".split()  # noqa: SIM905
)
"""Base forms of verbs that are nouns as well, and may end what is repeated."""

BASES = frozenset(PAST.values()) - NOUNS_TOO

JOINT = re.compile(r",?\s(?:and|but|while|as|after|when|since|before|although|because)\s(?=(?:the\s)?[A-Z]|the\s)")
"""What joins a clause to the one before it."""

SECOND = re.compile(r"^[^,;]*,?\s(?:and|but)\s(?:then\s|also\s|later\s)?(?P<verb>[a-z]+)\s(?P<rest>\S+\s.+)")
"""Where the same subject does something else."""

HARD = re.compile(
    r"[;:](?=\s)|,\s(?:but|and|while|before|after|which|who|whose|whom|where|when|with|as|so|although|\w+ing|\w+ed)\b"
    r"|\s(?:but|while|before|after|when|until|as|following|with|who|which|that|where|if)\s|\sand\s(?=\w+ed\s|was\s|had\s|then\s|is\s)"
)
"""Where what is told is no longer the main clause."""

PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|such|there|here|itself|himself"
    r"|herself|themselves|both|one|ones|other|others|another|same|former|latter|each|each)\b",
    re.IGNORECASE,
)
JOINS = frozenset(("of", "and", "the", "in", "for", "at", "de", "van", "von", "der", "bin", "al", "la", "del", "no"))
"""Small words that a subject may hold."""

LEADS = frozenset(
    """on in at by during since after earlier late last yesterday today according following before despite however
    meanwhile additionally also then later previously under while""".split()  # noqa: SIM905
)
"""How what stands before a subject may start."""

NEW_PHRASE = re.compile(r"(?<!\bof)(?<!\bin)(?<!\bat)(?<!\bfor)(?<!\band)\sthe\s|\band\sand\b")
"""Where another noun phrase starts: the last time the government."""

WHEN = (
    rf"(?:(?:early|late|mid)[\s-])?(?:{DATE.pattern})(?:\s(?:morning|afternoon|evening|night))?"
    r"|\b(?:yesterday|today|tonight|tomorrow|tonight|recently|earlier|later|last|this|next)"
    r"(?:\s(?:week|month|year|morning|afternoon|evening|night|day|spring|summer|autumn|fall|winter))?\b"
)
TIMES = re.compile(
    rf"[\s,]*(?:\b(?:on|in|at|during|by|since|around|of|until|for|early|late)\s)?(?:{WHEN})$", re.VERBOSE
)
CUT = re.compile(
    r"[,;:](?=\s|$)|\s[–—-]+\s|\s(?:after|before|while|when|as|who|whom|whose|which|that|because|due|amid|amidst|since|despite"
    r"|where|following|although|though|but|saying|adding|according|including|with|if|until|so|by|without|whether|over"
    r"|upon|via|whereby|citing|claiming|making|leaving|killing|per|given|than|among|alongside|against\shis|through|under|about"
    r"|(?:and|or)\s(?=(?:was|were|is|are|has|had|will|would|also|then|later|he|she|it|they|not|who|which|to)\b))\b",
)
SURE_DATE = re.compile(
    rf"\b(?:(?:on|in)\s)(?:(?:early|late|mid)[\s-])?(?:(?:{WEEKDAYS}),?\s)?"
    rf"(?:\d{{1,2}}\s)?(?:(?:{MONTHS})(?:\s\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s(?:1[5-9]|20)\d\d)?|(?:1[5-9]|20)\d\d\b(?![,.]?\d))"
)
"""A date by its month or its year; a weekday alone tells a reader of today nothing."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with a subject and a verb, as words with one space between them.

    Attributes:
        subject: it, as it would stand within a sentence ("the embassy in Beirut").
        verb: its first finite verb; the past form where it is a perfect ("has moved": moved).
        adverb: "also", "reportedly" before the verb, or "".
        rest: all that follows the verb, without the full stop.
        ahead: what stands before the subject ("On 4 January 2019"), or "".
    """

    subject: str
    verb: str
    adverb: str
    rest: str
    ahead: str = ""


def clauses(text: str, known: Known) -> list[Clause]:
    """Return the clauses of a plain sentence whose subject and verb are sure, in order.

    >>> from qa.known_names import known_names
    >>> text = "On 4 May 2019, the Green Party reportedly opened an office in Bonn, after Ann Berg had moved to Bonn."
    >>> for row in clauses(text, known_names(f"{text} We met Ann Berg.")):
    ...     print(row.ahead, "|", row.subject, "|", row.verb, "|", row.rest)
    On 4 May 2019 | the Green Party | opened | an office in Bonn, after Ann Berg had moved to Bonn
     | Ann Berg | moved | to Bonn
    """
    ahead, body = _split_ahead(text.removesuffix("."))
    found = [_clause(body, known, ahead=ahead, starts=not ahead)]
    for match in JOINT.finditer(body):
        told = FINITE | PAST.keys()
        if told & set(body[: match.start()].split()):
            found.append(_clause(body[match.end() :], known, ahead="", starts=False))
    return [clause for row in found if row for clause in (row, *_second(row))]


def _second(first: Clause) -> list[Clause]:
    """Return what the same subject did besides: she visited Bonn and signed a treaty."""
    match = SECOND.search(f" {first.rest}")
    if not match or match["verb"] not in PAST or first.verb not in PAST.keys() | {"was", "were"}:
        return []
    if first.verb not in PAST and not re.match(r"an?\s|the\s|its\s|[a-z]+s?\sas\s", match["rest"]):
        return []
    return [Clause(first.subject, match["verb"], "", match["rest"])]


def _clause(body: str, known: Known, *, ahead: str, starts: bool) -> Clause | None:
    words = body.split()
    at = next((n for n, word in enumerate(words) if n and word in FINITE | PAST.keys() | PRESENT.keys()), None)
    if at is None:
        return None
    before, adverb = words[:at], ""
    if before[-1].endswith("ly") or before[-1] in ("also", "then", "later", "once", "first"):
        adverb = before.pop()
    subject = _subject(" ".join(before), known, starts=starts)
    verb, rest = words[at], words[at + 1 :]
    if verb in BE and len(rest) > 2 and rest[0] in OFTEN and rest[1] in PARTICIPLES:
        adverb, rest = rest[0], rest[1:]
    if verb in HAVE and rest and rest[0] in PARTICIPLES:
        verb, rest = PARTICIPLES[rest[0]], rest[1:]
    return Clause(subject, verb, adverb, " ".join(rest), ahead) if subject and rest else None


def _split_ahead(text: str) -> tuple[str, str]:
    """Return a date or place before the subject, and the rest."""
    first = text.split(maxsplit=1)[0].rstrip(",").lower()
    if first not in LEADS or "," not in text:
        return "", text
    dated = re.match(rf"(?:(?:On|In)\s)?(?:{DATE.pattern})", text, re.VERBOSE)
    comma = text.find(",", dated.end() if dated else 0)
    ahead, body = text[:comma], text[comma + 1 :].strip()
    return (ahead, body) if comma > 0 and len(ahead.split()) <= LONGEST_AHEAD and body else ("", text)


def _subject(text: str, known: Known, *, starts: bool) -> str | None:
    """Return a subject as it stands within a sentence, or None where it is none, or means nothing alone."""
    apposition = re.fullmatch(r"(?P<name>[^,]+), (?P<what>[^,]+),", text)
    if apposition:
        person = not known.full(apposition["name"]) and known.full(apposition["what"])
        text = apposition["what"] if person else apposition["name"]
    if known.talked:
        text = re.sub(r"^[Aa]n?\s", lambda match: "The " if match[0][0] == "A" else "the ", text)
    words = text.split()
    if not 1 <= len(words) <= LONGEST_SUBJECT or not _is_noun_phrase(text, words):
        return None
    first = within(words[0], words[1:2], known) if starts else words[0]
    if first is None or not _is_told(first, words, known):
        return None
    if len(words) == 1 and first[0].isupper():
        return known.complete(first)
    return " ".join([first, *words[1:]])


def _is_noun_phrase(text: str, words: list[str]) -> bool:
    """Tell whether nothing speaks against words being one noun phrase that is no number, no "a" and no pronoun."""
    small = {word.lower() for word in words} & (stop_words("en") - JOINS)
    odd = small or "," in text or PRONOUN.search(text) or NUMBER.search(text) or NEW_PHRASE.search(text)
    ends = words[-1].lower() in JOINS or words[-1].endswith(("ly", "ing", "'s", "s'"))
    ends = ends and words[-1] not in ING
    return not odd and not ends and words[0].lower() not in ("a", "an", "like") and "like" not in words


def _is_told(first: str, words: list[str], known: Known) -> bool:
    """Tell whether a subject says which one it means: it holds a name, or what the title is about."""
    about = words[0].lower() in known.about or words[-1].lower() in known.about
    named = [word for word in words if word[0].isupper() and (word != words[0] or known.is_name(word))]
    if not (named or about) or (named and all(DATE.fullmatch(word) for word in named)):
        return False
    head = re.split(r"\s(?:of|in|at|for)\s", " ".join(words))[0]
    if first[0].islower() and first not in ("the", "former"):
        return head.endswith("s") or (len(words) == 1 and about)
    title = words[-1].lower() in HONORIFICS and first != "the"
    return not title and not first.lower().startswith("then-")


def within(word: str, following: list[str], known: Known) -> str | None:
    """Return the first word of a sentence as it is written within one, or None where that cannot be told."""
    named = bool(following) and following[0][0].isupper()
    if named and word != "The" and (word in known.names or word.rstrip(".").lower() in HONORIFICS):
        return word
    if re.search(r"\w[A-Z]", word):
        return word
    if word in ("The", "Former") or (word.lower() in known.small | known.about and not named):
        return word.lower()
    return word if named or known.is_name(word) else None


def rest_of(rest: str) -> str | None:
    """Return what follows a verb up to the end of its clause, without its dates, or None where that is not sure.

    >>> rest_of("the 7th Brigade on the northern border on Wednesday, to tell them to prepare")
    'the 7th Brigade on the northern border'
    >>> rest_of("them to prepare") is None
    True
    """
    first, _, behind = rest.partition(" ")
    cut = CUT.search(f" {behind}") if behind else None
    text = f"{first} {behind[: max(0, cut.start() - 1)] if cut else behind}".strip(" ,;:")
    while (shorter := TIMES.sub("", text)) != text:
        text = shorter
    text = re.sub(
        r"\sand\s(\w+)$", lambda end: "" if end[1] in PAST else end[0], " ".join(SURE_DATE.sub("", text).split())
    )
    words = text.split()
    if (
        not words
        or len(words) > LONGEST_REST
        or PRONOUN.search(text)
        or re.search(r"[%$€£]\s?\d*$|\bnot\b|\bno\b|\band\sand\b", text)
    ):
        return None
    if FINITE & set(words) or words[-1] in stop_words("en") or words[-1] in BASES | {"along", "together"}:
        return None
    return None if words[-1].endswith(("ly", "ing", "'s", "s'")) else text


def scope(rest: str) -> str:
    """Return what follows a verb as far as it surely belongs to it.

    >>> scope("in Lewisham, London, in 1939 and moved to Bonn in 1950"), scope("in Austria, but left in 1939")
    ('in Lewisham, London, in 1939', 'in Austria')
    """
    hard = HARD.search(f" {rest}")
    return rest[: max(0, hard.start() - 1)] if hard else rest
