"""What kept questions do in the page: each event takes and returns the values of components."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import gradio as gr

from index.library import Library
from index.snapshot import EVERYTHING
from qa.answer import Answer
from qa.kept import KeptPlace, Verdict, asked_alone, place_in, place_of
from qa.kept_run import run_kept
from ui.asking import Ask, Asking
from ui.chat_events import told
from ui.conversations import name_of
from ui.kept_page import kept_html
from ui.kept_store import Board
from ui.markup import button, literal
from ui.pointer import parse, relocate
from ui.room import Room
from ui.shelf import Shelf
from ui.source_events import sentences_of
from ui.source_html import panel_html
from ui.talk import Talk
from ui.texts import Texts, texts_in

BETWEEN = 0.3
"""Seconds between two looks at how far a run is."""

SAID: dict[str, Verdict] = {"right": "right", "wrong": "wrong", "picked": "picked"}


class KeptEvents:
    """What kept questions do in the page."""

    def __init__(self, shelf: Shelf, ask: Ask) -> None:
        self._shelf = shelf
        self._ask = ask

    def keep(self, talk: Talk, asking: Asking, event: gr.EventData) -> str:
        """Keep a question with what the person says of its answer; return a sentence.

        A sentence is picked for the question that the source on show says it is looked at for.
        """
        say, room, verdict = texts_in(asking.language), self._shelf.room(asking.library), SAID[str(event.verdict)]
        try:
            if verdict == "picked":
                kept = room.kept().keep(str(event.asked), verdict, [_picked(room, str(event.href))])
                return _toast(say("kept_as_picked", name_of(kept.question)))
            answer = talk.row(int(event.turn)).answer
            if answer is None:
                return _toast(say("nothing_to_keep"))
            question = asked_alone(answer, goes_on=bool(talk.turns(int(event.turn))))
            room.kept().keep(question, verdict, _judged(room, answer))
        except KeyError:
            return _toast(say("nothing_to_keep"))
        except Exception as error:
            return _toast(told(error, say("not_kept"), say))
        return _toast(say(f"kept_as_{verdict}"))

    def show(self, asking: Asking) -> str:
        """Return the page of kept questions, in the place of the source."""
        return self._page(asking)

    def act(self, asking: Asking, event: gr.EventData) -> str:
        """Judge or remove a kept question; return the page."""
        say, act = texts_in(asking.language), str(event.act)
        try:
            kept = self._shelf.room(asking.library).kept()
            if act == "remove":
                kept.remove(str(event.kept))
            else:
                kept.judge_last(str(event.kept), SAID[act])
        except KeyError:
            return self._page(asking)  # another page has removed it
        except Exception as error:
            return self._page(asking, told(error, say("not_kept"), say))
        return self._page(asking)

    def run(self, asking: Asking) -> Iterator[Any]:
        """Ask all kept questions again, as `excerpt kept --run` does; return the page, at first with how far it is."""
        say, room = texts_in(asking.language), self._shelf.room(asking.library)
        seen, stopped = [(0, 0, "")], [False]
        with ThreadPoolExecutor(1) as apart:
            try:
                board = room.kept().board()
                body = self._body(board, asking)
                run = apart.submit(
                    run_kept,
                    board.questions,
                    partial(self._alone, library=room.library),
                    lambda id: room.library.snapshot().document(id),
                    progress=lambda *now: seen.append(now),
                    stopped=lambda: stopped[0],
                )
                while not run.done():
                    yield _panel(body, button("stop-kept", say("stop_kept")), say("running_kept", *seen[-1]), say)
                    time.sleep(BETWEEN)
                if (finished := run.result()) is not None:
                    room.kept().record(finished)
            except Exception as error:
                yield self._page(asking, told(error, say("not_run"), say))
                return
            finally:
                stopped[0] = True
        yield self._page(asking)

    def _alone(self, question: str, library: Library) -> Answer:
        """Answer a question in all documents and as strictly as usual, whatever the page's limits are by now."""
        return self._ask(question, library, scope=EVERYTHING, strict=None, earlier=())

    def _page(self, asking: Asking, notice: str = "") -> str:
        say = texts_in(asking.language)
        try:
            board = self._shelf.room(asking.library).kept().board()
        except ValueError as error:
            return panel_html(say("kept"), f'<div class="notice" role="status">{literal(str(error))}</div>', say)
        act = button("run-kept", say("run_kept")) if board.questions else ""
        return _panel(self._body(board, asking), act, notice, say)

    def _body(self, board: Board, asking: Asking) -> str:
        return kept_html(board, self._shelf.library(asking.library).snapshot().document, texts_in(asking.language))


def _panel(body: str, act: str, notice: str, say: Texts) -> str:
    """Return the page with the button over it, and a sentence where there is one to be told."""
    tools = f'<div class="tools">{act}</div>' if act else ""
    told_now = f'<p class="part" role="status">{literal(notice)}</p>' if notice else ""
    return panel_html(say("kept"), body, say, more=tools + told_now)


def _judged(room: Room, answer: Answer) -> list[KeptPlace]:
    """Return the place that a verdict on an answer is about: its best excerpt's, or none where nothing was found."""
    if not answer.excerpts:
        return []
    best = answer.excerpts[0]
    return [place_of(best, sentences_of(room.library.snapshot(), best.document.id))]


def _picked(room: Room, href: str) -> KeptPlace:
    located = relocate(parse(href), room.library.snapshot().document)
    return place_in(located.document, located.pointer.start, located.pointer.end)


def _toast(sentence: str) -> str:
    """Return what the page's script tells and takes away again."""
    return f'<div id="told">{literal(sentence)}</div>'
