"""A question in, what of its wording a text has out: its terms, weighted by how rare they are in the library."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.encoder import Vectors
from index.lexical import LexicalIndex


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is compared with sentences: its unit row, and its terms with their weights (summing to 1)."""

    text: str
    vector: Vectors
    weights: Mapping[str, float]
    stems: Callable[[str], list[str]]


def weigh(question: str, vector: Vectors, lexicon: LexicalIndex) -> Question:
    """Return the question with its terms weighted by how rare they are in the library."""
    rarity = {term: math.log(1 + 1 / (lexicon.share_of_passages(term) + 0.001)) for term in lexicon.terms(question)}
    total = sum(rarity.values())
    return Question(question, vector, {term: weight / total for term, weight in rarity.items()}, lexicon.stems)


def overlap(question: Question, text: str) -> float:
    """Return the share (0..1) of the question's weight in terms that the text has."""
    found = set(question.stems(text))
    return sum(weight for term, weight in question.weights.items() if term in found)
