from collections.abc import Sequence
from itertools import pairwise

import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from stored import document, put

from index.catalog import Catalog, Passage
from index.library import Library
from index.sentences import sentence_spans
from index.snapshot import EVERYTHING, Scope
from qa import literal
from qa.literal import (
    DASHES,
    MARKS,
    holding,
    holds_all,
    phrase_pattern,
    quoted,
    quoted_spans,
    retrieve_literal,
    runs_holding,
)
from qa.retrieve import TOP_K, Candidate

TEXTS = {
    "lake": "Ducks swim on the quiet lake. The lake is quiet at night. Herons wait.",
    "pond": "A quiet pond. On the lake, quiet ducks swim.",
    "talk": "‘It’s an all–out war,’ he said. She said nothing of the quiet\nlake to anyone.",
    "crane": "Cranes dance. Storks clatter.",
}


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('Who said "cease fire"?', ["cease fire"]),
        ("Who said “cease fire”?", ["cease fire"]),
        ("Wer sagte „Feuer frei“ im Mai?", ["Feuer frei"]),
        ("Kto powiedział „ognia”?", ["ognia"]),
        ("Qui a dit « cessez le feu » ?", ["cessez le feu"]),
        ("Wer sagte »Feuer« und »frei«?", ["Feuer", "frei"]),
        ("「東京」はどこ？", ["東京"]),
        ('"Hamas" or "Hezbollah", "hamas"?', ["hamas", "Hezbollah"]),
        ('What is "the plan," and who made "it?"', ["the plan", "it"]),
        ('What is the "U.S."?', ["U.S"]),
        ('What is ".NET"?', [".NET"]),
    ],
)
def test_double_quotes_of_all_styles_are_seen(question: str, phrases: Sequence[str]) -> None:
    assert list(quoted(question)) == phrases


@pytest.mark.parametrize(
    "question",
    [
        "What is it?",
        'a 5" and a 7" screen',
        'An unclosed "quote',
        'Empty "" and " " and "?!"',
        "Don't say 'cease fire' or ‘never’",
        'say"nothing"more',
    ],
)
def test_other_marks_quote_nothing(question: str) -> None:
    assert quoted(question) == ()


def test_the_spans_of_quotes_hold_their_marks() -> None:
    question = 'Who said "yes" and « no »?'
    assert [question[slice(*span)] for span in quoted_spans(question)] == ['"yes"', "« no »"]


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("cease fire", "A CEASE\n  Fire now", True),
        ("cease fire", "cease-fire", False),
        ("cease-fire", "a cease – fire", True),
        ("all-out", "an all‑out war", True),
        ("it's over", "It’s over.", True),
        ('he said "no"', "He said “No”!", True),
        ("wait...", "wait…", True),
        ("rat", "operation", False),
        ("rat", "rats", False),
        ("rat", "the rat's tail", True),
        ("1,600", "over 1,600 more", True),
        ("600", "over 1,600 more", True),
        ("60", "over 1,600 more", False),
        ("C++", "in C++17", True),
        (".NET", "ASP.NET", True),
        ("a.c", "abc", False),
        ("東京", "私は東京大学に", True),
        ("Straße", "STRASSE", False),
    ],
)
def test_a_phrase_stands_as_whole_words_in_any_case_and_style(phrase: str, text: str, stands: bool) -> None:
    assert holds_all(text, [phrase]) is stands


marks = st.sampled_from(["word", "it's", "é", " ", "  ", "-", "—", "'", '"', "…", "...", "(", "$", "\\", "x1"])


@given(st.lists(marks, min_size=1, max_size=12).map(lambda parts: "".join(parts).strip()))
def test_every_phrase_stands_in_itself_however_it_is_set(phrase: str) -> None:
    if not phrase:
        return
    other = phrase.translate({ord(mark): "’" for mark in MARKS} | {ord(dash): "–" for dash in DASHES}).upper()
    assert phrase_pattern(phrase).fullmatch(phrase)
    assert phrase_pattern(phrase).search(f"({phrase})")
    assert phrase_pattern(phrase).fullmatch(other)
    assert phrase_pattern(phrase).fullmatch(other.replace(" ", "\n\u00a0"))


def spans_of(text: str) -> list[tuple[int, int]]:
    return sentence_spans(text)


