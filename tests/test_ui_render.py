"""Answers as HTML: nothing of theirs is markup, and every quote is its document's text."""

from dataclasses import replace

import pytest
from fake_library import make_answer, make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st
from parsed_html import EVIL, Parsed, finder, span_in, texts

from index.document import Document
from qa.answer import Answer, Excerpt, Place, Seconds, Words
from ui.pointer import parse, pointer_to
from ui.render import LONGEST_SUMMARY, Told, answer_html, notice_html, question_html
from ui.texts import texts_in

SAY = texts_in("en")
TAGS = {"a", "bdi", "blockquote", "button", "details", "div", "p", "span", "strong", "summary"}


def told(*documents: Document) -> Told:
    return Told(finder(*documents), SAY)


def shown(answer: Answer, *documents: Document) -> Parsed:
    return Parsed(answer_html(answer, told(*documents)))


@given(texts, st.data())
def test_the_quoted_text_is_the_span(text: str, data: st.DataObject) -> None:
    start, end, first, last = span_in(text, data)
    document = make_document(text, title=text[:20])
    answer = make_answer("?", [make_excerpt(document, start, end, answer=(first, last))])
    html = answer_html(answer, told(document))
    page = Parsed(html)
    assert "\n" not in html, "a line break would let Markdown in"
    assert page.text["bdi.words"] == text[start:end]
    assert page.text["strong.answer"] == page.text["p.said"] == text[first:last]
    assert page.values("a", "title") == [text[start:end]]
    assert parse(page.values("a", "href")[0]) == pointer_to(answer.excerpts[0])
    assert set(page.tags) <= TAGS


def test_markup_in_every_place_is_text() -> None:
    document = make_document(EVIL, title=EVIL, source="/tmp/" + EVIL)
    other = make_document(f"{EVIL} again", title=EVIL)
    excerpts = [make_excerpt(document, 0, len(EVIL), answer=(0, 9)), make_excerpt(other, 0, len(EVIL), n=2)]
    answer = replace(make_answer(EVIL, excerpts), asked_as=EVIL, notice=EVIL)
    pages = [
        answer_html(answer, told(document, other)),
        answer_html(replace(answer, differs=((1, 2),)), told(document, other)),
        answer_html(make_answer(EVIL, excerpts, found=False), replace(told(document, other), unknown=(EVIL,))),
        question_html(EVIL),
        notice_html(EVIL),
    ]
    for html in pages:
        page = Parsed(html)
        assert set(page.tags) <= TAGS
        assert not [name for _, name, _ in page.attributes if name.startswith("on")]
        assert not [value for value in page.values("a", "href") if not value.startswith("/?doc=")]
        assert "boom()" in html
        assert not set("$`*[]{}\n") & set(html), "Markdown, formulas and templates see what is left of these"


@pytest.mark.parametrize(
    ("confidence", "words", "meaning"),
    [
        (0.754, "a strong match", "Of answers like this, about 75 in 100 are right."),
        (0.5, "a fair match", "Of answers like this, about 50 in 100 are right: look at the source."),
        (0.49, "only a weak match", "Of answers like this, only about 49 in 100 are right: look at the source before"
         " you rely on it."),
    ],
)  # fmt: skip
def test_an_answer_says_how_sure_and_how_long(confidence: float, words: str, meaning: str) -> None:
    document = make_document("It is 42.", title="Numbers")
    answer = make_answer("?", [make_excerpt(document, 0, 9, answer=(6, 8))], confidence=confidence)
    page = shown(replace(answer, seconds=Seconds(0.5, 0.76, 1.26)), document)
    assert page.text["span.sure"] == f"Found in one document · {words}"
    assert page.values("span", "title")[-1] == meaning
    assert page.text["span.took"] == "1.3 s"


