"""The commands that keep a library up with its files, and Ctrl+C in a real process."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index.compact import Compacted
from index.ingest import AddReport, Failure
from index.library import Library
from index.opening import open_library
from ui.keeping import (
    check_finished,
    compact_command,
    refresh_command,
    remove_command,
    removed,
    stop_on_interrupt,
    watching,
)
from ui.reports import print_compacted, print_report

Write = Callable[[str, str], Path]

DUCKS = "Ducks swim on the quiet lake."


@pytest.fixture(autouse=True)
def _fake_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("index.opening", "index.library"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda *_, **__: FakeEncoder())


def test_refresh_tells_what_has_changed(library: Library, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write("geese.txt", "Geese fly.")
    write("owls.txt", "Owls hoot.")
    folder = write("ducks.txt", DUCKS).parent
    library.add([folder])
    refresh_command(library.folder)
    assert capsys.readouterr().err == "nothing has changed\n"
    write("new.txt", "New words.")
    write("ducks.txt", "Ducks dive.")
    blank = write("blank.txt", " ")
    (folder / "geese.txt").rename(folder / "goose.txt")
    (folder / "owls.txt").unlink()
    refresh_command(library.folder)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "1 added, 1 replaced, 1 moved, 1 removed (2 passages)\n"
        f"1 could not be read:\n  {blank}: the file holds no text\n"
    )


def test_refresh_needs_a_library(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no library in .*: excerpt add PATH makes one"):
        refresh_command(tmp_path / "nothing")


def test_what_of_a_file_could_not_be_read_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(AddReport(partly=(Failure("/a.eml", "an attachment is encrypted"),)))
    assert capsys.readouterr().err.endswith("1 could not be read in part:\n  /a.eml: an attachment is encrypted\n")


def test_remove_takes_ids_files_and_folders(
    library: Library, write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("deep/geese.txt", "Geese fly.")
    owls = write("owls.txt", "Owls hoot.")
    folder = write("ducks.txt", DUCKS).parent
    library.add([folder])
    ids = {row.title: row.id for row in library.documents()}
    monkeypatch.chdir(folder)
    remove_command([ids["ducks"], "deep", str(owls)], library.folder)
    titles = [line.split("  ")[1] for line in capsys.readouterr().out.splitlines()]
    assert titles == ["ducks", "geese", "owls"]
    assert library.refresh() == AddReport()
    assert removed(library, [str(folder)]) == ()
    assert library.folders() == ()


def test_compact_says_how_large_it_was_and_who_holds_it(
    library: Library, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    library.add([write("ducks.txt", DUCKS * 2000)])
    library.remove([library.documents()[0].id])
    snapshot = library.snapshot()
    compact_command(library.folder)
    before, now = (float(words.split(" MB")[0]) for words in capsys.readouterr().out.split(", "))
    assert before >= now
    print_compacted(Compacted(2_000_000, 1_000_000, held=True))
    printed = capsys.readouterr()
    assert printed.out == "2.0 MB before, 1.0 MB now\n"
    assert printed.err == "another program still reads what was removed: compact again once it has ended\n"
    assert snapshot.documents == ()


@pytest.mark.parametrize("what", ["nope", "no/such/folder"])
def test_what_is_not_in_the_library_is_not_removed(library: Library, write: Write, what: str) -> None:
    (row,) = library.add([write("ducks.txt", DUCKS)]).added
    with pytest.raises(KeyError, match="no document"):
        removed(library, [row.id, what] if what == "nope" else [what])
    assert len(library.documents()) == 1


def test_a_command_that_was_stopped_says_how_to_go_on() -> None:
    check_finished(AddReport())
    with pytest.raises(ValueError, match="stopped, 3 files are left: the same command goes on with them"):
        check_finished(AddReport(left=3))


def test_elsewhere_than_in_the_main_thread_nothing_is_caught() -> None:
    before = signal.getsignal(signal.SIGINT)

    def run() -> None:
        with stop_on_interrupt() as stop:
            assert not stop()
            assert signal.getsignal(signal.SIGINT) is before

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_what_is_watched_tells_on_stderr(library: Library, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write("ducks.txt", DUCKS).parent
    library.add([folder])
    write("geese.txt", "Geese fly.")
    with watching(library):
        while "1 added" not in capsys.readouterr().err:
            pass


ADD = """
import sys, time
from fake_encoder import FakeEncoder
from index import adding, library, opening, reading
for module in (library, opening):
    module.load_encoder = lambda *_, **__: FakeEncoder()
