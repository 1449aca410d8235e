"""What the conversation's events do: each takes and returns the values of components."""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeAlias

import gradio as gr

from qa.answer import Answer, Excerpt
from qa.unknown_words import unknown_words
from ui.asking import Ask, Asking, limited
from ui.export import answer_markdown, answer_text
from ui.markup import literal
from ui.pointer import in_library, pointer_to
from ui.render import Told, answer_html, notice_html
from ui.shelf import Shelf
from ui.standing import standing
from ui.talk import Messages, Talk, where_html
from ui.texts import Texts, texts_in

Shown: TypeAlias = tuple[Messages, Talk, Asking]
"""The chat, the conversation, and how it is asked in."""

Keep: TypeAlias = Callable[[Talk, Asking], Talk]
"""Keeps the newest answer of a conversation, before it is shown, and returns the conversation as it is kept."""

QUESTION_LIMIT = 10_000
"""Characters of a question: what is longer is a document."""

_log = logging.getLogger(__name__)


class ChatEvents:
    """What the conversation's events do."""

    def __init__(self, shelf: Shelf, ask: Ask, keep: Keep) -> None:
        self._shelf = shelf
        self._ask = ask
        self._keep = keep

    def answer(self, talk: Talk, asking: Asking, event: gr.EventData) -> Iterator[Shown]:
        """Show a question that was typed, or that the page offers, at once, then its answer."""
        talk, asking = talk.asked(str(event.question)[:QUESTION_LIMIT]), limited(asking, event.limits)
        yield from self._pending(talk, asking)
        yield self._answered(talk, asking, number=talk.number)

    def again(self, talk: Talk, asking: Asking, event: gr.EventData) -> Iterator[Shown]:
        """Ask a question of this conversation once more; `alone`, as if it were its first."""
        number, asking = int(event.turn), limited(asking, event.limits)
        talk = talk.asked(talk.row(number).question)
        yield from self._pending(talk, asking)
        yield self._answered(talk, asking, number=0 if event.alone else number)

    def stop(self, talk: Talk, asking: Asking) -> tuple[Messages, Talk]:
        """Say that the last question was stopped, if it was."""
        if talk.pending:
            talk = talk.replied(notice_html(texts_in(asking.language)("stopped")))
        return talk.messages(), talk

    def clear(self) -> tuple[Messages, Talk, str, str]:
        """Begin a new conversation; nothing is offered to go on with."""
        return [], Talk(), where_html(Talk()), ""

    def copy(self, talk: Talk, asking: Asking, event: gr.EventData) -> str:
        """Return an answer as it stands now, as text or as Markdown for the clipboard, with links to this page."""
        answer = talk.row(int(event.turn)).answer
        if answer is None:
            return ""
        now = standing(answer, self._shelf.library(asking.library).snapshot().document)

        def link(excerpt: Excerpt) -> str:
            return f"{event.base}{in_library(pointer_to(excerpt).href, self._shelf.named(asking.library))}"

        say = texts_in(asking.language)
        text = answer_markdown(now, link, say) if event.form == "markdown" else answer_text(now, say)
        return f'<div id="told" data-copy="{literal(text)}"></div>'

    def _pending(self, talk: Talk, asking: Asking) -> Iterator[Shown]:
        """Show the last question without a reply; where the models are not loaded yet, say so until they are."""
        yield talk.messages(), talk, asking
        with suppress(KeyError, ValueError):  # of a library that cannot be opened the reply tells
            ready = self._shelf.room(asking.library).ready
            if not ready.is_set():
                said = notice_html(texts_in(asking.language)("models_loading"))
                yield [*talk.messages(), {"role": "assistant", "content": said}], talk, asking
                ready.wait()

    def _answered(self, talk: Talk, asking: Asking, *, number: int) -> Shown:
        """Reply to the last question, which may go on from the rows before a number."""
        talk = self._keep(talk.replied(*self._reply(talk, asking, number)), asking)
        return talk.messages(), talk, asking

    def _reply(self, talk: Talk, asking: Asking, number: int) -> tuple[str, Answer | None]:
        """Return the reply to the last question, and its answer where it has one."""
        say, question = texts_in(asking.language), talk.rows[-1].question
        if not question.strip():
            return notice_html(say("type_a_question")), None
        try:
            room = self._shelf.room(asking.library)
            room.asked += 1
            library = room.library
            if not library.snapshot().count:
                return notice_html(say("add_some")), None
            earlier = talk.turns(number)
            answer = self._ask(question, library, scope=asking.scope, strict=asking.strict, earlier=earlier)
            snapshot = library.snapshot()
            unknown = () if answer.found else unknown_words(answer.asked_as or question, snapshot.lexicon)
            asked = snapshot.count_in(asking.scope), snapshot.count
            shown = Told(snapshot.document, say, talk.number, unknown, asked=asked)
            return answer_html(answer, shown), answer
        except Exception as error:
            return notice_html(told(error, say("not_answered"), say)), None


def told(error: Exception, failure: str, say: Texts) -> str:
    """Return what the person is told: an error's sentence where it was written for people; else the log has it."""
    if isinstance(error, (ValueError, TimeoutError)):
        return str(error)
    _log.error(failure, exc_info=error)
    return say("in_the_log", failure)
