import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from index.derived import STATE
from index.digests import DamagedError
from index.files import TABLES
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
    "sql",
    [
        "UPDATE documents SET text = CAST(X'FFFE41' AS TEXT) WHERE title = 'ducks'",
        "UPDATE documents SET text = X'00' WHERE title = 'ducks'",
        "UPDATE documents SET pages = '[' WHERE title = 'ducks'",
        "UPDATE documents SET title = X'FF', date = 7, characters = 'many' WHERE title = 'ducks'",
        "UPDATE passages SET sentences = X'0000'",
        "DELETE FROM sources",
    ],
)
def test_damage_that_cannot_even_be_read_is_named_and_mended(filled: Library, sql: str) -> None:
    before = {row.id: filled.document(row.id) for row in filled.snapshot().documents}
    change(filled, sql)
    assert not filled.verify().sound
    assert len(filled.documents()) == 2
    assert filled.verify(mend=True).sound
    assert {row.id: filled.document(row.id) for row in filled.documents()} == before


def test_what_is_known_of_a_document_is_mended_without_its_file(filled: Library) -> None:
    row = next(row for row in filled.snapshot().documents if row.title == "ducks")
    Path(row.source).unlink()
    change(filled, "UPDATE documents SET title = 'dogs' WHERE title = 'ducks'")
    assert filled.verify(mend=True).sound
    assert filled.document(row.id).title == "ducks"


def test_a_text_whose_file_is_gone_cannot_be_mended_and_the_rest_answers(filled: Library) -> None:
    row = next(row for row in filled.snapshot().documents if row.title == "ducks")
    Path(row.source).unlink()
    change(filled, "UPDATE documents SET text = 'Dogs' || substr(text, 5) WHERE title = 'ducks'")
    verification = filled.verify(mend=True)
    assert [problem.kind for problem in verification.problems] == ["text"]
    snapshot = filled.snapshot()
    assert [snapshot.document(hit.passage.document).title for hit in snapshot.lexical("ducks geese", 5)] == ["geese"]
    assert len(snapshot.dense(filled.encoder.encode_question("ducks"), 5)) == 1
    with pytest.raises(DamagedError, match=f"what is stored of the document {row.id} is damaged: excerpt verify"):
        filled.document(row.id)
    filled.remove([row.id])
    assert filled.verify().sound


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documents SET text = replace(text, 'Ducks', 'Dukes')",
        "UPDATE documents SET pages = '[0, 9]'",
        "UPDATE documents SET date = '1999-01-01'",
        "UPDATE sources SET source = '/elsewhere.txt'",
    ],
)
def test_what_is_damaged_is_never_returned_nor_sealed_anew(filled: Library, sql: str) -> None:
    change(filled, sql)
    row = next(row for row in filled.documents() if row.title == "ducks")
    with pytest.raises(DamagedError, match="is damaged: excerpt verify --repair mends what can be mended"):
        filled.document(row.id)
    with filled._writing.transaction(), pytest.raises(DamagedError, match="what is stored of the document"):
        filled._writing._catalog.set_sources(row.id, [("/new.txt", None)])
    assert not filled.verify().sound


@pytest.mark.parametrize("column", ["start", "sentences", "vector"])
def test_a_damaged_passage_is_not_found_but_named(filled: Library, column: str) -> None:
    snapshot = filled.snapshot()
    (passage,) = snapshot.passages_of(next(row.id for row in snapshot.documents if row.title == "ducks"))
    change(filled, f"UPDATE passages SET {column} = X'0000' WHERE id = {passage.id}")
    catalog = filled._writing._catalog
    for read in (
        lambda: catalog.passages([passage.id]),
        lambda: catalog.passages_of(passage.document),
        lambda: catalog.vectors([passage.id], 96),
    ):
        with pytest.raises(DamagedError, match=f"a passage of the document {passage.document} is damaged"):
            read()
    assert filled.verify(mend=True).sound


def test_what_the_library_was_given_is_checked_and_mended(filled: Library) -> None:
    with filled._writing.transaction():
        files = filled._writing._catalog.files
        files.put_folders({"/documents": ["/documents/usb"]})
        files.put("/documents/bad.pdf", "0" * 64, named=False, reason="damaged")
        files.mark_removed([("/gone.txt", "/gone.txt")])
    filled.snapshot()
    given = {table: files.rows(table) for table in TABLES}
    change(filled, "UPDATE folders SET path = '/dokuments'")
    change(filled, "UPDATE files SET reason = NULL")
    change(filled, "UPDATE removed SET file = 'x'")
    assert [(problem.kind, problem.part) for problem in filled.verify().problems] == [("given", t) for t in TABLES]
    assert filled.verify(mend=True).sound
    assert {table: files.rows(table) for table in TABLES} == given


def test_what_the_library_was_given_is_lost_with_the_inventory(filled: Library) -> None:
    with filled._writing.transaction():
        filled._writing._catalog.files.put_folders({"/documents": ["/documents/usb"]})
    filled.snapshot()
    change(filled, "UPDATE folders SET path = '/dokuments'")
    (filled.folder / "inventory" / "inventory.json").write_bytes(b"{}")
    assert {problem.part for problem in filled.verify().problems} == {"folders", "inventory"}
    assert [problem.part for problem in filled.verify(mend=True).problems] == ["folders"]


def test_lost_bytes_of_an_upload_are_named(filled: Library) -> None:
    (original,) = (filled.folder / ORIGINALS).iterdir()
    original.write_bytes(b"other")
    (problem,) = filled.verify().problems
    assert (problem.kind, problem.reason) == ("original", "the bytes kept of the upload 'geese' are gone or damaged")


@pytest.mark.parametrize("name", ["vectors", "lexical", "inventory"])
def test_a_damaged_index_is_found_and_mended(filled: Library, name: str) -> None:
    filled.snapshot()
    files = sorted(path for path in (filled.folder / name).iterdir() if path.name != STATE)
    victim = next(path for path in files if path.stat().st_size)
    victim.write_bytes(b"x" * victim.stat().st_size)
    assert [(problem.kind, problem.part) for problem in filled.verify().problems] == [("index", name)]
    assert filled.verify(mend=True).sound
    assert filled.snapshot().lexical("geese", 5)


@pytest.mark.parametrize("byte", [0, 30, -3])
def test_a_changed_byte_of_a_state_is_noticed(filled: Library, byte: int) -> None:
    filled.snapshot()
    state = filled.folder / "vectors" / STATE
    data = bytearray(state.read_bytes())
    data[byte] ^= 1
    state.write_bytes(data)
    assert [(problem.kind, problem.part) for problem in filled.verify().problems] == [("index", "vectors")]
    assert filled.verify(mend=True).sound


def test_new_passage_settings_leave_a_damaged_document_alone(filled: Library) -> None:
    change(filled, "UPDATE documents SET text = 'Dogs' || substr(text, 5) WHERE title = 'ducks'")
    with filled._writing.transaction() as catalog:
        catalog.set_setting("passages", "0")
    filled.split_again_if_needed()
    assert [problem.kind for problem in filled.verify().problems if problem.kind != "original"] == ["text"]
