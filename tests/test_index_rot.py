"""A bounded run of what `make bench-rot` does ten thousand times: one changed bit in a file of a library."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rot import Specimen
from small_library import make_library

ROOT = Path(__file__).parent.parent

FLIPS = 200


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_every_flipped_bit_is_noticed_or_changes_nothing_and_is_mended() -> None:
    command = [sys.executable, "tests/bench_rot.py", str(FLIPS), "7"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (noticed,) = re.findall(rf"^\| all \| {FLIPS} \| (\d+) \|", ran.stdout, re.MULTILINE)
    assert int(noticed) > FLIPS / 5, "the flips hit something"


def test_the_harness_sees_what_nothing_notices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_library(tmp_path / "library", tmp_path / "documents")
    specimen = Specimen(tmp_path / "library")
    monkeypatch.setattr("index.catalog.document_digest", lambda *_: b"")
    monkeypatch.setattr("index.stored_passages.row_digest", lambda *_: b"")
    assert any(specimen.flip(7, number).wrong for number in range(20))
