"""Whatever comes in, what must hold of splitters, the renderer and readers: pytest tests/test_fuzz.py --fuzz 5000."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import FakeEncoder
from fake_library import make_answer, make_document, make_excerpt
from hostile_zips import DOCTYPES, PACKAGES, package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsed_html import EVIL, Parsed, finder, span_in

from index.document import Document, Extracted, clean
from index.ingest import split
from index.kinds import suffixes
from index.limits import Limits
from index.passages import passage_spans
from index.sandbox import NO_ANSWER, Sandbox, checked
from index.sentences import LANGUAGES, sentence_spans
from ui.render import Told, answer_html, notice_html, question_html
from ui.texts import texts_in

FILES = Path(__file__).parent / "files"
REAL = {path.suffix: path.read_bytes() for path in sorted(FILES.iterdir()) if path.suffix in suffixes()}
TAGS = {"a", "bdi", "blockquote", "button", "details", "div", "p", "span", "strong", "summary"}

MARKS = [
    "...",
    "…",
    "?!",
    "。",
    "！",
    "“",
    "”",
    "»",
    "„",
    ")",
    "(",
    "[1]",
    "1. ",
    "• ",
    "- ",
    "# ",
    "```\n",
    "| a | b |\n",
]
BLANKS = ["\t", "\n", "\n\n", "\r\n", "\u2028", "\u00a0", "\u200b", "\ufeff", "\u202e", "\x00", "\ud800"]
WORDS = [
    "Dr. ",
    "U.S. ",
    "e.g. ",
    "J.F.K. ",
    "Ducks swim. ",
    "they fly",
    "鸭子在湖上游泳",
    "الطيور تطير. ",
    "a\u0301",
    "🦆",
    "Za. B",
]

bits = st.sampled_from([*MARKS, *BLANKS, *WORDS, EVIL])
nasty = st.lists(st.one_of(bits, st.text(max_size=8), bits.map(lambda bit: bit * 40)), max_size=40).map("".join)
"""Texts of pieces that splitters and pages stumble over."""

Check = Callable[..., None]


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--fuzz"))


def tried(check: Check, examples: int, **drawn: st.SearchStrategy[Any]) -> None:
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(given(**drawn)(check))()


def in_order_and_whole(text: str, spans: list[tuple[int, int]]) -> None:
    end = 0
    for start, stop in spans:
        assert end <= start < stop <= len(text), "in order, without overlap"
        assert not text[end:start].strip(), "nothing is left out"
        assert text[start:stop] == text[start:stop].strip(), "no white space outside"
        end = stop
    assert not text[end:].strip(), "nothing is left out at the end"


def test_sentences_cover_any_text(examples: int) -> None:
    def check(text: str, language: str) -> None:
        in_order_and_whole(text, sentence_spans(text, language=language))

    tried(check, examples, text=nasty.map(clean), language=st.sampled_from(LANGUAGES))


def test_passages_cover_any_text(examples: int) -> None:
    encoder = FakeEncoder()

    def check(text: str, longest: int) -> None:
        passages = passage_spans(text, sentence_spans(text), encoder.token_starts, longest=longest)
        in_order_and_whole(text, [span for passage in passages for span in passage.sentences])
        assert all((p.start, p.end) == (p.sentences[0][0], p.sentences[-1][1]) for p in passages)

    tried(check, examples, text=nasty.map(clean), longest=st.integers(1, 200))


def test_any_document_is_split(examples: int) -> None:
    def check(text: str, title: str) -> None:
        document = Document("1", ("a.txt",), title, None, "text/plain", "1", text)
        in_order_and_whole(text, [span for passage in split(document, FakeEncoder()) for span in passage.sentences])

    tried(check, examples, text=nasty.map(clean), title=nasty.map(clean))


def test_whatever_is_quoted_is_shown_literally(examples: int) -> None:
    def check(text: str, question: str, data: st.DataObject) -> None:
        start, end, first, last = span_in(text, data)
        document = make_document(text, title=question[:50], source=f"/tmp/{question[:50]}")
        answer = make_answer(question, [make_excerpt(document, start, end, answer=(first, last))])
        pages = [
            answer_html(answer, Told(finder(document), texts_in("en"))),
            question_html(question),
            notice_html(text),
        ]
        for html in pages:
            page = Parsed(html)
            assert set(page.tags) <= TAGS
            assert not [name for _, name, _ in page.attributes if name.startswith("on")]
            assert not set("$`*[]{}\n") & set(html), "Markdown, formulas and templates see what is left of these"
        assert Parsed(pages[0]).text["bdi.words"] == text[start:end]

    some = nasty.map(clean).filter(bool)
    tried(check, examples, text=some, question=some, data=st.data())


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=Limits(cpu_seconds=10, seconds=50), workers=1) as made:
        yield made


def mutated(data: bytes, seed: int) -> bytes:
    """The same bytes for the same seed: cut, flipped, doubled, displaced."""
    chance, changed = random.Random(seed), bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        at, length = chance.randrange(len(changed) + 1), chance.choice((1, 1, 8, 500))
        deed = chance.randrange(4)
        if deed == 0:
            changed[at : at + length] = chance.randbytes(length)
        elif deed == 1:
            del changed[at : at + length]
        elif deed == 2:
            changed[at:at] = changed[at : at + length]
        else:
            changed[at:at] = chance.choice((b"\x00", b"\xff" * 9, b"<", b"]]>", b"endobj", b"99999999999", b"(", b"\r"))
    return bytes(changed)


def of_kind(suffix: str) -> st.SearchStrategy[bytes]:
    """Bytes that a reader of a kind may be given: random, mutated, and whole with any words in it."""
    kinds = [st.binary(max_size=300), nasty.map(lambda text: clean(text).encode())]
    words = nasty.map(lambda text: f"<html><body><p>{clean(text)}</p>{clean(text)[::-1]}".encode())
    kinds += [words] if suffix.endswith(("html", "htm")) else []
    if suffix in REAL:
        kinds.append(st.integers(0, 2**32).map(lambda seed: mutated(REAL[suffix], seed)))
    if suffix in PACKAGES:
        doctypes = st.sampled_from(["", *DOCTYPES.values()])
        kinds.append(st.builds(lambda text, before: package(suffix, clean(text), before), nasty, doctypes))
        seeds = st.integers(0, 2**32)
        inside = st.builds(lambda seed, text: mutated(text.encode(), seed).decode("latin-1"), seeds, nasty.map(clean))
        kinds.append(inside.map(lambda text: package(suffix, text)))
    return st.one_of(*kinds)


@pytest.mark.parametrize("suffix", suffixes())
def test_any_bytes_are_text_or_one_sentence(suffix: str, examples: int, sandbox: Sandbox) -> None:
    def check(data: bytes) -> None:
        found, reason = Extracted(""), "no reason"
        try:
            found = sandbox.read(f"a{suffix}", data)
        except ValueError as error:
            reason = str(error)
        assert checked(found) == found
        assert reason != NO_ANSWER
        assert "longer than" not in reason
        assert len(reason.splitlines()) == 1

    tried(check, examples, data=of_kind(suffix))
