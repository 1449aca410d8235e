"""A conversation after its documents have changed: what is gone is said, what is back is shown again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from fake_library import make_answer, make_document, make_excerpt

from index.document import Document
from index.snapshot import Snapshot
from ui.markup import literal
from ui.render import Told, answer_html
from ui.standing import standing, talk_now
from ui.talk import Talk
from ui.texts import texts_in

SAY = texts_in("en")
DUCKS = make_document("Ducks swim. Geese fly.", title="Birds")
SWIM = make_answer("What swims?", [make_excerpt(DUCKS, 0, 11, answer=(0, 5))])


@dataclass
class Documents:
    """A snapshot that holds these documents only."""

    rows: Sequence[Document] = field(default=())

    def document(self, id: str) -> Document:
        return {row.id: row for row in self.rows}[id]


def holding(*documents: Document) -> Snapshot:
    return cast(Snapshot, Documents(documents))


def a_talk() -> Talk:
    reply = answer_html(SWIM, Told(holding(DUCKS).document, SAY))
    return Talk("kept").asked("?").replied("<p>Please type.</p>").asked("What swims?").replied(reply, SWIM)


def test_what_stands_is_shown_as_it_was() -> None:
    assert talk_now(a_talk(), holding(DUCKS), SAY) == a_talk()
    noticed = replace(SWIM, notice="This stands nearly so: “Ducks” there is “Geese” here.")
    assert standing(noticed, holding(DUCKS).document).answer == noticed


def test_what_was_removed_is_not_shown_and_comes_back() -> None:
    gone = talk_now(a_talk(), holding(), SAY)
    told = gone.messages()[-1]["content"]
    assert "Ducks" not in told
    assert "Excerpt 1 is not shown. This document is no longer in your library." in told
    assert "Found in" not in told
    assert gone.messages()[1]["content"] == "<p>Please type.</p>"
    assert talk_now(gone, holding(DUCKS), SAY) == a_talk()


def test_what_has_moved_is_shown_at_its_new_place() -> None:
    changed = replace(DUCKS, text=f"New. {DUCKS.text}")
    told = talk_now(a_talk(), holding(changed), SAY).messages()[-1]["content"]
    assert "Ducks" in told
    assert literal(SAY("moved_here")) in told
