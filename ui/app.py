"""The Gradio page: its parts, and which function answers which event."""

from pathlib import Path
from typing import Any

import gradio as gr

from ui.asking import Ask, Asking
from ui.chat_events import QUESTION_LIMIT, ChatEvents
from ui.greeting import Greeting
from ui.history_events import HistoryEvents
from ui.kept_events import KeptEvents
from ui.library_events import LibraryEvents
from ui.library_html import View
from ui.shelf import Shelf
from ui.source_events import SourceEvents
from ui.suggest_events import SuggestEvents
from ui.talk import Talk

STATIC = Path(__file__).parent / "static"

SCRIPTS = ("page.js", "library.js", "chat.js", "source.js", "pages.js", "history.js")
STYLES = ("page.css", "library.css", "chat.css", "source.css", "narrow.css")
"""Run as one, and applied, in this order."""

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""Nothing that the page does can be called as an API, and nothing takes long enough for a bar of Gradio's."""

IN_TURN: dict[str, Any] = {**QUIET, "trigger_mode": "multiple", "concurrency_limit": 1}
"""Events of a kind are answered one after the other. Gradio's "always_last" would send the first one's data again."""

LATER: dict[str, Any] = {**QUIET, "concurrency_limit": 2}
"""What may take seconds, and must not keep questions waiting."""


def build_page(shelf: Shelf, ask: Ask, asking: Asking) -> gr.Blocks:
    """Return the page: the library on the left, the conversation in the middle, the source on the right."""
    page = gr.Blocks(title="Excerpt", analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400))
    with page:
        parts = _parts()
        state = {"asking": gr.State(asking), "talk": gr.State(Talk()), "view": gr.State(View()), "seen": gr.State(-1)}
        _wire(page, parts | state, shelf, ask)
    page.queue(max_size=64, default_concurrency_limit=8, api_open=False)
    return page


def _parts() -> dict[str, Any]:
    """Make the page's parts in their places, and return them by name."""
    parts: dict[str, Any] = {"banner": _html("banner")}
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="library"):
            parts |= {name: _html(name) for name in ("panel", "report", "documents", "talks")}
        with gr.Column(elem_id="conversation"):
            limited = '<p class="limited" role="status" hidden></p>'  # filled by the script
            parts |= {"chat": _chat(), "next": _html("next"), "limited": _html("limited", limited)}
            parts["question"] = _question_box()
            parts |= {name: _html(name) for name in ("where", "toast-source")}
        with gr.Column(elem_id="source"):
            script = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
            parts["pane"] = _html("pane", script=script)
    return parts


def _wire(page: gr.Blocks, on: dict[str, Any], shelf: Shelf, ask: Ask) -> None:
    """Say which function answers which event."""
    history = HistoryEvents(shelf)
    suggest = SuggestEvents(shelf, ask)
    library = LibraryEvents(shelf)
    opened = _wire_opening(page, on, Greeting(shelf, history), history)
    opened.then(library.list, [on["asking"], on["view"]], [on["documents"], on["seen"]], **QUIET)
    opened.then(library.removed, on["asking"], on["report"], **QUIET)
    cleared = _wire_chat(on, ChatEvents(shelf, ask, history.keep), history, suggest)
    opened.then(suggest.start, [on["talk"], on["asking"]], on["chat"], **LATER)
    for before in (cleared, *_wire_library(on, library)):
        before.then(suggest.start_again, [on["talk"], on["asking"]], on["chat"], **LATER)
    _wire_source(on, SourceEvents(shelf))
    _wire_history(on, history)
    _wire_kept(on, KeptEvents(shelf, ask))
    on["pane"].nudge(_nothing, None, None, **QUIET)


def _nothing() -> None:
    """Answer an event that is sent only so that Gradio's page listens (`static/page.js`)."""


def _wire_opening(page: gr.Blocks, on: dict[str, Any], greeting: Greeting, history: HistoryEvents) -> Any:
    asking, talk = on["asking"], on["talk"]
    greeted = [on[name] for name in ("asking", "banner", "panel", "chat", "talk", "question", "pane", "where")]
    opened = page.load(greeting.greet, asking, greeted, **QUIET)
    opened.then(history.list, [asking, talk], on["talks"], **QUIET)
    return opened


