import math
import sqlite3
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from stored import document, new_catalog, put

from index.catalog import Catalog
from index.derived import STATE
from index.lexical import LONGEST_QUESTION, LexicalIndex, open_lexical
from index.merging import MOST_ALIKE

TEXTS = {
    "d1": "Ducks were swimming on the quiet lake.",
    "d2": "The geese flew over the mountains in autumn.",
    "d3": "A duck and a goose met at the café.",
}


@pytest.fixture
def catalog(tmp_path: Path, encoder: FakeEncoder) -> Catalog:
    catalog = new_catalog(tmp_path, encoder)
    put(catalog, encoder, [document(id, text, title=f"Report {id}") for id, text in TEXTS.items()])
    return catalog


def documents(index: LexicalIndex, catalog: Catalog, question: str) -> list[str]:
    hits = index.search(question, 10)
    passages = catalog.passages([id for id, _ in hits])
    return [passages[id].document for id, _ in hits]


def test_words_are_found_by_their_stems_and_without_accents(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    assert set(documents(index, catalog, "swimming duck")) == {"d1", "d3"}
    assert documents(index, catalog, "swim ducks")[0] == "d1"
    assert documents(index, catalog, "CAFE") == ["d3"]


def test_titles_are_found(tmp_path: Path, catalog: Catalog) -> None:
    assert documents(open_lexical(tmp_path / "lexical", catalog), catalog, "d2 report")[0] == "d2"


@pytest.mark.parametrize("question", ["", "  ", "?!…", '"', "AND OR NOT", "text:duck", "a:b(c", "*" * 50, "x" * 10_000])
def test_no_question_is_a_query_language(tmp_path: Path, catalog: Catalog, question: str) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    assert all(score > 0 for _, score in index.search(question, 10))


def test_stop_words_are_dropped_unless_there_is_nothing_else(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    assert index.terms("Where were the ducks?") == ["duck"]
    assert index.terms("where were the") == ["where", "were", "the"]


def test_a_pasted_book_is_searched_by_its_first_words(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    assert len(index.terms(" ".join(f"word{i}" for i in range(5_000)))) == LONGEST_QUESTION


def test_only_passages_with_one_stem_of_each_set_are_found(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)

    def found(question: str, all_of: list[list[str]], among: list[str] | None = None) -> list[str]:
        ids = [id for id, _ in index.search(question, None, among, all_of=all_of)]
        passages = catalog.passages(ids)
        return [passages[id].document for id in ids]

    assert sorted(found("", [["duck"]])) == ["d1", "d3"]
    assert found("goose", [["duck"]]) == ["d3", "d1"]  # the question orders what the sets allow
    assert found("goose", [["duck"], ["lake", "mountain"]]) == ["d1"]
    assert found("goose", [["duck"]], ["d1", "d2"]) == ["d1"]
    assert found("duck", [["heron"]]) == []


def test_scope_limits_the_documents(tmp_path: Path, catalog: Catalog) -> None:
    index = open_lexical(tmp_path / "lexical", catalog)
    hits = index.search("duck", 10, ["d3"])
    assert [catalog.passages([id])[id].document for id, _ in hits] == ["d3"]
    assert hits[0][1] == pytest.approx(dict(index.search("duck", 10))[hits[0][0]], rel=1e-4)


def test_new_passages_are_caught_up_with(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    open_lexical(tmp_path / "lexical", catalog)
    (before,) = (tmp_path / "lexical").glob("*.rows.npy")
    put(catalog, encoder, [document("d4", "Another duck arrived.")])
    index = open_lexical(tmp_path / "lexical", catalog)
    assert set(documents(index, catalog, "duck")) == {"d1", "d3", "d4"}
    assert before.is_file(), "it was made again instead of caught up"


def test_after_a_removal_scores_are_those_of_an_index_that_never_knew_it(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder
) -> None:
    put(catalog, encoder, [document(f"x{i}", f"Filler about herons and a duck number {i}.") for i in range(20)])
    open_lexical(tmp_path / "lexical", catalog)
    with catalog.write():
        catalog.drop_document("x3")
    put(catalog, encoder, [document("d4", "Another duck arrived.")])
    caught_up, fresh = open_lexical(tmp_path / "lexical", catalog), open_lexical(tmp_path / "fresh", catalog)
    assert caught_up.search("duck herons", 50) == fresh.search("duck herons", 50)
    assert caught_up.share_of_passages("heron") == fresh.share_of_passages("heron")


def test_an_index_takes_over_what_is_still_there_of_the_one_before(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder
) -> None:
    folder = tmp_path / "lexical"
    before = open_lexical(folder, catalog)
    put(catalog, encoder, [document("d4", "Another duck arrived.")])
    after = open_lexical(folder, catalog, before=before)
    (old,) = before.parts.postings.items()
    assert old in after.parts.postings.items()
    assert after.search("duck", 10) == open_lexical(tmp_path / "fresh", catalog).search("duck", 10)
    with catalog.write():
        catalog.drop_document("d1")
    again = open_lexical(folder, catalog, before=after)
    assert {*map(id, again.parts.postings.values())} == {*map(id, after.parts.postings.values())}
    assert again.search("duck", 10) == open_lexical(tmp_path / "fresh again", catalog).search("duck", 10)


def test_what_another_made_again_is_not_taken_from_the_one_before(tmp_path: Path, catalog: Catalog) -> None:
    folder = tmp_path / "lexical"
    before = open_lexical(folder, catalog)
    (folder / STATE).unlink()
    made_again = open_lexical(folder, catalog)
    taken = open_lexical(folder, catalog, before=before)
    assert set(taken.parts.postings) == set(made_again.parts.postings) != set(before.parts.postings)
    assert before.search("duck", 10) == taken.search("duck", 10)


def test_many_small_changes_leave_few_parts(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    folder = tmp_path / "lexical"
    index = open_lexical(folder, catalog)
    for number in range(20):
        put(catalog, encoder, [document(f"x{number}", f"Heron number {number} and a duck.")])
        index = open_lexical(folder, catalog, before=index)
    assert len(index.parts.postings) < MOST_ALIKE
    assert len(list(folder.glob("*.rows.npy"))) == len(index.parts.postings)
    assert index.search("duck", 50) == open_lexical(tmp_path / "fresh", catalog).search("duck", 50)


def test_an_index_is_made_a_part_at_a_time(
    tmp_path: Path, catalog: Catalog, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = open_lexical(tmp_path / "whole", catalog)
    monkeypatch.setattr("index.lexical.AT_ONCE", 2)
    made = open_lexical(tmp_path / "lexical", catalog)
    assert len(made.parts.postings) == 2
    assert made.search("duck goose", 10) == whole.search("duck goose", 10)


def test_compacting_leaves_no_word_of_what_is_gone(tmp_path: Path, catalog: Catalog) -> None:
    folder = tmp_path / "lexical"
    open_lexical(folder, catalog)
    with catalog.write():
        catalog.drop_document("d2")
    open_lexical(folder, catalog)
    assert any(b"geese" in path.read_bytes() or b"gees" in path.read_bytes() for path in folder.iterdir())
    open_lexical(folder, catalog, compact=True)
    assert not any(b"gees" in path.read_bytes() for path in folder.iterdir())


def test_an_index_of_a_lost_future_is_made_again(tmp_path: Path, catalog: Catalog, encoder: FakeEncoder) -> None:
    """A copy of the database is put back: generation and passage ids come again, for another document."""
    copy = sqlite3.connect(tmp_path / "copy.db")
    catalog._db.backup(copy)
    put(catalog, encoder, [document("d8", "Herons wait.")])
    open_lexical(tmp_path / "lexical", catalog)
    copy.backup(catalog._db)
    copy.close()
    put(catalog, encoder, [document("d9", "Otters play.")])
    assert documents(open_lexical(tmp_path / "lexical", catalog), catalog, "otters") == ["d9"]
    assert documents(open_lexical(tmp_path / "lexical", catalog), catalog, "herons") == []


def test_an_old_index_goes_on_answering_while_a_newer_one_is_opened(tmp_path: Path, catalog: Catalog) -> None:
    old = open_lexical(tmp_path / "lexical", catalog)
    with catalog.write():
        catalog.drop_document("d1")
    new = open_lexical(tmp_path / "lexical", catalog)
    assert len(old.search("duck", 10)) == 2
    assert len(new.search("duck", 10)) == 1


@pytest.mark.parametrize("damage", ["flip", "half", "no state", "foreign", "ahead", "other settings"])
def test_a_damaged_index_is_made_again(tmp_path: Path, catalog: Catalog, damage: str) -> None:
    folder = tmp_path / "lexical"
    expected = documents(open_lexical(folder, catalog), catalog, "duck")
    store, state = next(folder.glob("*.rows.npy")), folder / STATE
    whole = store.read_bytes()
    if damage == "flip":
        store.write_bytes(whole[:-1] + bytes([whole[-1] ^ 64]))
    elif damage == "half":
        store.write_bytes(whole[: len(whole) // 2])
    elif damage == "no state":
        state.unlink()
    else:
        found, changed = {
            "foreign": ('"library": "', '"library": "x'),
            "ahead": ('"generation": 1', '"generation": 9'),
            "other settings": ('"lexical": ', '"lexical": 7'),
        }[damage]
        state.write_text(state.read_text().replace(found, changed))
    assert documents(open_lexical(folder, catalog), catalog, "duck") == expected


GERMAN = {
    "de1": "Die alten Häuser der Stadt wurden im 19. Jahrhundert gebaut, und die Müllers wohnen noch immer dort.",
    "de2": "Der Vertrag mit der Universität endet im Mai. Die Kündigungsfristen sind sehr kurz und nicht verlängert.",
}
FRENCH = {
    "fr1": "Les années de guerre ont été dures pour les habitants de la ville, qui ont beaucoup souffert.",
    "fr2": "Le loyer de l’appartement est payé par la société, et les chevaux sont dans les écuries du roi.",
}
SPANISH = {
    "es1": "Las casas de la ciudad fueron construidas hace muchos años por los escritores que vivían en ella.",
    "es2": "La reunión de los vecinos es el martes, y las facturas se pagan en el mismo día.",
}
CHINESE = {"zh1": "东京大学成立于1877年，位于日本东京。", "zh2": "猫喜欢吃鱼，也喜欢在阳光下睡觉。"}
ENGLISH = {
    "en1": "Goethe was born in Frankfurt. He did not die there, and the Müller family knew him well.",
    "en2": "The dog will die of old age, said the doctor, and the children of the house were very sad.",
}


def library_of(folder: Path, encoder: FakeEncoder, *texts: dict[str, str]) -> tuple[LexicalIndex, Catalog]:
    catalog = new_catalog(folder, encoder)
    put(catalog, encoder, [document(id, text, title="–") for some in texts for id, text in some.items()])
    return open_lexical(folder / "lexical", catalog), catalog


@pytest.fixture
def mixed(tmp_path: Path, encoder: FakeEncoder) -> tuple[LexicalIndex, Catalog]:
    return library_of(tmp_path / "mixed", encoder, ENGLISH, GERMAN, FRENCH, SPANISH, CHINESE)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Wann wurde das Haus gebaut?", ["de1"]),
        ("Wo wohnt Mueller?", ["de1"]),
        ("Welche Kündigungsfrist haben die Verträge?", ["de2"]),
        ("Was geschah in dem Jahr der Universitäten?", ["de2"]),
        ("Quelle année ?", ["fr1"]),
        ("Où est le cheval ?", ["fr2"]),
        ("annee", ["fr1"]),
        ("¿Quién construyó la casa?", ["es1"]),
        ("¿Cuándo se reúnen? reuniones y factura", ["es2"]),
        ("东京大学在哪里？", ["zh1"]),
        ("猫", ["zh2"]),
        ("猫吃什么？", []),
        ("Goethe", ["en1"]),
        ("Wann starb Goethe?", ["en1"]),
        ("Who is Müller?", ["de1", "en1"]),
        ("What will the dogs die of?", ["en1", "en2"]),
        ("houses", ["en2"]),
    ],
)
def test_a_question_finds_documents_of_its_language_and_its_names_in_others(
    mixed: tuple[LexicalIndex, Catalog], question: str, found: list[str]
) -> None:
    assert sorted(documents(*mixed, question)) == found


def test_a_library_is_asked_in_its_own_languages_only(
    tmp_path: Path, encoder: FakeEncoder, mixed: tuple[LexicalIndex, Catalog]
) -> None:
    assert mixed[0].languages == ("en", "de", "es", "fr", "xx")
    german, catalog = library_of(tmp_path / "german", encoder, GERMAN)
    assert german.languages == ("de",)
    assert german.terms("Wo sind die Häuser?") == [":de:haus"]
    assert documents(german, catalog, "Häuser") == ["de1"]
    assert library_of(tmp_path / "none", encoder)[0].languages == ("en",)


def test_terms_are_those_that_some_passage_has(mixed: tuple[LexicalIndex, Catalog]) -> None:
    index, _ = mixed
    assert index.terms("Wo wohnen die Müllers?") == [":de:wohn", "muller", ":de:mull"]
    assert index.terms("Zebra") == ["zebra"]
    assert index.share_of_passages(":de:mull") == index.share_of_passages("muller") == pytest.approx(1 / 10)


def test_forms_tell_word_by_word_what_a_passage_may_have(mixed: tuple[LexicalIndex, Catalog]) -> None:
    index, _ = mixed
    assert index.forms("Häuser die") == [
        ("hauser", ":de:haus", ":es:haus", ":fr:haus", ":xx:hauser"),
        ("die", ":de:die", ":es:die", ":fr:di", ":xx:die"),
    ]
    assert [forms[-1] for forms in index.forms("东京大")] == [":xx:东京", ":xx:京大"]
    assert {":de:haus", "hous"} <= set(index.stems("houses Häuser"))


def bm25(passages: list[list[str]], among: int, weights: dict[str, float]) -> float:
    """Return the BM25 score of the first of some passages by how rare each term is (Robertson; k1 1.2, b .75)."""
    words, length = passages[0], sum(map(len, passages)) / among
    each = (words.count(t) / (words.count(t) + 1.2 * (0.25 + 0.75 * len(words) / length)) for t in weights)
    return sum(2.2 * weight * share for weight, share in zip(weights.values(), each, strict=True))


def test_english_scores_are_plain_bm25(tmp_path: Path, encoder: FakeEncoder) -> None:
    texts = ["Ducks swim on ponds", "Ducks fly", "The geese swim with the ducks on the lakes"]
    index, catalog = library_of(tmp_path / "plain", encoder, {f"d{i}": text for i, text in enumerate(texts)})
    words = [index.stems(text) for text in texts]
    rarity = {"swim": math.log(1 + (3 - 2 + 0.5) / 2.5), "pond": math.log(1 + (3 - 1 + 0.5) / 1.5)}
    best = index.search("Where do they swim, in a pond?", 1)[0]
    assert catalog.passages([best[0]])[best[0]].document == "d0"
    assert best[1] == pytest.approx(bm25(words, 3, rarity), rel=1e-5)


def test_a_name_is_as_rare_as_it_is_in_all_languages_together(tmp_path: Path, encoder: FakeEncoder) -> None:
    """Else the one German passage about Merkel would come before the English one that answers."""
    english = {f"e{i}": f"This is the report number {i} about Merkel and about what she did." for i in range(9)}
    english["e9"] = "This is the report that says where Merkel was born, and what she did there."
    german = {"d0": "Das ist der Bericht, in dem es um Merkel geht und darum, was sie dort gemacht hat."}
    index, catalog = library_of(tmp_path / "names", encoder, english, german)
    assert documents(index, catalog, "Where was Merkel born?")[0] == "e9"
    scores = [round(score, 1) for _, score in index.search("Merkel", 20)]
    assert len(scores) == 11
    assert max(scores) - min(scores) <= 0.1


@pytest.mark.parametrize(
    "question", ["", "?", "😀", "字", "é", "ß", "\ufffd", "\u200b", "，。", "Ä" * 5_000, "京" * 5_000]
)
def test_odd_questions_to_a_library_of_many_languages(mixed: tuple[LexicalIndex, Catalog], question: str) -> None:
    index, _ = mixed
    assert all(score > 0 for _, score in index.search(question, 10))
    assert len(index.terms(question)) <= LONGEST_QUESTION * len(index.languages)


def test_the_same_library_gives_the_same_scores_whichever_way_it_grew(tmp_path: Path, encoder: FakeEncoder) -> None:
    index, catalog = library_of(tmp_path / "grown", encoder, GERMAN)
    put(catalog, encoder, [document(id, text, title="–") for some in (ENGLISH, FRENCH) for id, text in some.items()])
    grown, fresh = open_lexical(tmp_path / "grown" / "lexical", catalog), open_lexical(tmp_path / "fresh", catalog)
    assert grown.languages == fresh.languages == ("en", "de", "fr")
    for question in ("Wo wohnt Müller?", "Quelle année ?", "Who will die?"):
        assert grown.search(question, 10) == fresh.search(question, 10) != []
    assert index.languages == ("de",)