def test_an_answer_names_title_page_date_and_other_places() -> None:
    document = replace(make_document("One. Two. Two.", title="Numbers", pages=(0, 5)), date="2024-09-25")
    other = make_document("Two. Three.", title="Other")
    places = (
        Place(document.id, 10, 14, 2),
        Place(other.id, 0, 4, None),
        Place("gone", 0, 4, None),
        Place(other.id, 9, 99, None),
    )
    page = shown(make_answer("?", [replace(make_excerpt(document, 5, 9), places=places)]), document, other)
    cited = page.text["div.cited"]
    assert cited.startswith("Numbers · page 2 · September 25, 2024 also at ")
    assert cited.endswith("and 1 more")
    assert page.values("a", "title") == ["Two.", "Two.", "Two."]
    assert [parse(href).start for href in page.values("a", "href")] == [5, 10, 0]
    assert page.text["span.sure"].startswith("Found in 3 documents")


def test_a_chip_is_a_link_whose_name_says_where_it_leads() -> None:
    document = make_document("One. Two. Two.", title="Numbers", pages=(0, 5))
    page = shown(make_answer("?", [make_excerpt(document, 5, 9)]), document)
    assert page.text["a.cite"] == "Source 1: Numbers, page 2"
    other = make_answer("?", [replace(make_excerpt(document, 5, 9), places=(Place(document.id, 10, 14, None),))])
    assert shown(other, document).text["div.cited"] == "Numbers · page 2 also at Source another place in it"


def test_the_best_source_is_open_and_the_others_are_a_line_each() -> None:
    document = make_document(f"It is 42. It was {'very ' * 60}cold.\nIt is 43.", title="Numbers")
    spans = [(0, 9), (10, 322), (323, 332)]
    excerpts = [make_excerpt(document, *span, n=n) for n, span in enumerate(spans, 1)]
    page = shown(make_answer("?", excerpts), document)
    assert page.tags.count("details") == 2
    assert page.tags.count("blockquote") == 3
    html = answer_html(make_answer("?", excerpts), told(document))
    assert html.index("It is 42.") < html.index("<details>")
    lines = [part.partition("</summary>")[0] for part in html.split("<summary>")[1:]]
    assert [Parsed(f"<p>{line}</p>").all_text for line in lines] == [
        f"2 Numbers — {('It was ' + 'very ' * 60)[:LONGEST_SUMMARY].rstrip()}…",
        "3 Numbers — It is 43.",
    ]


def test_of_a_question_with_parts_the_best_source_of_each_is_open() -> None:
    document = make_document("Ann made it. It cost 42 crowns. It is old.", title="Toilet")
    excerpts = [make_excerpt(document, *span, n=n) for n, span in enumerate([(0, 12), (13, 31), (32, 42)], 1)]
    excerpts[:2] = [
        replace(excerpt, answer=Words(*span, document.text[slice(*span)]))
        for excerpt, span in zip(excerpts, [(0, 3), (21, 30)], strict=False)
    ]
    both = make_answer("Who made the toilet, and what did it cost?", excerpts)
    assert shown(both, document).tags.count("details") == 1
    assert [part.partition("</p>")[0] for part in answer_html(both, told(document)).split('<p class="said">')[1:]] == [
        '<bdi dir="auto">Ann</bdi>',
        '<bdi dir="auto">42 crowns</bdi>',
    ]
    one = replace(both, notice="Your documents do not answer “what did it cost”.")
    assert shown(one, document).tags.count("details") == 2


def test_documents_that_differ_stand_side_by_side_with_the_newest_marked() -> None:
    old = replace(make_document("It is 42.", title="Old"), date="2023-01-01")
    new = replace(make_document("It is 43.", title="New"), date="2024-01-01")
    same = make_document("It is 42 as well.", title="Same")
    excerpts = [
        make_excerpt(document, 0, len(document.text), n=n, answer=(6, 8))
        for n, document in enumerate((old, new, same), 1)
    ]
    page = shown(replace(make_answer("?", excerpts), differs=((1, 2),)), old, new, same)
    assert page.text["p.differs"] == "The documents differ:"
    assert page.count("side") == 2
    assert page.text["p.said"] == "4243"
    assert page.count("newest") == 1
    assert page.text["div.side"].index("Newest") > page.text["div.side"].index("43")
    assert page.tags.count("details") == 1
    undated = shown(replace(make_answer("?", excerpts), differs=((2, 3),)), old, replace(new, date=None), same)
    assert undated.count("newest") == 1, "the only one that has a date"
    neither = [replace(e, document=replace(e.document, date=None)) for e in excerpts]
    assert shown(replace(make_answer("?", neither), differs=((1, 2),)), old, new, same).count("newest") == 0


