import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.follow_up import Turn
from qa.queries import Query, read_queries, read_set, spread

Write = Callable[[str, str], Path]

ROWS = {"a", "b", "7"}


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_what_a_row_does_not_say_is_empty(write: Write) -> None:
    path = write("queries.jsonl", lines({"question": "Who?", "gold": ["a"]}))
    assert read_queries(path, rows=ROWS) == [Query("1", "Who?", gold=("a",))]


def test_everything_that_a_row_may_say(write: Write) -> None:
    row = {"id": "q", "question": "Who?", "gold": [7, "b"], "answers": ["Ann", "Berg"], "evidence": ["Ann did."]}
    path = write("queries.jsonl", lines(row, {**row, "id": 8, "answerable": False}))
    (first, second) = read_queries(path, rows=ROWS)
    assert first == Query("q", "Who?", (), False, ("7", "b"), ("Ann", "Berg"), ("Ann did.",), True)
    assert (second.id, second.answerable) == ("8", False)


def test_a_byte_order_mark_and_blank_lines_do_not_matter(write: Write) -> None:
    path = write("queries.jsonl", "\ufeff" + lines({"question": "Who?", "answerable": False}) + " \n\n")
    assert read_queries(path, rows=ROWS) == [Query("1", "Who?", answerable=False)]


@pytest.mark.parametrize(
    ("said", "answerable"),
    [
        ({"answerable": True}, True),
        ({"answerable": False, "answers": ["Ann"]}, False),
        ({"answerability": "PARTIAL"}, True),
        ({"answerability": ["ANSWERABLE"]}, True),
        ({"answerability": ["UNANSWERABLE"]}, False),
        ({"answerability": "UNDERSPECIFIED"}, False),
        ({"answers": ["Ann"]}, True),
        ({"evidence": ["Ann did."]}, True),
        ({"gold": ["a"]}, None),
        ({"gold": ["a"], "answers": []}, None),
    ],
)
def test_what_is_answerable(said: dict[str, object], answerable: bool | None, write: Write) -> None:
    (query,) = read_queries(write("queries.jsonl", lines({"question": "Who?", **said})), rows=ROWS)
    assert query.answerable is answerable


@pytest.mark.parametrize(("role", "key"), [("assistant", "content"), ("agent", "text")])
def test_a_conversation_ends_in_the_question(role: str, key: str, write: Write) -> None:
    messages = [
        {"role": "user", key: "Who is Ann?"},
        {"role": role, key: "A keeper."},
        {"role": "user", key: "Why?"},
        {"role": role, key: "Nobody knows."},
        {"role": "user", key: "And Bo?"},
    ]
    (query,) = read_queries(write("queries.jsonl", lines({"messages": messages, "gold": ["a"]})), rows=ROWS)
    assert query == Query(
        "1", "And Bo?", (Turn("Who is Ann?", "A keeper."), Turn("Why?", "Nobody knows.")), True, ("a",)
    )


USER = {"role": "user", "content": "Who?"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"question": "Who?"}, "nothing is known of its answer: expected one of gold, answers, answerable, answerabil"),
        ({"question": "Who?", "answers": [], "gold": []}, "nothing is known of its answer"),
        ({"gold": ["a"]}, r'expected a "question" \(or "messages"\)'),
        ({"question": " ", "gold": ["a"]}, 'expected a "question"'),
        ({"question": ["Who?"], "gold": ["a"]}, 'expected a "question"'),
        ({"question": "Who?", "gold": ["a", "c"]}, "the gold row 'c' is not in the corpus"),
        ({"question": "Who?", "gold": [None]}, '"gold" must be a list of ids'),
        ({"question": "Who?", "gold": {"a": 1}}, '"gold" must be a list of ids'),
        ({"question": "Who?", "answers": [40]}, '"answers" must be a list of strings'),
        ({"question": "Who?", "evidence": {"text": "a"}}, '"evidence" must be a list of strings'),
        ({"question": "Who?", "answerable": "no"}, "\"answerable\" must be true or false, found 'no'"),
        ({"question": "Who?", "answerability": "MAYBE"}, "\"answerability\" must be one of .*, found 'MAYBE'"),
        ({"messages": [], "gold": ["a"]}, '"messages" must be .* end in a user\'s turn'),
        ({"messages": "Who?", "gold": ["a"]}, '"messages" must be'),
        ({"messages": [USER, {"role": "agent", "content": "Ann."}], "gold": ["a"]}, "end in a user's turn"),
        ({"messages": [USER, {"role": "user", "content": " "}], "gold": ["a"]}, "end in a user's turn"),
        ([1], "expected an object, found list"),
    ],
)
def test_what_cannot_be_asked_is_named_with_its_line(row: object, message: str, write: Write) -> None:
    path = write("queries.jsonl", lines({"question": "Who?", "gold": ["a"]}, row))
    with pytest.raises(ValueError, match=message) as raised:
        read_queries(path, rows=ROWS)
    assert str(raised.value).startswith(f"{path}, line 2: ")
    assert "\n" not in str(raised.value)


def test_a_file_without_questions_is_refused(write: Write) -> None:
    with pytest.raises(ValueError, match=r"queries\.jsonl: no questions in it"):
        read_queries(write("queries.jsonl", "\n\n"), rows=ROWS)


@given(st.integers(1, 300), st.integers(1, 300))
def test_a_part_is_spread_evenly_over_the_whole(total: int, limit: int) -> None:
    queries = [Query(str(n), "Who?") for n in range(total)]
    places = [int(query.id) for query in spread(queries, limit)]
    assert len(places) == min(limit, total)
    steps = {later - earlier for earlier, later in pairwise(places)}
    assert places[0] == 0
    assert steps <= {total // len(places), total // len(places) + 1}
    assert total - places[-1] <= total // len(places) + 1


def test_a_set_is_a_corpus_and_its_questions(write: Write) -> None:
    write("corpus.jsonl", lines({"id": "a", "text": "Ann keeps geese."}))
    path = write("queries.jsonl", lines({"question": "Who keeps geese?", "gold": ["a"]}))
    corpus, queries = read_set(path.parent / "corpus.jsonl", path)
    assert [document.text for document in corpus] == ["Ann keeps geese."]
    assert [query.gold for query in queries] == [("a",)]
    write("queries.jsonl", lines({"question": "Who?", "gold": ["b"]}))
    with pytest.raises(ValueError, match="the gold row 'b' is not in the corpus"):
        read_set(path.parent / "corpus.jsonl", path)
