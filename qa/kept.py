"""A question whose answer a person has judged and an answer to it in, whether it is still answered right out."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from index.document import Document, digest_of, find_again
from index.passages import Span
from qa.answer import Answer, Excerpt

Verdict: TypeAlias = Literal["right", "wrong", "picked"]
"""What a person said: the answer is right, it is wrong, or this sentence of the source is the right one."""

Judged: TypeAlias = Literal["right", "wrong", "changed", "unknown"]
"""What became of a kept question; `judge` says when it is which."""

Find: TypeAlias = Callable[[str], Document]
"""Return the document with an id; raises KeyError for an unknown one."""

_DOCUMENT = re.compile(r"[0-9A-Za-z_-]{1,64}")
_VERSION, _DIGEST = re.compile(r"[0-9a-f]{12}"), re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """Where a sentence stood: a span of one version of a document, its digest, its page; the words are not kept."""

    document: str
    version: str
    start: int
    end: int
    digest: str
    page: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where this is no place in a document."""
        names = ((_DOCUMENT, self.document), (_VERSION, self.version), (_DIGEST, self.digest))
        named = all(isinstance(name, str) and shape.fullmatch(name) for shape, name in names)
        page = 1 if self.page is None else self.page
        whole = all(isinstance(number, int) for number in (self.start, self.end, page))
        if not (named and whole and 0 <= self.start < self.end and page >= 1):
            raise ValueError(f"not a place in a document: {self!r}")

    def found_in(self, text: str, *, near: int = 0) -> Span | None:
        """Return the span of a text that holds the kept sentence, character for character; the nearest to `near`.

        It is told by its length and digest, so a sentence is found again wherever a new version has it.

        >>> KeptPlace("d1", "0123456789ab", 0, 9, digest_of("They fly.")).found_in("New words. They fly.")
        (11, 20)
        """
        return find_again(text, self.end - self.start, self.digest, near=near)


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question and what a person said of its answer.

    Attributes:
        id: its own, which never changes.
        question: as it is asked again, alone (`asked_alone`).
        verdict: what was said.
        places: the sentences that it was said of, any of which will do; none: of "not in your documents".
        asked: when; with a time zone.
    """

    id: str
    question: str
    verdict: Verdict
    places: tuple[KeptPlace, ...]
    asked: datetime

    def __post_init__(self) -> None:
        """Raise ValueError where nothing is asked, or the verdict is about nothing."""
        if not isinstance(self.question, str) or not self.question.strip():
            raise ValueError("a question that is kept has words: this one has none")
        if self.verdict not in get_args(Verdict):
            raise ValueError(f"a verdict is one of {', '.join(get_args(Verdict))}, not {self.verdict!r}")
        if self.verdict == "picked" and not self.places:
            raise ValueError("a sentence was picked, but none is named")
        if self.asked.tzinfo is None:
            raise ValueError(f"expected a time with its time zone, found {self.asked}")


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """What became of one kept question in a run.

    Attributes:
        question: the kept question's id.
        verdict: what the person had said of it by then.
        found: whether an answer was found.
        judged: as `judge` says.
        confidence: 0..1, the answer's.
        place: where the best excerpt stands, or None where nothing was found.
    """

    question: str
    verdict: Verdict
    found: bool
    judged: Judged
    confidence: float
    place: KeptPlace | None

    def __post_init__(self) -> None:
        """Raise ValueError where this cannot have come of a run."""
        able = ("wrong", "changed") if self.verdict == "wrong" else ("right", "wrong", "unknown")
        named = self.verdict in get_args(Verdict) and self.judged in able
        if not (named and 0 <= self.confidence <= 1 and self.found == (self.place is not None)):
            raise ValueError(f"not what became of a question: {self!r}")


@dataclass(frozen=True, slots=True)
class KeptRun:
    """What became of all kept questions: when they were asked, and the fingerprint of the library that answered."""

    time: datetime
    library: str
    outcomes: tuple[KeptOutcome, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions were answered right in a run, of so many for which that can be told."""

    time: datetime
    right: int
    judged: int


@dataclass(frozen=True, slots=True)
class Change:
    """A question (its id) whose best excerpt is another one now; None where nothing was found."""

    question: str
    old: KeptPlace | None
    new: KeptPlace | None


def asked_alone(answer: Answer, *, goes_on: bool) -> str:
    """Return the question to keep: where it went on from earlier ones, which are not kept, as it was understood."""
    return (answer.asked_as or answer.question) if goes_on else answer.question


