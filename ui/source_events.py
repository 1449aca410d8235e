"""What the source pane's events do: each returns the pane's HTML, of places that were checked just now."""

from collections.abc import Sequence
from dataclasses import replace

import gradio as gr

from index.pages import count_of
from index.passages import Span
from index.readers.pdf import MEDIA_TYPE
from index.snapshot import Snapshot
from ui.asking import Asking
from ui.pages_html import pages_html
from ui.pointer import DAMAGED, Located, Pointer, look_up, parse, pointer_at, pointer_to, relocate
from ui.shelf import Shelf
from ui.source_html import Shown, places_in, source_error_html, source_html
from ui.talk import Talk
from ui.texts import texts_in

PAGES = "pages"
"""The view of a PDF that shows its pages; the other one is its text."""

SMALLEST = 200
"""Pixels of a page that is drawn only to see whether the file can be."""


class SourceEvents:
    """What the source pane's events do."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def cite(self, talk: Talk, asking: Asking, event: gr.EventData) -> str:
        """Return the pane for a chip, with the other places of its answer."""
        number = int(event.turn)
        row = talk.row(number) if talk.dropped < number <= talk.number else None
        excerpts = row.answer.excerpts if row and row.answer else ()
        return self.at(str(event.href), asking, view=str(event.view), pointers=[pointer_to(e) for e in excerpts])

    def at(self, href: str, asking: Asking, *, view: str, pointers: Sequence[Pointer] = ()) -> str:
        """Return the pane for the address of a place."""
        say = texts_in(asking.language)
        try:
            snapshot = self._shelf.library(asking.library).snapshot()
            located = relocate(parse(href), snapshot.document)
        except ValueError as error:
            return source_error_html(say(str(error)), say)
        others = places_in(located.document, pointers, located.pointer)
        return self._pane(snapshot, Shown(located.document, located, others), asking, view)

    def open_document(self, asking: Asking, event: gr.EventData) -> str:
        """Return the pane for a document chosen in the list."""
        say = texts_in(asking.language)
        snapshot = self._shelf.library(asking.library).snapshot()
        try:
            document = look_up(str(event.document), snapshot.document)
        except ValueError as error:
            return source_error_html(say(str(error)), say)
        return self._pane(snapshot, Shown(document), asking, str(event.view))

    def sentence(self, asking: Asking, event: gr.EventData) -> str:
        """Return the pane for a sentence that was picked in the version of a document that is on show."""
        say = texts_in(asking.language)
        snapshot = self._shelf.library(asking.library).snapshot()
        try:
            document = look_up(str(event.document), snapshot.document)
            start, end = (int(part) for part in str(event.span).split("-"))
            if document.version != event.version or not 0 <= start < end <= len(document.text):
                raise ValueError(DAMAGED)
        except ValueError as error:
            return source_error_html(say(str(error) if str(error) in say.rows else DAMAGED), say)
        located = Located(document, pointer_at(document, start, end))
        return self._pane(snapshot, Shown(document, located), asking, "text")

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
            return pages_html(shown.document, say)
        spans = [(pointer.start, pointer.end), *([pointer.answer] if pointer.answer else [])]
        return pages_html(shown.document, say, *pages.boxes(shown.document, spans))


def sentences_of(snapshot: Snapshot, id: str) -> tuple[Span, ...]:
    """Return the sentences of a document as it was split when it was read."""
    return tuple(sorted({sentence for passage in snapshot.passages_of(id) for sentence in passage.sentences}))
