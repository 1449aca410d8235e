"""A document and what an answer quotes of it in, the source pane out: pure HTML, every mark on checked characters."""

import html
import re
from collections.abc import Sequence

from index.document import Document
from index.passages import Span
from index.sentences import blocks
from ui.labels import came_from, kind
from ui.markup import Layer, Tagged, isolated, layered, literal
from ui.pointer import Pointer
from ui.shown import UNASKED, Shown, Sought
from ui.source_tools import back_html, steps_html, tools_html
from ui.texts import Texts

WHOLE = 300_000
"""Characters up to which the pane shows a document whole; browsers stay quick up to about there."""

AROUND = 50_000
"""Characters shown before and after the excerpt of a longer document."""

LONGEST_HEADING = 90
ENDED = re.compile(r"[.!?:;,…]['\"”’)\]]*$")
MARKED_HEADING = re.compile(r"#{1,6}\s")


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


def source_error_html(sentence: str, say: Texts, *, href: str = "", sought: Sought = UNASKED) -> str:
    """Return the source pane with a sentence in the place of a text; `href` names the place that is not shown."""
    told = f'<div class="notice" role="status">{literal(sentence)}</div>'
    tools = f'<div class="tools">{steps_html(say)}</div>'
    heading = f"<header>{_close(say)}{back_html(sought, say)}<h2>{literal(say('not_shown'))}</h2>{tools}</header>"
    data = f'data-href="{html.escape(href, quote=True)}" {sought.data}'
    return (
        f'<article class="source" aria-label="{literal(say("source"))}" tabindex="-1" {data}>{heading}{told}</article>'
    )


def panel_html(title: str, body: str, say: Texts, *, more: str = "") -> str:
    """Return something else in the place of a source: its title, what stands below it, and what scrolls."""
    scroll = f'<div class="scroll" tabindex="0" role="region" aria-label="{literal(title)}">{body}</div>'
    heading = f"<header>{_close(say)}<h2>{literal(title)}</h2>{more}</header>"
    return f'<article class="source" aria-label="{literal(title)}" tabindex="-1">{heading}{scroll}</article>'


def _pane(heading: str, body: str, shown: Shown, say: Texts) -> str:
    pointer, document = shown.pointer, shown.document
    href = html.escape(pointer.href, quote=True) if pointer else ""
    data = f'data-document="{document.id}" data-version="{document.version}" data-href="{href}" {shown.sought.data}'
    scroll = f'<div class="scroll" tabindex="0" role="region" aria-label="{literal(say("source_text"))}">{body}</div>'
    opening = f'<article class="source" aria-label="{literal(say("source"))}" tabindex="-1" {data}>'
    return f"{opening}<header>{_close(say)}{back_html(shown.sought, say)}{heading}</header>{scroll}</article>"


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
        f'<p class="facts">{told}</p>{_moved(shown, say)}{tools_html(shown, say, pages=pages)}'
    )


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
