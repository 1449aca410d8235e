"""The words of a question that stand in no document."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.library import Library
from qa.unknown_words import unknown_words


@pytest.fixture
def asked(library: Library, write: Callable[[str, str], Path]) -> Callable[[str], tuple[str, ...]]:
    """Ask a library about ducks and a lighthouse keeper."""
    library.add(
        [write("ducks.txt", "Ducks swim on the quiet lake. The lighthouse-keeper counted 1,234 swans in 2024.")]
    )
    lexicon = library.snapshot().lexicon
    return lambda question: unknown_words(question, lexicon)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Who painted Guernica?", ("painted", "Guernica")),
        ("Where do ducks swim?", ()),
        ("Is the duck swimming in quiet lakes?", ()),
        ("Who is the lighthouse-keeper?", ()),
        ("Who is the lighthouse-painter?", ()),
        ("Were 1,234 or 5678 swans counted?", ("5678",)),
        ("guernica Guernica GUERNICA", ("guernica",)),
        ("Zebras, ducks & Yaks: which?", ("Zebras", "Yaks")),
        ("What is it, and why?", ()),
        ("", ()),
        ("?!", ()),
    ],
)
def test_words_that_stand_nowhere_are_told_as_they_were_typed(
    asked: Callable[[str], tuple[str, ...]], question: str, unknown: tuple[str, ...]
) -> None:
    assert asked(question) == unknown


def test_in_an_empty_library_every_word_is_unknown(library: Library) -> None:
    assert unknown_words("Where do ducks swim?", library.snapshot().lexicon) == ("ducks", "swim")
