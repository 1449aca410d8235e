import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index.document import Document
from index.library import Library
from index.lock import write_lock
from qa.corpus import COMPLETE, library_of, read_corpus, row_id, row_ids
from qa.forms_reader import FORMS

Write = Callable[[str, str], Path]

DUCKS = {"id": "d", "title": "Ducks", "text": "Ducks swim on the lake.\r\nThey eat weeds."}
GEESE = {"id": 2, "title": "Geese", "text": "Geese fly south.", "date": "2020-01-02"}
HERONS = {"url": "https://birds.test/herons", "text": "Herons wait for fish."}


@pytest.fixture
def corpus(write: Write) -> Callable[..., list[Document]]:
    """Read rows as a corpus."""
    return lambda *rows: read_corpus(write("corpus.jsonl", "".join(json.dumps(row) + "\n" for row in rows)))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "libraries"


def texts(library: Library) -> dict[str, list[str]]:
    """What each row's id leads to in a library."""
    found: dict[str, list[str]] = {}
    for document in library.documents():
        for id in row_ids(document):
            found.setdefault(id, []).append(library.document(document.id).text)
    return found


def folders(home: Path) -> Iterator[Path]:
    return (path for path in sorted(home.iterdir()) if path.is_dir())


def test_a_row_is_a_document(corpus: Callable[..., list[Document]]) -> None:
    ducks, geese, herons = corpus(DUCKS, GEESE, HERONS)
    assert (ducks.title, ducks.text, ducks.date) == ("Ducks", "Ducks swim on the lake.\nThey eat weeds.", None)
    assert (row_ids(geese), geese.date) == (["2"], "2020-01-02")
    assert (row_ids(herons), herons.title) == (["https://birds.test/herons"], "")
    assert len({ducks.sha256, geese.sha256, herons.sha256}) == 3


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"line 2: not JSON \(Expecting property name"),
        ("[" * 100_000, r"line 2: not JSON \("),
        ("7", "line 2: expected an object, found int"),
        ('{"text": "a"}', r"""line 2: expected "id" \(or "url"\) and "text", found \['text'\]"""),
        ('{"id": "a"}', 'line 2: expected "id"'),
        ('{"id": "a", "text": null}', 'line 2: expected "id"'),
        ('{"id": true, "text": "a"}', 'line 2: expected "id"'),
        ('{"id": "d", "text": "a"}', "line 2: a second row with the id 'd'"),
    ],
)
def test_what_is_no_row_is_named_with_its_line(line: str, message: str, write: Write) -> None:
    path = write("corpus.jsonl", f"{json.dumps(DUCKS)}\n{line}\n")
    with pytest.raises(ValueError, match=message) as raised:
        read_corpus(path)
    assert str(raised.value).startswith(f"{path}, line 2: ")


def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(json.dumps(DUCKS).encode() + b'\n{"id": "\xff", "text": "a"}\n')
    with pytest.raises(ValueError, match=r"corpus\.jsonl, line 2: not JSON"):
        read_corpus(path)


def test_an_empty_corpus_is_refused(write: Write) -> None:
    with pytest.raises(ValueError, match=r"corpus\.jsonl: no rows in it"):
        read_corpus(write("corpus.jsonl", " \n"))


@pytest.mark.parametrize("value", ["", None, True, 1.5, ["a"]])
def test_what_is_no_id(value: object) -> None:
    assert row_id(value) is None


def test_a_library_holds_the_corpus_and_is_kept(
    corpus: Callable[..., list[Document]], home: Path, encoder: FakeEncoder
) -> None:
    seen: list[tuple[int, int, str]] = []
    rows = corpus(DUCKS, GEESE)
    with library_of([rows], home, encoder=encoder, progress=lambda *at: seen.append(at)) as library:
        assert texts(library) == {"d": [rows[0].text], "2": ["Geese fly south."]}
        folder = library.folder
    assert seen == [(0, 2, "row:d"), (1, 2, "row:2")]
    encoder.encoded.clear()
    with library_of([rows], home, encoder=encoder) as again:
        assert again.folder == folder
        assert len(again.documents()) == 2
    assert encoder.encoded == []


