from collections.abc import Iterator, Sequence
from random import Random

import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, put

from index.catalog import Catalog
from index.library import Library
from index.opening import open_library
from index.snapshot import Snapshot
from qa.forms_reader import FORMS
from qa.spelling import MOST_WORDS, beginning_mistakes, corrected, mistakes, nearest, one_mistake

TEXTS = {
    "lebanon": "Hezbollah fired a missile at Tel Aviv. The government of Lebanon met; governments were silent.",
    "israel": "Benjamin Netanyahu promised that families could return to their homes near the border.",
    "music": "Beyoncé sang in Houston. Her musicians played quietly.",
    "scouts": "A French scouting party came.",
    "votes": "The counting of votes went on. Counting is dull, counting is long. The accommodation was paid.",
    "fees": "Counting fees are due.",
}


class Splitting(FakeEncoder):
    """Knows as one token only what it is told to know."""

    def __init__(self, *known: str) -> None:
        super().__init__()
        self.known = known

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        starts = super().token_starts(texts)
        return [
            [0] if text in self.known else [0, 1] if len(row) == 1 else row
            for text, row in zip(texts, starts, strict=True)
        ]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    encoder = FakeEncoder()
    with open_library(tmp_path_factory.mktemp("spelling"), encoder=encoder, reader=FORMS) as library:
        catalog = Catalog(library.folder)
        put(catalog, encoder, [document(id, text, title="Zyxwvut news") for id, text in TEXTS.items()])
        catalog.close()
        yield library.snapshot()


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Who is Netanyhau?", "Who is Netanyahu?"),  # swapped
        ("Who is Netanahu?", "Who is Netanyahu?"),  # missing
        ("Who is Netanyyahu?", "Who is Netanyahu?"),  # too many
        ("Who is Metanyahu?", "Who is Netanyahu?"),  # the first letter
        ("who is netanyahuu", "who is Netanyahu"),  # as the documents write it
        ("What did the govermnent of Lebanon do?", "What did the government of Lebanon do?"),
        ("What did the goverment of Lebannon do?", "What did the government of Lebanon do?"),  # each supports the other
        ("What did Beyonse play in Houston?", "What did Beyoncé play in Houston?"),
        ("Which musicains played?", "Which musicians played?"),  # a swap where the stem ends
        ("Was the accomodaton paid?", "Was the accommodation paid?"),  # two mistakes
        ("Was there a French scounting party?", "Was there a French scouting party?"),  # not the frequent “counting”
        ("Whose are the counnting fees?", "Whose are the counting fees?"),
        ("Zyxwuvt?", "Zyxwvut?"),  # a word of the title
    ],
)
def test_a_misspelt_word_is_put_right(snapshot: Snapshot, question: str, right: str) -> None:
    assert corrected(question, snapshot, Splitting()) == right


@pytest.mark.parametrize(
    "question",
    [
        "Who is Benjamin Netanyahu?",  # nothing misspelt
        "Who governs Lebanon?",  # another form
        'Who is "Netanyhau"?',  # in quotes
        "Who is «Netanyhau» today?",
        "Did they fier a shot?",  # short
        "What of A1netanyhau, netanyhau2 and 123456?",  # numbers
        "Is it netanyhau.com, info@netanyhau or /netanyhau?",  # addresses
        "What of Netanyhau-19?",
        "Who is netanyHau?",  # typed with care
        "What is photosynthesis?",  # nothing near
        "Was Amelia Earhart a Netanyxxz?",  # too far
        "Who composed the counbing symphony of Vienna in winter?",  # near, and nothing else of the question near it
        "",
        "?!",
    ],
)
def test_what_may_be_right_is_left_alone(snapshot: Snapshot, question: str) -> None:
    assert corrected(question, snapshot, Splitting()) is None


def test_a_word_that_the_encoder_knows_is_left_alone(snapshot: Snapshot) -> None:
    assert corrected("Which government of Lebanox?", snapshot, Splitting()) == "Which government of Lebanon?"
    assert corrected("Which government of Lebanox?", snapshot, Splitting("Lebanox")) is None


def test_a_question_about_something_else_is_left_alone(snapshot: Snapshot) -> None:
    words = ["Netanyhau", "Benjmain", "promsied", "familes"]
    assert corrected(" ".join(words[:MOST_WORDS]), snapshot, Splitting()) is not None
    assert corrected(" ".join(words[: MOST_WORDS + 1]), snapshot, Splitting()) is None


def test_of_equals_the_one_with_the_other_words_wins_then_the_frequent_one(snapshot: Snapshot) -> None:
    assert nearest("scounting", "Was the French party scounting?", snapshot) == "scouting"
    assert nearest("scounting", "scounting", snapshot) == "counting"


def test_an_empty_library_corrects_nothing(library: Library) -> None:
    assert corrected("Who is Netanyhau?", library.snapshot(), Splitting()) is None


def distance_by_definition(a: str, b: str) -> int:
    """The optimal string alignment distance, by its recursion."""
    if not a or not b:
        return len(a) + len(b)
    ways = [
        distance_by_definition(a[1:], b) + 1,
        distance_by_definition(a, b[1:]) + 1,
        distance_by_definition(a[1:], b[1:]) + (a[0] != b[0]),
    ]
    if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
        ways.append(distance_by_definition(a[2:], b[2:]) + 1)
    return min(ways)


@given(st.text("abcd", max_size=6), st.text("abcd", max_size=6), st.integers(1, 3))
def test_mistakes_are_counted_by_definition_up_to_a_limit(a: str, b: str, most: int) -> None:
    assert mistakes(a, b, most) == min(distance_by_definition(a, b), most + 1)
    beginnings = [distance_by_definition(a, b[:end]) for end in range(len(b) + 1)]
    assert beginning_mistakes(b, a, most) == min(*beginnings, most + 1)


@given(st.text("abyz", min_size=1, max_size=6), st.integers(0, 2**32))
def test_one_mistake_away_is_all_that_one_mistake_makes(word: str, seed: int) -> None:
    made = one_mistake(word)
    assert word not in made
    assert all(mistakes(word, other, 1) == 1 for other in Random(seed).sample(sorted(made), 20))
    other = "".join(Random(seed).choices("abyz", k=len(word)))
    assert (other in made) == (mistakes(word, other, 1) == 1 and other != word)
