"""What the browser says of how it asks in, checked values out: library, language, documents, dates, strictness."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.library import Library
from index.snapshot import EVERYTHING, Scope
from qa.answer import Answer
from qa.follow_up import Turn

STRICTNESS = {"usual": None, "lax": 0.3, "strict": 0.8}
"""Least confidence of what counts as found: the reader's own, about one right in three, and about four in five."""

MOST_TICKED = 10_000


class Ask(Protocol):
    """A question and where it is asked in, an answer out; the sentence of a ValueError is shown to the person."""

    def __call__(
        self,
        question: str,
        library: Library,
        *,
        scope: Scope,
        strict: float | None,
        earlier: Sequence[Turn],
    ) -> Answer:
        """Return the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """How a person asks.

    Attributes:
        library: name of the library, as `ui.shelf` knows it.
        language: of the page.
        scope: which documents may answer.
        strict: least confidence of what counts as found; None for the reader's own.
    """

    library: str
    language: str = "en"
    scope: Scope = EVERYTHING
    strict: float | None = None


def limited(asking: Asking, said: Mapping[str, object]) -> Asking:
    """Return how a person asks from now on, as the page's controls say.

    >>> limited(Asking("papers"), {"only": ["ab12"], "since": "2024-01-01", "until": "", "strict": "lax"})
    Asking(library='papers', language='en', scope=Scope(only=('ab12',), since='2024-01-01', until=None), strict=0.3)

    Raises:
        ValueError: the controls cannot have said this.
    """
    only, strict = said.get("only", []), str(said.get("strict", "usual"))
    if not isinstance(only, list) or len(only) > MOST_TICKED or not all(isinstance(id, str) for id in only):
        raise ValueError("expected a list of ids of documents")
    scope = Scope(tuple(only), _day(said.get("since")), _day(said.get("until")))
    return Asking(asking.library, asking.language, scope, _confidence(strict))


def _confidence(strict: str) -> float | None:
    """Return the least confidence of a level of `STRICTNESS`, or of a number between 0 and 1 as `--strict` takes it."""
    if strict in STRICTNESS:
        return STRICTNESS[strict]
    if not re.fullmatch(r"0(?:\.\d+)?|1(?:\.0+)?", strict):
        raise ValueError(f"expected one of {', '.join(STRICTNESS)}, or a number from 0 to 1, got {strict!r}")
    return float(strict)


def _day(said: object) -> str | None:
    """Return an ISO date, or None for an empty field."""
    if not said:
        return None
    return date.fromisoformat(str(said)).isoformat()
