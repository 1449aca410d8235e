"""Question sets in, the rules of a reader out: passages first, then sentences, then whole answers."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from qa.metrics import risk_coverage, sentence_scores, widest
from qa.reading import PASSAGES_READ, passage_features
from qa.rules import Logistic, Rules
from qa.select import choose
from qa.training.observed import Observed
from qa.training.question_set import Judged, QuestionSet, read_pairs

Row: TypeAlias = tuple[QuestionSet, int]
"""A set, and the number of one of its questions."""

UNFITTED = Rules(
    passage=Logistic((6.0, 0.0, 1.0, 1.0), 0.0),
    sentence=Logistic((0.0,) * 7, 0.0),
    answer=Logistic((0.0,) * 7, 0.0),
    sentence_from=0.5,
    found_from=0.5,
    words_from=-6.0,
)
"""What a reader has until its rules are fitted."""

EVERY_FEATURE = range(len(UNFITTED.passage.weights))
"""Numbers of what passages are ordered by (`qa.reading.passage_features`)."""

RIGHT_SHARE = 0.9
"""Share of the found answers that are right at the threshold that is chosen."""

SHARE_OF_WEIGHT = 0.1
"""What a question is counted for once where the threshold is chosen: one of weight 1 ten times."""

NEAR_BEST = 0.01
"""Loss of F1 that is worth showing fewer sentences."""

EVIDENCE_QUESTIONS = 150
"""Questions with chosen sentences that the threshold for further sentences is looked for on."""


def fit(sets: Sequence[QuestionSet], part: int | None) -> Rules:
    """Fit all rules one after the other, each with those before it.

    Args:
        sets: the questions.
        part: 0 or 1 for every other question of each set, None for all.
    """
    rows = [(asked, n) for asked in sets for n in range(len(asked.observed)) if part in {None, n % 2}]
    rules = replace(UNFITTED, passage=fit_passages([asked.observed[n] for asked, n in rows]))
    rules = replace(rules, sentence=fit_sentences(rows, rules))
    rules = replace(rules, sentence_from=best_sentence_from(rows, rules))
    known = [(judged, asked.weight) for asked, n in rows if (judged := asked.answer(n, rules))]
    rules = replace(rules, answer=fit_answers(known))
    counted = [judged for judged, weight in known for _ in range(round(weight / SHARE_OF_WEIGHT))]
    confidences = [rules.answer.probability(judged.features) for judged in counted]
    point = widest(risk_coverage(confidences, [judged.right for judged in counted]), RIGHT_SHARE)
    return replace(rules, found_from=point.threshold if point else 0.5)


def fit_passages(
    observed: Sequence[Observed], *, kept: Sequence[int] = EVERY_FEATURE, most: int = PASSAGES_READ
) -> Logistic:
    """Fit the order of passages: a conditional logit, so that a gold passage is chosen among those of its question.

    McFadden, "Conditional logit analysis of qualitative choice behavior", 1974.

    Args:
        observed: the questions.
        kept: numbers of the features that may count; the others' weights are 0.
        most: best candidates that are read.
    """
    from scipy.optimize import minimize

    mask = np.isin(EVERY_FEATURE, kept)
    groups = [
        (np.array([passage_features(c, r) for c, r in read_pairs(row, most)]) * mask, np.array(row.gold[:most]))
        for row in observed
        if row.answerable and any(row.gold[:most]) and not all(row.gold[:most])
    ]

    def loss(weights: NDArray[np.float64]) -> float:
        scores = [(features @ weights, gold) for features, gold in groups]
        terms = [np.logaddexp.reduce(s) - np.logaddexp.reduce(s[gold]) for s, gold in scores]
        return float(sum(terms) / max(1, len(terms)) + 1e-3 * (weights**2).sum())

    weights = minimize(loss, np.ones(len(EVERY_FEATURE)), method="L-BFGS-B").x * mask
    return Logistic(tuple(map(float, weights)), 0.0)


def fit_sentences(rows: Sequence[Row], rules: Rules) -> Logistic:
    """Fit which sentences are part of an answer, on the answerable questions."""
    judged = [asked.sentences(n, rules) for asked, n in rows if asked.observed[n].answerable]
    features = [row for found, _ in judged for row in found]
    return _regression(features, [label for _, labels in judged for label in labels], [1.0] * len(features))


def fit_answers(known: Sequence[tuple[Judged, float]]) -> Logistic:
    """Fit how likely answers are right, each with its weight."""
    return _regression(
        [judged.features for judged, _ in known],
        [judged.right for judged, _ in known],
        [weight for _, weight in known],
    )


def best_sentence_from(rows: Sequence[Row], rules: Rules) -> float:
    """Return the threshold for further sentences by F1 against those that people chose: the highest that is near best.

    The fewer sentences are shown, the sooner a person has read them.
    """
    chosen = [(s, n) for s, n in rows if s.observed[n].query.evidence and s.observed[n].answerable]
    found = [(s, n, s.evidence(n, rules)) for s, n in chosen[:EVIDENCE_QUESTIONS]]

    def f1(threshold: float) -> float:
        tried = replace(rules, sentence_from=threshold)
        scores = [
            sentence_scores(s.texts(choose(items, tried)), s.observed[n].query.evidence)[2] for s, n, items in found
        ]
        return fmean(scores) if scores else 0.0

    tried = {step / 40: f1(step / 40) for step in range(2, 37)}
    return max(threshold for threshold, score in tried.items() if score >= max(tried.values()) - NEAR_BEST)


def _regression(features: Sequence[tuple[float, ...]], labels: Sequence[bool], weights: Sequence[float]) -> Logistic:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0, max_iter=2000).fit(np.array(features), np.array(labels), sample_weight=weights)
    return Logistic(tuple(map(float, model.coef_[0])), float(model.intercept_[0]))
