"""Answers in, escaped HTML out; pure. Every quote is compared with its document here."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.document import Document
from qa.answer import Answer, Excerpt, Place
from qa.parts import parts
from ui.labels import duration, sureness
from ui.markup import Tagged, button, isolated, layered, literal
from ui.pointer import CHANGED, Find, Pointer, locate, look_up, pointer_at, pointer_to
from ui.texts import Texts

PLACES = 3
"""Other places of the same sentence that are listed: a page's footer may stand on every page."""

LONGEST_SUMMARY = 110
"""Characters of a source that is folded away; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer is shown with.

    Attributes:
        find: a document by its id, in the snapshot that is shown.
        say: the page's texts.
        turn: number of the turn in its conversation, from 1.
        unknown: words of the question that stand nowhere; told where there is no answer.
        lost: numbers of excerpts that cannot be shown any more, each with a key of the texts that says why.
        moved: numbers of those that stand at another place than they did: their document has changed.
        asked: how many documents were within the limits of the question, and how many there are; None: not known.
    """

    find: Find
    say: Texts
    turn: int = 1
    unknown: Sequence[str] = ()
    lost: Sequence[tuple[int, str]] = ()
    moved: Sequence[int] = ()
    asked: tuple[int, int] | None = None


def question_html(question: str) -> str:
    """Return what the person asked, as a chat message."""
    return f'<div class="question" dir="auto">{literal(question)}</div>'


def notice_html(sentence: str) -> str:
    """Return a sentence of the page's own, as a chat message or in the place of a source."""
    return f'<div class="notice" role="status">{literal(sentence)}</div>'


def answer_html(answer: Answer, told: Told) -> str:
    """Return an answer as a chat message. An excerpt that is not what its document says is replaced by a sentence."""
    body = _found(answer, told) if answer.found else _not_found(answer, told)
    name = "found" if answer.found else "none"
    return f'<div class="reply {name}" id="turn-{told.turn}">{_understood(answer, told)}{body}{_acts(told)}</div>'


def _understood(answer: Answer, told: Told) -> str:
    notice = "" if answer.notice is None else f'<p class="asked">{literal(answer.notice)}</p>'
    if answer.asked_as is None:
        return notice
    typed = button("act literally", told.say("ask_as_typed"))
    return f'<p class="asked">{told.say.html("asked_as", isolated(answer.asked_as))} {typed}</p>{notice}'


def _found(answer: Answer, told: Told) -> str:
    apart = {n for pair in answer.differs for n in pair}
    differing = [excerpt for excerpt in answer.excerpts if excerpt.n in apart]
    agreeing = [excerpt for excerpt in answer.excerpts if excerpt.n not in apart]
    quotes = _differing(differing, told) if differing else ""
    opened = [] if differing else agreeing[: _parts_answered(answer)]
    quotes += "".join(_quote(excerpt, told) for excerpt in opened)
    folded = "".join(_folded(excerpt, told) for excerpt in agreeing[len(opened) :])
    said = "".join(_answer_words(excerpt, told) for excerpt in opened)
    more = f'<div class="more">{folded}</div>' if folded else ""
    verdict = _verdict(answer, told) if answer.excerpts else ""
    return f"{said}{quotes}{more}{_lost(told)}{verdict}"


def _parts_answered(answer: Answer) -> int:
    """Return how many excerpts each answer another part of the question: the first ones."""
    asked = len(parts(answer.asked_as or answer.question))
    return max(1, asked - (answer.notice is not None))


def _not_found(answer: Answer, told: Told) -> str:
    say = told.say
    took = f'<span class="took">{duration(answer.seconds.total, say)}</span>'
    words = ", ".join(isolated(say("quoted", word)) for word in told.unknown)
    unknown = f'<p class="unknown">{say.html("stands_nowhere", words)}</p>' if words else ""
    quotes = "".join(_quote(replace(excerpt, answer=None), told) for excerpt in answer.nearest)
    nearest = f'<p class="nearest">{literal(say("nearest"))}</p>' if quotes else ""
    missing = f'<p class="missing"><strong>{literal(say("not_found"))}</strong>{took}</p>'
    return f"{missing}{_limits(told)}{unknown}{nearest}{quotes}{_lost(told)}"


def _limits(told: Told) -> str:
    """Return what is said where not all documents were asked."""
    asked, there = told.asked or (0, 0)
    if asked == there:
        return ""
    return f'<p class="unknown">{literal(told.say("some_asked", asked, there))}</p>'


def _lost(told: Told) -> str:
    """Return what is said of excerpts that cannot be shown any more."""
    sentences = (told.say("excerpt_not_shown", n, told.say(why)) for n, why in told.lost)
    return "".join(f'<div class="quote broken"><p>{literal(sentence)}</p></div>' for sentence in sentences)


def _verdict(answer: Answer, told: Told) -> str:
    """Return how sure an answer is and where it comes from, with a line on what that means."""
    say = told.say
    sources = {excerpt.document.id for excerpt in answer.excerpts}
    sources |= {place.document for excerpt in answer.excerpts for place in excerpt.places}
    how, why = sureness(answer.confidence)
    meaning = literal(say(why, round(100 * answer.confidence)))
    words = literal(f"{say('found_in', len(sources))} · {say(how)}")
    took = f'<span class="took">{duration(answer.seconds.total, say)}</span>'
    return f'<p class="verdict"><span class="sure" tabindex="0" title="{meaning}">{words}</span>{took}</p>'


def _answer_words(excerpt: Excerpt, told: Told) -> str:
    """Return the words that answer, large; nothing where none are marked, or where they are not what stands there."""
    words = excerpt.answer
    if words is None or _checked(excerpt, told) is None:
        return ""
    return f'<p class="said"><bdi dir="auto">{literal(words.text)}</bdi></p>'


