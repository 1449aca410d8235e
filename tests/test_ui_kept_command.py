"""`excerpt kept`: what it lists, what a run says has changed, and what `excerpt eval` makes of its files."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index.opening import open_library
from qa.ask import ask
from qa.kept import KeptPlace, place_in
from ui import cli
from ui.kept_store import KeptStore

Run = Callable[..., tuple[int, str, str]]

DUCKS = "Ducks of the lake\n\nDucks swim on the quiet lake. The keeper counted 1,234 ducks in May."
GEESE = "Geese fly over the mountains in autumn. They are loud."
HOW_MANY = "How many ducks did the keeper count in May?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def excerpt(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the library in `folder`; return its exit code, stdout and stderr."""
    for module in ("index.opening", "index.library", "index.encoder"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda *_, **__: FakeEncoder())
    monkeypatch.setenv("EXCERPT_LIBRARY", str(folder))
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["excerpt", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed, code = capsys.readouterr(), ended.value.code
        if isinstance(code, str):
            return 1, printed.out, printed.err + code + "\n"
        return code or 0, printed.out, printed.err

    return run


@pytest.fixture
def places(excerpt: Run, folder: Path, write: Callable[[str, str], Path]) -> dict[str, KeptPlace]:
    """Fill the library with two documents; return the sentence of each that is asked for."""
    assert excerpt("add", write("ducks.txt", DUCKS), write("geese.txt", GEESE), "--reader", "forms")[0] == 0
    with open_library(folder, encoder=FakeEncoder()) as library:
        documents = {Path(row.source).stem: library.document(row.id) for row in library.documents()}
        assert ask(HOW_MANY, library).found
    start = DUCKS.index("The keeper")
    return {
        "ducks": place_in(documents["ducks"], start, len(DUCKS)),
        "geese": place_in(documents["geese"], 0, GEESE.index(" They")),
    }


@pytest.fixture
def kept(places: dict[str, KeptPlace], folder: Path) -> dict[str, str]:
    """Keep three questions; return their ids."""
    with KeptStore(folder) as store:
        return {
            "ducks": store.keep(HOW_MANY, "right", [places["ducks"]]).id,
            "loud": store.keep("When do geese fly over the mountains?", "picked", [places["geese"]]).id,
            "volcano": store.keep("Which volcano erupted near [b]Reykjavik\x1b[2J[/b]?", "right").id,
        }


def test_it_lists_what_is_kept(excerpt: Run, kept: dict[str, str]) -> None:
    code, out, err = excerpt("kept")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "3 kept questions. They have not been asked again yet.",
        f"{kept['ducks']}  right            -         {HOW_MANY}",
        f"{kept['loud']}  picked           -         When do geese fly over the mountains?",
        f"{kept['volcano']}  right to refuse  -         Which volcano erupted near [b]Reykjavik\ufffd[2J[/b]?",
    ]


def test_nothing_kept_says_so(excerpt: Run, places: dict[str, KeptPlace]) -> None:
    assert excerpt("kept") == (0, "No question is kept yet: mark an answer as right or wrong in the page.\n", "")
    code, out, err = excerpt("kept", "--run")
    assert (code, out) == (1, "")
    assert err == "error: no question is kept yet: mark an answer as right or wrong in the page first\n"


def test_a_run_is_of_the_same_ask_and_is_kept(excerpt: Run, kept: dict[str, str], folder: Path) -> None:
    code, out, err = excerpt("kept", "--run")
    assert (code, err) == (0, "")
    assert out.startswith("3 of 3 still answered right.\n")
    with KeptStore(folder) as store, open_library(folder, encoder=FakeEncoder()) as library:
        (run,) = store.runs(9)
        answers = {question.id: ask(question.question, library) for question in store.questions()}
    assert {row.question: row.confidence for row in run.outcomes} == {id: a.confidence for id, a in answers.items()}
    assert {a.library for a in answers.values()} == {run.library}
    assert set(answers) == set(kept.values())


def test_what_was_right_and_is_not_is_told_and_fails(
    excerpt: Run, kept: dict[str, str], folder: Path, write: Callable[[str, str], Path]
) -> None:
    assert excerpt("kept", "--run")[0] == 0
    with KeptStore(folder) as store:
        geese = store.question(kept["loud"]).places
        store.change(kept["ducks"], "right", geese)
    code, out, err = excerpt("kept", "--run")
    assert code == 1
    assert err == f"error: 1 question that was answered right is answered wrong: {kept['ducks']}\n"
    assert out.startswith("2 of 3 still answered right.\n")
    assert f"{kept['ducks']}  right            wrong     {HOW_MANY}\n" in out
    assert excerpt("kept")[0] == 0, "only a run fails"
    write("ducks.txt", "Herons\n\nThe keeper counted 99 ducks in May. Herons wait.")
    excerpt("add", folder.parent / "documents" / "ducks.txt")
    with KeptStore(folder) as store:
        store.keep("Which volcano is it?", "wrong")
        store.change(kept["volcano"], "right", geese)
    code, out, err = excerpt("kept", "--run")
    assert err.startswith("error: 2 questions that were answered right are answered wrong: ")
    start = DUCKS.index("The keeper")
    assert f"\n{HOW_MANY}\n  was Herons [{start}:{len(DUCKS)}]\n  now Herons [8:43]\n" in out


