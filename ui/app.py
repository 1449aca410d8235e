"""The Gradio page: its parts, and which function answers which event."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import gradio as gr

from index.library import Library
from qa.answer import Answer
from qa.follow_up import Turn, turn_of
from ui import render
from ui.pointer import GONE, locate, look_up, parse

Messages: TypeAlias = list[dict[str, str]]
"""The conversation as Gradio wants it: a role and HTML each."""

STATIC = Path(__file__).parent / "static"

QUESTION_LIMIT = 10_000
"""Characters that the question box takes: what is longer is a document."""

MESSAGES_KEPT = 200
"""Messages that stay in the page: every answer sends all of them again."""

TURNS_KEPT = 20
"""Turns that a question may go on from; more than `qa.follow_up` looks at, since some say nothing."""

BANNER = """<header><h1>Excerpt</h1><p>Answers in your documents’ own words</p><button type="button"
class="library-toggle" aria-controls="library" aria-expanded="false">Documents</button></header>"""

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""Nothing that the page does can be called as an API, and nothing but an upload takes long enough for a bar."""

_log = logging.getLogger(__name__)


class Ask(Protocol):
    """A question and the turns before it in, an answer out; the sentence of a ValueError is shown to the person."""

    def __call__(self, question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        """Return the answer."""
        ...


class _Actions:
    """What the page's events do; each takes and returns the values of components."""

    def __init__(self, library: Library, ask: Ask) -> None:
        self._library = library
        self._ask = ask

    def greet(self) -> tuple[str, dict[str, Any], int]:
        """Return the list of documents, an empty chat's words and the generation they are of."""
        snapshot = self._library.snapshot()
        welcome = gr.update(placeholder=render.welcome_html(len(snapshot.documents)))
        return render.documents_html(snapshot.documents), welcome, snapshot.generation

    def answer(self, question: str, said: Messages, turns: list[Turn], generation: int) -> Iterator[tuple[Any, ...]]:
        """Show the question at once, then its answer; the list of documents only if another one is on show."""
        if question.strip():
            said = [*said, {"role": "user", "content": render.question_html(question)}]
        yield "", said, said, gr.skip(), gr.skip(), gr.skip()
        reply, turn = self._reply(question, turns)
        said = [*said, {"role": "assistant", "content": reply}][-MESSAGES_KEPT:]
        turns = [*turns, turn][-TURNS_KEPT:] if turn else turns
        snapshot = self._library.snapshot()
        changed = snapshot.generation != generation
        listed = render.documents_html(snapshot.documents) if changed else gr.skip()
        yield gr.skip(), said, said, turns, listed, snapshot.generation

    def _reply(self, question: str, turns: Sequence[Turn]) -> tuple[str, Turn | None]:
        """Return the answer, and what later questions may go on from; None where there was none."""
        if not question.strip():
            return render.notice_html("Please type a question."), None
        try:
            if not self._library.snapshot().documents:
                return render.notice_html("There are no documents yet. Add some, and ask again."), None
            answer = self._ask(question, earlier=turns)
            return render.answer_html(answer, self._library.snapshot().document), turn_of(answer)
        except Exception as error:
            return render.notice_html(_told(error, "This question could not be answered")), None

    def show_citation(self, event: gr.EventData) -> str:
        """Return the source pane for the chip that was chosen, checked against the newest snapshot."""
        try:
            pointer = parse(str(event.href))
            document = locate(pointer, self._library.snapshot().document)
        except ValueError as error:
            return render.source_error_html(str(error))
        return render.source_html(document, pointer)

    def show_document(self, event: gr.EventData) -> str:
        """Return the source pane for a document chosen in the list."""
        try:
            document = look_up(str(event.document), self._library.snapshot().document)
        except ValueError as error:
            return render.source_error_html(str(error))
        return render.source_html(document, None)

    def remove(self, event: gr.EventData) -> tuple[Any, ...]:
        """Remove a document; return what `greet` returns and a report."""
        try:
            (removed,) = self._library.remove([str(event.document)])
        except KeyError:
            return *self.greet(), render.notice_html(GONE)
        except Exception as error:
            return *self.greet(), render.notice_html(_told(error, "The document could not be removed"))
        return *self.greet(), render.removed_html(removed)

    def add(
        self,
        files: Sequence[dict[str, Any]] | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:
        """Add uploaded files; return what `greet` returns and a report. Gradio has checked that they are uploads."""
        uploads = [(str(file["orig_name"] or Path(file["path"]).name), Path(file["path"])) for file in files or ()]

        def show(done: int, total: int, name: str) -> None:
            progress((done, total), desc=f"Reading {name}" if name else "Indexing", unit="files")

        try:
            report = render.report_html(self._library.add_uploads(uploads, progress=show))
        except Exception as error:
            report = render.notice_html(_told(error, "The upload could not be added"))
        finally:
            for _, path in uploads:
                path.unlink(missing_ok=True)
        return *self.greet(), report


def _told(error: Exception, failure: str) -> str:
    """Return what the person is told: an error's sentence where it was written for people; else the log has it."""
    if isinstance(error, (ValueError, TimeoutError)):
        return str(error)
    _log.error(failure, exc_info=error)
    return f"{failure}: something went wrong, which is in the log."


def build_page(library: Library, ask: Ask) -> gr.Blocks:
    """Return the page: documents on the left, the conversation in the middle, the source on the right."""
    page = gr.Blocks(title="Excerpt", analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400))
    with page:
        _html("banner", BANNER)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="library"):
                upload = gr.UploadButton("Add documents", file_count="multiple", elem_id="upload", size="md")
                report, documents = _html("report"), _html("documents")
            with gr.Column(elem_id="conversation"):
                chat, box = _chat(), _question_box()
            with gr.Column(elem_id="source"):
                pane = _html("pane", script=(STATIC / "page.js").read_text(encoding="utf-8"))
        said, turns, generation = gr.State([]), gr.State([]), gr.State(-1)
        actions, listed = _Actions(library, ask), [documents, chat, generation]
        page.load(actions.greet, None, listed, **QUIET)
        asked = [box, said, chat, turns, documents, generation]
        box.submit(actions.answer, [box, said, turns, generation], asked, concurrency_limit=4, **QUIET)
        pane.cite(actions.show_citation, None, pane, trigger_mode="always_last", **QUIET)
        pane.open_document(actions.show_document, None, pane, trigger_mode="always_last", **QUIET)
        pane.remove_document(actions.remove, None, [*listed, report], trigger_mode="multiple", **QUIET)
        visibly: dict[str, Any] = {"api_visibility": "private", "show_progress_on": report}
        upload.upload(actions.add, upload, [*listed, report], preprocess=False, concurrency_limit=1, **visibly)
    page.queue(max_size=64, default_concurrency_limit=8, api_open=False)
    return page


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
        autofocus=True,
    )
