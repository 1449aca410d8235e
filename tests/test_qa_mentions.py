from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SEED
from fake_encoder import FakeEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored import document, put

from index.catalog import Catalog
from index.library import Library
from index.snapshot import Scope, Snapshot
from qa.literal import phrase_pattern
from qa.mentions import MOST_DOCUMENTS, Mentions, asks_mentions, mentions, topic

TEXTS = {
    "hamas": "On Hamas\n\nA report on Hamas in May. Hamas said no, and HAMAS left.",
    "both": "Nothing at first. Hezbollah and Hamas agreed.",
    "joint": "It was the Hamas and Hezbollah summit.",
    "hezbollah": "Hezbollah’s rockets flew.",
    "neither": "Hamassa is a name. Ducks swim.",
}


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("Which documents mention Hezbollah?", "Hezbollah"),
        ("what documents talk about the ceasefire", "ceasefire"),
        ("where is Netanyahu mentioned?", "Netanyahu"),
        ("Where else are the hostages mentioned in my documents?", "hostages"),
        ("list the documents about climate change", "climate change"),
        ('Which of my files contain the word "escalation"?', "escalation"),
        ("show me all articles about Lebanon and Gaza please", "Lebanon and Gaza"),
        ("In which documents is Herzi Halevi mentioned?", "Herzi Halevi"),
        ("in which of my reports does Tel Aviv appear?", "Tel Aviv"),
        ("Do any of my documents mention repatriation loans?", "repatriation loans"),
        ("are there any documents about inflation", "inflation"),
        ("Is the United Nations mentioned anywhere in my documents?", "United Nations"),
        ("where does the name Halevi come up?", "Halevi"),
        ("Where does the Rhine appear in my documents", "Rhine"),
        ("how many documents mention C++?", "C++"),
        ("Documents mentioning Cyprus", "Cyprus"),
        ("find pdfs on machine learning", "machine learning"),
        ("What papers do I have about quantum computing?", "quantum computing"),
        ("Can you show me documents that deal with Hamas or Hezbollah?", "Hamas or Hezbollah"),
        ("  Which  documents\nmention  “Tel  Aviv” ?", "Tel Aviv"),
    ],
)
def test_questions_for_documents_are_seen(question: str, of: str) -> None:
    assert asks_mentions(question) == of


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Which documents?",
        "Which documents mention it?",
        "Which documents discuss how the war began?",
        "What does the report say about ducks?",
        "What does the report mention about ducks?",
        "What did Biden say about the documents?",
        "The report mentions that five people died.",
        "Where is Paris?",
        "Where was the treaty signed?",
        "Who mentioned the ceasefire?",
        "How many articles does the constitution have?",
        "What is the book about?",
        "Which documents mention " + "very " * 20 + "much?",
        "Which documents " * 200,
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert asks_mentions(question) is None


@pytest.mark.parametrize(
    ("words", "of"),
    [
        ("the term ceasefire", "ceasefire"),
        ("an accord", "accord"),
        ("The Hague", "Hague"),
        ('the words "ever" and "never"', None),
        ("‘The View’", "The View"),
        ("whether it rains", None),
        ("all of it", None),
        ("?!", None),
    ],
)
def test_what_is_looked_for_is_bare(words: str, of: str | None) -> None:
    assert topic(words) == of


@pytest.fixture
def news(library: Library, encoder: FakeEncoder) -> Snapshot:
    catalog = Catalog(library.folder)
    put(catalog, encoder, [document(id, text, title="News") for id, text in TEXTS.items()])
    catalog.close()
    return library.snapshot()


def told(found: Mentions, snapshot: Snapshot) -> list[tuple[str, str, str, int]]:
    rows = []
    for row in found.shown:
        text = snapshot.document(row.document).text
        rows.append((row.document, text[slice(*row.sentence)], text[slice(*row.words)], row.times))
    return rows


def test_documents_come_by_how_often_then_how_early_they_mention_it(news: Snapshot) -> None:
    found = mentions("hamas", news)
    assert told(found, news) == [
        ("hamas", "A report on Hamas in May.", "Hamas", 4),  # not its heading
        ("joint", "It was the Hamas and Hezbollah summit.", "Hamas", 1),
        ("both", "Hezbollah and Hamas agreed.", "Hamas", 1),
    ]
    assert (found.of, found.more) == ("hamas", 0)


def test_possessives_count_and_longer_words_do_not(news: Snapshot) -> None:
    assert {row.document for row in mentions("Hezbollah", news).shown} == {"hezbollah", "both", "joint"}
    assert mentions("rocket", news).shown == ()


def test_what_is_joined_is_looked_for_as_a_whole_then_in_parts(news: Snapshot) -> None:
    assert [row.document for row in mentions("Hamas and Hezbollah", news).shown] == ["joint"]
    assert [row.document for row in mentions("Hezbollah and Hamas", news).shown] == ["both"]
    assert {row.document for row in mentions("Hamas and said", news).shown} == {"hamas"}
    assert {row.document for row in mentions("ducks or rockets", news).shown} == {"neither", "hezbollah"}
    assert mentions("ducks and rockets", news) == Mentions("ducks and rockets", (), 0)


def test_the_scope_holds(news: Snapshot) -> None:
    assert [row.document for row in mentions("hamas", news, Scope(only=("both", "neither"))).shown] == ["both"]


def test_nothing_is_found_in_nothing(library: Library) -> None:
    assert mentions("hamas", library.snapshot()) == Mentions("hamas", (), 0)
    assert mentions("★", library.snapshot()) == Mentions("★", (), 0)


def test_what_is_not_shown_is_counted(library: Library, encoder: FakeEncoder) -> None:
    catalog = Catalog(library.folder)
    put(catalog, encoder, [document(f"d{n:02}", f"Ducks, paper {n}.") for n in range(MOST_DOCUMENTS + 3)])
    catalog.close()
    found = mentions("ducks", library.snapshot())
    assert [row.document for row in found.shown] == [f"d{n:02}" for n in range(MOST_DOCUMENTS)]
    assert found.more == 3


def test_words_over_a_sentence_border_show_both_sentences(library: Library, write: Callable[[str, str], Path]) -> None:
    library.add([write("a.txt", "He went home. Alone he stayed. Then he left.")])
    snapshot = library.snapshot()
    ((_, sentence, words, _),) = told(mentions("home. alone", snapshot), snapshot)
    assert (sentence, words) == ("He went home. Alone he stayed.", "home. Alone")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data())
def test_what_is_shown_stands_there(library: Library, data: st.DataObject) -> None:
    if not library.snapshot().documents:
        library.add([SEED])
    snapshot = library.snapshot()
    text = snapshot.document(snapshot.documents[0].id).text
    words = list(phrase_pattern("the").finditer(text))
    start = data.draw(st.sampled_from(words)).start()
    phrase = " ".join(text[start:].split()[: data.draw(st.integers(1, 4))])
    for row in mentions(phrase, snapshot).shown:
        assert phrase_pattern(phrase).fullmatch(text, *row.words)
        assert row.sentence[0] <= row.words[0] < row.words[1] <= row.sentence[1]
        assert row.times == len(phrase_pattern(phrase).findall(text))
