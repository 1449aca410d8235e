"""The library's part of the page: its controls, and a page of its list as it is searched and sorted."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from fake_library import make_document, summary
from parsed_html import EVIL, Parsed

from index.document import DocumentSummary
from index.ingest import Failure
from index.snapshot import Scope
from ui.asking import Asking
from ui.library_html import ROWS, View, documents_html, listed, panel_html, removed_html
from ui.texts import languages, texts_in

SAY = texts_in("en")


def row(
    title: str, *, date: str | None = None, passages: int = 1, source: str = "/papers/paper.txt"
) -> DocumentSummary:
    return replace(summary(make_document(title, title=title, source=source)), date=date, passages=passages)


def titles(rows: Sequence[DocumentSummary], view: View) -> str:
    return " ".join(row.title for row in listed(rows, view))


BOOKS = [
    row("b", date="2024", passages=3),
    row("A", date="2023-12-31", passages=3),
    row("c", source="upload:Änderung.txt"),
    row("d", date="2024-02-01", passages=9),
]


@pytest.mark.parametrize(("sort", "order"), [("title", "A b c d"), ("newest", "d b A c"), ("longest", "d A b c")])
def test_the_list_is_sorted_three_ways(sort: str, order: str) -> None:
    assert titles(BOOKS, View(sort=sort)) == order
    assert titles(BOOKS[::-1], View(sort=sort)) == order


def test_an_unknown_order_is_refused() -> None:
    with pytest.raises(ValueError, match="expected an order of title, newest, longest, got 'size'"):
        listed(BOOKS, View(sort="size"))


@pytest.mark.parametrize(
    ("wanted", "found"), [("a", "A b c d"), ("änder", "c"), ("TXT paper", "A b d"), ("  ", "A b c d"), ("zz", "")]
)
def test_titles_and_file_names_are_searched_for_every_word(wanted: str, found: str) -> None:
    assert titles(BOOKS, View(wanted)) == found


def test_every_document_can_be_ticked_opened_and_removed() -> None:
    made = row("Numbers", date="2024-09-25", passages=2, source="upload:n.txt")
    page = Parsed(documents_html([made], View(), SAY))
    assert page.text["p.count"] == "1 document · 2 passages"
    assert page.text["button.open"] == "NumbersText · September 25, 2024 · 2 passages"
    assert page.values("input", "aria-label") == ["Ask only Numbers"]
    assert page.values("button", "aria-label") == ["Remove Numbers"]
    assert page.values("button", "title") == ["uploaded as n.txt", "Remove"]
    assert page.values("input", "data-document") + page.values("button", "data-document") == [made.id] * 3


def test_a_long_list_has_pages() -> None:
    rows = [row(f"T{number:03}") for number in range(2 * ROWS + 1)]
    told = []
    for page in (-1, 0, 1, 2, 99):
        shown = Parsed(documents_html(rows, View(page=page), SAY))
        told.append((shown.tags.count("li"), shown.text["nav.pager"], shown.values("button", "data-page")))
        assert shown.text["p.count"] == "201 documents · 201 passages"
    first, middle, last = (
        (100, "Previous1 to 100 of 201Next", ["-1", "1"]),
        (100, "Previous101 to 200 of 201Next", ["0", "2"]),
        (1, "Previous201 to 201 of 201Next", ["1", "3"]),
    )
    assert told == [first, first, middle, last, last]
    assert [len(Parsed(documents_html(rows, View(page=n), SAY)).values("button", "disabled")) for n in range(3)] == [
        1,
        0,
        1,
    ]
    assert "nav.pager" not in Parsed(documents_html(rows[:ROWS], View(), SAY)).text


def test_an_empty_list_says_why() -> None:
    assert Parsed(documents_html([], View(), SAY)).text["p.empty"] == SAY("no_documents")
    none = Parsed(documents_html(BOOKS, View("<b>"), SAY))
    assert none.text["p.empty"] == SAY("no_title_with", "<b>")
    assert none.text["p.count"].startswith("4 documents")


def test_what_could_not_be_read_stands_over_the_list() -> None:
    unread = [Failure("/papers/scan.pdf", "it is empty"), Failure("/papers/a.zip", "there is no reader")]
    for documents in (BOOKS, []):
        page = Parsed(documents_html(documents, View(), SAY, unread))
        assert page.text["details.unread"] == (
            "2 files could not be readscan.pdf was not added: it is emptya.zip was not added: there is no reader"
        )
    assert "details.unread" not in Parsed(documents_html(BOOKS, View(), SAY)).text


def test_markup_in_every_place_is_text() -> None:
    made = row(EVIL, source=f"/tmp/{EVIL}")
    for html in (
        documents_html([made], View(), SAY),
        documents_html([], View(), SAY, [Failure(EVIL, EVIL)]),
        documents_html([made], View(f"{EVIL} x"), SAY),
        removed_html({made.id: made.title}, SAY),
        panel_html([EVIL, "b"], Asking(EVIL), SAY),
    ):
        page = Parsed(html)
        assert not {"script", "img", "a"} & set(page.tags)
        assert not [name for _, name, _ in page.attributes if name.startswith("on")]
        assert not set("$`*[]{}\n") & set(html)
        assert "boom()" in html


def test_the_switch_is_there_only_where_there_are_several_libraries() -> None:
    several = Parsed(panel_html(["papers", "diary"], Asking("diary"), SAY))
    assert several.values("option", "value")[:2] == ["papers", "diary"]
    assert ("option", "selected", None) in several.attributes
    assert several.values("div", "hidden") == []
    alone = Parsed(panel_html(["papers"], Asking("papers"), SAY))
    assert alone.values("div", "hidden") == [""]


def test_the_panel_holds_every_control() -> None:
    page = Parsed(panel_html(["papers"], Asking("papers"), SAY))
    wanted = (
        "add-files",
        "add-folder",
        "files",
        "folder",
        "find-documents",
        "sort-documents",
        "since",
        "until",
        "strict",
    )
    assert [name for name in wanted if page.count(name) != 1] == []
    assert page.values("option", "value")[1:] == [
        *("title", "newest", "longest", "usual", "lax", "strict"),
        *languages(),
    ]


def test_there_is_a_field_for_web_pages_only_where_they_are_allowed() -> None:
    assert Parsed(panel_html(["papers"], Asking("papers"), SAY)).count("add-web") == 0
    page = Parsed(panel_html(["papers"], Asking("papers"), SAY, web=True))
    assert page.count("add-web") == 1
    assert "url" in page.values("input", "type")


def test_the_panel_shows_how_it_is_asked() -> None:
    page = Parsed(panel_html(["papers"], Asking("papers", "en", Scope((), "2024-01-01"), 0.3), SAY))
    assert page.values("input", "value") == ["2024-01-01", ""]
    assert '<option value="lax" selected>' in panel_html(["papers"], Asking("papers", strict=0.3), SAY)
    own = panel_html(["papers"], Asking("papers", strict=0.55), SAY)
    assert '<option value="0.55" selected>from a confidence of 0.55</option>' in own


def test_a_removed_document_can_be_put_back() -> None:
    page = Parsed(removed_html({"ab12": "Numbers", "cd34": "Ducks"}, SAY))
    assert page.text["div.notice"] == "Numbers was removed. UndoDucks was removed. UndoClose"
    assert page.values("button", "data-document") == ["ab12", "cd34"]
    assert page.values("button", "aria-label") == ["Undo: Numbers", "Undo: Ducks"]
    assert removed_html({}, SAY) == ""
