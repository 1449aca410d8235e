import re
from itertools import pairwise

import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from index.passages import (
    LONGEST_TITLE,
    LONGEST_TOKEN,
    PassageSpan,
    cut_title,
    embedded_text,
    is_heading,
    passage_budget,
    passage_spans,
)
from index.sentences import sentence_spans

tokens = FakeEncoder().token_starts
prose = st.text(alphabet=st.sampled_from("ab A.?!,;\n\n\t “”—1é🙂"), max_size=1500)


def split(text: str, longest: int = 40) -> list[PassageSpan]:
    return passage_spans(text, sentence_spans(text), tokens, longest=longest)


@given(prose, st.integers(1, 60))
def test_passages_cover_the_text_in_order_with_nothing_but_white_space_between(text: str, longest: int) -> None:
    end = 0
    for passage in split(text, longest):
        assert not text[end : passage.start].strip()
        assert passage.start < passage.end
        end = passage.end
    assert not text[end:].strip()


@given(prose, st.integers(1, 60))
def test_no_passage_has_more_tokens_than_allowed(text: str, longest: int) -> None:
    for passage in split(text, longest):
        assert len(tokens([text[passage.start : passage.end]])[0]) <= longest


@given(prose)
def test_a_passage_is_made_of_its_sentences(text: str) -> None:
    for passage in split(text):
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert all(a[1] <= b[0] for a, b in pairwise(passage.sentences))
        assert all(text[a:b] == text[a:b].strip() for a, b in passage.sentences)


@given(prose)
def test_sentences_that_fit_stay_whole(text: str) -> None:
    kept = {span for passage in split(text) for span in passage.sentences}
    fitting = [span for span in sentence_spans(text) if len(tokens([text[slice(*span)]])[0]) <= 40]
    assert kept.issuperset(fitting)


def test_a_heading_stays_with_what_follows() -> None:
    section = "A heading here\n\n" + "Some words make up this sentence. " * 4 + "\n\n"
    text = section * 6
    for passage in split(text, longest=60):
        assert not text[passage.start : passage.end].endswith("A heading here")


def test_paragraphs_are_torn_only_where_they_do_not_fit() -> None:
    paragraph = "One two three four five six seven eight nine ten. " * 2
    text = "\n\n".join([paragraph.strip()] * 9)
    for passage in split(text, longest=50):
        assert text[passage.end : passage.end + 2] in {"\n\n", ""}


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = "The first clause has some words in it, " * 3 + "and the last clause ends it."
    cut = [text[slice(*span)] for passage in split(text, longest=12) for span in passage.sentences]
    assert all(piece.endswith((",", ".")) for piece in cut)


def test_a_word_longer_than_a_passage_is_cut_between_tokens() -> None:
    text = "-" * 500
    assert [passage.end - passage.start for passage in split(text, longest=100)] == [100] * 5


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Early life\n\nShe was born.", True),
        ("# Early life. And more.\nShe was born.", True),
        ("She was born.\n\nThen more.", False),
        ("no end " * 30 + "\n\nThen more.", False),
        ("A title: ", False),
    ],
)
def test_headings(text: str, heading: bool) -> None:
    line = re.match(r"[^\n]*", text)
    assert line is not None
    assert is_heading(text, (0, len(line[0].rstrip()))) is heading


def test_what_is_embedded_carries_the_title_once() -> None:
    assert embedded_text("Ducks", "They swim.") == "Ducks\nThey swim."
    assert embedded_text("Ducks", "Ducks\n\nThey swim.") == "Ducks\n\nThey swim."


def test_a_long_title_is_cut_between_tokens() -> None:
    title = "word " * 100
    assert cut_title(title, tokens) == ("word " * LONGEST_TITLE).strip()
    assert cut_title("short", tokens) == "short"


def test_title_and_passage_fit_the_encoder() -> None:
    assert passage_budget(256, 0) == 200
    assert passage_budget(256, 48) + 48 + 2 <= 256
    assert passage_budget(128, 48) + 48 + 2 <= 128


@pytest.mark.parametrize("text", ["ก" * 5_000, "🙂" * 3_000, "0123456789abcdef" * 1_000])
def test_a_run_that_is_one_token_to_the_encoder_is_cut_all_the_same(text: str) -> None:
    passages = passage_spans(text, [(0, len(text))], lambda texts: [[0] for _ in texts], longest=200)
    assert max(passage.end - passage.start for passage in passages) <= 200 * LONGEST_TOKEN
    assert "".join(text[passage.start : passage.end] for passage in passages) == text
