"""A library of an older format becomes one of today's: nothing is lost, and what was is kept beside it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from format_1 import make_format_1
from stored import new_catalog

from index import migrate as migrating
from index.catalog import Catalog
from index.digests import DamagedError
from index.migrate import migrate
from index.opening import open_library
from index.tables import FILE, FORMAT

Write = Callable[[str, str], Path]

DUCKS = "Ducks swim on the quiet lake."
BACKUP = "library.db.format-1.bak"


@pytest.fixture
def old(tmp_path: Path, write: Write) -> Path:
    """The folder of a library of format 1: a text with two sources, and an upload."""
    ducks, copy = write("ducks.txt", DUCKS), write("copy/ducks.txt", DUCKS)
    make_format_1(tmp_path / "old", {str(ducks): DUCKS, str(copy): DUCKS, "upload:geese.txt": "Geese fly."})
    return tmp_path / "old"


def columns(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'index')")]
    return {name: db.execute(f"SELECT * FROM pragma_table_info('{name}')").fetchall() for name in sorted(tables)}


def rows(db: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    return db.execute(query).fetchall()


def test_what_was_in_it_is_in_it_and_answers_without_being_embedded_again(old: Path, write: Write) -> None:
    encoder = FakeEncoder()
    with open_library(old, encoder=encoder) as library:
        assert [row.title for row in library.documents()] == ["ducks", "geese"]
        assert [hit.passage.document for hit in library.snapshot().lexical("duck", 5)] == [library.documents()[0].id]
        assert library.setting("format") == str(FORMAT)
        assert library.snapshot().generation == 3
        assert not encoder.encoded
        folder = write("ducks.txt", DUCKS).parent
        assert len(library.add([folder]).unchanged) == 2
        assert not encoder.encoded


def test_the_tables_are_those_of_a_new_library(old: Path, tmp_path: Path) -> None:
    migrate(old)
    new_catalog(tmp_path / "new", FakeEncoder()).close()
    with closing(sqlite3.connect(old / FILE)) as db, closing(sqlite3.connect(tmp_path / "new" / FILE)) as new:
        assert columns(db) == columns(new)


def test_files_are_known_by_their_hash_and_every_row_has_its_digest(old: Path, tmp_path: Path) -> None:
    migrate(old)
    catalog = Catalog(old)
    by_source = {file.source: file for file in catalog.files.all()}
    ducks = str(tmp_path / "documents" / "ducks.txt")
    assert set(by_source) == {ducks, str(tmp_path / "documents" / "copy" / "ducks.txt"), "upload:geese.txt"}
    assert by_source[ducks].named
    assert by_source[ducks].reason is None
    (document,) = {id for id, _ in catalog.files.documents_of(by_source[ducks].id)}
    assert by_source[ducks].sha256 == catalog.document(document).sha256
    assert [error for row in catalog.summaries() for error in catalog.digest_errors(row.id)] == []
    assert catalog.settings()["digest"]
    catalog.close()


def test_the_backup_is_the_library_as_it_was(old: Path) -> None:
    with closing(sqlite3.connect(old / FILE)) as db:
        before = {
            table: rows(db, f"SELECT * FROM {table}") for table in ("settings", "documents", "sources", "passages")
        }
    assert migrate(old) == old / BACKUP
    with closing(sqlite3.connect(old / BACKUP)) as db:
        assert {table: rows(db, f"SELECT * FROM {table}") for table in before} == before
    assert migrate(old) is None
    assert not list(old.glob("*.part"))


def test_a_migration_that_fails_changes_nothing_and_can_be_tried_again(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "_seal", lambda db, id: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            migrate(old)
    with closing(sqlite3.connect(old / FILE)) as db:
        assert "folders" not in columns(db)
        assert rows(db, "SELECT value FROM settings WHERE name = 'format'") == [("1",)]
    migrate(old)
    Catalog(old).close()


def test_an_older_library_is_not_read_as_it_is(old: Path) -> None:
    with pytest.raises(ValueError, match=r"was written by an older Excerpt \(format 1\): excerpt info migrates it"):
        Catalog(old)


def test_a_newer_library_is_refused_and_left_as_it_is(old: Path) -> None:
    with closing(sqlite3.connect(old / FILE)) as db, db:
        db.execute("UPDATE settings SET value = '99' WHERE name = 'format'")
    assert migrate(old) is None
    with pytest.raises(ValueError, match="was written by a newer Excerpt"):
        open_library(old, encoder=FakeEncoder())
    assert not (old / BACKUP).exists()


@pytest.mark.parametrize("sql", ["DELETE FROM settings", "DROP TABLE settings"])
def test_a_database_that_is_no_librarys_is_refused(old: Path, sql: str) -> None:
    with closing(sqlite3.connect(old / FILE)) as db, db:
        db.execute(sql)
    with pytest.raises(ValueError, match="is not a library's database, or is damaged"):
        migrate(old)


def test_where_there_is_no_library_there_is_nothing_to_migrate(tmp_path: Path) -> None:
    assert migrate(tmp_path / "nothing") is None


def test_a_text_that_was_damaged_before_does_not_become_sound(old: Path) -> None:
    with closing(sqlite3.connect(old / FILE)) as db, db:
        db.execute("UPDATE documents SET text = 'Dukes swim on the quiet lake.' WHERE title = 'ducks'")
    with open_library(old, encoder=FakeEncoder()) as library:
        (ducks,) = [row for row in library.documents() if row.title == "ducks"]
        with pytest.raises(DamagedError, match="what is stored of the document"):
            library.document(ducks.id)
        assert [problem.kind for problem in library.verify(mend=True).repaired] == ["text"]
        assert library.document(ducks.id).text == DUCKS
