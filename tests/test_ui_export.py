"""Export: what Markdown shows is exactly the text, whatever the documents hold; JSON is the contract's object."""

import json
import re
from dataclasses import asdict, replace
from html.parser import HTMLParser

import pytest
from fake_library import make_answer, make_document, make_excerpt
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.answer import Answer, Excerpt
from ui.conversations import Conversation
from ui.export import (
    answer_markdown,
    answer_text,
    conversation_json,
    conversation_markdown,
    file_name,
    literal_markdown,
)
from ui.kept_turn import kept_turn
from ui.pointer import Find, Pointer
from ui.restored import Lost, Restored
from ui.texts import texts_in

ENGLISH = texts_in("en")

TEXT = "Ducks swim. The keeper counted 1,234 ducks in May.\n\nGeese fly. They are loud."
DUCKS = replace(make_document(TEXT, title="Ducks of the lake", pages=(0, 52)), date="2024-05-01")
HOSTILE = [
    "<script>boom()</script>", "![x](http://evil/x.png)", "[a](javascript:b)", "# Heading", "## `code`", "a\n===",
    "a\n---", "- item\n* item\n+ item\n1. item\n22) item", "> quote", "| a | b |\n|---|---|\n| 1 | 2 |", ":--\na",
    "***", "~~a~~ ~b~", "a\\", "a  \nb", "    code", "\tcode", "```\ncode\n```", "&amp; &lt; &#65;", "<b>\n<!-- -->",
    "$x^2$", "C# #", "_a_ *b*", "[^1]: note", "[x]: http://evil", "http://evil.example www.evil.example", "\\*\\",
    "1.5 and 3-4 (a) = b!",
]  # fmt: skip


def link(excerpt: Excerpt) -> str:
    return f"http://127.0.0.1:7860/?doc={excerpt.document.id}&s={excerpt.start}"


