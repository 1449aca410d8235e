"""Observed questions in, how often the first passage answers out: ordered by parts of the rule, and of so many read."""

from collections.abc import Sequence
from statistics import fmean

from qa.reading import PASSAGES_READ, passage_features
from qa.training.fitting import EVERY_FEATURE, fit_passages
from qa.training.observed import Observed
from qa.training.question_set import read_pairs

PARTS = {
    "retrieval": (0, 1),
    "the reader's words": (2,),
    "the reader's answer head": (3,),
    "the whole reader": (2, 3),
    "retrieval and the reader's words": (0, 1, 2),
    "retrieval and the reader's answer head": (0, 1, 3),
    "retrieval and the whole reader": (0, 1, 2, 3),
}
"""What passages may be ordered by, as numbers of `qa.reading.passage_features`."""

NUMBERS = (1, 3, 6, 9, 12)
"""Passages that may be read."""


def ablations(observed: Sequence[Observed]) -> dict[str, float]:
    """Return hit@1 (0..1) of the answerable questions by each of these, each half ordered by what the other fits."""
    parts = {name: _hit_at_1(observed, kept, PASSAGES_READ) for name, kept in PARTS.items()}
    return {**parts, **{f"{most} passages read": _hit_at_1(observed, EVERY_FEATURE, most) for most in NUMBERS}}


def _hit_at_1(observed: Sequence[Observed], kept: Sequence[int], most: int) -> float:
    hits = []
    for part in (0, 1):
        rule = fit_passages(observed[part::2], kept=kept, most=most)
        for row in observed[1 - part :: 2]:
            if row.answerable:
                scores = [rule.logit(passage_features(c, r)) for c, r in read_pairs(row, most)]
                hits.append(bool(scores) and row.gold[scores.index(max(scores))])
    return fmean(hits)
