"""What the list of conversations does: each event takes and returns the values of components."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import gradio as gr

from index.snapshot import Snapshot
from ui.asking import Asking
from ui.chat_events import told
from ui.conversations import Conversations
from ui.conversations_html import ROWS, conversations_html
from ui.kept_turn import KeptTurn, kept_turn
from ui.render import Told, answer_html, notice_html
from ui.restored import restored
from ui.shelf import Shelf
from ui.talk import Messages, Talk, where_html
from ui.texts import Texts, texts_in


class HistoryEvents:
    """What the list of conversations does."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def keep(self, talk: Talk, asking: Asking) -> Talk:
        """Keep the newest answer of a conversation, and return the conversation; what went wrong is said below it."""
        room, said = self._shelf.room(asking.library), talk.rows[-1]
        if room.conversations is None or said.answer is None:
            return talk
        try:
            return _kept(room.conversations, talk, kept_turn(said.answer, room.library.snapshot().document))
        except Exception as error:
            say = texts_in(asking.language)
            notice = notice_html(say("history_failed", told(error, say("not_kept_history"), say)))
            return talk.changed(talk.number, replace(said, reply=said.reply + notice))

    def show(self, asking: Asking, talk: Talk) -> tuple[str, str]:
        """Return the list, and where the conversation is kept."""
        return self.list(asking, talk), where_html(talk)

    def list(self, asking: Asking, talk: Talk, wanted: str = "", offset: int = 0) -> str:
        """Return the conversations of a library."""
        say, conversations = texts_in(asking.language), self._shelf.room(asking.library).conversations
        if conversations is None:
            return f'<p class="empty">{say("no_history")}</p>'
        try:
            found = conversations.listed(wanted, limit=ROWS, offset=offset)
        except Exception as error:
            return notice_html(told(error, say("not_opened"), say))
        return conversations_html(found, offset, talk.id, say)

    def look(self, asking: Asking, talk: Talk, event: gr.EventData) -> str:
        """Return the conversations that hold some words."""
        return self.list(asking, talk, str(event.wanted), int(event.offset))

    def open(self, asking: Asking, event: gr.EventData) -> tuple[Messages, Talk, str, str]:
        """Return a kept conversation, each excerpt compared with its document as it is now, the list, and where."""
        talk = self.talk(str(event.talk), asking)
        return talk.messages(), talk, self.list(asking, talk), where_html(talk)

    def rename(self, asking: Asking, talk: Talk, event: gr.EventData) -> str:
        """Give a conversation another name; return the list."""
        return self._changed(asking, talk, lambda kept: kept.rename(str(event.talk), str(event.name)))

    def delete(self, asking: Asking, talk: Talk, event: gr.EventData) -> tuple[Messages, Talk, str, str]:
        """Delete a conversation, or all; what is on show is cleared where it is deleted."""
        id = str(event.talk)
        talk = Talk() if id in {talk.id, ""} else talk
        rows = self._changed(asking, talk, lambda kept: kept.delete(id) if id else kept.delete_all())
        return talk.messages(), talk, rows, where_html(talk)

    def talk(self, id: str, asking: Asking) -> Talk:
        """Return a kept conversation as the page shows it; an empty one where it is not kept any more."""
        room, say = self._shelf.room(asking.library), texts_in(asking.language)
        if room.conversations is None:
            return Talk()
        try:
            turns = room.conversations.get(id).turns
        except KeyError:
            return Talk()
        except Exception as error:
            return Talk().asked("").replied(notice_html(told(error, say("not_opened"), say)))
        return _shown(id, turns, room.library.snapshot(), say)

    def _changed(self, asking: Asking, talk: Talk, change: Callable[[Conversations], object]) -> str:
        say, conversations = texts_in(asking.language), self._shelf.room(asking.library).conversations
        try:
            if conversations is not None:
                change(conversations)
        except KeyError:
            return self.list(asking, talk)  # another page has deleted it
        except Exception as error:
            return notice_html(told(error, say("not_opened"), say))
        return self.list(asking, talk)


def _kept(conversations: Conversations, talk: Talk, turn: KeptTurn) -> Talk:
    """Keep a turn, in a new conversation where the other was deleted meanwhile."""
    try:
        if talk.id is None:
            raise KeyError
        conversations.append(talk.id, turn)
    except KeyError:
        return replace(talk, id=conversations.start(turn))
    return talk


def _shown(id: str, turns: Sequence[KeptTurn], snapshot: Snapshot, say: Texts) -> Talk:
    talk = Talk(id)
    for turn in turns:
        back = restored(turn, snapshot.document)
        talk = talk.asked(back.answer.question)
        lost = [(row.n, row.reason) for row in back.lost]
        shown = Told(snapshot.document, say, talk.number, lost=lost, moved=back.moved)
        talk = talk.replied(answer_html(back.answer, shown), back.answer)
    return talk
