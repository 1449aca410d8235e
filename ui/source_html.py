"""A document and what an answer quotes of it in, the source pane out: pure HTML, every mark on checked characters."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import Document
from index.passages import Span
from index.sentences import blocks
from ui.labels import came_from, kind
from ui.markup import Layer, Tagged, isolated, layered, literal
from ui.pointer import Located, Pointer, in_library
from ui.texts import Texts

WHOLE = 300_000
"""Characters up to which the pane shows a document whole; browsers stay quick up to about there."""

AROUND = 50_000
"""Characters shown before and after the excerpt of a longer document."""

LONGEST_HEADING = 90
ENDED = re.compile(r"[.!?:;,…]['\"”’)\]]*$")
MARKED_HEADING = re.compile(r"#{1,6}\s")
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the source pane shows.

    Attributes:
        document: the document.
        located: the place that was chosen, checked; None where only the document was.
        others: further places of the same answer in this document, checked as well.
        sentences: of the whole document, in order.
        library: its name where it is not the first one.
    """

    document: Document
    located: Located | None = None
    others: tuple[Pointer, ...] = ()
    sentences: tuple[Span, ...] = ()
    library: str = ""

    @property
    def pointer(self) -> Pointer | None:
        """Return where the chosen quote stands."""
        return self.located.pointer if self.located else None


def source_html(shown: Shown, say: Texts, *, body: str | None = None, notice: str = "") -> str:
    """Return the source pane: what the document is, what was checked, and its text with the marks.

    `body` stands in the place of the text: a PDF's pages; `notice` says why it does not.
    """
    first, last = _window(shown)
    part = "" if body is not None or (first, last) == (0, len(shown.document.text)) else _part(shown, first, last, say)
    told = f'<p class="part" role="status">{literal(notice)}</p>' if notice else ""
    return _pane(_heading(shown, say, pages=body is not None) + part + told, body or text_html(shown), shown, say)


def text_html(shown: Shown) -> str:
    """Return a document's text in its paragraphs, with the sentences, the excerpts and the answer's words marked."""
    text, span = shown.document.text, _window(shown)
    pointers = [shown.pointer, *shown.others] if shown.pointer else []
    excerpts = [
        Tagged((pointer.start, pointer.end), f'mark class="excerpt{"" if pointer is shown.pointer else " other"}"')
        for pointer in sorted(pointers, key=lambda pointer: (pointer.start, pointer is not shown.pointer))
    ]
    answers = [
        Tagged(pointer.answer, 'mark class="answer"')
        for pointer in sorted(pointers, key=lambda pointer: pointer.start)
        if pointer.answer
    ]
    sentences = [Tagged(s, f'span class="s" data-span="{s[0]}-{s[1]}"') for s in shown.sentences]
    layers = [paragraphs(text, span), sentences, excerpts, answers]
    return f'<div class="text" dir="auto">{layered(text, span, layers)}</div>'


def paragraphs(text: str, within: Span) -> Layer:
    """Return the blocks of a part of a text, headings and paragraphs, with the white space between as blocks, too."""
    rows: list[Tagged] = []
    for start, _, end in blocks(text[slice(*within)]):
        span = within[0] + start, within[0] + end
        if rows and span[0] > rows[-1].span[1]:
            rows.append(Tagged((rows[-1].span[1], span[0]), 'span class="gap"'))
        rows.append(Tagged(span, f'p class="{block_class(text[slice(*span)])}"'))
    return rows


def block_class(block: str) -> str:
    r"""Tell whether a block is a heading, running text or lines that stay as they are.

    >>> block_class("2 Methods"), block_class("It rained all day."), block_class("a | b\nc | d")
    ('heading', 'running', 'lines')
    """
    if MARKED_HEADING.match(block):
        return "heading"
    if "\n" not in block and len(block) <= LONGEST_HEADING and not ENDED.search(block) and block[:1].isalnum():
        return "heading"
    return "lines" if "\t" in block or " | " in block else "running"


def source_error_html(sentence: str, say: Texts) -> str:
    """Return the source pane with a sentence in the place of a text."""
    told = f'<div class="notice" role="status">{literal(sentence)}</div>'
    heading = f"<header>{_close(say)}<h2>{literal(say('not_shown'))}</h2></header>"
    return f'<article class="source" aria-label="{literal(say("source"))}" tabindex="-1">{heading}{told}</article>'


def panel_html(title: str, body: str, say: Texts, *, more: str = "") -> str:
    """Return something else in the place of a source: its title, what stands below it, and what scrolls."""
    scroll = f'<div class="scroll" tabindex="0" role="region" aria-label="{literal(title)}">{body}</div>'
    heading = f"<header>{_close(say)}<h2>{literal(title)}</h2>{more}</header>"
    return f'<article class="source" aria-label="{literal(title)}" tabindex="-1">{heading}{scroll}</article>'