class Text(HTMLParser):
    """The text of an HTML page, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.targets = "", [], []  # type: tuple[str, list[str], list[str | None]]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(markdown: str) -> Text:
    """What a reader of Markdown sees, with HTML, tables and strikethrough allowed."""
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return Text(renderer.render(markdown))


def spaced(text: str) -> str:
    return " ".join(text.split())


def an_answer(*, found: bool = True) -> Answer:
    counted = make_excerpt(DUCKS, 12, 50, answer=(31, 36))
    loud = make_excerpt(DUCKS, TEXT.index("They are"), len(TEXT), n=2)
    return make_answer("How many?", [counted, loud], found=found)


def test_an_answer_is_copied_as_text_with_its_citations() -> None:
    answer = replace(an_answer(), asked_as="How many? (ducks)", notice="Read as it stands.", differs=((1, 2),))
    assert answer_text(a_restored(answer), ENGLISH) == (
        "Asked as: How many? (ducks)\n\nRead as it stands.\n\n1,234\n\n"
        "[1] The keeper counted 1,234 ducks in May.\n— Ducks of the lake, 2024-05-01, page 1\n\n"
        "[2] They are loud.\n— Ducks of the lake, 2024-05-01, page 2\n\n"
        "Excerpts 1 and 2 do not agree.\n"
    )


def test_an_answer_is_copied_as_markdown_with_links() -> None:
    answer = replace(an_answer(), asked_as="How many? (ducks)", notice="Read as it stands.", differs=((1, 2),))
    assert answer_markdown(a_restored(answer), link, ENGLISH) == (
        "Asked as: How many? (ducks)\n\nRead as it stands.\n\n**1,234**\n\n"
        "> The keeper counted 1,234 ducks in May.\n>\n"
        f"> — Ducks of the lake, 2024-05-01, page 1, [1](<http://127.0.0.1:7860/?doc={DUCKS.id}&s=12>)\n\n"
        "> They are loud.\n>\n"
        f"> — Ducks of the lake, 2024-05-01, page 2, [2](<http://127.0.0.1:7860/?doc={DUCKS.id}&s=63>)\n\n"
        "Excerpts 1 and 2 do not agree.\n"
    )


def test_an_answer_is_copied_in_the_page_s_language() -> None:
    answer = replace(an_answer(found=False), asked_as="How many? (ducks)", differs=((1, 2),))
    copied = answer_text(a_restored(answer), texts_in("de"))
    assert copied.startswith("Gefragt wurde: How many? (ducks)\n\nNicht in Ihren Dokumenten.")
    assert "2024-05-01, Seite 1\n" in copied
    assert copied.endswith("Die Auszüge 1 und 2 stimmen nicht überein.\n")


def test_what_is_gone_is_said_in_both() -> None:
    partly = a_restored(replace(an_answer(), excerpts=an_answer().excerpts[:1]), lost=(GONE,))
    assert answer_text(partly, ENGLISH).endswith("page 1\n\nExcerpt 2 is no longer in your documents.\n")
    assert answer_markdown(partly, link, ENGLISH).endswith("> *Excerpt 2 is no longer in your documents.*\n")


def test_what_was_not_found_is_said_in_both() -> None:
    nearest, nothing = an_answer(found=False), make_answer("Who?", (), found=False)
    assert answer_text(a_restored(nearest), ENGLISH).startswith(
        "Not in your documents. The nearest passages:\n\n[1] The keeper"
    )
    assert answer_markdown(a_restored(nearest), link, ENGLISH).startswith(
        "**Not in your documents.** The nearest passages:\n\n> The keeper"
    )
    assert answer_text(a_restored(nothing), ENGLISH) == "Not in your documents.\n"
    assert answer_markdown(a_restored(nothing), link, ENGLISH) == "**Not in your documents.**\n"


def test_different_answers_are_all_named_once() -> None:
    three = [make_excerpt(DUCKS, 12, 50, n=n, answer=span) for n, span in ((1, (31, 36)), (2, (31, 36)), (3, (46, 49)))]
    assert answer_markdown(a_restored(make_answer("?", three)), link, ENGLISH).startswith("**1,234** · **May**\n\n")


def a_conversation(find: Find, *turns: Answer) -> Conversation:
    kept = tuple(kept_turn(answer, find) for answer in turns)
    return Conversation("0123456789abcdef", "How many? *all*", "2026-07-01T12:00:00+00:00", kept)


def a_restored(answer: Answer, **values: object) -> Restored:
    whole = {"lost": (), "moved": (), "time": "2026-07-01T12:00:00+00:00", **values}
    return Restored(answer, **whole)  # type: ignore[arg-type]


GONE = Lost(2, "gone", Pointer(DUCKS.id, DUCKS.version, 63, 77, None, "0" * 16), 2)


def test_a_conversation_as_markdown() -> None:
    answer = an_answer()
    partly = a_restored(replace(answer, excerpts=answer.excerpts[:1]), lost=(GONE,), moved=(1,))
    none = a_restored(replace(answer, excerpts=(), question=" "), lost=(replace(GONE, n=1, reason="changed"),))
    conversation = a_conversation({DUCKS.id: DUCKS}.__getitem__, answer, answer)
    address = f"[1](<http://127.0.0.1:7860/?doc={DUCKS.id}&s=12>)"
    assert conversation_markdown(conversation, [partly, none], link, ENGLISH) == (
        "# How many? \\*all\\*\n\n## How many?\n\n**1,234**\n\n"
        "> The keeper counted 1,234 ducks in May.\n>\n> — Ducks of the lake, 2024-05-01, page 1 "
        f"(moved since: the document has changed), {address}\n\n"
        "> *Excerpt 2 is no longer in your documents.*\n\n"
        "## —\n\n> *Excerpt 1 is not shown, as its document has changed since.*\n"
    )


def test_a_conversation_as_json_is_what_ask_prints_and_what_was_lost() -> None:
    answer = an_answer()
    conversation = a_conversation({DUCKS.id: DUCKS}.__getitem__, answer)
    made = json.loads(conversation_json(conversation, [a_restored(answer, lost=(GONE,), moved=(1,))]))
    assert list(made) == ["id", "name", "started", "turns"]
    (row,) = made["turns"]
    plain = json.loads(json.dumps(asdict(answer)))
    assert {name: row[name] for name in plain} == plain
    assert list(row) == [*plain, "time", "moved", "lost"]
    assert row["moved"] == [1]
    at = {"document": DUCKS.id, "version": DUCKS.version, "start": 63, "end": 77}
    assert row["lost"] == [{"n": 2, "reason": "gone", **at, "page": 2}]


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_exactly_the_text(text: str) -> None:
    for before in ("", "a ", "# ", "**"):
        after = "**" if before == "**" else ""
        seen = shown(f"{before}{literal_markdown(text)}{after}")
        assert spaced(seen.text) == spaced(f"{before.strip('#*')}{text}")
        assert set(seen.tags) <= {"p", "h1", "strong"}


@given(st.text())
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    text = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text)
    seen = shown(literal_markdown(text))
    assert spaced(seen.text) == spaced(text)
    assert set(seen.tags) <= {"p"}


lines = st.lists(st.sampled_from([*HOSTILE, "plain words", ""]), min_size=1, max_size=5).map("\n".join)


@given(lines, st.sampled_from(HOSTILE), st.sampled_from(HOSTILE))
def test_a_hostile_conversation_shows_exactly_its_texts(text: str, title: str, question: str) -> None:
    document = make_document(f"x{text}x", title=title)
    answer = make_answer(question, [make_excerpt(document, 0, len(document.text), answer=(0, len(document.text)))])
    answer = replace(answer, asked_as=question, notice=title)
    conversation = replace(a_conversation({document.id: document}.__getitem__, answer), name=spaced(title))
    seen = shown(conversation_markdown(conversation, [a_restored(answer)], link, ENGLISH))
    wanted = f"{title} {question} Asked as: {question} {title} {document.text} {document.text} — {title}, 1"
    assert spaced(seen.text) == spaced(wanted)
    assert set(seen.tags) <= {"h1", "h2", "p", "strong", "blockquote", "a"}
    assert seen.tags.count("a") == seen.tags.count("blockquote") == 1


@pytest.mark.parametrize("address", ["http://a/<b>", "http://a/\n\nb", "http://a/(b) c", "/?doc=a&s=1&h=%20", "a>)<b"])
def test_no_address_ends_its_link_early(address: str) -> None:
    seen = shown(answer_markdown(a_restored(an_answer()), lambda excerpt: address, ENGLISH))
    assert seen.tags.count("a") == 2
    assert set(seen.tags) == {"p", "strong", "blockquote", "a"}


@given(st.text())
def test_a_file_name_is_safe_everywhere(name: str) -> None:
    safe = file_name(name)
    assert safe
    assert safe == safe.strip(" .")
    assert not set(safe) & set('<>:"/\\|?*\n\r\x00')
    assert safe.isprintable()


@pytest.mark.parametrize("name", ["CON", "nul.txt", "com1", "LPT9 .x"])
def test_a_file_is_not_called_as_a_device(name: str) -> None:
    assert file_name(name).endswith("_")
