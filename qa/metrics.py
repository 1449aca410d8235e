"""Answers, rankings and confidences in, figures from 0 to 1 of how good they are out; no figure is ever NaN.

A function that averages raises ValueError where there is nothing to average.
"""

import re
import string
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from statistics import fmean

ARTICLE = re.compile(r"\b(?:a|an|the)\b")

BINS = 10
"""Bins of equal width in which confidences are compared with how often they are right: some sixty questions in each."""


@dataclass(frozen=True, slots=True)
class Point:
    """What answering only from a confidence on gives.

    Attributes:
        threshold: that confidence.
        coverage: share of all questions that are answered then.
        precision: share of the answered ones that are right.
    """

    threshold: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about one confidence: its mean, the share of them that is right, and how many there are."""

    confidence: float
    right: float
    count: int


def normalised(text: str) -> str:
    """Return a text as SQuAD compares answers: lower case, no ASCII punctuation, no articles, single spaces.

    Rajpurkar et al., "SQuAD: 100,000+ questions for machine comprehension of text", arXiv 1606.05250, section 6.1.

    >>> normalised("The  U.S.' an-swer")
    'us answer'
    """
    bare = text.lower().translate({ord(mark): None for mark in string.punctuation})
    return " ".join(ARTICLE.sub(" ", bare).split())


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """Return 1.0 where the prediction is one of the answers after normalisation, else 0.0.

    >>> exact_match("the 40,000", ["40000", "about 40,000"]), exact_match("40", ["40,000"])
    (1.0, 0.0)
    """
    return float(normalised(prediction) in map(normalised, answers))


def token_f1(prediction: str, answers: Sequence[str]) -> float:
    """Return the F1 (0..1) of the prediction's words, for the answer for which it is highest.

    >>> token_f1("the quiet lake of Lund", ["Lund", "quiet lake"])
    0.6666666666666666
    """
    return max(_f1_of_words(normalised(prediction).split(), normalised(answer).split()) for answer in answers)


def _f1_of_words(predicted: Sequence[str], wanted: Sequence[str]) -> float:
    common = sum((Counter(predicted) & Counter(wanted)).values())
    if not predicted or not wanted:
        return float(predicted == wanted)
    return 2 * common / (len(predicted) + len(wanted))


def holds_answer(text: str, answer: str) -> bool:
    """Tell whether a text holds the words of an answer in their order; case, punctuation and articles do not count.

    Whole words, so "4" does not stand in "1947"; of the text as SQuAD normalises it, and of the text with its words
    parted by any mark, since SQuAD makes one word of "24–10" and of "Manning's".

    >>> holds_answer("They won 24–10.", "24"), holds_answer("In 1947 it was won.", "4"), holds_answer("5 %", "%")
    (True, False, True)
    """
    forms = [(form(text), form(answer)) for form in (normalised, _parted)]
    if not any(wanted for _, wanted in forms):  # nothing but marks and articles
        return answer.lower() in text.lower()
    return any(wanted and f" {wanted} " in f" {given} " for given, wanted in forms)


def _parted(text: str) -> str:
    return " ".join(re.findall(r"\w+", ARTICLE.sub(" ", text.lower())))


def holds_sentence(text: str, sentence: str) -> bool:
    """Tell whether a text equals or holds a sentence, both lower-cased and without non-word characters.

    >>> holds_sentence("He said: “It is 5,000 ft high.”", "it is 5 , 000 ft high ."), holds_sentence("It is.", " . ")
    (True, False)
    """
    wanted = _squeezed(sentence)
    return bool(wanted) and wanted in _squeezed(text)


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def sentence_scores(shown: Sequence[str], chosen: Sequence[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 (0..1) of the sentences shown for one question against those that people chose.

    A shown sentence is right where it equals or holds a chosen one; a chosen one is found where a shown one does so.

    >>> sentence_scores(["Ducks swim.", "They fly.", "They eat."], ["ducks swim", "they sleep"])
    (0.3333333333333333, 0.5, 0.4)
    """
    right = sum(any(holds_sentence(text, sentence) for sentence in chosen) for text in shown)
    found = sum(any(holds_sentence(text, sentence) for text in shown) for sentence in chosen)
    if not right:
        return 0.0, 0.0, 0.0
    precision, recall = right / len(shown), found / len(chosen)
    return precision, recall, 2 * precision * recall / (precision + recall)


