import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, put

from index.catalog import Catalog, Passage
from index.document import Document
from index.encoder import Vectors, unit_rows
from index.library import Library
from qa.evidence import PASSAGES_SHOWN, Evidence, described, evidence, wholeness
from qa.forms_reader import FormsReader
from qa.reading import read
from qa.retrieve import Candidate
from qa.wording import Question, overlap, weigh

ROWS = (
    *("Ducks swim on the quiet lake.", "Which ducks swim?", "Geese fly in autumn", "In 1998 a heron waited", "Yes."),
    *("The keeper counted 1,234 ducks in May.", "How many ducks were counted?", "zebra", "Where is the lake"),
)


def stems(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def asked(text: str) -> Question:
    terms = dict.fromkeys(stems(text))
    return Question(text, FakeEncoder().encode_question(text), {term: 1 / len(terms) for term in terms}, stems)


def lines(id: str, *sentences: str) -> Document:
    return document(id, "\n".join(sentences), title="Birds")


def passage(source: Document, *, id: int = 1, score: float = 1.0, cosine: float = 0.5) -> Candidate:
    """One passage over the whole document, each of its lines a sentence."""
    spans = tuple(match.span() for match in re.finditer(r"[^\n]+", source.text))
    return Candidate(Passage(id, source.id, 0, len(source.text), spans), score, cosine)


def judged(
    question: Question, candidates: Sequence[Candidate], *sources: Document, encoder: FakeEncoder | None = None
) -> list[Evidence]:
    reader, documents = FormsReader(), {source.id: source for source in sources}
    passages = read(question.text, candidates, documents.__getitem__, reader)
    return evidence(question, passages, documents.__getitem__, (encoder or FakeEncoder()).encode, reader.rules)


def found(question: str, *sources: Document) -> list[Evidence]:
    return judged(asked(question), [passage(source, id=n) for n, source in enumerate(sources)], *sources)


def texts(question: str, *sources: Document) -> list[str]:
    documents = {source.id: source.text for source in sources}
    return [documents[item.document][slice(*item.span)] for item in found(question, *sources)]


def test_the_sentence_that_shares_most_with_the_question_comes_first() -> None:
    source = lines("d", "Geese fly in autumn.", "Ducks swim on the quiet lake.", "Herons wait in the reeds.")
    assert texts("Which ducks swim on the lake?", source)[0] == "Ducks swim on the quiet lake."


def test_a_better_passage_lifts_its_sentences() -> None:
    a, b = lines("a", "Ducks swim in March."), lines("b", "Ducks swim in April.")
    ranked = judged(asked("Do ducks swim?"), [passage(b, id=1, score=0.9), passage(a, id=2, score=0.3)], a, b)
    assert [row.document for row in ranked] == ["b", "a"]
    assert ranked[0].score > ranked[1].score


class LevelEncoder(FakeEncoder):
    """To which everything is alike."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return unit_rows(np.ones((len(texts), self.dimension), np.float32))


def test_of_equally_near_sentences_the_one_with_more_of_the_question_s_words_comes_first() -> None:
    source = lines("d", "Herons wait.", "Ducks swim.")
    ranked = judged(asked("Which ducks swim?"), [passage(source)], source, encoder=LevelEncoder())
    assert ranked[0].cosine == ranked[1].cosine
    assert [row.span for row in ranked] == [(13, 24), (0, 12)]


@pytest.mark.parametrize(("question", "best"), [("How many ducks swim?", (12, 26)), ("Do ducks swim?", (0, 11))])
def test_of_equal_sentences_the_one_with_words_of_the_form_that_is_asked_for_comes_first(
    question: str, best: tuple[int, int]
) -> None:
    source = lines("d", "Ducks swim.", "12 ducks swim.")
    ranked = judged(asked(question), [passage(source)], source, encoder=LevelEncoder())
    assert ranked[0].span == best


def test_of_sentences_without_the_question_s_words_the_nearest_comes_first() -> None:
    source = lines("d", "Herons wait.", "Ducks swim.")
    question = replace(asked("Ducks swim?"), weights={})
    ranked = judged(question, [passage(source)], source)
    assert ranked[0].cosine > ranked[1].cosine
    assert [row.span for row in ranked] == [(13, 24), (0, 12)]


def test_equal_evidence_goes_by_document_and_place() -> None:
    ranked = found("swim", lines("b", "Ducks swim.", "Swans swim."), lines("a", "They fly.", "Crows swim."))[:3]
    assert len({row.score for row in ranked}) == 1
    assert [(row.document, row.span) for row in ranked] == [("a", (10, 21)), ("b", (0, 11)), ("b", (12, 23))]


@pytest.mark.parametrize(
    "boilerplate",
    [
        "***",
        "—",
        "🙂",
        "Read more at DailyMail.co.uk",
        "READ MORE",
        "‘Subscribe to our ducks",
        "Sign up now.",
        "Advertisement",
    ],
)
def test_boilerplate_is_never_evidence(boilerplate: str) -> None:
    assert texts("Where can I read more? Subscribe, sign up", lines("d", boilerplate, "Ducks swim.")) == ["Ducks swim."]
    assert found("Where can I read more?", lines("d", boilerplate)) == []


def test_words_that_only_begin_like_boilerplate_are_evidence() -> None:
    source = lines("d", "Subscribers read moreover.", "Follow us into the woods behind the lake, he said.")
    assert len(found("Who reads?", source)) == 2


@pytest.mark.parametrize(
    "fragment",
    ["President Biden appeared on The View and said", "President Biden on The View said he was glad to appear"],
)
def test_fragments_lose_against_full_sentences(fragment: str) -> None:
    whole = "President Biden, who appeared on The View, was glad."
    assert texts("What did President Biden say on The View?", lines("d", fragment, whole))[0] == whole


def test_wholeness_puts_cut_off_below_captions_below_sentences() -> None:
    assert wholeness("They left.") == wholeness("‘They left.’") == wholeness("他们走了。") == 1.0
    assert wholeness("They left (at last.)") == 1.0
    assert 0 < wholeness("Biden appeared and said") < wholeness("Biden on The View") < 1.0


def test_only_the_best_passages_are_judged() -> None:
    sources = [lines(f"d{n}", f"Duck number {n} swims.") for n in range(PASSAGES_SHOWN + 3)]
    assert len(found("Which duck swims?", *sources)) == PASSAGES_SHOWN


def test_without_candidates_there_is_no_evidence() -> None:
    assert found("Which duck swims?") == []


@given(
    st.lists(st.text(st.sampled_from("ab A.?!3é🙂*"), min_size=1, max_size=30), min_size=1, max_size=8),
    st.text(max_size=30),
)
def test_evidence_is_whole_sentences_each_once_with_scores_from_zero_to_one(rows: list[str], question: str) -> None:
    source = lines("d", *(row.strip() or "x" for row in rows))
    spans = set(passage(source).passage.sentences)
    shown = [row.span for row in found(question, source)]
    assert len(shown) == len(set(shown))
    assert spans.issuperset(shown)
    for row in found(question, source):
        assert 0 <= row.score <= 1
        assert row.before is None or row.before[1] <= row.span[0]
        assert row.words is None or row.span[0] <= row.words[0] < row.words[1] <= row.span[1]


@given(st.lists(st.lists(st.sampled_from(ROWS), min_size=1, max_size=6), min_size=1, max_size=3), st.sampled_from(ROWS))
def test_what_is_left_out_unseen_would_neither_be_shown_nor_come_first(texts: list[list[str]], question: str) -> None:
    sources = {f"d{n}": lines(f"d{n}", *rows) for n, rows in enumerate(texts)}
    candidates = [passage(source, id=n, score=1 - n / 4) for n, source in enumerate(sources.values())]
    reader, encode, document = FormsReader(), FakeEncoder().encode, sources.__getitem__
    passages = read(question, candidates, document, reader)
    found = evidence(asked(question), passages, document, encode, reader.rules)
    scores = sorted(
        (reader.rules.sentence.probability(features), sentence.passage.candidate.passage.document, sentence.span)
        for sentence, features in described(asked(question), passages, document, encode)
    )
    counting = [row for row in scores if row[0] >= reader.rules.sentence_from]
    assert {(row.score, row.document, row.span) for row in found}.issuperset(counting)
    assert found[0].score == scores[-1][0]


@pytest.fixture
def filled(library: Library, encoder: FakeEncoder) -> Library:
    catalog = Catalog(library.folder)
    put(
        catalog,
        encoder,
        [document(f"d{n}", f"Duck {n} swims. " + ("A heron waits." if n == 3 else "")) for n in range(9)],
    )
    catalog.close()
    return library


@pytest.mark.parametrize(
    "question", ["Which ducks swim?", "duck", "Where were the", "zebras", "duck " * 500, "东京 ducks"]
)
def test_the_weights_of_a_question_s_terms_sum_to_one(filled: Library, question: str) -> None:
    vector = filled.encoder.encode_question(question)
    weighed = weigh(question, vector, filled.snapshot().lexicon)
    assert sum(weighed.weights.values()) == pytest.approx(1.0)
    assert overlap(weighed, question) == pytest.approx(1.0)
    assert overlap(weighed, "nothing of it") == 0.0


def test_rare_terms_weigh_more(filled: Library) -> None:
    question = "Do ducks or herons swim near zebras?"
    weights = weigh(question, filled.encoder.encode_question(question), filled.snapshot().lexicon).weights
    assert weights["zebra"] > weights["heron"] > weights["duck"] == weights["swim"] > 0


@pytest.mark.parametrize("question", ["", "x" * 3_000])
def test_a_question_without_terms_overlaps_with_nothing(filled: Library, question: str) -> None:
    weighed = weigh(question, filled.encoder.encode_question(question), filled.snapshot().lexicon)
    assert weighed.weights == {}
    assert overlap(weighed, "Ducks swim.") == 0.0
