"""The questions written by hand are well formed, and their answers stand in the sentences that they name.

A row has `id, kind, question, answerable, gold, evidence, answers`, a `form` where its kind has forms and, where the
text contradicts itself, `differs`. `evidence` holds the sentences that together answer, copied letter by letter.
`answers` are words of theirs: of a `fact` each one will do (but where it differs), of any other kind they are the parts
of one answer. `gold` of a Wikinews row holds the addresses of the articles, which is what a corpus of them goes by. The
articles are no part of the project, so that only the seed's sentences are looked up here.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import SEED

TESTS = Path(__file__).parent
LONGEST_ECHO = 5
"""A question may share this many words in a row with the sentence that answers it: names and times need them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question; a key that is not named here cannot be read."""

    id: str
    kind: str
    question: str
    answerable: bool
    gold: list[str]
    evidence: list[str]
    answers: list[str]
    form: str = ""
    differs: bool = False


def lines(name: str) -> list[str]:
    return (TESTS / name).read_text("utf-8").splitlines()


WIKINEWS = [Row(**json.loads(line)) for line in lines("wikinews_questions.jsonl")]
SEEDS = [Row(**json.loads(line)) for line in lines("seed_questions.jsonl")]
ROWS = WIKINEWS + SEEDS
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    """Yield each run of so many words.

    >>> list(runs("One, two; three", 2))
    [('one', 'two'), ('two', 'three')]
    """
    found = words(text)
    yield from (tuple(found[start : start + length]) for start in range(len(found) - length + 1))


@pytest.mark.parametrize("name", ["wikinews_questions.jsonl", "seed_questions.jsonl"])
def test_each_line_is_one_row_written_in_one_way(name: str) -> None:
    assert [json.dumps(json.loads(line), ensure_ascii=False) for line in lines(name)] == lines(name)


def test_wikinews_has_so_many_questions_of_each_kind() -> None:
    kinds = Counter(row.kind for row in WIKINEWS)
    wanted = {"parts": 12, "list": 12, "comparison": 12, "definition": 12, "said": 12, "fact": 30, "unanswerable": 30}
    assert kinds == wanted
    assert Counter(row.form for row in WIKINEWS if row.kind == "fact") == {
        "who": 3, "when": 3, "where": 3, "how many": 3, "yes-no": 6, "why": 6, "how": 6,
    }  # fmt: skip
    assert Counter(row.form for row in WIKINEWS if row.kind == "unanswerable") == {
        "detail": 11, "swapped": 6, "premise": 4, "other": 4, "nonsense": 5,
    }  # fmt: skip


def test_the_seed_has_questions_of_every_kind_and_form() -> None:
    kinds = Counter(row.kind for row in SEEDS)
    assert (kinds.total() - kinds["unanswerable"], kinds["unanswerable"]) == (25, 12)
    assert {row.kind for row in SEEDS} == {row.kind for row in WIKINEWS}
    assert {row.form for row in SEEDS} == {row.form for row in WIKINEWS}


def test_ids_and_questions_are_unique_and_in_order() -> None:
    assert len({row.id for row in ROWS}) == len({" ".join(words(row.question)) for row in ROWS}) == len(ROWS)
    for rows in (WIKINEWS, SEEDS):
        numbers = [re.fullmatch(r"(?:wn|seed)-([uf]?)(\d\d)", row.id) for row in rows]
        found = [(number[1], int(number[2])) for number in numbers if number]
        assert len(found) == len(rows)
        assert all(after[1] == (before[1] + 1 if after[0] == before[0] else 1) for before, after in pairwise(found))


@every_row
def test_a_form_is_given_where_a_kind_has_forms(row: Row) -> None:
    assert bool(row.form) == (row.kind in {"fact", "unanswerable"})


@every_row
def test_evidence_and_gold_are_there_where_a_question_is_answerable(row: Row) -> None:
    assert row.answerable == (row.kind != "unanswerable") == bool(row.evidence) == bool(row.gold)
    assert len(set(row.evidence)) == len(row.evidence)
    assert len(set(row.gold)) == len(row.gold) <= len(row.evidence)
    assert all(sentence == sentence.strip() and "\n" not in sentence for sentence in row.evidence)


@every_row
def test_each_answer_stands_in_a_sentence_of_the_evidence(row: Row) -> None:
    assert [answer for answer in row.answers if not any(answer in sentence for sentence in row.evidence)] == []
    assert all(answer == answer.strip() != "" for answer in row.answers)


@every_row
def test_a_question_does_not_echo_its_answer(row: Row) -> None:
    asked = set(runs(row.question, LONGEST_ECHO + 1))
    assert [run for sentence in row.evidence for run in runs(sentence, LONGEST_ECHO + 1) if run in asked] == []


def test_only_what_is_nonsense_need_not_be_a_question() -> None:
    assert {row.id for row in ROWS if not re.fullmatch(r"[A-Z].*\?", row.question)} <= {
        row.id for row in ROWS if row.form == "nonsense"
    }


def test_wikinews_gold_is_the_address_of_articles() -> None:
    gold = [address for row in WIKINEWS for address in row.gold]
    assert [address for address in gold if not address.startswith("https://en.wikinews.org//wiki/")] == []
    assert len(set(gold)) >= 60
    assert sum(len(row.gold) > 1 for row in WIKINEWS if row.kind == "comparison") >= 8


def test_seed_evidence_and_answers_stand_in_the_seed() -> None:
    text = SEED.read_text("utf-8")
    assert [quoted for row in SEEDS for quoted in (*row.evidence, *row.answers) if quoted not in text] == []
    assert {name for row in SEEDS for name in row.gold} == {SEED.name}


def test_where_the_seed_contradicts_itself_both_sentences_are_named() -> None:
    differing = [row for row in ROWS if row.differs]
    assert [(row.id, row.answers) for row in differing] == [
        ("seed-24", ["nearly 500", "at least 100"]),
        ("seed-25", ["over 1,600", "another 400"]),
    ]
    assert all(len(row.evidence) == 2 for row in differing)
