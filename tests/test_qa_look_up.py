import pytest
from fake_encoder import FakeEncoder
from stored import document, put

from index.catalog import Catalog
from index.library import Library
from index.snapshot import EVERYTHING
from qa.look_up import MOST_DIFFERENCES, LookedUp, look_up, only_a_phrase

TEXTS = {
    "strikes": "Israeli strikes killed at least 100 people on Monday. The army did not say who was targeted.",
    "talks": "The talks ended on Friday. Israeli strikes killed at least 100 people on Monday.",
}


@pytest.fixture
def news(library: Library, encoder: FakeEncoder) -> Library:
    catalog = Catalog(library.folder)
    put(catalog, encoder, [document(id, text, title=id) for id, text in TEXTS.items()])
    catalog.close()
    return library


def looked(library: Library, question: str) -> LookedUp | None:
    return look_up(question, library.snapshot(), EVERYTHING)


def test_a_pasted_sentence_with_where_else_it_stands(news: Library) -> None:
    found = looked(news, "Israeli strikes killed at least 100 people on Monday.")
    assert found is not None
    assert (found.notice, found.confidence) == ("This stands word for word in your documents.", 1.0)
    (item,) = found.found
    assert TEXTS[item.document][slice(*item.span)] == "Israeli strikes killed at least 100 people on Monday."
    assert len(item.places) == 1


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("Israeli strikes killed at least 200 people on Monday.", "“100” there is “200” here"),
        ("The army did say who was targeted.", "“not” there is missing here"),
        ("The army did not yet say who was targeted.", "“yet” is missing there"),
    ],
)
def test_what_differs_is_told(news: Library, pasted: str, told: str) -> None:
    found = looked(news, pasted)
    assert found is not None
    assert found.notice == f"This stands nearly so in your documents: {told}."
    assert 0.5 < found.confidence < 1.0


def test_many_differences_are_counted(library: Library, encoder: FakeEncoder) -> None:
    catalog = Catalog(library.folder)
    words = [f"goose{a}{b}" for a in "abcdef" for b in "abcdefghij"]
    put(catalog, encoder, [document("d", " ".join(words) + ".")])
    catalog.close()
    changed = [f"duck{word[-2:]}" if n % 7 == 3 else word for n, word in enumerate(words)]
    found = looked(library, " ".join(changed) + ".")
    assert found is not None
    assert found.notice.count("there is") == MOST_DIFFERENCES
    assert found.notice.endswith(", and 3 more.")


def test_documents_that_mention_something(news: Library) -> None:
    found = looked(news, "Which documents mention the talks?")
    assert found is not None
    assert (found.notice, found.confidence) == ("One document mentions “talks”.", 1.0)
    assert [TEXTS[item.document][slice(*item.words)] for item in found.found if item.words] == ["talks"]


@pytest.mark.parametrize(
    "question",
    [
        "Who was killed on Monday?",
        "Which documents mention ducks?",
        "“ducks”",
        "",
        "Nobody has ever said so much at all.",
    ],
)
def test_other_questions_are_not_looked_up(news: Library, question: str) -> None:
    assert looked(news, question) is None


@pytest.mark.parametrize(
    ("question", "phrase"),
    [("“at least 100”", "at least 100"), ('"a" or "b"', None), ('"a" "b"', None), ("x “a”", None), ("a", None)],
)
def test_a_phrase_and_nothing_else(question: str, phrase: str | None) -> None:
    assert only_a_phrase(question) == phrase


def test_a_phrase_alone_lists_who_holds_it(news: Library) -> None:
    found = looked(news, "“at least 100”")
    assert found is not None
    assert found.notice == "2 documents mention “at least 100”."
