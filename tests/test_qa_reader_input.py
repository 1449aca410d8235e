from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.weights import DEFAULT_ENCODER, model_folder
from qa.reader_input import (
    LONGEST_ANSWER,
    LONGEST_INPUT,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    NOT_READ,
    Pair,
    ReaderInput,
    best_span,
    feed,
    reader_inputs,
    reader_tokenizer,
    token_span,
)

FILE = Path(model_folder(DEFAULT_ENCODER)) / "tokenizer.json"
TOKENIZER: Any = reader_tokenizer(FILE)
CLS, SEP = 101, 102


def made(question: str, passage: str, title: str = "") -> ReaderInput:
    return reader_inputs(TOKENIZER, [Pair(question, passage, title)])[0]


def test_a_pair_is_laid_out_as_question_title_passage() -> None:
    row = made("Who swam?", "Ducks swim.", "Birds")
    tokens = [TOKENIZER.id_to_token(id) for id in row.ids]
    assert tokens == ["[CLS]", "who", "swam", "?", "[SEP]", "birds", "[SEP]", "ducks", "swim", ".", "[SEP]"]
    assert row.types == (0,) * 5 + (1,) * 6
    assert (row.first, row.offsets) == (7, ((0, 5), (6, 10), (10, 11)))


def test_without_a_title_there_is_no_place_for_one() -> None:
    row = made("Who swam?", "Ducks swim.")
    assert row.ids.count(SEP) == 2
    assert (row.first, row.types) == (5, (0,) * 5 + (1,) * 4)


def test_no_more_than_the_limits_is_read() -> None:
    row = made("duck " * 500, "goose " * 500, "bird " * 500)
    first, second, third = (i for i, id in enumerate(row.ids) if id == SEP)
    assert (first - 1, second - first - 1) == (LONGEST_QUESTION, LONGEST_TITLE)
    assert third == len(row.ids) - 1 == LONGEST_INPUT - 1
    assert len(row.offsets) == third - row.first


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=200), st.text(max_size=20))
def test_whatever_the_texts_offsets_are_within_the_passage(question: str, passage: str, title: str) -> None:
    row = made(question, passage, title)
    assert row.ids[0] == CLS
    assert row.ids[-1] == SEP
    assert len(row.types) == len(row.ids)
    assert len(row.offsets) == len(row.ids) - row.first - 1
    assert all(0 <= a <= b <= len(passage) for a, b in row.offsets)


def test_a_feed_is_padded_to_a_multiple_of_eight_over_its_longest_row() -> None:
    tensors = feed([ReaderInput((7, 8, 9), (0, 1, 1), 1, ()), ReaderInput((5,), (0,), 1, ())])
    assert tensors["input_ids"].tolist() == [[7, 8, 9, *[0] * 5], [5, *[0] * 7]]
    assert tensors["token_type_ids"].tolist() == [[0, 1, 1, *[0] * 5], [0] * 8]
    assert tensors["attention_mask"].tolist() == [[1, 1, 1, *[0] * 5], [1, *[0] * 7]]


ROW = ReaderInput((CLS, 1, SEP, 2, 3, 4, 5, SEP), (0,) * 3 + (1,) * 5, 3, ((0, 2), (3, 5), (6, 8), (9, 11)))


def scores(*values: float) -> Any:
    return np.array(values, np.float32)


def test_the_best_span_by_hand() -> None:
    starts, ends = scores(1, 9, 9, 0, 5, 2, 0, 9), scores(2, 9, 9, 7, 1, 4, 3, 9)
    # the question's tokens and the last [SEP] do not count; 5 + 4 is the best pair in order; nothing scores 1 + 2
    assert best_span(ROW, starts, ends, (0, 11)) == ((3, 8), 6.0)
    assert best_span(ROW, starts, ends, (0, 5)) == ((0, 2), 4.0)
    assert best_span(ROW, starts, ends, (6, 11)) == ((6, 8), 3.0)


def test_of_equal_spans_the_first_and_shortest_is_taken() -> None:
    level = scores(*[1] * 8)
    assert best_span(ROW, level, level, (0, 11)) == ((0, 2), 0.0)


def test_what_was_not_read_holds_nothing() -> None:
    level = scores(*[1] * 8)
    assert best_span(ROW, level, level, (12, 20)) == (None, NOT_READ)


def test_no_answer_is_longer_than_people_give() -> None:
    size = LONGEST_ANSWER + 10
    row = ReaderInput((), (), 1, tuple((i, i + 1) for i in range(size)))
    starts, ends = np.zeros(size + 2, np.float32), np.zeros(size + 2, np.float32)
    starts[1] = ends[size] = 5.0
    starts[2] = 4.0
    span, margin = best_span(row, starts, ends, (0, size))
    assert span is not None
    assert span[1] - span[0] <= LONGEST_ANSWER
    assert margin == 5.0


@pytest.mark.parametrize(
    ("span", "tokens"), [((0, 2), (3, 3)), ((3, 8), (4, 5)), ((4, 7), (4, 5)), ((9, 12), None), ((20, 22), None)]
)
def test_a_span_in_tokens(span: tuple[int, int], tokens: tuple[int, int] | None) -> None:
    assert token_span(ROW, span) == tokens
