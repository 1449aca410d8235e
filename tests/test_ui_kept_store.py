"""Kept questions on disk: what is kept comes back, from any thread, and what is damaged is said to be."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import clean, digest_of
from qa.kept import Judged, KeptOutcome, KeptPlace, KeptRun, Tally, Verdict, tally
from ui.kept_store import RUNS, Board, KeptStore
from ui.kept_tables import FILE

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
WORDS = "They were 40 in May."
PLACE = KeptPlace("d0c", "0123456789ab", 12, 32, digest_of(WORDS), 3)
OTHER = KeptPlace("d0c", "0123456789ab", 33, 49, digest_of("Geese fly south."))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeptStore]:
    with KeptStore(tmp_path) as opened:
        yield opened


def outcome(id: str, judged: Judged, place: KeptPlace | None = PLACE, verdict: Verdict = "right") -> KeptOutcome:
    return KeptOutcome(id, verdict, place is not None, judged, 0.25, place)


def run(*outcomes: KeptOutcome, hour: int = 0) -> KeptRun:
    return KeptRun(NOON + timedelta(hours=hour), "7-abc", outcomes)


hexes = st.text("0123456789abcdef", min_size=16, max_size=16)
places = st.builds(
    lambda start, size, digest, page: KeptPlace("d0c-2", digest[:12], start, start + size, digest, page),
    st.integers(0, 10**12),
    st.integers(1, 10**6),
    hexes,
    st.none() | st.integers(1, 9999),
)
verdicts: st.SearchStrategy[Verdict] = st.sampled_from(get_args(Verdict))
times = st.datetimes(
    datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=5.5))])
)


@given(st.text(min_size=1, max_size=40).filter(lambda text: clean(text).strip()), verdicts, st.lists(places), times)
def test_a_question_round_trips(
    tmp_path_factory: pytest.TempPathFactory, question: str, verdict: Verdict, stood: list[KeptPlace], asked: datetime
) -> None:
    folder = tmp_path_factory.mktemp("library")
    stood = stood or ([PLACE] if verdict == "picked" else [])
    with KeptStore(folder) as store:
        kept = store.keep(question, verdict, stood, asked=asked)
    assert (kept.question, kept.verdict, kept.places) == (clean(question).strip(), verdict, tuple(stood))
    assert kept.asked == asked.replace(microsecond=0)
    with KeptStore(folder) as store:
        assert store.questions() == (kept,)
        assert store.question(kept.id) == kept


def test_runs_round_trip_and_their_counts_are_the_tally_s(store: KeptStore) -> None:
    ids = [store.keep(f"Question {n}?", "right", [PLACE]).id for n in range(5)]
    assert [kept.id for kept in store.questions()] == ids
    first = run(outcome(ids[0], "right"), outcome(ids[1], "wrong", None), outcome(ids[2], "unknown"))
    second = run(outcome(ids[3], "changed", OTHER, "wrong"), hour=1)
    third = run(outcome(ids[0], "wrong", OTHER), outcome(ids[4], "right", PLACE, "picked"), hour=2)
    for each in (first, second, third):
        store.record(each)
    assert store.runs(9) == (first, second, third)
    assert store.runs(2) == (second, third)
    assert store.once_right() == {ids[0], ids[4]}
    board = store.board()
    assert (board.last, board.before) == (third, second)
    assert board.history == (tally(first), tally(third)) == (Tally(NOON, 1, 2), Tally(third.time, 1, 2))


def test_a_board_without_runs_and_with_one(store: KeptStore) -> None:
    assert store.board() == Board(())
    kept = store.keep("How many?", "right", [PLACE])
    assert store.board() == Board((kept,))
    store.record(run(outcome(kept.id, "right")))
    board = store.board()
    assert (board.before, board.last, board.changes) == (None, run(outcome(kept.id, "right")), [])
    store.record(run(outcome(kept.id, "wrong", OTHER), hour=1))
    (change,) = store.board().changes
    assert (change.question, change.old, change.new) == (kept.id, PLACE, OTHER)


def test_the_plot_is_of_the_newest_runs(store: KeptStore) -> None:
    kept = store.keep("How many?", "right", [PLACE])
    for hour in range(RUNS + 2):
        store.record(run(outcome(kept.id, "right"), hour=hour))
    history = store.board().history
    assert len(history) == RUNS
    assert (history[0].time, history[-1].time) == (NOON + timedelta(hours=2), NOON + timedelta(hours=RUNS + 1))


def test_a_question_is_kept_once_with_the_newest_verdict(store: KeptStore) -> None:
    first = store.keep("How many?", "wrong", [OTHER], asked=NOON)
    store.keep("Another?", "right", asked=NOON + timedelta(hours=1))
    again = store.keep(" How many?\n", "picked", [PLACE, OTHER])
    assert (again.id, again.asked, again.verdict) == (first.id, NOON, "picked")
    assert [kept.question for kept in store.questions()] == ["How many?", "Another?"]
    assert store.question(first.id) == again


def test_a_verdict_can_be_changed(store: KeptStore) -> None:
    kept = store.keep("How many?", "wrong", [OTHER])
    assert store.change(kept.id, "right") == replace(kept, verdict="right")
    assert store.change(kept.id, "picked", [PLACE]) == replace(kept, verdict="picked", places=(PLACE,))
    assert store.questions() == (replace(kept, verdict="picked", places=(PLACE,)),)
    with pytest.raises(ValueError, match="a sentence was picked, but none is named"):
        store.change(kept.id, "picked", [])
    assert store.question(kept.id).places == (PLACE,)


def test_another_judgement_forgets_what_was_judged_by_the_old_one(store: KeptStore) -> None:
    kept, beside = store.keep("How many?", "right", [PLACE]), store.keep("Another?", "right", [PLACE])

    def judged() -> list[str]:
        store.record(run(outcome(kept.id, "right"), outcome(beside.id, "right")))
        return [row.question for row in store.runs(1)[0].outcomes]

    assert judged() == [kept.id, beside.id]
    store.keep("How many?", "right", [PLACE])
    store.keep("How many?", "picked", [PLACE])
    assert len(store.board().last.outcomes) == 2, "the same sentence is the right one"  # type: ignore[union-attr]
    store.keep("How many?", "picked", [OTHER])
    assert [row.question for run in store.runs(9) for row in run.outcomes] == [beside.id]
    judged()
    store.change(kept.id, "wrong")
    assert [row.question for run in store.runs(9) for row in run.outcomes] == [beside.id, beside.id]


def test_without_a_run_the_last_answer_is_the_one_that_is_kept(store: KeptStore) -> None:
    kept = store.keep("How many?", "right", [PLACE])
    assert store.judge_last(kept.id, "wrong") == replace(kept, verdict="wrong")


@pytest.mark.parametrize(
    ("kept_as", "judged", "place", "said"),
    [
        ("wrong", "changed", OTHER, ("right", (OTHER,))),
        ("wrong", "changed", OTHER, ("wrong", (OTHER,))),
        ("wrong", "wrong", PLACE, ("right", (PLACE,))),
        ("right", "wrong", OTHER, ("right", (OTHER,))),
        ("right", "wrong", None, ("right", ())),
        ("right", "right", OTHER, ("wrong", (OTHER,))),
        ("picked", "unknown", OTHER, ("wrong", (OTHER,))),
    ],
)
def test_a_verdict_on_the_last_answer_is_about_its_place(
    tmp_path: Path, kept_as: Verdict, judged: Judged, place: KeptPlace, said: tuple[Verdict, tuple[KeptPlace, ...]]
) -> None:
    verdict, places = said
    store = KeptStore(tmp_path)
    kept = store.keep("How many?", kept_as, [PLACE])
    store.record(run(outcome(kept.id, "right", PLACE, "right")))
    store.record(run(outcome(kept.id, judged, place, kept_as)))
    assert store.judge_last(kept.id, verdict) == replace(kept, verdict=verdict, places=places)
    assert store.question(kept.id).places == places
    before, last = store.runs(2)
    assert before.outcomes == (outcome(kept.id, "right"),)
    assert last.outcomes == (outcome(kept.id, "right" if verdict == "right" else "wrong", place, verdict),)
    store.close()


def test_what_is_judged_so_already_is_not_moved(store: KeptStore) -> None:
    kept = store.keep("How many?", "picked", [PLACE])
    store.record(run(outcome(kept.id, "right", OTHER, "picked")))
    assert store.judge_last(kept.id, "right") == kept, "the picked sentence stood in the second excerpt"
    store.record(run(outcome(kept.id, "wrong", OTHER, "picked"), hour=1))
    assert store.judge_last(kept.id, "wrong") == kept
    with pytest.raises(ValueError, match="an answer is right or wrong, not 'picked'"):
        store.judge_last(kept.id, "picked")


def test_what_is_removed_is_gone_from_the_file(store: KeptStore, tmp_path: Path) -> None:
    kept, other = store.keep("How many secret ducks?", "right", [PLACE]), store.keep("Which?", "right")
    store.record(run(outcome(kept.id, "right"), outcome(other.id, "right")))
    store.remove(kept.id)
    assert store.questions() == (other,)
    assert [row.question for row in store.runs(1)[0].outcomes] == [other.id]
    assert b"secret" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    store.record(run(outcome(kept.id, "right"), outcome(other.id, "right"), hour=1))
    assert [row.question for row in store.runs(1)[0].outcomes] == [other.id], "removed while the run went on"


def test_no_words_of_a_document_are_in_the_file(store: KeptStore, tmp_path: Path) -> None:
    kept = store.keep("How many?", "right", [PLACE])
    store.record(run(outcome(kept.id, "right")))
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PLACE.digest.encode() in data
    assert b"They were" not in data


def test_unknown_ids_are_named(store: KeptStore) -> None:
    store.keep("How many?", "right")
    for call in (store.question, store.remove, lambda id: store.change(id, "right")):
        with pytest.raises(KeyError, match="no kept question nope"):
            call("nope")
    with pytest.raises(KeyError, match="no kept question nope"):
        store.judge_last("nope", "right")


def test_what_is_not_kept_leaves_no_trace(store: KeptStore) -> None:
    with pytest.raises(ValueError, match="a question that is kept has words"):
        store.keep(" ", "right")
    kept = store.keep("How many?", "right", [PLACE])
    with pytest.raises(ValueError, match=r"cannot be used \(UNIQUE constraint failed"):
        store.record(run(outcome(kept.id, "right"), outcome(kept.id, "right")))
    assert store.runs(9) == ()


def test_threads_and_other_connections_do_not_hinder_each_other(store: KeptStore, tmp_path: Path) -> None:
    with KeptStore(tmp_path) as second, ThreadPoolExecutor(8) as pool:

        def work(n: int) -> None:
            mine = (store, second)[n % 2]
            kept = mine.keep(f"Question {n}?", "right", [PLACE])
            mine.record(run(outcome(kept.id, "right")))
            mine.board()
            if n % 3 == 0:
                mine.remove(kept.id)

        list(pool.map(work, range(30)))
        assert len(store.questions()) == len(second.questions()) == 20
        assert len(store.runs(99)) == 30
        assert sum(len(each.outcomes) for each in second.runs(99)) == 20


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with KeptStore(tmp_path) as store:
            store.keep("How many?", "right")
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert set(modes) >= {FILE, f"{FILE}-wal"}
    assert set(modes.values()) == {0o600}


def test_making_it_twice_at_once_keeps_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with KeptStore(tmp_path) as first:
        kept = first.keep("How many?", "right")
        monkeypatch.setattr(Path, "is_file", lambda _: False)
        with KeptStore(tmp_path) as second:
            assert second.questions() == (kept,)
        assert not list(tmp_path.glob("*.part*"))


def make(folder: Path) -> Path:
    with KeptStore(folder) as store:
        kept = store.keep("How many?", "right", [PLACE])
        for hour in range(30):
            store.record(run(outcome(kept.id, "right"), hour=hour))
    return folder / FILE


@pytest.mark.parametrize("damage", ["garbage", "half", "empty"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    path = make(tmp_path)
    data = path.read_bytes()
    path.write_bytes({"garbage": b"garbage " * 1000, "half": data[: len(data) // 2], "empty": b""}[damage])
    with pytest.raises(ValueError, match=r"the kept questions in .*kept\.db are damaged \(.*\): move this file away"):
        KeptStore(tmp_path)


def test_a_newer_file_is_refused_and_one_without_a_format(tmp_path: Path) -> None:
    path = make(tmp_path)
    for value, message in [("99", "was written by a newer Excerpt"), ("new", r"damaged \(it names no format")]:
        alter(path, "UPDATE settings SET value = ?", value)
        with pytest.raises(ValueError, match=message):
            KeptStore(tmp_path)


def alter(path: Path, statement: str, *values: object) -> None:
    db = sqlite3.connect(path)
    db.execute(statement, values)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE questions SET verdict = 'maybe'",
        "UPDATE questions SET asked = 'yesterday'",
        "UPDATE questions SET question = ' '",
        "UPDATE places SET start = 99",
        "UPDATE places SET start = 'a'",
        "UPDATE places SET document = '../etc'",
        "UPDATE outcomes SET judged = 'changed'",
        "UPDATE outcomes SET confidence = 'high'",
        "UPDATE outcomes SET digest = NULL",
        "UPDATE runs SET time = 'noon'",
    ],
)
def test_a_row_that_was_never_written_is_noticed(tmp_path: Path, statement: str) -> None:
    alter(make(tmp_path), statement)
    with KeptStore(tmp_path) as store, pytest.raises(ValueError, match=r"the kept questions in .* are damaged \("):
        store.board()


def test_a_table_that_is_gone_is_said(tmp_path: Path) -> None:
    alter(make(tmp_path), "DROP TABLE outcomes")
    with KeptStore(tmp_path) as store, pytest.raises(ValueError, match=r"cannot be used \(no such table: outcomes"):
        store.once_right()


def test_a_damaged_row_is_not_written_over(tmp_path: Path) -> None:
    alter(make(tmp_path), "UPDATE places SET start = 99")
    with KeptStore(tmp_path) as store:
        (id,) = store.once_right()
        for call in (
            lambda: store.change(id, "wrong"),
            lambda: store.judge_last(id, "wrong"),
            lambda: store.remove(id),
        ):
            with pytest.raises(ValueError, match="are damaged"):
                call()
