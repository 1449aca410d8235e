from pathlib import Path
from typing import Any

import numpy as np
import openvino
import pytest
from openvino import opset13 as ops

from index.compiled import BLOBS, compiled
from index.derived import STATE

HINTS = {"PERFORMANCE_HINT": "THROUGHPUT"}


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """A network that doubles its input."""
    values = ops.parameter([-1], np.float32, name="values")
    openvino.save_model(openvino.Model([ops.multiply(values, np.float32(2))], [values]), str(tmp_path / "doubling.xml"))
    return tmp_path / "doubling.xml"


def opened(network: Path, kept: Path | None) -> bool:
    """Compile, compute, and tell whether it was compiled before."""
    made: Any = compiled(openvino.Core(), network, HINTS, kept)
    assert made([np.array([3, 4], np.float32)])[0].tolist() == [6.0, 8.0]
    return bool(made.get_property("LOADED_FROM_CACHE"))


def test_what_was_compiled_is_found_again(network: Path, tmp_path: Path) -> None:
    kept = tmp_path / "more" / "kept"
    assert [opened(network, kept) for _ in range(3)] == [False, True, True]
    assert len(list(kept.glob(BLOBS))) == 1


def test_nothing_is_kept_where_nothing_shall_be(network: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    assert [opened(network, None) for _ in range(2)] == [False, False]
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_what_has_changed_on_the_disk_is_compiled_anew(network: Path, tmp_path: Path, place: float) -> None:
    kept = tmp_path / "kept"
    opened(network, kept)
    (blob,) = kept.glob(BLOBS)
    content = bytearray(blob.read_bytes())
    content[int(place * len(content))] ^= 1
    blob.chmod(0o600)
    blob.write_bytes(content)
    assert [opened(network, kept) for _ in range(2)] == [False, True]


def test_what_nobody_vouches_for_is_not_run(network: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    opened(network, kept)
    (kept / STATE).unlink()
    (kept / "other.blob").write_bytes(b"?")
    assert [opened(network, kept) for _ in range(2)] == [False, True]
    assert not (kept / "other.blob").exists()


def test_another_processor_compiles_anew(network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    opened(network, kept)
    found = openvino.Core.get_property
    monkeypatch.setattr(
        openvino.Core, "get_property", lambda *a: "another" if a[2] == "FULL_DEVICE_NAME" else found(*a)
    )
    assert [opened(network, kept) for _ in range(2)] == [False, True]


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(network: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert not opened(network, tmp_path / "file" / "kept")


def test_what_is_no_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.xml").write_text("<ducks/>")
    with pytest.raises(RuntimeError):
        compiled(openvino.Core(), tmp_path / "no.xml", HINTS, tmp_path / "kept")
