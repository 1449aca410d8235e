import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from fake_library import make_document, make_excerpt

from index.encoder import Vectors
from index.library import Library
from index.snapshot import Hit, Snapshot
from qa.answer import Answer, Seconds
from qa.ask import Consulted, ask, consult
from qa.corpus import library_of, read_corpus
from qa.evaluate import Evaluation, Outcome, evaluate, is_right
from qa.follow_up import Turn
from qa.forms_reader import FORMS
from qa.queries import Query
from qa.retrieve import Candidate, retrieve

ROWS = {
    "ducks": "Ducks swim on the quiet lake of Lund. The keeper counted 1,234 ducks in May.",
    "twin": "Ducks swim on the quiet lake of Lund. The keeper counted 1,234 ducks in May.",
    "geese": "Geese fly over the mountains in autumn. About 300 geese were counted by Ann Berg in 1998.",
    "herons": "Herons wait for fish in the reeds of the lake. Nobody counted them.",
    "swans": "Swans are large. A swan of the lake weighs ten kilograms and eats weeds.",
    "owls": "Owls hunt mice at night. " * 40 + "The keeper counted 17 owls.",
}
COUNTED = Query("counted", "How many ducks did the keeper count in May?", gold=("twin",), answers=("1,234",))
GEESE = Query("geese", "When were geese counted by Ann Berg?", gold=("geese",), answers=("1998",), answerable=True)
WEIGHT = Query("weight", "How heavy is a swan?", gold=("swans", "herons"), evidence=("A swan of the lake weighs",))
VOLCANO = Query("volcano", "Which volcano erupted near Reykjavik?", answerable=False)
NESTS = Query("nests", "Where do owls nest?", gold=("owls",))
QUERIES = (COUNTED, GEESE, WEIGHT, VOLCANO, NESTS)


@pytest.fixture
def birds(tmp_path: Path, encoder: FakeEncoder, write: Callable[[str, str], Path]) -> Iterator[Library]:
    """A library of the rows above; two of them have one text."""
    rows = "".join(json.dumps({"id": id, "title": "", "text": text}) + "\n" for id, text in ROWS.items())
    corpus = read_corpus(write("corpus.jsonl", rows))
    with library_of([corpus], tmp_path / "libraries", encoder=encoder, reader=FORMS) as library:
        yield library


def id_of(library: Library, row: str) -> str:
    return next(document.id for document in library.documents() if f"row:{row}" in document.sources)


def place(hits: Sequence[Hit], library: Library, *rows: str) -> int | None:
    documents = list(dict.fromkeys(hit.passage.document for hit in hits))
    places = [documents.index(id) + 1 for id in (id_of(library, row) for row in rows) if id in documents]
    return min(places, default=None)


def test_each_search_is_judged_by_its_own_order_of_documents(birds: Library) -> None:
    snapshot = birds.snapshot()
    for outcome in evaluate(birds, [COUNTED, GEESE, WEIGHT, NESTS]).outcomes:
        question, gold = outcome.query.question, outcome.query.gold
        vector = birds.encoder.encode_question(question)
        assert list(outcome.ranks) == ["lexical", "dense", "hybrid", "reader"]
        assert outcome.ranks["lexical"] == place(snapshot.lexical(question, 100), birds, *gold)
        assert outcome.ranks["dense"] == place(snapshot.dense(vector, 100), birds, *gold)
        hybrid = [Hit(candidate.passage, candidate.score) for candidate in retrieve(snapshot, question, vector)]
        assert outcome.ranks["hybrid"] == place(hybrid, birds, *gold)
        read = [Hit(passage, 0.0) for passage in consult(question, birds).ranked]
        assert outcome.ranks["reader"] == place(read, birds, *gold)


def test_a_search_that_misses_the_gold_document_has_no_place(birds: Library) -> None:
    query = Query("words", "Geese fly over the mountains", gold=("swans",))
    (outcome,) = evaluate(birds, [query]).outcomes
    assert outcome.ranks["lexical"] is None
    assert outcome.ranks["dense"] is not None


