"""Answers, documents and reports in, escaped HTML out; pure. Every quote is compared with its document here."""

import html
from collections.abc import Sequence
from dataclasses import replace

from index.document import Document, DocumentSummary, display_name
from index.ingest import AddReport
from qa.answer import Answer, Excerpt, Place
from ui.labels import came_from, duration, kind, many, sureness
from ui.pointer import CHANGED, Find, Pointer, locate, look_up, pointer_at, pointer_to

WHOLE = 300_000
"""Characters up to which the source pane shows a document whole; browsers stay quick up to about there."""

AROUND = 50_000
"""Characters shown before and after the excerpt of a longer document."""

PLACES = 3
"""Other places of the same sentence that are listed: a page's footer may stand on every page."""

ROWS = 500
"""Documents listed at most: a longer list is no use to anybody and slows the page."""

WELCOME = """Every answer is quoted word for word. Choose the number after a quotation to see where it stands.
What your documents do not say, Excerpt does not answer."""
WELCOME_EMPTY = "Excerpt answers questions about them, in their own words only. Choose “Add documents” to begin."

_MARKDOWN = str.maketrans({c: f"&#{ord(c)};" for c in "\n\r\t!$*:[\\]_`{|}~"})
"""What Markdown, formulas and templates give a meaning to; as character references they have none."""


def literal(text: str) -> str:
    r"""Escape text so that neither HTML nor Markdown nor a template sees anything but the text.

    >>> literal('<b> & "$x$"')
    '&lt;b&gt; &amp; &quot;&#36;x&#36;&quot;'
    """
    return html.escape(text, quote=True).translate(_MARKDOWN)


def question_html(question: str) -> str:
    """Return what the person asked, as a chat message."""
    return f'<div class="question" dir="auto">{literal(question)}</div>'


def notice_html(sentence: str) -> str:
    """Return a sentence of the page's own, as a chat message or in the place of a source."""
    return f'<div class="notice" role="status">{literal(sentence)}</div>'


def answer_html(answer: Answer, find: Find) -> str:
    """Return an answer as a chat message. An excerpt that is not what its document says is replaced by a sentence."""
    took = f'<span class="took">{duration(answer.seconds.total)}</span>'
    asked_as = "" if answer.asked_as is None else f'<p class="asked">Understood as: {_isolated(answer.asked_as)}</p>'
    told = asked_as + ("" if answer.notice is None else f'<p class="asked">{literal(answer.notice)}</p>')
    if answer.found:
        quotes = "".join(_quote(excerpt, find) for excerpt in answer.excerpts)
        differs = "".join(f'<p class="differs">Excerpts {a} and {b} do not agree.</p>' for a, b in answer.differs)
        sure = f'<p class="verdict"><span class="sure">{sureness(answer.confidence)}</span>{took}</p>'
        return f'<div class="reply found">{told}{quotes}{differs}{sure}</div>'
    quotes = "".join(_quote(replace(excerpt, answer=None), find) for excerpt in answer.nearest)
    nearest = '<p class="nearest">The nearest passages:</p>' if quotes else ""
    missing = f'<p class="missing"><strong>Not in your documents.</strong>{took}</p>'
    return f'<div class="reply none">{told}{missing}{nearest}{quotes}</div>'


def source_html(document: Document, pointer: Pointer | None) -> str:
    """Return the source pane: a document's text, with the excerpt and the answer's words marked.

    `pointer` must have been located in this very document (`ui.pointer.locate`); None shows it without a mark.
    """
    start, end = (pointer.start, pointer.end) if pointer else (0, 0)
    first, last = _window(document.text, start, end)
    before, after = document.text[first:start], document.text[end:last]
    mark = f'<mark class="excerpt">{_with_answer(document.text, pointer, "mark")}</mark>' if pointer else ""
    text = f'<div class="text" dir="auto">{literal(before)}{mark}{literal(after)}</div>'
    part = _part(document, first, last) if (first, last) != (0, len(document.text)) else ""
    href = html.escape(pointer.href, quote=True) if pointer else ""
    return _pane(_heading(document, pointer) + part, text, f'data-document="{document.id}" data-href="{href}"')


def source_error_html(sentence: str) -> str:
    """Return the source pane with a sentence in the place of a text."""
    return _pane("<h2>Not shown</h2>", notice_html(sentence), "")


def documents_html(documents: Sequence[DocumentSummary]) -> str:
    """Return the list of documents, each with a button that opens it and one that removes it."""
    if not documents:
        return '<p class="empty">No documents yet. Add some, and ask about them.</p>'
    passages = sum(document.passages for document in documents)
    count = f'<p class="count">{many(len(documents), "document")} · {many(passages, "passage")}</p>'
    rows = "".join(_row(document) for document in documents[:ROWS])
    rest = len(documents) - ROWS
    more = f'<p class="empty">and {rest:,} more, which are searched as well</p>' if rest > 0 else ""
    return f'{count}<ul class="documents">{rows}</ul>{more}'


def welcome_html(documents: int) -> str:
    """Return what an empty chat says."""
    if not documents:
        return f'<div class="welcome"><h2>Add your documents</h2><p>{WELCOME_EMPTY}</p></div>'
    return f'<div class="welcome"><h2>Ask your documents</h2><p>{WELCOME}</p></div>'


