"""The source pane: a document's text with its marks, and what is told of it."""

import re
from dataclasses import replace

import pytest
from fake_library import make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st
from parsed_html import EVIL, Parsed, finder, span_in, texts

from index.document import Document
from index.sentences import sentence_spans
from ui.pointer import Located, Pointer, pointer_at, pointer_to, relocate
from ui.shown import Shown, Sought
from ui.source_html import AROUND, WHOLE, block_class, places_in, source_error_html, source_html, text_html
from ui.texts import texts_in

SAY = texts_in("en")
TAGS = {"a", "article", "bdi", "button", "details", "div", "h2", "header", "mark", "p", "span", "summary"}


def shown_at(document: Document, start: int, end: int, answer: tuple[int, int] | None = None) -> Shown:
    pointer = pointer_to(make_excerpt(document, start, end, answer=answer))
    return Shown(document, Located(document, pointer), (), tuple(sentence_spans(document.text)))


@given(texts.map(lambda text: text.replace("%", "\n\n")), st.data())
def test_the_text_is_the_document_and_the_mark_is_the_span(text: str, data: st.DataObject) -> None:
    """Also where the span goes over several paragraphs or begins in the middle of a sentence."""
    start, end, first, last = span_in(text, data)
    page = Parsed(source_html(shown_at(make_document(text, title="x"), start, end, (first, last)), SAY))
    assert page.text["div.text"] == text
    assert page.text["mark.excerpt"] == text[start:end]
    assert page.text["mark.answer"] == text[first:last]
    assert set(page.tags) <= TAGS


def test_a_span_over_paragraphs_is_marked_in_each() -> None:
    text = "Ducks\n\nDucks swim. Geese fly.\n\nThey rest."
    page = Parsed(text_html(shown_at(make_document(text, title="x"), 13, 42, (24, 36))))
    assert page.text["mark.excerpt"] == text[13:42]
    assert page.text["mark.answer"] == text[24:36]
    assert page.tags.count("p") == 3
    assert page.text["p.heading"] == "Ducks"
    assert page.text["p.running"] == "Ducks swim. Geese fly.They rest."
    assert page.values("span", "data-span") == ["0-5", "7-18", "19-29", "31-41"]


@pytest.mark.parametrize(
    ("block", "name"),
    [
        ("# Methods", "heading"),
        ("####### seven", "running"),
        ("2 Methods", "heading"),
        ("“Quoted”", "running"),
        ("It rained.", "running"),
        ("He said: “It rained.”", "running"),
        ("w" * 91, "running"),
        ("a\tb", "heading"),
        ("a | b\nc | d", "lines"),
        ("a\tb\nc\td", "lines"),
        ("One line\nand another", "running"),
    ],
)
def test_headings_and_tables_are_told_from_running_text(block: str, name: str) -> None:
    assert block_class(block) == name


def test_other_excerpts_of_the_answer_are_marked_less() -> None:
    text = "It is 42. It was 41. It will be 43."
    document, other = make_document(text, title="x"), make_document("Other.", title="y")
    chosen, before = pointer_at(document, 10, 20), replace(pointer_at(document, 0, 9), answer=(6, 8))
    touching, elsewhere = pointer_at(document, 17, 35), pointer_at(other, 0, 6)
    older = replace(pointer_at(document, 21, 35), version="0" * 12)
    others = places_in(document, [chosen, before, touching, elsewhere, older], chosen)
    assert others == (before,)
    page = Parsed(source_html(Shown(document, Located(document, chosen), others), SAY))
    assert page.text["mark.excerpt"] == "It is 42.It was 41."
    assert page.text["mark.other"] == "It is 42."
    assert page.text["mark.answer"] == "42"
    assert page.text["div.text"] == text


def test_markup_in_every_place_is_text() -> None:
    document = make_document(f"{EVIL}\n\n{EVIL}", title=EVIL, source=f"/tmp/{EVIL}")
    located = replace(shown_at(document, 0, len(EVIL), (2, 9)), library=EVIL)
    for html in (source_html(located, SAY), source_html(Shown(document), SAY), source_error_html(EVIL, SAY)):
        page = Parsed(html)
        assert set(page.tags) <= TAGS
        assert not [name for _, name, _ in page.attributes if name.startswith("on")]
        assert not [value for value in page.values("a", "href") if not value.startswith("/documents/")]
        assert "boom()" in html
        assert not set("$`*[]{}\n") & set(html), "Markdown, formulas and templates see what is left of these"


def test_what_was_checked_is_told_only_of_a_place() -> None:
    document = make_document("It is 42 today.", title="Numbers")
    page = Parsed(source_html(shown_at(document, 6, 8), SAY))
    assert page.text["details.checked"] == (
        "✓ CheckedJust now, the 2 marked characters were compared with characters 7 to 8 of version "
        f"{document.version}: their fingerprint is 73475cb40a568e8d, as when they were quoted."
    )
    whole = Parsed(source_html(Shown(document), SAY))
    assert not {"details", "mark"} & set(whole.tags)
    assert "button.copy-link" not in whole.text
    assert whole.values("article", "data-href") == [""]


def test_a_place_that_moved_says_so() -> None:
    document = make_document("It is 42 today.", title="Numbers")
    pointer = pointer_at(document, 0, 15)
    now = replace(document, text="Well. It is 42 today.")
    page = Parsed(source_html(Shown(now, relocate(pointer, finder(now))), SAY))
    assert page.text["p.moved"] == "This document has changed since it was quoted. The very same words stand here now."
    assert page.text["mark.excerpt"] == "It is 42 today."
    assert f"version {now.version[:6]}" in page.text["p.facts"]
    assert "p.moved" not in Parsed(source_html(Shown(document, Located(document, pointer)), SAY)).text


