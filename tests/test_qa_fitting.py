import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index.catalog import Passage
from index.document import Document
from index.library import Library
from qa.corpus import library_of, read_corpus
from qa.fit_rules import asked_else
from qa.queries import Query
from qa.reader import Pointed, Reading
from qa.reader_input import Pair
from qa.retrieve import Candidate
from qa.training.ablation import ablations
from qa.training.fitting import UNFITTED, fit, fit_passages
from qa.training.observed import Observed, observe
from qa.training.question_set import QuestionSet
from qa.training.swaps import NEAR, pools, subjects, swapped

BIRDS = ("duck", "goose", "heron", "swan", "crane", "stork", "gull", "tern")


def observed(*rows: tuple[float, float, float, float, bool], answerable: bool = True) -> Observed:
    """A question with candidates: fused score, cosine, margin, answer head, and whether it is gold."""
    candidates = tuple(
        Candidate(Passage(n, f"d{n}", 0, 1, ((0, 1),)), score, cosine) for n, (score, cosine, *_) in enumerate(rows)
    )
    readings = tuple(Reading((Pointed((0, 1), margin),), answering) for _, _, margin, answering, _ in rows)
    return Observed(Query("q", "?"), answerable, candidates, readings, tuple(row[-1] for row in rows))


def seen(count: int) -> list[Observed]:
    """Questions of which only the answer head knows the gold passage, and retrieval mostly does."""
    drawn = random.Random(1)
    made = []
    for number in range(count):
        gold = 1 if number % 3 == 0 else 0
        rows = [(0.9, 0.5, drawn.uniform(-5, 5), -4.0, False), (0.8, 0.5, drawn.uniform(-5, 5), -4.0, False)]
        rows[gold] = (*rows[gold][:3], 4.0, True)
        made.append(observed(*rows))
    return made


def test_a_passage_is_preferred_by_what_tells_the_gold_one() -> None:
    retrieved, _, words, answering = fit_passages(seen(60)).weights
    assert answering > 5 * max(abs(words), abs(retrieved))


def test_what_is_left_out_weighs_nothing() -> None:
    assert [bool(weight) for weight in fit_passages(seen(60), kept=(0, 2)).weights] == [True, False, True, False]


def test_questions_that_cannot_be_answered_or_whose_passage_was_not_found_teach_no_order() -> None:
    useless = [
        observed((0.9, 0.5, 5.0, 5.0, True), (0.8, 0.5, 0.0, 0.0, False), answerable=False),
        observed((0.9, 0.5, 5.0, 5.0, False), (0.8, 0.5, 0.0, 0.0, False)),
    ]
    assert fit_passages([*seen(30), *useless]) == fit_passages(seen(30))


def test_ablations_by_hand() -> None:
    found = ablations([*seen(60), observed((0.9, 0.5, 5.0, 5.0, False), answerable=False)])
    assert found["retrieval"] == pytest.approx(2 / 3)
    assert found["the reader's answer head"] == found["retrieval and the whole reader"] == 1.0
    assert found["1 passages read"] == pytest.approx(2 / 3), "the second one is never looked at"
    assert found["3 passages read"] == 1.0


class Keyed:
    """A reader that knows which sentence answers: the one that has the question's last word."""

    name, sha256, rules = "keyed", "0" * 64, UNFITTED

    def __init__(self) -> None:
        self.asked = 0

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        self.asked += len(pairs)
        return [self._read(pair) for pair in pairs]

    @staticmethod
    def _read(pair: Pair) -> Reading:
        key = pair.question.strip("?").split()[-1]
        pointed = [Pointed(span, 6.0 if key in pair.passage[slice(*span)] else -6.0) for span in pair.sentences]
        return Reading(tuple(pointed), max(p.margin for p in pointed))


