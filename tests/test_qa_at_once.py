"""Questions that ask several things at once: what their parts are, and what is shown of them."""

import pytest
from stored import document
from test_qa_ask import fill

from index.library import Library
from qa.ask import ask, consult
from qa.at_once import Wanted, asked_at_once, combined
from qa.evidence import Evidence
from qa.parts import Part, parts

BOATS = "The boat of Ann Berg weighs 300 tons. It was built in 1998 by the lake.\n\nShe sold it in May."
HOUSES = "The house of Bo Lind weighs 900 tons. It was built in 1776 on a hill."
TOWNS = "The town of Lund has a church. The church has a bell."


@pytest.fixture
def things(library: Library) -> Library:
    texts = {"Boats": BOATS, "Houses": HOUSES, "Towns": TOWNS}
    return fill(library, [document(title.lower(), text, title=title) for title, text in texts.items()])


def evidence(document: str, start: int) -> Evidence:
    return Evidence(document, (start, start + 5), None, None, 0.0, 0.5, 0.0, 0.5)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who built the boat, and in which year was it sold?", ["Who built the boat?", "in which year was it sold?"]),
        ("where did it begin and when did it end", ["where did it begin?", "when did it end?"]),
        (
            "Who ruled longer, Qaboos of Oman or Mubarak of Egypt?",
            ["Who ruled longer, Qaboos of Oman?", "Who ruled longer, Mubarak of Egypt?"],
        ),
        (
            "Was it stronger in Surigao in July 2019 or around Kidapawan in October 2019?",
            ["Was it stronger in Surigao in July 2019?", "Was it stronger around Kidapawan in October 2019?"],
        ),
        ("Is Lund or Lake Town older?", ["Is Lund older?", "Is Lake Town older?"]),
    ],
)
def test_the_parts_of_a_question(question: str, asked: list[str]) -> None:
    assert [part.text for part in parts(question)] == asked
    assert [part.goes_on for part in parts(question)] == [False, " or " not in question]


@pytest.mark.parametrize(
    "question",
    [
        "Who built the boat?",
        "Who built the boat and the house?",
        "When did it end, and why?",
        "How many couples or partnerships were there?",
        "What are numbers that can be divided by 3 or more numbers called?",
        "Is Lund or Malmö or Ystad older?",
        "Is Lund, Malmö or Ystad older?",
        "Did it begin in May or did it begin later?",
        "",
        f"Was {'very ' * 60}old Lund or Lake Town older?",
    ],
)
def test_a_single_question_is_left_as_it_is(question: str) -> None:
    assert parts(question) == (Part(question),)


def test_a_part_goes_on_from_the_first_and_is_found_with_it(things: Library) -> None:
    question = "How many tons does the boat of Ann Berg weigh, and when was it built?"
    first, second = asked_at_once(question, things.snapshot(), things.encoder)
    assert (first.text, first.asked, first.searched) == (
        first.text,
        "How many tons does the boat of Ann Berg weigh?",
        question,
    )
    assert (second.text, second.searched) == ("when was it built?", question)
    assert "boat" in second.asked


def test_what_is_quoted_and_what_is_not_english_is_one_question(things: Library) -> None:
    for question in ('Who said "when it rains and when it pours" and who did not say it?', "Wer kam und wann ging er?"):
        assert [one.asked for one in asked_at_once(question, things.snapshot(), things.encoder)] == [question]


def test_both_sides_of_a_comparison_are_shown(things: Library) -> None:
    answer = ask("Which weighs more tons, the boat of Ann Berg or the house of Bo Lind?", things)
    assert answer.found
    assert answer.asked_as is None
    assert {excerpt.document.title for excerpt in answer.excerpts[:2]} == {"Boats", "Houses"}
    assert answer.notice is None


def test_a_part_that_is_not_answered_is_named_and_nothing_is_shown_for_it(things: Library) -> None:
    question = "How many tons does the boat of Ann Berg weigh, and which volcano erupted near Reykjavik?"
    consulted = consult(question, things)
    answer = consulted.answer
    assert answer.found
    assert answer.notice == "Your documents do not answer “which volcano erupted near Reykjavik”."
    assert answer.excerpts[0].document.title == "Boats"
    assert len(set(consulted.ranked)) == len(consulted.ranked)


def test_of_each_part_the_best_comes_first_and_nothing_twice() -> None:
    question, other = map(_wanted, ("one?", "two?"))
    a, b, c = evidence("a", 0), evidence("b", 0), evidence("c", 0)
    both = combined("one? two?", None, [question, other], [([a, b], 0.9), ([c, a], 0.6)], 0.5)
    assert both.shown == [(a, "one?"), (c, "two?"), (b, "one?")]
    assert (both.found, both.confidence, both.notice) == (True, 0.9, None)
    one = combined("one? two?", None, [question, other], [([a, b], 0.2), ([c, a], 0.6)], 0.5)
    assert one.shown == [(c, "two?"), (a, "two?")]
    assert (one.found, one.confidence, one.notice) == (True, 0.6, "Your documents do not answer “one”.")
    none = combined("one? two?", None, [question, other], [([a, b], 0.2), ([], 0.0)], 0.5)
    assert none.shown == [(a, "one?"), (b, "one?")]
    assert (none.found, none.confidence, none.notice) == (False, 0.2, None)


def _wanted(text: str) -> Wanted:
    return Wanted(text, text, text)
