"""A kept turn and the documents as they are now in, its answer out: what is gone or changed is told, never shown."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from qa.answer import Answer, Cited, Excerpt, Place, Words
from ui.kept_turn import KeptExcerpt, KeptTurn
from ui.pointer import GONE, Find, Located, Pointer, relocate

Reason: TypeAlias = Literal["gone", "changed"]
"""Why an excerpt is not shown: its document is gone, or has changed and does not hold the same text any more."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An excerpt that cannot be shown any more: its number in the answer, why, and where it stood."""

    n: int
    reason: Reason
    at: Pointer
    page: int | None


@dataclass(frozen=True, slots=True)
class Restored:
    """An answer as it can be shown now.

    Attributes:
        answer: the kept answer with those excerpts that stand in the documents now, each with the number it had; its
            `found` is as it was, also where nothing is left to be shown.
        lost: the others.
        moved: numbers of the excerpts that stand at another place than they did: their document has changed.
        time: when it was asked, ISO 8601 in UTC.
    """

    answer: Answer
    lost: tuple[Lost, ...]
    moved: tuple[int, ...]
    time: str

    @property
    def shown(self) -> tuple[Excerpt | Lost, ...]:
        """Return everything that the answer had, in its order."""
        rows: list[Excerpt | Lost] = [*self.answer.excerpts, *self.answer.nearest, *self.lost]
        return tuple(sorted(rows, key=lambda row: row.n))


def restored(turn: KeptTurn, find: Find) -> Restored:
    """Return the answer of a kept turn, each excerpt compared with its document now.

    With the documents that it was answered from it is the very same answer.
    """
    rows = [[_restored(row, find) for row in part] for part in (turn.excerpts, turn.nearest)]
    excerpts, nearest = (tuple(row for row in part if isinstance(row, Excerpt)) for part in rows)
    versions = {row.n: row.at.version for row in (*turn.excerpts, *turn.nearest)}
    present = {excerpt.n for excerpt in excerpts}
    answer = Answer(
        question=turn.question,
        asked_as=turn.asked_as,
        found=turn.found,
        confidence=turn.confidence,
        differs=tuple(pair for pair in turn.differs if present.issuperset(pair)),
        excerpts=excerpts,
        nearest=nearest,
        library=turn.library,
        seconds=turn.seconds,
        notice=turn.notice,
    )
    return Restored(
        answer,
        lost=tuple(row for part in rows for row in part if isinstance(row, Lost)),
        moved=tuple(row.n for row in (*excerpts, *nearest) if row.version != versions[row.n]),
        time=turn.time,
    )


def _restored(kept: KeptExcerpt, find: Find) -> Excerpt | Lost:
    standing = _standing(kept.at, find)
    if isinstance(standing, str):
        return Lost(kept.n, standing, kept.at, kept.page)
    document, at = standing.document, standing.pointer
    return Excerpt(
        n=kept.n,
        document=Cited(document.id, document.title, document.source, document.date),
        version=at.version,
        start=at.start,
        end=at.end,
        text=document.text[at.start : at.end],
        answer=None if at.answer is None else Words(*at.answer, document.text[slice(*at.answer)]),
        page=document.page_of(at.start),
        score=kept.score,
        places=tuple(place for pointer in kept.places for place in _place(pointer, find)),
    )


def _place(pointer: Pointer, find: Find) -> tuple[Place, ...]:
    standing = _standing(pointer, find)
    if isinstance(standing, str):
        return ()
    document, at = standing.document, standing.pointer
    return (Place(document.id, at.start, at.end, document.page_of(at.start)),)


def _standing(pointer: Pointer, find: Find) -> Located | Reason:
    """Return where the quote of a pointer stands now, or why it does not."""
    try:
        return relocate(pointer, find)
    except ValueError as reason:
        return "gone" if str(reason) == GONE else "changed"
