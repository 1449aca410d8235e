"""A library keeps up with the folders that it was given: what is new, changed, moved and gone."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index import changes, finding
from index.changes import EMPTY, NOT_MOUNTED, NOT_THERE
from index.ingest import AddReport, Failure
from index.library import Library
from index.opening import open_library
from qa.ask import ask

Write = Callable[[str, str], Path]

DUCKS = "Ducks swim on the quiet lake."
GEESE = "Geese fly over the mountains."
NOTHING = AddReport()


def names(library: Library) -> list[str]:
    return sorted(Path(source).name for row in library.documents() for source in row.sources)


def found(library: Library, words: str) -> set[str]:
    return {hit.passage.document for hit in library.snapshot().lexical(words, 10)}


@pytest.fixture
def folder(library: Library, write: Write) -> Path:
    """A folder of two documents that the library was given."""
    write("ducks.txt", DUCKS)
    folder = write("geese.txt", GEESE).parent
    library.add([folder])
    return folder


def test_where_nothing_has_changed_nothing_is_done(library: Library, folder: Path, encoder: FakeEncoder) -> None:
    encoder.encoded.clear()
    generation = library.snapshot().generation
    os.utime(folder / "ducks.txt", (1, 1))
    assert library.refresh() == NOTHING
    assert (library.snapshot().generation, encoder.encoded) == (generation, [])
    assert library.folders() == (str(folder),)


def test_new_and_changed_files_are_taken_in(library: Library, folder: Path, write: Write) -> None:
    before = {row.title: row for row in library.documents()}
    stat = (folder / "ducks.txt").stat()
    write("ducks.txt", DUCKS.replace("quiet", "windy"))
    os.utime(folder / "ducks.txt", ns=(stat.st_atime_ns, stat.st_mtime_ns))  # its time and size say nothing
    write("deep/owls.txt", "Owls hoot.")
    report = library.refresh()
    assert [row.title for row in report.added] == ["owls"]
    assert [row.id for row in report.replaced] == [before["ducks"].id]
    assert found(library, "quiet") == set()
    assert found(library, "windy") == {before["ducks"].id}


def test_a_file_that_has_moved_is_the_same_document_at_its_new_place(
    library: Library, folder: Path, encoder: FakeEncoder
) -> None:
    before = {row.title: row for row in library.documents()}
    (folder / "sub").mkdir()
    (folder / "ducks.txt").rename(folder / "sub" / "swimmers.txt")
    encoder.encoded.clear()
    report = library.refresh()
    (row,) = report.moved
    assert (row.id, row.sources) == (before["ducks"].id, (str(folder / "sub" / "swimmers.txt"),))
    assert (report.added, report.unchanged, report.removed, encoder.encoded) == ((), (), (), [])


def test_files_that_trade_names_keep_their_documents(library: Library, folder: Path, write: Write) -> None:
    before = {row.title: row.id for row in library.documents()}
    (folder / "geese.txt").rename(folder / "geese-1.txt")
    (folder / "ducks.txt").rename(folder / "geese.txt")
    write("ducks.txt", "New words.")
    library.refresh()
    after = {Path(row.source).name: row.id for row in library.documents()}
    assert (after["geese-1.txt"], after["geese.txt"]) == (before["geese"], before["ducks"])
    assert len(after) == 3
    assert library.verify().sound


def test_a_file_that_is_gone_is_removed(library: Library, folder: Path) -> None:
    (folder / "ducks.txt").unlink()
    report = library.refresh()
    assert [row.title for row in report.removed] == ["ducks"]
    assert names(library) == ["geese.txt"]
    assert found(library, "ducks") == set()
    assert library.refresh() == NOTHING


def test_of_two_places_of_a_text_one_may_go(library: Library, folder: Path, write: Write) -> None:
    write("copy.txt", DUCKS)
    assert [row.sources for row in library.refresh().unchanged] == [
        (str(folder / "ducks.txt"), str(folder / "copy.txt"))
    ]
    (folder / "ducks.txt").unlink()
    report = library.refresh()
    assert report.removed == ()
    assert names(library) == ["copy.txt", "geese.txt"]


def test_a_file_that_is_ignored_from_now_on_is_removed(library: Library, folder: Path, write: Write) -> None:
    write(".excerptignore", "ducks*")
    assert [row.title for row in library.refresh().removed] == ["ducks"]
    write(".excerptignore", "")
    assert [row.title for row in library.refresh().added] == ["ducks"]


@pytest.mark.parametrize("how", ["gone", "emptied", "unreadable"])
def test_a_folder_that_cannot_be_looked_into_empties_nothing(
    library: Library, folder: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = os.scandir

    def scandir(path: str) -> object:
        if str(path) == str(folder):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    if how == "unreadable":
        monkeypatch.setattr(os, "scandir", scandir)
    else:
        folder.rename(folder.with_name("away"))
    if how == "emptied":
        folder.mkdir()
    reasons = {
        "gone": {Failure(str(folder), NOT_THERE)},
        "emptied": {Failure(str(folder), EMPTY)},
        "unreadable": {Failure(str(folder), EMPTY), Failure(str(folder), "Permission denied")},
    }
    report = library.refresh()
    assert set(report.failed) <= reasons[how]
    assert report.failed
    assert report.removed == ()
    assert names(library) == ["ducks.txt", "geese.txt"]


def test_a_drive_inside_a_folder_that_is_not_mounted_empties_nothing(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("ducks.txt", DUCKS).parent
    drive = write("drive/geese.txt", GEESE).parent
    mounted = {str(drive)}
    for module in (finding, changes):
        monkeypatch.setattr(module, "is_mount", lambda path: path in mounted)
    library.add([folder])
    drive.rename(folder.with_name("away"))
    drive.mkdir()
    mounted.clear()
    (folder / "ducks.txt").unlink()
    write("owls.txt", "Owls hoot.")
    for _ in range(2):  # what is not mounted is remembered
        report = library.refresh()
        assert report.failed == (Failure(str(drive), NOT_MOUNTED),)
    assert names(library) == ["geese.txt", "owls.txt"]
    drive.rmdir()
    folder.with_name("away").rename(drive)
    mounted.add(str(drive))
    assert library.refresh() == NOTHING
    library.add([folder])
    mounted.clear()
    library.add([folder])  # a person who adds it takes it as it is
    assert library.refresh() == NOTHING


def test_a_single_file_is_looked_after_as_long_as_its_folder_is_there(library: Library, write: Write) -> None:
    path, other = write("one/ducks.txt", DUCKS), write("one/other.txt", "Not given.")
    library.add([path])
    write("one/ducks.txt", "Ducks dive.")
    assert len(library.refresh().replaced) == 1
    path.unlink()
    other.rename(other.with_name("x"))
    report = library.refresh()
    assert len(report.removed) == 1
    assert library.documents() == ()
    library.add([write("two/geese.txt", GEESE)])
    (path.parent.parent / "two").rename(path.parent.parent / "three")
    assert library.refresh() == NOTHING
    assert names(library) == ["geese.txt"]


def test_what_could_not_be_read_is_tried_again_once_it_has_changed(
    library: Library, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("blank.txt", " ")
    write("picture.xyz", "?")
    report = library.refresh()
    assert {Path(one.source).name for one in report.failed} == {"blank.txt", "picture.xyz"}
    assert library.failures() == tuple(sorted(report.failed, key=lambda one: one.source))
    assert library.refresh() == NOTHING
    assert {Path(one.source).name for one in library.add([folder]).failed} == {"blank.txt", "picture.xyz"}
    write("blank.txt", "Words.")
    assert [row.title for row in library.refresh().added] == ["blank"]
    (folder / "picture.xyz").unlink()
    assert library.refresh() == NOTHING
    assert library.failures() == ()


def test_a_file_that_can_no_longer_be_read_leaves_its_former_text(library: Library, folder: Path, write: Write) -> None:
    write("ducks.txt", " ")
    report = library.refresh()
    assert report.failed == (Failure(str(folder / "ducks.txt"), "the file holds no text"),)
    row = next(row for row in library.documents() if row.title == "ducks")
    assert library.snapshot().original(row.id) is None
    write("ducks.txt", DUCKS)
    assert [one.id for one in library.refresh().unchanged] == [row.id]
    assert library.snapshot().original(row.id) == DUCKS.encode()
    assert library.failures() == ()


def test_what_a_person_removed_stays_out_until_it_is_added_again(library: Library, folder: Path, write: Write) -> None:
    row = next(row for row in library.documents() if row.title == "ducks")
    library.remove([row.id])
    assert library.refresh() == NOTHING
    write("ducks.txt", "Ducks dive.")
    assert library.refresh() == NOTHING
    assert library.add([folder], again=False).added == ()
    assert [one.title for one in library.add([folder]).added] == ["ducks"]
    write("ducks.txt", DUCKS)
    assert len(library.refresh().replaced) == 1


def test_what_is_put_back_is_kept_up_with_again(library: Library, folder: Path, write: Write) -> None:
    row = next(row for row in library.documents() if row.title == "ducks")
    copy = library.copy(row.id)
    library.remove([row.id])
    library.put_back(copy)
    assert library.refresh() == NOTHING
    write("ducks.txt", "Ducks dive.")
    assert [one.id for one in library.refresh().replaced] == [row.id]


def test_a_folder_can_be_forgotten(library: Library, folder: Path, write: Write) -> None:
    kept = write("../kept/ducks.txt", DUCKS)
    library.add([kept])
    assert {row.title for row in library.forget(folder)} == {"geese"}
    assert names(library) == ["ducks.txt"]
    assert library.folders() == ()
    assert library.refresh() == NOTHING
    with pytest.raises(KeyError, match=r"no document and no folder .* in the library"):
        library.forget(folder)


def test_a_part_of_a_folder_that_is_forgotten_stays_out(library: Library, folder: Path, write: Write) -> None:
    write("deep/owls.txt", "Owls hoot.")
    library.refresh()
    assert [row.title for row in library.forget(folder / "deep")] == ["owls"]
    assert [row.title for row in library.forget(folder / "ducks.txt")] == ["ducks"]
    assert library.refresh() == NOTHING
    assert library.folders() == (str(folder),)


def test_only_what_is_named_is_looked_at(library: Library, folder: Path, write: Write) -> None:
    write("ducks.txt", "Ducks dive.")
    write("deep/owls.txt", "Owls hoot.")
    (folder / "geese.txt").unlink()
    report = library.refresh(among=[str(folder / "deep"), str(folder / "geese.txt")])
    assert ([row.title for row in report.added], len(report.removed), report.replaced) == (["owls"], 1, ())
    assert len(library.refresh().replaced) == 1


def test_a_refresh_that_is_stopped_removes_nothing_yet(library: Library, folder: Path, write: Write) -> None:
    (folder / "geese.txt").rename(folder / "goose.txt")
    report = library.refresh(stop=lambda: True)
    assert (report.left, report.removed) == (1, ())
    assert [row.title for row in library.refresh().moved] == ["geese"]


@pytest.mark.parametrize("compacted", [False, True])
def test_a_library_that_has_lived_answers_as_a_new_one(
    tmp_path: Path, library: Library, write: Write, encoder: FakeEncoder, compacted: bool
) -> None:
    birds = ["duck", "goose", "swan", "heron", "stork"]
    for n in range(40):
        write(f"{n:02}.txt", f"The {birds[n % 5]} number {n} swims on lake {n % 7}. " * (1 + n % 3))
    folder = write("00.txt", "The first duck.").parent
    library.add([folder])
    for n in range(0, 40, 3):
        (folder / f"{n:02}.txt").unlink()
    library.refresh()
    for n in range(1, 40, 6):
        write(f"{n:02}.txt", f"A {birds[n % 5]} flies over lake {n % 7} in version two.")
    write("new/one.txt", "One more stork and a goose on lake 3.")
    (folder / "02.txt").rename(folder / "new" / "02.txt")
    library.refresh()
    if compacted:
        library.compact()
    with open_library(tmp_path / "fresh", encoder=encoder, reader="forms") as fresh:
        fresh.add([folder])
        for question in ("duck on lake 3", "Which goose flies?", "stork heron swan", "version two", "number 11"):
            hits, answers = [], []
            for one in (library, fresh):
                snapshot = one.snapshot()
                vector = one.encoder.encode_question(question)
                found = [*snapshot.lexical(question, 20), *snapshot.dense(vector, 20)]
                sources = {row.id: row.source for row in snapshot.documents}
                hits.append(sorted((sources[hit.passage.document], hit.passage.start, hit.score) for hit in found))
                answer = ask(question, one)
                excerpts = sorted((e.text, e.score, e.start) for e in answer.excerpts)  # ids, which break ties, differ
                answers.append((answer.found, answer.confidence, excerpts))
            assert hits[0] == hits[1]
            assert answers[0] == answers[1]
