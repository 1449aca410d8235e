import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from filelock import FileLock

from index import ingest, lock
from index.catalog import Catalog
from index.document import Document
from index.ingest import Failure
from index.library import Library
from index.opening import DEFAULT_READER, _create, open_library
from index.originals import ORIGINALS
from index.passages import PASSAGE_SETTINGS
from index.snapshot import Scope
from index.tables import FILE

Write = Callable[[str, str], Path]

DUCKS = "Ducks swim on the quiet lake. They eat weeds.\n\nIn winter they fly south."
GEESE = "Geese fly over the mountains in autumn. They are loud."


def titles(library: Library) -> list[str]:
    return [row.title for row in library.snapshot().documents]


def found(library: Library, words: str) -> set[str]:
    snapshot = library.snapshot()
    return {hit.passage.document for hit in snapshot.lexical(words, 10)}


def test_a_file_becomes_a_document_whose_passages_are_spans_of_it(library: Library, write: Write) -> None:
    path = write("ducks.txt", DUCKS)
    report = library.add([path])
    (row,) = report.added
    snapshot = library.snapshot()
    document = snapshot.document(row.id)
    assert (document.text, document.source, document.title) == (DUCKS, str(path), "ducks")
    assert row.id == document.sha256[:12]
    for hit in snapshot.dense(library.encoder.encode_question("ducks"), 10):
        passage = hit.passage
        assert document.text[passage.start : passage.end].strip() == document.text[passage.start : passage.end]
    assert found(library, "duck") == {row.id}


def test_an_unchanged_file_is_skipped_without_reading_or_embedding(
    library: Library, write: Write, encoder: FakeEncoder
) -> None:
    path = write("ducks.txt", DUCKS)
    library.add([path])
    encoder.encoded.clear()
    generation = library.snapshot().generation
    report = library.add([path])
    assert [row.source for row in report.unchanged] == [str(path)]
    assert not encoder.encoded
    assert library.snapshot().generation == generation


def test_a_removed_document_is_gone_without_reading_the_vectors_again(library: Library, write: Write) -> None:
    rows = library.add([write("ducks.txt", DUCKS), write("geese.txt", GEESE)]).added
    former, question = library.snapshot(), library.encoder.encode_question("geese over the mountains")
    assert {hit.passage.document for hit in former.dense(question, 10)} == {row.id for row in rows}
    library.remove([rows[1].id])
    snapshot = library.snapshot()
    assert snapshot.vectors.base is former.vectors.base
    assert {hit.passage.document for hit in snapshot.dense(question, 10)} == {rows[0].id}
    assert len(former.dense(question, 1, Scope(only=(rows[1].id,)))) == 1


def test_a_changed_file_keeps_its_id_and_gets_a_new_version(library: Library, write: Write) -> None:
    (before,) = library.add([write("birds.txt", DUCKS)]).added
    (after,) = library.add([write("birds.txt", GEESE)]).replaced
    assert after.id == before.id
    assert after.version != before.version
    assert found(library, "duck") == set()
    assert found(library, "geese") == {before.id}


def test_a_moved_file_keeps_its_id_and_shows_where_it_is_now(library: Library, write: Write) -> None:
    old = write("old.txt", DUCKS)
    (before,) = library.add([old]).added
    new = old.rename(old.with_name("new.txt"))
    (after,) = library.add([new]).unchanged
    assert (after.id, after.source) == (before.id, str(new))
    assert after.sources == (str(old), str(new))


def test_a_copy_is_a_second_source_and_parts_from_it_when_it_changes(library: Library, write: Write) -> None:
    (one,) = library.add([write("one.txt", DUCKS)]).added
    copy = write("two.txt", DUCKS)
    assert library.add([copy]).unchanged[0].sources == (one.source, str(copy))
    (two,) = library.add([write("two.txt", GEESE)]).added
    assert two.id != one.id
    assert library.snapshot().document(one.id).sources == (one.source,)
    assert library.snapshot().document(one.id).text == DUCKS


def test_two_equal_files_in_one_go_are_one_document(library: Library, write: Write) -> None:
    report = library.add([write("one.txt", DUCKS), write("two.txt", DUCKS)])
    assert [len(rows) for rows in (report.added, report.unchanged)] == [1, 1]
    assert len(library.snapshot().documents) == 1


