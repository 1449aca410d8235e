"""Which questions the page offers: some to start with, and some to ask next; each was asked beforehand."""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

import gradio as gr

from index.snapshot import EVERYTHING
from qa.answer import Answer
from qa.follow_up import Turn
from qa.suggest import follow_ups
from qa.suggestions import Suggestions
from ui.asking import Ask, Asking
from ui.greeting import welcome_html
from ui.markup import button, literal
from ui.room import Room
from ui.shelf import Shelf
from ui.talk import Talk
from ui.texts import Texts, texts_in

MOMENT = 1.5
"""Seconds: whoever begins a new conversation mostly has a question, which nothing should slow down."""


class _OvertakenError(Exception):
    """A person has asked something meanwhile: what was to be offered before that is of no use any more."""


class SuggestEvents:
    """Which questions the page offers."""

    def __init__(self, shelf: Shelf, ask: Ask) -> None:
        self._shelf = shelf
        self._ask = ask
        self._starters: dict[str, Suggestions] = {}

    def start(self, talk: Talk, asking: Asking) -> Any:
        """Return an empty chat's words with questions to start with; the first time, they are made and asked now.

        Where questions are limited, those that the rest does not answer are left out. While files are being read, and
        while anything stands in the chat, nothing changes.
        """
        room, say = self._shelf.room(asking.library), texts_in(asking.language)
        library = room.library
        if talk.rows or room.uploads.running:
            return gr.skip()
        ask = partial(self._alone, room, room.asked, Asking(asking.library))
        made = self._starters.setdefault(asking.library, Suggestions(library.snapshot))
        try:
            questions = [suggestion.question for suggestion in made.make(ask) or ()]
            if (asking.scope, asking.strict) != (EVERYTHING, None):
                limited = partial(self._alone, room, room.asked, asking)
                questions = [question for question in questions if limited(question).found]
        except _OvertakenError:
            return gr.skip()
        offered = offers_html(questions, say("starters"))
        return gr.update(placeholder=welcome_html(library.snapshot().count, say) + offered)

    def start_again(self, talk: Talk, asking: Asking) -> Any:
        """Return what `start` does; where it has to be made first, only if nobody asks anything for a moment."""
        room, made = self._shelf.room(asking.library), self._starters.get(asking.library)
        asked = room.asked
        if made is None or made.ready() is None:
            time.sleep(MOMENT)
        return self.start(talk, asking) if room.asked == asked else gr.skip()

    def next(self, talk: Talk, asking: Asking) -> Any:
        """Return questions to ask after the newest answer."""
        answer, say = talk.rows[-1].answer if talk.rows else None, texts_in(asking.language)
        if answer is None or not answer.found:
            return next_html((), talk.number, say)
        room = self._shelf.room(asking.library)
        ask = partial(self._alone, room, room.asked, asking)
        asked = {said.question for said in talk.rows}
        try:
            found = follow_ups(answer, room.library.snapshot(), ask, talk.turns())
        except (_OvertakenError, KeyError):  # or what answered was removed meanwhile
            return gr.skip()
        questions = [suggestion.question for suggestion in found if suggestion.question not in asked]
        return next_html(questions, talk.number, say)

    def _alone(
        self, room: Room, asked: int, asking: Asking, question: str, /, *, earlier: Sequence[Turn] = ()
    ) -> Answer:
        """Answer a question that is to be offered, unless a person has asked something meanwhile."""
        if room.asked != asked:
            raise _OvertakenError
        return self._ask(question, room.library, scope=asking.scope, strict=asking.strict, earlier=earlier)


def offers_html(questions: Sequence[str], label: str) -> str:
    """Return questions as buttons, or nothing where there are none."""
    rows = "".join(f"<li>{button('offer', question)}</li>" for question in questions)
    return f'<ul class="offers" title="{literal(label)}">{rows}</ul>' if rows else ""


def next_html(questions: Sequence[str], turn: int, say: Texts) -> str:
    """Return the questions to ask after the answer of a turn; without any, what says that none are sought any more."""
    return f'<div class="next" data-turn="{turn}">{offers_html(questions, say("next_questions"))}</div>'
