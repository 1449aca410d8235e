"""The page “Kept questions”: nothing of a person's is markup, places are checked, and everyone can read the plot."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from time import tzset

import pytest
from fake_library import make_document
from hypothesis import given
from hypothesis import strategies as st
from parsed_html import EVIL, Parsed, texts

from index.document import Document
from qa.kept import Find, Judged, KeptOutcome, KeptPlace, KeptQuestion, KeptRun, Tally, Verdict, place_in
from qa.plot import LEFT, SIDE, TOP
from ui.kept_page import kept_html, summary
from ui.kept_plot import ACROSS, HEIGHT, WIDTH, plot_html
from ui.kept_store import Board
from ui.pointer import Pointer, parse
from ui.source_html import panel_html
from ui.texts import texts_in

SAY = texts_in("en")
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
BIRDS = replace(make_document("Ducks swim.\nThey were 40 in May.\nGeese fly.", title="Birds"), pages=(0, 12))
COUNT, GEESE = place_in(BIRDS, 12, 32), place_in(BIRDS, 33, 43)
TAGS = {
    "a", "bdi", "button", "caption", "circle", "div", "figure", "h2", "h3", "p", "path", "polyline", "q",
    "span", "style", "svg", "table", "tbody", "td", "text", "th", "thead", "title", "tr",
}  # fmt: skip


def finder(*documents: Document) -> Find:
    return {document.id: document for document in documents}.__getitem__


def kept(id: str, verdict: Verdict, *places: KeptPlace, question: str = "How many ducks?") -> KeptQuestion:
    return KeptQuestion(id, question, verdict, places, NOON)


def outcome(id: str, judged: Judged, place: KeptPlace | None = COUNT, verdict: Verdict = "right") -> KeptOutcome:
    return KeptOutcome(id, verdict, place is not None, judged, 0.25, place)


def run(*outcomes: KeptOutcome, hour: int = 0) -> KeptRun:
    return KeptRun(NOON + timedelta(hours=hour), "7-abc", outcomes)


def board(*questions: KeptQuestion, last: KeptRun | None = None, before: KeptRun | None = None) -> Board:
    return Board(questions, last, before, (Tally(NOON, 1, 2),) if last else ())


def rows(html: str) -> list[list[str]]:
    """The text of each cell of the questions' table, headings included."""
    (table,) = re.findall(r"<tbody>.*?</tbody>", html)[:1]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", table)]
    return [[plain(cell) for cell in row] for row in cells]


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_it_says_how_many_are_still_right() -> None:
    questions = [kept(id, "right", COUNT) for id in "abcdefg"]
    judged: list[Judged] = ["right", "right", "wrong", "unknown"]
    outcomes = [outcome(id, row) for id, row in zip("abcd", judged, strict=False)]
    wrong = [outcome("e", "changed", GEESE, "wrong"), outcome("f", "wrong", COUNT, "wrong")]
    before = run(outcome("a", "right", GEESE), outcome("b", "right"))
    told = summary(board(*questions, last=run(*outcomes, *wrong), before=before), SAY)
    assert told == (
        "2 of 3 still answered right. 1 cannot be judged, as the sentence is no longer in your documents. "
        "Of 2 answered wrong before, 1 now has another answer. 1 answer changed since the run before."
    )
    assert summary(board(*questions, last=run(*outcomes[:2])), SAY) == "2 of 2 still answered right."
    assert summary(board(*questions), SAY) == "7 kept questions. They have not been asked again yet."
    assert summary(board(questions[0], last=run(outcome("a", "unknown"))), SAY).startswith(
        "None can be judged. 1 cannot"
    )
    both = [outcome(id, "changed", GEESE, "wrong") for id in "ef"]
    assert "Of 2 answered wrong before, 2 now have another answer." in summary(board(*questions, last=run(*both)), SAY)


def test_nothing_kept_says_how_to_keep_something() -> None:
    html = kept_html(Board(()), finder(), SAY)
    assert "Mark an answer as right or wrong" in html
    assert "<table" not in html


def test_a_row_tells_what_was_said_what_became_of_it_and_what_changed() -> None:
    questions = (kept("a", "right", COUNT), kept("b", "picked", COUNT, GEESE), kept("c", "right"), kept("d", "wrong"))
    last = run(outcome("a", "wrong", GEESE), outcome("b", "right", COUNT, "picked"), outcome("c", "right", None))
    before = run(outcome("a", "right"), outcome("b", "right", COUNT, "picked"))
    html = kept_html(board(*questions, last=last, before=before), finder(BIRDS), SAY)
    count, geese = "Birds , page 2 They were 40 in May.", "Birds , page 2 Geese fly."
    assert rows(html) == [
        ["How many ducks?", f"Right {count}", f"Not answered right (confidence 0.25) {geese}",
         f"Was: {count} → Now: {geese}", "This answer is right Remove"],
        ["How many ducks?", f"Sentence picked {count} {geese}", f"Answered right (confidence 0.25) {count}", "No",
         "This answer is wrong Remove"],
        ["How many ducks?", "Right: not in your documents", "Answered right not in your documents", "No",
         "This answer is wrong Remove"],
        ["How many ducks?", "Wrong: not in your documents", "Not asked since you judged it", "No",
         "This answer is right Remove"],
    ]  # fmt: skip
    page = Parsed(html)
    first = Pointer(COUNT.document, COUNT.version, COUNT.start, COUNT.end, None, COUNT.digest)
    assert parse(page.values("a", "href")[0]) == first
    assert page.values("a", "title")[0] == "They were 40 in May."


