"""Questions whose answers are known in, what became of each of them on the whole online path out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.document import clean
from index.library import Library
from index.snapshot import Snapshot
from qa.answer import Answer, Excerpt
from qa.ask import Consulted, consult
from qa.corpus import row_ids
from qa.metrics import first_hit, holds_answer, holds_sentence
from qa.open_reader import reader_of
from qa.queries import Query
from qa.retrieve import Candidate, retrieve


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    Attributes:
        query: the question, and what is known of its answer.
        answer: as with `--strict 0`, so that any threshold can be looked at: `found` unless nothing can be shown.
        found: whether a person is told so at the threshold that is evaluated.
        right: whether `answer` is: an excerpt holds one of the answers or evidence sentences; what cannot be answered
            is never right; None where nothing says what is.
        ranks: by the name of a retrieval, the place of the first gold document among its documents, or None.
        sentences: those of the excerpts.
    """

    query: Query
    answer: Answer
    found: bool
    right: bool | None
    ranks: Mapping[str, int | None]
    sentences: tuple[str, ...]

    @property
    def answerable(self) -> bool | None:
        """Whether the corpus answers it, if that is known."""
        return self.query.answerable

    @property
    def confidence(self) -> float:
        """How sure the answer is, 0..1."""
        return self.answer.confidence

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        return self.answer.seconds.total

    @property
    def words(self) -> str:
        """The answer's words in the first excerpt; empty where none are told, or the person is told of no answer."""
        words = self.answer.excerpts[0].answer if self.found else None
        return words.text if words else ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What became of all questions, in a library of so many passages."""

    outcomes: tuple[Outcome, ...]
    passages: int


def evaluate(
    library: Library,
    queries: Sequence[Query],
    *,
    strict: float | None = None,
    progress: Callable[[int, int, str], None] = lambda *_: None,
) -> Evaluation:
    """Ask every question as a person would.

    Args:
        library: of a corpus, from `qa.corpus.library_of`.
        queries: what is asked.
        strict: confidence from which an answer counts as found; None: as fitted to the reader.
        progress: called with (questions done, questions in all, the next one).
    """
    snapshot = library.snapshot()
    found_from = reader_of(library).rules.found_from if strict is None else strict
    document_of = {id: row.id for row in snapshot.documents for id in row_ids(row)}
    consult("warm up", library)
    outcomes = []
    for number, query in enumerate(queries):
        progress(number, len(queries), query.question)
        consulted = consult(query.question, library, strict=0.0, earlier=query.earlier)
        gold = {document_of[id] for id in query.gold}
        rankings = _rankings(query, consulted, library) if gold else {}
        outcomes.append(
            Outcome(
                query=query,
                answer=consulted.answer,
                found=consulted.answer.found and consulted.answer.confidence >= found_from,
                right=is_right(query, consulted.answer.excerpts),
                ranks={name: first_hit(ranking, gold) for name, ranking in rankings.items()},
                sentences=shown_sentences(consulted.answer, snapshot),
            )
        )
    return Evaluation(tuple(outcomes), sum(row.passages for row in snapshot.documents))


def is_right(query: Query, excerpts: Sequence[Excerpt]) -> bool | None:
    """Tell whether excerpts answer a question; None where the query does not say what answers it."""
    if query.answerable is False:
        return False
    if not query.answers and not query.evidence:
        return None
    return any(
        any(holds_answer(excerpt.text, answer) for answer in query.answers)
        or any(holds_sentence(excerpt.text, sentence) for sentence in query.evidence)
        for excerpt in excerpts
    )


def _rankings(query: Query, consulted: Consulted, library: Library) -> dict[str, list[str]]:
    """Return the documents by each way of searching, those for a conversation behind the others."""
    made = _search_rankings(consulted)
    if not query.conversation:
        return made
    turns = [*(turn.question for turn in query.earlier), query.question]
    return {
        **made,
        "last_turn": _documents(_hybrid(query.question, library)),
        "all_turns": _documents(_hybrid("\n".join(turns), library)),
        "asked_as": made["hybrid"],
    }


def _search_rankings(consulted: Consulted) -> dict[str, list[str]]:
    """Return the documents by each of the searches, by their sum, and as they were ranked once read.

    A text that is looked up is not searched for: the documents of what is shown stand for all of these.
    """
    found = consulted.candidates
    if not found:
        looked_up = list(dict.fromkeys(excerpt.document.id for excerpt in consulted.answer.excerpts))
        return dict.fromkeys(("lexical", "dense", "hybrid", "reader"), looked_up)
    return {
        "lexical": _documents(_by([c for c in found if c.lexical], lambda c: c.lexical)),
        "dense": _documents(_by([c for c in found if c.cosine], lambda c: c.cosine)),
        "hybrid": _documents(found),
        "reader": [passage.document for passage in consulted.ranked],
    }


def _hybrid(text: str, library: Library) -> list[Candidate]:
    """Return what hybrid retrieval finds for a text, taken as it is."""
    text = clean(text)
    return retrieve(library.snapshot(), text, library.encoder.encode_question(text))


def _by(found: Iterable[Candidate], score: Callable[[Candidate], float]) -> list[Candidate]:
    return sorted(found, key=lambda c: (-score(c), c.passage.document, c.passage.start))


def _documents(found: Iterable[Candidate]) -> list[str]:
    return [candidate.passage.document for candidate in found]


def shown_sentences(answer: Answer, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the sentences of an answer's excerpts."""
    return tuple(sentence for excerpt in answer.excerpts for sentence in _sentences(excerpt, snapshot))


def _sentences(excerpt: Excerpt, snapshot: Snapshot) -> list[str]:
    """Return the sentences of an excerpt, as the document's passages have them."""
    text = snapshot.document(excerpt.document.id).text
    spans = [span for passage in snapshot.passages_of(excerpt.document.id) for span in passage.sentences]
    within = [text[a:b] for a, b in spans if excerpt.start <= a and b <= excerpt.end]
    return within or [excerpt.text]
