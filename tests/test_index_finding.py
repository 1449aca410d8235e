"""Which files of a folder are read: not the hidden, the temporary, the ignored, nor what is no file at all."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index.finding import find_files
from index.ingest import Failure
from index.opening import open_library

Write = Callable[[str, str], Path]


def names(folder: Path) -> list[str]:
    return [Path(path).relative_to(folder).as_posix() for path in find_files([folder]).files]


@pytest.mark.parametrize(
    "name",
    [
        *(".hidden.txt", ".DS_Store", ".git/config.txt", "~$Notes.docx", "Notes.docx~", "#notes.txt#", "notes.txt.swp"),
        *("a.tmp", "a.txt.part", "a.pdf.crdownload", "Thumbs.db", "desktop.ini", ".~lock.notes.odt#"),
    ],
)
def test_hidden_and_temporary_files_are_passed_over(write: Write, name: str) -> None:
    folder = write("notes.txt", "").parent
    write(name, "")
    assert names(folder) == ["notes.txt"]


def test_what_is_named_itself_is_taken_as_it_is(write: Write) -> None:
    write(".excerptignore", "*")
    path = write(".hidden/~$x.tmp", "")
    assert list(find_files([path]).files) == [str(path)]
    assert list(find_files([path.parent]).files) == []


def test_links_to_files_are_read_and_links_to_folders_are_not_followed(write: Write, tmp_path: Path) -> None:
    folder = write("docs/notes.txt", "").parent
    other = write("elsewhere/other.txt", "")
    (folder / "link.txt").symlink_to(other)
    (folder / "folder").symlink_to(other.parent)
    (folder / "loop").symlink_to(folder)
    (folder / "itself.txt").symlink_to(folder / "itself.txt")
    (folder / "nowhere.txt").symlink_to(tmp_path / "nowhere.txt")
    assert names(folder) == ["link.txt", "notes.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_pipes_sockets_and_devices_are_passed_over(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write("notes.txt", "").parent
    os.mkfifo(folder / "pipe.txt")
    (folder / "null.txt").symlink_to("/dev/null")
    monkeypatch.chdir(folder)  # a socket's path may not be long
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        assert names(folder) == ["notes.txt"]


def test_a_library_in_a_folder_is_passed_over(write: Write) -> None:
    folder = write("notes.txt", "Ducks swim.").parent
    with open_library(folder / "library", encoder=FakeEncoder()) as library:
        assert len(library.add([folder]).added) == 1
        assert library.refresh().added == ()
    assert names(folder) == ["notes.txt"]


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ("*.log\n", ["a.txt", "deep/b.txt", "deep/er/c.txt"]),
        ("# a comment\n\n/a.txt\n", ["a.log", "deep/b.txt", "deep/er/c.txt"]),
        ("deep/\n", ["a.log", "a.txt"]),
        ("deep/*.txt\n", ["a.log", "a.txt", "deep/er/c.txt"]),
        ("*\n!*.txt\n!*/\n", ["a.txt", "deep/b.txt", "deep/er/c.txt"]),
        ("**/er/**\n", ["a.log", "a.txt", "deep/b.txt"]),
        ("deep/*\n!deep/b.txt\n", ["a.log", "a.txt", "deep/b.txt"]),
        ("*.txt\n!deep/er/\n!a.txt\n", ["a.log", "a.txt"]),
        ("\ufeff*.log\r\n", ["a.txt", "deep/b.txt", "deep/er/c.txt"]),
    ],
)
def test_what_an_ignore_file_names_is_passed_over(write: Write, ignored: str, left: list[str]) -> None:
    for name in ("a.log", "a.txt", "deep/b.txt", "deep/er/c.txt"):
        folder = write(name, "").parent
    folder = write(".excerptignore", ignored).parent
    assert names(folder) == left


def test_a_deeper_ignore_file_counts_for_what_is_below_it(write: Write) -> None:
    for name in ("a.txt", "deep/a.txt", "deep/b.txt", "deep/er/a.txt"):
        write(name, "")
    write("deep/.excerptignore", "!a.txt\n/b.txt\n")
    write("deep/er/.excerptignore", "*.txt")
    assert names(write(".excerptignore", "a.txt").parent) == ["deep/a.txt"]


def test_a_line_that_is_no_pattern_is_named_and_the_others_count(write: Write) -> None:
    write("a.log", "")
    path = write(".excerptignore", "!\n*.log\n")
    found = find_files([path.parent])
    assert (list(found.files), found.failed) == ([], [Failure(str(path), "line 1 is no pattern: !")])


def test_an_ignore_file_that_may_not_be_read_is_named(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(".excerptignore", "*.log")

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert find_files([path.parent]).failed == [Failure(str(path), "Permission denied")]
