import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SEED
from fake_encoder import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from stored import document, put
from test_qa_spelling import Splitting

from index.catalog import Catalog
from index.document import Document, clean
from index.library import Library
from index.opening import open_library
from index.snapshot import Scope
from qa.answer import Answer, Excerpt, Place, Seconds
from qa.ask import LONGEST_QUESTION, ask
from qa.follow_up import Turn
from qa.forms_reader import FORMS, FormsReader
from qa.select import MOST_EXCERPTS
from qa.show import fingerprint

FOUND_FROM = FormsReader.rules.found_from

DUCKS = "The 40 ducks of Lund swim on the quiet lake. They eat weeds.\n\nIn winter they fly south."
GEESE = "Geese fly over the mountains in autumn. About 300 geese were counted by Ann Berg in 1998."
HERONS = "Herons wait for fish in the reeds. The 40 ducks of Lund swim on the quiet lake."
DOCUMENTS = (
    replace(document("ducks", DUCKS, title="Ducks"), date="2019-05-01", pages=(0, 20, 62)),
    replace(document("geese", GEESE, title="Geese"), date="2021-02-03"),
    replace(document("herons", HERONS, title="Herons"), pages=(0, 35)),
)
ABOUT_DUCKS = "How many ducks of Lund swim on the quiet lake?"
UNANSWERABLE = "Which volcano erupted near Reykjavik?"


def fill(library: Library, documents: Sequence[Document]) -> Library:
    catalog = Catalog(library.folder)
    put(catalog, library.encoder, documents)
    catalog.close()
    return library


@pytest.fixture
def birds(library: Library) -> Library:
    return fill(library, DOCUMENTS)


def shown(answer: Answer) -> tuple[Excerpt, ...]:
    return (*answer.excerpts, *answer.nearest)


def but_for_seconds(answer: Answer) -> dict[str, Any]:
    return asdict(replace(answer, seconds=Seconds(0, 0, 0)))


def assert_exact(answer: Answer, library: Library) -> None:
    """Hold every span that an answer shows against the stored text, and against the sentences of its document."""
    snapshot = library.snapshot()
    for excerpt in shown(answer):
        cited = snapshot.document(excerpt.document.id)
        assert cited.text[excerpt.start : excerpt.end] == excerpt.text
        assert (cited.version, cited.page_of(excerpt.start)) == (excerpt.version, excerpt.page)
        assert (cited.title, cited.source, cited.date) == asdict_values(excerpt)
        sentences = [span for passage in snapshot.passages_of(cited.id) for span in passage.sentences]
        assert excerpt.start in {start for start, _ in sentences}
        assert excerpt.end in {end for _, end in sentences}
        if excerpt.answer is not None:
            assert excerpt.start <= excerpt.answer.start < excerpt.answer.end <= excerpt.end
            assert cited.text[excerpt.answer.start : excerpt.answer.end] == excerpt.answer.text
        for place in excerpt.places:
            other = snapshot.document(place.document)
            assert words(other.text[place.start : place.end]) == words(excerpt.text)
            assert place.page == other.page_of(place.start)
            assert (place.document, place.start) != (cited.id, excerpt.start)


def asdict_values(excerpt: Excerpt) -> tuple[str, str, str | None]:
    return excerpt.document.title, excerpt.document.source, excerpt.document.date


def words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text.lower()).split()


def test_an_answer_is_a_literal_excerpt_with_its_words_page_and_places(birds: Library) -> None:
    answer = ask(ABOUT_DUCKS, birds)
    assert_exact(answer, birds)
    best = answer.excerpts[0]
    assert answer.found
    assert answer.confidence >= FOUND_FROM
    assert best.text == "The 40 ducks of Lund swim on the quiet lake."
    assert (best.document.id, best.start, best.page) == ("herons", 35, 2)
    assert best.answer is not None
    assert (best.answer.start, best.answer.end, best.answer.text) == (39, 41, "40")
    assert best.places == (Place("ducks", 0, 44, 1),)
    assert answer.nearest == ()


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("How many ducks of Lund swim on the quiet lake?", "40"),
        ("Do the 40 ducks of Lund swim, and how many?", None),
        ("Didn’t ducks of Lund swim on the quiet lake?", None),
        ("Are ducks or geese on the quiet lake of Lund, and how many?", "40"),
    ],
)
def test_no_words_are_marked_that_would_stand_for_yes_or_no(birds: Library, question: str, marked: str | None) -> None:
    best = ask(question, birds, strict=0.0).excerpts[0]
    assert best.text == "The 40 ducks of Lund swim on the quiet lake."
    assert (best.answer and best.answer.text) == marked


