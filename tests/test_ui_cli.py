"""The commands, their output and exit codes; in this process with the fake encoder, unless they start anew."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import FakeEncoder
from fake_library import make_answer

from index.opening import open_library
from ui import cli
from ui.conversations import Conversations
from ui.kept_turn import kept_turn
from ui.shelf import Shelf

Run = Callable[..., "Outcome"]

DUCKS = "Ducks of the lake\n\nDucks swim on the quiet lake. The keeper counted 1,234 ducks in May."
GEESE = "Geese fly over the mountains in autumn. They are loud."


class Outcome:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def excerpt(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the library in `folder`."""
    for module in ("index.opening", "index.library"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda *_, **__: FakeEncoder())
    monkeypatch.setenv("EXCERPT_LIBRARY", str(folder))
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["excerpt", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        code = ended.value.code
        if isinstance(code, str):  # what Python does with it: to stderr, and 1
            return Outcome(1, printed.out, printed.err + code + "\n")
        return Outcome(code or 0, printed.out, printed.err)

    return run


@pytest.fixture
def filled(excerpt: Run, write: Callable[[str, str], Path]) -> Run:
    """The same, with two documents in the library."""
    assert excerpt("add", write("ducks.txt", DUCKS), write("geese.txt", GEESE)).code == 0
    return excerpt


def ids(folder: Path) -> dict[str, str]:
    with open_library(folder, encoder=FakeEncoder()) as library:
        return {Path(row.source).stem: row.id for row in library.snapshot().documents}


def test_add_reports_what_became_of_each_file_and_prints_nothing_else(
    excerpt: Run, write: Callable[[str, str], Path]
) -> None:
    good, bad = write("ducks.txt", DUCKS), write("table.xyz", "a,b")
    done = excerpt("add", good, bad)
    assert (done.code, done.out) == (0, "")
    assert "1 added (1 passages)\n1 could not be read:\n" in done.err
    assert f"  {bad}: there is no reader for .xyz files (Excerpt reads .bmp," in done.err
    assert "1 unchanged" in excerpt("add", good).err
    write("ducks.txt", GEESE)
    assert "1 replaced (1 passages)" in excerpt("add", good).err


def test_add_fails_only_if_nothing_was_read(excerpt: Run, write: Callable[[str, str], Path], tmp_path: Path) -> None:
    done = excerpt("add", write("table.xyz", "a,b"), tmp_path / "missing.txt")
    assert done.code == 1
    assert "nothing added\n2 could not be read:" in done.err
    assert "missing.txt: there is no such file or folder" in done.err
    assert done.err.endswith("\nerror: nothing could be read\n")


def test_ask_prints_the_excerpt_and_where_it_stands(filled: Run, folder: Path) -> None:
    done = filled("ask", "How many ducks did the keeper count?", "--strict", "0")
    start = DUCKS.index("The keeper")
    assert done.code == 0
    assert "[1] The keeper counted 1,234 ducks in May.\n" in done.out
    assert f"Ducks of the lake · {folder.parent}/documents/ducks.txt [{start}:{len(DUCKS)}]" in done.out
    assert "confidence " in done.out
    assert done.err == ""


def test_ask_says_what_is_not_there_and_shows_the_nearest(filled: Run) -> None:
    done = filled("ask", "Who painted Guernica in Lebanon with ducks?", "--strict", "1")
    assert done.code == 0
    assert done.out.startswith("Not in your documents. The nearest passages:\n\n[1] ")


SHAPES: dict[str, type | tuple[type, ...]] = {
    "question": str,
    "asked_as": (str, type(None)),
    "found": bool,
    "confidence": float,
    "differs": list,
    "excerpts": list,
    "nearest": list,
    "library": str,
    "seconds": dict,
    "notice": (str, type(None)),
}
EXCERPT_KEYS = ["n", "document", "version", "start", "end", "text", "answer", "page", "score", "places"]


def test_ask_json_is_the_contract_s_object(filled: Run, folder: Path) -> None:
    done = filled("ask", "How many ducks did the keeper count?", "--json", "--strict", "0")
    assert (done.code, done.err) == (0, "")
    answer = json.loads(done.out)
    assert list(answer) == list(SHAPES)
    assert all(isinstance(answer[name], kind) for name, kind in SHAPES.items())
    assert list(answer["seconds"]) == ["retrieve", "read", "total"]
    best = answer["excerpts"][0]
    assert list(best) == EXCERPT_KEYS
    assert list(best["document"]) == ["id", "title", "source", "date"]
    assert DUCKS[best["start"] : best["end"]] == best["text"] == "The keeper counted 1,234 ducks in May."
    words = best["answer"]
    assert DUCKS[words["start"] : words["end"]] == words["text"] == "1,234"
    assert best["document"]["id"] == ids(folder)["ducks"]


def test_ask_json_puts_the_nearest_where_nothing_is_found(filled: Run) -> None:
    answer = json.loads(filled("ask", "How many ducks?", "--json", "--strict", "1").out)
    assert (answer["found"], answer["excerpts"]) == (False, [])
    assert [list(nearest) for nearest in answer["nearest"]] == [EXCERPT_KEYS] * len(answer["nearest"])
    assert answer["nearest"]


def test_only_and_dates_limit_what_is_asked(filled: Run, folder: Path) -> None:
    geese = ids(folder)["geese"]
    answer = json.loads(filled("ask", "How many ducks?", "--json", "--only", geese).out)
    assert {nearest["document"]["id"] for nearest in answer["excerpts"] + answer["nearest"]} == {geese}
    answer = json.loads(
        filled("ask", "How many ducks?", "--json", "--since", "2019-01-01", "--until", "2020-01-01").out
    )
    assert (answer["found"], answer["nearest"]) == (False, [])


def test_a_date_may_be_written_without_dashes(excerpt: Run, write: Callable[[str, str], Path]) -> None:
    excerpt("add", write("ducks.md", f"---\ndate: 2024-05-01\n---\n\n{DUCKS}"))
    assert json.loads(excerpt("ask", "How many ducks?", "--json", "--since", "20240501", "--strict", "0").out)["found"]
    assert not json.loads(excerpt("ask", "How many ducks?", "--json", "--since", "20240502").out)["nearest"]


def test_a_conversation_is_understood_by_what_was_asked_before(filled: Run, tmp_path: Path) -> None:
    turns = [
        {"role": "user", "content": "How many ducks did the keeper count?"},
        {"role": "assistant", "content": "1,234"},
        {"role": "user", "content": "And when?"},
    ]
    (tmp_path / "talk.json").write_text(json.dumps(turns))
    answer = json.loads(filled("ask", "--messages", tmp_path / "talk.json", "--json").out)
    assert answer["question"] == "And when?"
    assert "keeper" in answer["asked_as"]


@pytest.mark.parametrize(
    "talk", ["", "{}", "[]", "[1]", '[{"role": "user"}]', '[{"role": "assistant", "content": "a"}]', "\ud800"]
)
def test_what_is_no_conversation_is_refused(filled: Run, tmp_path: Path, talk: str) -> None:
    (tmp_path / "talk.json").write_bytes(talk.encode("utf-8", "surrogatepass"))
    done = filled("ask", "--messages", tmp_path / "talk.json")
    assert done.code == 1
    assert done.err.startswith(f"error: {tmp_path / 'talk.json'} is no conversation: expected [")


def test_list_show_and_info(filled: Run, folder: Path) -> None:
    listed = filled("list").out.splitlines()
    assert listed[0].split() == ["id", "passages", "date", "title", "·", "source"]
    documents = folder.parent / "documents"
    assert [line.split(maxsplit=3) for line in listed[1:]] == [
        [ids(folder)["ducks"], "1", "-", f"Ducks of the lake · {documents / 'ducks.txt'}"],
        [ids(folder)["geese"], "1", "-", f"geese · {documents / 'geese.txt'}"],
    ]
    shown = filled("show", ids(folder)["ducks"]).out
    assert shown.endswith(f"\n\n{DUCKS}\n")
    assert "title    Ducks of the lake\n" in shown
    info = dict(line.split(maxsplit=1) for line in filled("info").out.splitlines() if not line.startswith("on disk"))
    assert (info["documents"], info["conversations"]) == ("2", "0")
    assert not (folder / "conversations.db").exists(), "counting makes none"
    assert info["encoder"].startswith("fake (96 dimensions")
    assert "\nrecall at 10   1.0000 of what exact search finds by meaning\n" in filled("info").out


def test_info_counts_conversations_and_says_where_it_cannot(filled: Run, folder: Path) -> None:
    with open_library(folder, encoder=FakeEncoder()) as library:
        turn = kept_turn(make_answer("How many ducks?", (), found=False), library.document)
    Conversations(folder).start(turn)
    assert "\nconversations  1\n" in filled("info").out
    (folder / "conversations.db").write_bytes(b"garbage " * 1000)
    done = filled("info")
    assert done.code == 0
    assert "put aside as conversations.db.damaged-1.\n" in done.out
    assert "\nconversations  0\n" in filled("info").out


@pytest.mark.parametrize("given", [[], ["--no-history"], ["--no-browser"]])
def test_chat_keeps_conversations_unless_it_is_told_not_to(
    filled: Run, monkeypatch: pytest.MonkeyPatch, given: list[str]
) -> None:
    served: list[tuple[bool, Any]] = []

    def serve(shelf: Shelf, *_: object, **options: Any) -> None:
        served.append((shelf.room().conversations is not None, options["ready"]))

    monkeypatch.setattr("ui.server.serve", serve)
    monkeypatch.setattr("qa.ask.ask", lambda *_, **__: None)
    assert filled("chat", "--port", 0, *given).code == 0
    ((history, ready),) = served
    assert history is ("--no-history" not in given)
    assert ready.keywords == {"browser": "--no-browser" not in given}


@pytest.mark.parametrize("watch", [True, False])
def test_chat_watches_only_where_that_is_asked_for(filled: Run, monkeypatch: pytest.MonkeyPatch, watch: bool) -> None:
    threads: list[str] = []
    serve = lambda *_, **__: threads.extend(thread.name for thread in threading.enumerate())  # noqa: E731
    monkeypatch.setattr("ui.server.serve", serve)
    monkeypatch.setattr("qa.ask.ask", lambda *_, **__: None)
    assert filled("chat", "--port", 0, *(["--watch"] if watch else [])).code == 0
    assert ("excerpt-watch" in threads) is watch
    assert "excerpt-watch" not in [thread.name for thread in threading.enumerate()]


def test_chat_leaves_out_what_was_removed_and_add_brings_it_back(
    filled: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.server.serve", lambda *_, **__: None)
    monkeypatch.setattr("qa.ask.ask", lambda *_, **__: None)
    documents = folder.parent / "documents"
    filled("remove", ids(folder)["ducks"])
    assert filled("chat", documents, "--port", 0).code == 0
    assert set(ids(folder)) == {"geese"}
    assert filled("add", documents).code == 0
    assert set(ids(folder)) == {"ducks", "geese"}


def test_remove_takes_all_or_nothing(filled: Run, folder: Path) -> None:
    known = ids(folder)
    done = filled("remove", known["ducks"], "0123456789ab")
    assert (done.code, done.err) == (1, "error: no document 0123456789ab in the library (excerpt list shows the ids)\n")
    assert ids(folder) == known
    done = filled("remove", known["ducks"])
    assert (done.code, done.out) == (0, f"removed {known['ducks']}  Ducks of the lake\n")
    assert set(ids(folder)) == {"geese"}


def test_verify_finds_and_repairs(filled: Run, folder: Path) -> None:
    filled("ask", "ducks")
    assert filled("verify").out == "sound: 2 documents, 2 passages\n"
    state = folder / "lexical" / "state.json"
    state.write_text("{}")
    done = filled("verify")
    assert (done.code, done.err) == (
        1,
        "error: the library is not sound: excerpt verify --repair mends what can be mended\n",
    )
    assert "wrong: index lexical: the index lexical does not match its state.json\n" in done.out
    done = filled("verify", "--repair")
    assert done.code == 0
    assert done.out.startswith("repaired index lexical: ")
    assert filled("verify").code == 0


@pytest.mark.parametrize("command", [["ask", "a?"], ["list"], ["show", "a"], ["info"], ["verify"], ["remove", "a"]])
def test_without_a_library_nothing_is_made(excerpt: Run, folder: Path, command: list[str]) -> None:
    done = excerpt(*command)
    assert (done.code, done.out, done.err) == (1, "", f"error: no library in {folder}: excerpt add PATH makes one\n")
    assert not folder.exists()


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (["show", "nothing"], "error: no document nothing in the library (excerpt list shows the ids)\n"),
        (["ask", "a?", "--only", "x"], "error: no document x in the library (excerpt list shows the ids)\n"),
        (["ask", "a?", "--since", "May"], "error: not a date: 'May' (expected YYYY-MM-DD)\n"),
        (["ask", "--messages", "/no/such/file"], "error: /no/such/file: No such file or directory\n"),
        (
            ["add", "x", "--reader", "none"],
            "error: no reader 'none': "
            "expected excerpt-reader, forms, a model's folder, or a hub's organisation/model\n",
        ),
    ],
)
def test_what_fails_is_one_line(filled: Run, command: list[str], error: str) -> None:
    done = filled(*command)
    assert (done.code, done.out, done.err) == (1, "", error)


