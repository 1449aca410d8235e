"""What became of questions in, the figures that `excerpt eval` prints out: how well it finds, answers and abstains."""

from collections.abc import Sequence
from statistics import fmean
from typing import TypeAlias

import numpy as np

from qa.evaluate import Evaluation, Outcome
from qa.metrics import (
    Bin,
    Point,
    auroc,
    binary_f1,
    calibration_error,
    exact_match,
    hit_rate,
    holds_answer,
    mean_reciprocal_rank,
    reliability,
    risk_coverage,
    sentence_scores,
    token_f1,
    widest,
)

WANTED_PRECISION = 0.9
"""Share of the answered questions that should be right: what `coverage@90` is measured at."""

Figures: TypeAlias = dict[str, float | None]
"""Names and figures, from 0 to 1 or in seconds; None where the questions do not allow one."""

Section: TypeAlias = Figures | dict[str, Figures]


def retrieval_figures(outcomes: Sequence[Outcome]) -> dict[str, Figures]:
    """Return, for each retrieval, how often and how early it finds a gold document; of the questions that have some."""
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.ranks)
    places = {name: [outcome.ranks[name] for outcome in outcomes if name in outcome.ranks] for name in names}
    return {
        name: {**{f"hit@{k}": hit_rate(of, k) for k in (1, 5, 10, 20)}, "mrr@10": mean_reciprocal_rank(of, 10)}
        for name, of in places.items()
    }


def answer_figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return how good the answers' words are, of the answerable questions with `answers`; nothing found scores 0."""
    rows = [outcome for outcome in outcomes if outcome.answerable and outcome.query.answers]
    if not rows:
        return {}
    return {
        "em": fmean(exact_match(row.words, row.query.answers) if row.words else 0.0 for row in rows),
        "f1": fmean(token_f1(row.words, row.query.answers) if row.words else 0.0 for row in rows),
        "excerpt_has_answer": fmean(
            row.found and any(holds_answer(e.text, a) for e in row.answer.excerpts for a in row.query.answers)
            for row in rows
        ),
    }


def abstention_figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return how well confidence tells what to answer, of the questions of which it is known if they are answerable.

    `auroc` is None where only answerable or only unanswerable ones are there; `coverage@90` and `ece` are of the
    questions of which it is known what is right, and None where no answerable one is among them.
    """
    rows = [outcome for outcome in outcomes if outcome.answerable is not None]
    if not rows:
        return {}
    answerable = [bool(row.answerable) for row in rows]
    points, bins = curve(outcomes)
    best = widest(points, WANTED_PRECISION)
    return {
        "auroc": auroc([row.confidence for row in rows], answerable),
        "f1": binary_f1([row.found for row in rows], answerable),
        "coverage@90": (best.coverage if best else 0.0) if bins else None,
        "ece": calibration_error(bins) if bins else None,
    }


def curve(outcomes: Sequence[Outcome]) -> tuple[list[Point], list[Bin]]:
    """Return the risk–coverage curve and the reliability of confidence, of the questions that can be judged.

    Both are empty where no answerable question can: of nothing but refusals no curve can be drawn.
    """
    judged = [(outcome.confidence, outcome.right) for outcome in outcomes if outcome.right is not None]
    if not any(outcome.answerable and outcome.right is not None for outcome in outcomes):
        return [], []
    confidences, right = [confidence for confidence, _ in judged], [ok for _, ok in judged]
    return risk_coverage(confidences, right), reliability(confidences, right)


def evidence_figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the means of `sentence_scores` over the answerable questions with `evidence`; nothing found scores 0."""
    rows = [outcome for outcome in outcomes if outcome.answerable and outcome.query.evidence]
    if not rows:
        return {}
    scores = [sentence_scores(row.sentences if row.found else (), row.query.evidence) for row in rows]
    return {name: fmean(score[i] for score in scores) for i, name in enumerate(("precision", "recall", "f1"))}


def sections(evaluation: Evaluation, *, index_seconds: float) -> dict[str, Section]:
    """Return all figures by the names that `excerpt eval --json` gives them; a section without figures is left out.

    Args:
        evaluation: what became of the questions.
        index_seconds: how long it took to make the library, or to find it made.
    """
    outcomes = evaluation.outcomes
    spent = [outcome.seconds for outcome in outcomes]
    seconds: Figures = {
        "index": index_seconds,
        "per_question_p50": float(np.percentile(spent, 50)),
        "per_question_p95": float(np.percentile(spent, 95)),
    }
    made: dict[str, Section] = {
        "retrieval": retrieval_figures(outcomes),
        "answer": answer_figures(outcomes),
        "abstention": abstention_figures(outcomes),
        "evidence": evidence_figures(outcomes),
        "seconds": seconds,
    }
    return {name: section for name, section in made.items() if section}


def to_json(evaluation: Evaluation, *, index_seconds: float) -> dict[str, object]:
    """Return the object of `excerpt eval --json`, figures rounded to four decimals; the arguments are `sections`'."""
    figures = sections(evaluation, index_seconds=index_seconds)
    return {
        "questions": len(evaluation.outcomes),
        "passages": evaluation.passages,
        **{name: _rounded(section) for name, section in figures.items()},
    }


def _rounded(section: Section) -> dict[str, object]:
    return {
        name: _rounded({**value}) if isinstance(value, dict) else value if value is None else round(value, 4)
        for name, value in section.items()
    }
