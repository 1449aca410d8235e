"""Answers and conversations in, Markdown, plain text and JSON out, as they are copied and saved; pure."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TypeAlias
from urllib.parse import quote

from qa.answer import Answer, Excerpt
from ui.conversations import Conversation
from ui.restored import Lost, Reason, Restored
from ui.texts import Texts

Link: TypeAlias = Callable[[Excerpt], str]
"""Return the address where an excerpt is shown in its document."""

LOST: dict[Reason, str] = {"gone": "lost_gone", "changed": "lost_changed"}

_MARKS = re.compile(r"[\\`*_\[\]<>&|~$#]|:(?=//)|(?<=www)\.|^[-+=:]|(?<=^\d)[.)]", re.MULTILINE | re.IGNORECASE)
"""What Markdown gives a meaning to: anywhere, in a bare address, or first in a line."""

_NUMBERED = re.compile(r"^(\d{2,9})(?=[.)])", re.MULTILINE)


def literal_markdown(text: str) -> str:
    r"""Return a text in one line, escaped so that Markdown shows exactly this text.

    >>> print(literal_markdown("1. *one*\n<b>"))
    1\. \*one\* \<b\>
    """
    return _escaped(" ".join(text.split()))


def answer_text(turn: Restored, say: Texts) -> str:
    """Return an answer as plain text: the answer's words, then each excerpt with where it stands."""
    return _paragraphs(_text_parts(turn, say))


def answer_markdown(turn: Restored, link: Link, say: Texts) -> str:
    """Return an answer as Markdown: the answer's words, then each excerpt as a quotation with a link to its place."""
    return _paragraphs(_parts(turn, link, say))


def conversation_markdown(conversation: Conversation, turns: Sequence[Restored], link: Link, say: Texts) -> str:
    """Return a conversation as Markdown, with its turns as they are restored from the documents now."""
    name = f"# {literal_markdown(conversation.name)}"
    return _paragraphs([name, *(part for turn in turns for part in _turn(turn, link, say))])


def conversation_json(conversation: Conversation, turns: Sequence[Restored]) -> str:
    """Return a conversation as JSON, with its turns as they are restored from the documents now.

    Each turn is what `excerpt ask --json` prints, with when it was asked, the numbers of excerpts that have moved with
    a changed document, and where those stood that cannot be shown any more.
    """
    rows = [
        {**asdict(turn.answer), "time": turn.time, "moved": turn.moved, "lost": [_lost_row(row) for row in turn.lost]}
        for turn in turns
    ]
    whole = {"id": conversation.id, "name": conversation.name, "started": conversation.started, "turns": rows}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def file_name(name: str) -> str:
    """Return a conversation's name as a file may be called on every system, without an ending.

    >>> file_name("Who sent them? a/b"), file_name("../.."), file_name("con")
    ('Who sent them a b', 'conversation', 'con_')
    """
    shown = "".join(char if char.isprintable() and char not in '<>:"/\\|?*' else " " for char in name)
    plain = " ".join(shown.split()).strip(" .")
    reserved = re.fullmatch(r"(?:con|prn|aux|nul|com\d|lpt\d)", plain.partition(".")[0].strip(), re.IGNORECASE)
    return f"{plain}_" if reserved else plain or "conversation"


def _paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _turn(turn: Restored, link: Link, say: Texts) -> Iterator[str]:
    yield f"## {literal_markdown(turn.answer.question) or '—'}"
    yield from _parts(turn, link, say)


def _parts(turn: Restored, link: Link, say: Texts) -> Iterator[str]:
    yield from _told(turn.answer, say)
    for row in turn.shown:
        yield _lost(row, say) if isinstance(row, Lost) else _quotation(row, link, say, moved=row.n in turn.moved)
    yield from _differing(turn.answer, say)


def _told(answer: Answer, say: Texts) -> Iterator[str]:
    """Yield what stands before the excerpts: how the question was understood, and the answer's words."""
    if answer.asked_as is not None:
        yield say("asked_as", literal_markdown(answer.asked_as))
    if answer.notice is not None:
        yield literal_markdown(answer.notice)
    words = [f"**{literal_markdown(words)}**" for words in _answer_words(answer)]
    if words:
        yield " · ".join(words)
    if not answer.found:
        yield f"**{say('not_found')}** {say('nearest') if answer.nearest else ''}".rstrip()


def _differing(answer: Answer, say: Texts) -> Iterator[str]:
    yield from (say("not_agree", a, b) for a, b in answer.differs)


def _answer_words(answer: Answer) -> list[str]:
    """Return the different words that the excerpts answer with, in their order."""
    words = [" ".join(excerpt.answer.text.split()) for excerpt in answer.excerpts if excerpt.answer is not None]
    return list(dict.fromkeys(filter(None, words)))


def _quotation(excerpt: Excerpt, link: Link, say: Texts, *, moved: bool) -> str:
    lines = _escaped("\n".join(line.strip() for line in excerpt.text.splitlines())).split("\n")
    cited = ", ".join(map(literal_markdown, _facts(excerpt, say)))
    note = f" ({say('moved_here')})" if moved else ""
    source = f"— {cited}{note}, [{excerpt.n}](<{_address(link(excerpt))}>)"
    return "\n".join(f"> {line}".rstrip() for line in [*lines, "", source])


def _lost(row: Lost, say: Texts) -> str:
    return f"> *{say(LOST[row.reason], row.n)}*"


def _lost_row(row: Lost) -> dict[str, object]:
    at = {"document": row.at.document, "version": row.at.version, "start": row.at.start, "end": row.at.end}
    return {"n": row.n, "reason": row.reason, **at, "page": row.page}


def _facts(excerpt: Excerpt, say: Texts) -> list[str]:
    page = None if excerpt.page is None else say("page", excerpt.page)
    facts = [" ".join(excerpt.document.title.split()), excerpt.document.date, page]
    return [fact for fact in facts if fact]


def _text_parts(turn: Restored, say: Texts) -> Iterator[str]:
    answer = turn.answer
    if answer.asked_as is not None:
        yield say("asked_as", answer.asked_as)
    if answer.notice is not None:
        yield answer.notice
    if words := _answer_words(answer):
        yield " · ".join(words)
    if not answer.found:
        yield f"{say('not_found')} {say('nearest') if answer.nearest else ''}".rstrip()
    for row in turn.shown:
        if isinstance(row, Lost):
            yield say(LOST[row.reason], row.n)
        else:
            yield f"[{row.n}] {row.text}\n— {', '.join(_facts(row, say))}"
    yield from _differing(answer, say)


def _escaped(text: str) -> str:
    """Put a backslash before what Markdown gives a meaning to."""
    return _NUMBERED.sub(r"\1\\", _MARKS.sub(r"\\\g<0>", text))


def _address(address: str) -> str:
    """Return an address in which nothing ends a link early."""
    return quote(address, safe="%:/?#@!$&'*+,;=~[]")
