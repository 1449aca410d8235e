"""The whole online path: a question in, an Answer out."""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from index.document import clean
from index.library import Library
from index.passages import Span
from index.snapshot import EVERYTHING, Scope, Snapshot
from qa.answer import Answer, Cited, Excerpt, Place, Seconds, Words
from qa.follow_up import understood
from qa.reader import answer_words
from qa.retrieve import retrieve
from qa.select import Evidence, choose, confidence, evidence, weigh

FOUND_FROM = 0.3
"""Confidence from which an answer counts as found; `--strict` sets another.

From .3 to .5, CLAPNQ and XQuAD are told answerable or not equally well within three points in a hundred; the lower end
loses fewer answers.
"""

LONGEST_QUESTION = 2_000
"""Characters of a question that are read: far more than the encoder's 256 tokens hold."""


def ask(
    question: str,
    library: Library,
    *,
    scope: Scope = EVERYTHING,
    strict: float = FOUND_FROM,
    earlier: Sequence[str] = (),
) -> Answer:
    """Answer a question with literal excerpts of a library's newest generation.

    Args:
        question: as the person typed it; what no document can hold (lone surrogates) is replaced.
        library: what is asked.
        scope: the documents that may answer.
        strict: confidence (0..1) from which an answer counts as found.
        earlier: the person's earlier questions of this conversation, oldest first.
    """
    started = perf_counter()
    question = clean(question)
    snapshot, encoder = library.snapshot(), library.encoder
    asked_as = understood(question, earlier)
    asked = (asked_as or question)[:LONGEST_QUESTION].strip()
    vector = encoder.encode_question(asked)
    candidates = retrieve(snapshot, asked, vector, scope=scope) if any(map(str.isalnum, asked)) else []
    retrieved = perf_counter()
    sentences = evidence(weigh(asked, vector, snapshot.lexicon), candidates, snapshot.document, encoder)
    excerpts = tuple(excerpt(n, asked, item, snapshot) for n, item in enumerate(choose(sentences), start=1))
    sure = confidence(sentences[0], candidates) if excerpts else 0.0
    found = bool(excerpts) and sure >= strict
    done = perf_counter()
    return Answer(
        question=question,
        asked_as=asked_as,
        found=found,
        confidence=sure,
        differs=(),
        excerpts=excerpts if found else (),
        nearest=() if found else tuple(replace(item, answer=None) for item in excerpts),
        library=snapshot.fingerprint,
        seconds=Seconds(round(retrieved - started, 4), round(done - retrieved, 4), round(done - started, 4)),
    )


def excerpt(n: int, question: str, item: Evidence, snapshot: Snapshot) -> Excerpt:
    """Return evidence as it is shown, its text cut from the document by its span."""
    document = snapshot.document(item.document)
    start, end = item.span
    text = document.text[start:end]
    words = answer_words(question, text)
    return Excerpt(
        n=n,
        document=Cited(document.id, document.title, document.source, document.date),
        version=document.version,
        start=start,
        end=end,
        text=text,
        answer=Words(start + words[0], start + words[1], text[slice(*words)]) if words else None,
        page=document.page_of(start),
        score=item.score,
        places=tuple(place(owner, span, snapshot) for owner, span in item.places),
    )


def place(id: str, span: Span, snapshot: Snapshot) -> Place:
    """Return where else the same sentence stands."""
    return Place(id, span[0], span[1], snapshot.document(id).page_of(span[0]))
