"""A question and those before it in, the question as it has to be searched for out."""

import re
from collections.abc import Sequence

from index.lexical import STOP_WORDS

REFERS_BACK = re.compile(
    r"^\W*(?:and|but|so|what about|how about|how so)\b\W*+(?:\w++\W*+){0,3}$"
    r"|^\W*(?:why|since when|when|where)\b\W*+(?:(?:not|is|are|was|were|do|does|did)\b\W*+)*$"
    r"|\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|then)\b",
    re.IGNORECASE,
)
LITERAL = re.compile(r"(?i:\bthere (?:is|are|was|were)|\b(?:is|are|was|were) there)\b|\bthat\s+\w+|\bit (?:is|was)\b")


def understood(question: str, earlier: Sequence[str]) -> str | None:
    """Return how a follow-up is searched for, or None where the question stands alone.

    A question that refers back ("why?", "and in 2019?", "when did he say it?") is completed with the content words
    of the question before it, as that was understood, that it does not have itself.

    >>> understood("And in 2019?", ["How many troops were in Lebanon?"])
    'And in 2019? (troops Lebanon)'
    >>> understood("How many ducks are there?", ["Who is he?"]) is None
    True
    """
    before, asked_as = "", None
    for turn in (*earlier, question):
        asked_as = _completed(turn, before)
        before = asked_as or turn
    return asked_as


def _completed(question: str, before: str) -> str | None:
    """Return the question with what it lacks of the one before it, or None where it does not refer back."""
    if not REFERS_BACK.search(LITERAL.sub("", question)):
        return None
    said = set(re.findall(r"\w+", question.lower())) | STOP_WORDS
    missing = [word for word in re.findall(r"\w+", before) if word.lower() not in said]
    return f"{question.strip()} ({' '.join(dict.fromkeys(missing))})" if missing else None