@pytest.mark.parametrize(
    ("verdict", "judged", "actions"),
    [
        ("right", "right", ["wrong", "remove"]),
        ("right", "wrong", ["right", "remove"]),
        ("picked", "unknown", ["right", "wrong", "remove"]),
        ("wrong", "wrong", ["right", "remove"]),
        ("wrong", "changed", ["right", "wrong", "remove"]),
    ],
)
def test_buttons_offer_what_would_say_something_new(verdict: Verdict, judged: Judged, actions: list[str]) -> None:
    last = run(outcome("a1b2", judged, COUNT, verdict))
    html = kept_html(board(kept("a1b2", verdict, COUNT, question='"Why?"'), last=last), finder(BIRDS), SAY)
    page = Parsed(html)
    assert page.values("button", "data-act") == actions
    assert page.values("button", "data-kept") == ["a1b2"] * len(actions)
    assert page.values("button", "type") == ["button"] * len(actions)
    assert page.values("button", "aria-label")[-1] == 'Remove: "Why?"'


def test_words_are_shown_only_where_they_stand() -> None:
    html = kept_html(board(kept("a", "right", COUNT)), finder(BIRDS), SAY)
    assert "40 in May" in html
    changed = replace(BIRDS, text=BIRDS.text.replace("40", "41"))
    html = kept_html(board(kept("a", "right", COUNT)), finder(changed), SAY)
    assert rows(html)[0][1] == "Right Birds , page 2, characters 13 to 32 of an earlier version"
    assert "in May" not in html
    assert not Parsed(html).values("a", "href")
    gone = rows(kept_html(board(kept("a", "right", COUNT)), finder(), SAY))[0][1]
    assert gone == "Right a document that is no longer in your library, page 2, characters 13 to 32"
    forged = replace(COUNT, digest="0" * 16)
    assert "in May" not in kept_html(board(kept("a", "right", forged)), finder(BIRDS), SAY)


def test_a_judged_sentence_that_moved_is_shown_where_it_stands_now_and_an_old_answer_is_not() -> None:
    moved = replace(BIRDS, text=f"Swans.\n{BIRDS.text}", pages=(0, 19))
    html = kept_html(board(kept("a", "right", COUNT), last=run(outcome("a", "right"))), finder(moved), SAY)
    said, last = rows(html)[0][1:3]
    assert said == "Right Birds , page 2 They were 40 in May. moved since: the document has changed"
    assert last.endswith("Birds , page 2, characters 13 to 32 of an earlier version")
    (href,) = Parsed(html).values("a", "href")
    assert (parse(href).version, parse(href).start, parse(href).end) == (moved.version, 19, 39)


def test_a_chip_says_of_which_question_it_is() -> None:
    last = run(outcome("a1", "wrong", GEESE))
    page = Parsed(kept_html(board(kept("a1", "right", COUNT), last=last), finder(BIRDS), SAY))
    assert page.values("a", "data-kept") == ["a1", "a1"]


def test_regions_have_names_of_their_own() -> None:
    html = panel_html(SAY("kept"), kept_html(board(kept("a", "right", COUNT)), finder(BIRDS), SAY), SAY)
    page = Parsed(html)
    assert "section" not in page.tags
    assert page.values("div", "aria-label") == [SAY("kept"), SAY("kept_caption")]


@given(texts, texts, texts)
def test_nothing_that_is_shown_is_markup(question: str, title: str, text: str) -> None:
    hostile = make_document(EVIL + text, title=EVIL + title)
    place = place_in(hostile, 0, len(hostile.text))
    asked = kept("a", "right", place, question=EVIL + question)
    html = kept_html(board(asked, last=run(outcome("a", "right", place))), finder(hostile), SAY)
    page = Parsed(html)
    assert "\n" not in html
    assert set(page.tags) <= TAGS
    assert page.text["bdi.asked"] == EVIL + question
    assert page.values("a", "title") == [hostile.text] * 2
    assert page.values("button", "aria-label") == [f"{what}: {EVIL}{question}" for what in ACTION_NAMES]
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in {"src", "style"}]
    assert "${" not in html
    assert "{{" not in html


ACTION_NAMES = ["This answer is wrong", "Remove"]


