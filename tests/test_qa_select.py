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
from qa.ask import FOUND_FROM
from qa.retrieve import Candidate
from qa.select import (
    MOST_EXCERPTS,
    NEARLY_BEST,
    PASSAGES_READ,
    Evidence,
    Question,
    choose,
    confidence,
    evidence,
    overlap,
    similar,
    weigh,
    wholeness,
)

shares = st.floats(0, 1).map(lambda share: round(share, 4))


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


def found(question: str, *sources: Document) -> list[Evidence]:
    documents = {source.id: source for source in sources}
    candidates = [passage(source, id=n) for n, source in enumerate(sources)]
    return evidence(asked(question), candidates, documents.__getitem__, FakeEncoder())


def texts(question: str, *sources: Document) -> list[str]:
    documents = {source.id: source.text for source in sources}
    return [documents[item.document][slice(*item.span)] for item in found(question, *sources)]


def item(score: float) -> Evidence:
    return Evidence("d", (0, 1), 0.5, 0.5, score)


def test_the_sentence_that_shares_most_with_the_question_comes_first() -> None:
    source = lines("d", "Geese fly in autumn.", "Ducks swim on the quiet lake.", "Herons wait in the reeds.")
    assert texts("Which ducks swim on the lake?", source)[0] == "Ducks swim on the quiet lake."


def test_evidence_tells_how_much_of_the_question_its_passage_and_title_have() -> None:
    source = lines("d", "Ducks swim.", "Lakes freeze.")
    best = found("birds: ducks swim, geese dive", source)[0]
    assert source.text[slice(*best.span)] == "Ducks swim."
    assert best.context == 0.6  # ducks, swim and, in the title, birds, of five terms


def test_a_better_passage_lifts_its_sentences() -> None:
    a, b = lines("a", "Ducks swim in March."), lines("b", "Ducks swim in April.")
    ranked = evidence(
        asked("Do ducks swim?"),
        [passage(b, id=1, score=0.9), passage(a, id=2, score=0.3)],
        {"a": a, "b": b}.__getitem__,
        FakeEncoder(),
    )
    assert [row.document for row in ranked] == ["b", "a"]
    assert ranked[0].score > ranked[1].score


