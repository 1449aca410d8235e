"""A question which documents mention something in, those documents with a sentence each out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexical import STOP_WORDS
from index.passages import Span
from index.snapshot import EVERYTHING, Scope, Snapshot
from qa.evidence import wholeness
from qa.literal import holds_all, phrase_pattern, quoted

MOST_DOCUMENTS = 10
"""Documents that are listed, each with a sentence; the rest is counted."""

LONGEST_TOPIC = 8
"""Words of what is looked for; more are a description, which hardly a document holds word for word."""

KIND = r"(?:documents?|docs?|files?|pdfs?|articles?|papers?|reports?|texts?|notes?|e-?mails?|letters?|books?|sources?)"
SOME = r"(?:(?:of|all|any|every|each|some|an?|the|my|our|these|those|other)\s){0,4}"
HERE = r"(?:\s(?:of\smine|here|(?:do\s)?i\shave|(?:in|of|from)\s(?:my|the|this|our)\s(?:library|collection)))?"
WHICH = rf"(?:in\s)?(?:which|what|how\smany)\s{SOME}{KIND}{HERE}"
ANY = rf"(?:where\s)?(?:do|does|did|do\si\shave|(?:is|are)\sthere)\s{SOME}{KIND}{HERE}"
LIST = rf"(?:(?:(?:can|could)\syou\s)?(?:list|show|find|give|get|name)\s(?:me\s)?)?{SOME}{KIND}{HERE}"
MENTION = r"""(?:also\s)?(?:mention(?:s|ed)?|discuss(?:es|ed)?|contain(?:s|ed)?|cover(?:s|ed)?
    |(?:is|are|was|were)\sabout|(?:talk|speak|write)s?\s(?:about|of)|refer(?:s|red)?\sto|deals?\swith|says?\s(?:some|any)thing\s(?:about|on|of))"""
ABOUT = r"(?:about|on|mentioning|discussing|containing|(?:talking|speaking)\s(?:about|of)|referring\sto|dealing\swith)"
MENTIONED = r"(?:mentioned|talked\sabout|referred\sto)"
APPEAR = r"(?:appear|occur|come\sup)"
TOPIC = r"(?P<topic>\S.*?)"
WORD = r"(?P<topic>the\s(?:words?|names?|terms?|phrase)\s.+?)"

ASKS = [
    re.compile(
        rf"(?:(?:so|and|but|please),?\s)?{form}(?:\s(?:anywhere|please|at\sall|in\s{SOME}(?:{KIND}|library)))*[\s.?!]*",
        re.IGNORECASE | re.VERBOSE,
    )
    for form in (
        rf"(?:{WHICH}|{ANY})\s(?:(?:that|which|do|does)\s)?(?:{MENTION}|{ABOUT})\s{TOPIC}",
        rf"{LIST}\s(?:(?:that|which)\s{MENTION}|{ABOUT})\s{TOPIC}",
        rf"{WHICH}\s(?:(?:is|are|was|were)\s{TOPIC}\s(?:{MENTIONED}|discussed))",
        rf"{WHICH}\sdo(?:es)?\s{TOPIC}\s{APPEAR}",
        rf"(?:where\s(?:else\s)?)?(?:is|are|was|were)\s{TOPIC}\s(?:ever\s)?{MENTIONED}",
        rf"where\sdo(?:es)?\s(?:{WORD}\s{APPEAR})",
        rf"where\sdo(?:es)?\s{TOPIC}\s{APPEAR}(?=\sin\s{SOME}{KIND}|library)",
    )
]
"""The forms of such questions, each matched from the first word to the last."""

NOT_NAMED = re.compile(r"(?:it|this|that|these|those|him|her|them|how|why|what|who|when|where|which|whether)\b", re.I)
"""How something begins that no document can be searched for word for word."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that mentions something.

    Attributes:
        document: its id.
        sentence: the span of its first whole sentence that does so (or the first that does, where none is whole).
        words: the span of the words that were looked for, within it.
        times: how often they stand in the document.
    """

    document: str
    sentence: Span
    words: Span
    times: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """The documents that mention something, those that do so most often first, and how many more there are."""

    of: str
    shown: tuple[Mention, ...]
    more: int


def asks_mentions(question: str) -> str | None:
    """Return what is looked for where a question asks which documents mention it, else None.

    >>> asks_mentions("Which of my documents talk about the ceasefire?")
    'ceasefire'
    >>> asks_mentions('Where is "Tel Aviv" mentioned?'), asks_mentions("list all files that mention the word duck")
    ('Tel Aviv', 'duck')
    >>> asks_mentions("What does the report say about ducks?") is None
    True
    """
    text = " ".join(question.split())
    match = next((match for form in ASKS if (match := form.fullmatch(text))), None)
    return topic(match["topic"]) if match else None


def topic(words: str) -> str | None:
    """Return what is looked for without article, quotes and "the word"; None for what cannot be looked for literally.

    >>> topic("the name “Halevi”"), topic("it"), topic("how the war began")
    ('Halevi', None, None)
    """
    phrases = quoted(words)
    if phrases:
        return phrases[0] if len(phrases) == 1 else None
    bare = re.sub(r"^(?:the\s)?(?:words?|names?|terms?|phrases?|topics?|subjects?)\s(?:of\s)?", "", words, flags=re.I)
    bare = re.sub(r"^(?:the|an?)\s(?=\w)", "", bare, flags=re.I).strip(" '‘’.,;:!?")
    words_of_it = re.findall(r"\w+", bare.lower())
    named = not STOP_WORDS.issuperset(words_of_it) and not NOT_NAMED.match(bare)
    return bare if named and len(words_of_it) <= LONGEST_TOPIC else None


def mentions(of: str, snapshot: Snapshot, scope: Scope = EVERYTHING) -> Mentions:
    """Return the documents that hold some words literally, whatever the case, those that do so most often first.

    What is joined by "and" or "or" is looked for as a whole, and if that stands nowhere, each part by itself: every
    part must stand in a document, or one of them.
    """
    for phrases, needs_all in _readings(of):
        found = _found(phrases, snapshot, scope, needs_all=needs_all)
        if found:
            ordered = sorted(found, key=lambda row: (-row[1], row[2], row[0]))
            shown = tuple(_mention(id, phrases, times, snapshot) for id, times, _ in ordered[:MOST_DOCUMENTS])
            return Mentions(of, shown, len(ordered) - len(shown))
    return Mentions(of, (), 0)


def _readings(of: str) -> list[tuple[list[str], bool]]:
    """Return the ways to look for something: phrases, and whether a document must hold all of them.

    >>> _readings("Hamas and Hezbollah")
    [(['Hamas and Hezbollah'], True), (['Hamas', 'Hezbollah'], True)]
    """
    readings = [([of], True)]
    for joint, needs_all in ((r",?\s(?:and|&)\s|,\s", True), (r",?\sor\s|,\s", False)):
        parts = [part for part in re.split(joint, of, flags=re.IGNORECASE) if any(map(str.isalnum, part))]
        readings += [(parts, needs_all)] if len(parts) > 1 else []
    return readings


def _found(phrases: Sequence[str], snapshot: Snapshot, scope: Scope, *, needs_all: bool) -> list[tuple[str, int, int]]:
    """Return `(document id, times, first place)` of each document that holds all phrases, or one of them."""
    ids: list[set[str]] = []
    for phrase in phrases:
        forms = snapshot.lexicon.forms(phrase)
        hits = snapshot.lexical("", None, scope, all_of=forms) if forms else []
        ids.append({hit.passage.document for hit in hits})
    found = []
    for id in sorted(set.intersection(*ids) if needs_all else set.union(*ids)):
        text = snapshot.document(id).text
        if holds_all(text, phrases) or not needs_all:
            places = [match.start() for phrase in phrases for match in phrase_pattern(phrase).finditer(text)]
            found += [(id, len(places), min(places))] if places else []
    return found


def _mention(id: str, phrases: Sequence[str], times: int, snapshot: Snapshot) -> Mention:
    """Return the first whole sentence of a document that holds the first phrase that stands in it."""
    text = snapshot.document(id).text
    sentences = [span for passage in snapshot.passages_of(id) for span in passage.sentences]
    starts = [start for start, _ in sentences]
    rows = []
    for phrase in phrases:
        for match in phrase_pattern(phrase).finditer(text):
            first, last = (max(0, bisect_right(starts, place) - 1) for place in (match.start(), match.end() - 1))
            span = sentences[first][0], sentences[last][1]
            rows.append((-wholeness(text[slice(*span)]), span[0], span, match.span()))
    _, _, sentence, words = min(rows)
    return Mention(id, sentence, words, times)
