from pathlib import Path

import pytest

from index.derived import STATE, discard_state, read_state, write_state, write_whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.bin").write_bytes(b"first")
    (tmp_path / "b.bin").write_bytes(b"second")
    write_state(tmp_path, {"generation": 3})
    return tmp_path


def test_a_state_round_trips(folder: Path) -> None:
    state = read_state(folder)
    assert state is not None
    assert state.made_from == {"generation": 3}
    assert set(state.files) == {"a.bin", "b.bin"}


def test_a_flipped_bit_is_noticed_by_its_hash_only(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"fIrst")
    assert read_state(folder) is None
    assert read_state(folder, hashes=False) is not None


def test_half_a_file_is_noticed_by_its_size(folder: Path) -> None:
    (folder / "b.bin").write_bytes(b"sec")
    assert read_state(folder, hashes=False) is None


def test_a_missing_file_is_noticed(folder: Path) -> None:
    (folder / "a.bin").unlink()
    assert read_state(folder) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"files": 1}', b'{"files": {"a": {}}}', b"\xff", b"null"])
def test_a_state_that_is_garbage_counts_as_missing(folder: Path, damage: bytes) -> None:
    (folder / STATE).write_bytes(damage)
    assert read_state(folder) is None


def test_a_discarded_state_counts_as_missing(folder: Path) -> None:
    discard_state(folder)
    discard_state(folder)
    assert read_state(folder) is None


def test_locks_and_partial_files_do_not_count(folder: Path) -> None:
    (folder / ".writer.lock").touch()
    (folder / "x.part").touch()
    write_state(folder, {})
    state = read_state(folder)
    assert state is not None
    assert set(state.files) == {"a.bin", "b.bin"}


def test_writing_whole_leaves_nothing_else_behind(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"one")
    write_whole(tmp_path / "file", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"two"
