"""What the library's events do: each takes and returns the values of components."""

from typing import Any, TypeAlias

import gradio as gr

from index.copies import Copy
from ui.asking import Asking, limited
from ui.chat_events import told
from ui.library_html import View, documents_html, removed_html
from ui.markup import isolated
from ui.pointer import GONE
from ui.render import notice_html
from ui.shelf import Shelf
from ui.standing import talk_now
from ui.talk import Talk
from ui.texts import texts_in

REMOVED_KEPT = 20
"""Removed documents that can be put back, the newest; they are in memory, and gone when the server ends."""


Shown: TypeAlias = tuple[str, int, Any, Any]
"""The list, the generation that it is of, the chat, and the conversation."""


class LibraryEvents:
    """What the library's events do."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._removed: dict[tuple[str, str], Copy] = {}

    def list(self, asking: Asking, view: View) -> tuple[str, int]:
        """Return the list of documents and the generation that it is of."""
        library, say = self._shelf.library(asking.library), texts_in(asking.language)
        snapshot = library.snapshot()
        return documents_html(snapshot.documents, view, say, library.failures()), snapshot.generation

    def refresh(self, asking: Asking, view: View, generation: int, talk: Talk) -> tuple[Any, int, Any, Any]:
        """Return the list of documents, and what stands of the conversation, if the library has changed since."""
        if self._shelf.library(asking.library).snapshot().generation == generation:
            return gr.skip(), generation, gr.skip(), gr.skip()
        return self._shown(asking, view, talk)

    def look(self, asking: Asking, event: gr.EventData) -> tuple[str, int, View]:
        """Return the list as it is searched, sorted and turned."""
        view = View(str(event.wanted), str(event.sort), int(event.page))
        return *self.list(asking, view), view

    def limit(self, asking: Asking, event: gr.EventData) -> Asking:
        """Return how questions are asked from now on, for what is offered to be asked."""
        return limited(asking, event.limits)

    def remove(self, asking: Asking, view: View, talk: Talk, event: gr.EventData) -> tuple[str, int, Any, Any, str]:
        """Remove a document; return what is shown, and a report that offers to put it back."""
        say, library, id = texts_in(asking.language), self._shelf.library(asking.library), str(event.document)
        try:
            copy = library.copy(id)
            library.remove([id])
            self._removed[(asking.library, id)] = copy
            self._forget_oldest()
            report = self.removed(asking)
        except KeyError:
            report = notice_html(say(GONE))
        except Exception as error:
            report = notice_html(told(error, say("not_removed"), say))
        return *self._shown(asking, view, talk), report

    def undo(self, asking: Asking, view: View, talk: Talk, event: gr.EventData) -> tuple[str, int, Any, Any, str]:
        """Put a document back that was removed; return what `remove` returns."""
        say = texts_in(asking.language)
        copy = self._removed.pop((asking.library, str(event.document)), None)
        if copy is None:
            return *self._shown(asking, view, talk), notice_html(say("undo_late"))
        try:
            self._shelf.library(asking.library).put_back(copy)
            back = f'<div class="notice">{say.html("restored", isolated(copy.document.title))}</div>'
            report = back + self.removed(asking)
        except Exception as error:
            report = notice_html(told(error, say("not_restored"), say))
        return *self._shown(asking, view, talk), report

    def _shown(self, asking: Asking, view: View, talk: Talk) -> Shown:
        """Return the list, and the conversation as it stands now, unless an answer is being sought."""
        listed, generation = self.list(asking, view)
        if talk.pending or not talk.rows:
            return listed, generation, gr.skip(), gr.skip()
        now = talk_now(talk, self._shelf.library(asking.library).snapshot(), texts_in(asking.language))
        return (listed, generation, gr.skip(), gr.skip()) if now == talk else (listed, generation, now.messages(), now)

    def removed(self, asking: Asking) -> str:
        """Return what can be put back of a library, the newest first."""
        kept = [copy.document for (library, _), copy in self._removed.items() if library == asking.library]
        return removed_html({document.id: document.title for document in kept[::-1]}, texts_in(asking.language))

    def forget_removed(self, asking: Asking) -> str:
        """Keep nothing that could be put back; return an empty report."""
        for key in [key for key in self._removed if key[0] == asking.library]:
            self._removed.pop(key, None)
        return ""

    def _forget_oldest(self) -> None:
        """Keep as many removed documents as can be put back, and no more."""
        for key in list(self._removed)[:-REMOVED_KEPT]:
            self._removed.pop(key, None)
