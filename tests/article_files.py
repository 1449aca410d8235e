"""A kind of file that holds several articles, so that tests of the library need no reader that knows one."""

import json
from types import SimpleNamespace

import pytest

from index import kinds
from index.document import Article, Extracted
from index.sandbox import Sandbox


def read_articles(data: bytes) -> Extracted:
    """Read `{"articles": [[key, text, title, date], …], "notes": […]}`."""
    said = json.loads(data)
    return Extracted("", articles=tuple(Article(*row) for row in said["articles"]), notes=tuple(said.get("notes", ())))


def use_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files named `*.articles` be read."""
    reader = SimpleNamespace(SUFFIXES=(".articles",), MEDIA_TYPE="text/articles", read=read_articles)
    known = {**kinds._readers(), ".articles": reader}
    monkeypatch.setattr(kinds, "_readers", lambda: known)
    in_child = Sandbox.read

    def read(sandbox: Sandbox, name: str, data: bytes) -> Extracted:
        return read_articles(data) if name.endswith(".articles") else in_child(sandbox, name, data)

    monkeypatch.setattr(Sandbox, "read", read)


def articles(texts: dict[str, str], *notes: str) -> str:
    """Return such a file's content: an article for each key, titled by it."""
    return json.dumps({"articles": [[key, text, key.title(), None] for key, text in texts.items()], "notes": notes})
