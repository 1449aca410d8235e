"""Evidence in, excerpts out: their text cut from the documents by its span, and what names the answer's sources."""

import hashlib

from index.passages import Span
from index.snapshot import Snapshot
from qa.answer import Cited, Excerpt, Place, Words
from qa.answer_forms import ASKS_WHICH, ASKS_YES_NO, answer_words
from qa.evidence import Evidence
from qa.reader import Reader
from qa.rules import Rules


def excerpt(n: int, question: str, item: Evidence, snapshot: Snapshot, rules: Rules) -> Excerpt:
    """Return evidence as it is shown.

    The words that the reader points at are marked, or those of the asked form where it is far from sure of any; none
    where only "yes" or "no" would be the answer.

    Args:
        n: its number in the answer.
        question: as it was searched for.
        item: what is shown.
        snapshot: the generation that is asked.
        rules: of the reader that pointed at the words.
    """
    document = snapshot.document(item.document)
    start, end = item.span
    words = _marked(question, item, document.text, rules)
    return Excerpt(
        n=n,
        document=Cited(document.id, document.title, document.source, document.date),
        version=document.version,
        start=start,
        end=end,
        text=document.text[start:end],
        answer=Words(*words, document.text[slice(*words)]) if words else None,
        page=document.page_of(start),
        score=item.score,
        places=tuple(place(owner, span, snapshot) for owner, span in item.places),
    )


def _marked(question: str, item: Evidence, text: str, rules: Rules) -> Span | None:
    """Return the words that are marked: "4th and 5th" with its noun, where the question asks "which floors"."""
    if ASKS_YES_NO.match(question):
        return None
    start, end = item.span
    told = answer_words(question, text[start:end])
    by_form = (start + told[0], start + told[1]) if told else None
    if item.words is None or item.margin < rules.words_from:
        return by_form
    holds = by_form is not None and by_form[0] <= item.words[0] and item.words[1] <= by_form[1]
    return by_form if holds and ASKS_WHICH.search(question) else item.words


def place(id: str, span: Span, snapshot: Snapshot) -> Place:
    """Return where else the same sentence stands."""
    return Place(id, span[0], span[1], snapshot.document(id).page_of(span[0]))


def fingerprint(snapshot: Snapshot, reader: Reader) -> str:
    """Return the generation and a hash of all documents, models and rules: equal for equal answers."""
    generation, documents = snapshot.fingerprint.split("-")
    return f"{generation}-{hashlib.sha256(f'{documents} {reader.sha256}'.encode()).hexdigest()[:12]}"
