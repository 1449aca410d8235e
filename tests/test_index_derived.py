import errno
import os
from pathlib import Path

import numpy as np
import pytest

from index.derived import (
    STATE,
    discard_state,
    empty_folder,
    read_state,
    save_array,
    write_state,
    write_whole,
)
from index.digests import sealed, unsealed


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


def test_a_write_that_fails_names_the_file_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "file", b"one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*/file'"):
        write_whole(tmp_path / "file", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"one"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_an_array_that_does_not_get_to_the_disk_is_noticed() -> None:
    with pytest.raises(OSError, match="No space left on device"):
        save_array(Path("/dev/full"), np.arange(10))


def test_arrays_round_trip(tmp_path: Path) -> None:
    save_array(tmp_path / "a.npy", np.arange(10))
    assert np.load(tmp_path / "a.npy").tolist() == list(range(10))


def test_only_some_parts_are_recorded(folder: Path) -> None:
    write_state(folder, {}, parts={"a"})
    state = read_state(folder)
    assert state is not None
    assert set(state.files) == {"a.bin"}


def test_an_emptied_folder_is_empty(folder: Path, tmp_path: Path) -> None:
    empty_folder(folder)
    empty_folder(tmp_path / "new" / "one")
    assert [path.name for path in folder.iterdir()] == ["new"]


@pytest.mark.parametrize("byte", range(0, 60, 7))
def test_a_sealed_value_with_a_changed_byte_is_refused(byte: int) -> None:
    data = bytearray(sealed({"a": [1, "b"]}))
    assert unsealed(bytes(data)) == {"a": [1, "b"]}
    data[byte] ^= 1
    with pytest.raises(ValueError, match=r"it does not match its digest|Expecting|Invalid|Extra|codec|delimiter"):
        unsealed(bytes(data))
