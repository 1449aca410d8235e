"""A library goes into one file and comes back whole; what is no backup, or a damaged one, touches nothing."""

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from fake_encoder import FakeEncoder
from small_library import Dump, dump, make_library

from index import restore as restoring
from index.backup import MANIFEST, back_up
from index.catalog import Catalog
from index.opening import open_library
from index.originals import ORIGINALS
from index.restore import restore
from index.tables import FILE

BESIDE = ("conversations.db", "kept.db")


class Made(NamedTuple):
    place: Path
    whole: Dump
    backup: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("sound")
    make_library(place / "library", place / "documents")
    with closing(sqlite3.connect(place / "library" / "kept.db")) as db, db:
        db.execute("CREATE TABLE questions (question)")
        db.execute("INSERT INTO questions VALUES ('How many owls?')")
    backup = place / "library.backup"
    done = back_up(place / "library", backup, BESIDE)
    assert (done.documents, done.size, done.lost) == (20, backup.stat().st_size, ())
    return Made(place, dump(place / "library"), backup)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_comes_back_is_what_was_there(made: Made, tmp_path: Path) -> None:
    done = restore(made.backup, tmp_path / "new" / "library", BESIDE)
    assert (done.documents, done.kept) == (20, None)
    assert dump(tmp_path / "new" / "library") == made.whole
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"library"}
    with closing(sqlite3.connect(tmp_path / "new" / "library" / "kept.db")) as db:
        assert db.execute("SELECT * FROM questions").fetchall() == [("How many owls?",)]
    there, back = (files_of(folder / ORIGINALS) for folder in (made.place / "library", tmp_path / "new" / "library"))
    assert there == back
    assert len(there) == 3


def test_nothing_is_compressed_and_the_indexes_are_left_out(made: Made) -> None:
    with zipfile.ZipFile(made.backup) as archive:
        names = {member.filename for member in archive.infolist()}
        assert all(member.compress_type == zipfile.ZIP_STORED for member in archive.infolist())
    assert {name for name in names if not name.startswith(ORIGINALS)} == {FILE, "kept.db", MANIFEST}
    assert made.backup.stat().st_mode & 0o077 == 0


def test_it_is_made_while_the_library_is_used(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.place / "library", tmp_path / "library"))
    with open_library(folder, encoder=FakeEncoder()) as library:
        snapshot = library.snapshot()
        back_up(folder, tmp_path / "one.backup", BESIDE)
        (tmp_path / "late.txt").write_text("Swans came late.")
        library.add([tmp_path / "late.txt"])
        assert len(snapshot.documents) == 20
        assert back_up(folder, tmp_path / "two.backup", BESIDE).documents == 21
    assert restore(tmp_path / "one.backup", tmp_path / "one", BESIDE).documents == 20
    assert restore(tmp_path / "two.backup", tmp_path / "two", BESIDE).documents == 21


