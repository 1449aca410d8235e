"""A database that is damaged as a file is made again: from what of it is sound, the inventory, and the sources."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from format_1 import make_format_1
from small_library import Dump, dump, make_library

from index.catalog import Catalog
from index.checkup import check_up
from index.digests import DamagedError
from index.opening import open_library
from index.tables import FILE

Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Dump]:
    place = tmp_path_factory.mktemp("sound")
    make_library(place / "library", place / "documents")
    return place, dump(place / "library")


@pytest.fixture
def folder(made: tuple[Path, Dump], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0] / "library", tmp_path / "library"))


def overwrite(offset: int, data: bytes) -> Damage:
    def damage(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(offset)
            file.write(data)

    return damage


def run(*statements: str) -> Damage:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db, db:
            for statement in statements:
                db.execute(statement)

    return damage


def truncate(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(8192)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (overwrite(0, b"x"), "file is not a database"),
        (overwrite(0, b"\0" * 4096), "file is not a database"),
        (overwrite(4096, b"\0" * 4096), ""),
        (truncate, ""),
        (
            run("UPDATE settings SET value = '3' WHERE name = 'format'"),
            "what it says of itself does not match its digest",
        ),
        (
            run("UPDATE settings SET value = '0' WHERE name = 'format'"),
            "what it says of itself does not match its digest",
        ),
        (
            run("UPDATE settings SET value = 'x' WHERE name = 'encoder'"),
            "what it says of itself does not match its digest",
        ),
        (run("UPDATE sqlite_sequence SET seq = 1"), "what it says of itself does not match its digest"),
        (run("PRAGMA writable_schema = ON", "UPDATE sqlite_schema SET sql = 'x' WHERE name = 'files'"), "malformed"),
        (run("DELETE FROM documents WHERE title LIKE 'owls%'"), "a row belongs to another that is not there"),
    ],
)
def test_a_damaged_database_is_named_and_made_again(
    folder: Path, made: tuple[Path, Dump], damage: Damage, reason: str
) -> None:
    damage(folder / FILE)
    (problem,) = check_up(folder, encoder=FakeEncoder()).problems
    assert problem.kind == "database"
    assert reason in problem.reason
    mended = check_up(folder, mend=True, encoder=FakeEncoder())
    assert (mended.problems, mended.documents) == ((), 20)
    assert problem in mended.repaired
    assert dump(folder) == made[1]
    assert (folder / f"{FILE}.damaged-1").is_file()
    assert not list(folder.glob("*.part"))


def test_what_is_sound_in_it_is_not_embedded_again(folder: Path) -> None:
    run("UPDATE sqlite_sequence SET seq = 1")(folder / FILE)
    encoder = FakeEncoder()
    assert check_up(folder, mend=True, encoder=encoder).sound
    assert not encoder.encoded


def test_what_the_library_was_given_is_still_known(folder: Path) -> None:
    overwrite(0, b"x")(folder / FILE)
    check_up(folder, mend=True, encoder=FakeEncoder())
    with closing(Catalog(folder)) as catalog:
        assert len(catalog.files.folders()) == 1
        assert [file.reason for file in catalog.files.all() if file.reason] == ["the file is damaged"]
        assert "/gone.txt" in catalog.files.removed


def test_what_cannot_be_made_again_is_named_and_the_rest_is_there(folder: Path, made: tuple[Path, Dump]) -> None:
    gone = next(document for document in made[1].documents.values() if document.title == "owls 7")
    away = Path(gone.source).rename(folder.parent / "away.txt")
    overwrite(0, b"x")(folder / FILE)
    mended = check_up(folder, mend=True, encoder=FakeEncoder())
    away.rename(gone.source)
    (problem,) = mended.problems
    assert problem.reason == "'owls 7' is lost: neither its text nor its file is as it was"
    left = dump(folder)
    assert left.documents == {id: row for id, row in made[1].documents.items() if id != gone.id}


def test_what_was_removed_does_not_come_back(folder: Path) -> None:
    with open_library(folder, encoder=FakeEncoder()) as library:
        (gone,) = [row.id for row in library.documents() if row.title == "owls 7"]
        library.remove([gone])
    overwrite(0, b"x")(folder / FILE)
    assert check_up(folder, mend=True, encoder=FakeEncoder()).documents == 19


def test_an_inventory_of_another_moment_brings_nothing_back(folder: Path) -> None:
    before = shutil.copytree(folder / "inventory", folder.parent / "before")
    with open_library(folder, encoder=FakeEncoder()) as library:
        (gone,) = [row.id for row in library.documents() if row.title == "owls 7"]
        library.remove([gone])
    shutil.rmtree(folder / "inventory")
    before.rename(folder / "inventory")
    run("UPDATE settings SET value = 'x' WHERE name = 'encoder'")(folder / FILE)
    assert check_up(folder, mend=True, encoder=FakeEncoder()).documents == 19


def test_a_second_damaged_database_is_kept_beside_the_first(folder: Path) -> None:
    for _ in range(2):
        overwrite(0, b"x")(folder / FILE)
        check_up(folder, mend=True, encoder=FakeEncoder())
    assert {path.name for path in folder.glob("*damaged*")} == {f"{FILE}.damaged-1", f"{FILE}.damaged-2"}


def test_it_is_not_made_again_while_somebody_has_it_open(folder: Path) -> None:
    with open_library(folder, encoder=FakeEncoder()) as library:
        library.snapshot()
        run("UPDATE sqlite_sequence SET seq = 1")(folder / FILE)
        with pytest.raises(ValueError, match="is open in another Excerpt: end that one first"):
            check_up(folder, mend=True, encoder=FakeEncoder())


def test_without_settings_and_inventory_it_cannot_be_made_again(folder: Path) -> None:
    shutil.rmtree(folder / "inventory")
    overwrite(0, b"x")(folder / FILE)
    with pytest.raises(
        ValueError, match=r"cannot be made again: what it says of itself is lost \(excerpt restore FILE\)"
    ):
        check_up(folder, mend=True, encoder=FakeEncoder())


def test_damaged_settings_are_neither_used_nor_sealed_anew(folder: Path) -> None:
    with open_library(folder, encoder=FakeEncoder()) as library:
        run("UPDATE settings SET value = 'x' WHERE name = 'reader'")(folder / FILE)
        with pytest.raises(DamagedError, match=r"what library\.db says of itself is damaged: excerpt verify --repair"):
            library.use_reader("forms")
    with pytest.raises(DamagedError, match="says of itself is damaged: excerpt verify --repair"):
        open_library(folder, encoder=FakeEncoder())


def test_a_newer_library_is_not_called_damaged(folder: Path) -> None:
    run(
        "UPDATE settings SET value = '3' WHERE name = 'format'", "UPDATE settings SET value = 'x' WHERE name = 'digest'"
    )(folder / FILE)
    with pytest.raises(ValueError, match="was written by a newer Excerpt"):
        check_up(folder, mend=True, encoder=FakeEncoder())


def test_an_older_library_is_migrated_and_checked(tmp_path: Path) -> None:
    make_format_1(tmp_path / "old", {"upload:geese.txt": "Geese fly."})
    assert [problem.kind for problem in check_up(tmp_path / "old", encoder=FakeEncoder()).problems] == ["original"]


def test_a_file_whose_number_has_changed_is_known_once(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog:
        before = catalog.files.all()
    run("PRAGMA foreign_keys = OFF", "UPDATE files SET id = 999 WHERE id = 3")(folder / FILE)
    assert check_up(folder, mend=True, encoder=FakeEncoder()).sound
    with closing(Catalog(folder)) as catalog:
        assert catalog.files.all() == before
