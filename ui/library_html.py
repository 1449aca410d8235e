"""The library in, the left part of the page out: pure HTML. What it holds is searched, sorted and paged here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.document import DocumentSummary, display_name
from index.ingest import Failure
from ui.asking import STRICTNESS, Asking
from ui.conversations_html import conversation_tools_html
from ui.labels import came_from, kind
from ui.markup import button, isolated, literal
from ui.pager_html import pager_html
from ui.texts import Texts, languages, own_name
from ui.uploads import LONGEST_ADDRESS

ROWS = 100
"""Documents on one page of the list: a longer one slows the browser, and nobody reads it."""

SORTS: dict[str, Callable[[DocumentSummary], tuple[Any, ...]]] = {
    "title": lambda row: (row.title.casefold(), row.id),
    "newest": lambda row: (row.date is None, _backwards(row.date or ""), row.title.casefold(), row.id),
    "longest": lambda row: (-row.passages, row.title.casefold(), row.id),
}
"""Ways to sort the list, by the names of the texts that name them."""


@dataclass(frozen=True, slots=True)
class View:
    """What of the list is on show: titles that hold `wanted`, in an order of `SORTS`, from page `page` (from 0) on."""

    wanted: str = ""
    sort: str = "title"
    page: int = 0


def panel_html(libraries: Sequence[str], asking: Asking, say: Texts, *, web: bool = False) -> str:
    """Return the controls above the list, set as it is asked; they stay as they are while the list changes.

    With `web`, there is a field for the addresses of web pages.
    """
    options = _options({name: name for name in libraries}, asking.library)
    shelf = f'<label class="field">{literal(say("library"))}<select class="switch-library">{options}</select></label>'
    adding = button("primary add-files", say("add_files")) + button("add-folder", say("add_folder"))
    inputs = (
        '<input type="file" class="files" multiple hidden><input type="file" class="folder" webkitdirectory hidden>'
    )
    tabs = "".join(
        button("tab", say(key), f'role="tab" data-tab="{key}" aria-selected="{on}" tabindex="{stop}"')
        for key, on, stop in (("documents", "true", 0), ("conversations", "false", -1))
    )
    talks = f'<div class="for-conversations">{conversation_tools_html(say)}</div>'
    return (
        f'<div class="tabs" role="tablist">{tabs}</div>{talks}<div class="for-documents">'
        f'<div class="shelf"{"" if len(libraries) > 1 else " hidden"}>{shelf}</div>'
        f'<div class="adding">{adding}{inputs}</div><p class="hint">{literal(say("drop_hint"))}</p>'
        f"{_web_field(say) if web else ''}"
        f'<div id="jobs" role="status"></div><div class="finding">{_finding(say)}</div>'
        f"{_limits(asking, say)}{language_html(say)}</div>"
    )


def _web_field(say: Texts) -> str:
    """Return the form that takes the address of a web page."""
    label = literal(say("web_address"))
    limits = f'required maxlength="{LONGEST_ADDRESS}"'
    field = f'<input type="url" name="address" {limits} placeholder="https://…" aria-label="{label}">'
    return f'<form class="add-web">{field}<button>{literal(say("add_web"))}</button></form>'


def language_html(say: Texts) -> str:
    """Return what chooses the page's language."""
    options = _options({code: own_name(code) for code in languages()}, say.language)
    return f'<select class="language" aria-label="{literal(say("language"))}">{options}</select>'


def _finding(say: Texts) -> str:
    """Return the fields that search and sort the list."""
    find, sort = literal(say("find_document")), literal(say("sort"))
    field = f'<input type="search" class="find-documents" placeholder="{find}" aria-label="{find}">'
    sorts = _options({name: say(f"sort_{name}") for name in SORTS})
    return f'{field}<select class="sort-documents" aria-label="{sort}">{sorts}</select>'


def _limits(asking: Asking, say: Texts) -> str:
    """Return what limits questions: dates, and how strict to be about "found"."""
    dates = "".join(
        f'<label class="field">{literal(say(name))}<input type="date" class="{name}" value="{day or ""}"></label>'
        for name, day in (("since", asking.scope.since), ("until", asking.scope.until))
    )
    named = {confidence: name for name, confidence in STRICTNESS.items()}
    chosen = named.get(asking.strict, str(asking.strict))
    levels = {name: say(f"strict_{name}") for name in STRICTNESS}
    if asking.strict is not None and chosen not in levels:
        levels[chosen] = say("strict_from", asking.strict)
    options = _options(levels, chosen)
    strict = (
        f'<label class="field" title="{literal(say("strict_how"))}">{literal(say("strictness"))}'
        f'<select class="strict">{options}</select></label>'
    )
    summary = f"<summary>{literal(say('limits'))}</summary>"
    return f'<details class="limits">{summary}{dates}{strict}</details>'


