import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer_forms import alike, answer_words

WORD = re.compile(r"\w+(?:[.,’'-]\w+)*")

TROOPS = (
    "The Pentagon announced on Monday that service members would join the 40,000 already stationed in the region "
    "along with a dozen warships and fighter jet squadrons."
)
STRIKES = "Airstrikes on Monday killed at least 100 people and injured another 400 in Lebanon."
FLOORS = "Teams arrive after the army targeted the 4th and 5th floors of a building in Ghobeiry, a suburb of Beirut."
HALEVI = "Major General Herzi Halevi visited the 7th Brigade on the northern border on Wednesday."
CURIE = "Marie Curie was born in Warsaw on 7 November 1867 and moved to Paris in 1891."
TOWER = "The tower is 330 metres tall, was opened on March 31, 1889, and costs 29.40 euros to climb."
RYDER = "At the Pentagon, Press Secretary Gen. Pat Ryder would not confirm where they are going."
TOLKIEN = "The Hobbit was written by J. R. R. Tolkien in the 1930s."


def words(question: str, sentence: str) -> str | None:
    span = answer_words(question, sentence)
    return None if span is None else sentence[slice(*span)]


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("How many troops are already stationed in the region?", TROOPS, "40,000"),
        ("How many warships are there?", TROOPS, "a dozen"),
        ("How many people were killed?", STRIKES, "100"),
        ("How tall is the tower?", TOWER, "330"),
        ("how much does it cost to climb", TOWER, "29.40"),
        ("HOW MANY PEOPLE WERE KILLED?", STRIKES, "100"),
        ("How many ducks were counted?", "Twenty-five ducks were counted in 1998.", "Twenty-five"),
        ("How many people live there?", "Some 2.5 million people live there.", "2.5 million"),
        ("How much did it lose?", "The company lost $4.2 billion last year.", "$4.2 billion"),
        ("What percentage of voters agreed?", "Only 12 % of voters agreed.", "12 %"),
        ("What share of voters agreed?", "Only 12 per cent of voters agreed.", "12 per cent"),
        ("What is the population of Lund?", "Lund has a population of 94,703.", "94,703"),
        ("How old was he?", "He was forty two when he died.", "forty two"),
        ("How many won?", "In March 2019 one of the 3 won.", "3"),
    ],
)
def test_numbers(question: str, sentence: str, answer: str) -> None:
    assert words(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("When was Marie Curie born?", CURIE, "7 November 1867"),
        ("What year was the tower opened?", TOWER, "March 31, 1889"),
        ("In which century was The Hobbit written?", TOLKIEN, "1930s"),
        ("When was the tower opened?", TOWER, "March 31, 1889"),
        ("When did Halevi visit the brigade?", HALEVI, "Wednesday"),
        ("When was The Hobbit written?", TOLKIEN, "1930s"),
        ("When was it founded?", "It was founded on 2019-05-01 in Lund.", "2019-05-01"),
        ("On what date did they meet?", "They met on the 3rd of October 2001.", "3rd of October 2001"),
        ("When did they meet?", "They met on Sunday, 3 October.", "Sunday, 3 October"),
        ("When do they vote?", "May they vote on a Friday?", "Friday"),
    ],
)
def test_dates(question: str, sentence: str, answer: str) -> None:
    assert words(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Who visited the 7th Brigade?", HALEVI, "Major General Herzi Halevi"),
        ("Who wrote The Hobbit?", TOLKIEN, "J. R. R. Tolkien"),
        ("Who is the press secretary of the Pentagon?", RYDER, "Press Secretary Gen. Pat Ryder"),
        ("Where was Marie Curie born?", CURIE, "Warsaw"),
        ("What city was Marie Curie born in?", CURIE, "Warsaw"),
        ("Whose book is it?", "It is Ann’s book.", "Ann"),
        ("Who sent the troops?", "Troops were sent by the U.S. to the region.", "U.S."),
        ("Who painted it?", "It was painted by Vincent van Gogh.", "Vincent van Gogh"),
        ("Where did he study?", "He studied at the University of Lund.", "University of Lund"),
        ("Who founded it?", "Émile founded it on a Monday in May.", "Émile"),
        ("Who founded it?", "It was ātma who, with ātma Ğülşen Ősz by him, founded it.", "Ğülşen Ősz"),
    ],
)
def test_names(question: str, sentence: str, answer: str) -> None:
    assert words(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Which floors of the building in Ghobeiry were targeted?", FLOORS, "4th and 5th floors"),
        ("What floor was targeted?", FLOORS, "4th and 5th floors"),
        ("Which brigade did Halevi visit?", HALEVI, "7th Brigade"),
        ("Which chapter is it in?", "It is told in chapter 12 of the book.", "chapter 12"),
        ("Which prize did he win?", "In 1921 he won the Nobel Prize.", "Nobel Prize"),
        ("Which chapter comes after chapter 4?", "After chapter 4 comes chapter 5.", "chapter 5"),
        ("Which planes landed?", "Two Boeing planes landed.", "Two Boeing planes"),
    ],
)
def test_what_stands_before_or_after_the_noun(question: str, sentence: str, answer: str) -> None:
    assert words(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many troops are there?", "Nobody would say."),
        ("How many won?", "No one won."),
        ("How many died in 2019?", "Many died in 2019."),
        ("How many ducks came?", "Ducks came in 1998."),
        ("Which prize is the Nobel Prize?", "The Nobel Prize is a prize."),
        ("When was it built?", "It was built long ago."),
        ("When was the 1891 move?", "The move was in 1891."),
        ("Who is Marie Curie?", "Marie Curie is here."),
        ("Who said it?", "He said it on Monday."),
        ("Where is it?", "It is over there."),
        ("Which floors were hit?", "A building was hit."),
        ("Which floors were hit?", "The floors were hit."),
        ("Which chapter comes after chapter 4?", "After chapter 4 comes the end."),
        ("What is it?", "It is a Boeing of 1969."),
        ("Why did she move?", CURIE),
        ("Did she move to Paris in 1891?", CURIE),
        ("Tell me about Marie Curie.", CURIE),
        ("谁是法国总统？", CURIE),
        ("", CURIE),
        ("How many?", ""),
    ],
)
def test_what_cannot_be_told_is_none(question: str, sentence: str) -> None:
    assert answer_words(question, sentence) is None