@pytest.mark.parametrize(
    "command",
    [["ask"], ["ask", "a?", "--messages", "b"], ["ask", "a?", "--strict", "2"], ["fly"], ["chat", "--port", "x"]],
)
def test_wrong_usage_is_exit_code_2(filled: Run, command: list[str]) -> None:
    done = filled(*command)
    assert (done.code, done.out) == (2, "")
    assert "Usage: excerpt" in done.err


@pytest.mark.parametrize("question", ["", "   ", "?!…", "鸭子会飞吗？", "كم عدد البط؟", "duck " * 2000, "\ud800"])
def test_any_question_gets_an_answer(filled: Run, question: str) -> None:
    answer = json.loads(filled("ask", question, "--json").out)
    assert isinstance(answer["found"], bool)
    done = filled("ask", question)
    assert done.code == 0
    assert done.out.strip()


def test_an_empty_library_answers_that_it_holds_nothing(filled: Run, folder: Path) -> None:
    filled("remove", *ids(folder).values())
    done = filled("ask", "How many ducks?")
    assert (done.code, done.out) == (0, "The library is empty: excerpt add PATH fills it.\n")
    assert filled("list").code == 0


@pytest.mark.parametrize(
    ("question", "said"), [("", "no words"), (" ?!", "no words"), ("Who painted Guernica?", "Not in your documents.")]
)
def test_it_says_why_there_is_nothing_to_show(filled: Run, question: str, said: str) -> None:
    assert said in filled("ask", question, "--since", "2020-01-01").out