def test_not_found_says_so_and_shows_the_nearest_and_the_words_that_stand_nowhere() -> None:
    document = make_document("It is 42.", title="Numbers")
    near = make_answer("?", [make_excerpt(document, 0, 9, answer=(6, 8))], found=False)
    page = Parsed(answer_html(near, replace(told(document), unknown=("Guernica", "<b>"))))
    assert page.text["p.missing"].startswith("Not in your documents.")
    assert page.text["p.unknown"] == "In none of your documents: “Guernica”, “<b>”."
    assert page.text["bdi.words"] == "It is 42."
    assert "strong.answer" not in page.text, "nothing in what does not answer is the answer's words"
    assert "p.said" not in page.text
    assert parse(page.values("a", "href")[0]).answer is None
    assert "p.verdict" not in page.text
    empty = shown(make_answer("?", [], found=False))
    assert not {"p.nearest", "p.unknown"} & empty.text.keys()


BAD: list[dict[str, object]] = [
    {"text": "It is 43 today."},
    {"start": 1},
    {"version": "0" * 12},
    {"answer": Words(6, 8, "43")},
    {"answer": Words(6, 99, "42")},
]


@pytest.mark.parametrize(
    ("place", "change"),
    [(place, change) for place in ("best", "folded", "differing") for change in BAD]
    + [("nearest", change) for change in BAD[:3]],  # they are shown without the answer's words
)
def test_an_excerpt_that_is_not_its_documents_text_is_not_shown(place: str, change: dict[str, object]) -> None:
    document = make_document("It is 42 today. It is 44 now.", title="Numbers")
    good = make_excerpt(document, 0, 15, answer=(6, 8))
    bad: Excerpt = replace(good, **change)  # type: ignore[arg-type]
    other = make_excerpt(document, 16, 29, n=2)
    orders = {"best": [bad], "folded": [other, bad], "differing": [bad, other], "nearest": [bad]}
    answer = make_answer("?", orders[place], found=place != "nearest")
    page = shown(replace(answer, differs=((1, 2),)) if place == "differing" else answer, document)
    assert page.text["div.broken"].startswith("Excerpt 1 is not shown. This document has changed")
    assert page.text.get("bdi.words", "") == ("It is 44 now." if len(orders[place]) > 1 else "")
    assert "today" not in page.all_text
    assert "42" not in page.all_text
    assert "p.said" not in page.text


def test_an_excerpt_of_a_document_that_is_gone_is_not_shown() -> None:
    document = make_document("It is 42 today.", title="Numbers")
    page = shown(make_answer("?", [make_excerpt(document, 0, 15, answer=(6, 8))]))
    assert page.text["div.broken"] == f"Excerpt 1 is not shown. {SAY('gone')}"
    assert "a" not in page.tags


def test_an_answer_can_be_copied_asked_again_edited_and_kept() -> None:
    document = make_document("It is 42.", title="Numbers")
    answer = make_answer("?", [make_excerpt(document, 0, 9)])
    html = answer_html(answer, replace(told(document), turn=7))
    page = Parsed(html)
    assert page.text["div.acts"] == "CopyCopy as MarkdownAsk againEdit questionRightWrong"
    assert page.values("div", "id") == ["turn-7"]
    assert page.count("keep") == 2
    assert page.count("literally") == 0, "it was asked as it was typed"


def test_a_follow_up_tells_how_it_was_understood() -> None:
    document = make_document("It is 42.", title="Numbers")
    answer = make_answer("And there?", [make_excerpt(document, 0, 9)])
    page = shown(replace(answer, asked_as="And in Gaza?", notice="Newest first."), document)
    assert page.text["p.asked"] == "Asked as: And in Gaza? Ask exactly as typedNewest first."
    assert page.text["button.literally"] == "Ask exactly as typed"