def test_candidates_are_ordered_by_each_score(birds: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {  # hybrid, cosine and BM25; 0 where a search missed it
        "ducks": (0.9, 0.3, 2.0),
        "geese": (0.8, 0.5, 0.0),
        "herons": (0.7, 0.0, 5.0),
        "swans": (0.6, 0.5, 4.0),
        "owls": (0.5, 0.4, 4.0),
    }
    snapshot = birds.snapshot()
    passages = {row: snapshot.passages_of(id_of(birds, row))[0] for row in rows}
    candidates = tuple(Candidate(passages[row], *scores) for row, scores in rows.items())
    ranked = tuple(passages[row] for row in ("owls", "herons", "ducks", "geese", "swans"))
    answer = Answer("?", None, False, 0.0, (), (), (), "1-fake", Seconds(0, 0, 0))
    monkeypatch.setattr("qa.evaluate.consult", lambda *_, **__: Consulted(answer, candidates, ranked))
    ranks = {o.query.gold[0]: o.ranks for o in evaluate(birds, [Query("q", "?", gold=(row,)) for row in rows]).outcomes}
    first, second = sorted(("swans", "owls"), key=lambda row: id_of(birds, row))  # ties go by document
    assert {row: places["lexical"] for row, places in ranks.items()} == {
        "herons": 1, first: 2, second: 3, "ducks": 4, "geese": None
    }  # fmt: skip
    first, second = sorted(("swans", "geese"), key=lambda row: id_of(birds, row))
    assert {row: places["dense"] for row, places in ranks.items()} == {
        first: 1, second: 2, "owls": 3, "ducks": 4, "herons": None
    }  # fmt: skip
    assert [ranks[row]["hybrid"] for row in rows] == [1, 2, 3, 4, 5]
    assert [ranks[row]["reader"] for row in rows] == [3, 4, 2, 5, 1]


def test_what_is_not_said_is_not_judged(birds: Library) -> None:
    outcomes = {outcome.query.id: outcome for outcome in evaluate(birds, QUERIES).outcomes}
    assert list(outcomes) == [query.id for query in QUERIES]
    assert outcomes["volcano"].ranks == {}
    assert outcomes["nests"].right is None
    assert outcomes["nests"].answerable is None
    assert outcomes["volcano"].right is False


def test_answers_are_those_that_a_person_gets(birds: Library) -> None:
    evaluation = evaluate(birds, QUERIES)
    for outcome in evaluation.outcomes:
        answer = ask(outcome.query.question, birds)
        assert outcome.found is answer.found
        assert outcome.confidence == answer.confidence
        assert [e.text for e in outcome.answer.excerpts] == [e.text for e in (*answer.excerpts, *answer.nearest)]
        if answer.found:
            assert outcome.answer.excerpts == answer.excerpts
    assert {outcome.found for outcome in evaluation.outcomes} == {True, False}
    assert evaluation.passages == sum(len(birds.snapshot().passages_of(row.id)) for row in birds.documents()) > 5


def test_the_threshold_says_what_is_found_and_nothing_else(birds: Library) -> None:
    lax, strict = (evaluate(birds, QUERIES, strict=threshold).outcomes for threshold in (0.0, 1.0))
    assert all(outcome.found for outcome in lax if outcome.answer.excerpts)
    assert not any(outcome.found or outcome.words for outcome in strict)
    assert [outcome.right for outcome in lax] == [outcome.right for outcome in strict]


def test_shown_sentences_are_the_document_s_own(birds: Library) -> None:
    for outcome in evaluate(birds, QUERIES).outcomes:
        for sentence in outcome.sentences:
            assert any(sentence in excerpt.text for excerpt in outcome.answer.excerpts)
            assert sentence.endswith(".")
            assert ". " not in sentence


def test_an_excerpt_of_two_sentences_shows_two(birds: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ROWS["ducks"]
    document = replace(make_document(text, title=""), id=id_of(birds, "ducks"))
    both = make_excerpt(document, 0, len(text), answer=(text.index("1,234"), text.index(" ducks in")))
    answer = Answer("?", None, True, 0.8, (), (both,), (), "1-fake", Seconds(0.1, 0.2, 0.3))
    monkeypatch.setattr("qa.evaluate.consult", lambda *_, **__: Consulted(answer, (), ()))
    (outcome,) = evaluate(birds, [COUNTED]).outcomes
    assert outcome.sentences == ("Ducks swim on the quiet lake of Lund.", "The keeper counted 1,234 ducks in May.")
    assert (outcome.words, outcome.right, outcome.found, outcome.seconds) == ("1,234", True, True, 0.3)
    shown_first = dict.fromkeys(["lexical", "dense", "hybrid", "reader"], 1)
    assert outcome.ranks == shown_first, "what is looked up is not searched for"


DUCKS = make_document(ROWS["ducks"], title="Ducks")
FIRST, SECOND = make_excerpt(DUCKS, 0, 37), make_excerpt(DUCKS, 38, len(DUCKS.text), n=2)


@pytest.mark.parametrize(
    ("query", "right"),
    [
        (Query("q", "?", answerable=True, answers=("12", "1,234")), True),
        (Query("q", "?", answerable=True, answers=("12",)), False),
        (Query("q", "?", answerable=True, evidence=("ducks swim on the quiet lake , of lund",)), True),
        (Query("q", "?", answerable=True, answers=("12",), evidence=("The keeper counted 1234 ducks in May",)), True),
        (Query("q", "?", answerable=True, evidence=("Ducks swim on the lake.",)), False),
        (Query("q", "?", answerable=False, answers=("1,234",)), False),
        (Query("q", "?", answerable=True, gold=("ducks",)), None),
        (Query("q", "?", gold=("ducks",)), None),
    ],
)
def test_what_is_right(query: Query, right: bool | None) -> None:
    assert is_right(query, (FIRST, SECOND)) is right
    assert is_right(query, ()) is (None if right is None else False)


def test_a_conversation_is_searched_for_in_three_ways(birds: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = (Turn("How many geese were counted?"), Turn("Who counted them?"))
    query = Query("why", "And when?", earlier, True, gold=("geese",))
    asked: list[str] = []

    def last_of(snapshot: Snapshot, text: str, vector: Vectors) -> list[Candidate]:
        """Find the gold document second for the last turn, and third for all of them."""
        asked.append(text)
        found = [snapshot.passages_of(id_of(birds, row))[0] for row in ("ducks", "swans", "geese")]
        return [Candidate(passage, 1.0, 1.0) for passage in found[-1 - len(asked) :]]

    monkeypatch.setattr("qa.evaluate.retrieve", last_of)
    (outcome,) = evaluate(birds, [query]).outcomes
    assert asked == ["And when?", "How many geese were counted?\nWho counted them?\nAnd when?"]
    assert outcome.answer.asked_as is not None
    assert list(outcome.ranks)[4:] == ["last_turn", "all_turns", "asked_as"]
    assert [outcome.ranks[name] for name in ("last_turn", "all_turns")] == [2, 3]
    assert outcome.ranks["asked_as"] == outcome.ranks["hybrid"]


def test_progress_names_each_question(birds: Library) -> None:
    seen: list[tuple[int, int, str]] = []
    evaluate(birds, QUERIES[:2], progress=lambda *at: seen.append(at))
    assert seen == [(0, 2, COUNTED.question), (1, 2, GEESE.question)]


def test_the_same_twice(birds: Library) -> None:
    def but_for_seconds(evaluation: Evaluation) -> list[Outcome]:
        zero = Seconds(0, 0, 0)
        return [replace(outcome, answer=replace(outcome.answer, seconds=zero)) for outcome in evaluation.outcomes]

    assert but_for_seconds(evaluate(birds, QUERIES)) == but_for_seconds(evaluate(birds, QUERIES))