def test_the_page_is_the_one_where_the_excerpt_starts(birds: Library) -> None:
    best = ask("Where do ducks fly in winter?", birds).excerpts[0]
    assert (best.text, best.page) == ("In winter they fly south.", 3)


def test_what_is_not_in_the_documents_is_not_found_but_the_nearest_passages_are_shown(birds: Library) -> None:
    answer = ask(UNANSWERABLE, birds)
    assert_exact(answer, birds)
    assert not answer.found
    assert answer.confidence < FOUND_FROM
    assert answer.excerpts == ()
    assert 1 <= len(answer.nearest) <= MOST_EXCERPTS


def test_excerpts_are_numbered_from_one_best_first(library: Library) -> None:
    rows = [f"The {bird} swims on lakes." for bird in ("duck", "goose", "swan", "coot", "grebe")]
    answer = ask("Which one swims on lakes?", fill(library, [document("d", "\n\n".join(rows))]), strict=0.0)
    assert [excerpt.n for excerpt in answer.excerpts] == list(range(1, MOST_EXCERPTS + 1))
    scores = [excerpt.score for excerpt in answer.excerpts]
    assert scores == sorted(scores, reverse=True)
    assert len({excerpt.text for excerpt in answer.excerpts}) == MOST_EXCERPTS
    assert_exact(answer, library)


ODD = {
    "empty": "",
    "blank": " \t\n ",
    "one word": "ducks",
    "10,000 characters": "ducks swim " * 910,
    "10,000 characters without a space": "x" * 10_000,
    "Chinese": "谁在湖上游泳？",
    "Arabic": "من يسبح في البحيرة؟",
    "emoji": "🦆🦆🦆",
    "emoji and a letter": "🦆 a",
    "punctuation": "?!… *** —",
    "an underscore": "_",
    "a query language": 'text:duck AND (goose OR "*") -swan^2 ~',
    "stop words": "what is it",
    "controls": "du\x00cks\x1b[31m \u202eswim\u200b",
    "half a surrogate pair": "\ud83e ducks",
    "markup": "<script>alert(1)</script> {{x}} ${y}",
    "lines": "How many\r\nducks\rswim?",
}


