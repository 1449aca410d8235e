"""Markup: what is escaped shows exactly its text, and tags around parts of a text change none of it."""

from hypothesis import given
from hypothesis import strategies as st
from parsed_html import EVIL, Parsed, texts

from index.passages import Span
from ui.markup import Layer, Tagged, button, isolated, layered, literal


@given(st.text())
def test_literal_is_only_text(text: str) -> None:
    html = literal(text)
    assert Parsed(f"<p>{html}</p>").all_text == text
    assert not set("\n\r\t!$*:[\\]_`{|}~<>\"'") & set(html), "Markdown, formulas and templates see what is left"


def test_labels_are_text_and_directions_stay_inside() -> None:
    page = Parsed(button("x", EVIL, 'data-page="2"') + isolated(f"\u202e{EVIL}"))
    assert (page.tags, page.all_text) == (["button", "bdi"], f"{EVIL}\u202e{EVIL}")
    assert page.values("bdi", "dir") == ["auto"]
    assert page.values("button", "data-page") == ["2"]


def layer(tag: str, spans: list[Span]) -> Layer:
    return [Tagged(span, f'{tag} class="{tag}{number}"') for number, span in enumerate(spans)]


spans = st.lists(st.tuples(st.integers(0, 220), st.integers(0, 220)).map(lambda pair: (min(pair), max(pair))))


@given(texts, st.data(), st.lists(spans, max_size=4))
def test_whatever_is_tagged_the_text_stays(text: str, data: st.DataObject, drawn: list[list[Span]]) -> None:
    """Also where spans overlap, are empty, are out of order or reach beyond the text."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    layers = [layer(tag, spans) for tag, spans in zip("pbiu", drawn, strict=False)]
    assert Parsed(layered(text, (start, end), layers)).all_text == text[start:end]


@given(texts, st.lists(st.integers(0, 200), min_size=6, max_size=6, unique=True))
def test_each_tag_holds_its_span(text: str, cuts: list[int]) -> None:
    first = sorted(cuts)
    layers = [layer("p", [(first[0], first[2]), (first[2], first[5])]), layer("mark", [(first[1], first[3])])]
    page = Parsed(layered(text, (0, len(text)), layers))
    assert page.text.get("p.p0", "") == text[first[0] : first[2]]
    assert page.text.get("mark.mark0", "") == text[first[1] : first[3]]


def test_a_tag_that_another_cuts_goes_on_behind_it() -> None:
    layers = [layer("p", [(0, 4), (4, 8)]), layer("s", [(1, 6)]), layer("b", [(2, 8)])]
    assert layered("abcdefgh", (0, 8), layers) == (
        '<p class="p0">a<s class="s0">b<b class="b0">cd</b></s></p>'
        '<p class="p1"><s class="s0"><b class="b0">ef</b></s><b class="b0">gh</b></p>'
    )
