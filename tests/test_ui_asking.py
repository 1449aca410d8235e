"""How a person asks: what the controls say, checked."""

import pytest

from index.snapshot import EVERYTHING, Scope
from ui.asking import MOST_TICKED, STRICTNESS, Asking, limited

BEFORE = Asking("papers", "de", Scope(("old",), "2020-01-01", None), 0.9)


def test_what_the_controls_say_is_how_is_asked() -> None:
    said = {"only": ["a", "b"], "since": "2024-01-01", "until": "2024-12-31", "strict": "strict"}
    assert limited(BEFORE, said) == Asking("papers", "de", Scope(("a", "b"), "2024-01-01", "2024-12-31"), 0.8)


@pytest.mark.parametrize("said", [{}, {"only": [], "since": "", "until": None, "strict": "usual"}])
def test_empty_controls_limit_nothing(said: dict[str, object]) -> None:
    """Nor does what the command line said, once a control was used."""
    assert limited(BEFORE, said) == Asking("papers", "de", EVERYTHING, None)


def test_the_strict_are_stricter_than_the_lax() -> None:
    assert list(STRICTNESS) == ["usual", "lax", "strict"]
    assert limited(BEFORE, {"strict": "lax"}).strict == STRICTNESS["lax"] == 0.3
    assert limited(BEFORE, {"strict": "0.55"}).strict == 0.55


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"only": "ab"}, "expected a list of ids of documents"),
        ({"only": [1]}, "expected a list of ids of documents"),
        ({"only": ["a"] * (MOST_TICKED + 1)}, "expected a list of ids of documents"),
        ({"strict": "very"}, "expected one of usual, lax, strict, or a number from 0 to 1, got 'very'"),
        ({"strict": None}, "expected one of usual, lax, strict, or a number from 0 to 1, got 'None'"),
        ({"strict": "1.5"}, "or a number from 0 to 1, got '1.5'"),
        ({"strict": "nan"}, "or a number from 0 to 1, got 'nan'"),
        ({"since": "yesterday"}, "Invalid isoformat string: 'yesterday'"),
        ({"until": "2024-02-30"}, "day is out of range for month"),
    ],
)
def test_what_no_control_says_is_refused(said: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        limited(BEFORE, said)


def test_a_date_is_read_however_iso_writes_it() -> None:
    assert limited(BEFORE, {"since": "20240131"}).scope.since == "2024-01-31"
