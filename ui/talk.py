"""One conversation as the page holds it: what was asked, what was answered, and how both are shown."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from qa.answer import Answer
from qa.follow_up import Turn, turn_of
from ui.render import question_html

Messages: TypeAlias = list[dict[str, str]]
"""The conversation as Gradio wants it: a role and HTML each."""

ROWS_KEPT = 100
"""Questions that stay in the page: every answer sends all of them again."""

TURNS_KEPT = 20
"""Turns that a question may go on from; more than `qa.follow_up` looks at, since some say nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """A question with its reply.

    Attributes:
        question: as it was asked.
        reply: HTML; empty while it is sought.
        answer: what the reply shows; None where it shows none.
        now: what is shown in the place of the reply, since the documents have changed; empty where they have not.
    """

    question: str
    reply: str = ""
    answer: Answer | None = None
    now: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation.

    Attributes:
        id: under which it is kept; None where it is not, or not yet.
        rows: the newest of it.
        dropped: how many older ones are not in the page any more.
    """

    id: str | None = None
    rows: tuple[Said, ...] = ()
    dropped: int = 0

    @property
    def pending(self) -> bool:
        """Tell whether the last question has no reply yet."""
        return bool(self.rows) and not self.rows[-1].reply

    def asked(self, question: str) -> "Talk":
        """Return the conversation with one more question."""
        rows = (*self.rows, Said(question))
        return replace(self, rows=rows[-ROWS_KEPT:], dropped=self.dropped + max(0, len(rows) - ROWS_KEPT))

    def replied(self, reply: str, answer: Answer | None = None) -> "Talk":
        """Return the conversation with the reply to its last question."""
        return self.changed(self.number, replace(self.rows[-1], reply=reply, answer=answer))

    def changed(self, number: int, said: Said) -> "Talk":
        """Return the conversation with another row in the place of the one with this number."""
        rows = list(self.rows)
        rows[number - 1 - self.dropped] = said
        return replace(self, rows=tuple(rows))

    @property
    def number(self) -> int:
        """Return the number of the last row, from 1."""
        return self.dropped + len(self.rows)

    def row(self, number: int) -> Said:
        """Return a row by its number.

        Raises:
            KeyError: it is not in the page.
        """
        if not self.dropped < number <= self.number:
            raise KeyError(number)
        return self.rows[number - 1 - self.dropped]

    def turns(self, before: int | None = None) -> list[Turn]:
        """Return what a question may go on from, oldest first: the answered rows before a number, or all."""
        rows = self.rows if before is None else self.rows[: max(0, before - 1 - self.dropped)]
        return [turn_of(said.answer) for said in rows if said.answer][-TURNS_KEPT:]

    def messages(self) -> Messages:
        """Return the conversation as Gradio wants it."""
        made: Messages = []
        for said in self.rows:
            made += [{"role": "user", "content": question_html(said.question)}] if said.question.strip() else []
            made += [{"role": "assistant", "content": said.now or said.reply}] if said.reply else []
        return made


def where_html(talk: Talk) -> str:
    """Return what tells the page's script under which id the conversation is kept."""
    return f'<div id="talk" data-talk="{talk.id or ""}"></div>'
