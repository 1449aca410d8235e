"""Kept questions and their last runs in, the page “Kept questions” as escaped HTML out; pure."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index.document import Document
from qa.kept import Change, KeptOutcome, KeptPlace, KeptQuestion, KeptRun, tally
from ui.kept_plot import plot_html
from ui.kept_store import Board
from ui.markup import button, isolated, literal
from ui.pointer import Find, Located, Pointer, locate, relocate
from ui.texts import Texts

VERDICTS = {
    ("right", True): "kept_right",
    ("wrong", True): "kept_wrong",
    ("picked", True): "kept_picked",
    ("right", False): "kept_right_none",
    ("wrong", False): "kept_wrong_none",
}
"""Keys of texts, by the verdict and whether it was said of a place."""

JUDGED = {
    ("right", "right"): "judged_right",
    ("right", "wrong"): "judged_wrong",
    ("right", "unknown"): "judged_unknown",
    ("wrong", "wrong"): "judged_still_wrong",
    ("wrong", "changed"): "judged_changed",
}
"""By what is known ("right" where it is known what is) and what became of it."""

COLUMNS = ("column_question", "column_said", "column_last", "column_changed", "column_act")

Look: TypeAlias = Callable[[Pointer, Find], Located]
"""Return where a quote stands; raises ValueError where it does not."""

ACTIONS = {"right": "act_right", "wrong": "act_wrong", "remove": "act_remove"}


@dataclass(frozen=True, slots=True)
class Showing:
    """What the places of a row are shown with: the kept question's id, the documents, the page's texts."""

    kept: str
    find: Find
    say: Texts


def stands_there(pointer: Pointer, find: Find) -> Located:
    """Return where a quote stands, if that is where it stood.

    Raises:
        ValueError: it does not stand there.
    """
    return Located(locate(pointer, find), pointer)


def kept_html(board: Board, find: Find, say: Texts) -> str:
    """Return the whole page: a summary, the questions with what became of them, and the share of right ones over time.

    Args:
        board: from `ui.kept_store.KeptStore.board`.
        find: the library's documents as they are now.
        say: the page's texts.
    """
    if not board.questions:
        return f'<div class="kept"><p class="empty">{literal(say("kept_none"))}</p></div>'
    table = _table(board, find, say)
    plot = plot_html(board.history, say)
    over_time = f"<h3>{literal(say('over_time'))}</h3>{plot}" if plot else ""
    told = f'<p class="summary" role="status">{literal(summary(board, say))}</p>'
    return f'<div class="kept">{told}{table}{over_time}</div>'


def summary(board: Board, say: Texts) -> str:
    """Return in sentences how many questions are still answered right, and what is known of the others."""
    if board.last is None:
        return say("kept_not_run", len(board.questions))
    return " ".join([_right(board.last, say), *_others(board.last, len(board.changes), say)])


def _right(run: KeptRun, say: Texts) -> str:
    counted = tally(run)
    return say("still_right", counted.right, counted.judged) if counted.judged else say("none_judged")


def _others(run: KeptRun, changed: int, say: Texts) -> list[str]:
    """Return a sentence for each kind of question that does not count as right or wrong, where there are such."""
    unknown = sum(outcome.judged == "unknown" for outcome in run.outcomes)
    wrong = [outcome.judged for outcome in run.outcomes if outcome.verdict == "wrong"]
    was, other = len(wrong), wrong.count("changed")
    told = [
        (unknown, say("some_unknown", unknown)),
        (was, say("some_were_wrong", was, other)),
        (changed, say("some_changed", changed)),
    ]
    return [sentence for number, sentence in told if number]


def _table(board: Board, find: Find, say: Texts) -> str:
    last = {outcome.question: outcome for outcome in board.last.outcomes} if board.last else {}
    changed = {change.question: change for change in board.changes}
    rows = [_row(kept, (last.get(kept.id), changed.get(kept.id)), find, say) for kept in board.questions]
    head = "".join(f'<th scope="col">{literal(say(column))}</th>' for column in COLUMNS)
    caption = f"<caption>{literal(say('kept_caption'))}</caption>"
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return (
        f'<div class="kept-table" role="region" aria-label="{literal(say("kept_caption"))}" tabindex="0">{table}</div>'
    )


def _row(kept: KeptQuestion, became: tuple[KeptOutcome | None, Change | None], find: Find, say: Texts) -> str:
    last, change = became
    question = f'<th scope="row"><bdi class="asked" dir="auto">{literal(kept.question)}</bdi></th>'
    show = Showing(kept.id, find, say)
    said = f"{literal(say(VERDICTS[kept.verdict, bool(kept.places)]))}{_places(kept.places, show)}"
    cells = (said, _outcome(last, show), _changed(change, show), _buttons(kept, last, say))
    judged = "unasked" if last is None else last.judged
    return f'<tr class="{judged}">{question}{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _outcome(outcome: KeptOutcome | None, show: Showing) -> str:
    say = show.say
    if outcome is None:
        return literal(say("not_asked"))
    known = "wrong" if outcome.verdict == "wrong" else "right"
    sure = f" ({say('confidence', outcome.confidence)})" if outcome.found else ""
    told = literal(f"{say(JUDGED[known, outcome.judged])}{sure}")
    return f"{told}<div>{_place(outcome.place, show)}</div>"


def _changed(change: Change | None, show: Showing) -> str:
    say = show.say
    if change is None:
        return literal(say("no"))
    was, now = (_place(place, show) for place in (change.old, change.new))
    arrow = '<span aria-hidden="true">→ </span>'
    return f'<div class="was">{say.html("was", was)}</div><div class="now">{arrow}{say.html("now", now)}</div>'


def _buttons(kept: KeptQuestion, last: KeptOutcome | None, say: Texts) -> str:
    """Return the buttons that say something new: an answer is not judged again as it is judged already."""
    judged = ("wrong" if kept.verdict == "wrong" else "right") if last is None else last.judged
    actions = [action for action in ACTIONS if action != judged]
    return "".join(_button(kept, action, say) for action in actions)


def _button(kept: KeptQuestion, action: str, say: Texts) -> str:
    label = say(ACTIONS[action])
    data = f'data-kept="{literal(kept.id)}" data-act="{action}" aria-label="{literal(f"{label}: {kept.question}")}"'
    return button("kept-act", label, data)


def _places(places: Sequence[KeptPlace], show: Showing) -> str:
    """Return where the sentences of a verdict stand now: they are the same ones wherever that is."""
    chips = (_place(place, show, look=relocate) for place in places)
    return "".join(f"<div>{chip}</div>" for chip in chips)


def _place(place: KeptPlace | None, show: Showing, look: Look = stands_there) -> str:
    """Return a place as a chip with its words where `look` finds them; else only where that was."""
    find, say = show.find, show.say
    if place is None:
        return literal(say("nothing_found"))
    try:
        located = look(Pointer(place.document, place.version, place.start, place.end, None, place.digest), find)
    except ValueError:
        return f'<span class="lost">{_former(place, find, say)}</span>'
    document, at = located.document, located.pointer
    words = literal(document.text[at.start : at.end])
    label = _label(document, document.page_of(at.start), say)
    href = html.escape(at.href, quote=True)
    chip = f'<a class="cite" href="{href}" data-kept="{literal(show.kept)}" title="{words}">{label}</a>'
    moved = f' <span class="moved-here">{literal(say("moved_here"))}</span>' if located.changed else ""
    return f'{chip} <q class="words" dir="auto">{words}</q>{moved}'


def _former(place: KeptPlace, find: Find, say: Texts) -> str:
    """Return where a sentence stood in what is there no more."""
    characters = say("characters", place.start + 1, place.end)
    try:
        document = find(place.document)
    except KeyError:
        pages = [say("page", place.page)] if place.page else []
        return literal(", ".join([say("lost_document"), *pages, characters]))
    return f"{_label(document, place.page, say)}, {literal(say('earlier_version', characters))}"


def _label(document: Document, page: int | None, say: Texts) -> str:
    title = isolated(document.title)
    return title if page is None else f"{title}, {literal(say('page', page))}"
