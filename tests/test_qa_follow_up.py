import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import STOP_WORDS
from qa.follow_up import understood

TROOPS = "How many troops were in Lebanon?"


@pytest.mark.parametrize(
    ("question", "asked_as"),
    [
        ("And in 2019?", "And in 2019? (troops Lebanon)"),
        ("but why", "but why (troops Lebanon)"),
        ("What about Syria?", "What about Syria? (troops Lebanon)"),
        ("How about the navy?", "How about the navy? (troops Lebanon)"),
        ("Why?", "Why? (troops Lebanon)"),
        ("why not?", "why not? (troops Lebanon)"),
        ("Since when?", "Since when? (troops Lebanon)"),
        ("When was that?", "When was that? (troops Lebanon)"),
        ("Where are they?", "Where are they? (troops Lebanon)"),
        ("Who sent them?", "Who sent them? (troops Lebanon)"),
        ("When did he say it?", "When did he say it? (troops Lebanon)"),
        ("Which of these troops left?", "Which of these troops left? (Lebanon)"),
        ("  Who paid for it? \n", "Who paid for it? (troops Lebanon)"),
    ],
)
def test_what_refers_back_gets_the_content_words_that_it_lacks(question: str, asked_as: str) -> None:
    assert understood(question, [TROOPS]) == asked_as


@pytest.mark.parametrize(
    "question",
    [
        "How many ducks are there?",
        "Is there a ceasefire in Gaza?",
        "Who said that Israel attacked?",
        "Which city is Beirut near?",
        "Where is Paris?",
        "When was Rome founded?",
        "Why did Israel attack?",
        "What is the population of Lebanon?",
        "And the president of France is who exactly?",
        "Thermal items",
        "",
        "???",
        "谁是法国总统？",
    ],
)
def test_what_stands_alone_is_taken_as_it_is(question: str) -> None:
    assert understood(question, [TROOPS]) is None


def test_without_an_earlier_question_nothing_is_completed() -> None:
    assert understood("Why did he say it?", []) is None


def test_an_earlier_question_that_has_nothing_to_add_completes_nothing() -> None:
    assert understood("Why were troops in Lebanon then?", [TROOPS]) is None
    assert understood("And then?", ["Who is he?"]) is None


def test_a_follow_up_of_a_follow_up_keeps_what_the_first_was_about() -> None:
    assert understood("Who sent them?", [TROOPS, "And in Syria?"]) == "Who sent them? (Syria troops Lebanon)"


def test_a_new_subject_ends_the_old_one() -> None:
    assert understood("Who won it?", [TROOPS, "When was the world cup?"]) == "Who won it? (world cup)"


def test_each_word_is_added_once() -> None:
    assert understood("Why?", ["Ducks, ducks and more Ducks?"]) == "Why? (Ducks ducks)"


def test_a_conversation_of_thousands_of_follow_ups_is_followed() -> None:
    assert understood("Why?", [TROOPS, *["And then?"] * 5_000]) == "Why? (troops Lebanon)"


def test_a_pasted_text_without_spaces_is_read_at_once() -> None:
    pasted = "And " + "x" * 10_000 + " a b c d"
    assert understood(pasted, [TROOPS]) is None


@given(st.text(max_size=60), st.lists(st.text(max_size=30) | st.just("Why?") | st.just(TROOPS), max_size=4))
def test_a_completed_question_is_the_question_and_content_words_of_the_earlier(
    question: str, earlier: list[str]
) -> None:
    asked_as = understood(question, earlier)
    if asked_as is not None:
        start, _, added = asked_as.rpartition(" (")
        assert start == question.strip()
        before = {word for turn in earlier for word in turn.replace("?", " ").split()}
        assert added.endswith(")")
        for word in added[:-1].split():
            assert word.lower() not in STOP_WORDS
            assert any(word in other for other in before)
