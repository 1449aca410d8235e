import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from index.document import Document
from index.sentences import sentence_spans
from index.weights import DEFAULT_ENCODER, model_folder
from qa.forms_reader import FormsReader
from qa.queries import Query
from qa.reader import GraphReader
from qa.reader_input import Pair, ReaderInput, reader_tokenizer
from qa.train_reader import Run, average_with, batches, learning_rate, load_weights, train, write_reader
from qa.train_reader import _update as take_step
from qa.training import negatives as negatives_module
from qa.training.card import gold_scores, write_card
from qa.training.examples import LONGEST_WINDOW, SHARES, Asked, Context, Example, epoch, holds_answer, read_sets
from qa.training.loss import Batch, loss_of
from qa.training.negatives import found_negatives
from qa.training.network import reader_network

TEXT = "Geese fly over the mountains. In 1998 Ann Berg counted 300 geese. Ducks swim. They eat weeds. Herons wait."


def question(text: str, *answers: str) -> dict[str, Any]:
    return {"id": text, "question": text, "answers": [{"text": a, "answer_start": TEXT.index(a)} for a in answers]}


def write_set(folder: Path, name: str, *questions: dict[str, Any], text: str = TEXT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    data = [{"title": "Wild_birds", "paragraphs": [{"context": text, "qas": list(questions)}]}]
    (folder / f"{name}.json").write_text(json.dumps({"version": "1", "data": data}), "utf-8")
    return folder


QUESTIONS = (
    question("How many geese?", "counted 300 geese", "300", "300"),
    question("Who counted?", "Ann Berg", "In 1998 Ann Berg"),
)


@pytest.fixture
def sets(tmp_path: Path) -> tuple[list[Context], list[Asked]]:
    return read_sets(write_set(tmp_path / "reader", "birds", *QUESTIONS))


def test_the_answer_that_most_people_marked_is_the_one_and_the_shortest_of_equals(
    sets: tuple[list[Context], list[Asked]],
) -> None:
    (context,), (first, second) = sets
    assert [context.text[slice(*row.answer)] for row in (first, second)] == ["300", "Ann Berg"]
    assert [context.text[slice(*span)] for span in first.answers] == ["counted 300 geese", "300"]
    assert context.title == ""


def test_titles_and_shares_are_those_of_the_set(tmp_path: Path) -> None:
    contexts, asked = read_sets(write_set(tmp_path, "new_wiki", QUESTIONS[0]))
    assert (contexts[0].title, asked[0].share) == ("Wild birds", SHARES["new_wiki"])
    assert asked[0].understood_alone


def test_an_answer_that_does_not_stand_where_it_should_is_refused(tmp_path: Path) -> None:
    wrong = {"id": "q7", "question": "?", "answers": [{"text": "301", "answer_start": 3}]}
    with pytest.raises(ValueError, match="question q7: '301' does not stand at 3"):
        read_sets(write_set(tmp_path, "birds", wrong))


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no questions in"):
        read_sets(tmp_path)


def test_windows_are_whole_sentences_with_the_answer_or_without_any(
    sets: tuple[list[Context], list[Asked]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.training.examples.SHORTEST_WINDOW", 20)
    contexts, asked = sets
    asked = [replace(row, understood_alone=True) for row in asked]
    found = {number: [Pair(row.question, "Herons wait.")] for number, row in enumerate(asked)}
    groups = [group for seed in range(60) for group in epoch(contexts, asked, found, seed)]
    examples = [example for group in groups for example in group]
    starts = {start for start, _ in contexts[0].sentences}
    ends = {end for _, end in contexts[0].sentences}
    answers = {row.question: [TEXT[slice(*span)] for span in row.answers] for row in asked}
    for example in examples:
        passage = example.pair.passage
        place = TEXT.index(passage)
        assert place in starts
        assert place + len(passage) in ends
        assert len(passage) <= LONGEST_WINDOW
        if example.answer is None:
            assert not holds_answer(passage, answers[example.pair.question])
        else:
            assert passage[slice(*example.answer)] in {"300", "Ann Berg"}
    for group in groups:
        assert [example.answer is None for example in group] == [False] + [True] * (len(group) - 1)
        assert len({example.pair.question for example in group}) == 1
    assert {len(group) for group in groups} == {2, 3, 4}, "two at most where one was found, one of each kind else"
    assert len({example.pair.passage for example in examples if example.answer}) > 5, "answers stand anywhere"


def test_a_seed_decides_an_epoch(sets: tuple[list[Context], list[Asked]]) -> None:
    assert epoch(*sets, {}, 3) == epoch(*sets, {}, 3)
    assert epoch(*sets, {}, 3) != epoch(*sets, {}, 4)


def test_a_question_that_means_nothing_alone_is_only_told_from_its_own_text(
    sets: tuple[list[Context], list[Asked]],
) -> None:
    contexts, asked = sets
    found = {number: [Pair(row.question, "Other geese.")] * 6 for number, row in enumerate(asked)}
    groups = [group for seed in range(20) for group in epoch(contexts, asked, found, seed)]
    assert {len(group) for group in groups} >= {2, 3}
    assert all(example.pair.passage in TEXT for group in groups for example in group)
    assert all(len({example.pair for example in group}) == len(group) for group in groups), "no window twice"


def test_the_windows_of_a_group_tell_nothing_by_their_titles_or_their_lengths() -> None:
    passage = "One goose came. Two geese came. Three geese came. Four geese came."
    contexts = [Context("Birds", passage.replace("came", "left"), tuple(sentence_spans(passage)))]
    answer = contexts[0].text.index("Three"), contexts[0].text.index("Three") + 5
    asked = [Asked("How many left last?", 0, answer, (answer,), 1.0)]
    found = {0: [Pair(asked[0].question, passage * 9, "Ducks")] * 6}
    groups = [group for seed in range(80) for group in epoch(contexts, asked, found, seed)]
    assert all(len({bool(example.pair.title) for example in group}) == 1 for group in groups)
    assert {group[0].pair.title for group in groups} == {"Birds", ""}
    lengths = [len(example.pair.passage) for group in groups for example in group[1:] if "came" in example.pair.passage]
    assert min(lengths) < 200
    assert 500 < max(lengths) <= LONGEST_WINDOW


def test_batches_hold_each_group_once_and_whole_with_its_answer_in_tokens() -> None:
    tokenizer = reader_tokenizer(model_folder(DEFAULT_ENCODER) / "tokenizer.json")
    why = Example(Pair("Why?", "It rained."), None)
    groups = [(Example(Pair("Who came?", "Then " * n + "Ann came."), (5 * n, 5 * n + 3)), why) for n in range(20)]
    groups.append((Example(Pair("Who?", "x " * 600 + "Ann"), (1200, 1203)), why))
    found = list(batches(groups, tokenizer, Run(batch_size=8), 1))
    assert all(len(set(batch.groups)) <= 2 for batch in found)
    assert all(batch.groups == [number for number in set(batch.groups) for _ in range(2)] for batch in found)
    rows = [(row, target) for batch in found for row, target in zip(batch.inputs, batch.targets, strict=True)]
    assert len(rows) == 2 * len(groups)
    ann = tokenizer.token_to_id("ann")
    answered = [(row, target) for row, target in rows if target != (0, 0)]
    assert len(answered) == 20, "the last answer is beyond what is read"
    assert all(row.ids[first] == row.ids[last] == ann for row, (first, last) in answered)
    assert [len(batch.inputs) for batch in found].count(4) == 10


class Fixed:
    """A network whose scores are given: a start, an end and an answer for each input, the same at each token."""

    def __init__(self, *answers: float) -> None:
        self.answers = torch.tensor(answers)

    def __call__(self, input_ids: torch.Tensor, **_: torch.Tensor) -> tuple[torch.Tensor, ...]:
        even = torch.zeros(input_ids.shape)
        return even, even, self.answers


def test_the_loss_compares_the_windows_of_one_question_only() -> None:
    row = ReaderInput((101, 5, 102, 7, 8, 102), (0, 0, 0, 1, 1, 1), 3, ((0, 1), (2, 3)))
    batch = Batch([row] * 4, [(3, 3), (0, 0), (3, 4), (0, 0)], [0, 0, 1, 1])
    of = [float(loss_of(Fixed(*scores), batch, "cpu")) for scores in ((3, -3, 3, -3), (3, 3, 3, -3), (-3, 3, -3, 3))]
    assert of == sorted(of)
    # By hand: spans over three readable places; margins of equal scores are log 4; answers of 0 are log 2.
    even = math.log(3) + 0.5 * math.log(2) + 0.5 * (math.log(2) + math.log(2))
    assert float(loss_of(Fixed(0, 0, 0, 0), batch, "cpu")) == pytest.approx(even, abs=1e-5)
    alone = Batch([row] * 2, [(3, 3), (3, 4)], [0, 1])
    assert float(loss_of(Fixed(0, 0), alone, "cpu")) == pytest.approx(math.log(3) + 0.5 * math.log(2), abs=1e-5)
    unread = Batch([row], [(0, 0)], [0])
    assert float(loss_of(Fixed(0), unread, "cpu")) == pytest.approx(math.log(3) + 0.5 * math.log(2), abs=1e-5)


def test_the_learning_rate_rises_and_falls_to_nothing() -> None:
    run = Run(learning_rate=1.0)
    rates = [learning_rate(step, 200, run) for step in range(200)]
    top = rates.index(max(rates))
    assert rates[:top] == sorted(rates[:top])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert 0 < rates[-1] < 0.01 < rates[0] < 1.0 == max(rates)


@pytest.mark.model
def test_negatives_are_found_by_search_hold_no_answer_and_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contexts = [
        Context("", TEXT, ((0, len(TEXT)),)),
        Context("Geese", "Geese were counted in 1999. Nobody knows how many geese.", ((0, 56),)),
    ]
    asked = [Asked("How many geese were counted?", 0, (56, 59), ((56, 59),), 1.0)]
    found = found_negatives(contexts, asked, tmp_path)
    assert found == {0: [Pair(asked[0].question, contexts[1].text, "Geese")]}
    monkeypatch.setattr(negatives_module, "load_encoder", None)
    assert found_negatives(contexts, asked, tmp_path) == found


def stopped_after(steps: int) -> Callable[..., float]:
    """A step of training that a person stops, as by Ctrl-C, once so many were taken."""
    taken = 0

    def update(*arguments: Any) -> float:
        nonlocal taken
        if taken == steps:
            raise KeyboardInterrupt
        taken += 1
        return take_step(*arguments)

    return update


@pytest.mark.model
def test_training_goes_on_where_it_was_stopped_and_gives_a_reader(
    tmp_path: Path, sets: tuple[list[Context], list[Asked]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.train_reader.found_negatives", lambda *_: {})
    monkeypatch.setattr("qa.train_reader.SAVE_EVERY", 2)
    run = Run(examples=8, batch_size=2)
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    whole.mkdir()
    halves.mkdir()
    at_once = train(*sets, whole, run).state_dict()
    monkeypatch.setattr("qa.train_reader._update", stopped_after(2))
    with pytest.raises(KeyboardInterrupt):
        train(*sets, halves, run)
    monkeypatch.undo()
    monkeypatch.setattr("qa.train_reader.found_negatives", lambda *_: {})
    network = train(*sets, halves, run)
    for name, value in network.state_dict().items():
        assert value.allclose(at_once[name], atol=1e-5), name
    write_reader(network, tmp_path / "reader")
    reader = GraphReader("new", "", tmp_path / "reader")
    (reading,) = reader.read([Pair("Who counted?", TEXT, "", tuple(sets[0][0].sentences))])
    assert len(reading.sentences) == len(sets[0][0].sentences)


@pytest.mark.model
def test_a_run_is_averaged_with_what_it_started_from(tmp_path: Path) -> None:
    network = reader_network(model_folder(DEFAULT_ENCODER))
    ended = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    save_file({f"network.{name}": tensor + 2 for name, tensor in ended.items()}, tmp_path / "start.safetensors")
    average_with(tmp_path / "start.safetensors", network, tmp_path)
    for name, tensor in network.state_dict().items():
        assert tensor.allclose(ended[name] + 1, atol=1e-5), name
    again = reader_network(model_folder(DEFAULT_ENCODER))
    load_weights(tmp_path / "averaged.safetensors", again)
    assert all(tensor.equal(network.state_dict()[name]) for name, tensor in again.state_dict().items())


def test_the_card_tells_how_the_reader_was_made(tmp_path: Path) -> None:
    write_card(tmp_path, {"seed": 7, "examples": 10})
    card = (tmp_path / "README.md").read_text("utf-8")
    assert "| seed | 7 |\n| examples | 10 |\n" in card
    for licence in ("CC BY 4.0", "MIT", "Apache-2.0"):
        assert licence in card


def test_scores_in_the_text_that_answers_by_hand() -> None:
    corpus = [
        Document("a", ("row:1",), "", None, "text/plain", "a", "There are 300 geese. Ann came."),
        Document("b", ("row:2",), "", None, "text/plain", "b", "Bob Berg counted them."),
    ]
    queries = [
        Query("1", "How many geese?", gold=("1",), answers=("300",)),
        Query("2", "Who counted them?", gold=("2",), answers=("Bob",)),
    ]
    # "300" is exact; "Bob Berg" shares one of two words with "Bob": F1 2/3
    assert gold_scores(FormsReader(), corpus, queries) == pytest.approx((0.5, (1 + 2 / 3) / 2))
