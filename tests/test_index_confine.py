"""What a child process may not do: each is tried in one whose reader does what the file says."""

import ctypes
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import acting_reader
import pytest

from index import child as child_module
from index import confine, kernel
from index.child import Child
from index.limits import Limits
from index.sandbox import NO_ANSWER, Sandbox
from index.watch import Watch

ROOT = Path(__file__).parent.parent
SMALL = Limits(memory=300 * 2**20, cpu_seconds=1, seconds=30, written=1000)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows limits nothing but the clock")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can forbid this")


@pytest.fixture(scope="module")
def acting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox of one worker whose reader of plain text does what it is told, within small limits."""
    site = tmp_path_factory.mktemp("site")
    (site / "sitecustomize.py").write_text(acting_reader.SITE.format(tests=str(ROOT / "tests")))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", f"{site}{os.pathsep}{ROOT}")
        with Sandbox(limits=SMALL, workers=1) as made:
            yield made


def act(sandbox: Sandbox, said: str) -> str:
    return sandbox.read("a.txt", said.encode()).text


def enforced(sandbox: Sandbox) -> tuple[str, ...]:
    act(sandbox, "say a")
    return sandbox._children[0].guards


def need(sandbox: Sandbox, guard: str) -> None:
    if guard not in enforced(sandbox):
        pytest.skip(f"this system does not enforce {guard}")


def test_what_is_enforced_is_told(acting: Sandbox) -> None:
    known = {"time", "size of files", "memory", "network", "changes", "TCP"}
    assert {"time", "size of files"} <= set(enforced(acting)) <= known
    assert ("memory" in enforced(acting)) == (sys.platform != "darwin")


FATAL = [
    ("spin now", r"^the file took longer than 1 s of the processor's time to read$"),
    ("crash now", f"^{NO_ANSWER}$"),
    ("exit 3", f"^{NO_ANSWER}$"),
    ("exit 79", r"^the file needed more than 300 MiB of memory to read$"),
]


@pytest.mark.parametrize(("deed", "sentence"), FATAL)
def test_what_ends_a_child_fails_its_file_and_the_next_is_read(acting: Sandbox, deed: str, sentence: str) -> None:
    act(acting, "say before")
    with pytest.raises(ValueError, match=sentence):
        act(acting, deed)
    assert act(acting, "say after") == "after"


def test_too_much_memory_fails_its_file_and_the_next_is_read(acting: Sandbox) -> None:
    need(acting, "memory")
    assert act(acting, f"take {100 * 2**20}") == str(100 * 2**20)
    with pytest.raises(ValueError, match=r"^the file needed more than 300 MiB of memory to read$"):
        act(acting, f"take {400 * 2**20}")
    assert act(acting, "say after") == "after"


def test_a_crash_of_a_full_child_is_for_want_of_memory(acting: Sandbox) -> None:
    need(acting, "memory")
    with pytest.raises(ValueError, match=r"^the file needed more than 300 MiB of memory to read$"):
        act(acting, f"crash_when_full {240 * 2**20}")


def test_memory_that_a_file_leaves_behind_does_not_fail_the_next(acting: Sandbox) -> None:
    need(acting, "memory")
    before = act(acting, "pid now")
    assert act(acting, f"keep {100 * 2**20}") == "1"
    assert act(acting, f"keep {100 * 2**20}") in "12", "full or not, it is read"
    assert act(acting, f"take {200 * 2**20}") == str(200 * 2**20)
    assert act(acting, "pid now") != before


def test_time_is_counted_for_each_file(acting: Sandbox) -> None:
    first = act(acting, "pid now")
    for _ in range(4):
        assert act(acting, "burn 0.6") == "0.6"
    assert act(acting, "pid now") == first


def test_a_child_is_ended_after_many_answers(acting: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "MOST_ANSWERS", 1)
    assert act(acting, "pid now") != act(acting, "pid now")


@linux
def test_nothing_is_written_outside_its_folder(acting: Sandbox, tmp_path: Path) -> None:
    need(acting, "changes")
    (tmp_path / "kept").write_text("kept")
    assert act(acting, f"write {tmp_path / 'new'}") == "PermissionError"
    assert act(acting, f"write {tmp_path / 'kept'}") == "PermissionError"
    assert act(acting, f"remove {tmp_path / 'kept'}") == "PermissionError"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["kept"]
    assert act(acting, "run now") == "PermissionError"


def test_its_own_folder_is_small_and_cleared_after_each_file(acting: Sandbox) -> None:
    assert act(acting, "grow 1000") == "done"
    assert act(acting, "left now") == "[]"
    assert act(acting, "grow 1001") == "OSError"
    folder = acting._children[0]._folder
    assert folder is not None
    with pytest.raises(ValueError, match=NO_ANSWER):
        act(acting, "exit 3")
    assert not Path(folder.name).exists()


@linux
def test_nothing_is_sent(acting: Sandbox) -> None:
    need(acting, "network")
    assert act(acting, "send now") == "OSError"


def test_no_core_is_dumped(acting: Sandbox) -> None:
    assert act(acting, "core now") == "0"


def test_where_the_system_forbids_nothing_reading_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: no resource module, no namespaces, no Landlock."""
    monkeypatch.setattr(confine, "resource", None)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(os, "nice")
    assert confine.confine(SMALL, Path()) == ()
    confine.renew_time(3)


@linux
def test_where_a_kernel_lacks_something_it_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def unshare(self, _: int) -> int:
            return -1

        def syscall(self, *_: object) -> int:
            return -1

    monkeypatch.setattr(ctypes, "CDLL", Old)
    assert (kernel.leave_network(), kernel.forbid_changes([])) == (False, 0)


def test_what_is_no_process_has_no_memory() -> None:
    assert confine.address_space(2**30) == 0


def test_a_child_that_greets_with_garbage_is_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Child("json.tool", limits=Limits(seconds=5))
    with pytest.raises(ChildProcessError):
        made.ask({}, b"", lambda replies: replies.read())
    made.close()
    with pytest.raises(ChildProcessError, match="closed"):
        made.ask({}, b"", lambda replies: replies.read())


def test_a_watch_sees_the_most_memory(acting: Sandbox) -> None:
    act(acting, "say a")
    process = acting._children[0]._worker
    assert process is not None
    watch = Watch(process, 60)
    time.sleep(0.2)
    watch.stop()
    assert not watch.late
    assert watch.peak > 2**20 or sys.platform != "linux"
    assert process.poll() is None
