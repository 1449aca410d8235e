"""A watched library takes in by itself what changes in its folders."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import folder_watch as watching
from index.folder_watch import FolderWatch
from index.ingest import AddReport, Failure
from index.library import Library

Write = Callable[[str, str], Path]

SECONDS = 30.0
"""How long anything may take on a machine that has much to do."""


class Told:
    """What a watch told."""

    def __init__(self) -> None:
        self.reports: list[AddReport] = []
        self.failures: list[str] = []

    def titles(self, what: str) -> list[str]:
        return [row.title for report in self.reports for row in getattr(report, what)]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def folder(library: Library, write: Write) -> Path:
    folder = write("ducks.txt", "Ducks swim.").parent
    library.add([folder])
    return folder


@pytest.fixture
def watched(library: Library, folder: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr(watching, "TICK", 0.05)
    monkeypatch.setattr(watching, "LOOK_AGAIN", 0.3)
    with FolderWatch(library, told.reports.append, told.failures.append, rest=0.2):
        yield library
    assert not [thread for thread in threading.enumerate() if thread.name == "excerpt-watch"]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, "it has not come"
        time.sleep(0.05)


def answers(library: Library, word: str) -> bool:
    return bool(library.snapshot().lexical(word, 5))


def test_what_changes_is_taken_in(watched: Library, folder: Path, write: Write, told: Told) -> None:
    time.sleep(0.5)  # so that the watching has begun; before, the first look finds what is new
    write("deep/geese.txt", "Geese fly.")
    until(lambda: answers(watched, "geese"))
    write("ducks.txt", "Ducks dive.")
    until(lambda: answers(watched, "dive"))
    assert not answers(watched, "swim")
    (folder / "ducks.txt").rename(folder / "deep" / "divers.txt")
    until(lambda: told.titles("moved") == ["ducks"])
    shutil.rmtree(folder / "deep")
    write("owls.txt", "Owls hoot.")
    until(lambda: sorted(told.titles("removed")) == ["ducks", "geese"])
    until(lambda: [row.title for row in watched.documents()] == ["owls"])
    assert told.failures == []


def test_what_changed_before_is_taken_in_at_the_start(library: Library, folder: Path, write: Write, told: Told) -> None:
    write("geese.txt", "Geese fly.")
    with FolderWatch(library, told.reports.append, told.failures.append):
        until(lambda: told.titles("added") == ["geese"])


def test_a_file_that_is_still_written_is_left_until_it_rests(watched: Library, write: Write, told: Told) -> None:
    time.sleep(0.5)
    for n in range(1, 12):
        write("slow.txt", "Geese fly. " * n)
        time.sleep(0.1)
    until(lambda: told.titles("added") == ["slow"])
    assert told.titles("replaced") == []
    assert told.reports[-1].added[0].characters == len("Geese fly. " * 11)


def test_ignore_files_count_at_once(watched: Library, write: Write, told: Told) -> None:
    time.sleep(0.5)
    write(".hidden.txt", "Secret.")
    write("geese.txt", "Geese fly.")
    until(lambda: told.titles("added") == ["geese"])
    write(".excerptignore", "ducks.txt")
    until(lambda: told.titles("removed") == ["ducks"])
    write(".excerptignore", "")
    until(lambda: told.titles("added") == ["geese", "ducks"])


def test_folders_and_files_that_are_added_later_are_watched_too(watched: Library, tmp_path: Path, told: Told) -> None:
    later, alone = tmp_path / "later", tmp_path / "alone.txt"
    later.mkdir()
    alone.write_text("Owls hoot.")
    watched.add([later, alone])
    time.sleep(1)
    (later / "geese.txt").write_text("Geese fly.")
    alone.write_text("Owls sleep.")
    until(lambda: answers(watched, "geese") and answers(watched, "sleep"))


def test_a_folder_that_goes_and_comes_back_empties_nothing(watched: Library, folder: Path, told: Told) -> None:
    time.sleep(0.5)
    away = folder.rename(folder.with_name("away"))
    until(lambda: any(report.failed for report in told.reports))
    (away / "geese.txt").write_text("Geese fly.")
    away.rename(folder)
    until(lambda: answers(watched, "geese"))
    assert answers(watched, "duck")
    assert sum(len(report.failed) for report in told.reports) == 1, "a failure is told once"


def test_a_failure_is_told_and_watching_goes_on(
    watched: Library, write: Write, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.sleep(0.5)
    refresh = watched.refresh
    failing = iter(
        [TimeoutError("another process is writing to the library"), PermissionError(13, "Permission denied")]
    )

    def sometimes(**options: object) -> AddReport:
        for error in failing:
            raise error
        return refresh(**options)  # type: ignore[arg-type]

    monkeypatch.setattr(watched, "refresh", sometimes)
    write("geese.txt", "Geese fly.")
    until(lambda: answers(watched, "geese"))
    assert [failure.partition(":")[0] for failure in told.failures] == [
        "another process is writing to the library",
        "[Errno 13] Permission denied",
    ]


def test_a_file_that_cannot_be_read_is_told_once(watched: Library, write: Write, told: Told) -> None:
    time.sleep(0.5)
    path = write("blank.txt", " ")
    until(lambda: any(report.failed for report in told.reports))
    write("geese.txt", "Geese fly.")
    until(lambda: told.titles("added") == ["geese"])
    assert [one for report in told.reports for one in report.failed] == [Failure(str(path), "the file holds no text")]