def _options(words: Mapping[str, str], chosen: str = "") -> str:
    """Return the options of a select, each a value and what it says."""
    return "".join(
        f'<option value="{literal(value)}"{" selected" if value == chosen else ""}>{literal(said)}</option>'
        for value, said in words.items()
    )


def documents_html(documents: Sequence[DocumentSummary], view: View, say: Texts, unread: Sequence[Failure] = ()) -> str:
    """Return a page of the list, under what could not be read; each document can be ticked, opened and removed."""
    failed = _unread(unread, say)
    if not documents:
        return f'{failed}<p class="empty">{literal(say("no_documents"))}</p>'
    found = listed(documents, view)
    last = max(0, (len(found) - 1) // ROWS)
    page = min(max(view.page, 0), last)
    rows = "".join(_row(document, say) for document in found[page * ROWS : (page + 1) * ROWS])
    passages = sum(document.passages for document in documents)
    count = f'<p class="count">{literal(say("count", len(documents), passages))}</p>'
    none = f'<p class="empty">{literal(say("no_title_with", view.wanted))}</p>' if not found else ""
    return f'{failed}{count}{none}<ul class="documents">{rows}</ul>{_pager(page, last, len(found), say)}'


def _unread(unread: Sequence[Failure], say: Texts) -> str:
    """Return the files that could not be read, folded away; nothing where there are none."""
    if not unread:
        return ""
    told = (say("not_added", display_name(row.source), row.reason) for row in unread[:ROWS])
    rows = "".join(f"<li>{literal(sentence)}</li>" for sentence in told)
    summary = f"<summary>{literal(say('unread', len(unread)))}</summary>"
    return f'<details class="unread">{summary}<ul>{rows}</ul></details>'


def listed(documents: Sequence[DocumentSummary], view: View) -> list[DocumentSummary]:
    """Return the documents whose title or file name holds what is wanted, in the order of the view.

    Raises:
        ValueError: there is no such order.
    """
    if view.sort not in SORTS:
        raise ValueError(f"expected an order of {', '.join(SORTS)}, got {view.sort!r}")
    wanted = view.wanted.casefold().split()
    found = [row for row in documents if all(word in f"{row.title} {row.source}".casefold() for word in wanted)]
    return sorted(found, key=SORTS[view.sort])


def _row(document: DocumentSummary, say: Texts) -> str:
    facts = [kind(document.media_type, say), *([say.date(document.date)] if document.date else [])]
    facts.append(say("passages", document.passages))
    title, source = literal(document.title), literal(came_from(document.source, say))
    data = f'data-document="{document.id}"'
    tick = f'<input type="checkbox" class="tick" {data} aria-label="{literal(say("ask_only", document.title))}">'
    words = f'<bdi class="title" dir="auto">{title}</bdi><span class="facts">{literal(" · ".join(facts))}</span>'
    opening = f'<button type="button" class="open" {data} title="{source}">{words}</button>'
    names = f'title="{literal(say("remove_short"))}" aria-label="{literal(say("remove", document.title))}"'
    return f"<li>{tick}{opening}{button('remove', '×', f'{data} {names}')}</li>"


def _pager(page: int, last: int, found: int, say: Texts) -> str:
    """Return what turns the pages of a list that has several."""
    if last == 0:
        return ""
    rows = page * ROWS + 1, min(found, (page + 1) * ROWS), found
    targets = [(f'data-page="{to}"', 0 <= to <= last) for to in (page - 1, page + 1)]
    return pager_html(rows, "turn-list", targets, say("documents"), say)


def removed_html(titles: Mapping[str, str], say: Texts) -> str:
    """Return what is said of documents that were removed, by their ids, each with the button that puts it back."""
    if not titles:
        return ""
    rows = "".join(f"<li>{_removed(id, title, say)}</li>" for id, title in titles.items())
    return f'<div class="notice"><ul>{rows}</ul>{button("forget-removed", say("dismiss"))}</div>'


def _removed(id: str, title: str, say: Texts) -> str:
    name = literal(f"{say('undo')}: {title}")
    data = f'data-document="{literal(id)}" aria-label="{name}"'
    return f"{say.html('removed', isolated(title))} {button('undo', say('undo'), data)}"


def _backwards(date: str) -> tuple[int, ...]:
    """Return what sorts dates latest first."""
    return tuple(-ord(letter) for letter in date.ljust(len("2024-12-31"), "\0"))
