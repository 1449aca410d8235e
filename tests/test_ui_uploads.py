"""Uploads: files are read one after the other, watched and stopped; what is told outlives the page."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fake_library import FakeLibrary

from index.document import UPLOAD
from index.ingest import AddReport, Failure
from ui.uploads import BATCH, MOST_FAILURES, Reading, Upload, Uploads


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path / "library")


@pytest.fixture
def uploads(library: FakeLibrary) -> Iterator[Uploads]:
    made = Uploads(library.as_library)
    yield made
    library.reading.set()
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[Upload]]:
    """Write files with these names, each with a text of its own."""

    def written(*names: str) -> list[Upload]:
        made: list[Upload] = []
        for name in names:
            path = tmp_path / f"bytes-{name.replace('/', '-')}"
            path.write_text(f"The text of {name}.", "utf-8")
            made.append((name, path))
        return made

    return written


def wait_for(reached: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.005)


def state(uploads: Uploads) -> dict[str, object]:
    reading = uploads.state()
    assert reading is not None
    return reading.as_json()


def ended(uploads: Uploads) -> dict[str, object]:
    """Wait until all is read; return what is told then."""
    wait_for(lambda: not state(uploads)["running"])
    return state(uploads)


def test_files_are_read_counted_and_deleted(
    uploads: Uploads, library: FakeLibrary, files: Callable[..., list[Upload]]
) -> None:
    assert uploads.state() is None
    sent = files("a.txt", "notes/b.broken", "c.txt")
    uploads.add(sent)
    told = ended(uploads)
    wanted = {"done": 3, "total": 3, "name": "", "added": 2, "replaced": 0, "unchanged": 0, "running": False}
    assert {key: told[key] for key in wanted} == wanted
    assert told["failed"] == [{"name": "b.broken", "reason": "the file is encrypted"}]
    assert [path for _, path in sent if path.exists()] == []
    assert {row.title for row in library.snapshot().documents} == {"a.txt", "c.txt"}
    assert [thread.name for thread in threading.enumerate() if thread.name == "uploads"] == []


def test_how_far_it_is_can_be_watched(
    uploads: Uploads, library: FakeLibrary, files: Callable[..., list[Upload]]
) -> None:
    library.reading.clear()
    uploads.add(files("a.txt", "b.txt"))
    wait_for(lambda: state(uploads)["name"] == "a.txt")
    told = state(uploads)
    assert (told["done"], told["total"], told["running"], told["rate"], told["left"]) == (0, 2, True, 0.0, None)
    assert library.snapshot().documents == ()


def test_rate_and_time_left_are_those_so_far() -> None:
    reading = Reading(done=30, total=50, started=100.0, ended=110.0)
    told = reading.as_json()
    assert (told["rate"], told["left"]) == (3.0, pytest.approx(20 / 3))
    assert Reading(total=5, started=7.0, ended=7.0).as_json()["left"] is None


def test_what_comes_meanwhile_is_read_behind_it_and_counted_with_it(
    uploads: Uploads, library: FakeLibrary, files: Callable[..., list[Upload]]
) -> None:
    library.reading.clear()
    uploads.add(files("a.txt"))
    wait_for(lambda: state(uploads)["name"] == "a.txt")
    uploads.add(files("b.txt", "c.txt"))
    assert state(uploads)["total"] == 3
    library.reading.set()
    told = ended(uploads)
    assert (told["done"], told["total"], told["added"]) == (3, 3, 3)
    uploads.add(files("d.txt"))
    told = ended(uploads)
    assert (told["done"], told["total"], told["added"]) == (1, 1, 1), "what was told before is over"


def test_it_is_stopped_between_two_batches(
    uploads: Uploads, library: FakeLibrary, files: Callable[..., list[Upload]]
) -> None:
    library.reading.clear()
    sent = files(*(f"{number}.txt" for number in range(BATCH + 5)))
    uploads.add(sent)
    wait_for(lambda: state(uploads)["name"] == "0.txt")
    uploads.stop()
    uploads.dismiss()
    assert (state(uploads)["total"], state(uploads)["running"]) == (BATCH, True), "what goes on is not forgotten"
    assert [path.exists() for _, path in sent] == [True] * BATCH + [False] * 5
    library.reading.set()
    told = ended(uploads)
    assert (told["done"], told["added"]) == (BATCH, BATCH)
    assert len(library.snapshot().documents) == BATCH


def test_how_it_went_is_told_until_it_is_dismissed(uploads: Uploads, files: Callable[..., list[Upload]]) -> None:
    uploads.stop()
    uploads.dismiss()
    uploads.add(files("a.txt"))
    assert ended(uploads) == ended(uploads)
    uploads.dismiss()
    assert uploads.state() is None


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError("disk full at /secret"), "something went wrong, see the log"),
        (ValueError("the library is too old"), "the library is too old"),
        (TimeoutError("another program is writing"), "another program is writing"),
    ],
)
def test_a_batch_that_fails_is_told_and_the_next_one_is_read(
    uploads: Uploads,
    library: FakeLibrary,
    files: Callable[..., list[Upload]],
    caplog: pytest.LogCaptureFixture,
    *,
    error: Exception,
    told: str,
) -> None:
    patch = pytest.MonkeyPatch()

    def failing_once(batch: Sequence[Upload], *, progress: Callable[[int, int, str], None]) -> AddReport:
        patch.undo()
        raise error

    patch.setattr(library, "add_uploads", failing_once)
    sent = files(*(f"{number}.txt" for number in range(BATCH + 1)))
    uploads.add(sent)
    said = ended(uploads)
    assert said["failed"] == [{"name": f"{number}.txt", "reason": told} for number in range(BATCH)]
    assert (said["done"], said["added"]) == (BATCH + 1, 1)
    assert [path for _, path in sent if path.exists()] == []
    assert str(error) in caplog.text


def test_what_was_refused_is_told_with_what_failed(uploads: Uploads, files: Callable[..., list[Upload]]) -> None:
    uploads.add(files("a.txt"), [Failure(f"{UPLOAD}film.mov", "the file is larger than 200 MB")])
    told = ended(uploads)
    assert told["failed"] == [{"name": "film.mov", "reason": "the file is larger than 200 MB"}]
    assert (told["total"], told["added"]) == (1, 1)


def test_only_so_many_failures_are_told() -> None:
    failed = [Failure(f"{UPLOAD}{number}", "x") for number in range(MOST_FAILURES + 1)]
    assert len(Reading(failed=failed).as_json()["failed"]) == MOST_FAILURES  # type: ignore[arg-type]


def test_closing_waits_for_what_is_being_read(
    uploads: Uploads, library: FakeLibrary, files: Callable[..., list[Upload]]
) -> None:
    library.reading.clear()
    sent = files(*(f"{number}.txt" for number in range(BATCH + 1)))
    uploads.add(sent)
    wait_for(lambda: state(uploads)["name"] == "0.txt")
    closing = threading.Thread(target=uploads.close)
    closing.start()
    assert closing.is_alive()
    library.reading.set()
    closing.join(20)
    assert not closing.is_alive()
    assert len(library.snapshot().documents) == BATCH
    assert [path for _, path in sent if path.exists()] == []


def test_what_of_a_file_could_not_be_read_is_told_as_a_failure(
    uploads: Uploads, library: FakeLibrary, files: Callable[..., list[Upload]], monkeypatch: pytest.MonkeyPatch
) -> None:
    add = library.add_uploads
    partly = (Failure(f"{UPLOAD}a.eml", "an attachment is encrypted"),)
    monkeypatch.setattr(
        library, "add_uploads", lambda *given, **options: replace(add(*given, **options), partly=partly)
    )
    uploads.add(files("a.eml"))
    told = ended(uploads)
    assert (told["added"], told["failed"]) == (1, [{"name": "a.eml", "reason": "an attachment is encrypted"}])
