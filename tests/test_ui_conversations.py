"""Conversations: kept over restarts, listed, searched, renamed; deleted so that no byte is left; safe when damaged."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_library import make_answer, make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st

from ui import conversation_file
from ui.conversation_file import FILE, connection, make_file, transaction
from ui.conversations import Conversation, Conversations, ConversationSummary, folded, name_of
from ui.kept_turn import KeptTurn, kept_turn, to_json

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
DUCKS = make_document("Ducks swim on the lake.", title="Ducks")
EVIL = [
    "<script>boom()</script>", "# no [heading](x)", "two\nlines\r\nthree", "a\x00b", "a\ud800b", "\u202egnp.exe",
    "x" * 10_000, "word " * 2_000, "", " ", "'; DROP TABLE turns; --", "👩‍🚀 می‌خواهم",
]  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


def turn(question: str) -> KeptTurn:
    answer = make_answer(question, [make_excerpt(DUCKS, 0, 10)])
    return kept_turn(answer, {DUCKS.id: DUCKS}.__getitem__, time=NOON)


def names(kept: Conversations, search: str = "") -> list[str]:
    return [row.name for row in kept.listed(search).rows]


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_conversation_survives_a_restart(kept: Conversations, tmp_path: Path) -> None:
    first, second = turn("How many ducks?"), turn("And when?")
    id = kept.start(first)
    kept.append(id, second)
    again = Conversations(tmp_path)
    assert again.get(id) == Conversation(id, "How many ducks?", first.time, (first, second))
    assert again.listed().rows == (ConversationSummary(id, "How many ducks?", first.time, second.time, 2),)


def test_nothing_is_made_before_the_first_turn(kept: Conversations, tmp_path: Path) -> None:
    assert (kept.listed().total, kept.listed().rows, kept.delete_all()) == (0, (), 0)
    assert list(tmp_path.iterdir()) == []


def test_only_this_person_can_read_the_file(kept: Conversations, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        kept.start(turn("Secret?"))
        with connection(tmp_path) as db:
            db.execute("BEGIN IMMEDIATE")
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob(f"{FILE}*")}
    finally:
        os.umask(before)
    assert modes == {FILE: 0o600, f"{FILE}-wal": 0o600, f"{FILE}-shm": 0o600}


def test_the_last_changed_comes_first_in_pages(kept: Conversations) -> None:
    ids = [kept.start(turn(f"Question {n}?")) for n in range(5)]
    kept.append(ids[1], turn("More?"))
    assert names(kept) == [f"Question {n}?" for n in (1, 4, 3, 2, 0)]
    page = kept.listed(limit=2, offset=3)
    assert (page.total, [row.name for row in page.rows]) == (5, ["Question 2?", "Question 0?"])
    assert [kept.listed(limit=2, offset=9).total, kept.listed(limit=0).total, kept.listed(limit=-1).rows] == [5, 5, ()]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", 4), ("cafe", 1), ("CAFÉ", 1), ("strasse", 1), ("100%", 1), ("%", 1), ("_", 1), ("a_b", 1), ("axb", 0),
        ("second", 1), ("  Second  ", 1), ("nothing", 0), ("\x00", 0), ("\ud800", 0), ("'", 0), ("café straße", 0),
        ("Café in the Straße", 1), ("ＣＡＦＥ", 1),
    ],
)  # fmt: skip
def test_names_and_questions_are_searched_literally(kept: Conversations, search: str, found: int) -> None:
    ids = [kept.start(turn(question)) for question in ("A café in the Straße?", "Is it 100% sure?", "a_b", "Else")]
    kept.append(ids[3], turn("The second question"))
    assert kept.listed(search).total == len(kept.listed(search).rows) == found


def test_a_renamed_conversation_is_found_by_its_new_name_and_its_questions(kept: Conversations) -> None:
    id = kept.start(turn("How many ducks?"))
    assert kept.rename(id, "  Birds\nof the lake ") == "Birds of the lake"
    assert names(kept) == names(kept, "LAKE") == names(kept, "ducks") == ["Birds of the lake"]
    kept.append(id, turn("More?"))
    assert names(kept) == ["Birds of the lake"]


@pytest.mark.parametrize("name", ["", "  \n", "\x01\u202e"])
def test_a_conversation_needs_a_name(kept: Conversations, name: str) -> None:
    id = kept.start(turn("How many?"))
    with pytest.raises(ValueError, match="needs a name"):
        kept.rename(id, name)
    assert names(kept) == ["How many?"]


@pytest.mark.parametrize("question", EVIL)
def test_any_question_is_kept_and_named_in_one_line(kept: Conversations, question: str) -> None:
    id = kept.start(turn(question))
    kept.append(id, turn(question))
    (row,) = kept.listed().rows
    assert 0 < len(row.name) <= 80
    assert row.name.isprintable() or "\u200d" in row.name
    assert kept.get(id).turns == (turn(question),) * 2
    assert kept.listed(question).total == 1
    assert 0 < len(kept.rename(id, f"x{question}")) <= 80


@given(st.text(max_size=300))
def test_a_name_is_one_line_that_is_its_own_name(text: str) -> None:
    name = name_of(text)
    assert 0 < len(name) <= 80
    assert name.splitlines() == [name]
    assert name_of(name) == name
    assert folded(text) == folded(folded(text))


@pytest.mark.parametrize("id", ["", "0" * 16, "'", "\ud800", "\x00"])
def test_an_unknown_id_is_told(kept: Conversations, id: str) -> None:
    for made in (False, True):
        if made:
            kept.start(turn("How many?"))
        with pytest.raises(KeyError, match="no longer kept"):
            kept.get(id)
        with pytest.raises(KeyError, match="no longer kept"):
            kept.append(id, turn("More?"))
        with pytest.raises(KeyError, match="no longer kept"):
            kept.rename(id, "x")
        with pytest.raises(KeyError, match="no longer kept"):
            kept.delete(id)
    assert kept.listed().total == 1


def test_a_deleted_conversation_is_really_gone(kept: Conversations, tmp_path: Path) -> None:
    """Long and short, from the middle and the ends, while somebody else has the file open."""
    stays = kept.start(turn("Stays?"))
    marks = [f"secret{n:03}x" for n in range(24)]
    ids = []
    for n, mark in enumerate(marks):
        id = kept.start(turn(f"{mark} {'why ' * (n * 100)} {mark}"))
        kept.append(id, turn(f"{mark} again"))
        kept.rename(id, f"named {mark}")
        ids.append(id)
    assert all(mark.encode() in bytes_in(tmp_path) for mark in marks)
    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.execute("SELECT count(*) FROM turns").fetchone()
        for n in [*range(0, 24, 3), *range(1, 24, 3)]:
            kept.delete(ids[n])
            assert marks[n].encode() not in bytes_in(tmp_path)
        with pytest.raises(KeyError, match="no longer kept"):
            kept.get(ids[0])
        assert kept.listed().total == 9
        assert kept.delete_all() == 9
        assert b"secret" not in bytes_in(tmp_path)
        assert b"Stays" not in bytes_in(tmp_path)
    assert kept.listed().total == 0
    with pytest.raises(KeyError, match="no longer kept"):
        kept.append(stays, turn("Is it still there?"))


def test_an_old_name_is_really_gone(kept: Conversations, tmp_path: Path) -> None:
    id = kept.start(turn("What?"))
    kept.rename(id, "Embarrassing")
    kept.rename(id, "Plain")
    assert b"mbarrassing" not in bytes_in(tmp_path)


def test_traces_that_a_reader_holds_on_to_are_told(kept: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_file, "WAIT_SECONDS", 0.05)
    id = kept.start(turn("Secret?"))
    with connection(kept._folder) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM turns").fetchone()
        with pytest.raises(TimeoutError, match="deleted, but traces are left"):
            kept.delete(id)
    assert kept.listed().total == 0
    kept.delete_all()
    assert b"Secret" not in bytes_in(kept._folder)


def test_a_writer_that_never_ends_is_told(kept: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_file, "WAIT_SECONDS", 0.05)
    id = kept.start(turn("How many?"))
    with connection(kept._folder) as writer, transaction(writer):
        assert kept.listed().total == 1, "reading goes on"
        with pytest.raises(TimeoutError, match="holds the conversations: try again"):
            kept.append(id, turn("More?"))
    assert len(kept.get(id).turns) == 1


def test_threads_append_without_losing_a_turn(tmp_path: Path) -> None:
    id = Conversations(tmp_path).start(turn("First?"))
    servers = [Conversations(tmp_path), Conversations(tmp_path)]

    def ask(n: int) -> None:
        servers[n % 2].append(id, turn(f"Question {n}?"))
        servers[n % 2].start(turn(f"Other {n}?"))
        servers[n % 2].listed("question")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(40)))
    questions = [kept.question for kept in servers[0].get(id).turns]
    assert questions[0] == "First?"
    assert sorted(questions[1:]) == sorted(f"Question {n}?" for n in range(40))
    assert servers[1].listed().total == 41


def test_threads_that_keep_the_first_turn_at_once_make_one_file(tmp_path: Path) -> None:
    ready = threading.Barrier(8)

    def start(n: int) -> str:
        ready.wait(20)
        return Conversations(tmp_path).start(turn(f"Question {n}?"))

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(start, range(8)))
    assert len(set(ids)) == Conversations(tmp_path).listed().total == 8
    assert list(tmp_path.glob("*.part")) == []


ANOTHER = """
import sys
from dataclasses import replace
from pathlib import Path
from ui.conversations import Conversations
from ui.kept_turn import from_json
kept, turn = Conversations(Path(sys.argv[1])), from_json(sys.argv[3])
for n in range(20):
    kept.append(sys.argv[2], replace(turn, question=f"Theirs {n}?"))
