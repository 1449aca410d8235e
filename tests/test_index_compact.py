"""What was removed is gone from every byte of every file of the library, and the answers stay as they were."""

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from format_1 import make_format_1

from index import compact as compacting
from index.catalog import Catalog
from index.lexical import open_lexical
from index.library import Library
from index.opening import open_library
from index.originals import ORIGINALS, keep_original
from index.snapshot import Snapshot
from qa.ask import ask

Write = Callable[[str, str], Path]

RARE = "Zwölfringelblumen"
"""A word that stands in what is removed only; its stem is another."""

STEMS = ("zwolfringelblumen", "zwolfringelblum")

DUCKS = "Ducks swim on the quiet lake. They were counted in 2024: there were 1,234 of them."
QUESTION = "How many ducks were counted in 2024?"


def holding(folder: Path, *words: str) -> list[str]:
    """Return the names of files in which any of some words stands, in UTF-8 or UTF-16, whatever its case."""
    needles = [word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]


@pytest.fixture
def removed(library: Library, write: Write) -> Library:
    """A library from which the rare word's file, upload and former version were removed, but not compacted."""
    write("ducks.txt", DUCKS)
    write("changed.txt", f"Of old there were {RARE}.")
    rare = write("rare.txt", f"The {RARE} grew in the garden. " * 20)
    library.add([rare.parent])
    library.add_uploads([("flowers.txt", write("../upload", f"Uploaded {RARE}."))])
    assert holding(library.folder, RARE, *STEMS)
    rare.unlink()
    write("changed.txt", "Of late there are none.")
    library.refresh()
    library.remove([row.id for row in library.documents() if row.title == "flowers"])
    return library


def test_what_was_removed_is_on_no_byte_of_the_disk(removed: Library) -> None:
    answer = ask(QUESTION, removed)
    assert holding(removed.folder, RARE, *STEMS), "else this shows nothing"
    compacted = removed.compact()
    assert holding(removed.folder, RARE, RARE.lower(), *STEMS) == []
    assert (compacted.held, compacted.after < compacted.before) == (False, True)
    assert removed.verify().sound
    again = ask(QUESTION, removed)
    assert (again.excerpts, again.confidence) == (answer.excerpts, answer.confidence)
    removed.close()
    assert holding(removed.folder, RARE, RARE.lower(), *STEMS) == []


def test_the_vectors_of_what_was_removed_are_gone_too(library: Library, write: Write, encoder: FakeEncoder) -> None:
    for n in range(9):
        write(f"{n}.txt", f"Duck number {n} and {'geese ' * n} swim.")
    library.add([write("0.txt", f"Nothing but {RARE}.").parent])
    row = next(row for row in library.documents() if row.title == "0")
    catalog = Catalog(library.folder)
    vector = catalog.vectors(catalog.passage_ids([row.id]), encoder.dimension)[0]
    catalog.close()
    needles = [vector[:16].tobytes(), vector[:16].astype("<f2").tobytes()]

    def files() -> set[str]:
        paths = [path for path in library.folder.rglob("*") if path.is_file()]
        return {path.name for path in paths if any(needle in path.read_bytes() for needle in needles)}

    assert files() >= {"base.faiss", "library.db"}
    library.remove([row.id])
    assert files()
    library.compact()
    assert files() == set()


def test_compacting_twice_changes_nothing(removed: Library) -> None:
    removed.compact()
    files = {path: path.read_bytes() for path in (removed.folder / "lexical").iterdir()}
    compacted = removed.compact()
    assert compacted.after <= compacted.before
    assert {path: path.read_bytes() for path in (removed.folder / "lexical").iterdir()} == files


def test_who_still_reads_is_told_of(removed: Library) -> None:
    reader = Catalog(removed.folder, frozen=True)
    assert reader.generation
    assert removed.compact().held
    reader.close()
    assert not removed.compact().held
    assert holding(removed.folder, RARE, *STEMS) == []


def test_questions_are_answered_while_it_is_compacted(removed: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite = open_lexical
    with ThreadPoolExecutor(1) as pool:
        asking: list[Future[Snapshot]] = []

        def slowly(*given: object, **options: object) -> object:
            asking.append(pool.submit(removed.snapshot))
            time.sleep(0.2)
            return rewrite(*given, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(compacting, "open_lexical", slowly)
        removed.compact()
        assert [row.title for row in asking[0].result(30).documents] == ["changed", "ducks"]


def test_bytes_that_nothing_points_to_go_unless_they_may_be_of_an_upload(library: Library, write: Write) -> None:
    (row,) = library.add_uploads([("ducks.txt", write("d", DUCKS))]).added
    for name in ("old", "new", "half.part"):
        keep_original(library.folder, name, b"left over")
    before = time.time() - 2 * compacting.IN_USE
    for name in ("old", "half.part", row.sha256):
        os.utime(library.folder / ORIGINALS / name, (before, before))
    library.compact()
    assert {path.name for path in (library.folder / ORIGINALS).iterdir()} == {row.sha256, "new"}


def test_a_former_format_s_backup_goes_when_a_person_compacts(tmp_path: Path) -> None:
    make_format_1(tmp_path / "old", {"upload:geese.txt": f"{RARE} and geese."})
    with open_library(tmp_path / "old", encoder=FakeEncoder()) as library:
        library.remove([row.id for row in library.documents()])
        assert holding(library.folder, RARE)
        library.compact()
        assert holding(library.folder, RARE, *STEMS) == []


@pytest.mark.parametrize("failing", [False, True])
def test_where_a_fifth_is_waste_it_is_compacted_at_the_end_by_itself(
    tmp_path: Path, write: Write, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch, failing: bool
) -> None:
    monkeypatch.setattr(compacting, "LEAST_WASTE", 4)
    for n in range(20):
        write(f"{n}.txt", f"Duck {n} and {RARE} swim. " * 400)

    def empty_pages_without(*titles: str) -> int:
        with open_library(tmp_path / "library", encoder=encoder) as library:
            library.add([write("0.txt", DUCKS).parent], again=False)
            library.remove([row.id for row in library.documents() if row.title in titles])
        catalog = Catalog(tmp_path / "library")
        empty, _ = catalog.empty_pages()
        catalog.close()
        return empty

    assert empty_pages_without("1") > 0
    if failing:
        monkeypatch.setattr(Catalog, "compact", lambda self: self._db.execute("SELECT nothing"))
    assert (empty_pages_without(*"2345678") > 0) is failing
    with open_library(tmp_path / "library", encoder=encoder) as library:
        assert library.verify().sound
        assert len(library.documents()) == 12
