"""Pointers: the address of an excerpt, and the check that what it quoted still stands there or stands elsewhere."""

from dataclasses import replace

import pytest
from fake_library import make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st
from parsed_html import finder

from index.document import Document, clean, digest_of
from ui import pointer
from ui.pointer import Located, Pointer, locate, parse, pointer_at, pointer_to, relocate

TODAY = make_document("It is 42 today.", title="Numbers")
POINTER = pointer_to(make_excerpt(TODAY, 0, 15, answer=(6, 8)))


def changed_to(text: str) -> Document:
    """Return the document of POINTER as it is later."""
    return replace(TODAY, text=text)


def test_a_pointer_is_checked_against_the_document() -> None:
    good = pointer_to(make_excerpt(TODAY, 6, 8, answer=(6, 8)))
    assert locate(good, finder(TODAY)) is TODAY
    assert relocate(good, finder(TODAY)) == Located(TODAY, good, changed=False)
    for check in (locate, relocate):
        with pytest.raises(ValueError, match=r"^gone$"):
            check(good, finder())
    wrong = [
        replace(good, start=5),
        replace(good, end=99),
        replace(good, end=99, answer=None, digest=digest_of("42 today.")),
        replace(good, start=8, end=8, answer=None, digest=digest_of("")),
        replace(good, digest="0" * 16),
        replace(good, answer=(5, 8)),
        replace(good, answer=(7, 7)),
    ]
    for made in wrong:
        with pytest.raises(ValueError, match=r"^changed$"):
            locate(made, finder(TODAY))
        with pytest.raises(ValueError, match=r"^damaged$"):
            relocate(made, finder(TODAY))
    with pytest.raises(ValueError, match=r"^changed$"):
        locate(replace(good, version="0" * 12), finder(TODAY))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("It is 42 today. Or is it?", 0),
        ("Well. It is 42 today.", 6),
        ("It is 41 today. It is 42 today. It is 42 today.", 16),
        (f"{'x' * 50} It is 42 today.", 51),
    ],
)
def test_a_quote_is_found_where_it_stands_now(text: str, start: int) -> None:
    document = changed_to(text)
    located = relocate(POINTER, finder(document))
    assert located == Located(
        document,
        Pointer(TODAY.id, document.version, start, start + 15, (start + 6, start + 8), POINTER.digest),
        changed=True,
    )
    assert text[slice(*located.pointer.answer or ())] == "42"
    assert locate(located.pointer, finder(document)) is document


def test_of_two_places_the_nearest_is_taken() -> None:
    text = "It is 42 today. And It is 42 today."
    far = replace(POINTER, start=16, end=31, answer=(22, 24))
    assert relocate(far, finder(changed_to(text))).pointer.start == 20
    assert relocate(replace(far, start=10, end=25, answer=None), finder(changed_to(text))).pointer.start == 0


@pytest.mark.parametrize(
    "text", ["It is 43 today.", "", "It is 42", "it is 42 today.", "It is 42  today.", "x" * 100, "It is 42\ntoday."]
)
def test_a_quote_that_stands_nowhere_is_never_replaced_by_another(text: str) -> None:
    with pytest.raises(ValueError, match=r"^changed$"):
        relocate(POINTER, finder(changed_to(text)))


def test_a_damaged_pointer_finds_nothing_in_a_changed_document() -> None:
    """What no pointer ever was is told from what may have stood there once."""
    document = changed_to("Well. It is 42 today.")
    damaged = [
        replace(POINTER, end=POINTER.start),
        replace(POINTER, start=15, end=0),
        replace(POINTER, answer=(0, 99)),
        replace(POINTER, answer=(8, 8)),
        replace(POINTER, start=999_999_999_999, end=999_999_999_999),
    ]
    for made in damaged:
        with pytest.raises(ValueError, match=r"^damaged$"):
            relocate(made, finder(document))
    with pytest.raises(ValueError, match=r"^changed$"):
        relocate(replace(POINTER, end=14), finder(document))
    beyond = replace(POINTER, start=999_999_999_984, end=999_999_999_999, answer=None)
    assert relocate(beyond, finder(document)).pointer.start == 6


def test_only_so_much_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that somebody made up must not keep the server busy."""
    document = changed_to("Well. It is 42 today.")
    for name, value in (("LONGEST_SEARCH", len(document.text)), ("LONGEST_QUOTE", 15)):
        monkeypatch.setattr(pointer, name, value)
        assert relocate(POINTER, finder(document)).changed
        monkeypatch.setattr(pointer, name, value - 1)
        with pytest.raises(ValueError, match=r"^changed$"):
            relocate(POINTER, finder(document))
        monkeypatch.undo()


@given(st.text("ab ", min_size=1, max_size=12), st.text("ab ", max_size=40), st.data())
def test_what_is_found_again_is_the_very_same(quote: str, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, 50))
    made = Pointer("ab", "0" * 12, start, start + len(quote), None, digest_of(quote))
    document = replace(TODAY, id="ab", text=text)
    places = [at for at in range(len(text) - len(quote) + 1) if text[at : at + len(quote)] == quote]
    if not places:
        with pytest.raises(ValueError, match=r"^changed$"):
            relocate(made, finder(document))
    else:
        found = relocate(made, finder(document)).pointer
        assert text[found.start : found.end] == quote
        assert abs(found.start - start) == min(abs(place - start) for place in places)


@given(st.text(min_size=2, max_size=50), st.booleans())
def test_a_pointer_survives_its_address(text: str, has_answer: bool) -> None:
    document = make_document(clean(text), title="x")
    made = replace(pointer_at(document, 0, 2), answer=(0, 1) if has_answer else None)
    assert parse(made.href) == made
    assert parse(f"{made.href}&lib=papers") == made
    assert made.href.isascii()


def test_an_address_reads_as_its_parts() -> None:
    version = TODAY.version
    assert POINTER.href == f"/?doc={TODAY.id}&v={version}&s=0&e=15&a=6-8&h={digest_of('It is 42 today.')}"


RIGHT = {"doc": "ab", "v": "0123456789ab", "s": "4", "e": "9", "a": "5-7", "h": "0123456789abcdef"}


def address(**parts: str) -> str:
    return "/?" + "&".join(f"{name}={value}" for name, value in {**RIGHT, **parts}.items() if value != "-")


@pytest.mark.parametrize(
    "href",
    ["", "/", "#", "javascript:boom()", f"http://evil.example{address()}", f"/x{address()[1:]}",
     address(doc=""), address(doc="a/b"), address(doc="a" * 65), address(doc="-"), address(v="0123"),
     address(v="0123456789AB"), address(s="-1"), address(s="01"), address(s="1٣"), address(e="1e3"),
     address(e="1234567890123"), address(a="5"), address(a="5-"), address(a="7--5"), address(a="5-7-9"),
     address(h="0123456789abcde"), address(h="-"), address(h="0123456789abcdef%0A")],
)  # fmt: skip
def test_a_damaged_address_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match=r"^damaged$"):
        parse(href)
    assert parse(address()).answer == (5, 7)
    assert parse(address(a="-")).answer is None