def _pane(heading: str, body: str, shown: Shown, say: Texts) -> str:
    pointer, document = shown.pointer, shown.document
    href = html.escape(pointer.href, quote=True) if pointer else ""
    data = f'data-document="{document.id}" data-version="{document.version}" data-href="{href}"'
    scroll = f'<div class="scroll" tabindex="0" role="region" aria-label="{literal(say("source_text"))}">{body}</div>'
    opening = f'<article class="source" aria-label="{literal(say("source"))}" tabindex="-1" {data}>'
    return f"{opening}<header>{_close(say)}{heading}</header>{scroll}</article>"


def _close(say: Texts) -> str:
    name = literal(say("close_source"))
    return f'<button type="button" class="close" aria-label="{name}">{literal(say("close"))}</button>'


def _heading(shown: Shown, say: Texts, *, pages: bool) -> str:
    document, pointer = shown.document, shown.pointer
    page = document.page_of(pointer.start) if pointer else None
    facts = [kind(document.media_type, say), *([say.date(document.date)] if document.date else [])]
    facts += [say("page", page)] if page is not None else []
    facts += [say("version", document.version[:6])]
    told = " · ".join(literal(fact) for fact in facts)
    return (
        f'<h2>{isolated(document.title)}</h2><p class="from">{isolated(came_from(document.source, say))}</p>'
        f'<p class="facts">{told}</p>{_moved(shown, say)}<div class="tools">{_tools(shown, say, pages=pages)}</div>'
    )


def _tools(shown: Shown, say: Texts, *, pages: bool) -> str:
    document, pointer = shown.document, shown.pointer
    step = '<button type="button" class="step {0}" aria-label="{1}" hidden>{2}</button>'
    steps = step.format("previous", literal(say("previous_excerpt")), "‹") + '<span class="steps" hidden></span>'
    steps += step.format("next", literal(say("next_excerpt")), "›")
    tools = [steps, _checked(shown, say) if pointer else ""]
    if document.media_type == PDF:
        tools.append(_switch(say, pages=pages))
    if pointer:
        link = html.escape(pointer.href, quote=True)
        tools.append(f'<button type="button" class="copy-link" data-link="{link}">{literal(say("copy_link"))}</button>')
    if shown.sentences and not pages:
        tools.append(
            f'<button type="button" class="pick" aria-pressed="false">{literal(say("pick_sentence"))}</button>'
        )
    if pointer:
        tools.append(f'<button type="button" class="keep-place">{literal(say("this_answers"))}</button>')
    for name, key, how in (
        ("original", "original", "download"),
        ("text", "whole_text", 'target="_blank" rel="noopener"'),
    ):
        href = literal(in_library(f"/documents/{document.id}/{name}", shown.library))
        tools.append(f'<a href="{href}" {how}>{literal(say(key))}</a>')
    return "".join(tools)


def _switch(say: Texts, *, pages: bool) -> str:
    """Return the switch between a PDF's pages and its text."""
    views = (("pages", pages), ("text", not pages))
    buttons = "".join(
        f'<button type="button" class="view" data-view="{view}" aria-pressed="{str(on).lower()}">'
        f"{literal(say(f'view_{view}'))}</button>"
        for view, on in views
    )
    zoom = "".join(
        f'<button type="button" class="zoom" data-by="{by}" aria-label="{literal(say(key))}">{sign}</button>'
        for by, key, sign in (("-1", "zoom_out", "−"), ("1", "zoom_in", "+"))
    )
    return f'<span class="switch">{buttons}</span>' + (f'<span class="switch">{zoom}</span>' if pages else "")


def _checked(shown: Shown, say: Texts) -> str:
    """Return the mark that says what was compared just now; only a located pointer earns it."""
    pointer = shown.pointer
    assert pointer is not None  # noqa: S101  callers have looked
    told = say(
        "checked_how", pointer.end - pointer.start, pointer.start + 1, pointer.end, pointer.version, pointer.digest
    )
    return f'<details class="checked"><summary>✓ {literal(say("checked"))}</summary><p>{literal(told)}</p></details>'


def _moved(shown: Shown, say: Texts) -> str:
    if shown.located is None or not shown.located.changed:
        return ""
    return f'<p class="moved" role="status">{literal(say("moved"))}</p>'


def _part(shown: Shown, first: int, last: int, say: Texts) -> str:
    return f'<p class="part">{literal(say("part", first + 1, last, len(shown.document.text)))}</p>'


def _window(shown: Shown) -> Span:
    """Return the span to show: all of a text of usual length, else what stands around the excerpt."""
    length = len(shown.document.text)
    start, end = (shown.pointer.start, shown.pointer.end) if shown.pointer else (0, 0)
    return (0, length) if length <= WHOLE else (max(0, start - AROUND), min(length, end + AROUND))


def places_in(document: Document, pointers: Sequence[Pointer], chosen: Pointer) -> tuple[Pointer, ...]:
    """Return those of an answer's places that are in this version of a document and do not touch the chosen one."""
    return tuple(
        pointer
        for pointer in pointers
        if (pointer.document, pointer.version) == (document.id, document.version)
        and (pointer.end <= chosen.start or pointer.start >= chosen.end)
    )
