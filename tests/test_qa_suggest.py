"""Starters and follow-ups: which are offered, in what order, how much is asked for them; on a fake `ask`."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SEED
from fake_library import make_answer, make_excerpt
from stored import document
from test_qa_ask import fill

from index.document import Document, DocumentSummary
from index.library import Library
from index.opening import open_library
from index.snapshot import Snapshot
from qa import suggest
from qa.answer import Answer
from qa.ask import ask
from qa.checked import SURE, Ask, found_at
from qa.follow_up import Turn
from qa.made_questions import Made, made_of
from qa.suggest import follow_ups, spread, starters
from qa.suggestions import KEPT, Suggestions

TOWNS = ("Lund", "Oslo", "Bergen", "Turku", "Riga", "Gdansk", "Bremen", "Ghent")


def town(name: str, *, date: str | None = None) -> Document:
    """A document on the firm of a town, of which each sentence but the last makes one question."""
    text = (
        f"The {name} Boat Company was founded in Norway in 1908. "
        f"The {name} Boat Company was acquired by Nordic Sails. "
        f"The {name} Boat Company refused to sell its yards. "
        f"The {name} Boat Company is known for quick ferries. "
        "It was a good year."
    )
    return replace(document(name.lower(), text, title=f"Boats of {name}"), date=date)


class Asked:
    """Answers a question with the sentence that it was made from, as sure as `sure` says; keeps what was asked."""

    def __init__(self, snapshot: Snapshot, sure: Callable[[str], float] = lambda _: 0.9) -> None:
        self._snapshot, self._sure = snapshot, sure
        self.questions: list[str] = []
        self.earlier: list[tuple[Turn, ...]] = []

    def __call__(self, question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        self.questions.append(question)
        self.earlier.append(tuple(earlier))
        for row in self._snapshot.documents:
            for made in made_of(self._snapshot, row.id):
                if made.question == question:
                    return answer_to(made, self._snapshot, self._sure(question))
        raise AssertionError(f"not made from a document: {question}")


def newest(library: Library) -> Ask:
    """Answer from the newest generation."""

    def asking(question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        return Asked(library.snapshot())(question, earlier=earlier)

    return asking


def answer_to(made: Made, snapshot: Snapshot, sure: float = 0.9) -> Answer:
    cited = snapshot.document(made.document)
    start, end = made.spans[0]
    at = cited.text.index(made.answer, start)
    excerpt = make_excerpt(cited, start, end, answer=(at, at + len(made.answer)))
    return make_answer(made.question, [excerpt], confidence=sure)


@pytest.fixture
def towns(library: Library) -> Snapshot:
    fill(library, [town(name, date=f"20{10 + n}-01-01") for n, name in enumerate(TOWNS)])
    return library.snapshot()


@pytest.fixture
def lund(library: Library) -> Snapshot:
    fill(library, [town("Lund")])
    return library.snapshot()


def test_starters_are_of_different_documents_and_point_at_the_sentence_they_were_made_from(towns: Snapshot) -> None:
    offered = starters(towns, Asked(towns))
    assert len(offered) == len({row.document for row in offered}) == 4
    for row in offered:
        sentence = towns.document(row.document).text[row.start : row.end]
        assert sentence.startswith(f"The {row.document.title()} Boat Company ")
        assert f"the {row.document.title()} Boat Company" in row.question


def test_starters_are_of_different_kinds_and_the_newest_document_comes_first(towns: Snapshot) -> None:
    offered = starters(towns, Asked(towns))
    assert offered[0].document == "ghent"
    assert len({row.question.replace(row.document.title(), "X") for row in offered}) == 4


def test_the_same_generation_has_the_same_starters(towns: Snapshot) -> None:
    assert starters(towns, Asked(towns)) == starters(towns, Asked(towns))


def test_a_small_library_gets_several_starters_of_one_document_none_of_one_sentence(lund: Snapshot) -> None:
    offered = starters(lund, Asked(lund))
    assert len(offered) == len({row.start for row in offered}) == 4


def test_what_is_not_surely_found_is_not_offered_and_no_more_is_asked_than_may_be(towns: Snapshot) -> None:
    asking = Asked(towns, lambda _: SURE - 0.01)
    assert starters(towns, asking, tries=7) == ()
    assert len(asking.questions) == len(set(asking.questions)) == 7
    asking = Asked(towns, lambda question: 0.9 if question.startswith("Who") else 0.1)
    assert all(row.question.startswith("Who acquired") for row in starters(towns, asking))


def test_no_question_is_asked_when_the_time_is_over(towns: Snapshot) -> None:
    asking = Asked(towns)
    assert starters(towns, asking, seconds=0.0) == ()
    assert asking.questions == []


def test_only_so_many_documents_are_looked_into(towns: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "MOST_DOCUMENTS", 2)
    asking = Asked(towns, lambda _: 0.0)
    assert starters(towns, asking, tries=100) == ()
    assert len({question.split("the ")[1].split()[0] for question in asking.questions}) == 2


def test_an_empty_library_and_one_in_another_language_have_none(library: Library) -> None:
    assert starters(library.snapshot(), Asked(library.snapshot())) == ()
    fill(library, [document("d", "Die Firma Lund wurde im Jahr 1908 von Ann Berg in Oslo gegründet und ist bekannt.")])
    assert starters(library.snapshot(), Asked(library.snapshot())) == ()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, True),
        ({"found": False}, False),
        ({"confidence": SURE - 0.01}, False),
        ({"asked_as": "Who?"}, False),
        ({"notice": "It is in no language."}, False),
        ({"differs": ((1, 2),)}, False),
    ],
)
def test_a_question_is_offered_only_where_its_answer_is_plain(
    lund: Snapshot, changed: dict[str, object], *, found: bool
) -> None:
    made = made_of(lund, "lund")[0]
    answer = replace(answer_to(made, lund), **changed)  # type: ignore[arg-type]
    assert found_at(answer, made) == (made.spans[0] if found else None)


def test_an_answer_of_another_sentence_or_with_other_words_marked_does_not_count(lund: Snapshot) -> None:
    made, other = made_of(lund, "lund")[:2]
    assert found_at(answer_to(other, lund), made) is None
    cited = lund.document("lund")
    wrong = make_excerpt(cited, *made.spans[0], answer=(made.spans[0][0], made.spans[0][0] + 3))
    assert found_at(make_answer(made.question, [wrong]), made) is None
    unmarked = make_excerpt(cited, *made.spans[0])
    assert found_at(make_answer(made.question, [unmarked]), made) == made.spans[0]


def test_follow_ups_are_of_other_sentences_and_are_asked_in_the_conversation(lund: Snapshot) -> None:
    first = made_of(lund, "lund")[0]
    answer, asking = answer_to(first, lund), Asked(lund)
    before = Turn("Who is Ann Berg?")
    offered = follow_ups(answer, lund, asking, [before])
    assert len(offered) == 3
    assert first.spans[0] not in {(row.start, row.end) for row in offered}
    assert {earlier[0] for earlier in asking.earlier} == {before}
    assert {earlier[-1].question for earlier in asking.earlier} == {first.question}


def test_what_was_asked_before_is_not_suggested_again(lund: Snapshot) -> None:
    first, *others = made_of(lund, "lund")
    turns = [Turn(row.question.lower()) for row in others]
    asking = Asked(lund)
    assert follow_ups(answer_to(first, lund), lund, asking, turns) == ()
    assert asking.questions == []


def test_where_the_documents_that_answer_have_no_more_those_found_next_are_asked(library: Library) -> None:
    fill(library, [town("Lund"), document("a", "The Lund Boat Museum opened in 1950.", title="Lund museum")])
    snapshot = library.snapshot()
    made = next(row for row in made_of(snapshot, "a"))
    offered = follow_ups(answer_to(made, snapshot), snapshot, Asked(snapshot))
    assert len(offered) == 3
    assert {row.document for row in offered} == {"lund"}


def test_a_follow_up_may_be_completed_by_the_conversation_and_a_starter_may_not(lund: Snapshot) -> None:
    made = made_of(lund, "lund")[0]
    answer = replace(answer_to(made, lund), asked_as="Who? (Lund)")
    assert found_at(answer, made) is None
    assert found_at(answer, made, completed=True) == made.spans[0]


def test_only_a_small_library_is_asked_for_what_has_no_name(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, [document("d", "The lighthouse holds 12 lamps.", title="notes")])
    snapshot = library.snapshot()
    assert [row.question for row in starters(snapshot, Asked(snapshot))] == ["How many lamps does the lighthouse hold?"]
    monkeypatch.setattr(suggest, "FEW_DOCUMENTS", 0)
    assert starters(snapshot, Asked(snapshot)) == ()


def test_a_sentence_about_him_is_asked_about_by_his_name(library: Library) -> None:
    text = "We met Ann Berg. Ann Berg said little. She was born in Oslo in 1950."
    fill(library, [document("d", text, title="Ann Berg")])
    assert "Where was Ann Berg born?" in {row.question for row in made_of(library.snapshot(), "d")}


def test_nothing_follows_on_what_was_not_found(lund: Snapshot) -> None:
    asking = Asked(lund)
    assert follow_ups(make_answer("Why?", [], found=False), lund, asking) == ()
    assert asking.questions == []


def test_documents_are_spread_over_the_library() -> None:
    def row(n: int, date: str | None) -> DocumentSummary:
        return DocumentSummary(f"d{n}", ("/d",), "D", date, "text/plain", "", "", n, 1)

    rows = [row(n, f"20{n:02}-01-01") for n in range(1, 9)] + [row(0, None)]
    assert [found.id for found in spread(rows, 4)] == ["d8", "d5", "d2", "d7", "d4", "d1", "d6", "d3", "d0"]
    assert list(spread([], 4)) == []


def test_starters_are_made_once_for_a_generation_and_are_ready_then(towns: Snapshot) -> None:
    asking = Asked(towns)
    suggestions = Suggestions(lambda: towns)
    assert suggestions.ready() is None
    made = suggestions.make(asking)
    asked = len(asking.questions)
    assert made is not None
    assert len(made) == 4
    assert suggestions.ready() == made == suggestions.make(asking)
    assert len(asking.questions) == asked


def test_another_generation_has_starters_of_its_own(library: Library) -> None:
    fill(library, [town("Lund")])
    suggestions, asking = Suggestions(library.snapshot), newest(library)
    first = suggestions.make(asking)
    fill(library, [town("Oslo", date="2020-01-01")])
    assert suggestions.ready() is None
    second = suggestions.make(asking)
    assert first is not None
    assert second is not None
    assert {row.document for row in first} == {"lund"}
    assert {row.document for row in second} == {"lund", "oslo"}


def test_nobody_waits_for_starters_that_another_thread_is_making(towns: Snapshot) -> None:
    asking, begun, go_on = Asked(towns), threading.Event(), threading.Event()

    def slow(question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        begun.set()
        assert go_on.wait(20)
        return asking(question, earlier=earlier)

    suggestions = Suggestions(lambda: towns)
    with ThreadPoolExecutor(1) as threads:
        making = threads.submit(suggestions.make, slow)
        assert begun.wait(20)
        assert suggestions.ready() is None
        assert suggestions.make(slow) is None
        go_on.set()
        made = making.result(20)
    assert suggestions.ready() == made is not None


def test_starters_of_a_library_that_changed_meanwhile_are_not_kept(library: Library) -> None:
    fill(library, [town("Lund")])
    before = library.snapshot()
    asking = Asked(before)

    def adding(question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        if not asking.questions:
            fill(library, [town("Oslo")])
        return asking(question, earlier=earlier)

    suggestions = Suggestions(library.snapshot)
    assert suggestions.make(adding) is None
    assert suggestions.ready() is None


def test_after_a_failure_starters_can_be_made_again(towns: Snapshot) -> None:
    failing = True
    asking = Asked(towns)

    def broken(question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        if failing:
            raise RuntimeError("the models are gone")
        return asking(question, earlier=earlier)

    suggestions = Suggestions(lambda: towns)
    with pytest.raises(RuntimeError, match="the models are gone"):
        suggestions.make(broken)
    failing = False
    assert suggestions.make(broken)


def test_only_a_few_generations_are_kept(library: Library) -> None:
    suggestions, asking = Suggestions(library.snapshot), newest(library)
    for n in range(KEPT + 2):
        fill(library, [document(f"d{n}", f"Number {n}.")])
        suggestions.make(asking)
    assert len(suggestions._made) == KEPT


@pytest.fixture(scope="module")
def seed_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("seed") / "library"
    with open_library(folder) as opened:
        opened.add([Path(SEED)])
        yield opened


@pytest.mark.model
def test_golden_the_starters_of_the_seed_are_found_where_they_point(
    seed_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggest, "FOLLOW_UP_SECONDS", 300)

    def asking(question: str, /, *, earlier: Sequence[Turn] = ()) -> Answer:
        return ask(question, seed_library, earlier=earlier)

    snapshot = seed_library.snapshot()
    offered = starters(snapshot, asking, seconds=300)
    assert len(offered) == 4
    for row in offered:
        answer = asking(row.question)
        best = answer.excerpts[0]
        assert answer.found
        assert answer.confidence >= SURE
        assert best.start < row.end
        assert row.start < best.end
    further = follow_ups(asking(offered[0].question), snapshot, asking)
    assert further
    assert not {row.question for row in further} & {offered[0].question}