def first_hit(ranking: Sequence[str], gold: Collection[str]) -> int | None:
    """Return the place (from 1) of the first gold item among the distinct items of a ranking, or None.

    >>> first_hit(["b", "b", "c", "a"], {"a", "c"}), first_hit(["b"], {"a"})
    (2, None)
    """
    distinct = enumerate(dict.fromkeys(ranking), start=1)
    return next((place for place, item in distinct if item in gold), None)


def hit_rate(places: Sequence[int | None], k: int) -> float:
    """Return the share of questions whose first hit is among the first k.

    >>> hit_rate([1, 3, None, 11], 10)
    0.5
    """
    return fmean(place is not None and place <= k for place in places)


def mean_reciprocal_rank(places: Sequence[int | None], k: int) -> float:
    """Return the mean of 1 / place of the first hit; 0 for one that is not among the first k.

    >>> mean_reciprocal_rank([1, 4, None, 11], 10)
    0.3125
    """
    return fmean(1 / place if place is not None and place <= k else 0.0 for place in places)


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Return how often (0..1) a positive one has a higher score than a negative one, ties counting half.

    The area under the ROC curve, as the Mann–Whitney statistic. None where one of the two kinds is missing.

    >>> auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
    0.875
    """
    high = [score for score, is_positive in zip(scores, positive, strict=True) if is_positive]
    low = sorted(score for score, is_positive in zip(scores, positive, strict=True) if not is_positive)
    if not high or not low:
        return None
    return sum(bisect_left(low, score) + bisect_right(low, score) for score in high) / (2 * len(high) * len(low))


def binary_f1(predicted: Sequence[bool], actual: Sequence[bool]) -> float | None:
    """Return the F1 (0..1) of yes and no; None where there is no yes in either.

    >>> binary_f1([True, True, False], [True, False, True])
    0.5
    """
    both = sum(a and b for a, b in zip(predicted, actual, strict=True))
    return 2 * both / (sum(predicted) + sum(actual)) if any(predicted) or any(actual) else None


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[Point]:
    """Return what each threshold gives, strictest first; a confidence of 0 never answers.

    El-Yaniv and Wiener, "On the foundations of noise-free selective classification", JMLR 11 (2010): risk is
    1 - precision.

    >>> risk_coverage([0.9, 0.5, 0.5, 0.0], [True, True, False, False])[1]
    Point(threshold=0.5, coverage=0.75, precision=0.6666666666666666)
    """
    points: list[Point] = []
    answered = correct = 0
    best_first = sorted(zip(confidences, right, strict=True), reverse=True)
    for confidence, group in groupby(best_first, key=itemgetter(0)):
        verdicts = [ok for _, ok in group]
        answered += len(verdicts)
        correct += sum(verdicts)
        if confidence > 0:
            points.append(Point(confidence, answered / len(confidences), correct / answered))
    return points


def widest(points: Sequence[Point], precision: float) -> Point | None:
    """Return the point of the largest coverage at which at least this share of the answered questions is right.

    >>> widest([Point(0.9, 0.25, 1.0), Point(0.5, 0.75, 0.6)], 0.9)
    Point(threshold=0.9, coverage=0.25, precision=1.0)
    """
    return max((point for point in points if point.precision >= precision), key=lambda p: p.coverage, default=None)


def reliability(confidences: Sequence[float], right: Sequence[bool], *, bins: int = BINS) -> list[Bin]:
    """Return the questions in bins of equal width of their confidence (0..1), those that are not empty, ascending.

    >>> reliability([0.25, 1.0, 0.25], [True, True, False])
    [Bin(confidence=0.25, right=0.5, count=2), Bin(confidence=1.0, right=1.0, count=1)]
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, ok in zip(confidences, right, strict=True):
        groups.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, ok))
    return [
        Bin(fmean(confidence for confidence, _ in group), fmean(ok for _, ok in group), len(group))
        for _, group in sorted(groups.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far confidence and share of right ones lie apart, by questions.

    Guo et al., "On calibration of modern neural networks", arXiv 1706.04599, equation 5.

    >>> calibration_error([Bin(0.75, 0.5, 3), Bin(0.25, 0.25, 1)])
    0.1875
    """
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / sum(each.count for each in bins)
