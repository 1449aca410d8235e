"""`excerpt backup` and `excerpt restore` on the command line."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from ui import cli

Run = Callable[..., tuple[object, str]]


@pytest.fixture
def filled(
    tmp_path: Path,
    write: Callable[[str, str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command on a library with one document; return its exit code, or the error, and stdout."""
    for module in ("index.opening", "index.library", "index.checkup"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda *_, **__: FakeEncoder())
    monkeypatch.setenv("EXCERPT_LIBRARY", str(tmp_path / "library"))

    def run(*arguments: object) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["excerpt", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr().out

    assert run("add", write("ducks.txt", "Ducks swim on the quiet lake."))[0] == 0
    return run


def test_a_library_goes_into_a_file_and_comes_back(filled: Run, tmp_path: Path) -> None:
    file = tmp_path / "ducks.backup"
    assert filled("backup", file) == (0, f"backed up 1 document to {file} ({file.stat().st_size:,} bytes)\n")
    listed = filled("list")
    filled("remove", listed[1].splitlines()[1].split()[0])
    assert filled("list") != listed
    assert filled("restore", file) == (0, f"restored 1 document to {tmp_path}/library\n")
    assert filled("list") == listed
    (tmp_path / "library" / "conversations.db").write_bytes(b"")
    told = f"restored 1 document to {tmp_path}/library\nwhat was there is now {tmp_path}/library.before-restore-1\n"
    assert filled("restore", file) == (0, told)


def test_kept_bytes_that_are_gone_are_told(filled: Run, tmp_path: Path) -> None:
    from index.opening import open_library

    (tmp_path / "g").write_text("Geese fly.")
    with open_library(tmp_path / "library") as library:
        library.add_uploads([("geese.txt", tmp_path / "g")])
    (original,) = (tmp_path / "library" / "originals").iterdir()
    original.unlink()
    code, out = filled("backup", tmp_path / "x.backup")
    assert code == 0
    assert "the kept bytes of 1 uploads or web pages were gone before, and are not in it" in out


def test_what_goes_wrong_is_one_sentence(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert filled("backup", tmp_path / "x")[0] == f"error: {tmp_path}/x exists already: name another file"
    told = f"error: {tmp_path}/x is no backup of Excerpt, or is damaged (File is not a zip file)"
    assert filled("restore", tmp_path / "x")[0] == told
    assert filled("restore", tmp_path / "nothing")[0] == f"error: {tmp_path}/nothing: No such file or directory"


def test_verify_mends_a_database_that_cannot_be_opened(filled: Run, tmp_path: Path) -> None:
    with (tmp_path / "library" / "library.db").open("r+b") as file:
        file.write(b"x")
    code, out = filled("verify")
    assert code == "error: the library is not sound: excerpt verify --repair mends what can be mended"
    assert "file is not a database" in out
    assert filled("verify", "--repair")[0] == 0
    assert filled("verify")[0] == 0


def test_verify_looks_at_the_databases_beside_the_library_too(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "library" / "kept.db").write_bytes(b"garbage " * 1000)
    code, out = filled("verify", "--repair")
    assert code == "error: the library is not sound: excerpt verify --repair mends what can be mended"
    assert "file is not a database" in out
    (tmp_path / "library" / "kept.db").unlink()
    assert filled("verify")[0] == 0
