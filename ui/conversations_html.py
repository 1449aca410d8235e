"""The list of conversations in, its part of the page out: pure HTML."""

from datetime import datetime

from ui.conversations import ConversationList, ConversationSummary
from ui.markup import button, literal
from ui.pager_html import pager_html
from ui.texts import Texts

ROWS = 50
"""Conversations in one part of the list."""


def conversations_html(found: ConversationList, offset: int, current: str | None, say: Texts) -> str:
    """Return the list, the conversation that is on show marked.

    Args:
        found: the part that is shown, and how many there are.
        offset: how many rows stand before it.
        current: id of the conversation that is on show.
        say: the page's texts.
    """
    if not found.rows:
        return f'<p class="empty">{literal(say("no_conversations"))}</p>'
    rows = "".join(_row(row, current, say) for row in found.rows)
    everything = button("delete-all-talks", say("delete_all"))
    return f'<ul class="talks">{rows}</ul>{_more(found, offset, say)}<p class="all">{everything}</p>'


def conversation_tools_html(say: Texts) -> str:
    """Return what stands above the list and stays."""
    find = literal(say("find_conversation"))
    return f'<input type="search" class="find-talks" placeholder="{find}" aria-label="{find}">'


def _row(row: ConversationSummary, current: str | None, say: Texts) -> str:
    name = literal(row.name)
    data = f'data-talk="{literal(row.id)}" data-name="{name}"'
    now = ' aria-current="true"' if row.id == current else ""
    facts = literal(f"{say.moment(datetime.fromisoformat(row.changed))} · {say('questions', row.turns)}")
    words = f'<bdi class="title" dir="auto">{name}</bdi><span class="facts">{facts}</span>'
    opening = f'<button type="button" class="open-talk" {data}{now}>{words}</button>'
    acts = "".join(
        button(f"{act}-talk", say(act), f'{data} aria-label="{literal(say(f"{act}_what", row.name))}"')
        for act in ("rename", "delete")
    )
    links = "".join(
        f'<a href="/conversations/{literal(row.id)}.{ending}" download>{literal(say(key))}</a>'
        for ending, key in (("md", "export_markdown"), ("json", "export_json"))
    )
    menu = f'<summary aria-label="{literal(say("more_about", row.name))}">⋯</summary><div>{acts}{links}</div>'
    return f'<li>{opening}<details class="menu">{menu}</details></li>'


def _more(found: ConversationList, offset: int, say: Texts) -> str:
    """Return what turns the pages of a list that has several."""
    if found.total <= ROWS:
        return ""
    rows = offset + 1, offset + len(found.rows), found.total
    targets = [(f'data-offset="{to}"', 0 <= to < found.total) for to in (offset - ROWS, offset + ROWS)]
    return pager_html(rows, "turn-talks", targets, say("conversations"), say)
