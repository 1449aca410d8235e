"""An answer in, what is kept of it out: pointers to its excerpts, never their words; as a value, as JSON, and back."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from index.document import clean
from qa.answer import Answer, Excerpt, Seconds
from ui.pointer import Find, Pointer, pointer_at, pointer_to

DAMAGED = "What was kept of this question is damaged and cannot be shown."

ID, VERSION, DIGEST = re.compile(r"[0-9A-Za-z_-]{1,64}"), re.compile(r"[0-9a-f]{12}"), re.compile(r"[0-9a-f]{16}")

LARGEST = 10**12
"""No span of a text and no number of an excerpt comes near it."""

QUOTED = re.compile(r"“([^”]*)”")


@dataclass(frozen=True, slots=True)
class KeptExcerpt:
    """Where an excerpt stood: `at` with the answer's words inside it, its page, and where else the same stood."""

    n: int
    at: Pointer
    page: int | None
    score: float
    places: tuple[Pointer, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """What is kept of one question and its answer; the fields that `Answer` has as well are as there.

    Attributes:
        notice: as in `Answer`, but None where it quotes a document.
        time: when it was asked, ISO 8601 in UTC, to the second.
    """

    question: str
    asked_as: str | None
    notice: str | None
    found: bool
    confidence: float
    differs: tuple[tuple[int, int], ...]
    excerpts: tuple[KeptExcerpt, ...]
    nearest: tuple[KeptExcerpt, ...]
    library: str
    seconds: Seconds
    time: str


def kept_turn(answer: Answer, find: Find, *, time: datetime | None = None) -> KeptTurn:
    """Return what is kept of an answer.

    Args:
        answer: what a person got.
        find: looks up documents in the library as it is; it tells what stands at an excerpt's other places.
        time: when it was asked; None: now.
    """
    notice = answer.notice
    if notice is not None and any(words not in answer.question for words in QUOTED.findall(notice)):
        notice = None
    return KeptTurn(
        question=clean(answer.question),
        asked_as=None if answer.asked_as is None else clean(answer.asked_as),
        notice=None if notice is None else clean(notice),
        found=answer.found,
        confidence=answer.confidence,
        differs=answer.differs,
        excerpts=tuple(_kept(excerpt, find) for excerpt in answer.excerpts),
        nearest=tuple(_kept(excerpt, find) for excerpt in answer.nearest),
        library=answer.library,
        seconds=answer.seconds,
        time=(time or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
    )


def _kept(excerpt: Excerpt, find: Find) -> KeptExcerpt:
    places = tuple(_places(excerpt, find))
    return KeptExcerpt(excerpt.n, pointer_to(excerpt), excerpt.page, excerpt.score, places)


def _places(excerpt: Excerpt, find: Find) -> Iterator[Pointer]:
    """Yield pointers to the other places of an excerpt, those whose documents are still there."""
    for place in excerpt.places:
        try:
            document = find(place.document)
        except KeyError:
            continue
        if 0 <= place.start < place.end <= len(document.text):
            yield pointer_at(document, place.start, place.end)


def to_json(turn: KeptTurn) -> str:
    """Return a kept turn as JSON in one line; `from_json` reads it again."""
    return json.dumps(asdict(turn), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> KeptTurn:
    """Return the kept turn of a JSON text, wherever that came from.

    Raises:
        ValueError: it is none; the sentence is for the page.
    """
    try:
        row = _row(json.loads(text))
        asked_as, notice, seconds = row["asked_as"], row["notice"], _row(row["seconds"])
        return KeptTurn(
            question=_text(row["question"]),
            asked_as=None if asked_as is None else _text(asked_as),
            notice=None if notice is None else _text(notice),
            found=_truth(row["found"]),
            confidence=_number(row["confidence"]),
            differs=tuple(map(_pair, _list(row["differs"]))),
            excerpts=tuple(map(_excerpt, _list(row["excerpts"]))),
            nearest=tuple(map(_excerpt, _list(row["nearest"]))),
            library=_text(row["library"]),
            seconds=Seconds(*(_number(seconds[name]) for name in ("retrieve", "read", "total"))),
            time=_time(row["time"]),
        )
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise ValueError(DAMAGED) from error


def _excerpt(value: object) -> KeptExcerpt:
    row = _row(value)
    page = None if row["page"] is None else _whole(row["page"])
    places = tuple(map(_pointer, _list(row["places"])))
    return KeptExcerpt(_whole(row["n"]), _pointer(row["at"]), page, _number(row["score"]), places)


def _pointer(value: object) -> Pointer:
    row = _row(value)
    answer = None if row["answer"] is None else _pair(row["answer"])
    names = [_named(row[name], form) for name, form in (("document", ID), ("version", VERSION), ("digest", DIGEST))]
    return Pointer(names[0], names[1], _whole(row["start"]), _whole(row["end"]), answer, names[2])


def _pair(value: object) -> tuple[int, int]:
    first, last = _list(value)
    return _whole(first), _whole(last)


def _row(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    raise TypeError(f"expected an object, found {value!r:.40}")


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise TypeError(f"expected a list, found {value!r:.40}")


def _text(value: object) -> str:
    if isinstance(value, str):
        return clean(value)
    raise TypeError(f"expected a text, found {value!r:.40}")


def _named(value: object, form: re.Pattern[str]) -> str:
    if isinstance(value, str) and form.fullmatch(value):
        return value
    raise ValueError(f"expected {form.pattern}, found {value!r:.40}")


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError(f"expected true or false, found {value!r:.40}")


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST:
        return value
    raise ValueError(f"expected a whole number, found {value!r:.40}")


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise ValueError(f"expected a number, found {value!r:.40}")


def _time(value: object) -> str:
    time = datetime.fromisoformat(_text(value))
    if time.tzinfo is None:
        raise ValueError(f"expected a time with its zone, found {value!r:.40}")
    return time.astimezone(UTC).isoformat(timespec="seconds")
