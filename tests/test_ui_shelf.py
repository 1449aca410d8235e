"""The shelf: the libraries side by side, each opened when it is first asked for, and closed once."""

from pathlib import Path

import pytest
from fake_library import FakeLibrary

from index.library import Library
from ui.shelf import Shelf


class Closed(FakeLibrary):
    """A library that notes whether it was closed."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


class Beside:
    """Opens libraries, and notes which."""

    def __init__(self) -> None:
        self.opened: list[Closed] = []

    def __call__(self, folder: Path) -> Library:
        if folder.name == "damaged":
            raise ValueError("library.db is damaged")
        self.opened.append(Closed(folder))
        return self.opened[-1].as_library


@pytest.fixture
def beside() -> Beside:
    return Beside()


@pytest.fixture
def first(tmp_path: Path) -> Closed:
    for name in ("papers", "diary", "damaged"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "library.db").write_bytes(b"")
    (tmp_path / "no library").mkdir()
    (tmp_path / "file").write_bytes(b"")
    return Closed(tmp_path / "papers")


def test_libraries_are_named_by_their_folders_the_opened_one_first(first: Closed, beside: Beside) -> None:
    shelf = Shelf(first.as_library, beside)
    assert (shelf.first, shelf.names()) == ("papers", ("papers", "damaged", "diary"))
    assert shelf.library() is shelf.library("papers") is first.as_library
    assert beside.opened == []
    shelf.close()


def test_a_library_is_opened_once_when_it_is_asked_for(first: Closed, beside: Beside) -> None:
    shelf = Shelf(first.as_library, beside)
    assert shelf.library("diary") is shelf.library("diary")
    assert [library.folder.name for library in beside.opened] == ["diary"]
    assert shelf.room("diary") is not shelf.room()
    shelf.close()
    assert (beside.opened[0].closed, first.closed) == (1, 0), "whoever opened the first one closes it"


@pytest.mark.parametrize("name", ["no library", "file", "..", "../papers", "nothing", "/"])
def test_what_is_no_library_beside_it_is_not_opened(first: Closed, beside: Beside, name: str) -> None:
    shelf = Shelf(first.as_library, beside)
    with pytest.raises(KeyError, match=name):
        shelf.library(name)
    shelf.close()


def test_a_library_that_cannot_be_opened_says_why_and_can_be_tried_again(first: Closed, beside: Beside) -> None:
    shelf = Shelf(first.as_library, beside)
    for _ in range(2):
        with pytest.raises(ValueError, match="is damaged"):
            shelf.library("damaged")
    shelf.close()


def test_alone_there_is_no_other(first: Closed) -> None:
    shelf = Shelf(first.as_library)
    assert shelf.names() == ("papers",)
    with pytest.raises(KeyError, match="diary"):
        shelf.library("diary")
    shelf.close()


def test_a_folder_that_is_gone_has_nothing_beside_it(beside: Beside, tmp_path: Path) -> None:
    shelf = Shelf(Closed(tmp_path / "gone" / "papers").as_library, beside)
    assert shelf.names() == ("papers",)
    shelf.close()


def test_each_library_is_warmed_once_and_ready_even_where_that_fails(
    first: Closed, beside: Beside, caplog: pytest.LogCaptureFixture
) -> None:
    warmed: list[Library] = []

    def warm(library: Library) -> None:
        warmed.append(library)
        if len(warmed) > 1:
            raise ValueError("the weights are missing")

    shelf = Shelf(first.as_library, beside, warm=warm)
    assert shelf.room().ready.wait(20)
    assert shelf.room("diary").ready.wait(20)
    shelf.room("diary")
    shelf.close()
    assert warmed == [first.as_library, beside.opened[0].as_library]
    assert "what answers could not be loaded" in caplog.text