def report_html(report: AddReport) -> str:
    """Return what became of an upload: counts, and a reason for each file that could not be read."""
    counts = [("added", report.added), ("replaced", report.replaced), ("unchanged", report.unchanged)]
    done = ", ".join(f"{len(rows):,} {word}" for word, rows in counts if rows)
    failures = [(_isolated(display_name(failure.source)), _isolated(failure.reason)) for failure in report.failed]
    failed = "".join(f"<li><strong>{name}</strong> was not added: {reason}</li>" for name, reason in failures)
    sentence = f"<p>{done[:1].upper()}{done[1:]}.</p>" if done else ""
    return f'<div class="report" role="status">{sentence}{f"<ul>{failed}</ul>" if failed else ""}</div>'


def removed_html(document: DocumentSummary) -> str:
    """Return what is said of a document that was removed."""
    return f'<div class="notice" role="status">{_isolated(document.title)} was removed.</div>'


def _quote(excerpt: Excerpt, find: Find) -> str:
    pointer = pointer_to(excerpt)
    try:
        document = locate(pointer, find)
        words = excerpt.answer
        if words is not None and document.text[words.start : words.end] != words.text:
            raise ValueError(CHANGED)
    except ValueError as error:
        return f'<div class="quote broken"><p>{literal(f"Excerpt {excerpt.n} is not shown. {error}")}</p></div>'
    text = f'<bdi class="words" dir="auto">{_with_answer(document.text, pointer, "strong")}</bdi>'
    chip = _chip(pointer, str(excerpt.n), excerpt.text)
    facts = [_isolated(document.title), *_page(excerpt.page), *([literal(document.date)] if document.date else [])]
    also = "".join(_also(place, document, find) for place in excerpt.places[:PLACES])
    more = f" and {len(excerpt.places) - PLACES:,} more" if len(excerpt.places) > PLACES else ""
    also = f' <span class="also">also at {also}{more}</span>' if also else ""
    cited = f'<div class="cited">{" · ".join(facts)}{also}</div>'
    return f'<div class="quote"><blockquote dir="auto">{text} {chip}</blockquote>{cited}</div>'


def _also(place: Place, cited: Document, find: Find) -> str:
    """Return the chip of another place with the sentence that is cited, or nothing if that is gone."""
    try:
        document = look_up(place.document, find)
    except ValueError:
        return ""
    if not 0 <= place.start < place.end <= len(document.text):
        return ""
    pointer = pointer_at(document, place.start, place.end)
    elsewhere = [] if document.id == cited.id else [document.title]
    label = ", ".join([*elsewhere, *_page(place.page)]) or "another place in it"
    return _chip(pointer, label, document.text[place.start : place.end])


def _chip(pointer: Pointer, label: str, quote: str) -> str:
    href, title = html.escape(pointer.href, quote=True), literal(quote)
    return f'<a class="cite" href="{href}" title="{title}">{_isolated(label)}</a>'


def _with_answer(text: str, pointer: Pointer, tag: str) -> str:
    """Return the excerpt's text with the answer's words in a tag."""
    start, end = pointer.start, pointer.end
    if pointer.answer is None:
        return literal(text[start:end])
    first, last = pointer.answer
    words = f'<{tag} class="answer">{literal(text[first:last])}</{tag}>'
    return f"{literal(text[start:first])}{words}{literal(text[last:end])}"


def _pane(heading: str, body: str, attributes: str) -> str:
    close = '<button type="button" class="close" aria-label="Close the source">Close</button>'
    scroll = f'<div class="scroll" tabindex="0" role="region" aria-label="Text of the source">{body}</div>'
    opening = f'<article class="source" aria-label="Source" tabindex="-1" {attributes}>'
    return f"{opening}<header>{close}{heading}</header>{scroll}</article>"


def _heading(document: Document, pointer: Pointer | None) -> str:
    page = document.page_of(pointer.start) if pointer else None
    facts = [kind(document.media_type), *([document.date] if document.date else []), *_page(page)]
    links = (
        f'<a href="/documents/{document.id}/original" download>Original file</a>'
        f'<a href="/documents/{document.id}/text" target="_blank" rel="noopener">Whole text</a>'
    )
    return (
        f'<h2>{_isolated(document.title)}</h2><p class="from">{_isolated(came_from(document.source))}</p>'
        f'<p class="facts">{" · ".join(literal(fact) for fact in facts)}</p><p class="links">{links}</p>'
    )


def _part(document: Document, first: int, last: int) -> str:
    share = f"characters {first + 1:,} to {last:,} of {len(document.text):,}"
    return f'<p class="part">This is a long document. Shown are {share}; “Whole text” opens all of it.</p>'


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span to show: all of a text of usual length, else what stands around the excerpt."""
    if len(text) <= WHOLE:
        return 0, len(text)
    return max(0, start - AROUND), min(len(text), end + AROUND)


def _row(document: DocumentSummary) -> str:
    facts = f"{kind(document.media_type)} · {many(document.passages, 'passage')}"
    title, source = literal(document.title), literal(came_from(document.source))
    words = f'<bdi class="title" dir="auto">{title}</bdi><span class="facts">{literal(facts)}</span>'
    button = f'<button type="button" data-document="{document.id}"'
    open_it = f'{button} class="open" title="{source}">{words}</button>'
    remove_it = f'{button} class="remove" title="Remove" aria-label="Remove {title}">×</button>'
    return f"<li>{open_it}{remove_it}</li>"


def _isolated(text: str) -> str:
    """Return text that cannot turn around the direction of what stands beside it."""
    return f'<bdi dir="auto">{literal(text)}</bdi>'


def _page(page: int | None) -> list[str]:
    return [] if page is None else [f"page {page}"]