@pytest.fixture
def keepers(tmp_path: Path) -> tuple[Library, list[Query]]:
    """A library with a text for each bird, and questions of which every fourth has no answer."""
    texts = [f"Ann{n} keeps every {bird} by the lake. It was cold in winter." for n, bird in enumerate(BIRDS)]
    rows = [{"id": bird, "title": bird, "text": text} for bird, text in zip(BIRDS, texts, strict=True)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    library = library_of([read_corpus(tmp_path / "corpus.jsonl")], tmp_path, encoder=FakeEncoder(), reader="forms")
    asked = [
        Query(bird, f"Who keeps every {bird}?", gold=(bird,), answers=(f"Ann{n}",), answerable=True)
        for n, bird in enumerate(BIRDS)
    ]
    lost = [replace(query, question="Who sold the old violin?", answers=(), answerable=False) for query in asked[::3]]
    return library, [*asked, *lost] * 2


def test_readings_are_kept_and_the_gold_is_told(keepers: tuple[Library, list[Query]], tmp_path: Path) -> None:
    library, queries = keepers
    reader = Keyed()
    first = observe(library, queries, reader, tmp_path / "kept.json")
    asked = reader.asked
    assert observe(library, queries, reader, tmp_path / "kept.json") == first
    assert reader.asked == asked > 0, "read once"
    assert all(sum(row.gold) == 1 for row in first if row.answerable)
    without = observe(library, queries, reader, tmp_path / "without.json", without_gold=True)
    assert not any(any(row.gold) or row.answerable for row in without)


def test_rules_are_fitted_to_what_was_observed(keepers: tuple[Library, list[Query]], tmp_path: Path) -> None:
    library, queries = keepers
    asked = QuestionSet(library, observe(library, queries, Keyed(), tmp_path / "kept.json"))
    rules = fit([asked], None)
    for number, row in enumerate(asked.observed):
        judged = asked.answer(number, rules)
        assert judged is not None
        assert judged.right == row.answerable
        assert (rules.answer.probability(judged.features) >= rules.found_from) == row.answerable


def test_what_counts_less_lowers_confidence_less(keepers: tuple[Library, list[Query]], tmp_path: Path) -> None:
    library, queries = keepers
    asked = QuestionSet(library, observe(library, queries, Keyed(), tmp_path / "kept.json"))
    refused = observe(library, queries, Keyed(), tmp_path / "without.json", without_gold=True)
    one = asked.answer(0, fit([asked], None))
    assert one is not None
    sure = [
        fit([asked, *sets], None).answer.probability(one.features)
        for sets in ([], [QuestionSet(library, refused, 0.2)], [QuestionSet(library, refused, 1.0)])
    ]
    assert sure == sorted(sure, reverse=True)
    assert sure[1] > sure[2]


def test_questions_about_another_name_are_answered_by_nothing() -> None:
    corpus = [
        Document("a" * 12, ("row:1",), "Lakes", None, "text/plain", "a" * 64, "Ann Berg swam in 1998. Bo Lind rowed."),
        Document("b" * 12, ("row:2",), "Hills", None, "text/plain", "b" * 64, "It was cold in winter."),
    ]
    queries = [
        Query("1", "When did Ann Berg swim?", gold=("1",), answers=("1998",)),
        Query("2", "When was it cold?", gold=("2",), answers=("winter",)),
    ]
    assert asked_else(queries, corpus) == [Query("1", "When did Bo Lind swim?", answerable=False)]


def test_names_and_numbers_are_what_a_question_is_about() -> None:
    found = [(row.words, row.kind) for row in subjects("What U.S. city did New York's mayor call B in 1,998?")]
    assert found == [("New York", 0), ("1,998", 5)]
    assert subjects("Who is it?") == []
    assert pools(["When did Ann Berg come?", "Where was Bo in 1998?"]) == {0: ["Ann Berg", "Bo"], 4: ["1998"]}


def test_a_swapped_question_is_about_what_stands_elsewhere_or_nowhere() -> None:
    passage = "In 1998 Ann Berg and Bo Lind counted 300 geese in 2 towns."
    pool = pools(["Who was Ann Berg?", "Who was Ed Ax in 1776, 1998 or 5?"])
    questions = {
        swapped("Who counted geese with Ann Berg?", passage, "Bo Lind", pool, random.Random(seed)) for seed in range(9)
    }
    assert questions == {"Who counted geese with Ed Ax?"}, "the answer itself comes in no question"
    years = {swapped("Who counted in 1998?", passage, "Ann Berg", pool, random.Random(seed)) for seed in range(20)}
    assert years == {"Who counted in 1776?"}, "2, 5 and 300 are no years"
    names = [swapped("When did Ann Berg count?", passage, "1998", pool, random.Random(seed)) for seed in range(200)]
    assert names.count("When did Bo Lind count?") / 200 == pytest.approx(NEAR, abs=0.1)
    assert swapped("When did Ed Ax count?", passage, "1998", pool, random.Random(1)) is None, (
        "the passage knows no Ed Ax"
    )
    assert swapped("When was it?", passage, "1998", pool, random.Random(1)) is None
