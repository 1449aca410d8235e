"""Postings and BM25 against the plain sums, and an index that has lived against one that is made anew."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bm25 import FEW, Bm25, rounded_lengths
from index.merging import merged, to_merge
from index.names import names_of
from index.postings import ARRAYS, Postings, Row, load_postings, postings_of, save_postings

TERMS = ["duck", "goose", "swan", "lake", ":de:ente", "東"]

passages = st.lists(st.lists(st.sampled_from(TERMS), max_size=60), max_size=12)


def rows_of(texts: list[list[str]], first: int = 0) -> list[Row]:
    return [Row(first + n, f"d{n % 3}", "de" if ":de:ente" in text else "en", text) for n, text in enumerate(texts)]


def plain_scores(texts: list[list[str]], weights: dict[str, float]) -> list[float]:
    """BM25 as it stands in the books, with lengths as they are rounded."""
    average = sum(map(len, texts)) / len(texts) or 1.0
    lengths = rounded_lengths(np.array([len(text) for text in texts], np.int64)).tolist()
    return [
        sum(
            weight * 2.2 * text.count(term) / (text.count(term) + 1.2 * (0.25 + 0.75 * length / average))
            for term, weight in weights.items()
            if text.count(term)
        )
        for text, length in zip(texts, lengths, strict=True)
    ]


def whole(part: Postings) -> Bm25:
    return Bm25((part,), np.ones(len(part.passages), bool))


@given(texts=passages)
def test_scores_and_counts_are_the_plain_ones(texts: list[list[str]]) -> None:
    bm25 = whole(postings_of(rows_of(texts)))
    weights = {"duck": 1.5, "東": 0.25, "nowhere": 3.0}
    if texts:
        np.testing.assert_allclose(bm25.scores(weights), plain_scores(texts, weights), rtol=1e-12)
    assert bm25.count == len(texts)
    for term in TERMS:
        assert bm25.passages_with(term) == sum(term in text for text in texts)
        assert bm25.holding([term]).tolist() == [term in text for text in texts]
    assert bm25.begun_with("") == sorted({term for text in texts for term in text})
    assert bm25.in_documents({"d1", "other"}).tolist() == [n % 3 == 1 for n in range(len(texts))]


@given(one=passages, two=passages, gone=st.sets(st.integers(0, 30)))
def test_what_was_removed_leaves_no_trace(one: list[list[str]], two: list[list[str]], gone: set[int]) -> None:
    """Two parts of which some rows are gone, the same merged, and an index of the rest: all give the same floats."""
    rows = [*rows_of(one), *rows_of(two, len(one))]
    parts = (postings_of(rows[: len(one)]), postings_of(rows[len(one) :]))
    there = [np.array([id not in gone for id in part.passages.tolist()], bool) for part in parts]
    left = [row for row in rows if row.passage not in gone]
    grown, fresh = Bm25(parts, np.concatenate(there)), whole(postings_of(left))
    together = merged(parts, there)
    assert list(together.terms) == list(fresh.parts[0].terms)
    assert list(together.documents) == list(fresh.parts[0].documents)
    weights = {"duck": 1.5, "goose": 0.1, ":de:ente": 0.7}
    expected = dict(zip(fresh.passages.tolist(), fresh.scores(weights).tolist(), strict=True))
    for bm25 in (grown, whole(together)):
        scores = bm25.scores(weights)[bm25.there].tolist()
        assert dict(zip(bm25.passages[bm25.there].tolist(), scores, strict=True)) == expected
        assert [bm25.passages_with(term) for term in TERMS] == [fresh.passages_with(term) for term in TERMS]
        assert bm25.begun_with("") == fresh.begun_with("")
        assert (bm25.count, bm25.languages) == (fresh.count, fresh.languages)


@given(texts=passages, top_k=st.integers(1, 5), gone=st.sets(st.integers(0, 11)))
def test_the_best_are_among_those_that_are_looked_at(texts: list[list[str]], top_k: int, gone: set[int]) -> None:
    """Whatever is passed over, what is found is what sorting all scores finds, to the last bit, ties by id."""
    half = len(texts) // 2
    parts = (postings_of(rows_of(texts[:half])), postings_of(rows_of(texts[half:], half)))
    bm25 = Bm25(parts, np.array([n not in gone for n in range(len(texts))], bool))
    weights = {"swan": 0.5, "duck": 1.5, "lake": 0.25, "nowhere": 3.0}
    scores = bm25.scores(weights)
    expected = sorted((n for n in range(len(texts)) if scores[n] and n not in gone), key=lambda n: (-scores[n], n))
    for few in (0, FEW):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("index.bm25.FEW", few)
            rows = bm25.best(weights, top_k, bm25.there)
        some = bm25.scores_of(rows, weights)
        assert some.tolist() == scores[rows].tolist()
        best = np.lexsort((bm25.ids(rows), -some))[:top_k]
        assert bm25.ids(rows)[best].tolist() == expected[:top_k]


def test_rows_that_cannot_get_among_the_best_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.bm25.FEW", 0)
    bm25 = whole(postings_of(rows_of([["swan", "lake"], *([["lake"]] * 50), ["swan"]])))
    assert bm25.best({"swan": 5.0, "lake": 0.1}, 1, bm25.there).tolist() == [51]
    assert bm25.best({"swan": 5.0, "lake": 0.1}, 2, bm25.there).tolist() == [0, 51]
    assert len(bm25.best({"swan": 5.0, "lake": 0.1}, 3, bm25.there)) == 52


@given(names=st.sets(st.text(max_size=4)))
def test_a_table_of_names_finds_them_as_a_sorted_list_does(names: set[str]) -> None:
    ordered = sorted(names, key=lambda name: name.encode("utf-8", "surrogatepass"))
    ordered = [name for name in ordered if not any("\ud800" <= letter <= "\udfff" for letter in name)]
    table = names_of(ordered)
    assert list(table) == table[:] == ordered
    for n, name in enumerate(ordered):
        assert table.find(name) == n
        assert list(table.begun_with(name[:1])) == [other for other in ordered if other.startswith(name[:1])]
    assert table.find("fünf") is None


def test_long_entries_are_moved_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of([TERMS[n % 3 :] for n in range(20)])
    parts = [postings_of(rows[:7]), postings_of(rows[7:])]
    kept = [np.arange(7) % 2 == 0, np.ones(13, bool)]
    expected = merged(parts, kept)
    monkeypatch.setattr("index.merging.AT_ONCE", 3)
    made = merged(parts, kept)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(made, name), getattr(expected, name))


def test_each_passage_is_written_again_once_in_each_size() -> None:
    sizes: dict[str, int] = {}
    written = 0
    for number in range(5_000):
        sizes[str(number)] = 40
        while names := to_merge(sizes, dict.fromkeys(sizes, 0)):
            together = sum(sizes.pop(name) for name in names)
            sizes[f"{number} {together}"] = together
            written += together
    assert sum(sizes.values()) == 5_000 * 40
    assert len(sizes) <= 5 * 5
    assert written <= 7 * 5_000 * 40


@given(texts=passages)
def test_postings_round_trip(tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("postings")
    made = postings_of(rows_of(texts))
    save_postings(folder, "a", made)
    read = load_postings(folder, "a")
    assert (list(read.terms), list(read.documents)) == (list(made.terms), list(made.documents))
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(read, name), getattr(made, name))


def test_what_is_not_there_or_something_else_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        load_postings(tmp_path, "a")
    save_postings(tmp_path, "a", postings_of([]))
    (tmp_path / "a.rows.npy").write_bytes(b"garbage")
    with pytest.raises(ValueError, match="pickle"):
        load_postings(tmp_path, "a")


def test_lengths_are_rounded_as_lucene_does() -> None:
    """`SmallFloat.intToByte4`: 24 exact, then 8 steps to each doubling."""
    coarse = [(bits | 8) << shift for shift in range(9) for bits in range(8)]
    levels = [*range(32), *(24 + level for level in coarse)]
    lengths = np.arange(3000)
    expected = [max(level for level in levels if level <= length) for length in lengths]
    assert rounded_lengths(lengths).tolist() == expected
    assert math.isclose(rounded_lengths(np.array([200]))[0], 200, rel_tol=1 / 8)
