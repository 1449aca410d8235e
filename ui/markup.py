"""Text in, HTML that shows exactly this text out: the only place where anything is escaped."""

import html
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from index.passages import Span

_MARKDOWN = str.maketrans({c: f"&#{ord(c)};" for c in "\n\r\t!$*:[\\]_`{|}~"})
"""What Markdown, formulas and templates give a meaning to; as character references they have none."""


def literal(text: str) -> str:
    r"""Escape text so that neither HTML nor Markdown nor a template sees anything but the text.

    >>> literal('<b> & "$x$"')
    '&lt;b&gt; &amp; &quot;&#36;x&#36;&quot;'
    """
    return html.escape(text, quote=True).translate(_MARKDOWN)


def isolated(text: str) -> str:
    """Return text that cannot turn around the direction of what stands beside it."""
    return f'<bdi dir="auto">{literal(text)}</bdi>'


def button(name: str, label: str, attributes: str = "") -> str:
    """Return a button with a class and a label that is escaped here, and attributes that are already.

    >>> button("primary", "Add & ask", 'data-page="2"')
    '<button type="button" class="primary" data-page="2">Add &amp; ask</button>'
    """
    more = f" {attributes}" if attributes else ""
    return f'<button type="button" class="{name}"{more}>{literal(label)}</button>'


@dataclass(frozen=True, slots=True)
class Tagged:
    """A span of a text with the tag around it, attributes and all: `mark class="excerpt"`."""

    span: Span
    tag: str


Layer: TypeAlias = Sequence[Tagged]
"""Spans that do not overlap, in order."""


def layered(text: str, span: Span, layers: Sequence[Layer]) -> str:
    """Return a span of a text with tags around parts of it, those of the first layer outermost.

    A tag of an inner layer that a tag of an outer one cuts is closed and opened again.

    >>> layered("One two.", (0, 8), [[Tagged((0, 4), "p"), Tagged((4, 8), "p")], [Tagged((2, 6), "b")]])
    '<p>On<b>e </b></p><p><b>tw</b>o.</p>'
    """
    return _tagged(text, span, [_Indexed(layer) for layer in layers])


class _Indexed:
    """A layer of which the tags that a span touches are found without looking at all: a text has thousands."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._starts = [tagged.span[0] for tagged in layer]
        self._ends = list(accumulate((tagged.span[1] for tagged in layer), max))

    def touching(self, span: Span) -> Layer:
        return self._layer[bisect_right(self._ends, span[0]) : bisect_left(self._starts, span[1])]


def _tagged(text: str, span: Span, layers: Sequence[_Indexed]) -> str:
    if not layers:
        return literal(text[slice(*span)])
    parts, at = [], span[0]
    for tagged in layers[0].touching(span):
        start, end = max(tagged.span[0], at), min(tagged.span[1], span[1])
        if start >= end:
            continue
        name = tagged.tag.partition(" ")[0]
        parts.append(_tagged(text, (at, start), layers[1:]))
        parts.append(f"<{tagged.tag}>{_tagged(text, (start, end), layers[1:])}</{name}>")
        at = end
    return "".join([*parts, _tagged(text, (at, span[1]), layers[1:])])