class LevelEncoder(FakeEncoder):
    """To which everything is alike."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return unit_rows(np.ones((len(texts), self.dimension), np.float32))


def test_of_equally_near_sentences_the_one_with_more_of_the_question_s_words_comes_first() -> None:
    source = lines("d", "Herons wait.", "Ducks swim.")
    ranked = evidence(asked("Which ducks swim?"), [passage(source)], lambda id: source, LevelEncoder())
    assert ranked[0].cosine == ranked[1].cosine
    assert [row.span for row in ranked] == [(13, 24), (0, 12)]


@pytest.mark.parametrize(("question", "best"), [("How many ducks swim?", (12, 26)), ("Do ducks swim?", (0, 11))])
def test_of_equal_sentences_the_one_with_words_of_the_form_that_is_asked_for_comes_first(
    question: str, best: tuple[int, int]
) -> None:
    source = lines("d", "Ducks swim.", "12 ducks swim.")
    ranked = evidence(asked(question), [passage(source)], lambda id: source, LevelEncoder())
    assert ranked[0].span == best


def test_of_sentences_without_the_question_s_words_the_nearest_comes_first() -> None:
    source = lines("d", "Herons wait.", "Ducks swim.")
    question = replace(asked("Ducks swim?"), weights={})
    ranked = evidence(question, [passage(source)], lambda id: source, FakeEncoder())
    assert ranked[0].cosine > ranked[1].cosine
    assert [row.span for row in ranked] == [(13, 24), (0, 12)]


def test_equal_evidence_goes_by_document_and_place() -> None:
    ranked = found("swim", lines("b", "Ducks swim.", "Swans swim."), lines("a", "They fly.", "Crows swim."))[:3]
    assert len({row.score for row in ranked}) == 1
    assert [(row.document, row.span) for row in ranked] == [("a", (10, 21)), ("b", (0, 11)), ("b", (12, 23))]


def test_the_same_words_elsewhere_become_places_of_the_best() -> None:
    caption = "The embassy’s flights leave Beirut"
    a = lines("a", caption, "Ducks swim.", "The embassy's flights leave Beirut!")
    b = lines("b", "the embassy’s flights leave beirut")
    best, *others = found("When do the embassy’s flights leave Beirut?", a, b)
    assert a.text[slice(*best.span)] == "The embassy's flights leave Beirut!", "the one with a full stop"
    assert best.places == (("a", (0, len(caption))), ("b", (0, len(b.text))))
    assert [a.text[slice(*row.span)] for row in others] == ["Ducks swim."]


def test_near_duplicates_fold_into_the_best_and_are_no_place_of_it() -> None:
    source = lines(
        "d", "The embassy is offering flights from Beirut today", "The embassy is offering flights from Beirut."
    )
    (best,) = found("What is the embassy offering?", source)
    assert source.text[slice(*best.span)].endswith("Beirut.")
    assert best.places == ()


def test_sentences_that_differ_in_a_number_do_not_fold() -> None:
    rows = [f"The company sold {cars} new cars in all of Europe in that year." for cars in (500, 600)]
    assert sorted(texts("How many cars were sold?", lines("d", *rows))) == rows


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


def test_only_the_best_passages_are_read() -> None:
    sources = [lines(f"d{n}", f"Duck number {n} swims.") for n in range(PASSAGES_READ + 3)]
    assert len(found("Which duck swims?", *sources)) == PASSAGES_READ


def test_without_candidates_there_is_no_evidence() -> None:
    assert found("Which duck swims?") == []


@given(
    st.lists(st.text(st.sampled_from("ab A.?!3é🙂*"), min_size=1, max_size=30), min_size=1, max_size=8),
    st.text(max_size=30),
)
def test_evidence_is_whole_sentences_each_once_with_scores_from_zero_to_one(rows: list[str], question: str) -> None:
    source = lines("d", *(row.strip() or "x" for row in rows))
    spans = set(passage(source).passage.sentences)
    shown = [span for row in found(question, source) for span in (row.span, *(place for _, place in row.places))]
    assert len(shown) == len(set(shown))
    assert spans.issuperset(shown)
    for row in found(question, source):
        assert 0 <= row.score <= 1
        assert 0 <= row.context <= 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a b c d e", "a b c d e", True),
        ("a b c d e", "e d c b a", True),
        ("a b c d e f", "a b c d e f g", True),
        ("a b c d", "a b c d e", False),
        ("a b c d 5", "a b c d 6", False),
        ("a b c d", "a b c d 4th", False),
        ("a b c d e f 5", "a b c d e 5", True),
    ],
)
def test_what_says_the_same(one: str, other: str, same: bool) -> None:
    assert similar(one.split(), other.split()) is same
    assert similar(other.split(), one.split()) is same


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


@given(shares, shares, st.floats(-1, 1), st.floats(0, 0.5))
def test_confidence_is_within_zero_and_one_and_grows_with_each_sign(
    context: float, cosine: float, nearest: float, more: float
) -> None:
    def sure(context: float, cosine: float, nearest: float) -> float:
        candidates = [passage(lines("d", "x"), cosine=nearest), passage(lines("d", "x"), cosine=-1.0)]
        return confidence(Evidence("d", (0, 1), cosine, context, 0.5), candidates)

    signs = (context, cosine, nearest)
    assert 0 <= sure(*signs) <= 1
    for i in range(3):
        higher = tuple(sign + more * (i == n) for n, sign in enumerate(signs))
        assert sure(*higher) >= sure(*signs)
    assert sure(*(sign + 1 for sign in signs)) > sure(*signs)


def test_confidence_parts_no_sign_at_all_from_every_sign() -> None:
    nothing = confidence(replace(item(0.5), cosine=0.0, context=0.0), [passage(lines("d", "x"), cosine=0.0)])
    everything = confidence(replace(item(0.5), cosine=1.0, context=1.0), [passage(lines("d", "x"), cosine=1.0)])
    assert nothing < 0.01 < FOUND_FROM < 0.99 < everything < 1


def test_the_nearest_of_all_passages_counts() -> None:
    near, far = passage(lines("d", "x"), cosine=0.9), passage(lines("d", "x"), cosine=0.1)
    assert confidence(item(0.5), [far, near]) == confidence(item(0.5), [near])
    assert confidence(item(0.5), [far, far]) < confidence(item(0.5), [far, near])


def test_those_nearly_as_good_as_the_best_are_chosen() -> None:
    ranked = [item(0.5), item(0.5 * NEARLY_BEST), item(0.5 * NEARLY_BEST - 0.0001)]
    assert choose(ranked) == ranked[:2]
    assert choose([item(0.5)] * (MOST_EXCERPTS + 2)) == [item(0.5)] * MOST_EXCERPTS
    assert choose([]) == []