"""


def test_two_servers_keep_into_one_library(kept: Conversations, tmp_path: Path) -> None:
    id = kept.start(turn("First?"))
    root = Path(conversation_file.__file__).parent.parent
    command = [sys.executable, "-c", ANOTHER, str(tmp_path), id, to_json(turn("Theirs?"))]
    other = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(root)})
    for n in range(20):
        kept.append(id, turn(f"Ours {n}?"))
    assert other.wait(60) == 0
    questions = {kept.question for kept in kept.get(id).turns}
    assert questions == {"First?", *(f"{whose} {n}?" for whose in ("Ours", "Theirs") for n in range(20))}


@pytest.mark.parametrize("damage", ["garbage", "empty", "cut", "foreign", "trigger", "inside"])
def test_a_damaged_file_is_put_aside_and_new_ones_are_kept(tmp_path: Path, damage: str) -> None:
    kept, path = Conversations(tmp_path), tmp_path / FILE
    for n in range(30):
        id = kept.start(turn(f"Question {n}? {'why ' * 200}"))
    whole = path.read_bytes()
    before = spoil(path, damage)
    with pytest.raises(ValueError, match=rf"could not be read \(.*put aside as {FILE}.damaged-1\."):
        read_all(kept, id)
    assert (tmp_path / f"{FILE}.damaged-1").read_bytes() == before != whole
    assert kept.listed().total == 0
    kept.start(turn("New?"))
    assert names(kept) == ["New?"]
    path.write_bytes(b"garbage" * 100)
    with pytest.raises(ValueError, match=f"put aside as {FILE}.damaged-2"):
        kept.start(turn("Another?"))
    assert kept.delete_all() == 0
    assert [found.name for found in tmp_path.iterdir()] == ["conversations.lock"], "delete all means all"


def read_all(kept: Conversations, id: str) -> None:
    kept.listed("zzz")
    kept.get(id)


def spoil(path: Path, damage: str) -> bytes:
    """Damage a file, and return its bytes."""
    data = path.read_bytes()
    if damage == "garbage":
        path.write_bytes(b"garbage " * 1000)
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "inside":
        path.write_bytes(data[:4096] + os.urandom(1).ljust(len(data) - 4096, b"\xa5"))
    else:
        if damage == "foreign":
            path.unlink()
        with closing(sqlite3.connect(path)) as db:
            table = "CREATE TABLE recipes (name TEXT)"
            db.execute(table if damage == "foreign" else "CREATE TRIGGER t DELETE ON turns BEGIN SELECT 1; END")
            db.execute("PRAGMA journal_mode = WAL")
            db.commit()
    return path.read_bytes()


def test_threads_that_find_damage_at_once_put_one_file_aside(kept: Conversations, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"garbage " * 1000)
    ready = threading.Barrier(8)

    def start(n: int) -> bool:
        ready.wait(20)
        try:
            kept.start(turn(f"Question {n}?"))
        except ValueError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(start, range(8)))
    assert len(list(tmp_path.glob("*.damaged-*"))) == 1
    assert kept.listed().total == sum(done), "what is said to be kept is kept"


def test_a_file_that_is_sound_again_is_not_put_aside(
    kept: Conversations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.start(turn("How many?"))

    def check(db: sqlite3.Connection, path: Path) -> None:
        monkeypatch.undo()
        raise sqlite3.DatabaseError("it stuttered")

    monkeypatch.setattr(conversation_file, "_check", check)
    with pytest.raises(ValueError, match=r"could not be read \(it stuttered\): try again"):
        kept.listed()
    assert names(kept) == ["How many?"]


def test_a_file_of_a_newer_excerpt_is_left_alone(kept: Conversations, tmp_path: Path) -> None:
    id = kept.start(turn("How many?"))
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.executescript("PRAGMA user_version = 2; CREATE TABLE more (x)")
    before = (tmp_path / FILE).read_bytes()
    for step in (kept.listed, lambda: kept.get(id), lambda: kept.start(turn("More?")), kept.delete_all):
        with pytest.raises(ValueError, match=r"newer Excerpt \(format 2, this reads 1\): update it"):
            step()
    assert (tmp_path / FILE).read_bytes() == before


def test_a_disk_that_cannot_be_used_is_told(kept: Conversations, tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(ValueError, match=rf"{FILE} cannot be used \("):
        kept.listed()


def test_a_damaged_turn_is_told_and_can_be_deleted(kept: Conversations, tmp_path: Path) -> None:
    id = kept.start(turn("How many?"))
    with connection(tmp_path) as db:
        db.execute("UPDATE turns SET turn = ?", ('{"question": "<b>"}',))
    assert names(kept) == ["How many?"]
    with pytest.raises(ValueError, match="damaged and cannot be shown"):
        kept.get(id)
    kept.delete(id)
    assert kept.listed().total == 0


@pytest.mark.parametrize("value", ["a\nb\x1b", "x" * 5000, b"\xff\xfe", 7, "", "CAST(x'ff41' AS TEXT)"])
def test_a_name_from_elsewhere_is_one_line_all_the_same(kept: Conversations, tmp_path: Path, value: object) -> None:
    id = kept.start(turn("How many?"))
    with connection(tmp_path) as db:
        if isinstance(value, str) and value.startswith("CAST"):
            db.execute(f"UPDATE conversations SET name = {value}")
        else:
            db.execute("UPDATE conversations SET name = ?", (value,))
    (name,) = names(kept)
    assert 0 < len(name) <= 80
    assert name.isprintable()
    assert kept.get(id).name == name


def test_what_fails_within_a_change_leaves_no_trace(kept: Conversations, tmp_path: Path) -> None:
    make_file(tmp_path)

    def fail() -> None:
        with connection(tmp_path) as db, transaction(db):
            db.execute("INSERT INTO conversations VALUES ('a', 'b', 'b', '', '', 1)")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert kept.listed().total == 0