def _wire_chat(on: dict[str, Any], chat: ChatEvents, history: HistoryEvents, suggest: SuggestEvents) -> Any:
    """Return the event after which the chat is empty."""
    pane, box, talk, asking = on["pane"], on["question"], on["talk"], on["asking"]
    shown = [on["chat"], talk, asking]
    asked = [
        pane.ask(chat.answer, [talk, asking], shown, concurrency_limit=4, **QUIET),
        pane.again(chat.again, [talk, asking], shown, concurrency_limit=4, **QUIET),
    ]
    for answered in asked:
        answered.then(history.show, [asking, talk], [on["talks"], on["where"]], **QUIET)
        answered.then(suggest.next, [talk, asking], on["next"], **LATER)
    pane.copy(chat.copy, [talk, asking], on["toast-source"], **QUIET)
    box.stop(chat.stop, [talk, asking], [on["chat"], talk], cancels=asked, **QUIET)
    return pane.clear(chat.clear, None, [on["chat"], talk, on["where"], on["next"]], **QUIET)


def _wire_library(on: dict[str, Any], library: LibraryEvents) -> list[Any]:
    """Return the events after which other questions may be answered."""
    pane, asking, view, listed = on["pane"], on["asking"], on["view"], [on["documents"], on["seen"]]
    talk, shown = on["talk"], [*listed, on["chat"], on["talk"]]
    pane.look(library.look, asking, [*listed, view], **IN_TURN)
    changed = [
        pane.refresh(library.refresh, [asking, view, on["seen"], talk], shown, **IN_TURN),
        pane.limit(library.limit, asking, asking, **IN_TURN),
    ]
    for event, act in ((pane.remove_document, library.remove), (pane.undo, library.undo)):
        changed.append(event(act, [asking, view, talk], [*shown, on["report"]], trigger_mode="multiple", **QUIET))
    pane.forget_removed(library.forget_removed, asking, on["report"], **QUIET)
    return changed


def _wire_source(on: dict[str, Any], source: SourceEvents) -> None:
    pane, asking = on["pane"], on["asking"]
    pane.cite(source.cite, [on["talk"], asking], pane, **IN_TURN)
    pane.open_document(source.open_document, asking, pane, **IN_TURN)
    pane.sentence(source.sentence, asking, pane, **IN_TURN)


def _wire_history(on: dict[str, Any], history: HistoryEvents) -> None:
    pane, asking, talk = on["pane"], on["asking"], on["talk"]
    shown = [on["chat"], talk, on["talks"], on["where"]]
    pane.look_talks(history.look, [asking, talk], on["talks"], **IN_TURN)
    pane.open_talk(history.open, asking, shown, **IN_TURN)
    pane.rename_talk(history.rename, [asking, talk], on["talks"], **QUIET)
    pane.delete_talk(history.delete, [asking, talk], shown, trigger_mode="multiple", **QUIET)


def _wire_kept(on: dict[str, Any], kept: KeptEvents) -> None:
    pane, asking = on["pane"], on["asking"]
    pane.keep(kept.keep, [on["talk"], asking], on["toast-source"], trigger_mode="multiple", **QUIET)
    pane.show_kept(kept.show, asking, pane, **IN_TURN)
    pane.kept_act(kept.act, asking, pane, trigger_mode="multiple", **QUIET)
    running = pane.run_kept(kept.run, asking, pane, concurrency_limit=1, **QUIET)
    pane.stop_kept(kept.show, asking, pane, cancels=running, **QUIET)


def _html(name: str, value: str = "", *, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        show_label=False,
        label="Conversation",
        container=False,
        height="100%",
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        buttons=[],
        autoscroll=False,
        group_consecutive_messages=False,
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Your question",
        show_label=False,
        container=False,
        placeholder="Ask your documents",
        max_lines=8,
        max_length=QUESTION_LIMIT,
        submit_btn="Ask",
        stop_btn="Stop",
        autofocus=True,
        interactive=True,
    )