read = reading.file_bytes
def slowly(source, path):
    print(path.name, flush=True)
    time.sleep(0.2)
    return read(source, path)
reading.file_bytes = slowly
adding.BATCH_CHARACTERS = 1
from ui.cli import main
main()
"""


def child(library: Path, *arguments: object) -> "subprocess.Popen[str]":
    here = Path(__file__).parent
    return subprocess.Popen(
        [sys.executable, "-c", ADD, *map(str, arguments), "--library", str(library)],
        env={**os.environ, "PYTHONPATH": f"{here.parent}{os.pathsep}{here}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot press Ctrl+C for another there")
def test_ctrl_c_stops_after_the_current_file_and_a_second_run_goes_on(tmp_path: Path, write: Write) -> None:
    for n in range(30):
        folder = write(f"{n:02}.txt", f"Duck number {n} swims.").parent
    adding = child(tmp_path / "library", "add", folder)
    assert adding.stdout is not None
    for _ in range(5):
        adding.stdout.readline()
    adding.send_signal(signal.SIGINT)
    _, err = adding.communicate(timeout=60)
    assert adding.returncode == 1
    stored = re.search(r"^(\d+) added", err, re.MULTILINE)
    assert stored is not None
    read = int(stored[1])  # a few more were read ahead
    assert "stopping after this file (Ctrl+C again stops at once)\n" in err
    assert f"\n{read} added ({read} passages)\n" in err
    assert err.endswith(f"\nerror: stopped, {30 - read} files are left: the same command goes on with them\n")
    with open_library(tmp_path / "library", encoder=FakeEncoder()) as library:
        assert len(library.documents()) == read
        assert 0 < read < 30
        assert library.verify().sound
    again = child(tmp_path / "library", "add", folder)
    _, err = again.communicate(timeout=60)
    assert (again.returncode, err) == (0, f"{30 - read} added, {read} unchanged ({30 - read} passages)\n")


def test_two_commands_at_once_both_get_done(tmp_path: Path, write: Write) -> None:
    folders = {write(f"{one}/{n}.txt", f"Duck {one} {n} swims.").parent for n in range(5) for one in "ab"}
    open_library(tmp_path / "library", encoder=FakeEncoder()).close()
    running = [child(tmp_path / "library", "add", folder) for folder in folders]
    for process in running:
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "5 added (5 passages)\n")
    with open_library(tmp_path / "library", encoder=FakeEncoder()) as library:
        assert len(library.documents()) == 10
        assert library.verify().sound


def test_what_another_process_adds_is_answered_whole_or_not_at_all(tmp_path: Path, write: Write) -> None:
    """Each text has its number in its first passage and in its last: no snapshot has one without the other."""
    for n in range(8):
        write(
            f"{n}.txt", f"first{n}x begins here.\n\n" + "A duck swims on the lake. " * 120 + f"\n\nlast{n}x ends here."
        )
    folder = write("8.txt", "first8x last8x").parent
    seen = set()
    with open_library(tmp_path / "library", encoder=FakeEncoder()) as library:
        adding = child(tmp_path / "library", "add", folder)
        while adding.poll() is None:
            snapshot = library.snapshot()
            seen.add(len(snapshot.documents))
            for row in snapshot.documents:
                assert len(snapshot.passages_of(row.id)) == row.passages
            for n in range(8):
                first, last = snapshot.lexical(f"first{n}x", 5), snapshot.lexical(f"last{n}x", 5)
                assert [hit.passage.document for hit in first] == [hit.passage.document for hit in last]
        adding.communicate(timeout=60)
        assert adding.returncode == 0
        assert len(library.snapshot().documents) == 9
        assert len(seen) > 2
