"""Kept questions and their last runs in, the page “Kept questions” as escaped HTML out; pure."""

import html
from collections.abc import Sequence
from itertools import chain

from index.document import Document
from qa.kept import Change, KeptOutcome, KeptPlace, KeptQuestion, KeptRun, tally
from ui.kept_plot import plot_html
from ui.kept_store import Board
from ui.labels import many
from ui.pointer import Find, Pointer, locate
from ui.render import literal

EMPTY = "Mark an answer as right or wrong, or pick the right sentence in its source, and it is kept here."
NOT_RUN = "They have not been asked again yet."
REFUSED = "not in your documents"
LOST = "a document that is no longer in your library"

VERDICTS = {
    ("right", True): "Right",
    ("wrong", True): "Wrong",
    ("picked", True): "Sentence picked",
    ("right", False): "Right: not in your documents",
    ("wrong", False): "Wrong: not in your documents",
}
"""By the verdict, and whether it was said of a place."""

JUDGED = {
    ("right", "right"): "Answered right",
    ("right", "wrong"): "Not answered right",
    ("right", "unknown"): "Cannot be judged: the sentence is no longer in your documents",
    ("wrong", "wrong"): "Still answered wrong",
    ("wrong", "changed"): "Another answer: is it right?",
}
"""By what is known ("right" where it is known what is) and what became of it."""

COLUMNS = ("Question", "You said", "Last run", "Changed since the run before", "Say or remove")

ACTIONS = {"right": "This answer is right", "wrong": "This answer is wrong", "remove": "Remove"}


def kept_html(board: Board, find: Find) -> str:
    """Return the whole page: a summary, the questions with what became of them, and the share of right ones over time.

    Args:
        board: from `ui.kept_store.KeptStore.board`.
        find: the library's documents as they are now.
    """
    title = '<h2 id="kept-title">Kept questions</h2>'
    opening = '<section class="kept" aria-labelledby="kept-title">'
    if not board.questions:
        return f'{opening}{title}<p class="empty">{EMPTY}</p></section>'
    table = _table(board, find)
    plot = plot_html(board.history)
    over_time = f"<h3>Over time</h3>{plot}" if plot else ""
    return f'{opening}{title}<p class="summary" role="status">{summary(board)}</p>{table}{over_time}</section>'


def summary(board: Board) -> str:
    """Return in sentences how many questions are still answered right, and what is known of the others."""
    count = many(len(board.questions), "kept question")
    if board.last is None:
        return f"{count}. {NOT_RUN}"
    return " ".join([_right(board.last), *_others(board.last, len(board.changes))])


def _right(run: KeptRun) -> str:
    counted = tally(run)
    return f"{counted.right:,} of {counted.judged:,} still answered right." if counted.judged else "None can be judged."


def _others(run: KeptRun, changed: int) -> list[str]:
    """Return a sentence for each kind of question that does not count as right or wrong, where there are such."""
    unknown = sum(outcome.judged == "unknown" for outcome in run.outcomes)
    wrong = [outcome.judged for outcome in run.outcomes if outcome.verdict == "wrong"]
    was, other = len(wrong), wrong.count("changed")
    told = [
        (unknown, f"{unknown:,} cannot be judged, as the sentence is no longer in your documents."),
        (was, f"Of {was:,} answered wrong before, {other:,} now {'has' if other == 1 else 'have'} another answer."),
        (changed, f"{many(changed, 'answer')} changed since the run before."),
    ]
    return [sentence for number, sentence in told if number]


def _table(board: Board, find: Find) -> str:
    last = {outcome.question: outcome for outcome in board.last.outcomes} if board.last else {}
    changed = {change.question: change for change in board.changes}
    rows = [_row(kept, last.get(kept.id), changed.get(kept.id), find) for kept in board.questions]
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    caption = "<caption>Questions that you judged, and what became of them</caption>"
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="kept-table" role="region" aria-labelledby="kept-title" tabindex="0">{table}</div>'


def _row(kept: KeptQuestion, last: KeptOutcome | None, change: Change | None, find: Find) -> str:
    question = f'<th scope="row"><bdi class="asked" dir="auto">{literal(kept.question)}</bdi></th>'
    said = f"{VERDICTS[kept.verdict, bool(kept.places)]}{_places(kept.places, find)}"
    cells = (said, _outcome(last, find), _changed(change, find), _buttons(kept, last))
    judged = "unasked" if last is None else last.judged
    return f'<tr class="{judged}">{question}{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _outcome(outcome: KeptOutcome | None, find: Find) -> str:
    if outcome is None:
        return "Not asked yet"
    known = "wrong" if outcome.verdict == "wrong" else "right"
    sure = f" (confidence {outcome.confidence:.2f})" if outcome.found else ""
    return f"{JUDGED[known, outcome.judged]}{sure}<div>{_place(outcome.place, find)}</div>"


def _changed(change: Change | None, find: Find) -> str:
    if change is None:
        return "No"
    was, now = _place(change.old, find), _place(change.new, find)
    return f'<div class="was">Was: {was}</div><div class="now"><span aria-hidden="true">→ </span>Now: {now}</div>'


def _buttons(kept: KeptQuestion, last: KeptOutcome | None) -> str:
    """Return the buttons that say something new: an answer is not judged again as it is judged already."""
    judged = ("wrong" if kept.verdict == "wrong" else "right") if last is None else last.judged
    actions = [action for action in ACTIONS if action != judged]
    return "".join(_button(kept, action) for action in actions)


def _button(kept: KeptQuestion, action: str) -> str:
    name = f"{ACTIONS[action]}: {kept.question}"
    data = f'data-kept="{literal(kept.id)}" data-act="{action}"'
    return f'<button type="button" {data} aria-label="{literal(name)}">{ACTIONS[action]}</button>'


def _places(places: Sequence[KeptPlace], find: Find) -> str:
    return "".join(chain.from_iterable(("<div>", _place(place, find), "</div>") for place in places))


def _place(place: KeptPlace | None, find: Find) -> str:
    """Return a place as a chip with its words where they still stand there; else only where that was."""
    if place is None:
        return REFUSED
    pointer = Pointer(place.document, place.version, place.start, place.end, None, place.digest)
    try:
        document = locate(pointer, find)
    except ValueError:
        return f'<span class="lost">{_former(place, find)}</span>'
    words = literal(document.text[place.start : place.end])
    label = _label(document, document.page_of(place.start))
    href = html.escape(pointer.href, quote=True)
    return f'<a class="cite" href="{href}" title="{words}">{label}</a> <q class="words" dir="auto">{words}</q>'


def _former(place: KeptPlace, find: Find) -> str:
    """Return where a sentence stood in what is there no more."""
    characters = f"characters {place.start + 1:,} to {place.end:,}"
    try:
        document = find(place.document)
    except KeyError:
        page = f", page {place.page}" if place.page else ""
        return f"{LOST}{page}, {characters}"
    return f"{_label(document, place.page)}, {characters} of an earlier version"


def _label(document: Document, page: int | None) -> str:
    title = f'<bdi dir="auto">{literal(document.title)}</bdi>'
    return title if page is None else f"{title}, page {page}"
