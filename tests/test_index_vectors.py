import shutil
from pathlib import Path

import faiss
import numpy as np
import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, new_catalog, put

from index.catalog import Catalog
from index.derived import STATE, read_state, write_state
from index.encoder import Vectors, unit_rows
from index.snapshot import SPARE
from index.stored_passages import Ids, PassageRow
from index.vectors import VectorIndex, open_vectors

WORDS = ["duck", "goose", "swan", "heron", "stork", "crane", "eagle", "hawk", "owl", "kite"]


@pytest.fixture
def catalog(tmp_path: Path, encoder: FakeEncoder) -> Catalog:
    return new_catalog(tmp_path, encoder)


def birds(first: int, last: int) -> list[str]:
    return [f"The {WORDS[i % 10]} number {i} was seen near lake {i * 7 % 13}." for i in range(first, last)]


def put_birds(catalog: Catalog, encoder: FakeEncoder, first: int, last: int) -> None:
    rows = enumerate(birds(first, last), start=first)
    put(catalog, encoder, [document(f"d{i}", text) for i, text in rows])


def opened(folder: Path, catalog: Catalog, encoder: FakeEncoder) -> VectorIndex:
    return open_vectors(folder / "vectors", catalog, encoder.dimension)


def brute_force(catalog: Catalog, encoder: FakeEncoder, question: str, top_k: int) -> list[float]:
    vectors = catalog.vectors(catalog.passage_ids(), encoder.dimension)
    return sorted((vectors @ encoder.encode_question(question)[0]).tolist(), reverse=True)[:top_k]


def similarities(index: VectorIndex, catalog: Catalog, encoder: FakeEncoder, question: str, top_k: int) -> list[float]:
    vector = encoder.encode_question(question)
    ids = index.search(vector, top_k)
    return list((catalog.vectors(ids, encoder.dimension) @ vector[0]).tolist())


@given(question=st.sampled_from(["duck near lake 3", "owl", "number 7"]), changes=st.lists(st.integers(0, 29)))
def test_search_equals_brute_force_whatever_was_changed(
    tmp_path_factory: pytest.TempPathFactory, question: str, changes: list[int]
) -> None:
    encoder, folder = FakeEncoder(), tmp_path_factory.mktemp("library")
    catalog = new_catalog(folder, encoder)
    put_birds(catalog, encoder, 0, 30)
    opened(folder, catalog, encoder)
    with catalog.write():
        for i in changes:
            catalog.drop_document(f"d{i}")
    put_birds(catalog, encoder, 30, 32)
    index = opened(folder, catalog, encoder)
    found = similarities(index, catalog, encoder, question, 10)
    np.testing.assert_allclose(found, brute_force(catalog, encoder, question, 10), atol=1e-5)
    catalog.close()


