from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.alignment import GAP, REPLACED, Step, align, completed, differences, equal, likeness, words_of


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("It’s the U.S. Embassy’s “plan”…", "it's the u s embassy's plan"),
        ("IT'S the u s embassy`s plan", "it's the u s embassy's plan"),
        ("Over 40,000 (3.5 %) at 10:30", "over 40,000 3.5 % at 10:30"),
        ("an all-out 4th war", "an all out 4 th war"),
        ("-5 or −5 or 1941–1945, 5-6", "- 5 or - 5 or 1941 1945 5 6"),
        ("$5 & €6 = §7", "$ 5 & € 6 = § 7"),
        ("ﬁne GROSSE große Größe", "fine grosse grosse grösse"),
        ("workers’ rights ‘now’", "workers rights now"),
        ("東京 is", "東 京 is"),
        ("?! — “”", ""),
    ],
)
def test_words_are_compared_without_case_quotes_and_punctuation(text: str, forms: str) -> None:
    assert list(words_of(text).forms) == forms.split()


@given(st.text(st.sampled_from("aé’'- .1,5%東\n"), max_size=40), st.integers(0, 10))
def test_words_stand_where_they_are_said_to(text: str, start: int) -> None:
    words = words_of(text, start, len(text))
    assert len(words.forms) == len(words.spans)
    assert all(first[1] <= second[0] for first, second in pairwise(words.spans))
    for form, (a, b) in zip(words.forms, words.spans, strict=True):
        assert start <= a < b <= len(text)
        assert words_of(text[a:b]).forms == (form,) or form == "-"


def told(pasted: str, text: str) -> tuple[str, list[tuple[str, str]], float]:
    """Return the words found, each difference (document, pasted), and the likeness."""
    ours, theirs = words_of(pasted), words_of(text)
    steps = completed(align(ours.forms, theirs.forms), theirs, text)
    found = [theirs.spans[j] for _, j in steps if j is not None]
    changes = [(text[slice(*d.document)], pasted[slice(*d.pasted)]) for d in differences(steps, ours, theirs)]
    return text[found[0][0] : found[-1][1]], changes, likeness(steps, ours, theirs)


TEXT = "Geese fly south. At least 100 ducks swam on the big lake, and 40 herons stood still. Cranes dance."


@pytest.mark.parametrize(
    ("pasted", "found", "changes"),
    [
        ("Geese fly south", "Geese fly south", []),
        ("at least 100 ducks swam", "At least 100 ducks swam", []),
        ("At least 200 ducks swam on the big lake", "At least 100 ducks swam on the big lake", [("100", "200")]),
        ("100 ducks swam on the lake", "100 ducks swam on the big lake", [("big", "")]),
        ("100 ducks never swam on the big lake", "100 ducks swam on the big lake", [("", "never")]),
        ("100 ducks swam on the pond", "100 ducks swam on the big", [("big", "pond")]),
        ("lake and 50 storks stood still", "lake, and 40 herons stood still", [("40 herons", "50 storks")]),
        ("on the big lake today", "on the big lake", [("", "today")]),  # a comma ends what could be replaced
        ("Yesterday fly south", "Geese fly south", [("Geese", "Yesterday")]),
        ("Why, 100 ducks swam", "least 100 ducks swam", [("least", "Why")]),
        ("Then geese fly south", "Geese fly south", [("", "Then")]),
        ("herons stood still. Storks dance", "herons stood still. Cranes dance", [("Cranes", "Storks")]),
        ("herons stood still. Storks", "herons stood still", [("", "Storks")]),
    ],
)  # fmt: skip
def test_what_differs_is_told_as_worked_by_hand(pasted: str, found: str, changes: Sequence[tuple[str, str]]) -> None:
    assert told(pasted, TEXT)[:2] == (found, changes)


def test_likeness_weighs_small_words_less() -> None:
    # the heavier side: 100, swam, ducks, big, lake count 1, on, the ¼: 5.5; equal: all but big
    assert told("100 ducks swam on the lake", TEXT)[2] == pytest.approx(4.5 / 5.5)
    assert told("100 ducks swam on a big lake", TEXT)[2] == pytest.approx(5.25 / 5.5)
    assert told("100 ducks swam on the big lake", TEXT)[2] == 1.0


Cost: TypeAlias = tuple[int, int]
"""What changes cost, and minus the number of equal words."""


def cost_of(steps: Sequence[Step], a: Sequence[str], b: Sequence[str]) -> Cost:
    beside = [a[i] == b[j] for i, j in steps if i is not None and j is not None]
    return GAP * (len(steps) - len(beside)) + REPLACED * beside.count(False), -beside.count(True)


def cost_by_definition(a: Sequence[str], b: Sequence[str]) -> Cost:
    """The least cost of making all of `a` of all of `b`, by recursion."""
    if not a or not b:
        return GAP * (len(a) + len(b)), 0
    beside, equal_words = cost_by_definition(a[1:], b[1:])
    without_a, without_b = cost_by_definition(a[1:], b), cost_by_definition(a, b[1:])
    same = a[0] == b[0]
    return min(
        (beside + REPLACED * (not same), equal_words - same),
        (without_a[0] + GAP, without_a[1]),
        (without_b[0] + GAP, without_b[1]),
    )


short = st.lists(st.sampled_from("abc"), max_size=5)


@given(short.filter(bool), short)
def test_the_place_with_the_fewest_changes_and_most_equal_words_is_taken(a: list[str], b: list[str]) -> None:
    steps = align(a, b)
    assert [i for i, _ in steps if i is not None] == list(range(len(a)))
    within = [j for _, j in steps if j is not None]
    assert within == list(range(within[0], within[-1] + 1)) if within else True
    beside = [(i, j) for i, j in steps if j is not None]
    assert all(i is not None and j is not None and a[i] == b[j] for i, j in (*beside[:1], *beside[-1:]))
    parts = [b[first:beyond] for first in range(len(b) + 1) for beyond in range(first, len(b) + 1)]
    assert cost_of(steps, a, b) == min(cost_by_definition(a, part) for part in parts)


prose = st.lists(st.sampled_from(["ducks", "swim", "the", "lake.", "100", "big,", "Geese"]), min_size=1, max_size=12)


@given(prose.map(" ".join), prose.map(" ".join))
def test_differences_and_equal_words_make_up_both_texts(pasted: str, text: str) -> None:
    ours, theirs = words_of(pasted), words_of(text)
    steps = completed(align(ours.forms, theirs.forms), theirs, text)
    if all(j is None for _, j in steps):
        return
    changes = differences(steps, ours, theirs)
    same = [step for step in steps if equal(step, ours, theirs)]
    changed = [(words_of(pasted, *change.pasted).forms, words_of(text, *change.document).forms) for change in changes]
    assert sum(len(mine) for mine, _ in changed) + len(same) == len(ours.forms)
    shown = [theirs.spans[j] for _, j in steps if j is not None]
    inside = words_of(text, shown[0][0], shown[-1][1]).forms
    assert sum(len(other) for _, other in changed) + len(same) == len(inside)
    assert all(first.document[1] <= second.document[0] for first, second in pairwise(changes))
    assert all(first.pasted[1] <= second.pasted[0] for first, second in pairwise(changes))
    assert (likeness(steps, ours, theirs) == 1.0) == (not changes)