def test_the_pane_says_what_the_document_is_and_where_it_can_be_had() -> None:
    document = replace(
        make_document("One. Two.", title="Numbers", source="upload:n.pdf", pages=(0, 5)), date="2024-01-02",
        media_type="application/pdf",
    )  # fmt: skip
    page = Parsed(source_html(shown_at(document, 5, 9), SAY))
    assert page.text["p.from"] == "uploaded as n.pdf"
    assert page.text["p.facts"] == f"PDF · January 2, 2024 · page 2 · version {document.version[:6]}"
    assert page.values("a", "href") == [f"/documents/{document.id}/original", f"/documents/{document.id}/text"]
    assert page.values("button", "data-view") == ["pages", "text"]
    beside = Parsed(source_html(replace(shown_at(document, 5, 9), library="diary & notes"), SAY))
    assert beside.values("a", "href")[0] == f"/documents/{document.id}/original?lib=diary%20%26%20notes"


def test_other_media_have_no_pages_and_a_body_takes_the_texts_place() -> None:
    document = make_document("One. Two.", title="Numbers")
    assert "view" not in " ".join(Parsed(source_html(shown_at(document, 5, 9), SAY)).text)
    page = Parsed(source_html(shown_at(document, 5, 9), SAY, body='<div class="pages">P</div>'))
    assert (page.text["div.scroll"], "div.text" in page.text) == ("P", False)
    assert "button.pick" not in page.text, "sentences are picked in the text"


def test_a_long_document_is_shown_around_its_excerpt() -> None:
    text = "".join(f"Line {number:08}.\n" for number in range(40_000))
    document = make_document(text, title="Long")

    def shown(start: int, end: int) -> Parsed:
        return Parsed(source_html(Shown(document, Located(document, pointer_at(document, start, end))), SAY))

    start = text.index("Line 00020000.")
    page = shown(start, start + 14)
    assert page.text["div.text"] == text[start - AROUND : start + 14 + AROUND]
    assert page.text["p.part"] == (
        f"This is a long document. Shown are characters {start - 50_000 + 1:,} to {start + 14 + 50_000:,} of "
        f"{len(text):,}; “Whole text” opens all of it."
    )
    assert Parsed(source_html(Shown(document), SAY)).text["div.text"] == text[:AROUND]
    for first, last, part in ((0, 14, "1 to 50,014"), (len(text) - 14, len(text), "549,987 to 600,000")):
        page = shown(first, last)
        assert page.text["mark.excerpt"] == text[first:last]
        assert f"characters {part} of 600,000" in page.text["p.part"]
    short = replace(document, text=text[:WHOLE])
    assert Parsed(source_html(Shown(short), SAY)).text["div.text"] == short.text


def test_a_source_says_which_question_it_is_looked_at_for() -> None:
    document = make_document("One. Two.", title="Numbers")
    unasked = Parsed(source_html(shown_at(document, 5, 9), SAY))
    assert unasked.count("keep-place") == 0, "opened from the list or by a link"
    asked = replace(shown_at(document, 5, 9), sought=Sought('"Why?"', turn=2))
    page = Parsed(source_html(asked, SAY))
    assert page.count("keep-place") == 1
    assert [page.values("article", f"data-{name}") for name in ("asked", "turn", "kept")] == [['"Why?"'], ["2"], [""]]
    assert page.count("show-kept") == 0
    kept = Sought("Why?", kept="a1")
    for html in (source_html(replace(asked, sought=kept), SAY), source_error_html("Gone.", SAY, sought=kept)):
        back = Parsed(html)
        assert back.text["button.show-kept"] == "‹ Back to kept questions"
        assert back.values("article", "data-kept") == ["a1"]


@pytest.mark.parametrize(("media_type", "how"), [("application/pdf", "target"), ("text/html", "download")])
def test_only_a_pdf_opens_in_a_new_tab(media_type: str, how: str) -> None:
    document = replace(make_document("One. Two.", title="Numbers"), media_type=media_type)
    html = source_html(shown_at(document, 5, 9), SAY)
    (link,) = re.findall(r"<a [^>]*/original[^>]*>", html)
    assert (" target=" in link, " download" in link) == (how == "target", how == "download")


def test_pages_are_turned_and_zoomed() -> None:
    document = replace(make_document("One. Two.", title="x", pages=(0, 5)), media_type="application/pdf")
    page = Parsed(source_html(shown_at(document, 5, 9), SAY, body="<div></div>"))
    names = [name for name in page.values("button", "aria-label") if "page" in name or name in {"Larger", "Smaller"}]
    assert names == ["Smaller", "Larger", "Previous page", "Next page"]
    assert page.values("input", "aria-label") == ["Page number"]
    assert page.text["span.of"] == "of 2"
    assert "span.turning" not in Parsed(source_html(shown_at(document, 5, 9), SAY)).text, "its text has no pages"


def test_what_cannot_be_shown_is_a_sentence_in_its_place() -> None:
    page = Parsed(source_error_html("It is <gone>.", SAY))
    assert page.text["div.notice"] == "It is <gone>."
    assert page.values("article", "aria-label") == ["Source"]
    assert page.text["button.close"] == "Close"
    assert page.count("steps") == 1, "the answer may have other excerpts"


def test_a_pointer_of_no_answer_has_no_others() -> None:
    document = make_document("One. Two.", title="x")
    pointer = Pointer(document.id, document.version, 0, 4, None, "")
    assert places_in(document, [], pointer) == ()
