"""Files that hold several articles: each is a document, and lives on with its file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from article_files import articles, use_articles
from fake_encoder import FakeEncoder

from index import adding, reading
from index.catalog import Catalog
from index.identity import UNFINISHED
from index.ingest import Failure
from index.library import Library
from index.originals import ORIGINALS

Write = Callable[[str, str], Path]

DUCKS = "Ducks swim on the quiet lake."
GEESE = "Geese fly over the mountains."
OWLS = "Owls hoot at night."


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    use_articles(monkeypatch)


def texts(library: Library) -> dict[str, str]:
    """Each document's text by its title."""
    return {row.title: library.document(row.id).text for row in library.documents()}


def found(library: Library, word: str) -> list[str]:
    return sorted(hit.passage.document for hit in library.snapshot().lexical(word, 10))


def test_each_article_is_a_document_that_names_its_file_and_key(library: Library, write: Write) -> None:
    path = write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE}))
    report = library.add([path])
    assert [(row.title, row.sources, row.files) for row in report.added] == [
        ("Ducks", (f"{path}#ducks",), (str(path),)),
        ("Geese", (f"{path}#geese",), (str(path),)),
    ]
    ducks = library.document(report.added[0].id)
    assert (ducks.text, ducks.source, ducks.file) == (DUCKS, f"{path}#ducks", str(path))
    assert ducks.id == ducks.sha256[:12]
    assert found(library, "duck") == [ducks.id]
    assert library.verify().sound


def test_the_original_of_an_article_is_the_whole_file(library: Library, write: Write) -> None:
    path = write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE}))
    row = library.add([path]).added[0]
    assert library.snapshot().original(row.id) == path.read_bytes()
    path.write_text(articles({"ducks": DUCKS}))
    assert library.snapshot().original(row.id) is None


def test_an_unchanged_file_is_not_even_read_again(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE}))
    library.add([path])
    generation = library.snapshot().generation
    monkeypatch.setattr(reading, "documents_in", lambda *_: 1 / 0)
    assert [row.title for row in library.add([path]).unchanged] == ["Ducks", "Geese"]
    assert library.snapshot().generation == generation


def test_of_a_changed_file_only_what_changed_is_embedded(library: Library, write: Write, encoder: FakeEncoder) -> None:
    write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE, "swans": "Swans glide."}))
    path = write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE, "swans": "Swans glide."}))
    before = {row.title: row for row in library.add([path]).added}
    write("birds.articles", articles({"ducks": DUCKS, "geese": "Geese stay.", "owls": OWLS}))
    encoder.encoded.clear()
    report = library.add([path])
    assert encoder.encoded == ["Geese stay.", "Owls hoot at night."]
    assert [row.title for row in report.unchanged] == ["Ducks"]
    assert [row.id for row in report.replaced] == [before["Geese"].id]
    assert report.replaced[0].version != before["Geese"].version
    assert [row.title for row in report.added] == ["Owls"]
    assert report.removed == (before["Swans"],)
    assert texts(library) == {"Ducks": DUCKS, "Geese": "Geese stay.", "Owls": OWLS}
    assert found(library, "swans") == []
    assert library.snapshot().original(before["Ducks"].id) == path.read_bytes()
    assert library.verify().sound


def test_what_is_gone_goes_in_the_transaction_of_what_is_new(library: Library, write: Write) -> None:
    path = write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE}))
    library.add([path])
    generation = library.snapshot().generation
    write("birds.articles", articles({"ducks": "Ducks dive.", "owls": OWLS}))
    library.add([path])
    assert library.snapshot().generation == generation + 1


def test_a_copy_of_the_file_is_a_second_source_of_each_article(library: Library, write: Write) -> None:
    path = write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE}))
    library.add([path])
    copy = write("copy.articles", articles({"ducks": DUCKS, "geese": GEESE}))
    report = library.add([copy])
    assert [row.sources for row in report.unchanged] == [
        (f"{path}#{key}", f"{copy}#{key}") for key in ("ducks", "geese")
    ]
    path.unlink()
    assert library.document(report.unchanged[0].id).source == f"{copy}#ducks"
    write("copy.articles", articles({"ducks": DUCKS, "geese": "Geese stay."}))
    assert len(library.add([copy]).added) == 1
    assert len(library.documents()) == 3


