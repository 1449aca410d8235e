import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import (
    UPLOAD,
    Document,
    DocumentSummary,
    clean,
    display_name,
    first_present,
    page_of,
    version_of,
)

DOCUMENT = Document("id", ("/gone/a.txt",), "A title", None, "text/plain", "0" * 64, "Ducks swim.", (0, 6))

any_text = st.text(st.characters(codec=None)) | st.text(st.sampled_from("a\r\n\x00\ud83e\udd86\ufffd\u2028"))


@given(any_text)
def test_cleaning_changes_nothing_but_line_ends_nul_and_lone_surrogates(text: str) -> None:
    cleaned = clean(text)
    assert not {"\r", "\x00"} & set(cleaned)
    cleaned.encode()  # raises where a lone surrogate is left
    if not {"\r", "\x00"} & set(text) and not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert cleaned == text


@given(any_text)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("\r\r\n\n", "\n\n\n"),
        ("a\x00b", "a\ufffdb"),
        ("\ud83e!", "\ufffd!"),
        ("\udd86\ud83e", "\ufffd\ufffd"),
        ("\ud83e\udd86", "🦆"),
        ("tab\t nbsp\u00a0 zwj\u200d bom\ufeff bell\x07", "tab\t nbsp\u00a0 zwj\u200d bom\ufeff bell\x07"),
        ("", ""),
    ],
)
def test_cleaning(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_version_names_the_text_by_its_utf_8() -> None:
    assert version_of("café 🦆") == hashlib.sha256("café 🦆".encode()).hexdigest()[:12]
    assert DOCUMENT.version == version_of("Ducks swim.")
    assert replace(DOCUMENT, text="Ducks swim!").version != DOCUMENT.version
    assert replace(DOCUMENT, title="Another", sources=("/b",)).version == DOCUMENT.version


@given(st.lists(st.integers(1, 30), unique=True).map(sorted), st.integers(0, 40))
def test_a_page_is_the_last_one_that_starts_at_or_before_the_offset(starts: list[int], offset: int) -> None:
    pages = (0, *starts)
    assert page_of(pages, offset) == sum(start <= offset for start in pages)


def test_pages_count_from_one_where_there_are_any() -> None:
    assert [DOCUMENT.page_of(offset) for offset in (0, 5, 6, 10)] == [1, 1, 2, 2]
    assert replace(DOCUMENT, pages=()).page_of(0) is None


def test_the_first_source_that_is_still_there_is_shown(tmp_path: Path) -> None:
    here = tmp_path / "here.txt"
    here.write_text("x")
    assert first_present(["/gone/a.txt", str(here), UPLOAD + "b.txt"]) == str(here)
    assert first_present(["/gone/a.txt", UPLOAD + "b.txt", str(here)]) == "upload:b.txt"
    assert first_present(["/gone/a.txt", "/gone/b.txt"]) == "/gone/a.txt"
    summary = DocumentSummary("id", ("/gone/a.txt", str(here)), "A title", None, "text/plain", "0" * 64, "0" * 12, 1, 1)
    assert summary.source == replace(DOCUMENT, sources=summary.sources).source == str(here)
    here.unlink()
    assert summary.source == "/gone/a.txt"


@pytest.mark.parametrize(
    ("source", "name"),
    [("/home/ada/notes.txt", "notes.txt"), ("upload:notes.txt", "notes.txt"), ("upload:ü 🦆.pdf", "ü 🦆.pdf")],
)
def test_the_name_of_a_source_is_its_file_s(source: str, name: str) -> None:
    assert display_name(source) == name