def test_another_corpus_another_library(
    corpus: Callable[..., list[Document]], home: Path, encoder: FakeEncoder
) -> None:
    other = FakeEncoder(dimension=32)
    other.sha256 = "07e4" * 16
    made: list[tuple[Sequence[Sequence[Document]], FakeEncoder]] = [
        ([corpus(DUCKS)], encoder),
        ([corpus({**DUCKS, "id": "e"})], encoder),
        ([corpus({**DUCKS, "text": "Ducks fly."})], encoder),
        ([corpus({**DUCKS, "date": "2020"})], encoder),
        ([corpus(DUCKS)], other),
    ]
    opened = [library_of(corpora, home, encoder=of) for corpora, of in made]
    assert len({library.folder for library in opened}) == len(made)
    for library in opened:
        library.close()


def test_distractors_are_embedded_once(corpus: Callable[..., list[Document]], home: Path, encoder: FakeEncoder) -> None:
    distractors, rows = corpus(GEESE, HERONS), corpus(DUCKS)
    library_of([distractors], home, encoder=encoder).close()
    encoder.encoded.clear()
    with library_of([distractors, rows], home, encoder=encoder) as library:
        assert sorted(texts(library)) == ["2", "d", "https://birds.test/herons"]
    assert encoder.encoded == ["Ducks swim on the lake.\nThey eat weeds."]
    with library_of([distractors], home, encoder=encoder) as alone:
        assert sorted(texts(alone)) == ["2", "https://birds.test/herons"]


def test_rows_with_one_text_are_one_document(
    corpus: Callable[..., list[Document]], home: Path, encoder: FakeEncoder
) -> None:
    with library_of([corpus(DUCKS, {**DUCKS, "id": "e"}, GEESE)], home, encoder=encoder) as library:
        assert [sorted(row_ids(row)) for row in library.documents()] == [["d", "e"], ["2"]]


def test_one_id_for_two_texts_is_refused(
    corpus: Callable[..., list[Document]], home: Path, encoder: FakeEncoder
) -> None:
    rows, distractors = corpus(DUCKS), corpus({**GEESE, "id": "d"})
    with pytest.raises(ValueError, match="two rows with other texts have the id 'd': rename one of them"):
        library_of([distractors, rows], home, encoder=encoder)
    with library_of([corpus(DUCKS, GEESE), rows], home, encoder=encoder) as library:
        assert len(library.documents()) == 2


def test_a_library_that_was_not_finished_is_made_again(
    corpus: Callable[..., list[Document]], home: Path, encoder: FakeEncoder
) -> None:
    rows = corpus(DUCKS, GEESE)

    def interrupted(done: int, *_: object) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library_of([rows], home, encoder=encoder, progress=interrupted)
    (half,) = folders(home)
    assert not (half / COMPLETE).exists()
    with library_of([rows], home, encoder=encoder) as library:
        assert library.folder == half
        assert len(library.documents()) == 2
    assert (half / COMPLETE).read_text("utf-8") == "2 rows\n"
    distractors = corpus(HERONS)
    with pytest.raises(KeyboardInterrupt):
        library_of([distractors, rows], home, encoder=encoder, progress=interrupted)
    with library_of([distractors, rows], home, encoder=encoder) as library:
        assert len(library.documents()) == 3


def test_two_do_not_make_one_library_at_once(
    corpus: Callable[..., list[Document]], home: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.lock.LOCK_SECONDS", 0.1)
    home.mkdir()
    with write_lock(home), pytest.raises(TimeoutError, match="another process is writing to"):
        library_of([corpus(DUCKS)], home, encoder=encoder)


def test_the_reader_is_the_one_that_is_named_now(
    corpus: Callable[..., list[Document]], home: Path, encoder: FakeEncoder
) -> None:
    rows = corpus(DUCKS)
    with library_of([rows], home, encoder=encoder, reader=FORMS) as library:
        assert library.setting("reader") == FORMS
    with library_of([rows], home, encoder=encoder) as library:
        assert library.setting("reader") != FORMS
