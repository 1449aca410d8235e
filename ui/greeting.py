"""An address that a browser opens in, the page's first state out: language, library, and the place that it names."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gradio as gr

from ui.asking import Asking
from ui.history_events import HistoryEvents
from ui.library_html import language_html, panel_html
from ui.markup import button, literal
from ui.shelf import Shelf
from ui.source_events import Opened, SourceEvents
from ui.talk import Talk, where_html
from ui.texts import Texts, texts_in, wanted_language

FOR_SCRIPTS = (
    *("limited", "limited_to", "limits_clear", "since_day", "until_day", "strictness"),
    *(
        "one_at_a_time",
        "type_a_question",
        "nothing_dropped",
        "conversation",
        "copied",
        "answered",
        "not_found",
        "uploading",
        "not_sent",
        "page_not_read",
        "reading",
        "reading_rate",
    ),
    *("stop_reading", "dismiss", "added", "replaced", "unchanged", "not_added"),
    *("delete_sure", "delete_all_sure", "new_name"),
)
"""Keys of the texts that the page's scripts use."""


class Greeting:
    """Fills the page when it is opened."""

    def __init__(self, shelf: Shelf, history: HistoryEvents) -> None:
        self._shelf = shelf
        self._history = history
        self._source = SourceEvents(shelf)

    def greet(self, asking: Asking, request: gr.Request) -> tuple[Any, ...]:
        """Return the values of all parts of the page, as its address and the browser's language have them."""
        query = dict(request.query_params)
        language = query.get("language") or wanted_language(request.cookies, request.headers)
        names, name = self._shelf.names(), query.get("lib", asking.library)
        known = name if name in names else asking.library
        asking = replace(asking, language=texts_in(language).language, library=known)
        say = texts_in(asking.language)
        count = self._shelf.library(asking.library).snapshot().count
        panel = panel_html(names, asking, say, web=self._shelf.allow_web) + self._texts(asking, say)
        talk = self._history.talk(query["c"], asking) if "c" in query else Talk()
        welcome = welcome_html(count, say)
        chat = gr.update(value=talk.messages(), placeholder=welcome, label=say("conversation"))
        box = gr.update(
            placeholder=say("ask_your_documents"),
            label=say("your_question"),
            submit_btn=say("ask"),
            stop_btn=say("stop"),
        )
        return asking, banner_html(say), panel, chat, talk, box, self._place(query, asking), where_html(talk)

    def _texts(self, asking: Asking, say: Texts) -> str:
        """Return what the page's scripts need to know."""
        texts = literal(json.dumps({key: say.rows[key] for key in FOR_SCRIPTS}))
        ticked = json.dumps(asking.scope.only)
        data = {"language": asking.language, "library": asking.library, "first": self._shelf.first, "ticked": ticked}
        more = " ".join(f'data-{name}="{literal(value)}"' for name, value in data.items())
        return f'<div id="texts" hidden data-texts="{texts}" {more}></div>'

    def _place(self, query: Mapping[str, str], asking: Asking) -> str:
        """Return the source pane where the address names a place, else nothing."""
        if "doc" not in query:
            return ""
        href = "/?" + "&".join(f"{name}={query[name]}" for name in ("doc", "v", "s", "e", "a", "h") if name in query)
        return self._source.at(href, asking, Opened())


def banner_html(say: Texts) -> str:
    """Return the top of the page."""
    kept = button("show-kept", say("kept"))
    toggle = (
        f'<button type="button" class="library-toggle" aria-controls="library" aria-expanded="true" '
        f'title="{literal(say("fold_library"))}">{literal(say("library"))}</button>'
    )
    language = language_html(say)
    new = button("new-conversation", say("new_conversation"))
    name = f"<h1>{literal(say('title'))}</h1><p>{literal(say('tagline'))}</p>"
    return f"<header>{name}{language}{new}{kept}{toggle}</header>"


def welcome_html(documents: int, say: Texts) -> str:
    """Return what an empty chat says."""
    key = "welcome" if documents else "welcome_empty"
    return f'<div class="welcome"><h2>{literal(say(key))}</h2><p>{literal(say(f"{key}_how"))}</p></div>'