def test_a_screen_reader_is_told_what_is_what() -> None:
    html = kept_html(board(kept("a", "right", COUNT), last=run(outcome("a", "right"))), finder(BIRDS), SAY)
    assert re.findall(r"<h\d", html) == ["<h3"]
    assert html.count("<caption>") == 2
    head, *_ = re.findall(r"<thead>.*?</thead>", html)
    assert head.count('<th scope="col">') == 5
    assert '<th scope="row"><bdi class="asked"' in html
    page = Parsed(html)
    ids = [value for _, name, value in page.attributes if name == "id"]
    named = {value for _, name, value in page.attributes if name == "aria-labelledby"}
    assert named <= set(ids)
    assert len(ids) == len(set(ids))


HISTORY = (Tally(NOON, 5, 10), Tally(NOON + timedelta(days=1), 8, 10), Tally(NOON + timedelta(days=4), 9, 9))


def line(html: str) -> list[tuple[float, float]]:
    (points,) = re.findall(r'<polyline class="line" points="([^"]*)"', html)
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]


def test_a_run_stands_at_its_time_and_share() -> None:
    html = plot_html(HISTORY, SAY)
    wanted = [(0, 0.5), (0.25, 0.8), (1, 1)]
    assert line(html) == [(LEFT + ACROSS * x, TOP + SIDE * (1 - y)) for x, y in wanted]
    dots = re.findall(r'<circle class="dot" cx="([\d.]+)" cy="([\d.]+)" r="4"><title>([^<]*)', html)
    assert [(float(x), float(y)) for x, y, _ in dots] == line(html)
    assert [unescape(told).partition(": ")[2] for *_, told in dots] == ["5 of 10", "8 of 10", "9 of 9"]
    assert "9 of 9 in the last run" in html


@pytest.mark.parametrize(
    ("language", "first", "told"),
    [
        ("en", "May 1, 2026", "May 1, 2026, 12:00 PM: 5 of 10"),
        ("de", "1. Mai 2026", "1. Mai 2026, 12:00: 5 von 10"),
        ("es", "1 de mayo de 2026", "1 de mayo de 2026, 12:00: 5 de 10"),
        ("fr", "1 mai 2026", "1 mai 2026, 12:00 : 5 sur 10"),
    ],
)
def test_the_plot_speaks_the_language_of_the_page(
    monkeypatch: pytest.MonkeyPatch, language: str, first: str, told: str
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    tzset()
    html = unescape(plot_html(HISTORY, texts_in(language)))
    assert f'text-anchor="start">{first}</text>' in html
    assert f"<title>{told}</title>" in html
    monkeypatch.undo()
    tzset()


def test_one_run_or_several_at_once_stand_in_the_middle() -> None:
    assert line(plot_html(HISTORY[:1], SAY)) == [(LEFT + ACROSS / 2, TOP + SIDE / 2)]
    assert [x for x, _ in line(plot_html([HISTORY[0], replace(HISTORY[1], time=NOON)], SAY))] == [LEFT + ACROSS / 2] * 2
    assert plot_html((), SAY) == ""


def test_the_plot_has_its_figures_in_words() -> None:
    html = plot_html(HISTORY, SAY)
    assert '<svg viewBox="0 0 ' in html
    assert 'role="img" aria-labelledby="kept-plot-title"><title id="kept-plot-title">Share of kept' in html
    assert "3 runs</title>" in html
    assert "one run</title>" in plot_html(HISTORY[:1], SAY)
    (body,) = re.findall(r"<tbody>.*?</tbody>", html)
    assert re.findall(r"<td>(\d+)</td><td>(\d+)</td>", body) == [("5", "10"), ("8", "10"), ("9", "9")]


def test_the_plot_s_colours_are_the_page_s_and_its_styles_touch_nothing_else() -> None:
    html = plot_html(HISTORY, SAY)
    (style,) = re.findall(r"<style>(.*?)</style>", html)
    selectors = [rule.partition("{")[0] for rule in style.split("}") if rule]
    assert all(selector.startswith(".kept-plot") and "," not in selector for selector in selectors)
    assert not re.search(r"#[0-9a-f]{3}|url\(|@import", style)
    used = {name for names in re.findall(r'class="([\w -]+)"', html) for name in names.split()}
    assert used <= set(re.findall(r"\.([a-z-]+)", style))
    assert not re.search(r"<script|\bhref", html)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 50), st.integers(0, 50)), min_size=1, max_size=30))
def test_every_run_is_on_the_paper(given_runs: list[tuple[int, int, int]]) -> None:
    history = [
        Tally(NOON + timedelta(minutes=m), min(right, judged), judged) for m, judged, right in sorted(given_runs)
    ]
    for x, y in line(plot_html(history, SAY)):
        assert LEFT <= x <= LEFT + ACROSS < WIDTH
        assert TOP <= y <= TOP + SIDE < HEIGHT
