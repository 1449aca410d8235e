import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from index.derived import STATE
from index.library import Library
from index.originals import ORIGINALS
from index.tables import FILE

TEXT = "Ducks swim on the quiet lake. They eat weeds.\n\nIn winter they fly south."


@pytest.fixture
def filled(library: Library, write: Callable[[str, str], Path]) -> Library:
    library.add([write("ducks.txt", TEXT)])
    library.add_uploads([("geese.txt", write("g", "Geese fly over the mountains."))])
    return library


def change(library: Library, sql: str) -> None:
    db = sqlite3.connect(library.folder / FILE)
    db.execute(sql)
    db.commit()
    db.close()


def test_a_sound_library_is_sound(filled: Library) -> None:
    verification = filled.verify()
    assert verification.sound
    assert (verification.documents, verification.passages) == (2, 2)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE documents SET text = 'Dogs' || substr(text, 5) WHERE title = 'ducks'", "text"),
        ("UPDATE documents SET text = substr(text, 1, 40) WHERE title = 'ducks'", "text"),
        ('UPDATE passages SET "end" = "end" - 1', "passages"),
        ("UPDATE passages SET sentences = X'0000000001000000'", "passages"),
        ("DELETE FROM passages", "passages"),
        ("UPDATE passages SET vector = X'00'", "passages"),
        ("UPDATE passages SET vector = zeroblob(192)", "passages"),
    ],
)
def test_damage_is_found_and_mended(filled: Library, sql: str, kind: str) -> None:
    change(filled, sql)
    damaged = filled.verify()
    assert {problem.kind for problem in damaged.problems} == {kind}
    mended = filled.verify(mend=True)
    assert mended.sound
    assert {problem.kind for problem in mended.repaired} == {kind}
    snapshot = filled.snapshot()
    document = next(snapshot.document(row.id) for row in snapshot.documents if row.title == "ducks")
    assert document.text == TEXT
    assert snapshot.lexical("duck", 5)


@pytest.mark.parametrize(
    ("sql", "mended"),
    [
        ("UPDATE documents SET text = CAST(X'FFFE41' AS TEXT) WHERE title = 'ducks'", False),
        ("UPDATE documents SET pages = '[' WHERE title = 'ducks'", False),
        ("UPDATE passages SET sentences = X'0000'", True),
        ("DELETE FROM sources", False),
    ],
)
def test_damage_that_cannot_even_be_read_is_named(filled: Library, sql: str, mended: bool) -> None:
    change(filled, sql)
    assert not filled.verify().sound
    assert filled.verify(mend=True).sound is mended
    assert len(filled.documents()) == 2


def test_a_text_whose_file_is_gone_cannot_be_mended(filled: Library) -> None:
    row = next(row for row in filled.snapshot().documents if row.title == "ducks")
    Path(row.source).unlink()
    change(filled, "UPDATE documents SET text = 'Dogs' || substr(text, 5) WHERE title = 'ducks'")
    verification = filled.verify(mend=True)
    assert [problem.kind for problem in verification.problems] == ["text"]


def test_lost_bytes_of_an_upload_are_named(filled: Library) -> None:
    (original,) = (filled.folder / ORIGINALS).iterdir()
    original.write_bytes(b"other")
    (problem,) = filled.verify().problems
    assert (problem.kind, problem.reason) == ("original", "the bytes kept of the upload 'geese' are gone or damaged")


@pytest.mark.parametrize("name", ["vectors", "lexical"])
def test_a_damaged_index_is_found_and_mended(filled: Library, name: str) -> None:
    filled.snapshot()
    files = sorted(path for path in (filled.folder / name).iterdir() if path.name != STATE)
    victim = next(path for path in files if path.stat().st_size)
    victim.write_bytes(b"x" * victim.stat().st_size)
    assert [(problem.kind, problem.part) for problem in filled.verify().problems] == [("index", name)]
    assert filled.verify(mend=True).sound
    assert filled.snapshot().lexical("geese", 5)


def test_a_database_that_is_damaged_inside_is_named_and_not_touched(filled: Library) -> None:
    filled.snapshot()
    filled.close()
    path = filled.folder / FILE
    db = sqlite3.connect(path)
    db.execute("PRAGMA writable_schema = ON")
    db.execute(
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sources_source') "
        "WHERE name = 'documents_sha256'"
    )
    db.commit()
    db.close()
    with Library(filled.folder) as damaged:
        damaged._encoder = filled.encoder
        verification = damaged.verify(mend=True)
    assert [problem.kind for problem in verification.problems] == ["database"]
    assert not verification.sound
