"""A text that is to be looked up in, where it stands out: pasted sentences, and what documents mention."""

from dataclasses import dataclass

from index.passages import Span
from index.snapshot import Scope, Snapshot
from qa.evidence import Evidence
from qa.literal import quoted, quoted_spans
from qa.mentions import Mention, Mentions, asks_mentions, mentions
from qa.pasted import Match, check, looks_pasted

MOST_DIFFERENCES = 6
"""Differences of a pasted text that are told one by one; more are counted."""

LITERAL = 100.0
"""Margin and log odds of words that were looked for and found as they are: nothing was judged."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was found: a sentence for the person that says what it is, the sentences, and how sure that is (0..1)."""

    notice: str
    found: tuple[Evidence, ...]
    confidence: float


def look_up(question: str, snapshot: Snapshot, scope: Scope) -> LookedUp | None:
    """Return where a text stands, where that is what is asked, and it stands anywhere; else None.

    Args:
        question: as the person typed it: a pasted text, "which documents mention X", or a phrase in quotes and no more.
        snapshot: the generation that is asked.
        scope: the documents that are looked at.
    """
    if looks_pasted(question):
        matches = check(question, snapshot, scope)
        return _pasted(question, matches, snapshot) if matches else None
    of = asks_mentions(question) or only_a_phrase(question)
    found = mentions(of, snapshot, scope) if of else None
    return _mentioned(found) if found and found.shown else None


def only_a_phrase(question: str) -> str | None:
    """Return the phrase of a question that is one in quotes and nothing else.

    >>> only_a_phrase(' “Tel Aviv” '), only_a_phrase('Who was in "Tel Aviv"?')
    ('Tel Aviv', None)
    """
    phrases, spans = quoted(question), quoted_spans(question)
    if len(phrases) != 1 or len(spans) != 1:
        return None
    outside = question[: spans[0][0]] + question[spans[0][1] :]
    return None if any(map(str.isalnum, outside)) else phrases[0]


def _mentioned(found: Mentions) -> LookedUp:
    count = len(found.shown) + found.more
    documents = "One document mentions" if count == 1 else f"{count:,} documents mention"
    listed = f"; here are the {len(found.shown)} that do so most often" if found.more else ""
    return LookedUp(f"{documents} “{found.of}”{listed}.", tuple(map(_mention, found.shown)), 1.0)


def _mention(mention: Mention) -> Evidence:
    return _literal(mention.document, mention.sentence, mention.words, 1.0)


def _pasted(question: str, matches: tuple[Match, ...], snapshot: Snapshot) -> LookedUp:
    found = tuple(_literal(m.document, m.sentences, m.words, m.likeness, m.places) for m in matches)
    told = " ".join(dict.fromkeys(_told(question, match, snapshot) for match in matches))
    return LookedUp(told, found, round(min(match.likeness for match in matches), 4))


def _told(question: str, match: Match, snapshot: Snapshot) -> str:
    """Say how a pasted text stands in a document, and what differs."""
    if match.word_for_word:
        return "This stands word for word in your documents."
    text = snapshot.document(match.document).text
    rows = [_difference(text[slice(*d.document)], question[slice(*d.pasted)]) for d in match.differences]
    more = f", and {len(rows) - MOST_DIFFERENCES} more" if len(rows) > MOST_DIFFERENCES else ""
    return f"This stands nearly so in your documents: {', '.join(rows[:MOST_DIFFERENCES])}{more}."


def _difference(document: str, pasted: str) -> str:
    """Say what one difference is.

    >>> _difference("100", "200"), _difference("", "not"), _difference("not", "")
    ('“100” there is “200” here', '“not” is missing there', '“not” there is missing here')
    """
    if not document:
        return f"“{pasted}” is missing there"
    return f"“{document}” there is “{pasted}” here" if pasted else f"“{document}” there is missing here"


def _literal(
    document: str, span: Span, words: Span, score: float, places: tuple[tuple[str, Span], ...] = ()
) -> Evidence:
    return Evidence(document, span, None, words, LITERAL, cosine=score, logit=LITERAL, score=score, places=places)
