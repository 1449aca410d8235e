import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index.document import Extracted
from index.read_ahead import drafted, read_ahead
from index.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=2) as made:
        yield made


def test_files_are_read_in_order_and_what_is_known_is_not(sandbox: Sandbox, tmp_path: Path) -> None:
    files = []
    for number in range(6):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Duck {number}.")
        files.append((str(path), path))
    files.insert(3, (str(tmp_path / "gone.txt"), tmp_path / "gone.txt"))
    known = hashlib.sha256(b"Duck 1.").hexdigest()
    with read_ahead(files, known.__eq__, sandbox) as ahead:
        read = [ahead.take() for _ in range(3)]
        with pytest.raises(FileNotFoundError):
            ahead.take()
        read += [ahead.take() for _ in range(3)]
    assert [file.data for file in read] == [f"Duck {number}.".encode() for number in range(6)]
    assert [file.found for file in read[:3]] == [Extracted("Duck 0."), None, Extracted("Duck 2.")]
    assert read[1].sha256 == known


def test_what_was_known_and_is_no_more_is_read_after_all(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "ducks.txt"
    path.write_text("Ducks swim.")
    with read_ahead([(str(path), path)], lambda _: True, sandbox) as ahead:
        read = ahead.take()
    assert read.found is None
    assert drafted(str(path), read, FakeEncoder(), sandbox).document.text == "Ducks swim."
