"""A conversation as the page holds it: its rows by number, what a question goes on from, and what is forgotten."""

import pytest
from fake_library import make_answer

from ui import talk
from ui.talk import TURNS_KEPT, Said, Talk


def answered(*questions: str, base: Talk | None = None) -> Talk:
    made = base or Talk()
    for question in questions:
        made = made.asked(question).replied(f"<p>{question}</p>", make_answer(question, ()))
    return made


def test_a_question_waits_for_its_reply() -> None:
    made = Talk().asked("One?")
    assert (made.number, made.pending, made.rows) == (1, True, (Said("One?"),))
    replied = made.replied("<p>Yes.</p>")
    assert (replied.number, replied.pending) == (1, False)
    assert replied.row(1) == Said("One?", "<p>Yes.</p>")
    assert (Talk().number, Talk().pending, Talk().messages()) == (0, False, [])


def test_gradio_is_given_questions_and_replies_as_html() -> None:
    made = answered("a < b?").asked("  ").replied("<p>Type.</p>").asked("c?")
    assert made.messages() == [
        {"role": "user", "content": '<div class="question" dir="auto">a &lt; b?</div>'},
        {"role": "assistant", "content": "<p>a < b?</p>"},
        {"role": "assistant", "content": "<p>Type.</p>"},
        {"role": "user", "content": '<div class="question" dir="auto">c?</div>'},
    ]


def test_a_question_goes_on_from_what_was_answered_before_it() -> None:
    made = answered("One?").asked("Refused?").replied("<p>No.</p>")
    made = answered("Two?", "Three?", base=made).asked("Four?")
    assert [turn.question for turn in made.turns()] == ["One?", "Two?", "Three?"]
    assert [[turn.question for turn in made.turns(n)] for n in (0, 1, 2, 3, 4)] == [
        [],
        [],
        ["One?"],
        ["One?"],
        ["One?", "Two?"],
    ]


def test_only_the_newest_turns_are_gone_on_from() -> None:
    questions = [f"{number}?" for number in range(TURNS_KEPT + 5)]
    assert [turn.question for turn in answered(*questions).turns()] == questions[5:]


def test_a_long_conversation_forgets_its_beginning_and_keeps_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "ROWS_KEPT", 2)
    made = answered("One?", "Two?", "Three?", "Four?")
    assert (made.dropped, made.number, len(made.rows)) == (2, 4, 2)
    assert made.row(3).question == "Three?"
    assert made.row(4).question == "Four?"
    assert [turn.question for turn in made.turns(4)] == ["Three?"]
    assert made.turns(1) == made.turns(3) == []
    changed = made.changed(3, Said("Three?", "else"))
    assert (changed.row(3).reply, changed.row(4), changed.dropped) == ("else", made.row(4), 2)


@pytest.mark.parametrize("number", [-1, 0, 1, 2, 5])
def test_a_row_that_is_not_there_is_refused(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "ROWS_KEPT", 2)
    with pytest.raises(KeyError, match=str(number)):
        answered("One?", "Two?", "Three?", "Four?").row(number)