def test_a_damaged_database_is_one_line(filled: Run, folder: Path) -> None:
    for path in folder.glob("library.db*"):
        path.write_bytes(b"garbage " * 1000)
    done = filled("ask", "ducks?")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"error: {folder}/library.db is not a library's database, or is damaged (")
    assert done.err.count("\n") == 1


def test_documents_cannot_steer_the_terminal(excerpt: Run, write: Callable[[str, str], Path], folder: Path) -> None:
    evil = "Evil \x1b[2Jducks\n\nThe [bold]evil[/bold] \x1b]0;owned\x07 plan swims."
    excerpt("add", write("evil.txt", evil), write("forged\n000000000000  row.txt", DUCKS))
    assert "The [bold]evil[/bold]" in excerpt("ask", "evil plan swims?").out
    assert len(excerpt("list").out.splitlines()) == 3
    id = ids(folder)["evil"]
    for command in (["ask", "evil plan?", "--strict", "0"], ["list"], ["show", id], ["remove", id]):
        printed = excerpt(*command).out
        assert "\x1b" not in printed
        assert "\x07" not in printed


def test_the_hub_is_open_to_an_encoder_that_is_named_from_it_and_to_nothing_else(
    excerpt: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def load(name: str, **_: object) -> FakeEncoder:
        asked.append((name, os.environ["HF_HUB_OFFLINE"]))
        raise ValueError("no such encoder")

    monkeypatch.setattr("index.opening.load_encoder", load)
    for name in ("organisation/model", "all-MiniLM-L6-v2"):
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        done = excerpt("chat", "--no-browser", "--port", 0, "--encoder", name)
        assert (done.code, done.err) == (1, "error: no such encoder\n")
    assert asked == [("organisation/model", "0"), ("all-MiniLM-L6-v2", "1")]


def test_a_taken_port_is_one_line_before_anything_else(excerpt: Run, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = excerpt("chat", "--no-browser", "--port", port)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"error: port {port} cannot be used (Address already in use): name another one with --port\n"
    assert not folder.exists()


def anew(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env=os.environ | environment, timeout=60, check=False
    )


def test_help_comes_at_once() -> None:
    spent = []
    for _ in range(5):
        before = os.times()
        done = anew("--help")
        after = os.times()
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert done.returncode == 0
    assert min(spent) < 0.5, "seconds of work, the best of five: what else the machine does must not count"


def test_every_command_is_explained(excerpt: Run) -> None:
    commands = ["chat", "ask", "add", "remove", "list", "show", "info", "verify", "eval", "kept"]
    listed = excerpt("--help").out
    assert all(f" {command} " in listed for command in commands)
    for command in commands:
        assert "--library" in excerpt(command, "--help").out


def test_output_is_utf_8_whatever_the_terminal_says(filled: Run, folder: Path) -> None:
    done = anew("list", EXCERPT_LIBRARY=str(folder), PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert "Ducks of the lake" in done.stdout


@pytest.mark.model
def test_the_user_data_folder_is_the_default(tmp_path: Path) -> None:
    home = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path), "EXCERPT_LIBRARY": ""}
    done = anew("list", **home)
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr


def test_the_commands_are_quiet_about_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    cli.quiet_environment()
    assert (os.environ["HF_HUB_OFFLINE"], os.environ["GRADIO_ANALYTICS_ENABLED"]) == ("1", "False")


BIRDS = (
    {
        "id": "ducks",
        "title": "Ducks of the lake",
        "text": "Ducks swim on the quiet lake. The keeper counted 40 ducks in May.",
    },
    {"id": "geese", "title": "Geese", "text": "Geese fly over the mountains in autumn. They are loud."},
)
KNOWN = (
    {"question": "How many ducks did the keeper count in May?", "gold": ["ducks"], "answers": ["40"]},
    {
        "question": "When do geese fly over the mountains?",
        "gold": ["geese"],
        "evidence": ["Geese fly over the mountains in autumn."],
    },
    {"question": "Which volcano erupted near Reykjavik?", "answerable": False},
)


def json_lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def evaluated(excerpt: Run, write: Callable[[str, str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `excerpt eval` on two birds and three questions, with the reader that needs no model."""
    monkeypatch.setattr("index.encoder.load_encoder", lambda *_, **__: FakeEncoder())
    corpus, queries = write("corpus.jsonl", json_lines(*BIRDS)), write("queries.jsonl", json_lines(*KNOWN))

    def run(*arguments: object, queries: Path = queries) -> Outcome:
        given = ("--corpus", corpus, "--queries", queries, "--library", tmp_path / "kept", "--reader", "forms")
        return excerpt("eval", *given, *arguments)

    return run


def test_eval_prints_a_table_of_what_the_questions_allow(evaluated: Run, folder: Path) -> None:
    done = evaluated()
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "3 questions, 2 passages\n\nretrieval    hit@1   hit@5  hit@10  hit@20  mrr@10\nlexical   "
    )
    assert "\nreader       1.000   1.000   1.000   1.000   1.000\n" in done.out
    assert "\nanswer          em      f1  excerpt_has_answer\n" in done.out
    assert "\nabstention   auroc      f1  coverage@90     ece\n" in done.out
    assert "\nevidence    precision  recall      f1\n" in done.out
    assert "\nseconds      index  per_question_p50  per_question_p95\n" in done.out
    assert not folder.exists(), "a person's own library has no part in it"


def test_eval_json_is_the_contract_s_object(evaluated: Run) -> None:
    done = evaluated("--json")
    assert (done.code, done.err) == (0, "")
    made = json.loads(done.out)
    assert list(made) == ["questions", "passages", "retrieval", "answer", "abstention", "evidence", "seconds"]
    assert (made["questions"], made["passages"]) == (3, 2)
    assert list(made["retrieval"]) == ["lexical", "dense", "hybrid", "reader"]
    assert list(made["retrieval"]["hybrid"]) == ["hit@1", "hit@5", "hit@10", "hit@20", "mrr@10"]
    assert list(made["answer"]) == ["em", "f1", "excerpt_has_answer"]
    assert list(made["abstention"]) == ["auroc", "f1", "coverage@90", "ece"]
    assert list(made["evidence"]) == ["precision", "recall", "f1"]
    assert list(made["seconds"]) == ["index", "per_question_p50", "per_question_p95"]


def test_eval_asks_a_part_and_adds_distractors(evaluated: Run, write: Callable[[str, str], Path]) -> None:
    more = write("more.jsonl", json_lines({"id": "herons", "text": "Herons wait for fish."}))
    made = json.loads(evaluated("--json", "--limit", 2, "--distractors", more).out)
    assert (made["questions"], made["passages"]) == (2, 3)
    assert evaluated("--limit", 0).code == 2


def test_eval_of_conversations_compares_ways_to_read_them(evaluated: Run, write: Callable[[str, str], Path]) -> None:
    turns = [("user", "How many ducks swim?"), ("agent", "Forty."), ("user", "And when were they counted?")]
    row = {"messages": [{"role": role, "text": text} for role, text in turns], "gold": ["ducks"]}
    made = json.loads(evaluated("--json", queries=write("turns.jsonl", json_lines(row))).out)
    assert list(made["retrieval"])[4:] == ["last_turn", "all_turns", "asked_as"]
    assert "abstention" not in made


def test_eval_draws_a_plot(evaluated: Run, tmp_path: Path) -> None:
    plot = tmp_path / "curve.svg"
    assert evaluated("--plot", plot).code == 0
    assert plot.read_text("utf-8").startswith("<svg ")


def test_eval_says_in_one_line_what_is_wrong(evaluated: Run, write: Callable[[str, str], Path], tmp_path: Path) -> None:
    bad = write("bad.jsonl", json_lines(KNOWN[0], {"question": "Who?", "gold": ["swans"]}))
    unjudged = write("unjudged.jsonl", json_lines({"question": "Who?", "gold": ["ducks"]}))
    missing = tmp_path / "missing.jsonl"
    wrong: list[tuple[list[object], Path, str]] = [
        ([], bad, f"{bad}, line 2: the gold row 'swans' is not in the corpus"),
        ([], missing, f"{missing}: No such file or directory"),
        (["--distractors", bad], unjudged, f'{bad}, line 1: expected "id" (or "url") and "text", found '),
        (["--plot", tmp_path / "p.svg"], unjudged, "nothing can be plotted: no question has answers or evidence"),
        (["--reader", "nobody"], unjudged, "no reader 'nobody'"),
    ]
    for arguments, queries, message in wrong:
        done = evaluated(*arguments, queries=queries)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(f"error: {message}")
        assert done.err.count("\n") == 1


def test_eval_refuses_early_what_it_could_not_finish(evaluated: Run, tmp_path: Path, filled: Run, folder: Path) -> None:
    done = evaluated("--plot", tmp_path / "nowhere" / "p.svg")
    assert (done.code, done.err) == (1, f"error: {tmp_path}/nowhere/p.svg: there is no such folder\n")
    done = evaluated("--library", folder)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"error: {folder} is a library: name a folder of its own for the libraries of corpora\n"
    assert not (tmp_path / "kept").exists()
