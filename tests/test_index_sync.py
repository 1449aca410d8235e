"""What is written is synced in the order that the README says: the system calls of a run, recorded by strace."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from crashes import STRACE, strace_works

ROOT = Path(__file__).parent.parent

RUN = """
import sys
from pathlib import Path
from fake_encoder import FakeEncoder
from index.backup import back_up
from index.opening import open_library
from index.originals import ORIGINALS

place = Path(sys.argv[1])
say = lambda word: (place / word).mkdir()
(place / "ducks.txt").write_text("Ducks swim on the quiet lake.")
with open_library(place / "library", encoder=FakeEncoder(), reader="forms") as library:
    say("made")
    library.add_uploads([("ducks.txt", place / "ducks.txt")])
    say("added")
    back_up(place / "library", place / "ducks.backup")
    say("backed-up")
    library.remove([row.id for row in library.documents()])
    say("removed")
"""
"""Changes, each followed by making a folder, which stands in the record for the word that it is done."""


@dataclass(frozen=True, slots=True)
class Call:
    """A system call, and the names of the files that it is about, within the library's folder."""

    name: str
    paths: tuple[str, ...]


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    if not strace_works():
        pytest.skip("strace cannot record system calls here")
    place, record = tmp_path_factory.mktemp("synced"), tmp_path_factory.mktemp("record") / "calls"
    wanted = "trace=fsync,fdatasync,pwrite64,write,rename,unlink,mkdir"
    command = [str(STRACE), "-f", "-y", "-s", "0", "-o", str(record), "-e", wanted, sys.executable, "-B", "-c", RUN]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    subprocess.run([*command, str(place)], check=True, cwd=ROOT, env=environment)
    return list(parsed(record.read_text(), place))


def parsed(record: str, place: Path) -> Iterator[Call]:
    """Yield the calls of strace's record that succeeded, and are about files in a folder."""
    for name, rest, result in re.findall(r"^\d+ +(\w+)\((.*)\) += (-?\d+)", record, re.MULTILINE):
        found = re.findall(rf"[\"<]{re.escape(str(place))}/?([^\">]*)[\">]", rest)
        if found and not result.startswith("-"):
            yield Call(name, tuple(re.sub(r"[0-9a-f]{64}", "HASH", path) for path in found))


def place_of(calls: list[Call], name: str, *patterns: str, after: int = -1) -> int:
    """Return where the first call of this name is, after another one, whose paths match."""
    for number in range(after + 1, len(calls)):
        if re.fullmatch(name, calls[number].name) and is_about(calls[number], *patterns):
            return number
    raise AssertionError(f"no {name} of {patterns} after {after}")


def is_about(call: Call, *patterns: str) -> bool:
    pairs = zip(patterns, call.paths, strict=False)
    return len(call.paths) == len(patterns) and all(re.fullmatch(pattern, path) for pattern, path in pairs)


def in_order(calls: list[Call], *wanted: tuple[str, ...]) -> list[int]:
    """Return where each call is, each the first one after the one before it."""
    places, last = [], -1
    for name, *patterns in wanted:
        last = place_of(calls, name, *patterns, after=last)
        places.append(last)
    return places


def test_a_new_database_is_on_disk_before_its_name_is_and_that_before_it_is_said(calls: list[Call]) -> None:
    part = r"library/library\.db\.[0-9a-f]+\.part"
    synced, renamed, *_ = in_order(
        calls,
        ("fsync|fdatasync", part),
        ("rename", part, r"library/library\.db"),
        ("fsync", "library"),
        ("mkdir", "made"),
    )
    assert not [call for call in calls[synced + 1 : renamed] if call.name == "pwrite64" and part in call.paths]


def test_the_bytes_of_an_upload_are_on_disk_before_the_transaction_that_names_them(calls: list[Call]) -> None:
    part = r"library/originals/HASH\.\d+\.part"
    *_, folder_synced, logged = in_order(
        calls,
        ("mkdir", "made"),
        ("fsync", part),
        ("rename", part, "library/originals/HASH"),
        ("fsync", "library/originals"),
        ("pwrite64", r"library/library\.db-wal"),
    )
    assert folder_synced < logged


def test_a_transaction_is_on_disk_before_it_is_said_and_before_any_index_is_written(calls: list[Call]) -> None:
    made = place_of(calls, "mkdir", "made")
    logged = place_of(calls, "pwrite64", r"library/library\.db-wal", after=made)
    synced = place_of(calls, "fsync|fdatasync", r"library/library\.db-wal", after=logged)
    derived = place_of(calls, "write", r"library/(vectors|lexical|inventory)/.*", after=made)
    assert logged < synced < derived < place_of(calls, "mkdir", "added", after=made)


@pytest.mark.parametrize("index", ["vectors", "lexical", "inventory"])
def test_the_state_of_an_index_is_written_after_its_files_and_renamed_into_place(calls: list[Call], index: str) -> None:
    part, added = rf"library/{index}/state\.json\.\d+\.part", place_of(calls, "mkdir", "added")
    written = [
        n for n in range(added) if calls[n].name == "write" and re.match(rf"library/{index}/", calls[n].paths[0])
    ]
    state = [n for n in written if re.fullmatch(part, calls[n].paths[0])]
    assert state[0] > max(set(written) - set(state))
    in_order(calls, ("fsync", part), ("rename", part, rf"library/{index}/state\.json"), ("fsync", f"library/{index}"))


def test_a_backup_is_on_disk_before_its_name_is(calls: list[Call]) -> None:
    part = r"\.ducks\.backup\.[0-9a-f]+\.part/backup\.part"
    in_order(
        calls,
        ("write", part),
        ("fsync", part),
        ("rename", part, r"ducks\.backup"),
        ("fsync", ""),
        ("mkdir", "backed-up"),
    )


def test_the_bytes_of_an_upload_are_deleted_after_the_transaction_that_forgets_them(calls: list[Call]) -> None:
    backed_up = place_of(calls, "mkdir", "backed-up")
    logged = place_of(calls, "pwrite64", r"library/library\.db-wal", after=backed_up)
    synced = place_of(calls, "fsync|fdatasync", r"library/library\.db-wal", after=logged)
    assert synced < place_of(calls, "unlink", "library/originals/HASH", after=backed_up)
    assert synced < place_of(calls, "mkdir", "removed")
