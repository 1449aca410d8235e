from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, new_catalog, put

from index.catalog import Catalog
from index.derived import STATE, read_state, write_state
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