def test_few_changes_become_a_tail_and_many_a_new_base(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    put_birds(catalog, encoder, 0, 20)
    opened(tmp_path, catalog, encoder)
    put_birds(catalog, encoder, 20, 22)
    index = opened(tmp_path, catalog, encoder)
    assert (len(index.base.ids), len(index.tail.ids)) == (20, 2)
    put_birds(catalog, encoder, 22, 30)
    index = opened(tmp_path, catalog, encoder)
    assert (len(index.base.ids), len(index.tail.ids)) == (30, 0)


def test_search_is_limited_to_what_is_allowed(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    put_birds(catalog, encoder, 0, 20)
    index = opened(tmp_path, catalog, encoder)
    allowed = catalog.passage_ids(["d3", "d4"])
    assert sorted(index.search(encoder.encode_question("duck"), 10, allowed)) == sorted(allowed)


def test_an_empty_library_finds_nothing(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    assert not len(opened(tmp_path, catalog, encoder).search(encoder.encode_question("duck"), 10))


@pytest.mark.parametrize("damage", ["flip", "half", "no state", "foreign", "ahead", "garbage with a state"])
def test_a_damaged_base_is_made_again_without_embedding(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder, damage: str
) -> None:
    put_birds(catalog, encoder, 0, 20)
    opened(tmp_path, catalog, encoder)
    harm(tmp_path / "vectors", damage)
    encoder.encoded.clear()
    index = opened(tmp_path, catalog, encoder)
    assert not encoder.encoded
    found = similarities(index, catalog, encoder, "swan", 5)
    np.testing.assert_allclose(found, brute_force(catalog, encoder, "swan", 5), atol=1e-5)


def harm(folder: Path, damage: str) -> None:
    base, state = folder / "base.faiss", folder / STATE
    whole = base.read_bytes()
    known = read_state(folder)
    assert known is not None
    if damage == "flip":
        base.write_bytes(whole[:-7] + bytes([whole[-7] ^ 64]) + whole[-6:])
    elif damage == "half":
        base.write_bytes(whole[: len(whole) // 2])
    elif damage == "no state":
        state.unlink()
    elif damage == "foreign":
        write_state(folder, {**known.made_from, "library": "x"})
    elif damage == "ahead":
        write_state(folder, {**known.made_from, "generation": 9})
    else:
        base.write_bytes(b"x" * len(whole))
        write_state(folder, known.made_from)


@pytest.fixture
def clustered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    monkeypatch.setattr("index.vector_base.CHUNK", 1000)
    return clustered_catalog(tmp_path / "library", 3000)


def clustered_catalog(folder: Path, count: int) -> Catalog:
    """Return a catalog of passages that lie in clusters of many sizes, as real ones do; ten of each document."""
    chance = np.random.default_rng(3)
    topics = chance.standard_normal((60, 96)) * chance.uniform(0.2, 1.0, 96)
    of = np.minimum(chance.geometric(0.05, count), 60) - 1
    vectors = unit_rows((topics[of] + 0.7 * chance.standard_normal((count, 96))).astype(np.float32))
    catalog = new_catalog(folder, FakeEncoder())
    with catalog.write():
        for start in range(0, count, 10):
            rows = [PassageRow(i, i + 1, ((i, i + 1),), vectors[start + i]) for i in range(10)]
            catalog.put_document(document(f"d{start}", "0123456789"), rows)
    return catalog


def recall(index: VectorIndex, catalog: Catalog, among: Ids | None = None) -> float:
    """Return the recall at 10 of made questions, of what is proposed and scored again, against brute force."""
    ids = catalog.passage_ids() if among is None else among
    vectors, chance = catalog.vectors(ids, 96), np.random.default_rng(5)
    found = 0.0
    for _ in range(50):
        question = unit_rows(vectors[chance.integers(len(ids), size=3)].sum(axis=0, keepdims=True))
        exact = ids[np.argsort(-(vectors @ question[0]), kind="stable")[:10]]
        found += len(np.intersect1d(index.search(question, 10 + SPARE, among), exact)) / len(exact)
    return found / 50


KINDS = {
    "IndexFlatIP": (5000, 9000, 1.0),
    "IndexScalarQuantizer": (1000, 9000, 0.999),
    "IndexIVFScalarQuantizer": (1000, 2000, 0.99),
}
"""How few vectors are kept exactly, how many are not put in lists, and the least recall at 10."""


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_base_finds_what_exact_search_finds(
    tmp_path: Path, clustered: Catalog, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    few, many, least = KINDS[kind]
    monkeypatch.setattr("index.vector_base.FEW", few)
    monkeypatch.setattr("index.vector_base.MANY", many)
    made, loaded = (open_vectors(tmp_path / "vectors", clustered, 96) for _ in range(2))
    for index in (made, loaded):
        assert type(index.base.index).__name__ == kind
        assert index.base.recall >= least
        assert recall(index, clustered) >= least
        assert recall(index, clustered, clustered.passage_ids([f"d{i}" for i in range(0, 3000, 500)])) >= least
        question = clustered.vectors(clustered.passage_ids()[:1], 96)
        assert len(index.search(question, 5000, clustered.passage_ids(["d10"]))) == 10
    assert index.base.recall == round(made.base.recall, 4)
    one, other = (index.search(question, 40).tolist() for index in (made, loaded))
    assert one == other


def test_the_recall_that_is_told_falls_where_lists_are_left_out(
    tmp_path: Path, clustered: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vector_base.MANY", 2000)
    monkeypatch.setattr("index.vector_base.FEWEST_LISTS", 1)
    monkeypatch.setattr("index.vector_base.ENOUGH", 0.0)
    index = open_vectors(tmp_path / "vectors", clustered, 96)
    assert index.base.index.nprobe == 2
    assert index.base.recall < 0.9


def test_what_lies_in_lists_is_found_whatever_was_removed(
    tmp_path: Path, clustered: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vector_base.MANY", 2000)
    open_vectors(tmp_path / "vectors", clustered, 96)
    with clustered.write():
        for start in range(0, 3000, 30):
            clustered.drop_document(f"d{start}")
    index = open_vectors(tmp_path / "vectors", clustered, 96)
    assert (len(index.base.ids), len(index.ids)) == (3000, 2000)
    np.testing.assert_array_equal(index.ids, clustered.passage_ids())
    assert recall(index, clustered) >= 0.99


def test_damaged_vectors_are_in_no_base(tmp_path: Path, clustered: Catalog) -> None:
    with clustered.write():
        clustered._db.execute("UPDATE passages SET digest = x'00' WHERE id % 3 = 0")
    index = open_vectors(tmp_path / "vectors", clustered, 96)
    sound = clustered.passage_ids()
    np.testing.assert_array_equal(index.ids, sound[sound % 3 != 0])
    assert type(index.base.index).__name__ == "IndexScalarQuantizer"
    with clustered.write():
        clustered._db.execute("UPDATE passages SET digest = x'00'")
    assert not len(open_vectors(tmp_path / "again", clustered, 96).ids)


def test_what_a_former_index_has_is_not_read_again(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_birds(catalog, encoder, 0, 20)
    opened(tmp_path, catalog, encoder)
    put_birds(catalog, encoder, 20, 22)
    former = opened(tmp_path, catalog, encoder)
    put_birds(catalog, encoder, 22, 23)
    read: list[int] = []
    sound = Catalog.sound_vectors

    def noted(self: Catalog, ids: Ids, dimension: int) -> tuple[Ids, Vectors]:
        read.extend(ids)
        return sound(self, ids, dimension)

    monkeypatch.setattr(Catalog, "sound_vectors", noted)
    index = open_vectors(tmp_path / "vectors", catalog, encoder.dimension, before=former)
    assert index.base is former.base
    assert (read, len(index.tail.ids)) == ([catalog.passage_ids()[-1]], 3)
    found = similarities(index, catalog, encoder, "stork", 10)
    np.testing.assert_allclose(found, brute_force(catalog, encoder, "stork", 10), atol=1e-5)
    with catalog.write():
        catalog.drop_document("d20")
        catalog.drop_document("d3")
    index = open_vectors(tmp_path / "vectors", catalog, encoder.dimension, before=index)
    np.testing.assert_array_equal(index.ids, catalog.passage_ids())


def test_the_tail_of_another_past_is_read_again(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    put_birds(catalog, encoder, 0, 20)
    opened(tmp_path, catalog, encoder)
    catalog.checkpoint()
    (tmp_path / "copy").mkdir()
    shutil.copy(tmp_path / "library.db", tmp_path / "copy")
    put_birds(catalog, encoder, 20, 22)
    former = opened(tmp_path, catalog, encoder)
    other = Catalog(tmp_path / "copy")
    put_birds(other, encoder, 30, 32)
    np.testing.assert_array_equal(former.tail.ids, other.passage_ids()[-2:])
    index = open_vectors(tmp_path / "vectors", other, encoder.dimension, before=former)
    assert index.base is former.base
    found = similarities(index, other, encoder, "number 31", 3)
    np.testing.assert_allclose(found, brute_force(other, encoder, "number 31", 3), atol=1e-5)
    assert index.search(encoder.encode([birds(31, 32)[0]]), 1) in other.passage_ids(["d31"])
    other.close()


def test_a_base_that_changed_on_disk_is_not_taken_from_a_former_index(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder
) -> None:
    put_birds(catalog, encoder, 0, 20)
    former = opened(tmp_path, catalog, encoder)
    harm(tmp_path / "vectors", "no state")
    index = open_vectors(tmp_path / "vectors", catalog, encoder.dimension, before=former)
    assert index.base is not former.base


def test_a_base_of_other_settings_is_made_again(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    put_birds(catalog, encoder, 0, 20)
    opened(tmp_path, catalog, encoder)
    made = read_state(tmp_path / "vectors")
    assert made is not None
    write_state(tmp_path / "vectors", {**made.made_from, "vectors": 1})
    opened(tmp_path, catalog, encoder)
    again = read_state(tmp_path / "vectors")
    assert again == made


def test_too_much_that_is_new_makes_a_new_base(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vectors.MOST_NEW", 1)
    put_birds(catalog, encoder, 0, 20)
    opened(tmp_path, catalog, encoder)
    put_birds(catalog, encoder, 20, 22)
    assert not len(opened(tmp_path, catalog, encoder).tail.ids)


def test_a_question_is_given_one_thread(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    threads = faiss.omp_get_max_threads()
    put_birds(catalog, encoder, 0, 20)
    opened(tmp_path, catalog, encoder).search(encoder.encode_question("duck"), 3)
    assert faiss.omp_get_max_threads() == threads


def test_the_same_passages_make_the_same_lists_with_any_number_of_threads(
    tmp_path: Path, clustered: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vector_base.MANY", 2000)
    threads, made = faiss.omp_get_max_threads(), []
    try:
        for count in (1, 3):
            faiss.omp_set_num_threads(count)
            open_vectors(tmp_path / str(count), clustered, 96)
            made.append((tmp_path / str(count) / "base.faiss").read_bytes())
    finally:
        faiss.omp_set_num_threads(threads)
    assert made[0] == made[1]
