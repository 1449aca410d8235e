"""The hostile files: as many and as many kinds as they should be, and a sample of them added to a library."""

import subprocess
import sys
from pathlib import Path

import pytest
from hostile_files import FILES, healthy_file, hostile_files, names
from hostile_zips import PACKAGES, package

from index.kinds import suffixes

TESTS = Path(__file__).parent


def test_there_are_hundreds_of_every_family() -> None:
    files = hostile_files()
    families = {file.family.partition(":")[0] for file in files}
    assert len(files) >= 300
    assert families == {"zip", "pdf", "markup", "text", "mutated", "wrong extension", "name"}
    assert len({file.name for file in files}) == len(files)
    for suffix in (".docx", ".pptx", ".xlsx", ".epub", ".odt"):
        kinds = {file.family for file in files if file.name.endswith(suffix.encode())}
        assert {"zip: bomb in the text", "zip: bomb declared small", "zip: nested", "zip: billion laughs"} <= kinds


def test_the_same_seed_makes_the_same_files() -> None:
    def made(seed: int) -> list[tuple[bytes, bytes]]:
        return [(file.name, file.make()) for file in hostile_files(seed) if file.family.startswith("mutated")]

    assert made(1) == made(1)
    assert made(1) != made(2)
    assert len(made(1)) == 9 * len([path for path in FILES.iterdir() if path.suffix != ".md"])


def test_what_is_made_hostile_was_sound() -> None:
    """A bomb that is no document would be refused for the wrong reason."""
    for suffix in set(PACKAGES) & {*suffixes()}:
        assert healthy_file(suffix, 0) is not None
        assert package(suffix, "Ducks swim.")[:2] == b"PK"


def test_names_are_as_long_and_as_odd_as_they_may_be() -> None:
    lengths = [len(name) for name in names()]
    assert max(lengths) == 255
    assert any(b"\n" in name for name in names())
    with pytest.raises(UnicodeDecodeError):
        b" ".join(names()).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes few of these names, and limits nothing")
def test_a_sample_of_them_harms_nothing() -> None:
    command = [sys.executable, str(TESTS / "bench_hostile.py"), "--sample", "60"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "nothing falls short" in ran.stdout
