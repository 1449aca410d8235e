"""Answers and documents as HTML: nothing of theirs is markup, and every quote is its document's text."""

from dataclasses import replace
from html.parser import HTMLParser

from fake_library import make_answer, make_document, make_excerpt, summary
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, clean
from index.ingest import AddReport, Failure
from qa.answer import Place, Seconds, Words
from ui import render
from ui.pointer import Find, Pointer, digest_of, parse, pointer_at, pointer_to

EVIL = (
    "<script>boom()</script><img src=x onerror=boom()> ${boom()} {{x}} $$x$$ [a](javascript:boom()) `c` "
    "</textarea> *b* -->"
)
TAGS = {"a", "article", "bdi", "blockquote", "button", "div", "h2", "header", "li", "mark", "p", "span", "strong", "ul"}

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).map(clean)


class Parsed(HTMLParser):
    """The text inside each element with a class, the tags and the attributes, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self._open: list[list[str]] = []
        self.text: dict[str, str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self._open.append([f"{tag}.{name}" for name in (dict(attrs).get("class") or "").split()])

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for name in {name for names in self._open for name in names}:
            self.text[name] = self.text.get(name, "") + data

    def values(self, tag: str, name: str) -> list[str]:
        return [value or "" for at, attribute, value in self.attributes if (at, attribute) == (tag, name)]


def finder(*documents: Document) -> Find:
    return {document.id: document for document in documents}.__getitem__


@given(texts, st.data())
def test_the_marked_text_is_the_span(text: str, data: st.DataObject) -> None:
    start, end, first, last = span_in(text, data)
    document = make_document(text, title=text[:20])
    pointer = pointer_to(make_excerpt(document, start, end, answer=(first, last)))
    page = Parsed(render.source_html(document, pointer))
    assert page.text["mark.excerpt"] == text[start:end]
    assert page.text["mark.answer"] == text[first:last]
    assert page.text["div.text"] == text
    assert set(page.tags) <= TAGS


@given(texts, st.data())
def test_the_quoted_text_is_the_span(text: str, data: st.DataObject) -> None:
    start, end, first, last = span_in(text, data)
    document = make_document(text, title=text[:20])
    answer = make_answer("?", [make_excerpt(document, start, end, answer=(first, last))])
    html = render.answer_html(answer, finder(document))
    page = Parsed(html)
    assert "\n" not in html, "a line break would let Markdown in"
    assert page.text["bdi.words"] == text[start:end]
    assert page.text["strong.answer"] == text[first:last]
    assert page.values("a", "title") == [text[start:end]]
    assert parse(page.values("a", "href")[0]) == pointer_to(answer.excerpts[0])
    assert set(page.tags) <= TAGS


def span_in(text: str, data: st.DataObject) -> tuple[int, int, int, int]:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first = data.draw(st.integers(start, end - 1))
    return start, end, first, data.draw(st.integers(first + 1, end))


@given(st.text())
def test_literal_is_only_text(text: str) -> None:
    html = render.literal(text)
    assert Parsed(f'<p class="x">{html}</p>').text.get("p.x", "") == text
    assert not set("\n\r\t!$*:[\\]_`{|}~<>\"'") & set(html), "Markdown, formulas and templates see what is left"


def test_markup_in_every_place_is_text() -> None:
    document = make_document(EVIL, title=EVIL, source="/tmp/" + EVIL)
    excerpt = make_excerpt(document, 0, len(EVIL))
    pages = [
        render.answer_html(replace(make_answer(EVIL, [excerpt]), asked_as=EVIL, notice=EVIL), finder(document)),
        render.answer_html(make_answer(EVIL, [excerpt], found=False), finder(document)),
        render.source_html(document, pointer_to(excerpt)),
        render.documents_html([summary(document)]),
        render.report_html(AddReport((), (), (), (Failure("/tmp/" + EVIL, EVIL),))),
        render.removed_html(summary(document)),
        render.question_html(EVIL),
        render.notice_html(EVIL),
        render.source_error_html(EVIL),
    ]
    for html in pages:
        page = Parsed(html)
        assert set(page.tags) <= TAGS
        assert not [name for _, name, _ in page.attributes if name.startswith("on")]
        assert not [value for value in page.values("a", "href") if not value.startswith(("#cite=", "/documents/"))]
        assert "boom()" in html
        assert not set("$`*[]{}\n") & set(html), "Markdown, formulas and templates see what is left of these"


def test_an_answer_says_how_sure_and_how_long() -> None:
    document = make_document("It is 42.", title="Numbers")
    excerpt = make_excerpt(document, 0, 9, answer=(6, 8))
    words = [
        Parsed(render.answer_html(make_answer("?", [excerpt], confidence=sure), finder(document))).text["p.verdict"]
        for sure in (0.75, 0.5, 0.49)
    ]
    assert words == [
        "Found — a strong match0.03 s",
        "Found — a fair match0.03 s",
        "Found — a weak match0.03 s",
    ]
    slow = replace(make_answer("?", [excerpt]), seconds=Seconds(0.5, 0.76, 1.26))
    assert Parsed(render.answer_html(slow, finder(document))).text["span.took"] == "1.3 s"


def test_an_answer_names_title_page_date_and_other_places() -> None:
    document = replace(make_document("One. Two. Two.", title="Numbers", pages=(0, 5)), date="2024-09-25")
    other = make_document("Two. Three.", title="Other")
    places = (
        Place(document.id, 10, 14, 2),
        Place(other.id, 0, 4, None),
        Place("gone", 0, 4, None),
        Place(other.id, 9, 99, None),
    )
    answer = make_answer("?", [replace(make_excerpt(document, 5, 9), places=places)])
    page = Parsed(render.answer_html(replace(answer, differs=((1, 2),)), finder(document, other)))
    assert page.text["div.cited"] == "Numbers · page 2 · 2024-09-25 also at page 2Other and 1 more"
    assert page.tags.count("bdi") == 5, "the words, their title and each chip"
    assert page.values("a", "title") == ["Two.", "Two.", "Two."]
    assert [parse(href).start for href in page.values("a", "href")] == [5, 10, 0]
    assert page.text["p.differs"] == "Excerpts 1 and 2 do not agree."


def test_another_place_in_a_document_without_pages_has_a_chip_too() -> None:
    document = make_document("Two. Two.", title="Numbers")
    answer = make_answer("?", [replace(make_excerpt(document, 0, 4), places=(Place(document.id, 5, 9, None),))])
    page = Parsed(render.answer_html(answer, finder(document)))
    assert page.text["div.cited"] == "Numbers also at another place in it"


def test_not_found_says_so_and_shows_the_nearest() -> None:
    document = make_document("It is 42.", title="Numbers")
    near = make_answer("?", [make_excerpt(document, 0, 9, answer=(6, 8))], found=False)
    page = Parsed(render.answer_html(near, finder(document)))
    assert page.text["p.missing"].startswith("Not in your documents.")
    assert page.text["bdi.words"] == "It is 42."
    assert "strong.answer" not in page.text, "nothing in what does not answer is the answer's words"
    assert parse(page.values("a", "href")[0]).answer is None
    assert "p.verdict" not in page.text
    assert "p.nearest" not in Parsed(render.answer_html(make_answer("?", [], found=False), finder())).text


def test_an_excerpt_that_is_not_its_documents_text_is_not_shown() -> None:
    document = make_document("It is 42 today.", title="Numbers")
    good = make_excerpt(document, 0, 15, answer=(6, 8))
    bad = [
        replace(good, text="It is 43 today."),
        replace(good, start=1),
        replace(good, version="0" * 12),
        replace(good, answer=Words(6, 8, "43")),
        replace(good, answer=Words(6, 99, "42")),
        replace(good, document=replace(good.document, id="gone")),
    ]
    for excerpt in bad:
        page = Parsed(render.answer_html(make_answer("?", [excerpt]), finder(document)))
        assert page.text["div.broken"].startswith("Excerpt 1 is not shown. This document ")
        assert "a" not in page.tags
        assert "bdi.words" not in page.text
    assert Parsed(render.answer_html(make_answer("?", [good]), finder(document))).text["bdi.words"] == "It is 42 today."


def test_a_long_document_is_shown_around_its_excerpt() -> None:
    text = "".join(f"Line {number:08}.\n" for number in range(40_000))
    document = make_document(text, title="Long")
    start = text.index("Line 00020000.")
    page = Parsed(render.source_html(document, pointer_to(make_excerpt(document, start, start + 14))))
    shown = text[start - render.AROUND : start + 14 + render.AROUND]
    assert page.text["div.text"] == shown
    assert page.text["p.part"] == (
        f"This is a long document. Shown are characters {start - 50_000 + 1:,} to {start + 14 + 50_000:,} of "
        f"{len(text):,}; “Whole text” opens all of it."
    )
    assert Parsed(render.source_html(document, None)).text["div.text"] == text[: render.AROUND]
    for first, last, part in ((0, 14, "1 to 50,014"), (len(text) - 14, len(text), "549,987 to 600,000")):
        page = Parsed(render.source_html(document, pointer_at(document, first, last)))
        assert page.text["mark.excerpt"] == text[first:last]
        assert f"characters {part} of 600,000" in page.text["p.part"]
    short = replace(document, text=text[: render.WHOLE])
    assert Parsed(render.source_html(short, None)).text["div.text"] == short.text


def test_the_source_pane_says_what_the_document_is() -> None:
    document = replace(
        make_document("One. Two.", title="Numbers", source="upload:n.pdf", pages=(0, 5)), date="2024-01-02",
        media_type="application/pdf",
    )  # fmt: skip
    page = Parsed(render.source_html(document, Pointer(document.id, document.version, 5, 9, None, digest_of("Two."))))
    assert (page.text["p.from"], page.text["p.facts"]) == ("uploaded as n.pdf", "PDF · 2024-01-02 · page 2")
    assert page.values("a", "href") == [f"/documents/{document.id}/original", f"/documents/{document.id}/text"]


def test_the_list_names_every_document_up_to_a_limit() -> None:
    rows = [summary(make_document(f"text {number}", title=f"T{number}")) for number in range(render.ROWS + 2)]
    page = Parsed(render.documents_html(rows))
    assert page.text["p.count"] == "502 documents · 502 passages"
    assert page.tags.count("li") == render.ROWS
    assert page.text["p.empty"] == "and 2 more, which are searched as well"
    assert page.values("button", "aria-label")[0] == "Remove T0"
    assert "p.empty" not in Parsed(render.documents_html(rows[: render.ROWS])).text
    assert Parsed(render.documents_html(rows[:1])).text["p.count"] == "1 document · 1 passage"
    assert "No documents yet" in render.documents_html([])


def test_a_report_counts_and_gives_reasons() -> None:
    row = summary(make_document("x", title="x"))
    report = AddReport((row, row), (), (row,), (Failure("upload:a.pdf", "the file is encrypted"),))
    page = Parsed(render.report_html(report))
    assert page.text["div.report"] == "2 added, 1 unchanged.a.pdf was not added: the file is encrypted"
    assert "ul" not in Parsed(render.report_html(AddReport((row,), (), (), ()))).tags


def test_an_empty_chat_says_what_to_do() -> None:
    assert "Add your documents" in render.welcome_html(0)
    assert "Ask your documents" in render.welcome_html(1)
