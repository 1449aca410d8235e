"""Web pages in a library: kept with their bytes, and fetched again only when that is asked for."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from fake_encoder import FakeEncoder

from index import web as module
from index.catalog import Catalog
from index.ingest import AddReport, Failure, Wanted
from index.library import Library
from index.originals import ORIGINALS
from index.reading import Reading, Settings
from index.sandbox import Sandbox
from index.writing import Writing

ADDRESS = "https://lake.example/ducks.php"

PAGE = """<!doctype html><html><head><title>Ducks of the lake</title>
<meta property="article:published_time" content="2024-05-03"></head>
<body><article><h1>Ducks of the lake</h1><p>{}</p></article></body></html>"""

DUCKS = "Ducks swim on the quiet lake, and the keeper counted 1,234 of them in May of this year."


class Web:
    """Pages by their address, and where addresses lead to."""

    def __init__(self) -> None:
        self.pages = {ADDRESS: PAGE.format(DUCKS)}
        self.leads = {"http://lake.example/d": ADDRESS}
        self.asked: list[str] = []

    def __call__(self, address: str) -> SimpleNamespace:
        self.asked.append(address)
        address = self.leads.get(address, address)
        if address not in self.pages:
            raise ValueError("the server says: 404 Not Found")
        return SimpleNamespace(data=self.pages[address].encode(), address=address, name="ducks.html")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    web = Web()
    monkeypatch.setattr(module, "fetch", web)
    return web


def kept(library: Library) -> list[str]:
    return sorted(path.name for path in (library.folder / ORIGINALS).iterdir())


def test_a_page_is_a_document_with_its_title_and_date_whose_bytes_are_kept(library: Library, web: Web) -> None:
    (row,) = library.add([ADDRESS]).added
    assert (row.title, row.date, row.source, row.media_type) == (
        "Ducks of the lake",
        "2024-05-03",
        ADDRESS,
        "text/html",
    )
    assert DUCKS in library.document(row.id).text
    assert library.snapshot().original(row.id) == web.pages[ADDRESS].encode()
    assert kept(library) == [row.sha256]
    assert library.verify().sound
    assert [one.id for one in library.add([ADDRESS]).unchanged] == [row.id]
    library.remove([row.id])
    assert kept(library) == []


def test_an_address_that_leads_elsewhere_is_kept_as_where_it_leads(library: Library, web: Web) -> None:
    (row,) = library.add(["http://lake.example/d"]).added
    assert row.sources == (ADDRESS,)


def test_pages_are_fetched_again_only_when_that_is_asked_for(library: Library, web: Web) -> None:
    (row,) = library.add([ADDRESS]).added
    web.asked.clear()
    web.pages[ADDRESS] = PAGE.format(DUCKS.replace("1,234", "987"))
    assert library.refresh() == AddReport()
    assert web.asked == []
    (after,) = library.refresh(web=True).replaced
    assert (after.id, after.sources, web.asked) == (row.id, (ADDRESS,), [ADDRESS])
    assert kept(library) == [after.sha256]
    assert library.snapshot().original(row.id) == web.pages[ADDRESS].encode()
    assert [one.id for one in library.refresh(web=True).unchanged] == [row.id]


def test_a_page_that_is_gone_stays_as_it_was(library: Library, web: Web) -> None:
    (row,) = library.add([ADDRESS]).added
    web.pages.clear()
    report = library.refresh(web=True)
    assert report.failed == (Failure(ADDRESS, "the server says: 404 Not Found"),)
    assert library.snapshot().original(row.id) is not None
    assert library.failures() == ()


def test_what_fails_at_once_leaves_nothing(library: Library, web: Web) -> None:
    report = library.add(["https://nowhere.example/"])
    assert report.failed == (Failure("https://nowhere.example/", "the server says: 404 Not Found"),)
    assert library.documents() == ()
    assert library.snapshot().generation == 0


def test_a_page_and_a_file_are_added_together(library: Library, web: Web, tmp_path: Path) -> None:
    path = tmp_path / "geese.txt"
    path.write_text("Geese fly.")
    assert {row.source for row in library.add([path, ADDRESS]).added} == {str(path), ADDRESS}


def test_a_page_whose_text_is_damaged_is_read_again(library: Library, web: Web) -> None:
    (row,) = library.add([ADDRESS]).added
    catalog = Catalog(library.folder)
    with catalog.write():
        catalog._db.execute("UPDATE documents SET text = 'Dogs'")
    catalog.close()
    assert library.verify(mend=True).sound
    assert DUCKS in library.document(row.id).text


def test_where_no_pages_are_wanted_none_is_fetched(library: Library) -> None:
    writing = Writing(library.folder)
    with Sandbox() as sandbox:
        reading = Reading(writing, sandbox, FakeEncoder, Settings())
        assert reading.fetched_again(()) == []
        unread = reading.read(Wanted(ADDRESS, Path()))
    writing.close()
    assert getattr(unread, "reason", None) == "web pages are not fetched here"
