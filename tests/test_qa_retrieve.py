import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, put

from index.catalog import Catalog
from index.library import Library
from index.snapshot import Scope
from qa import retrieve as retrieve_module
from qa.retrieve import (
    DENSE_WEIGHT,
    LEXICAL_WEIGHT,
    SENTENCE_WEIGHT,
    Candidate,
    fused,
    in_one_sentence,
    over_best,
    retrieve,
)
from qa.wording import weigh

TEXTS = {
    "ducks": "Ducks swim on the quiet lake.",
    "geese": "Geese fly over the mountains in autumn.",
    "herons": "Herons wait for fish in the reeds.",
}


@pytest.fixture
def birds(library: Library, encoder: FakeEncoder) -> Library:
    catalog = Catalog(library.folder)
    put(catalog, encoder, [document(id, text, title=id) for id, text in TEXTS.items()])
    catalog.close()
    return library


def candidates_of(library: Library, question: str, *, scope: Scope | None = None, top_k: int = 100) -> list[Candidate]:
    vector = library.encoder.encode_question(question)
    return retrieve(library.snapshot(), question, vector, scope=scope or Scope(), top_k=top_k)


def found(library: Library, question: str, *, scope: Scope | None = None, top_k: int = 100) -> list[str]:
    candidates = candidates_of(library, question, scope=scope, top_k=top_k)
    return [candidate.passage.document for candidate in candidates]


def test_the_sum_worked_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, share in (("LEXICAL_WEIGHT", 0.5), ("DENSE_WEIGHT", 0.3), ("SENTENCE_WEIGHT", 0.2)):
        monkeypatch.setattr(retrieve_module, name, share)
    assert fused({2: 4.0, 4: 3.0, 1: 2.0}, {1: 0.8, 2: 0.4, 3: 0.2, 4: -0.1}, {1: 0.5}) == {
        1: 0.65,  # .5 × ½ + .3 × 1 + .2 × ½
        2: 0.65,  # .5 × 1 + .3 × ½
        3: 0.075,  # .3 × ¼
        4: 0.375,  # .5 × ¾, and a cosine below 0 counts as 0
    }
    assert fused({}, {}, {}) == {}


def test_the_shares_sum_to_one() -> None:
    assert sum((LEXICAL_WEIGHT, DENSE_WEIGHT, SENTENCE_WEIGHT)) == pytest.approx(1.0)


def test_shares_of_the_best_stay_within_zero_and_one() -> None:
    assert over_best({1: -0.5, 2: 0.5, 3: 0.25}) == {1: 0.0, 2: 1.0, 3: 0.5}
    assert over_best({7: -0.3, 8: 0.0}) == {7: 0.0, 8: 0.0}
    assert over_best({}) == {}


@given(st.dictionaries(st.integers(), st.floats(-1e3, 1e3).map(lambda score: round(score, 4)), min_size=1))
def test_shares_keep_the_order(scores: dict[int, float]) -> None:
    shares = over_best(scores)
    assert all(0 <= share <= 1 for share in shares.values())
    by_score = sorted(scores, key=lambda id: scores[id])
    assert [shares[id] for id in by_score] == sorted(shares.values())


def test_equal_passages_go_by_document_and_place(library: Library, encoder: FakeEncoder) -> None:
    catalog = Catalog(library.folder)
    put(catalog, encoder, [document(id, "Ducks swim.", title="Birds") for id in ("b", "a")])
    catalog.close()
    candidates = candidates_of(library, "Which ducks swim?")
    assert [c.passage.document for c in candidates] == ["a", "b"]
    assert candidates[0].score == candidates[1].score


def test_a_passage_that_one_search_missed_has_the_other_s_score_and_its_own_cosine(birds: Library) -> None:
    (geese, *others) = candidates_of(birds, "geese autumn")
    assert geese.passage.document == "geese"
    assert geese.lexical > 0
    assert [other.lexical for other in others] == [0.0, 0.0]
    vector = birds.encoder.encode_question("geese autumn")
    exact = birds.snapshot().cosines(vector, [c.passage.id for c in (geese, *others)])
    assert [c.cosine for c in (geese, *others)] == list(exact.values())


def test_words_that_stand_in_one_sentence_win_over_scattered_ones(library: Library, encoder: FakeEncoder) -> None:
    catalog = Catalog(library.folder)
    together = "Ann Berg counted geese. The lake was quiet."
    scattered = "Ann counted. Berg was quiet. The geese lake."
    put(catalog, encoder, [document("a", scattered, title="x"), document("b", together, title="x")])
    catalog.close()
    b, a = candidates_of(library, "Did Ann Berg count geese?")
    assert (a.passage.document, b.passage.document) == ("a", "b")
    asked = weigh("Did Ann Berg count geese?", encoder.encode_question("x"), library.snapshot().lexicon)
    assert in_one_sentence(asked, b.passage, library.snapshot()) > in_one_sentence(asked, a.passage, library.snapshot())


def test_the_passage_with_the_question_s_words_comes_first_and_all_are_ranked(birds: Library) -> None:
    ranked = found(birds, "Which geese fly over mountains?")
    assert ranked[0] == "geese"
    assert sorted(ranked) == sorted(TEXTS)


def test_the_scope_holds_for_both_searches(birds: Library) -> None:
    assert found(birds, "geese over the mountains", scope=Scope(only=("ducks",))) == ["ducks"]
    assert found(birds, "geese over the mountains", scope=Scope(since="2020-01-01")) == []


def test_top_k_limits_each_search(birds: Library) -> None:
    assert found(birds, "herons in the reeds", top_k=1) == ["herons"]


def test_an_empty_library_has_no_candidates(library: Library) -> None:
    assert found(library, "ducks") == []


def test_the_same_question_gives_the_same_candidates(birds: Library) -> None:
    snapshot, vector = birds.snapshot(), birds.encoder.encode_question("fish in the lake")
    assert retrieve(snapshot, "fish in the lake", vector) == retrieve(snapshot, "fish in the lake", vector)