def test_a_place_in_a_document_that_is_gone_is_named_by_its_id(
    excerpt: Run, kept: dict[str, str], places: dict[str, KeptPlace]
) -> None:
    excerpt("kept", "--run")
    ducks = places["ducks"]
    assert excerpt("remove", ducks.document)[0] == 0
    code, out, _ = excerpt("kept", "--run")
    assert code == 0, "what can no longer be judged is not wrong"
    assert "1 cannot be judged, as the sentence is no longer in your documents." in out
    gone = f"{ducks.document} (no longer in the library) [{ducks.start}:{ducks.end}]"
    assert f"\n{HOW_MANY}\n  was {gone}\n  now not in your documents\n" in out


def test_json_is_one_object(excerpt: Run, kept: dict[str, str], places: dict[str, KeptPlace], folder: Path) -> None:
    before = json.loads(excerpt("kept", "--json")[1])
    assert (before["run"], before["changed"], before["no_longer_right"]) == (None, [], [])
    with KeptStore(folder) as store:
        store.change(kept["volcano"], "right", [places["ducks"]])
    code, out, _ = excerpt("kept", "--run", "--json")
    made = json.loads(out)
    assert code == 1
    assert list(made) == ["questions", "run", "changed", "no_longer_right"]
    assert made["no_longer_right"] == [kept["volcano"]]
    (ducks,) = [row for row in made["questions"] if row["id"] == kept["ducks"]]
    assert list(ducks) == ["id", "question", "verdict", "places", "asked"]
    assert list(ducks["places"][0]) == ["document", "version", "start", "end", "digest", "page"]
    assert list(made["run"]) == ["time", "library", "outcomes", "right", "judged"]
    assert (made["run"]["right"], made["run"]["judged"]) == (2, 3)
    assert list(made["run"]["outcomes"][0]) == ["question", "verdict", "found", "judged", "confidence", "place"]
    excerpt("remove", places["ducks"].document)
    changed = json.loads(excerpt("kept", "--run", "--json")[1])["changed"]
    assert [(row["question"], row["old"]["document"], row["new"]) for row in changed] == [
        (kept["ducks"], places["ducks"].document, None)
    ]


def test_eval_reads_what_is_exported(excerpt: Run, kept: dict[str, str], tmp_path: Path) -> None:
    queries, corpus = tmp_path / "queries.jsonl", tmp_path / "corpus.jsonl"
    assert excerpt("kept", "--export", queries, "--corpus", corpus)[0] == 0
    rows = [json.loads(line) for line in queries.read_text("utf-8").splitlines()]
    assert {row["id"] for row in rows} == set(kept.values())
    given = ("--corpus", corpus, "--queries", queries, "--library", tmp_path / "home", "--reader", "forms", "--json")
    code, out, _ = excerpt("eval", *given)
    figures = json.loads(out)
    assert (code, figures["questions"], figures["passages"]) == (0, 3, 2)
    assert figures["retrieval"]["hybrid"]["hit@1"] == 1
    assert figures["evidence"]["recall"] == 1


def test_what_fails_is_one_line(excerpt: Run, places: dict[str, KeptPlace], folder: Path, tmp_path: Path) -> None:
    with KeptStore(folder) as store:
        store.keep("Which?", "wrong", [places["ducks"]])
    nothing = "error: nothing to export: no kept question has an answer that is known and still stands\n"
    assert excerpt("kept", "--export", tmp_path / "q.jsonl") == (1, "", nothing)
    assert not (tmp_path / "q.jsonl").exists()
    (folder / "kept.db").write_bytes(b"garbage " * 1000)
    code, out, err = excerpt("kept")
    assert (code, out) == (1, "")
    assert err.startswith(f"error: the kept questions in {folder}/kept.db are damaged (")
    assert err.count("\n") == 1


def test_without_a_library_nothing_is_made(excerpt: Run, folder: Path) -> None:
    assert excerpt("kept", "--run") == (1, "", f"error: no library in {folder}: excerpt add PATH makes one\n")
    assert not folder.exists()
