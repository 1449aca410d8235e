"""HTML as a browser would see it: text by class, tags, attributes; and texts that try to be markup."""

from html.parser import HTMLParser

from hypothesis import strategies as st

from index.document import Document, clean
from ui.pointer import Find

EVIL = (
    "<script>boom()</script><img src=x onerror=boom()> ${boom()} {{x}} $$x$$ [a](javascript:boom()) `c` "
    "</textarea> *b* -->"
)

VOID = {"input"}
"""Tags that have no end."""

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).map(clean)


class Parsed(HTMLParser):
    """The text inside each element with a class, the tags and the attributes; tags must be balanced."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.text: dict[str, str] = {}
        self.all_text = ""
        self.feed(html)
        self.close()
        assert self._open == [], "every tag is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self._open.append((tag, [f"{tag}.{name}" for name in (dict(attrs).get("class") or "").split()]))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag, f"{opened} is closed by {tag}"

    def handle_data(self, data: str) -> None:
        self.all_text += data
        for name in {name for _, names in self._open for name in names}:
            self.text[name] = self.text.get(name, "") + data

    def values(self, tag: str, name: str) -> list[str]:
        return [value or "" for at, attribute, value in self.attributes if (at, attribute) == (tag, name)]

    def count(self, name: str) -> int:
        """Return how many elements have a class."""
        return sum(attribute == "class" and name in (value or "").split() for _, attribute, value in self.attributes)


def finder(*documents: Document) -> Find:
    return {document.id: document for document in documents}.__getitem__


def span_in(text: str, data: st.DataObject) -> tuple[int, int, int, int]:
    """Draw a span of a text, and another inside it."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first = data.draw(st.integers(start, end - 1))
    return start, end, first, data.draw(st.integers(first + 1, end))