def test_a_key_that_comes_twice_gets_a_number_and_an_empty_article_is_left_out(library: Library, write: Write) -> None:
    rows = f'{{"articles": [["a", "{DUCKS}"], ["a", "{DUCKS}"], ["b", " "]]}}'
    path = write("birds.articles", rows)
    report = library.add([path])
    assert [(row.title, row.source) for row in report.added] == [
        ("birds a", f"{path}#a"),
        ("birds a-2", f"{path}#a-2"),
    ]


def test_what_of_a_file_could_not_be_read_is_told_with_what_could(library: Library, write: Write) -> None:
    path = write("birds.articles", articles({"ducks": DUCKS}, "row 2 is no article", "row 7 is no article"))
    report = library.add([path])
    assert len(report.added) == 1
    assert report.partly == (Failure(str(path), "row 2 is no article"), Failure(str(path), "row 7 is no article"))
    assert library.failures() == report.partly
    assert library.add([path]).partly == report.partly


def test_a_large_file_is_stored_bit_by_bit_and_known_once_it_is_whole(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch, encoder: FakeEncoder
) -> None:
    monkeypatch.setattr(adding, "BATCH_CHARACTERS", 50)
    path = write("birds.articles", articles({f"duck {n}": f"Duck number {n} swims." for n in range(10)}))
    stops = iter([False, False, True])
    report = library.add([path], stop=lambda: next(stops))
    assert (report.left, len(report.added)) == (1, 6)
    assert len(library.documents()) == 6
    assert library.failures() == (Failure(str(path), UNFINISHED),)
    encoder.encoded.clear()
    report = library.refresh()
    assert [len(rows) for rows in (report.unchanged, report.added)] == [6, 4]
    assert len(encoder.encoded) == 4
    assert library.failures() == ()
    assert library.refresh() == type(report)()
    assert library.verify().sound


def test_an_article_that_is_removed_stays_out_until_its_file_is_added(library: Library, write: Write) -> None:
    path = write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE}))
    rows = {row.title: row.id for row in library.add([path.parent]).added}
    library.remove([rows["Geese"]])
    assert library.refresh().added == ()
    write("birds.articles", articles({"ducks": "Ducks dive.", "geese": GEESE}))
    assert [row.title for row in library.refresh().replaced] == ["Ducks"]
    assert list(texts(library)) == ["Ducks"]
    assert [row.title for row in library.add([path]).added] == ["Geese"]
    library.remove([row.id for row in library.documents()])
    assert library.refresh().added == ()
    assert len(library.add([path.parent]).added) == 2


def test_an_uploaded_file_is_kept_as_long_as_one_of_its_articles(library: Library, write: Write) -> None:
    upload = write("x", articles({"ducks": DUCKS, "geese": GEESE}))
    first, second = library.add_uploads([("birds.articles", upload)]).added
    assert first.source == "upload:birds.articles#ducks"
    assert library.snapshot().original(first.id) == upload.read_bytes()
    copy = library.copy(second.id)
    library.remove([first.id])
    assert library.snapshot().original(second.id) == upload.read_bytes()
    library.remove([second.id])
    assert list((library.folder / ORIGINALS).iterdir()) == []
    library.put_back(copy)
    assert library.snapshot().original(second.id) == upload.read_bytes()
    assert library.verify().sound


def test_a_damaged_text_is_read_again_from_its_article(library: Library, write: Write) -> None:
    path = write("birds.articles", articles({"ducks": DUCKS, "geese": GEESE}))
    library.add([path])
    catalog = Catalog(library.folder)
    with catalog.write():
        catalog._db.execute("UPDATE documents SET text = 'Dogs' WHERE title = 'Geese'")
    catalog.close()
    assert not library.verify().sound
    assert library.verify(mend=True).sound
    assert texts(library) == {"Ducks": DUCKS, "Geese": GEESE}


def test_a_real_list_of_articles_is_kept_up_with(library: Library, write: Write) -> None:
    def line(key: str, text: str) -> str:
        return json.dumps({"id": key, "title": key.title(), "date": "2024-05-03", "text": text * 5}) + "\n"

    path = write("news.jsonl", line("ducks", f"{DUCKS} ") + line("geese", f"{GEESE} "))
    before = {row.title: row for row in library.add([path]).added}
    assert {row.date for row in before.values()} == {"2024-05-03"}
    write("news.jsonl", line("ducks", f"{DUCKS} ") + line("owls", f"{OWLS} "))
    report = library.refresh()
    assert [row.title for row in report.added] == ["Owls"]
    assert report.unchanged == (before["Ducks"],)
    assert report.removed == (before["Geese"],)
    assert library.snapshot().original(before["Ducks"].id) == path.read_bytes()
