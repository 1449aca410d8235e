import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stems import LANGUAGES, content_words, searched_stems, stems, words_of
from index.stop_words import STOP_WORDS

ALIKE = {
    "en": "houses house|naïve naive|CAFÉS cafe|founded founding",
    "de": """Häuser Haus|Häusern Hauses|Bücher Buch|Verträge Vertrag|Städte Stadt|Straßen Strasse|Zürich Zuerich|
        Müller Mueller|Kündigungsfristen Kündigungsfrist|Universitäten Universität|arbeitet arbeiten|Ärzte Arzt""",
    "es": """casas casa|años año|anos años|ciudades ciudad|canciones cancion|jóvenes joven|veces vez|países país|
        escritores escritor|franceses francés|construida construir|vivieron vivían|organización organizaciones""",
    "fr": """années année|annees année|villes ville|chevaux cheval|élections elections|construites construit|
        nationaux nationale|écrits écrit|payée payer|gouvernements gouvernement|heureuse heureux""",
    "xx": "Èlan elan|МОСКВА москва|Città citta",
}

APART = {
    "en": "house mouse|duck dock",
    "de": "Haus Maus|Stadt statt|Poesie Pose",
    "es": "casa cosa|gato gasto",
    "fr": "ville vie|année anneau",
    "xx": "casa case|москва москвы",
}


def pairs(text: str) -> list[tuple[str, str]]:
    return [(first, second) for first, second in (pair.split() for pair in text.split("|"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_of_a_word_are_indexed_alike(language: str) -> None:
    assert [(a, b) for a, b in pairs(ALIKE[language]) if stems(a, language) != stems(b, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_words_stay_apart(language: str) -> None:
    assert [(a, b) for a, b in pairs(APART[language]) if stems(a, language) == stems(b, language)] == []


def test_only_english_terms_do_not_name_their_language() -> None:
    assert stems("die", "en") == ["die"]
    assert stems("die", "de") == [":de:die"]
    assert stems("die", "xx") == [":xx:die"]


def test_accents_of_two_characters_are_those_of_one() -> None:
    assert stems(unicodedata.normalize("NFD", "Häuser"), "de") == stems("Häuser", "de")


def test_characters_and_their_pairs_stand_for_words_where_no_space_does() -> None:
    assert stems("GDP是多少", "xx") == [":xx:gdp", ":xx:是", ":xx:多", ":xx:少", ":xx:是多", ":xx:多少"]
    assert searched_stems("多少", "xx") == [":xx:多少"]
    assert stems("東京", "en") == ["東京"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Where were the ducks?", ["ducks"]),
        ("Wann wurde die Universität gegründet?", ["universität", "gegründet"]),
        ("¿Cuándo se fundó la Universidad?", ["fundó", "universidad"]),
        ("Quand l'université a-t-elle été fondée ?", ["université", "fondée"]),
        ("东京大学在哪里？", ["东京大学"]),
        ("莫扎特是什么时候去世的？", ["莫扎特", "去世"]),
        ("誰寫了紅樓夢？", ["寫", "紅樓夢"]),
        ("was war das?", ["was", "war", "das"]),
        ("是什么？", ["是什么"]),
        ("😀", []),
        ("", []),
    ],
)
def test_content_words(question: str, words: list[str]) -> None:
    assert content_words(question) == words


def test_stop_words_are_words_as_the_index_tells_them_apart() -> None:
    for language in ("en", "de", "es", "fr"):
        assert [word for word in STOP_WORDS[language] if words_of(word) != [word]] == []


@given(st.text(), st.sampled_from(LANGUAGES))
def test_terms_hold_no_white_space_and_name_their_language(text: str, language: str) -> None:
    for term in (*stems(text, language), *searched_stems(text, language)):
        assert len(term.split()) == 1
        assert term.startswith(f":{language}:") or language == "en"


@given(st.text(alphabet="东京大学abc ä。", max_size=12), st.sampled_from(LANGUAGES))
def test_a_text_is_found_by_every_word_of_itself(text: str, language: str) -> None:
    assert set(searched_stems(text, language)) <= set(stems(text, language))
