"""What looks the same is found, and shown as it stands: ligatures, full-width letters, hyphens at line ends."""

import unicodedata
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, new_catalog, put

from index.lexical import open_lexical
from index.stems import content_words, folded, searched_stems, stems, words_of
from qa.alignment import align, differences
from qa.alignment import words_of as compared_words
from qa.literal import phrase_pattern

WRITTEN = {
    "office": [
        "oﬃce",
        "oﬀice",
        "ofﬁce",
        "ｏｆｆｉｃｅ",
        "of\u00adfice",
        "OFFICE",
        "of-\nfice",
        "of\u00ad\nfice",
        "of‐\n  fice",
    ],
    "cooperation": ["coopera-\ntion", "co\u00adopera\u00adtion", "Cooperation", "ｃｏｏｐｅｒａｔｉｏｎ"],
    "beyoncé": ["Beyonce\u0301", "BEYONCÉ", "Beyon-\ncé", "beyonce\u0301"],
    "flight": ["ﬂight", "ﬂ\u00adight"],
    "سلام": ["ﺳﻼﻡ"],
    "カタカナ": ["ｶﾀｶﾅ"],
}

PAIRS = [(asked, written) for asked, ways in WRITTEN.items() for written in ways]


@pytest.mark.parametrize(("asked", "written"), PAIRS)
@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_what_looks_alike_is_indexed_alike(asked: str, written: str, language: str) -> None:
    indexed = stems(f"the {written} again", language)
    assert set(searched_stems(asked, language)) <= set(indexed)
    if "\n" not in written:
        assert set(searched_stems(written, language)) <= set(stems(asked, language))
        assert words_of(written) == words_of(asked)


@pytest.mark.parametrize(("asked", "written"), PAIRS)
def test_a_phrase_finds_it_and_quotes_it_as_it_stands(asked: str, written: str) -> None:
    text = f"In the {written}, they say, nobody swims."
    found = phrase_pattern(f"the {asked}, they").search(text)
    assert found is not None
    assert found[0] == f"the {written}, they"
    if "\n" not in written:
        assert phrase_pattern(written).search(f"In the {asked} nobody swims.")


@pytest.mark.parametrize(("asked", "written"), [pair for pair in PAIRS if pair[0] != "カタカナ"])
def test_a_pasted_sentence_does_not_differ_by_it(asked: str, written: str) -> None:
    pasted, document = (compared_words(f"In the {word} nobody swims.") for word in (asked, written))
    assert differences(align(pasted.forms, document.forms), pasted, document) == ()


def test_both_halves_of_what_a_line_s_end_parts_are_words_too() -> None:
    assert stems("a well-\nknown duck", "en") == ["a", "well", "known", "wellknown", "duck"]
    assert stems("a Müller-\nMeier", "de") == stems("a Müller- Meier", "de"), "a capital begins a word of its own"
    assert stems("1914-\n18", "en") == ["1914", "18"]


def test_signs_in_numbers_are_not_written_out() -> None:
    assert folded("17½ m² ① ™") == "17½ m² ① ™"


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_ascii_is_compared_as_it_was(text: str) -> None:
    """So that nothing that was measured on English changes; only a hyphen at a line's end says more."""
    from index.stems import _analyzer

    text = text.replace("\n", " ")
    assert folded(text) == text
    assert stems(text, "en") == list(_analyzer("en").analyze(text))
    assert words_of(text) == list(_analyzer(None).analyze(text))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


def test_content_words_are_folded() -> None:
    assert content_words("Where is the oﬃce of Beyonce\u0301?") == ["office", "beyoncé"]


def test_a_library_finds_what_looks_alike_and_keeps_it_as_read(tmp_path: Path, encoder: FakeEncoder) -> None:
    said = "The oﬃce of the lake is closed on Monday.\n\nDucks like inter-\nnational coopera-\ntion, they say.\n"
    catalog = new_catalog(tmp_path, encoder)
    put(catalog, encoder, [document("lake", said), document("sea", "Swans sing at sea, and nobody else does.")])
    index = open_lexical(tmp_path / "lexical", catalog)
    for question in ("the office", "international", "cooperation"):
        ((id, _),) = index.search(question, 5)
        assert catalog.passages([id])[id].document == "lake"
    assert catalog.document("lake").text == said
