"""A sentence of an English document in, the questions out that it answers, worded as a person would type them."""

import re
from collections.abc import Callable, Iterator

from qa.candidate import Candidate
from qa.clauses import PRONOUN, Clause, clauses
from qa.count_forms import counted_within, holds
from qa.event_forms import aged, befell, happened, toll
from qa.fact_forms import active, counted, counted_first, passive
from qa.known_names import Known
from qa.note_forms import set_down
from qa.object_forms import called, did_what, placed, superlative
from qa.plain_sentences import plain
from qa.property_forms import habits, property_of
from qa.role_forms import apposed, defined, role_first, titled, valued
from qa.speech_forms import announced, charged, said_about, said_last, to_do
from qa.told_forms import quoted, told

FEWEST_WORDS, MOST_WORDS = 4, 14
"""Words of a question: fewer ask for nothing certain, more are a sentence turned round."""

CLAUSE_FORMS: tuple[Callable[[Clause, Known], Iterator[Candidate]], ...] = (
    said_about, to_do, charged, announced, property_of, passive, befell, aged, active, happened, counted, defined,
    holds, superlative, called, placed, did_what, told
)  # fmt: skip
TEXT_FORMS: tuple[Callable[[str, Known], Iterator[Candidate]], ...] = (
    said_last,
    counted_first,
    toll,
    valued,
    apposed,
    titled,
    role_first,
    counted_within,
    habits,
)
RAW_FORMS: tuple[Callable[[str, Known], Iterator[Candidate]], ...] = (quoted, set_down)
"""Forms that read a sentence as it stands, its quotation marks included."""

BARE = re.compile(r"^(?:What|Who)\s(?:is|are|was|were)\sthe\s[a-z]+\?")
"""What is the study?"""

VAGUE = re.compile(
    r"\bthe\s(?!world\b|internet\b|public\b|sun\b|moon\b|economy\b|environment\b|first\b|next\b|age\sof|most\b|\w+est\b)"
    r"(?:[a-z][\w'-]*\s){0,3}?[a-z][\w'-]*"
    r"(?=\?|\s(?:to|at|with|by|down|from|for|over|against|about|in|on)\s(?!(?:the\s)?[A-Z]))"
)
"""Something definite of which only the sentences before say which it is: the agreement."""


def candidates(sentence: str, known: Known) -> list[Candidate]:
    """Return the questions that a sentence answers, none where no rule is sure.

    Args:
        sentence: as it stands in its document.
        known: the names of the document.

    >>> from qa.known_names import known_names
    >>> text = "Apple Computer was founded by Steve Jobs in April 1976."
    >>> [row.question for row in candidates(text, known_names(f"The firm Apple Computer, too. {text}"))]
    ['Who founded Apple Computer?', 'When was Apple Computer founded?']
    """
    text = plain(sentence)
    as_it_is = " ".join(sentence.split())
    rows = [row for form in RAW_FORMS for row in form(as_it_is, known)]
    if text is not None:
        rows = [*_of_plain(text, known), *rows]
    first = {row.question: row for row in reversed(rows) if well_formed(row.question)}
    return [row for row in rows if first.get(row.question) is row]


def _of_plain(text: str, known: Known) -> list[Candidate]:
    rows = [row for said in clauses(text, known) for form in CLAUSE_FORMS for row in form(said, known)]
    return rows + [row for form in TEXT_FORMS for row in form(text, known)]


def well_formed(question: str) -> bool:
    """Tell whether a question is of a length that a person types, and without pronouns.

    >>> well_formed("Who founded Apple Computer?"), well_formed("When did he leave it?")
    (True, False)
    """
    words = question.split()
    return (
        FEWEST_WORDS - 1 <= len(words) <= MOST_WORDS
        and not BARE.search(question)
        and not PRONOUN.search(" ".join(words[1:]))
    )


def stands_alone(question: str) -> bool:
    """Tell whether a question says itself which thing it is about, so that it can be the first one asked.

    >>> stands_alone("What did Joe Biden say about the plan?"), stands_alone("Who is the mayor of Seoul?")
    (False, True)
    """
    return VAGUE.search(question) is None