def test_of_several_numbers_the_one_nearest_to_the_question_s_words_is_taken() -> None:
    sentence = "5 ducks, 6 geese and 7 herons came."
    asked = [words(f"How many {birds} were there?", sentence) for birds in ("ducks", "geese", "herons")]
    assert asked == ["5", "6", "7"]


def test_of_equally_near_ones_the_first_is_taken() -> None:
    assert words("How many were there?", "3 of 4 or 5 of 6.") == "3"


FORMS = st.sampled_from(
    [
        "How many {} are {}?",
        "When did {} {}?",
        "Who is {} of {}?",
        "Where is {} {}",
        "Which {} had {}?",
        "What {} is {}?",
    ]
)
NAMES = [
    "The",
    "March",
    "May",
    "Monday",
    "Paris",
    "Lund’s",
    "U.S.",
    "J.",
    "Gen.",
    "Ann",
    "O’Neil",
    "van",
    "Émile",
    "×",
    "東京",
]
NUMBERS = ["4th", "5th", "40,000", "3", "one", "dozen", "million", "%", "$7", "1998", "2019-05-01", "١٢"]
POOL = st.sampled_from(
    [*NAMES, *NUMBERS, "floors", "floor", "and", "or", "the", "of", "in", "🙂", "—", "‘", "’", "\xa0", "\n"]
)
SENTENCES = st.lists(POOL, max_size=14).map(" ".join) | st.text(max_size=60)


@given(FORMS, POOL, POOL | st.text(max_size=12), SENTENCES)
def test_the_words_are_inside_the_sentence_and_not_the_question_s_own(
    form: str, first: str, second: str, sentence: str
) -> None:
    question = form.format(first, second)
    span = answer_words(question, sentence)
    if span is not None:
        start, end = span
        assert 0 <= start < end <= len(sentence)
        assert sentence[start:end] == sentence[start:end].strip()
        asked = set(WORD.findall(question.lower()))
        assert not asked.issuperset(WORD.findall(sentence[start:end].lower()))


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("floors", "floor", True),
        ("Stationed", "station", True),
        ("visited", "visit", True),
        ("Israel’s", "Israel", True),
        ("region", "regard", False),
        ("cat", "car", False),
        ("cat", "cats", False),
        ("CAT", "cat", True),
        ("inter", "international", False),
    ],
)
def test_forms_of_one_word(word: str, other: str, same: bool) -> None:
    assert alike(word, other) is same
    assert alike(other, word) is same
