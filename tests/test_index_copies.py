"""Removing a document and putting it back: the library is afterwards what it was before."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder

from index.catalog import Catalog
from index.copies import copy_of
from index.library import Library
from index.originals import ORIGINALS
from qa.ask import ask

DUCKS = "Ducks swim on the quiet lake. They were counted in 2024: there were 1,234 of them.\n\n" * 3
QUESTION = "How many ducks were counted in 2024?"


def vectors(library: Library, id: str) -> np.ndarray:
    catalog = Catalog(library.folder)
    rows = np.stack([passage.vector for passage in copy_of(library.folder, catalog, id).passages])
    catalog.close()
    return rows


def test_what_is_put_back_is_as_it_was(
    library: Library, encoder: FakeEncoder, write: Callable[[str, str], Path]
) -> None:
    paths = [write("ducks.txt", DUCKS), write("same/ducks.txt", DUCKS), write("geese.txt", "Geese fly.")]
    library.add(paths)
    before = library.snapshot()
    row = next(row for row in before.documents if len(row.sources) == 2)
    document, rows, answer = before.document(row.id), vectors(library, row.id), ask(QUESTION, library)
    assert answer.found
    encoder.encoded.clear()

    copy = library.copy(row.id)
    library.remove([row.id])
    assert [kept.id for kept in library.snapshot().documents if kept.id == row.id] == []
    assert not ask(QUESTION, library).found
    asked = list(encoder.encoded)
    library.put_back(copy)
    assert encoder.encoded == asked, "nothing is embedded again"

    after = library.snapshot()
    assert after.documents == before.documents
    assert after.document(row.id) == document
    assert np.array_equal(vectors(library, row.id), rows)
    again = ask(QUESTION, library)
    assert (again.excerpts, again.confidence) == (answer.excerpts, answer.confidence)
    assert library.verify().sound


def test_the_bytes_of_an_upload_come_back(library: Library, tmp_path: Path) -> None:
    (tmp_path / "upload").write_text(DUCKS, "utf-8")
    (row,) = library.add_uploads([("ducks.txt", tmp_path / "upload")]).added
    (tmp_path / "upload").unlink()
    copy = library.copy(row.id)
    assert copy.originals == {row.sha256: DUCKS.encode()}
    library.remove([row.id])
    assert list((library.folder / ORIGINALS).iterdir()) == []
    library.put_back(copy)
    assert library.snapshot().original(row.id) == DUCKS.encode()
    assert library.snapshot().documents == (row,)


def test_of_a_file_no_bytes_are_kept(library: Library, write: Callable[[str, str], Path]) -> None:
    (row,) = library.add([write("ducks.txt", DUCKS)]).added
    assert library.copy(row.id).originals == {}


@pytest.mark.parametrize("change", ["the same file", "the same bytes elsewhere", "another text at its place"])
def test_what_was_added_again_meanwhile_is_not_put_back(
    library: Library, write: Callable[[str, str], Path], change: str
) -> None:
    path = write("ducks.txt", DUCKS)
    (row,) = library.add([path]).added
    copy = library.copy(row.id)
    library.remove([row.id])
    if change == "another text at its place":
        path = write("ducks.txt", "Geese fly.")
    library.add([write("copy.txt", DUCKS) if change == "the same bytes elsewhere" else path])
    before = library.snapshot()
    with pytest.raises(ValueError, match="ducks has been added again meanwhile"):
        library.put_back(copy)
    assert library.snapshot().documents == before.documents
    assert library.snapshot().generation == before.generation


def test_a_path_that_is_anothers_by_now_stays_so(library: Library, write: Callable[[str, str], Path]) -> None:
    path, other = write("ducks.txt", DUCKS), write("same/ducks.txt", DUCKS)
    (row,) = library.add([path]).added
    library.add([other])
    copy = library.copy(row.id)
    library.remove([row.id])
    (geese,) = library.add([write("ducks.txt", "Geese fly.")]).added
    library.put_back(copy)
    sources = {document.id: document.sources for document in library.snapshot().documents}
    assert sources == {geese.id: (str(path),), row.id: (str(other),)}


def test_it_is_put_back_once(library: Library, write: Callable[[str, str], Path]) -> None:
    (row,) = library.add([write("ducks.txt", DUCKS)]).added
    copy = library.copy(row.id)
    with pytest.raises(ValueError, match="has been added again meanwhile"):
        library.put_back(copy)
    assert library.snapshot().documents == (row,)


def test_there_is_no_copy_of_nothing(library: Library) -> None:
    with pytest.raises(KeyError, match="no document none in the library"):
        library.copy("none")
