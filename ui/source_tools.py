"""A document that is on show in, the buttons over it out: pure HTML."""

import html

from ui.markup import button, literal
from ui.pointer import in_library
from ui.shown import Shown, Sought
from ui.texts import Texts

PDF = "application/pdf"


def tools_html(shown: Shown, say: Texts, *, pages: bool) -> str:
    """Return what can be done with a document; `pages` tells whether it shows a PDF's pages."""
    document, pointer = shown.document, shown.pointer
    tools = [steps_html(say), _checked(shown, say) if pointer else ""]
    if document.media_type == PDF:
        tools.append(_views(say, pages=pages))
    if pages:
        tools += [_zoom(say), _turning(len(document.pages), say)]
    if pointer:
        link = html.escape(pointer.href, quote=True)
        tools.append(button("copy-link", say("copy_link"), f'data-link="{link}"'))
    if shown.sentences and not pages:
        tools.append(button("pick", say("pick_sentence"), 'aria-pressed="false"'))
    if pointer and shown.sought.question:
        tools.append(button("keep-place", say("this_answers"), f'title="{literal(shown.sought.question)}"'))
    return f'<div class="tools">{"".join(tools)}{_files(shown, say)}</div>'


def steps_html(say: Texts) -> str:
    """Return what leads to the other excerpts of an answer; the page's script shows it where there are any."""
    back, on = (
        button(f"step {name}", sign, f'aria-label="{literal(say(key))}" hidden')
        for name, key, sign in (("previous", "previous_excerpt", "‹"), ("next", "next_excerpt", "›"))
    )
    return f'{back}<span class="steps" hidden></span>{on}'


def back_html(sought: Sought, say: Texts) -> str:
    """Return the way back to the kept questions, for a source that was opened there."""
    if not sought.kept:
        return ""
    back = button("show-kept", f"‹ {say('back_to_kept')}")
    return f'<div class="tools back">{back}</div>'


def _views(say: Texts, *, pages: bool) -> str:
    """Return the switch between a PDF's pages and its text."""
    views = (("pages", pages), ("text", not pages))
    buttons = (
        button("view", say(f"view_{view}"), f'data-view="{view}" aria-pressed="{str(on).lower()}"')
        for view, on in views
    )
    return f'<span class="switch">{"".join(buttons)}</span>'


def _zoom(say: Texts) -> str:
    signs = (("-1", "zoom_out", "−"), ("1", "zoom_in", "+"))
    buttons = (button("zoom", sign, f'data-by="{by}" aria-label="{literal(say(key))}"') for by, key, sign in signs)
    return f'<span class="switch">{"".join(buttons)}</span>'


def _turning(count: int, say: Texts) -> str:
    """Return what turns a PDF's pages; the page's script keeps the number at the page that is on show."""
    back, on = (
        button("turn-page", sign, f'data-by="{by}" aria-label="{literal(say(key))}"')
        for by, key, sign in (("-1", "page_before", "↑"), ("1", "page_after", "↓"))
    )
    name, of = literal(say("page_number")), literal(say("of_pages", count))
    number = f'<input type="text" inputmode="numeric" class="page-number" aria-label="{name}" value="1">'
    return f'<span class="turning" data-count="{count}">{back}{number}<span class="of">{of}</span>{on}</span>'


def _files(shown: Shown, say: Texts) -> str:
    """Return the links to the original, which opens in a new tab only where it cannot hold scripts, and to the text."""
    opens = 'target="_blank" rel="noopener"'
    rows = (
        ("original", "original", opens if shown.document.media_type == PDF else "download"),
        ("text", "whole_text", opens),
    )
    links = []
    for name, key, how in rows:
        href = literal(in_library(f"/documents/{shown.document.id}/{name}", shown.library))
        links.append(f'<a href="{href}" {how}>{literal(say(key))}</a>')
    return "".join(links)


def _checked(shown: Shown, say: Texts) -> str:
    """Return the mark that says what was compared just now; only a located pointer earns it."""
    pointer = shown.pointer
    assert pointer is not None  # noqa: S101  callers have looked
    told = say(
        "checked_how", pointer.end - pointer.start, pointer.start + 1, pointer.end, pointer.version, pointer.digest
    )
    return f'<details class="checked"><summary>✓ {literal(say("checked"))}</summary><p>{literal(told)}</p></details>'
