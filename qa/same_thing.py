"""What a question and two values are about in, whether the two are of one thing out, as far as words tell."""

from collections.abc import Iterable, Sequence

from index.lexical import STOP_WORDS
from qa.about import Asked, Topic, content_words
from qa.answer_forms import alike
from qa.kin import FATES, counts, kin
from qa.values.moments import Moment, compare_moments
from qa.values.names import compare_names, name_words

HELD = 0.5
"""The share of the question's words that each of two texts must hold for their answers to be compared."""

HELD_BY_BOTH = 0.66
"""The share of the question's words held by either text that both must hold."""


def suits(asked: Asked, found: Topic) -> bool:
    """Tell whether a value is of the sort and time that the question names."""
    quality = not found.quality or any(found.quality in choice for choice in asked.words)
    sort = _kinds_agree(asked.kinds, found.kinds) and counts(asked.counted, found.counted)
    return quality and sort and _periods_meet(asked.periods, found.periods)


def same_fate(asked: Asked, found: Topic) -> bool:
    """Tell whether a count is of those to whom what is asked for happened: who died, not who lived there.

    A count of which nothing such is told answers no question for the dead, and the dead answer no other one.
    """
    return (asked.kinds[FATES] is None) == (found.kinds[FATES] is None)


def same_thing(asked: Asked, a: Topic, b: Topic, *, shared: float = HELD_BY_BOTH) -> bool:
    """Tell whether two values are of one thing: nothing around them says that they are not, and both answer alike.

    Args:
        asked: what the question is about.
        a: what one value is about.
        b: what the other is about.
        shared: of the question's words that either text holds, the share that both must hold.
    """
    stages = not a.stage or not b.stage or a.stage == b.stage
    told = stages and _kinds_agree(a.kinds, b.kinds) and _periods_meet(a.periods, b.periods)
    return told and _answer_alike(asked, a, b, shared) and _names_meet(asked.names, a, b)


def same_sort(asked: Asked, a: Topic, b: Topic) -> bool:
    """Tell whether two texts do not speak of two sorts of what is asked about: single tickets and return tickets."""
    for word in frozenset().union(*asked.words):
        sorts, others = ({sort for sort, noun in x.sorts if alike(noun, word)} - STOP_WORDS for x in (a, b))
        if sorts - b.words and others - a.words and not sorts & others:
            return False
    return True


def _kinds_agree(a: Iterable[int | None], b: Iterable[int | None]) -> bool:
    return all(x is None or y is None or x == y for x, y in zip(a, b, strict=True))


def _periods_meet(a: Sequence[Moment], b: Sequence[Moment]) -> bool:
    pairs = [compare_moments(x, y) for x in a for y in b]
    return not pairs or any(pair != "different" for pair in pairs)


def _answer_alike(asked: Asked, a: Topic, b: Topic, shared: float) -> bool:
    """Tell whether two texts hold enough of what is asked about, and nearly the same of it; names may be understood."""
    held, other = (
        {n for n, choice in enumerate(asked.words) if any(kin(x, y) for x in choice for y in text.words)}
        for text in (a, b)
    )
    named = {n for n, choice in enumerate(asked.words) for name in asked.names if choice & set(content_words(name))}
    both, one = len(held & other), len((held ^ other) - named)
    return both >= shared * (both + one) and min(len(held), len(other)) >= HELD * len(asked.words)


def _names_meet(asked: Sequence[str], a: Topic, b: Topic) -> bool:
    """Tell whether nothing speaks against one subject: a name asked for in one only, places apart, titles apart."""
    for one, other in ((a, b), (b, a)):
        for name in asked:
            if _mentions(one, name) and not _mentions(other, name):
                rivals = other.places if _named(name, one.places) else set(other.names) - set(other.places)
                if rivals and not any(_named(rival, one.names) for rival in rivals):
                    return False
    if any(_mentions(a, name) and _mentions(b, name) for name in asked):
        return True
    places = [any(not _named(place, y.names) for place in x.places) for x, y in ((a, b), (b, a))]
    titles = [x.title and y.names and not any(_named(name, y.names) for name in x.names) for x, y in ((a, b), (b, a))]
    return not all(places) and not any(titles)


def _mentions(found: Topic, name: str) -> bool:
    """Tell whether a text names somebody; a name that starts a sentence is known by its last word only."""
    return _named(name, found.names) or name_words(name)[-1:] in {(word,) for word in found.words}


def _named(name: str, others: Iterable[str]) -> bool:
    return any(compare_names(name, other) != "different" for other in others)
