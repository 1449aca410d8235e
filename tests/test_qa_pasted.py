from collections.abc import Iterator, Sequence
from random import Random

import pytest
from conftest import SEED
from fake_encoder import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from stored import document, put

from index.catalog import Catalog
from index.library import Library
from index.opening import open_library
from index.sentences import sentence_spans
from index.snapshot import Scope, Snapshot
from qa.alignment import words_of
from qa.forms_reader import FORMS
from qa.pasted import LONGEST, NEARLY, Match, check, looks_pasted, merged, standing

POND = """Ducks of the pond

In 1987 the council of Ulm bought the old pond for 12,500 marks. The mayor, Eva Roth, called it a gift to the town.
Nobody has ever seen a swan there, but 40 herons have nested near the sluice since 1991. The water is not deep.
A bridge was never built. According to the council the pond holds about 3.5 million litres of water in winter."""

LAKE = """The lake

The mayor, Eva Roth, called it a gift to the town. In 2003 the council of Ulm sold the old mill for 90,000 euros.
The lake holds about 7 million litres of water in summer."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    encoder = FakeEncoder()
    with open_library(tmp_path_factory.mktemp("pasted"), encoder=encoder, reader=FORMS) as library:
        library.add([SEED])
        catalog = Catalog(library.folder)
        put(catalog, encoder, [document("pond", POND, title="Ducks"), document("lake", LAKE, title="The lake")])
        catalog.close()
        yield library.snapshot()


def told(match: Match, pasted: str, snapshot: Snapshot) -> tuple[str, list[tuple[str, str]]]:
    """Return the words that were found, and each difference: what the document and what the pasted text has."""
    text = snapshot.document(match.document).text
    changes = [(text[slice(*change.document)], pasted[slice(*change.pasted)]) for change in match.differences]
    return text[slice(*match.words)], changes


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("In 1987 the council of Ulm bought the old pond for 12,500 marks.",
         "In 1987 the council of Ulm bought the old pond for 12,500 marks"),
        ("in 1987 THE COUNCIL of Ulm bought\n\nthe old  pond", "In 1987 the council of Ulm bought the old pond"),
        ("“Nobody has ever seen a swan there” …", "Nobody has ever seen a swan there"),
        ("The mayor — Eva Roth — called it a gift", "The mayor, Eva Roth, called it a gift"),
        ("The water is not deep. A bridge was never built!", "The water is not deep. A bridge was never built"),
        ("marks. The mayor, Eva Roth, called", "marks. The mayor, Eva Roth, called"),
        ("The Pentagon announced on Monday that 'additional' service members would be deployed",
         "The Pentagon announced on Monday that ‘additional’ service members would be deployed"),
        ("“It's possible and I'm using every bit of energy I have with my team - to get this done,”",
         "It’s possible and I’m using every bit of energy I have with my team — to get this done"),
        ('"We are inflicting blows on Hezbollah that it never imagined," he said. "We are doing it with might"',
         "We are inflicting blows on Hezbollah that it never imagined,’ he said. ‘We are doing it with might"),
        ("diplomats added in a statement. Israel expanded its aerial assaults",
         "diplomats added in a statement. Israel expanded its aerial assaults"),
        ("They arrive: the 4th and 5th floors of a building", None),
    ],
)  # fmt: skip
def test_what_stands_word_for_word_is_said_to(snapshot: Snapshot, pasted: str, found: str | None) -> None:
    matches = check(pasted, snapshot)
    words = [" ".join(told(match, pasted, snapshot)[0].split()) for match in matches if match.word_for_word]
    assert words == ([found] if found else [])


@pytest.mark.parametrize(
    ("pasted", "changes"),
    [
        # another number
        ("In 1978 the council of Ulm bought the old pond for 12,500 marks.", [("1987", "1978")]),
        ("In 1987 the council of Ulm bought the old pond for 125,00 marks.", [("12,500", "125,00")]),
        ("Nobody has ever seen a swan there, but 14 herons have nested near the sluice", [("40", "14")]),
        ("the pond holds about 35 million litres of water in winter", [("3.5", "35")]),
        ("the pond holds about 3.5 billion litres of water in winter", [("million", "billion")]),
        ("Monday that killed nearly 5,000 people, wounded over 1,600 more", [("500", "5,000")]),
        ("Devastating airstrikes by the Israeli military on Monday killed at least 1000 people", [("100", "1000")]),
        # a negation more or less, or its contrary
        ("The water is deep. A bridge was never built.", [("not", "")]),
        ("Somebody has ever seen a swan there, but 40 herons have nested", [("Nobody", "Somebody")]),
        ("The mayor, Eva Roth, never called it a gift to the town.", [("", "never")]),
        ("the Pentagon would confirm how many troops would be deployed or where they are going", None),
        ("The embassy isn't providing limited flight options out of the nearest airport", [("is", "isn't")]),
        ("an all-out war is not inevitable, President Joe Biden said there was still a chance", None),
        ("President Joe Biden said there was no chance of reaching a ceasefire", [("still a", "no")]),
        # another name or day
        ("The mayor, Ada Roth, called it a gift to the town.", [("Eva", "Ada")]),
        ("The chief of Israel's army said Thursday it was preparing for a possible ground operation",
         [("Wednesday", "Thursday")]),
        # words more, less, or others
        ("In 1987 the council of Ulm bought the pond for 12,500 marks.", [("old", "")]),
        ("In 1987 the small council of Ulm quickly bought the old pond for 12,500 marks.",
         [("", "small"), ("", "quickly")]),
        ("schools have been closed early during the heavy rains", [("attacks", "rains")]),
        ("According to Reuters, schools have been closed early during the heavy attacks",
         [("", "According to Reuters")]),
        ("In 1987 the town of Ulm purchased the old pond for 12,500 marks. The mayor called it a gift to the town.",
         [("council", "town"), ("bought", "purchased"), ("Eva Roth", "")]),
    ],
)  # fmt: skip
def test_what_differs_is_shown(snapshot: Snapshot, pasted: str, changes: Sequence[tuple[str, str]] | None) -> None:
    matches = check(pasted, snapshot)
    assert not any(match.word_for_word for match in matches)
    if changes is not None:
        (match,) = matches
        assert told(match, pasted, snapshot)[1] == changes


@pytest.mark.parametrize(
    "pasted",
    [
        "The council of Ulm has forty members and meets in winter.",
        "Herons nest near water and eat about 500 grams of fish a day.",
        "The lake is not deep, and nobody has ever built a bridge there.",
        "Eva Roth was the mayor of the old town of Ulm.",
        "Israel is a country in the Middle East with a large army.",
        "We are going to win this war against everyone who opposes us.",
        "President Joe Biden spoke at the United Nations about the climate.",
        "The U.S. Embassy in Beirut is a building in the north of the city.",
        "It is one of the most important things that there are in the world.",
        "to be or not to be that is the question",
        "lorem ipsum dolor sit amet consectetur adipiscing elit",
        "ceasefire Israel Hezbollah Lebanon troops airstrikes Biden",
    ],
)
def test_other_sentences_on_the_same_topic_do_not_match(snapshot: Snapshot, pasted: str) -> None:
    assert check(pasted, snapshot) == ()


def test_a_sentence_that_stands_twice_has_two_places(snapshot: Snapshot) -> None:
    (match,) = check("The mayor, Eva Roth, called it a gift to the town.", snapshot)
    words = "The mayor, Eva Roth, called it a gift to the town"
    assert (match.document, match.words) == ("lake", (LAKE.index(words), LAKE.index(words) + len(words)))
    assert match.places == (("pond", (POND.index(words), POND.index(words) + len(words))),)
    caption = "At a speech given at the United Nations Tuesday, Joe Biden called for peace in the Middle East"
    (match,) = check(caption, snapshot)
    assert (match.word_for_word, len(match.places)) == (True, 1)


def test_word_for_word_in_one_document_wins_over_nearly_in_another(snapshot: Snapshot) -> None:
    (match,) = check("the council of Ulm sold the old mill for 90,000 euros", snapshot)
    assert (match.document, match.word_for_word) == ("lake", True)


def test_sentences_from_several_places_are_looked_for_one_by_one(snapshot: Snapshot) -> None:
    pasted = (
        "In 2003 the council of Ulm sold the old mill for 90,000 euros. Nobody knows what became of all that money. "
        "Nobody has ever seen a goose there, but 40 herons have nested near the sluice since 1991."
    )
    mill, swan = check(pasted, snapshot)
    assert (mill.document, mill.word_for_word) == ("lake", True)
    assert pasted[slice(*mill.pasted)] == "In 2003 the council of Ulm sold the old mill for 90,000 euros"
    assert (swan.document, told(swan, pasted, snapshot)[1]) == ("pond", [("swan", "goose")])


def test_whole_sentences_are_told(snapshot: Snapshot) -> None:
    (match,) = check("the old pond for 12,500 marks. The mayor, Eva", snapshot)
    assert snapshot.document(match.document).text[slice(*match.sentences)] == (
        "In 1987 the council of Ulm bought the old pond for 12,500 marks. "
        "The mayor, Eva Roth, called it a gift to the town."
    )


def test_the_scope_holds(snapshot: Snapshot) -> None:
    pasted = "The mayor, Eva Roth, called it a gift to the town."
    (match,) = check(pasted, snapshot, Scope(only=("pond",)))
    assert (match.document, match.places) == ("pond", ())
    assert check("In 2003 the council of Ulm sold the old mill", snapshot, Scope(only=("pond",))) == ()


@pytest.mark.parametrize("pasted", ["", "?!", "one two three four five", "★ ★ ★ ★ ★ ★ ★", "a " * LONGEST])
def test_what_is_no_sentence_matches_nothing(snapshot: Snapshot, pasted: str) -> None:
    assert check(pasted, snapshot) == ()


def test_an_empty_library_holds_nothing(library: Library) -> None:
    assert check("The mayor, Eva Roth, called it a gift to the town.", library.snapshot()) == ()


@pytest.mark.parametrize(
    ("question", "pasted"),
    [
        ("The Pentagon announced on Monday that more would be deployed.", True),
        ("the pentagon announced on monday that more would be deployed", True),
        ("“We will not rest until they return home.”", True),
        ("When he came home, the lights were out.", True),
        ("What a day it was for him! Nobody slept.", True),
        ("谁说过我们绝不会休息直到他们回家。", True),
        ("When did he come home in the end", False),
        ("how many people were killed on monday in lebanon", False),
        ("Who is the president of France?", False),
        ("He said so. Is that what the report says?", False),
        ("tell me about the war in the region", False),
        ("Please list all the people who were there", False),
        ("What's the name of the chief of staff", False),
        ("the ceasefire in Lebanon", False),
        ("谁写了浮士德？", False),
        ("", False),
    ],
)
def test_statements_are_told_from_questions(question: str, pasted: bool) -> None:
    assert looks_pasted(question) is pasted


def test_merged_and_standing_are_worked_by_hand() -> None:
    assert merged([]) == []
    assert merged([(5, 6), (0, 2), (2, 3), (1, 2)]) == [(0, 3), (5, 6)]
    assert standing(words_of("a a"), words_of("a a a a b a")) == [(0, 3), (4, 7)]
    assert standing(words_of("a b"), words_of("a")) == []


def spans_hold(match: Match, pasted: str, snapshot: Snapshot) -> None:
    text = snapshot.document(match.document).text
    assert match.sentences[0] <= match.words[0] < match.words[1] <= match.sentences[1]
    assert 0 <= match.pasted[0] < match.pasted[1] <= len(pasted)
    # what is not told to differ is equal: without the differences, both texts have the same words
    ours = words_outside(pasted, match.pasted, [change.pasted for change in match.differences])
    theirs = words_outside(text, match.words, [change.document for change in match.differences])
    assert ours == theirs
    for id, span in match.places:
        other = snapshot.document(id).text
        assert words_of(other[slice(*span)]).forms == words_of(pasted[slice(*match.pasted)]).forms


def words_outside(text: str, span: tuple[int, int], holes: Sequence[tuple[int, int]]) -> list[str]:
    words = words_of(text, *span)
    return [
        form
        for form, (start, end) in zip(words.forms, words.spans, strict=True)
        if not any(a <= start and end <= b for a, b in holes)
    ]


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_changed_copies_are_found_and_told_truly(snapshot: Snapshot, seed: int) -> None:
    drawn = Random(seed)
    text = snapshot.document(drawn.choice([row.id for row in snapshot.documents])).text
    sentences = [span for span in sentence_spans(text) if len(words_of(text, *span).forms) >= 8]
    first = drawn.randrange(len(sentences))
    start, end = sentences[first][0], sentences[min(len(sentences) - 1, first + drawn.randrange(3))][1]
    words = text[start:end].split()
    original = words_of(" ".join(words)).forms
    for _ in range(drawn.randrange(1 + len(words) // 10)):
        place = drawn.randrange(len(words))
        words[place : place + drawn.randrange(2)] = drawn.sample(["7,777", "not", "Quux", "the"], drawn.randrange(2))
    pasted = drawn.choice([" ", "\n", "  "]).join(words)
    if drawn.random() < 0.5:
        pasted = pasted.upper().translate(str.maketrans("‘’—", "''-"))
    matches = check(pasted, snapshot)
    assert matches
    for match in matches:
        spans_hold(match, pasted, snapshot)
        assert match.likeness >= NEARLY
    if words_of(pasted).forms == original:
        assert len(matches) == 1
        assert matches[0].word_for_word


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_any_words_are_answered_truly(snapshot: Snapshot, seed: int) -> None:
    drawn = Random(seed)
    known = snapshot.document("pond").text.split()
    pasted = " ".join(drawn.choices(known, k=drawn.randint(1, 40)))
    for match in check(pasted, snapshot):
        spans_hold(match, pasted, snapshot)
