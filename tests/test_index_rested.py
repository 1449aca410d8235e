"""Files wait until they rest, and bursts are gathered; time is a number here."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.rested import Rested

Write = Callable[[str, str], Path]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rested(clock: Clock) -> Rested:
    return Rested(rest=1.0, longest=10.0, clock=clock)


def test_a_file_is_taken_once_when_it_has_rested(rested: Rested, clock: Clock, write: Write) -> None:
    path = str(write("a.txt", "half"))
    rested.note([path])
    clock.now += 0.9
    assert rested.taken() == []
    clock.now += 0.1
    assert rested.taken() == [path]
    assert rested.taken() == []


def test_a_file_that_still_grows_waits_though_nobody_tells_of_it(rested: Rested, clock: Clock, write: Write) -> None:
    path = write("a.txt", "half")
    rested.note([str(path)])
    for text in ("half and", "half and half"):
        clock.now += 0.9
        path.write_text(text)
        assert rested.taken() == []
    clock.now += 0.9
    assert rested.taken() == []
    clock.now += 0.1
    assert rested.taken() == [str(path)]


def test_what_is_gone_waits_as_long_so_that_a_move_is_seen_at_once(rested: Rested, clock: Clock, write: Write) -> None:
    old = write("a.txt", "text")
    new = old.rename(old.with_name("b.txt"))
    rested.note([str(old), str(new)])
    assert rested.taken() == []
    clock.now += 1
    assert rested.taken() == [str(old), str(new)]


def test_a_burst_is_gathered_but_not_for_ever(rested: Rested, clock: Clock, write: Write) -> None:
    first, busy = str(write("a.txt", "text")), str(write("log.txt", ""))
    rested.note([first])
    for _ in range(21):
        clock.now += 0.5
        rested.note([busy])
        if taken := rested.taken():
            break
    assert (taken, clock.now) == ([first], 110.0)


def test_a_folder_lets_its_files_wait(rested: Rested, clock: Clock, write: Write) -> None:
    path = write("deep/er/a.txt", "text")
    rested.note([str(path.parent.parent)])
    clock.now += 1
    assert rested.taken() == []
    clock.now += 1
    assert rested.taken() == [str(path)]


def test_a_folder_that_is_gone_is_taken_itself(rested: Rested, clock: Clock, tmp_path: Path) -> None:
    rested.note([str(tmp_path / "gone")])
    clock.now += 1
    assert rested.taken() == [str(tmp_path / "gone")]