@pytest.mark.parametrize("question", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("where", ["birds", "empty library", "empty scope", "boilerplate only"])
def test_odd_questions_get_a_clear_answer_everywhere(library: Library, question: str, where: str) -> None:
    scope = Scope(only=("nobody",)) if where == "empty scope" else Scope()
    if where == "boilerplate only":
        fill(library, [document("d", "***\n\nRead more at ducks.example")])
    elif where != "empty library":
        fill(library, DOCUMENTS)
    answer = ask(question, library, scope=scope)
    assert_exact(answer, library)
    assert answer.question == clean(question)
    assert json.loads(json.dumps(asdict(answer)).encode())["question"] == answer.question
    if where != "birds":
        assert (answer.found, answer.confidence, shown(answer)) == (False, 0.0, ())


@pytest.mark.parametrize("name", ["empty", "blank", "Chinese", "Arabic", "emoji", "punctuation", "an underscore"])
def test_a_question_without_a_word_of_the_documents_is_not_found(birds: Library, name: str) -> None:
    answer = ask(ODD[name], birds)
    assert not answer.found
    assert answer.excerpts == ()


@pytest.mark.parametrize("name", ["empty", "blank", "emoji", "punctuation"])
def test_a_question_without_letters_searches_nothing(birds: Library, name: str) -> None:
    answer = ask(ODD[name], birds)
    assert (answer.confidence, answer.nearest) == (0.0, ())


def test_no_more_of_a_question_is_read_than_the_encoder_holds(birds: Library, encoder: FakeEncoder) -> None:
    birds.snapshot()
    encoder.encoded.clear()
    question = ABOUT_DUCKS + " ducks" * 10_000
    answer = ask(question, birds)
    assert max(map(len, encoder.encoded)) == LONGEST_QUESTION
    assert answer.question == question


def test_strict_sets_from_which_confidence_an_answer_counts(birds: Library) -> None:
    usual = ask(ABOUT_DUCKS, birds)
    assert ask(ABOUT_DUCKS, birds, strict=usual.confidence).found
    stricter = ask(ABOUT_DUCKS, birds, strict=usual.confidence + 0.0001)
    assert not stricter.found
    assert usual.excerpts[0].answer is not None
    without_words = tuple(replace(excerpt, answer=None) for excerpt in usual.excerpts)
    assert (stricter.confidence, stricter.nearest) == (usual.confidence, without_words)


def test_strict_zero_finds_whatever_is_nearest_and_strict_one_nothing(birds: Library) -> None:
    lenient = ask(UNANSWERABLE, birds, strict=0.0)
    assert lenient.found
    assert lenient.excerpts == ask(UNANSWERABLE, birds).nearest
    assert not ask("", birds, strict=0.0).found
    assert not ask(ABOUT_DUCKS, birds, strict=1.0).found


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {"ducks", "geese", "herons"}),
        (Scope(only=("geese",)), {"geese"}),
        (Scope(only=("geese", "herons")), {"geese", "herons"}),
        (Scope(since="2019-05-01"), {"ducks", "geese"}),
        (Scope(since="2019-05-02"), {"geese"}),
        (Scope(until="2019-05-01"), {"ducks"}),
        (Scope(since="2019-06-01", until="2020-12-31"), set()),
        (Scope(only=("herons",), since="2019-01-01"), set()),
    ],
)
def test_only_documents_in_the_scope_answer(birds: Library, scope: Scope, expected: set[str]) -> None:
    seen = set()
    for question in (ABOUT_DUCKS, "Who counted geese over the mountains?", "Do herons wait for fish?", UNANSWERABLE):
        answer = ask(question, birds, scope=scope)
        assert_exact(answer, birds)
        seen |= {excerpt.document.id for excerpt in shown(answer)}
        seen |= {place.document for excerpt in shown(answer) for place in excerpt.places}
    assert seen == expected


def test_the_same_question_gives_the_same_answer_again_and_after_reopening(birds: Library) -> None:
    first = ask(ABOUT_DUCKS, birds)
    ask(UNANSWERABLE, birds)
    assert but_for_seconds(ask(ABOUT_DUCKS, birds)) == but_for_seconds(first)
    with open_library(birds.folder, encoder=FakeEncoder(), reader=FORMS) as again:
        assert but_for_seconds(ask(ABOUT_DUCKS, again)) == but_for_seconds(first)


def test_the_answer_names_the_generation_that_gave_it(birds: Library) -> None:
    before = ask(ABOUT_DUCKS, birds)
    assert before.library.startswith(f"{birds.snapshot().generation}-")
    birds.remove(["ducks"])
    after = ask(ABOUT_DUCKS, birds)
    assert after.library != before.library
    assert {excerpt.document.id for excerpt in after.excerpts} == {"herons"}


def test_a_pasted_sentence_is_answered_by_where_it_stands(birds: Library) -> None:
    answer = ask("The 40 ducks of Lund swim on the quiet lake.", birds, strict=1.0)
    assert_exact(answer, birds)
    assert (answer.found, answer.confidence) == (True, 1.0)
    assert answer.notice == "This stands word for word in your documents."
    assert answer.excerpts[0].text == answer.question
    changed = ask("The 50 ducks of Lund swim on the quiet lake.", birds)
    assert changed.notice == "This stands nearly so in your documents: “40” there is “50” here."
    assert changed.confidence < 1.0
    assert not ask("The 50 ducks of Lund swim on the quiet lake.", birds, strict=1.0).found


def test_which_documents_mention_something_lists_them(birds: Library) -> None:
    answer = ask("Which documents mention ducks?", birds)
    assert_exact(answer, birds)
    assert answer.notice == "2 documents mention “ducks”."
    assert {row.document.id for row in answer.excerpts} == {"ducks", "herons"}
    assert all(row.answer is not None and row.answer.text == "ducks" for row in answer.excerpts)
    assert ask("“quiet lake”", birds).notice == "2 documents mention “quiet lake”."
    assert ask("Which documents mention swans?", birds).notice is None
    only = ask("Which documents mention ducks?", birds, scope=Scope(only=("herons",)))
    assert only.notice == "One document mentions “ducks”."