def _differing(excerpts: Sequence[Excerpt], told: Told) -> str:
    """Return excerpts that do not agree side by side, those of the newest date marked."""
    dates = {excerpt.document.date for excerpt in excerpts}
    newest = max((date for date in dates if date), default=None) if len(dates) > 1 else None
    cards = []
    for excerpt in excerpts:
        mark = f'<span class="newest">{literal(told.say("newest"))}</span>' if excerpt.document.date == newest else ""
        mark = mark if newest else ""
        cards.append(f'<div class="side">{_answer_words(excerpt, told)}{mark}{_quote(excerpt, told)}</div>')
    several = len({excerpt.document.id for excerpt in excerpts}) > 1
    heading = literal(told.say("differ" if several else "differ_within"))
    return f'<p class="differs">{heading}</p><div class="sides">{"".join(cards)}</div>'


def _folded(excerpt: Excerpt, told: Told) -> str:
    """Return a further source as one line that opens."""
    text = " ".join(excerpt.text.split())
    short = text if len(text) <= LONGEST_SUMMARY else f"{text[:LONGEST_SUMMARY].rstrip()}…"
    quote = _quote(excerpt, told)
    if _checked(excerpt, told) is None:
        return quote
    title, words = isolated(excerpt.document.title), isolated(short)
    return f'<details><summary><span class="n">{excerpt.n}</span> {title} — {words}</summary>{quote}</details>'


def _checked(excerpt: Excerpt, told: Told) -> Document | None:
    """Return the document of an excerpt that is what it says, with its words; None of another."""
    try:
        document = locate(pointer_to(excerpt), told.find)
    except ValueError:
        return None
    words = excerpt.answer
    right = words is None or document.text[words.start : words.end] == words.text
    return document if right else None


def _quote(excerpt: Excerpt, told: Told) -> str:
    pointer = pointer_to(excerpt)
    document = _checked(excerpt, told)
    if document is None:
        sentence = told.say("excerpt_not_shown", excerpt.n, _why(pointer, told))
        return f'<div class="quote broken"><p>{literal(sentence)}</p></div>'
    words = [Tagged(pointer.answer, 'strong class="answer"')] if pointer.answer else []
    text = layered(document.text, (pointer.start, pointer.end), [words])
    title = f'<span class="title" title="{literal(document.title)}">{isolated(document.title)}</span>'
    facts = [title, *_page(excerpt.page, told.say)]
    facts += [literal(told.say.date(document.date))] if document.date else []
    facts += [literal(told.say("moved_here"))] if excerpt.n in told.moved else []
    cited = f'<div class="cited">{" · ".join(facts)}{_also(excerpt, document, told)}</div>'
    chip = chip_html(pointer, str(excerpt.n), document, excerpt.page, told.say)
    quote = f'<blockquote dir="auto"><bdi class="words" dir="auto">{text}</bdi> {chip}</blockquote>'
    return f'<div class="quote">{quote}{cited}</div>'


def _why(pointer: Pointer, told: Told) -> str:
    try:
        locate(pointer, told.find)
    except ValueError as reason:
        return told.say(str(reason))
    return told.say(CHANGED)


def _also(excerpt: Excerpt, document: Document, told: Told) -> str:
    """Return the chips of other places with the sentence that is cited."""
    chips = "".join(_other_place(place, document, told) for place in excerpt.places[:PLACES])
    if not chips:
        return ""
    more = len(excerpt.places) - PLACES
    rest = f" {literal(told.say('and_more', more))}" if more > 0 else ""
    return f' <span class="also">{literal(told.say("also_at"))} {chips}{rest}</span>'


def _other_place(place: Place, cited: Document, told: Told) -> str:
    try:
        document = look_up(place.document, told.find)
    except ValueError:
        return ""
    if not 0 <= place.start < place.end <= len(document.text):
        return ""
    pointer = pointer_at(document, place.start, place.end)
    elsewhere = [] if document.id == cited.id else [document.title]
    pages = [] if place.page is None else [told.say("page", place.page)]
    label = ", ".join([*elsewhere, *pages]) or told.say("another_place")
    return chip_html(pointer, label, document, place.page, told.say)


def chip_html(pointer: Pointer, label: str, document: Document, page: int | None, say: Texts) -> str:
    """Return the link to a place: its label for the eye, and for a screen reader the source with title and page.

    What is spoken behind a number is no block of its own, or a browser would put a space before the colon.
    """
    quote = literal(document.text[pointer.start : pointer.end])
    pages = [] if page is None else [say("page", page)]
    name = ", ".join([document.title, *pages]) if label.isdecimal() else ""
    before, _, after = say("chip_name", "\0", name).partition("\0")
    spoken = f'<span class="spoken">{literal(after)}</span>' if name else ""
    href = html.escape(pointer.href, quote=True)
    opening = f'<a class="cite" href="{href}" title="{quote}"><span class="sr-only">{literal(before)}</span>'
    return f"{opening}{isolated(label)}{spoken}</a>"


def _acts(told: Told) -> str:
    """Return the buttons under an answer."""
    say = told.say
    names = ["copy", "copy_markdown", "again", "edit"]
    acts = [button(f"act {name.replace('_', '-')}", say(name)) for name in names]
    for verdict in ("right", "wrong"):
        how = f'title="{literal(say(f"keep_{verdict}_how"))}"'
        acts.append(button(f"act keep {verdict}", say(f"keep_{verdict}"), how))
    return f'<div class="acts">{"".join(acts)}</div>'


def _page(page: int | None, say: Texts) -> list[str]:
    return [] if page is None else [literal(say("page", page))]