def test_a_file_that_becomes_equal_to_another_leaves_no_orphan(library: Library, write: Write) -> None:
    library.add([write("one.txt", DUCKS), write("two.txt", GEESE)])
    library.add([write("two.txt", DUCKS)])
    (row,) = library.snapshot().documents
    assert len(row.sources) == 2


def test_old_bytes_under_a_kept_id_get_a_suffix(library: Library, write: Write) -> None:
    (first,) = library.add([write("one.txt", DUCKS)]).added
    library.add([write("one.txt", GEESE)])
    (second,) = library.add([write("two.txt", DUCKS)]).added
    assert second.id == f"{first.id}-2"


def test_ids_are_the_same_in_every_library(tmp_path: Path, write: Write) -> None:
    path = write("ducks.txt", DUCKS)
    ids = set()
    for name in ("a", "b"):
        with open_library(tmp_path / name, encoder=FakeEncoder()) as library:
            ids.add(library.add([path]).added[0].id)
    assert len(ids) == 1


def test_folders_are_walked_and_hidden_files_left_out(library: Library, write: Write) -> None:
    write("a.txt", DUCKS)
    write("deep/er/b.md", GEESE)
    write(".hidden.txt", "Secret words.")
    write(".git/c.txt", "Secret words.")
    report = library.add([write("a.txt", DUCKS).parent])
    assert {Path(row.source).name for row in report.added} == {"a.txt", "b.md"}


def test_what_cannot_be_read_is_named_and_the_rest_is_in(library: Library, write: Write, tmp_path: Path) -> None:
    good = write("good.txt", DUCKS)
    unknown, blank, broken = write("table.xyz", "a,b"), write("blank.txt", " \n "), write("broken.pdf", "no pdf")
    report = library.add([unknown, blank, tmp_path / "missing.txt", good, broken])
    assert [row.source for row in report.added] == [str(good)]
    reasons = {Path(failure.source).name: failure.reason for failure in report.failed}
    assert set(reasons) == {"table.xyz", "blank.txt", "missing.txt", "broken.pdf"}
    assert "no reader for .xyz" in reasons["table.xyz"]
    assert "no such file" in reasons["missing.txt"]


def test_progress_tells_done_total_and_name(library: Library, write: Write) -> None:
    seen: list[tuple[int, int, str]] = []
    library.add([write("a.txt", DUCKS), write("b.txt", GEESE)], progress=lambda *step: seen.append(step))
    assert seen == [(0, 2, "a.txt"), (1, 2, "b.txt"), (2, 2, "")]


def test_removing_forgets_a_document_everywhere(library: Library, write: Write) -> None:
    (duck,) = library.add([write("ducks.txt", DUCKS)]).added
    library.add([write("geese.txt", GEESE)])
    (removed,) = library.remove([duck.id])
    assert removed.id == duck.id
    assert titles(library) == ["geese"]
    assert found(library, "duck") == set()
    nearest = library.snapshot().dense(library.encoder.encode_question("duck"), 10)
    assert duck.id not in {hit.passage.document for hit in nearest}


def test_an_unknown_id_removes_nothing(library: Library, write: Write) -> None:
    (duck,) = library.add([write("ducks.txt", DUCKS)]).added
    with pytest.raises(KeyError, match="no document nope in the library"):
        library.remove([duck.id, "nope"])
    assert len(library.snapshot().documents) == 1


def test_uploads_keep_their_bytes_until_they_are_removed(library: Library, write: Write) -> None:
    path = write("x.tmp", DUCKS)
    (row,) = library.add_uploads([("ducks.txt", path)]).added
    path.unlink()
    assert (row.title, row.source) == ("ducks", "upload:ducks.txt")
    assert library.snapshot().original(row.id) == DUCKS.encode()
    library.remove([row.id])
    assert list((library.folder / ORIGINALS).iterdir()) == []


def test_uploads_of_one_name_are_different_documents(library: Library, write: Write) -> None:
    library.add_uploads([("notes.txt", write("a", DUCKS))])
    library.add_uploads([("notes.txt", write("b", GEESE))])
    assert len(library.snapshot().documents) == 2


def test_an_original_that_changed_is_not_shown(library: Library, write: Write) -> None:
    (row,) = library.add([write("ducks.txt", DUCKS)]).added
    assert library.snapshot().original(row.id) == DUCKS.encode()
    write("ducks.txt", GEESE)
    assert library.snapshot().original(row.id) is None