def test_the_library_that_is_there_is_kept_beside_it(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with open_library(folder, encoder=FakeEncoder()) as library:
        (tmp_path / "swans.txt").write_text("Swans.")
        library.add([tmp_path / "swans.txt"])
    for number in (1, 2):
        done = restore(made.backup, folder, BESIDE)
        assert done.kept == tmp_path / f"library.before-restore-{number}"
        assert dump(folder) == made.whole
    with open_library(tmp_path / "library.before-restore-1", encoder=FakeEncoder()) as library:
        assert [row.title for row in library.documents()] == ["swans"]


@pytest.mark.parametrize("kind", ["none", "folder", "library"])
def test_what_is_empty_is_not_kept(made: Made, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "library"
    if kind == "folder":
        folder.mkdir()
    if kind == "library":
        open_library(folder, encoder=FakeEncoder()).close()
    assert restore(made.backup, folder, BESIDE).kept is None
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_a_damaged_library_that_is_there_is_kept(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / FILE).write_bytes(b"garbage " * 1000)
    assert restore(made.backup, folder, BESIDE).kept is not None


def test_a_folder_with_something_else_is_left_alone(made: Made, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("Dear Ada")
    with pytest.raises(ValueError, match="letters holds something else: name another folder with --library"):
        restore(made.backup, tmp_path / "letters", BESIDE)
    assert files_of(tmp_path / "letters") == {"a.txt": b"Dear Ada"}


def test_a_library_that_is_open_is_not_replaced(made: Made, tmp_path: Path) -> None:
    with (
        open_library(tmp_path / "library", encoder=FakeEncoder()),
        pytest.raises(ValueError, match="library is open in another Excerpt: end that one first"),
    ):
        restore(made.backup, tmp_path / "library", BESIDE)


def test_a_rename_that_fails_leaves_the_library_where_it_was(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, rename = tmp_path / "library", Path.rename
    with open_library(folder, encoder=FakeEncoder()) as library:
        (tmp_path / "swans.txt").write_text("Swans.")
        library.add([tmp_path / "swans.txt"])
    before = files_of(folder)

    def fail(self: Path, target: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError("busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="busy"):
        restore(made.backup, folder, BESIDE)
    assert files_of(folder) == before
    assert not list(tmp_path.glob(".*"))


def test_a_disk_that_is_too_small_is_told_before(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "SPARE", 2**60)
    with pytest.raises(ValueError, match=r"has [\d,]+ bytes free, and [\d,]+ are needed"):
        restore(made.backup, tmp_path / "library", BESIDE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_half_a_backup_is_refused(made: Made, tmp_path: Path, part: float) -> None:
    data = made.backup.read_bytes()
    half = tmp_path / "half.backup"
    half.write_bytes(data[: int(part * len(data))])
    with pytest.raises(ValueError, match=r"half\.backup is no backup of Excerpt"):
        restore(half, tmp_path / "library", BESIDE)
    assert [path.name for path in tmp_path.iterdir()] == ["half.backup"]


def test_every_flipped_bit_is_noticed_or_changes_nothing(made: Made, tmp_path: Path) -> None:
    data = made.backup.read_bytes()
    for number in range(60):
        flipped = bytearray(data)
        flipped[len(data) * number // 60 + number % 7] ^= 1 << number % 8
        (tmp_path / "x.backup").write_bytes(flipped)
        try:
            restore(tmp_path / "x.backup", tmp_path / "library", BESIDE)
        except ValueError as error:
            assert "backup" in str(error)  # noqa: PT017
            continue
        with closing(Catalog(tmp_path / "library")) as catalog:
            texts = {row.id: catalog.document(row.id) for row in catalog.summaries()}
        assert texts == made.whole.documents
        shutil.rmtree(tmp_path / "library")


Rewrite = Callable[[dict[str, bytes]], None]


def manifest(**changes: object) -> Rewrite:
    def rewrite(files: dict[str, bytes]) -> None:
        files[MANIFEST] = json.dumps({**json.loads(files[MANIFEST]), **changes}).encode()

    return rewrite


def member(name: str, data: bytes, *, listed: bool = True) -> Rewrite:
    def rewrite(files: dict[str, bytes]) -> None:
        files[name] = data
        said = json.loads(files[MANIFEST])
        if listed:
            said["files"][name] = {"size": len(data), "sha256": "0" * 64}
        files[MANIFEST] = json.dumps(said).encode()

    return rewrite


def without(name: str) -> Rewrite:
    def rewrite(files: dict[str, bytes]) -> None:
        del files[name]

    return rewrite


@pytest.mark.parametrize(
    ("rewrite", "told"),
    [
        (manifest(**{"excerpt backup": 2}), r"was written by a newer Excerpt \(format 2, library 2\): update it"),
        (manifest(library=3), r"was written by a newer Excerpt \(format 1, library 3\): update it"),
        (manifest(library="x"), r"is no backup of Excerpt: its manifest\.json makes no sense"),
        (manifest(files=7), r"is no backup of Excerpt: its manifest\.json makes no sense"),
        (manifest(files={}), r"is no backup of Excerpt: its files are not those of its manifest\.json"),
        (without(MANIFEST), r"is no backup of Excerpt: it has no manifest\.json"),
        (without(FILE), r"its files are not those of its manifest\.json"),
        (member("../evil.txt", b"x"), r"its files are not those of its manifest\.json"),
        (member("/etc/evil", b"x"), r"its files are not those of its manifest\.json"),
        (member("originals/../../evil", b"x"), r"its files are not those of its manifest\.json"),
        (member("originals/" + "a" * 64, b"x", listed=False), r"its files are not those of its manifest\.json"),
        (member("originals/" + "a" * 64, b"x"), r"is damaged: originals/a+ is not what was backed up"),
        (member(FILE, b"x" * 5000), r"is damaged: library\.db is not what was backed up"),
    ],
)
def test_what_is_no_backup_is_refused_and_touches_nothing(
    made: Made, tmp_path: Path, rewrite: Rewrite, told: str
) -> None:
    with zipfile.ZipFile(made.backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    rewrite(files)
    with zipfile.ZipFile(tmp_path / "x.backup", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with pytest.raises(ValueError, match=told):
        restore(tmp_path / "x.backup", tmp_path / "library", BESIDE)
    assert [path.name for path in tmp_path.iterdir()] == ["x.backup"]


def test_a_bomb_is_refused(made: Made, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.backup", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FILE, b"\0" * 50_000_000)
        archive.writestr(MANIFEST, "{}")
    with pytest.raises(ValueError, match="its files are not stored plainly"):
        restore(tmp_path / "bomb.backup", tmp_path / "library", BESIDE)


def test_members_that_lie_over_each_other_are_refused(made: Made, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "over.backup", "w") as archive:
        archive.writestr(MANIFEST, "{}")
        archive.writestr(FILE, b"\0" * 100_000)
        (last,) = [one for one in archive.infolist() if one.filename == FILE]
        for number in range(20):
            twin = zipfile.ZipInfo(f"originals/{number:064x}")
            twin.header_offset, twin.file_size, twin.compress_size, twin.CRC = (
                last.header_offset,
                last.file_size,
                last.compress_size,
                last.CRC,
            )
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    with pytest.raises(ValueError, match=r"it says that it holds more than it does|is damaged \("):
        restore(tmp_path / "over.backup", tmp_path / "library", BESIDE)


def test_a_library_that_is_damaged_inside_its_backup_is_refused(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.place / "library", tmp_path / "library"))
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("UPDATE documents SET text = 'Forged.' WHERE title = 'owls 7'")
    data = (folder / FILE).read_bytes()
    shutil.rmtree(folder)
    with zipfile.ZipFile(made.backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    member(FILE, data)(files)
    said = json.loads(files[MANIFEST])
    said["files"][FILE]["sha256"] = hashlib.sha256(data).hexdigest()
    files[MANIFEST] = json.dumps(said).encode()
    with zipfile.ZipFile(tmp_path / "x.backup", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(ValueError, match=r"holds a library that is damaged \(owls 7\)"):
        restore(tmp_path / "x.backup", folder, BESIDE)
    assert not folder.exists()


def test_nothing_is_overwritten_nor_put_into_the_library(made: Made, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ValueError, match=r"mine\.txt exists already: name another file"):
        back_up(made.place / "library", tmp_path / "mine.txt")
    with pytest.raises(ValueError, match="is in the library itself: name a file elsewhere"):
        back_up(made.place / "library", made.place / "library" / "b")
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "damage", "told"),
    [
        (FILE, "UPDATE documents SET text = 'x' WHERE title = 'owls 7'", r"is damaged \(owls 7\): run excerpt verify"),
        (FILE, "UPDATE sqlite_sequence SET seq = 1", "says of itself is damaged: excerpt verify --repair"),
        ("kept.db", None, r"kept\.db is damaged \(.*\): excerpt verify says more"),
    ],
)
def test_what_is_damaged_is_not_backed_up(made: Made, tmp_path: Path, name: str, damage: str | None, told: str) -> None:
    folder = Path(shutil.copytree(made.place / "library", tmp_path / "library"))
    if damage is None:
        (folder / name).write_bytes(b"garbage " * 1000)
    else:
        with closing(sqlite3.connect(folder / name)) as db, db:
            db.execute(damage)
    with pytest.raises(ValueError, match=told):
        back_up(folder, tmp_path / "x.backup", BESIDE)
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_kept_bytes_that_are_gone_are_named(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.place / "library", tmp_path / "library"))
    gone = next((folder / ORIGINALS).iterdir())
    gone.unlink()
    assert back_up(folder, tmp_path / "x.backup", BESIDE).lost == (gone.name,)
    assert restore(tmp_path / "x.backup", tmp_path / "back", BESIDE).documents == 20