def place_of(excerpt: Excerpt, sentences: Sequence[Span] = ()) -> KeptPlace:
    """Return the place that a verdict on an excerpt is about.

    Args:
        excerpt: what was shown.
        sentences: spans of the document's sentences; where they are given, and the answer's words are told, it is the
            sentence with these words: what was shown around them may be shown or not another time.
    """
    start, end = excerpt.start, excerpt.end
    words = excerpt.answer
    if words is not None:
        holding = ((a, b) for a, b in sentences if start <= a <= words.start and words.end <= b <= end)
        start, end = next(holding, (start, end))
    text = excerpt.text[start - excerpt.start : end - excerpt.start]
    page = excerpt.page if start == excerpt.start else None
    return KeptPlace(excerpt.document.id, excerpt.version, start, end, digest_of(text), page)


def place_in(document: Document, start: int, end: int) -> KeptPlace:
    """Return the place of a sentence that was picked in a document as it is now.

    Raises:
        ValueError: the span is not inside its text.
    """
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"there are no characters {start} to {end} in {document.title}: it has {len(document.text)}")
    digest = digest_of(document.text[start:end])
    return KeptPlace(document.id, document.version, start, end, digest, document.page_of(start))


def holds(excerpt: Excerpt, place: KeptPlace) -> bool:
    """Tell whether an excerpt holds a kept sentence, of its document, or of one where the same sentences stand."""
    documents = {excerpt.document.id, *(other.document for other in excerpt.places)}
    return place.document in documents and place.found_in(excerpt.text) is not None


def standing(place: KeptPlace, find: Find) -> Span | None:
    """Return where a kept sentence stands in its document as it is now, or None where it does not, or is gone."""
    try:
        text = find(place.document).text
    except KeyError:
        return None
    return place.found_in(text, near=place.start)


def judge(kept: KeptQuestion, answer: Answer, find: Find) -> Judged:
    """Judge an answer by what a person said of an earlier one.

    - Kept as right, or picked: `right` where one of the shown excerpts holds one of the kept sentences, whole;
      `unknown` where none of these stands in its document any more; else `wrong`.
    - Kept as right to refuse (no place): `right` where nothing is found, else `wrong`.
    - Kept as wrong: `wrong` while the best excerpt still holds the sentence (or nothing is found, where that was
      wrong), else `changed`, since nobody has said what is right.
    """
    if kept.verdict == "wrong":
        best = answer.excerpts[:1]
        same = _any_holds(best, kept.places) if kept.places else not answer.found
        return "wrong" if same else "changed"
    if not kept.places:
        return "wrong" if answer.found else "right"
    if _any_holds(answer.excerpts, kept.places):
        return "right"
    return "wrong" if any(standing(place, find) for place in kept.places) else "unknown"


def _any_holds(excerpts: Sequence[Excerpt], places: Sequence[KeptPlace]) -> bool:
    return any(holds(excerpt, place) for excerpt in excerpts for place in places)


def tally(run: KeptRun) -> Tally:
    """Count the questions with a known answer (kept as right, or picked) that a run answered right."""
    known = [outcome.judged for outcome in run.outcomes if outcome.verdict != "wrong"]
    return Tally(run.time, known.count("right"), known.count("right") + known.count("wrong"))


def changes(before: KeptRun, after: KeptRun) -> list[Change]:
    """Return the questions of both runs whose best excerpt is another sentence now; one that only moved is the same."""
    places = {outcome.question: outcome.place for outcome in before.outcomes}
    pairs = ((row.question, places[row.question], row.place) for row in after.outcomes if row.question in places)
    return [Change(id, old, new) for id, old, new in pairs if _sentence(old) != _sentence(new)]


def no_longer_right(kept: Sequence[KeptQuestion], run: KeptRun, once_right: Collection[str]) -> list[KeptQuestion]:
    """Return the questions that a run answered wrong and that were answered right before.

    Args:
        kept: the questions; one kept as right was answered right then.
        run: the run to look at.
        once_right: ids of those that any run answered right.
    """
    wrong = {outcome.question for outcome in run.outcomes if outcome.verdict != "wrong" and outcome.judged == "wrong"}
    return [row for row in kept if row.id in wrong and (row.verdict == "right" or row.id in once_right)]


def _sentence(place: KeptPlace | None) -> tuple[str, str] | None:
    return None if place is None else (place.document, place.digest)
