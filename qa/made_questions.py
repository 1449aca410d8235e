"""A document of a library in, the questions that it should answer out, those that tell most of it first; unchecked."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from index.language import language_of_document
from index.passages import Span
from index.snapshot import Snapshot
from index.stop_words import stop_words
from qa.answer_forms import alike
from qa.known_names import Known, known_names
from qa.question_forms import candidates, stands_alone

READ_PASSAGES = 40
"""Passages of a document that questions are made from: as much as a person would read of it."""

FORMS = (
    "why",
    "how many",
    "said",
    "do",
    "who",
    "post",
    "property",
    "what",
    "object",
    "when",
    "value",
    "where",
    "called",
    "set",
    "define",
    "told",
    "titled",
    "did",
)
"""Kinds of questions, those first that tell most of what a document says."""

WEIGHTS = {form: 2.0 - 0.12 * n for n, form in enumerate(FORMS)}

IN_TITLE, MOST_IN_TITLE = 0.6, 3
"""What a word that the title has is worth, and how many are counted."""

LEAD, FADES = 1.0, 30
"""What the first sentence is worth, and after how many sentences that is nothing."""


@dataclass(frozen=True, slots=True)
class Made:
    """A question made from a sentence of a document, or from several that make the same.

    Attributes:
        question: ends in a question mark.
        answer: words of the sentence that should answer it.
        form: one of `FORMS`.
        document: the document's id.
        spans: the sentences, in order.
        weight: how much it tells of what the document is about.
        told: whether it says itself which thing it means, by a name or by what the document is about.
    """

    question: str
    answer: str
    form: str
    document: str
    spans: tuple[Span, ...]
    weight: float
    told: bool = True


def made_of(snapshot: Snapshot, id: str, *, around: int = 0) -> list[Made]:
    """Return the questions of a document, best first; none where it is not in English.

    Args:
        snapshot: the generation that has it.
        id: the document's id.
        around: offset in its text; of a long document only the passages about it are read.
    """
    document, passages = snapshot.document(id), snapshot.passages_of(id)
    at = bisect_right([passage.start for passage in passages], around)
    first = max(0, min(at - READ_PASSAGES // 2, len(passages) - READ_PASSAGES))
    sentences = [span for passage in passages[first : first + READ_PASSAGES] for span in passage.sentences]
    if not sentences or language_of_document(document.text) != "en":
        return []
    known = known_names(document.text[sentences[0][0] : sentences[-1][1]], document.title)
    talked = known.in_talk()
    rows: dict[str, Made] = {}
    person: str | None = None
    for number, span in enumerate(sentences):
        sentence = document.text[slice(*span)]
        alone = {row.question for row in candidates(sentence, known)}
        sentence, person = resolved(sentence, person), _next_person(sentence, person, known)
        for row in candidates(sentence, talked):
            told = row.question in alone and names_something(row.question, known)
            weight = worth(row.question, row.form, document.title, number)
            made = rows.get(row.question) or Made(row.question, row.answer, row.form, id, (), weight, told)
            rows[row.question] = replace(made, spans=(*made.spans, span))
    return sorted(rows.values(), key=lambda row: (-row.weight, row.spans, row.question))


HE = re.compile(r"^(?P<who>He|She|His|Her)(?=\s[a-z])")


def resolved(sentence: str, person: str | None) -> str:
    """Return a sentence that starts with "he" or "she" with the name of the person in the one before it.

    >>> resolved("She left Oslo.", "Ann Berg"), resolved("His plan failed.", "Jo Lee"), resolved("She left.", None)
    ('Ann Berg left Oslo.', "Jo Lee's plan failed.", 'She left.')
    """
    match = HE.match(sentence) if person else None
    if match is None:
        return sentence
    whose = "'s" if match["who"] in ("His", "Her") else ""
    return f"{person}{whose}{sentence[match.end() :]}"


def _next_person(sentence: str, before: str | None, known: Known) -> str | None:
    """Return whom "he" in the next sentence must mean: the only person whom this one names; it may be "he" again."""
    people = {known.people[word] for word in re.findall(r"\w[\w-]*", sentence) if word in known.people}
    if not people:
        return before if HE.match(sentence) else None
    return people.pop() if len(people) == 1 else None


def names_something(question: str, known: Known) -> bool:
    """Tell whether a question holds a name or what its document is about."""
    words = re.findall(r"\w[\w-]*", question)[1:]
    return any(word[0].isupper() or word.lower() in known.about for word in words)


def worth(question: str, form: str, title: str, number: int) -> float:
    """Return how much a question tells of what a document is about.

    Args:
        question: made from one of its sentences.
        form: one of `FORMS`.
        title: the document's.
        number: of the sentence, from 0.

    >>> worth("Who founded Apple?", "who", "Apple and the mouse", 0) > worth("Who founded Sony?", "who", "Apple", 20)
    True
    """
    small = stop_words("en")
    asked, named = (set(re.findall(r"\w+", text.lower())) - small for text in (question, title))
    shared = sum(any(alike(word, other) for other in named) for word in asked)
    lead = LEAD * max(0.0, 1 - number / FADES)
    return round(WEIGHTS[form] + IN_TITLE * min(MOST_IN_TITLE, shared) + lead + 0.5 * stands_alone(question), 4)
