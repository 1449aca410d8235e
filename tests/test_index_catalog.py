import sqlite3
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, new_catalog, put

from index.catalog import Catalog
from index.document import clean
from index.tables import FILE, create_catalog


@pytest.fixture
def catalog(tmp_path: Path, encoder: FakeEncoder) -> Catalog:
    return new_catalog(tmp_path, encoder)


@given(text=st.text(max_size=300).map(clean), title=st.text(min_size=1, max_size=20).map(clean))
def test_a_document_round_trips(tmp_path_factory: pytest.TempPathFactory, text: str, title: str) -> None:
    encoder = FakeEncoder()
    catalog = new_catalog(tmp_path_factory.mktemp("library"), encoder)
    made = document("d", text, title=title)
    put(catalog, encoder, [made])
    assert catalog.document("d") == made
    (summary,) = catalog.summaries()
    assert (summary.version, summary.characters, summary.title) == (made.version, len(text), title)
    catalog.close()


def test_passages_and_vectors_round_trip(catalog: Catalog, encoder: FakeEncoder) -> None:
    text = "The first sentence stands here. The second one follows it."
    put(catalog, encoder, [document("d", text)])
    (passage,) = catalog.passages_of("d")
    assert text[passage.start : passage.end] == text
    assert [text[a:b] for a, b in passage.sentences] == [
        "The first sentence stands here.",
        "The second one follows it.",
    ]
    expected = encoder.encode([f"A title\n{text}"])
    np.testing.assert_allclose(catalog.vectors([passage.id], encoder.dimension), expected, atol=1e-3)
    assert catalog.vector_lengths("d") == pytest.approx([1.0], abs=1e-3)


def test_a_failed_write_leaves_no_trace(catalog: Catalog, encoder: FakeEncoder) -> None:
    put(catalog, encoder, [document("d", "Stays.")])

    def fail() -> None:
        with catalog.write():
            catalog.drop_document("d")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert catalog.document("d").text == "Stays."
    assert catalog.generation == 1


def test_a_frozen_catalog_sees_one_generation(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    put(catalog, encoder, [document("d", "Before.")])
    frozen = Catalog(tmp_path, frozen=True)
    put(catalog, encoder, [document("d", "After.")])
    assert frozen.document("d").text == "Before."
    assert (frozen.generation, catalog.generation) == (1, 2)
    frozen.close()


def test_passage_ids_are_never_given_twice(catalog: Catalog, encoder: FakeEncoder) -> None:
    put(catalog, encoder, [document("d", "One.")])
    (first,) = catalog.passage_ids()
    put(catalog, encoder, [document("d", "Two.")])
    (second,) = catalog.passage_ids()
    assert second > first


def test_an_unknown_document_is_named(catalog: Catalog) -> None:
    with pytest.raises(KeyError, match="no document nope in the library"):
        catalog.document("nope")
    with pytest.raises(KeyError, match="no document nope in the library"):
        catalog.summary("nope")


def test_a_commit_that_fails_leaves_no_trace_and_says_why(catalog: Catalog, encoder: FakeEncoder) -> None:
    put(catalog, encoder, [document("d", "Stays.")])
    catalog._db.execute(f"PRAGMA max_page_count = {catalog._db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        put(catalog, encoder, [document("large", "Geese fly over. " * 20_000)])
    catalog._db.execute("PRAGMA max_page_count = 1000000")
    put(catalog, encoder, [document("e", "Comes.")])
    assert [row.id for row in catalog.summaries()] == ["d", "e"]


def test_a_folder_without_a_library_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no library in .*: excerpt add PATH makes one"):
        Catalog(tmp_path / "nothing")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"garbage " * 1000)
    with pytest.raises(ValueError, match="is not a library's database, or is damaged"):
        Catalog(tmp_path)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    create_catalog(tmp_path, {})
    db = sqlite3.connect(tmp_path / FILE)
    db.execute("UPDATE settings SET value = '99' WHERE name = 'format'")
    db.commit()
    db.close()
    with pytest.raises(ValueError, match="was written by a newer Excerpt"):
        Catalog(tmp_path)


def test_making_a_catalog_leaves_one_file(tmp_path: Path) -> None:
    create_catalog(tmp_path, {})
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_reader_of_one_generation_lists_its_passages_once(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder
) -> None:
    put(catalog, encoder, [document("a", "A duck."), document("b", "A goose.")])
    frozen = Catalog(tmp_path, frozen=True)
    first = frozen.passage_ids()
    put(catalog, encoder, [document("c", "A swan.")])
    assert frozen.passage_ids() is first
    assert (len(first), len(catalog.passage_ids()), first.flags.writeable) == (2, 3, False)
    frozen.close()