def test_a_snapshot_never_changes(library: Library, write: Write) -> None:
    (row,) = library.add([write("ducks.txt", DUCKS)]).added
    before = library.snapshot()
    library.add([write("ducks.txt", GEESE)])
    library.remove([row.id])
    assert before.document(row.id).text == DUCKS
    assert [hit.passage.document for hit in before.lexical("duck", 5)] == [row.id]
    assert library.snapshot().documents == ()


def test_what_another_process_adds_is_noticed(library: Library, write: Write) -> None:
    library.add([write("ducks.txt", DUCKS)])
    library.snapshot()
    with open_library(library.folder, encoder=FakeEncoder()) as other:
        other.add([write("geese.txt", GEESE)])
    assert titles(library) == ["ducks", "geese"]


def test_while_another_process_writes_the_last_snapshot_answers(library: Library, write: Write) -> None:
    library.add([write("ducks.txt", DUCKS)])
    before = library.snapshot()
    with open_library(library.folder, encoder=FakeEncoder()) as other:
        other.add([write("geese.txt", GEESE)])
        with FileLock(library.folder / "write.lock"):
            assert library.snapshot() is before
    assert library.snapshot() is not before


def test_a_library_that_stays_locked_says_so(library: Library, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "LOCK_SECONDS", 0.01)
    with FileLock(library.folder / "write.lock"), pytest.raises(TimeoutError, match="another process is writing to"):
        library.remove([])


def test_scope_by_id_and_date(library: Library, write: Write) -> None:
    library.add([write("a.md", "---\ndate: 2019-05-01\n---\n\nDucks in May."), write("b.txt", DUCKS)])
    dated = next(row for row in library.snapshot().documents if row.date)
    other = next(row for row in library.snapshot().documents if not row.date)
    snapshot = library.snapshot()

    def ids(scope: Scope) -> set[str]:
        vector = library.encoder.encode_question("ducks")
        dense = {hit.passage.document for hit in snapshot.dense(vector, 10, scope)}
        assert dense >= {hit.passage.document for hit in snapshot.lexical("ducks", 10, scope)}
        return dense

    assert ids(Scope(only=(other.id,))) == {other.id}
    assert ids(Scope(since="2019-01-01")) == {dated.id}
    assert ids(Scope(until="2019-05-01")) == {dated.id}
    assert ids(Scope(since="2019-05-02")) == set()
    counted = {
        scope: snapshot.count_in(scope) for scope in (Scope(), Scope(only=(other.id,)), Scope(since="2019-05-02"))
    }
    assert list(counted.values()) == [2, 1, 0]
    assert snapshot.count == 2


def test_the_fingerprint_tells_contents_and_generation(library: Library, write: Write) -> None:
    empty = library.snapshot().fingerprint
    (row,) = library.add([write("ducks.txt", DUCKS)]).added
    full = library.snapshot().fingerprint
    library.remove([row.id])
    assert len({empty, full, library.snapshot().fingerprint}) == 3
    assert full.split("-")[0] == "1"


def test_reopening_gives_the_same_hits(library: Library, write: Write) -> None:
    library.add([write("ducks.txt", DUCKS), write("geese.txt", GEESE)])
    vector = library.encoder.encode_question("birds that fly south")
    before = library.snapshot().dense(vector, 10), library.snapshot().lexical("fly south", 10)
    with open_library(library.folder, encoder=FakeEncoder()) as again:
        assert (again.snapshot().dense(vector, 10), again.snapshot().lexical("fly south", 10)) == before


def test_another_encoder_is_refused_with_what_to_do(library: Library) -> None:
    with pytest.raises(ValueError, match="was made with the encoder fake, not other: name another folder"):
        open_library(library.folder, encoder_name="other")


def text(id: str, text: str, *, title: str = "Birds") -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(digest[:12], (f"row:{id}",), title, None, "text/plain", digest, text)


def test_texts_that_no_file_holds_are_documents_like_others(library: Library) -> None:
    seen: list[tuple[int, int, str]] = []
    report = library.add_texts(
        [text("1", DUCKS), text("2", "Geese fly."), text("3", DUCKS)], progress=lambda *row: seen.append(row)
    )
    assert [row.sources for row in report.added] == [("row:1", "row:3"), ("row:2",)]
    assert [row[:2] for row in seen] == [(0, 3), (1, 3), (2, 3)]
    assert library.document(report.added[1].id).text == "Geese fly."
    assert library.snapshot().lexical("geese", 5)[0].passage.document == report.added[1].id
    assert library.verify().sound