def test_what_is_quoted_must_stand_literally(birds: Library) -> None:
    answer = ask('Who swims on the "quiet lake"?', birds, strict=0.0)
    assert answer.excerpts[0].text == "The 40 ducks of Lund swim on the quiet lake."
    assert all("quiet lake" in row.text for row in answer.excerpts)
    nothing = ask('Who swims on the "lake quiet"?', birds, strict=0.0)
    assert (nothing.found, nothing.confidence, shown(nothing)) == (False, 0.0, ())


def test_a_misspelt_word_is_read_as_the_one_that_is_meant(tmp_path: Path) -> None:
    with open_library(tmp_path, encoder=Splitting(), reader=FORMS) as library:
        fill(library, DOCUMENTS)
        answer = ask("Which geese fly over the muontains in autumn?", library, strict=0.0)
        assert answer.asked_as == "Which geese fly over the mountains in autumn?"
        assert answer.excerpts[0].document.id == "geese"


def test_a_question_in_a_language_that_the_encoder_does_not_know_is_not_answered(tmp_path: Path) -> None:
    encoder = FakeEncoder(languages=frozenset({"en"}))
    text = "Die Gänse fliegen im Herbst über die Berge. Ann Berg zählte sie."
    with open_library(tmp_path, encoder=encoder, reader=FORMS) as library:
        fill(library, [document("g", text), document("d", DUCKS)])
        answer = ask("Wann fliegen die Gänse über die Berge?", library, strict=0.0)
        assert (answer.found, answer.confidence, answer.excerpts) == (False, 0.0, ())
        assert [row.document.id for row in answer.nearest] == ["g"], "what shares no word is not shown"
        assert answer.notice is not None
        assert answer.notice.startswith("This question looks German, but the encoder fake knows English only")
        english = ask(ABOUT_DUCKS, library)
        assert (english.found, english.notice) == (True, None)
    with open_library(tmp_path, encoder=FakeEncoder(), reader=FORMS) as library:
        assert ask("Wann fliegen die Gänse über die Berge?", library, strict=0.0).found, "nothing says what it knows"


def test_another_reader_is_another_fingerprint(birds: Library) -> None:
    snapshot, forms, other = birds.snapshot(), FormsReader(), FormsReader()
    other.sha256 = "0" * 64
    assert fingerprint(snapshot, forms) == ask(ABOUT_DUCKS, birds).library != fingerprint(snapshot, other)


def test_a_follow_up_is_asked_with_what_it_is_about(birds: Library) -> None:
    earlier = [Turn("About how many geese were counted in 1998?")]
    answer = ask("And who counted them?", birds, earlier=earlier, strict=0.0)
    assert (answer.question, answer.asked_as) == ("And who counted them?", "And who counted them? (geese, 1998)")
    assert answer.excerpts[0].answer is not None
    assert answer.excerpts[0].answer.text == "Ann Berg"
    alone = ask("And who counted them?", birds)
    assert alone.asked_as is None
    assert alone.confidence < answer.confidence
    assert ask(ABOUT_DUCKS, birds, earlier=earlier).asked_as is None


def test_an_earlier_question_may_hold_anything(birds: Library) -> None:
    answer = ask("Why?", birds, earlier=[Turn(""), Turn("?" * 10_000), Turn("\ud83e ducks \x00 东京")])
    assert answer.asked_as == "Why? (ducks, 东京)"
    json.dumps(asdict(answer)).encode()
    assert_exact(answer, birds)


def test_the_seconds_add_up(birds: Library) -> None:
    seconds = ask(ABOUT_DUCKS, birds).seconds
    assert 0 <= seconds.retrieve <= seconds.total
    assert seconds.retrieve + seconds.read == pytest.approx(seconds.total, abs=2e-4)


EXCERPT_SHAPE = {
    "n": int,
    "document": {"id": str, "title": str, "source": str, "date": str | None},
    "version": str,
    "start": int,
    "end": int,
    "text": str,
    "answer": {"start": int, "end": int, "text": str},
    "page": int | None,
    "score": float,
    "places": [{"document": str, "start": int, "end": int, "page": int | None}],
}
CONTRACT = {
    "question": str,
    "asked_as": str | None,
    "found": bool,
    "confidence": float,
    "differs": [[int]],
    "excerpts": [EXCERPT_SHAPE],
    "nearest": [EXCERPT_SHAPE],
    "library": str,
    "seconds": {"retrieve": float, "read": float, "total": float},
    "notice": str | None,
}


