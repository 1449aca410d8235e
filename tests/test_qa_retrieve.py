from collections.abc import Sequence
from random import Random

import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, put

from index.catalog import Catalog, Passage
from index.library import Library
from index.snapshot import Hit, Scope
from qa import retrieve as retrieve_module
from qa.retrieve import Candidate, fuse, min_max, retrieve

TEXTS = {
    "ducks": "Ducks swim on the quiet lake.",
    "geese": "Geese fly over the mountains in autumn.",
    "herons": "Herons wait for fish in the reeds.",
}


def hit(id: int, score: float, *, document: str = "d", start: int | None = None) -> Hit:
    first = id * 10 if start is None else start
    return Hit(Passage(id, document, first, first + 5, ((first, first + 5),)), score)


def ids(candidates: Sequence[Candidate]) -> list[int]:
    return [candidate.passage.id for candidate in candidates]


@pytest.fixture
def birds(library: Library, encoder: FakeEncoder) -> Library:
    catalog = Catalog(library.folder)
    put(catalog, encoder, [document(id, text, title=id) for id, text in TEXTS.items()])
    catalog.close()
    return library


def found(library: Library, question: str, *, scope: Scope | None = None, top_k: int = 100) -> list[str]:
    vector = library.encoder.encode_question(question)
    candidates = retrieve(library.snapshot(), question, vector, scope=scope or Scope(), top_k=top_k)
    return [candidate.passage.document for candidate in candidates]


def test_fuse_equals_a_sum_worked_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieve_module, "LEXICAL_WEIGHT", 0.6)
    dense = [hit(1, 0.9), hit(2, 0.5), hit(3, 0.1)]
    lexical = [hit(2, 4.0), hit(4, 3.0), hit(1, 2.0)]
    candidates = fuse(dense, lexical)
    assert [(c.passage.id, c.score, c.cosine) for c in candidates] == [
        (2, 0.8, 0.5),  # .6 × 1 + .4 × ½
        (1, 0.4, 0.9),  # .6 × 0 + .4 × 1
        (4, 0.3, 0.0),  # .6 × ½, unseen by the dense search
        (3, 0.0, 0.1),  # the last of one list, in the other not at all
    ]


def test_equal_scores_go_by_document_and_place() -> None:
    hits = [
        hit(1, 0.5, document="b", start=7),
        hit(2, 0.5, document="a", start=100),
        hit(3, 0.5, document="a", start=9),
        hit(4, 0.5, document="b", start=3),
    ]
    assert ids(fuse(hits, [])) == [3, 2, 4, 1]
    assert ids(fuse([], hits)) == [3, 2, 4, 1]


def test_differences_beyond_the_fourth_decimal_do_not_order() -> None:
    dense = [hit(9, 1.0), hit(2, 0.500001), hit(1, 0.5), hit(8, 0.0)]
    assert ids(fuse(dense, [])) == [9, 1, 2, 8]


hits = st.lists(
    st.tuples(st.integers(0, 9), st.floats(-1, 1).map(lambda score: round(score, 4))), unique_by=lambda row: row[0]
).map(lambda rows: [hit(id, score, document="ab"[id % 2]) for id, score in rows])


@given(hits, hits, st.randoms())
def test_fuse_keeps_every_passage_once_whatever_order_the_hits_come_in(
    dense: list[Hit], lexical: list[Hit], random: Random
) -> None:
    candidates = fuse(dense, lexical)
    assert sorted(ids(candidates)) == sorted({row.passage.id for row in (*dense, *lexical)})
    assert all(0 <= candidate.score <= 1 for candidate in candidates)
    assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)
    random.shuffle(dense)
    random.shuffle(lexical)
    assert fuse(dense, lexical) == candidates


def test_min_max_stretches_to_zero_and_one() -> None:
    assert min_max({1: -0.5, 2: 0.5, 3: 0.25}) == {1: 0.0, 2: 1.0, 3: 0.75}
    assert min_max({7: 0.3, 8: 0.3}) == {7: 1.0, 8: 1.0}
    assert min_max({}) == {}


@given(st.dictionaries(st.integers(), st.floats(-1e3, 1e3), min_size=1))
def test_min_max_keeps_the_order_and_stays_within_zero_and_one(scores: dict[int, float]) -> None:
    stretched = min_max(scores)
    assert max(stretched.values()) == 1.0
    assert min(stretched.values()) == (0.0 if len(set(scores.values())) > 1 else 1.0)
    by_score = sorted(scores, key=lambda id: scores[id])
    assert [stretched[id] for id in by_score] == sorted(stretched.values())


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
