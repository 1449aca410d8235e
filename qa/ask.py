"""The whole online path: a question in, an Answer out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from index.catalog import Passage
from index.document import clean
from index.encoder import Encoder, Vectors
from index.library import Library
from index.snapshot import EVERYTHING, Scope, Snapshot
from qa.answer import Answer, Seconds
from qa.at_once import Verdict, asked_at_once, combined, in_turn
from qa.differ import differing, newest_first
from qa.evidence import Evidence, evidence
from qa.follow_up import Turn, understood
from qa.literal import quoted, retrieve_literal
from qa.look_up import look_up
from qa.open_reader import reader_of
from qa.reader import Reader
from qa.reading import ReadPassage, read
from qa.retrieve import Candidate, retrieve
from qa.select import answer_features, choose, distinct, joined
from qa.show import excerpt, fingerprint
from qa.spelling import corrected
from qa.unknown_language import by_words_alone, unknown_language
from qa.wording import weigh

LONGEST_QUESTION = 2_000
"""Characters of a question that are read: far more than the encoder's 256 tokens hold."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """An answer, and how it came about: what evaluation looks at.

    Attributes:
        answer: what a person gets.
        candidates: the passages that were found, in the order of hybrid retrieval.
        ranked: the same passages, in the order in which they were judged to answer once they were read.
    """

    answer: Answer
    candidates: tuple[Candidate, ...] = ()
    ranked: tuple[Passage, ...] = ()


def ask(
    question: str,
    library: Library,
    *,
    scope: Scope = EVERYTHING,
    strict: float | None = None,
    earlier: Sequence[Turn] = (),
) -> Answer:
    """Answer a question with literal excerpts; the arguments are those of `consult`."""
    return consult(question, library, scope=scope, strict=strict, earlier=earlier).answer


def consult(
    question: str,
    library: Library,
    *,
    scope: Scope = EVERYTHING,
    strict: float | None = None,
    earlier: Sequence[Turn] = (),
) -> Consulted:
    """Answer a question with literal excerpts of a library's newest generation, and tell how.

    Args:
        question: as the person typed it; what no document can hold (lone surrogates) is replaced.
        library: what is asked.
        scope: the documents that may answer.
        strict: confidence (0..1) from which an answer counts as found; None: as fitted to the reader.
        earlier: the turns of this conversation before it, oldest first: what was asked, and what was shown.
    """
    times = [perf_counter()]
    question = clean(question)
    snapshot, encoder, reader = library.snapshot(), library.encoder, reader_of(library)
    found_from = reader.rules.found_from if strict is None else strict
    looked = look_up(question, snapshot, scope)
    if looked is not None:
        sure = looked.confidence
        shown = [(item, question) for item in looked.found]
        verdict = Verdict(question, None, sure >= found_from, sure, shown, looked.notice)
        return Consulted(answered(question, verdict, snapshot, reader, [*times, perf_counter()]))
    notice = unknown_language(question, encoder)
    asked_as = understood_as(question, earlier, snapshot, encoder)
    asked = (asked_as or question)[:LONGEST_QUESTION].strip()
    wanted = asked_at_once(asked, snapshot, encoder)
    searched = dict.fromkeys(one.searched for one in wanted)
    vectors = {text: encoder.encode_question(text) for text in searched | dict.fromkeys(one.asked for one in wanted)}
    found = {text: candidates_for(text, vectors[text], snapshot, scope) for text in searched}
    found = {text: by_words_alone(rows) if notice else rows for text, rows in found.items()}
    times.append(perf_counter())
    passages = [read(one.asked, found[one.searched], snapshot.document, reader) for one in wanted]
    judgements = [
        judged(one.asked, vectors[one.asked], rows, snapshot, library)
        for one, rows in zip(wanted, passages, strict=True)
    ]
    verdict = combined(asked, asked_as, wanted, judgements, found_from)
    if notice:
        verdict = replace(verdict, found=False, confidence=0.0, notice=notice)
    answer = answered(question, verdict, snapshot, reader, times)
    candidates = tuple(dict.fromkeys(in_turn([*found.values()])))
    ranked = in_turn([[row.candidate.passage for row in rows] for rows in passages])
    return Consulted(answer, candidates, tuple(dict.fromkeys([*ranked, *(row.passage for row in candidates)])))


def understood_as(question: str, earlier: Sequence[Turn], snapshot: Snapshot, encoder: Encoder) -> str | None:
    """Return how a question is searched for where that is not as it was typed: completed, or spelt right."""
    completed = understood(question, earlier, snapshot, encoder)
    return corrected((completed or question)[:LONGEST_QUESTION], snapshot, encoder) or completed


def candidates_for(asked: str, vector: Vectors, snapshot: Snapshot, scope: Scope) -> list[Candidate]:
    """Return the passages that may answer, best first; what stands in double quotes must stand in them literally."""
    if not any(map(str.isalnum, asked)):
        return []
    phrases = quoted(asked)
    if phrases:
        return retrieve_literal(snapshot, asked, vector, phrases, scope=scope)
    return retrieve(snapshot, asked, vector, scope=scope)


def judged(
    asked: str, vector: Vectors, passages: Sequence[ReadPassage], snapshot: Snapshot, library: Library
) -> tuple[list[Evidence], float]:
    """Return the evidence that is shown, best first, and the confidence (0..1) that it answers."""
    question, rules, document = weigh(asked, vector, snapshot.lexicon), reader_of(library).rules, snapshot.document
    found = distinct(evidence(question, passages, document, library.encoder.encode, rules), document)
    if not found:
        return [], 0.0
    sure = rules.answer.probability(answer_features(question, found[0], passages, document))
    return joined(choose(found, rules), document), sure


def answered(question: str, verdict: Verdict, snapshot: Snapshot, reader: Reader, times: Sequence[float]) -> Answer:
    """Return the answer that a person gets.

    Args:
        question: as it was typed.
        verdict: what is shown, and whether it counts as found.
        snapshot: the generation that was asked.
        reader: what read it.
        times: when the question came, and when its passages were found.
    """
    shown = enumerate(verdict.shown, 1)
    excerpts = tuple(excerpt(n, asked, item, snapshot, reader.rules) for n, (item, asked) in shown)
    differs: tuple[tuple[int, int], ...] = ()
    if verdict.found and verdict.notice is None:
        excerpts, differs = newest_first(excerpts, differing(verdict.asked, excerpts))
    started, retrieved, done = *times, perf_counter()
    return Answer(
        question=question,
        asked_as=verdict.asked_as,
        found=verdict.found,
        confidence=verdict.confidence,
        differs=differs,
        excerpts=excerpts if verdict.found else (),
        nearest=() if verdict.found else tuple(replace(row, answer=None) for row in excerpts),
        library=fingerprint(snapshot, reader),
        seconds=Seconds(round(retrieved - started, 4), round(done - retrieved, 4), round(done - started, 4)),
        notice=verdict.notice,
    )