def assert_shape(value: Any, shape: Any, where: str = "answer") -> None:
    if isinstance(shape, dict):
        if where.endswith(".answer") and value is None:
            return
        assert list(value) == list(shape), where
        for key, inner in shape.items():
            assert_shape(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for row in value:
            assert_shape(row, shape[0], f"{where}[]")
    else:
        assert isinstance(value, shape), where
        assert shape is not int or not isinstance(value, bool), where


@pytest.mark.parametrize("question", [ABOUT_DUCKS, UNANSWERABLE, "In which year were geese counted?", ""])
@pytest.mark.parametrize("earlier", [(), (Turn("Who counted the geese?"), Turn("And when?"))])
def test_the_json_is_the_contract(birds: Library, question: str, earlier: Sequence[Turn]) -> None:
    found = json.loads(json.dumps(asdict(ask(question, birds, earlier=earlier))))
    assert_shape(found, CONTRACT)
    assert 0 <= found["confidence"] <= 1
    for excerpt in (*found["excerpts"], *found["nearest"]):
        assert excerpt["score"] == round(excerpt["score"], 4)


BIRDS = (
    "duck",
    "Duck",
    "geese",
    "lake",
    "Lund",
    "40",
    "1998",
    "was",
    "the",
    "of",
    "in",
    "and",
    "said",
    "café",
    "鸭子",
    "🦆",
)
SENTENCES = st.builds(
    lambda row, stop: " ".join(row) + stop,
    st.lists(st.sampled_from(BIRDS), min_size=1, max_size=9),
    st.sampled_from(["", ".", "?", "!”", "。"]),
)
TEXTS = st.lists(
    SENTENCES
    | st.sampled_from(["***", "Read more at x", "\r", "\u2028", "\x85", "a\u0301", "\U0001f468\u200d\U0001f469"])
    | st.text(max_size=40),
    min_size=1,
    max_size=12,
).flatmap(lambda rows: st.sampled_from([" ", "\n", "\n\n"]).map(lambda between: clean(between.join(rows))))
QUESTIONS = (
    SENTENCES.map(lambda row: f"How many {row}") | SENTENCES.map(lambda row: f"Who {row}?") | st.text(max_size=30)
)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(TEXTS.filter(lambda text: bool(text.strip())), max_size=4),
    st.lists(QUESTIONS, min_size=3, max_size=6),
    st.floats(0, 1),
)
def test_every_span_is_exact_whatever_is_stored_and_asked(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], questions: list[str], strict: float
) -> None:
    with open_library(tmp_path_factory.mktemp("library"), encoder=FakeEncoder(), reader=FORMS) as library:
        fill(library, [document(f"d{n}", text, title=text[:10]) for n, text in enumerate(texts)])
        for question in questions:
            answer = ask(question, library, strict=strict)
            assert_exact(answer, library)
            assert answer.found == bool(answer.excerpts)
            assert not (answer.excerpts and answer.nearest)
            assert len({(row.document.id, row.start) for row in shown(answer)}) == len(shown(answer)) <= MOST_EXCERPTS
            assert_shape(json.loads(json.dumps(asdict(answer))), CONTRACT)


