import math
import re
from collections.abc import Iterator, Sequence
from unittest.mock import patch

import pytest
from conftest import SEED
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, put

from index.catalog import Catalog
from index.library import Library
from index.opening import open_library
from qa import follow_up
from qa.follow_up import Turn
from qa.refers_back import names_another

TROOPS = "How many troops were in Lebanon?"
TEXTS = (
    "Troops were sent to Lebanon in 2019 by Ann Berg.",
    "Ducks swim on the quiet lake.",
    "The cup was won by Lund.",
)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(tmp_path_factory.mktemp("news"), encoder=FakeEncoder()) as library:
        catalog = Catalog(library.folder)
        put(catalog, library.encoder, [document(f"d{n}", text) for n, text in enumerate(TEXTS)])
        catalog.close()
        yield library


def understood(library: Library, question: str, earlier: Sequence[str]) -> str | None:
    """As `follow_up.understood`, after questions for which nothing was shown, and by their wording alone."""
    turns = [Turn(text) for text in earlier]
    with patch.object(follow_up, "RELATED_FROM", math.inf):  # words in common are all that the fake encoder knows
        return follow_up.understood(question, turns, library.snapshot(), library.encoder)


@pytest.mark.parametrize(
    ("question", "asked_as"),
    [
        ("And in 2019?", "How many troops were in Lebanon in 2019?"),
        ("but why", "but why (troops, Lebanon)"),
        ("What about Syria?", "How many troops were in Syria?"),
        ("How about the navy?", "How about the navy? (troops, Lebanon)"),
        ("Why?", "Why? (troops, Lebanon)"),
        ("why not?", "why not? (troops, Lebanon)"),
        ("Since when?", "Since when? (troops, Lebanon)"),
        ("When was that?", "When was that? (troops, Lebanon)"),
        ("Where are they?", "Where are they? (troops, Lebanon)"),
        ("Who sent them?", "Who sent them? (troops, Lebanon)"),
        ("When did he say it?", "When did he say it? (troops, Lebanon)"),
        ("  Who paid for it? \n", "Who paid for it? (troops, Lebanon)"),
    ],
)
def test_what_refers_back_gets_the_content_words_that_it_lacks(news: Library, question: str, asked_as: str) -> None:
    assert understood(news, question, [TROOPS]) == asked_as


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
        "Warum?",
        "¿Y en 2019?",
    ],
)
def test_what_stands_alone_is_taken_as_it_is(news: Library, question: str) -> None:
    assert understood(news, question, [TROOPS]) is None


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of the sample document, with the real encoder."""
    with open_library(tmp_path_factory.mktemp("article")) as library:
        library.add([SEED])
        yield library


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "asked_as"),
    [
        ("Which of these troops left?", "Which of these troops left? (Lebanon)"),
        ("What other countries sent soldiers?", "What other countries sent soldiers? (troops, Lebanon)"),
        ("Who was elected pope in spring?", None),
        ("Thermal items", None),
        ("Is there a ceasefire in Gaza?", None),
        ("Which city is Beirut near?", None),
        ("What is the population of Lebanon?", None),
        ("And the president of France is who exactly?", None),
    ],
)
def test_what_is_related_and_names_nothing_goes_on(article: Library, question: str, asked_as: str | None) -> None:
    snapshot, encoder = article.snapshot(), article.encoder
    assert follow_up.understood(question, [Turn(TROOPS)], snapshot, encoder) == asked_as


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("How many lamps did the hostile keeper count?", True),
        ("Where did the hostile keeper live?", True),
        ("How many lamps did the sailor count?", True),
        ("How many lamps did the keeper count in winter?", False),
        ("Where did the keeper live?", False),
        ("Why?", False),
    ],
)
def test_what_names_another_thing_than_the_question_before_stands_alone(
    news: Library, question: str, alone: bool
) -> None:
    before = "How many lamps did the dropped keeper count?"
    assert names_another(question, before) is alone
    with patch.multiple(follow_up, RELATED_FROM=-math.inf, NEAR_FROM=-math.inf):
        asked_as = follow_up.understood(question, [Turn(before)], news.snapshot(), news.encoder)
    assert (asked_as is None) is alone


def test_without_an_earlier_question_nothing_is_completed(news: Library) -> None:
    assert understood(news, "Why did he say it?", []) is None


def test_an_earlier_question_that_has_nothing_to_add_completes_nothing(news: Library) -> None:
    assert understood(news, "Why were troops in Lebanon then?", [TROOPS]) is None
    assert understood(news, "And then?", ["Who is he?"]) is None


def test_a_follow_up_of_a_follow_up_keeps_what_the_first_was_about(news: Library) -> None:
    assert understood(news, "Who sent them?", [TROOPS, "And in Syria?"]) == "Who sent them? (troops, Syria)"


def test_a_new_subject_ends_the_old_one(news: Library) -> None:
    assert understood(news, "Who won it?", [TROOPS, "When was the world cup?"]) == "Who won it? (world cup)"


def test_each_word_is_added_once(news: Library) -> None:
    assert understood(news, "Why?", ["Ducks, ducks and more Ducks?"]) == "Why? (Ducks)"


def test_a_conversation_of_thousands_of_follow_ups_is_followed(news: Library) -> None:
    assert understood(news, "Why?", [TROOPS, *["And then?"] * 5_000]) == "Why? (troops, Lebanon)"


def test_a_pasted_text_without_spaces_is_read_at_once(news: Library) -> None:
    pasted = "And " + "x" * 10_000 + " a b c d"
    assert understood(news, pasted, [TROOPS]) is None


@given(st.text(max_size=60), st.lists(st.text(max_size=30) | st.just("Why?") | st.just(TROOPS), max_size=4))
def test_what_a_question_is_asked_as_has_words_of_the_conversation_only(
    news: Library, question: str, earlier: list[str]
) -> None:
    asked_as = understood(news, question, earlier)
    if asked_as is not None:
        said = {word for text in (question, *earlier) for word in re.findall(r"\w+", text)}
        assert {*re.findall(r"\w+", asked_as)} <= said | {"s", "in", "on"}
