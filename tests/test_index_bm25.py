"""Postings and BM25 against the plain sums, and an index that has lived against one that is made anew."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bm25 import Bm25, rounded_lengths
from index.merging import merged
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
