"""What the source pane's events do: each returns the pane's HTML, of places that were checked just now."""

from contextlib import suppress
from dataclasses import dataclass, replace

import gradio as gr

from index.pages import count_of
from index.passages import Span
from index.readers.pdf import MEDIA_TYPE
from index.snapshot import Snapshot
from qa.answer import Excerpt
from qa.kept import asked_alone
from ui.asking import Asking
from ui.pages_html import pages_html
from ui.pointer import DAMAGED, Located, look_up, parse, pointer_at, pointer_to, relocate
from ui.shelf import Shelf
from ui.shown import UNASKED, Shown, Sought
from ui.source_html import places_in, source_error_html, source_html
from ui.talk import Talk
from ui.texts import texts_in

PAGES = "pages"
"""The view of a PDF that shows its pages; the other one is its text."""

SMALLEST = 200
"""Pixels of a page that is drawn only to see whether the file can be."""


@dataclass(frozen=True, slots=True)
class Opened:
    """How a place was opened: for which question, in which view, at which page, and its answer's excerpts."""

    sought: Sought = UNASKED
    view: str = PAGES
    page: int | None = None
    excerpts: tuple[Excerpt, ...] = ()


class SourceEvents:
    """What the source pane's events do."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def cite(self, talk: Talk, asking: Asking, event: gr.EventData) -> str:
        """Return the pane for a chip, or for what it opened once more, with the other places of its answer."""
        sought = self._sought(talk, asking, event)
        row = talk.row(sought.turn) if sought.turn else None
        excerpts = row.answer.excerpts if row and row.answer else ()
        opened = Opened(sought, str(event.view), _page(event), excerpts)
        return self.at(str(event.href), asking, opened)

    def at(self, href: str, asking: Asking, opened: "Opened") -> str:
        """Return the pane for the address of a place."""
        say = texts_in(asking.language)
        try:
            snapshot = self._shelf.library(asking.library).snapshot()
            located = relocate(parse(href), snapshot.document)
        except ValueError as error:
            return source_error_html(say(str(error)), say, href=href, sought=opened.sought)
        others = places_in(located.document, [pointer_to(row) for row in opened.excerpts], located.pointer)
        shown = Shown(located.document, located, others, sought=opened.sought, page=opened.page)
        return self._pane(snapshot, shown, asking, opened.view)

    def open_document(self, asking: Asking, event: gr.EventData) -> str:
        """Return the pane for a document chosen in the list."""
        say = texts_in(asking.language)
        snapshot = self._shelf.library(asking.library).snapshot()
        try:
            document = look_up(str(event.document), snapshot.document)
        except ValueError as error:
            return source_error_html(say(str(error)), say)
        return self._pane(snapshot, Shown(document, page=_page(event)), asking, str(event.view))

    def sentence(self, asking: Asking, event: gr.EventData) -> str:
        """Return the pane for a sentence that was picked in the version of a document that is on show."""
        say, sought = texts_in(asking.language), Sought(str(event.asked), int(event.turn), str(event.kept))
        snapshot = self._shelf.library(asking.library).snapshot()
        try:
            document = look_up(str(event.document), snapshot.document)
            start, end = (int(part) for part in str(event.span).split("-"))
            if document.version != event.version or not 0 <= start < end <= len(document.text):
                raise ValueError(DAMAGED)
        except ValueError as error:
            return source_error_html(say(str(error) if str(error) in say.rows else DAMAGED), say, sought=sought)
        located = Located(document, pointer_at(document, start, end))
        return self._pane(snapshot, Shown(document, located, sought=sought), asking, "text")

    def _sought(self, talk: Talk, asking: Asking, event: gr.EventData) -> Sought:
        """Return the question that a chip stands under.

        A pane that is painted once more says which one it had: its turn may be of another conversation by now.
        """
        had, turn, kept = str(event.asked), int(event.turn), str(event.kept)
        question = ""
        if kept:
            with suppress(KeyError, ValueError):  # removed by another page, or the file is damaged
                question = self._shelf.room(asking.library).kept().question(kept).question
        elif talk.dropped < turn <= talk.number and (answer := talk.row(turn).answer):
            question = asked_alone(answer, goes_on=bool(talk.turns(turn)))
        if had and had != question:
            return Sought(had, kept=kept)
        return Sought(question, turn if question and not kept else 0, kept)

    def _pane(self, snapshot: Snapshot, shown: Shown, asking: Asking, view: str) -> str:
        say, library = texts_in(asking.language), self._shelf.named(asking.library)
        shown = replace(shown, sentences=sentences_of(snapshot, shown.document.id), library=library)
        if view != PAGES or shown.document.media_type != MEDIA_TYPE:
            return source_html(shown, say)
        try:
            return source_html(shown, say, body=self._pages(shown, asking))
        except ValueError as error:
            return source_html(shown, say, notice=say("no_pages", str(error)))

    def _pages(self, shown: Shown, asking: Asking) -> str:
        """Return a PDF's pages with boxes over what is quoted.

        Raises:
            ValueError: its file is gone or has changed, or cannot be drawn; the sentence says why.
        """
        pages, pointer, say = self._shelf.library(asking.library).pages, shown.pointer, texts_in(asking.language)
        count_of(shown.document)
        if pointer is None:
            pages.picture(shown.document, 1, SMALLEST)
            return pages_html(shown.document, say, around=shown.page)
        spans = [(pointer.start, pointer.end), *([pointer.answer] if pointer.answer else [])]
        return pages_html(shown.document, say, *pages.boxes(shown.document, spans), around=shown.page)


def _page(event: gr.EventData) -> int | None:
    """Return the number of the page that a person asked for."""
    page = int(getattr(event, "page", 0))
    return page if page > 0 else None


def sentences_of(snapshot: Snapshot, id: str) -> tuple[Span, ...]:
    """Return the sentences of a document as it was split when it was read."""
    return tuple(sorted({sentence for passage in snapshot.passages_of(id) for sentence in passage.sentences}))