@pytest.fixture(scope="module")
def seed_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The seed, added with the real encoder, closed and opened again."""
    folder = tmp_path_factory.mktemp("seed") / "library"
    with open_library(folder) as made:
        report = made.add([SEED.parent])
        assert [Path(row.source) for row in report.added] == [SEED]
    with open_library(folder) as opened:
        yield opened


@pytest.fixture
def ask_seed(seed_library: Library) -> Callable[[str], Answer]:
    """Ask the seed library, and check every span of the answer on the way."""

    def asked(question: str) -> Answer:
        answer = ask(question, seed_library)
        assert_exact(answer, seed_library)
        return answer

    return asked


@pytest.mark.model
def test_golden_the_stored_text_is_the_seed_file_s(seed_library: Library) -> None:
    (row,) = seed_library.snapshot().documents
    assert seed_library.snapshot().document(row.id).text == clean(SEED.read_bytes().decode())
    assert seed_library.verify().sound


@pytest.mark.model
@pytest.mark.xfail(strict=True, reason="the reader is too unsure of it: its best passage is another, at .48")
def test_golden_how_many_troops(ask_seed: Callable[[str], Answer]) -> None:
    answer = ask_seed("How many troops are already stationed in the region?")
    assert answer.found
    (best, *_) = answer.excerpts
    assert "40,000" in best.text
    assert best.answer is not None
    assert best.answer.text == "40,000"
    assert SEED.read_bytes().decode()[best.start : best.end] == best.text


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which floors of the building in Ghobeiry were targeted?", "4th and 5th floors"),
        ("Who visited the 7th Brigade?", "Herzi Halevi"),
        ("Who is the Pentagon press secretary?", "Pat Ryder"),
        ("What was fired at Tel Aviv?", "missile"),
        ("Who killed 1200 Israelis?", "Hamas"),
        pytest.param(
            *("How many people were wounded?", "1,600"),
            marks=pytest.mark.xfail(strict=True, reason="right, but below the threshold since it refuses more"),
        ),
        (
            "How many people were killed in the airstrikes on Monday?",
            "nearly 500",
        ),  # or 100: they are shown as differing
        ("On which day did Biden ask for peace at the United Nations?", "Tuesday"),
        ("How many Israelis did Hamas kill in its attack nearly a year earlier?", "1200"),
        ("In which city were the world's leaders meeting at the United Nations?", "New York"),
        ("Where did President Biden appear?", "ABC"),
    ],
)
def test_golden_answer_words(ask_seed: Callable[[str], Answer], question: str, words: str) -> None:
    answer = ask_seed(question)
    assert answer.found
    assert answer.excerpts[0].answer is not None
    assert words in answer.excerpts[0].answer.text
    assert len(answer.excerpts[0].answer.text.split()) <= 10


@pytest.mark.model
def test_golden_two_tolls_are_shown_as_differing(ask_seed: Callable[[str], Answer]) -> None:
    answer = ask_seed("How many people were killed in the airstrikes on Monday?")
    pair = {excerpt.n: excerpt.text for excerpt in answer.excerpts}
    assert answer.differs == ((1, 2),)
    assert {("nearly 500" in text, "at least 100" in text) for text in (pair[1], pair[2])} == {
        (True, False),
        (False, True),
    }


@pytest.mark.model
def test_golden_which_floors(ask_seed: Callable[[str], Answer]) -> None:
    answer = ask_seed("Which floors of the building in Ghobeiry were targeted?")
    assert answer.found
    (best,) = [excerpt for excerpt in answer.excerpts if "4th and 5th floors" in excerpt.text]
    assert best.answer is not None
    assert best.answer.text == "4th and 5th floors"
    assert len(best.places) == 1, "the caption stands twice and is shown once"


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "Who is the president of France?",
        "What is the population of Lebanon?",
        "Who is the president of Lebanon?",
        "What did Kamala Harris say about a ceasefire in Gaza?",
        "Why did France call its ambassador home from Israel?",
        "flurb the quonking zib, how many?",
    ],
)
def test_golden_not_in_the_documents(ask_seed: Callable[[str], Answer], question: str) -> None:
    answer = ask_seed(question)
    assert not answer.found
    assert answer.excerpts == ()
    assert answer.nearest
    assert not any("***" in excerpt.text or "Read more" in excerpt.text for excerpt in answer.nearest)


@pytest.mark.model
@pytest.mark.parametrize("name", ["10,000 characters", "Chinese", "half a surrogate pair"])
def test_golden_odd_questions(ask_seed: Callable[[str], Answer], name: str) -> None:
    answer = ask_seed(ODD[name])
    assert not answer.found
    assert answer.excerpts == ()


@pytest.mark.model
def test_golden_the_same_question_gives_the_same_bytes(ask_seed: Callable[[str], Answer]) -> None:
    question, other = "Who visited the 7th Brigade?", "What is the population of Lebanon?"

    def bytes_of(asked: str) -> str:
        return json.dumps(but_for_seconds(ask_seed(asked)))

    first = bytes_of(question)
    assert {bytes_of(question) for _ in range(20)} == {first}, "one after the other"
    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(bytes_of, [question, other] * 20))
    assert set(at_once[::2]) == {first}, "while others ask"
    assert set(at_once[1::2]) == {bytes_of(other)}
