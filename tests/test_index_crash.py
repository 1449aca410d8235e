"""A bounded run of what `make bench-crash` does a thousand times, and disks that are full or may not be written to."""

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pytest
from crash import START, Control
from crashes import Round, base_in, failing, fates, found_wrong, killed_before, strace_works
from fake_encoder import FakeEncoder
from small_library import text_of

from index.opening import open_library

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork, no signals")

ROOT = Path(__file__).parent.parent

needs_strace = pytest.mark.skipif(not strace_works(), reason="strace cannot tamper with system calls here")

KILLS = 25
"""At random times; and as many before system calls, where there is strace."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("crashes")
    base_in(place)
    return place


def test_killed_at_random_times_nothing_that_was_acknowledged_is_lost(folder: Path) -> None:
    found = list(fates(folder, range(KILLS), Round(seconds=0.8)))
    assert [fate for fate in found if fate.wrong] == []
    assert any(fate.killed for fate in found)


@needs_strace
@pytest.mark.parametrize("number", range(5))
def test_killed_before_a_system_call_that_writes_nothing_is_lost(folder: Path, number: int) -> None:
    seeds = range(1000 + number * KILLS // 5, 1000 + (number + 1) * KILLS // 5)
    assert [fate for fate in fates(folder, seeds, killed_before(random.Random(number))) if fate.wrong] == []


@needs_strace
@pytest.mark.parametrize("number", range(6))
def test_where_a_system_call_fails_it_is_said_and_the_library_is_whole(folder: Path, number: int) -> None:
    found = list(fates(folder, range(2000 + 3 * number, 2003 + 3 * number), failing(random.Random(number))))
    assert [fate for fate in found if fate.wrong] == []


@pytest.mark.parametrize("control", get_args(Control)[1:])
def test_the_harness_sees_a_wrong_order_of_writes(folder: Path, control: Control) -> None:
    how = Round(seconds=0.6, control=control)
    tries = (list(fates(folder, range(3000 + 10 * n, 3010 + 10 * n), how)) for n in range(20))
    assert any(fate.wrong for found in tries for fate in found)


ADD = """
import os, resource, signal, sys
from pathlib import Path
import typer
from fake_encoder import FakeEncoder
import index.library, index.opening
from ui import cli

for module in (index.library, index.opening):
    module.load_encoder = lambda *_, **__: FakeEncoder()
how, library, file = sys.argv[1:]
if how == "nobody":  # who may not even look where Python is: all that is imported is imported before
    sys.argv = ["excerpt", "add", file, "--library", f"{file}.scratch"]
    try:
        cli.main()
    except SystemExit:
        pass
if how == "small":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
if how == "nobody":
    os.setgid(65534)
    os.setuid(65534)
sys.argv = ["excerpt", "add", file, "--library", library]
cli.main()
"""


def added(how: str, library: Path, file: Path) -> subprocess.CompletedProcess[str]:
    """Run `excerpt add` with files limited to a few kilobytes, as nobody, or as it is."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", ADD, how, str(library), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")


def told(ran: subprocess.CompletedProcess[str]) -> str:
    """Return the last line that a command wrote to stderr, which must be its error's sentence."""
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    *_, last = ran.stderr.splitlines()
    assert last.startswith("error: ")
    return last


@pytest.fixture
def library(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder / "base", tmp_path / "library"))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.txt"
    path.write_text(text_of(3) * 40)
    return path


@pytest.fixture
def small_disk(library: Path) -> Iterator[Path]:
    """A disk of half a megabyte with a library on it, where this user may make one."""
    place = library.parent / "disk"
    place.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no disk can be mounted here")
    try:
        yield Path(shutil.copytree(library, place / "library"))
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_is_told_and_the_library_is_as_it_was(small_disk: Path, large: Path) -> None:
    filler = small_disk.parent / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    error = told(added("as it is", small_disk, large))
    assert re.search("full|No space left|disk I/O error", error), error
    filler.unlink()
    assert found_wrong(small_disk, 0, 0) == []
    assert held(small_disk) == set(START)


def test_a_limit_on_files_is_told_and_the_library_is_as_it_was(library: Path, large: Path) -> None:
    error = told(added("small", library, large))
    assert re.search("full|File too large|disk I/O error", error), error
    assert found_wrong(library, 0, 0) == []
    assert held(library) == set(START)


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can become nobody")
def test_a_folder_that_may_not_be_written_to_is_told_and_left_as_it_was(library: Path, large: Path) -> None:
    for path in (*library.parents[:3], library):
        path.chmod(path.stat().st_mode | 0o755)
    large.chmod(0o644)
    (library / "write.lock").unlink(missing_ok=True)
    before = {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}
    error = told(added("nobody", library, large))
    assert re.search("Permission denied|readonly|unable to open", error), error
    assert {path: path.read_bytes() for path in library.rglob("*") if path.is_file()} == before


def held(library: Path) -> set[str]:
    with open_library(library, encoder=FakeEncoder()) as opened:
        return {Path(row.source).name for row in opened.documents()}


def test_an_error_of_the_disk_is_not_called_damage(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> sqlite3.Connection:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    for module in ("database", "migrate", "salvage"):
        with monkeypatch.context() as patch:
            patch.setattr(f"index.{module}.connect", fail)
            from index.checkup import check_up

            with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
                check_up(library, encoder=FakeEncoder())
