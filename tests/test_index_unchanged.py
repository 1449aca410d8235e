"""Adding many files again: what is as it was is passed over by its hash, and nothing else is."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index import unchanged
from index.ingest import AddReport, Outcome, Wanted
from index.library import Library
from index.reading import Reading

Write = Callable[[str, str], Path]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(unchanged, "FEW", 1)
    (tmp_path / "files").mkdir()
    for name in ("ducks", "geese", "herons"):
        (tmp_path / "files" / f"{name}.txt").write_text(f"The {name} swim on the lake.")
    return tmp_path / "files"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read one by one."""
    names: list[str] = []
    reading = Reading.read

    def noted(self: Reading, wanted: Wanted) -> Outcome:
        names.append(wanted.path.name)
        return reading(self, wanted)

    monkeypatch.setattr(Reading, "read", noted)
    return names


def titles(report: AddReport) -> tuple[list[str], list[str], list[str]]:
    rows = (report.added, report.replaced, report.unchanged)
    added, replaced, same = (sorted(row.title for row in some) for some in rows)
    return added, replaced, same


def test_what_is_as_it_was_is_not_looked_at_one_by_one(library: Library, folder: Path, read: list[str]) -> None:
    library.add([folder])
    read.clear()
    assert titles(library.add([folder])) == ([], [], ["ducks", "geese", "herons"])
    assert read == []


def test_what_changed_without_another_size_or_time_is_noticed(library: Library, folder: Path, read: list[str]) -> None:
    library.add([folder])
    path = folder / "geese.txt"
    before = path.stat()
    path.write_text(path.read_text().swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    read.clear()
    assert titles(library.add([folder])) == ([], ["geese"], ["ducks", "herons"])
    assert read == ["geese.txt"]


def test_what_is_new_moved_or_could_not_be_read_is_looked_at(library: Library, folder: Path, read: list[str]) -> None:
    (folder / "broken.pdf").write_bytes(b"no pdf")
    library.add([folder])
    (folder / "swans.txt").write_text("The swans sleep.")
    (folder / "geese.txt").rename(folder / "goose.txt")
    read.clear()
    report = library.add([folder])
    assert titles(report)[0] == ["swans"]
    assert sorted(read) == ["broken.pdf", "goose.txt", "swans.txt"]
    assert len(report.failed) == 1


def test_what_a_person_took_out_comes_back_only_when_it_is_added(library: Library, folder: Path) -> None:
    library.add([folder])
    library.remove([row.id for row in library.documents() if row.title == "geese"])
    assert "geese" not in [row.title for row in library.refresh().unchanged]
    assert titles(library.add([folder])) == (["geese"], [], ["ducks", "herons"])


def test_a_file_that_is_named_itself_is_kept_as_such(library: Library, folder: Path, read: list[str]) -> None:
    library.add([folder])
    read.clear()
    library.add([folder / "ducks.txt"])
    assert read == ["ducks.txt"]
    library.add([folder / "ducks.txt"])
    assert read == ["ducks.txt"]
    assert library.single_files() == ()


def test_it_is_stopped_between_two_files(library: Library, folder: Path) -> None:
    library.add([folder])
    asked = iter([False, True, True])
    report = library.add([folder], stop=lambda: next(asked))
    assert (len(report.unchanged), report.left) == (2, 1)
