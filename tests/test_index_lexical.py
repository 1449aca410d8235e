import sqlite3
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from stored import document, new_catalog, put

from index.catalog import Catalog
from index.derived import STATE
from index.lexical import LONGEST_QUESTION, LexicalIndex, open_lexical

TEXTS = {
    "d1": "Ducks were swimming on the quiet lake.",
    "d2": "The geese flew over the mountains in autumn.",
    "d3": "A duck and a goose met at the café.",
}


@pytest.fixture
def catalog(tmp_path: Path, encoder: FakeEncoder) -> Catalog:
    catalog = new_catalog(tmp_path, encoder)
    put(catalog, encoder, [document(id, text, title=f"Report {id}") for id, text in TEXTS.items()])
    return catalog


def documents(index: LexicalIndex, catalog: Catalog, question: str) -> list[str]:
    hits = index.search(question, 10)
    passages = catalog.passages([id for id, _ in hits])
    return [passages[id].document for id, _ in hits]


def test_words_are_found_by_their_stems_and_without_accents(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    assert set(documents(index, catalog, "swimming duck")) == {"d1", "d3"}
    assert documents(index, catalog, "swim ducks")[0] == "d1"
    assert documents(index, catalog, "CAFE") == ["d3"]


def test_titles_are_found(tmp_path: Path, catalog: Catalog) -> None:
    assert documents(open_lexical(tmp_path / "lexical", catalog), catalog, "d2 report")[0] == "d2"


@pytest.mark.parametrize("question", ["", "  ", "?!…", '"', "AND OR NOT", "text:duck", "a:b(c", "*" * 50, "x" * 10_000])
def test_no_question_is_a_query_language(tmp_path: Path, catalog: Catalog, question: str) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    assert all(score > 0 for _, score in index.search(question, 10))


def test_stop_words_are_dropped_unless_there_is_nothing_else(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    assert index.terms("Where were the ducks?") == ["duck"]
    assert index.terms("where were the") == ["where", "were", "the"]


def test_a_pasted_book_is_searched_by_its_first_words(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    assert len(index.terms(" ".join(f"word{i}" for i in range(5_000)))) == LONGEST_QUESTION


def test_scope_limits_the_documents(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    hits = index.search("duck", 10, ["d3"])
    assert [catalog.passages([id])[id].document for id, _ in hits] == ["d3"]
    assert hits[0][1] == pytest.approx(dict(index.search("duck", 10))[hits[0][0]], rel=1e-4)


def test_new_passages_are_caught_up_with(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    open_lexical(tmp_path / "lexical", catalog)
    segments = list((tmp_path / "lexical").glob("*.term"))
    put(catalog, encoder, [document("d4", "Another duck arrived.")])
    index = open_lexical(tmp_path / "lexical", catalog)
    assert set(documents(index, catalog, "duck")) == {"d1", "d3", "d4"}
    assert set(segments) & set((tmp_path / "lexical").glob("*.term")), "it was made again instead of caught up"


def test_after_a_removal_scores_are_those_of_an_index_that_never_knew_it(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder
) -> None:
    put(catalog, encoder, [document(f"x{i}", f"Filler about herons and a duck number {i}.") for i in range(20)])
    open_lexical(tmp_path / "lexical", catalog)
    with catalog.write():
        catalog.drop_document("x3")
    put(catalog, encoder, [document("d4", "Another duck arrived.")])
    caught_up, fresh = open_lexical(tmp_path / "lexical", catalog), open_lexical(tmp_path / "fresh", catalog)
    assert caught_up.search("duck herons", 50) == fresh.search("duck herons", 50)
    assert caught_up.share_of_passages("heron") == fresh.share_of_passages("heron")


def test_an_index_of_a_lost_future_is_made_again(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    """A copy of the database is put back: generation and passage ids come again, for another document."""
    copy = sqlite3.connect(tmp_path / "copy.db")
    catalog._db.backup(copy)
    put(catalog, encoder, [document("d8", "Herons wait.")])
    open_lexical(tmp_path / "lexical", catalog)
    copy.backup(catalog._db)
    copy.close()
    put(catalog, encoder, [document("d9", "Otters play.")])
    assert documents(open_lexical(tmp_path / "lexical", catalog), catalog, "otters") == ["d9"]
    assert documents(open_lexical(tmp_path / "lexical", catalog), catalog, "herons") == []


def test_an_old_index_goes_on_answering_while_a_newer_one_is_opened(tmp_path: Path, catalog: Catalog) -> None:
    old = open_lexical(tmp_path / "lexical", catalog)
    with catalog.write():
        catalog.drop_document("d1")
    new = open_lexical(tmp_path / "lexical", catalog)
    assert len(old.search("duck", 10)) == 2
    assert len(new.search("duck", 10)) == 1


@pytest.mark.parametrize("damage", ["flip", "half", "no state", "foreign", "ahead", "other settings"])
def test_a_damaged_index_is_made_again(tmp_path: Path, catalog: Catalog, damage: str) -> None:
    folder = tmp_path / "lexical"
    expected = documents(open_lexical(folder, catalog), catalog, "duck")
    store, state = next(folder.glob("*.store")), folder / STATE
    whole = store.read_bytes()
    if damage == "flip":
        store.write_bytes(bytes([whole[0] ^ 64]) + whole[1:])
    elif damage == "half":
        store.write_bytes(whole[: len(whole) // 2])
    elif damage == "no state":
        state.unlink()
    else:
        found, changed = {
            "foreign": ('"library": "', '"library": "x'),
            "ahead": ('"generation": 1', '"generation": 9'),
            "other settings": ('"lexical": ', '"lexical": 7'),
        }[damage]
        state.write_text(state.read_text().replace(found, changed))
    assert documents(open_lexical(folder, catalog), catalog, "duck") == expected