@pytest.mark.parametrize(
    ("phrases", "runs"),
    [
        (["quiet"], ["Ducks swim on the quiet lake.", "The lake is quiet at night."]),
        (["ducks", "lake"], ["Ducks swim on the quiet lake."]),
        (["ducks", "night"], ["Ducks swim on the quiet lake. The lake is quiet at night."]),
        (["lake. the lake"], ["Ducks swim on the quiet lake. The lake is quiet at night."]),
        (["ducks", "herons"], [TEXTS["lake"]]),
        (["geese"], []),
    ],
)
def test_the_shortest_runs_of_sentences_hold_every_phrase(phrases: Sequence[str], runs: Sequence[str]) -> None:
    text = TEXTS["lake"]
    assert [text[slice(*run)] for run in runs_holding(text, spans_of(text), phrases)] == runs


words = st.lists(st.sampled_from(["ducks", "lake.", "swim", "Night!", "he"]), min_size=1, max_size=30).map(" ".join)


@given(words, st.lists(st.sampled_from(["ducks", "lake", "swim", "he swim"]), min_size=1, max_size=3))
def test_runs_are_whole_sentences_that_hold_all_and_do_not_overlap(text: str, phrases: list[str]) -> None:
    sentences = spans_of(text)
    runs = runs_holding(text, sentences, phrases)
    assert all(holds_all(text[start:end], phrases) for start, end in runs)
    assert {start for start, _ in runs} <= {start for start, _ in sentences}
    assert {end for _, end in runs} <= {end for _, end in sentences}
    assert all(first[1] <= second[0] for first, second in pairwise(runs))
    assert bool(runs) == holds_all(text, phrases)


def test_candidates_keep_only_what_holds_the_phrases() -> None:
    documents = {id: document(id, text) for id, text in TEXTS.items()}
    candidates = [
        Candidate(Passage(n, id, 0, len(text), tuple(spans_of(text))), 0.5, 0.5)
        for n, (id, text) in enumerate(TEXTS.items())
    ]
    kept = list(holding(candidates, ["quiet lake"], documents.__getitem__))
    texts = [TEXTS[c.passage.document][slice(*span)] for c in kept for span in c.passage.sentences]
    assert texts == ["Ducks swim on the quiet lake.", "She said nothing of the quiet\nlake to anyone."]
    assert [candidate.passage.id for candidate in kept] == [0, 2]


@pytest.fixture
def birds(library: Library, encoder: FakeEncoder) -> Library:
    catalog = Catalog(library.folder)
    put(catalog, encoder, [document(id, text, title=id) for id, text in TEXTS.items()])
    catalog.close()
    return library


def found(library: Library, question: str, *, scope: Scope = EVERYTHING) -> list[tuple[str, str]]:
    snapshot, vector = library.snapshot(), library.encoder.encode_question(question)
    candidates = retrieve_literal(snapshot, question, vector, quoted(question), scope=scope)
    return [
        (candidate.passage.document, snapshot.document(candidate.passage.document).text[slice(*span)])
        for candidate in candidates
        for span in candidate.passage.sentences
    ]


def test_only_what_stands_literally_is_found(birds: Library) -> None:
    assert set(found(birds, 'What swims on the "quiet lake"?')) == {
        ("lake", "Ducks swim on the quiet lake."),
        ("talk", "She said nothing of the quiet\nlake to anyone."),
    }
    assert found(birds, 'Who says "it\'s an all-out war"?') == [("talk", "‘It’s an all–out war,’ he said.")]
    assert found(birds, 'Do "quiet herons" wait at the quiet lake?') == []
    assert found(birds, 'What is "★☆"?') == []


def test_every_phrase_must_stand_in_one_passage(birds: Library) -> None:
    assert {id for id, _ in found(birds, 'Is "quiet" near "ducks"?')} == {"lake", "pond"}
    assert found(birds, 'Do "cranes" and "ducks" meet?') == []


def test_the_scope_holds(birds: Library) -> None:
    assert {id for id, _ in found(birds, 'What of "quiet"?', scope=Scope(only=("pond", "crane")))} == {"pond"}


def test_an_empty_library_holds_nothing(library: Library) -> None:
    assert found(library, 'What of "quiet"?') == []


def test_a_phrase_is_found_however_many_passages_have_its_words(
    library: Library, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(literal, "LOOKED_AT_FIRST", 5)
    catalog = Catalog(library.folder)
    many = [document(f"d{n}", f"Fire, cease! Cease now, fire {n}.") for n in range(TOP_K + 20)]
    put(catalog, encoder, [*many, document("one", "They agreed on a long, long and very boring cease fire at last.")])
    catalog.close()
    assert [id for id, _ in found(library, 'Who spoke of a "cease fire"? Fire, fire, cease!')] == ["one"]