def test_many_texts_are_stored_in_batches_and_none_is_lost(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.adding.BATCH_CHARACTERS", 30)
    report = library.add_texts([text(str(n), f"Goose number {n} flies.") for n in range(9)])
    assert len(report.added) == len(library.documents()) == 9
    assert library.snapshot().generation > 1
    assert library.add_texts([]).added == ()


def test_another_reader_is_simply_used(tmp_path: Path) -> None:
    with open_library(tmp_path, encoder=FakeEncoder()) as library:
        assert library.setting("reader") == DEFAULT_READER
    with open_library(tmp_path, encoder=FakeEncoder(), reader="forms") as library:
        assert (library.setting("reader"), library.snapshot().generation) == ("forms", 1)
    with open_library(tmp_path, encoder=FakeEncoder()) as library:
        assert (library.setting("reader"), library.snapshot().generation) == ("forms", 1)


def test_other_passage_settings_are_made_again_from_the_stored_text(
    library: Library, write: Write, encoder: FakeEncoder
) -> None:
    path = write("ducks.txt", DUCKS)
    (row,) = library.add([path]).added
    path.unlink()
    catalog = Catalog(library.folder)
    with catalog.write():
        catalog.set_setting("passages", "0")
    catalog.close()
    encoder.encoded.clear()
    with open_library(library.folder, encoder=encoder) as again:
        assert encoder.encoded
        assert again.setting("passages") == str(PASSAGE_SETTINGS)
        assert found(again, "duck") == {row.id}


def test_questions_are_answered_while_files_are_added(library: Library, write: Write) -> None:
    library.add([write("ducks.txt", DUCKS)])
    reading, go_on = threading.Event(), threading.Event()

    def progress(done: int, total: int, name: str) -> None:
        reading.set()
        assert go_on.wait(30)

    adding = threading.Thread(target=library.add, args=([write("geese.txt", GEESE)],), kwargs={"progress": progress})
    adding.start()
    assert reading.wait(30)
    assert found(library, "duck")
    go_on.set()
    adding.join(30)
    assert found(library, "geese")


KILLED_WHILE_ADDING = """
import os, signal, sys
from pathlib import Path
from fake_encoder import FakeEncoder
from index import adding
from index.opening import open_library
adding.BATCH_CHARACTERS = 1
def progress(done, total, name):
    if done == 3:
        print("half way", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
with open_library(Path(sys.argv[1]), encoder=FakeEncoder()) as opened:
    opened.add([Path(sys.argv[2])], progress=progress)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_while_adding_the_library_is_sound_and_a_second_add_completes_it(tmp_path: Path, write: Write) -> None:
    paths = [write(f"{i}.txt", f"Bird number {i} is a duck.") for i in range(6)]
    folder = paths[0].parent
    here = Path(__file__).parent
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_ADDING, tmp_path / "library", folder],
        env={**os.environ, "PYTHONPATH": f"{here.parent}{os.pathsep}{here}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (killed.stdout, killed.returncode) == ("half way\n", -signal.SIGKILL), killed.stderr
    with open_library(tmp_path / "library", encoder=FakeEncoder()) as library:
        verification = library.verify()
        assert verification.sound
        assert verification.documents == 3
        report = library.add([folder])
        assert [len(rows) for rows in (report.unchanged, report.added)] == [3, 3]
        assert library.verify().sound


def _add_in_a_process(folder: str, path: str) -> None:
    with open_library(Path(folder), encoder=FakeEncoder()) as library:
        library.add([Path(path)])


def test_two_processes_may_add_at_once(library: Library, write: Write) -> None:
    paths = [write(f"{i}/{j}.txt", f"Bird {i} {j} is a duck.").parent for i in range(2) for j in range(5)]
    context = multiprocessing.get_context("spawn")
    adding = [context.Process(target=_add_in_a_process, args=(str(library.folder), str(path))) for path in set(paths)]
    for process in adding:
        process.start()
    for process in adding:
        process.join(60)
        assert process.exitcode == 0
    assert len(library.snapshot().documents) == 10
    assert library.verify().sound


def test_two_processes_may_make_the_same_library(tmp_path: Path, write: Write) -> None:
    """Neither replaces the other's database, however long its encoder took to load."""
    with open_library(tmp_path / "new", encoder=FakeEncoder()) as first:
        first.add([write("ducks.txt", DUCKS)])
        _create(tmp_path / "new", FakeEncoder(), DEFAULT_READER)
        assert titles(first) == ["ducks"]
    with open_library(tmp_path / "new", encoder=FakeEncoder()) as again:
        assert titles(again) == ["ducks"]


def test_documents_are_cached(library: Library, write: Write) -> None:
    (row,) = library.add([write("ducks.txt", DUCKS)]).added
    document: Document = library.snapshot().document(row.id)
    assert library.snapshot().document(row.id) is document
    assert library.document(row.id) == document


def test_removing_during_an_upload_leaves_its_bytes(library: Library, write: Write) -> None:
    (old,) = library.add_uploads([("old.txt", write("o", DUCKS))]).added

    def remove(done: int, total: int, name: str) -> None:
        if done == 1:
            library.remove([old.id])

    report = library.add_uploads([("a.txt", write("a", GEESE)), ("b.txt", write("b", "Owls hoot."))], progress=remove)
    assert [library.snapshot().original(row.id) for row in report.added] == [GEESE.encode(), b"Owls hoot."]
    assert library.verify().sound


def test_of_an_upload_that_cannot_be_read_nothing_is_kept(library: Library, write: Write) -> None:
    report = library.add_uploads([("secret.pdf", write("s", "no pdf")), ("blank.txt", write("b", " \n"))])
    assert len(report.failed) == 2
    assert not (library.folder / ORIGINALS).exists()


def test_uploading_again_brings_lost_bytes_back(library: Library, write: Write) -> None:
    (row,) = library.add_uploads([("ducks.txt", write("d", DUCKS))]).added
    (library.folder / ORIGINALS / row.sha256).unlink()
    assert not library.verify().sound
    assert library.add_uploads([("ducks.txt", write("d", DUCKS))]).unchanged
    assert library.verify().sound


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_fails_its_file_only(library: Library, write: Write) -> None:
    good = write("good.txt", DUCKS)
    write("bad.txt", GEESE).rename(good.with_name("caf\udce9.txt"))  # the byte E9, alone
    report = library.add([good.parent])
    assert [row.title for row in report.added] == ["good"]
    assert [failure.reason for failure in report.failed] == ["the file's name is not valid text: rename it"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_pipes_are_passed_over(library: Library, write: Write) -> None:
    folder = write("ducks.txt", DUCKS).parent
    os.mkfifo(folder / "pipe.txt")
    assert [row.title for row in library.add([folder]).added] == ["ducks"]
    assert "no such file" in library.add([folder / "pipe.txt"]).failed[0].reason


def test_a_path_that_is_too_long_or_too_large_a_file_fails_alone(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "LARGEST", 100)
    good, large = write("good.txt", DUCKS), write("large.txt", DUCKS * 9)
    report = library.add([good, good.parent / ("x" * 300), large])
    assert [row.title for row in report.added] == ["good"]
    assert "no such file" in report.failed[0].reason
    assert report.failed[1].reason == f"the file has {len(DUCKS) * 9} bytes (at most 100 are read)"


def test_a_folder_that_may_not_be_listed_is_named(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("secret/a.txt", GEESE)
    folder = write("good.txt", DUCKS).parent
    listed = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("secret"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = library.add([folder])
    assert [row.title for row in report.added] == ["good"]
    assert report.failed == (Failure(str(folder / "secret"), "Permission denied"),)


def test_a_question_does_not_wait_for_a_thread_that_waits_for_a_process(library: Library, write: Write) -> None:
    library.add([write("ducks.txt", DUCKS)])
    before, geese = library.snapshot(), write("geese.txt", GEESE)
    with ThreadPoolExecutor(2) as pool:
        with FileLock(library.folder / "write.lock"):
            adding = pool.submit(library.add, [geese])
            while not adding.running():
                pass
            assert pool.submit(library.snapshot).result(5) is before
        assert adding.result(20).added


def test_the_log_does_not_grow_while_snapshots_are_taken(library: Library, write: Write) -> None:
    sizes = []
    for number in range(30):
        library.add([write("ducks.txt", f"{DUCKS} This is version {number}. " * 40)])
        library.snapshot()
        sizes.append((library.folder / f"{FILE}-wal").stat().st_size)
    assert max(sizes[15:]) <= max(sizes[:15])
