"""What the page says in each language: all of it, with the same values, written as people of the language write."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from ui.texts import ENGLISH, FILE, PLACE, languages, texts_in

UI = Path(__file__).parent.parent / "ui"

OTHERS = tuple(language for language in languages() if language != ENGLISH)

NARROW = "\u202f"
"""The space that does not break, which French has inside its quotation marks and before high signs."""

MARKS = {"en": ("“", "”"), "de": ("„", "“"), "es": ("«", "»"), "fr": (f"«{NARROW}", f"{NARROW}»")}

AS_IN_ENGLISH = {
    "title": {"de", "es", "fr"},  # the name of the program
    "kind_text": {"de"},  # Text
    "view_text": {"de"},
    "no": {"es"},
    "documents": {"fr"},  # French and English share these nouns, their plurals too
    "conversations": {"fr"},
    "conversation": {"fr"},
    "count": {"fr"},
    "passages": {"fr"},
    "page": {"fr"},
    "version": {"fr"},
    "source": {"fr"},
    "view_pages": {"fr"},
    "column_question": {"fr"},
    "questions": {"fr"},
}
"""Keys of the texts that are written as in English, and where."""

NAMED = {
    "welcome_empty_how": "add_files",
    "part": "whole_text",
    "strict_how": "not_found",
}
"""Keys of the texts that name another one in quotation marks."""


def wordings(text: str) -> Iterator[str]:
    """Yield a text with each of its forms, and a figure wherever a value stands."""
    counts = [(place[2] or "#").split("|") for place in PLACE.finditer(text)]
    for forms in product(*counts):
        between = PLACE.sub("\0", text).split("\0")
        figures = [*(form.replace("#", "7") for form in forms), ""]
        yield "".join(part + figure for part, figure in zip(between, figures, strict=True))


def numbers(text: str) -> set[str]:
    return {place[1] for place in PLACE.finditer(text)}


def counted(text: str) -> dict[str, list[str]]:
    """Return the forms of each count by its number."""
    return {place[1]: place[2].split("|") for place in PLACE.finditer(text) if place[2]}


def quoted(text: str, language: str) -> list[str]:
    opening, closing = MARKS[language]
    return re.findall(f"{re.escape(opening)}(.+?){re.escape(closing)}", text)


def said_in(language: str) -> list[tuple[str, str]]:
    """Return the keys with each wording of their texts."""
    return [(key, words) for key, text in texts_in(language).rows.items() for words in wordings(text)]


def test_the_page_speaks_these_languages() -> None:
    assert languages() == tuple(MARKS)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_all_texts_in_the_order_of_the_english_ones(language: str) -> None:
    written = json.loads(FILE.read_text("utf-8"))
    assert list(written[language]) == list(written[ENGLISH])


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty_or_has_space_to_spare(language: str) -> None:
    wrong = [key for key, words in said_in(language) if not words or words != words.strip() or "  " in words]
    assert wrong == []


@pytest.mark.parametrize("language", languages())
def test_every_place_of_a_value_is_well_formed(language: str) -> None:
    assert [key for key, words in said_in(language) if re.search(r"[{}|#]", words)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_values_stand_in_a_text_of_every_language(language: str) -> None:
    english, rows = texts_in(ENGLISH).rows, texts_in(language).rows
    assert {key: numbers(text) for key, text in rows.items()} == {key: numbers(text) for key, text in english.items()}


@pytest.mark.parametrize("language", languages())
def test_a_count_has_a_form_for_one_and_a_form_for_more(language: str) -> None:
    for key, text in texts_in(language).rows.items():
        for forms in counted(text).values():
            assert len(forms) == 2, key
            assert forms[0] != forms[1], f"{key}: no forms are needed"


@pytest.mark.parametrize("language", OTHERS)
def test_a_count_says_its_number_where_the_english_one_does(language: str) -> None:
    for key, text in texts_in(ENGLISH).rows.items():
        here = texts_in(language).rows[key]
        for number, (_, more) in counted(text).items():
            assert number in counted(here), f"{key}: {number} has no forms"
            assert ("#" in counted(here)[number][1]) == ("#" in more), key


@pytest.mark.parametrize("language", OTHERS)
def test_only_what_is_named_here_is_written_as_in_english(language: str) -> None:
    english, rows = texts_in(ENGLISH).rows, texts_in(language).rows
    same = {key for key, text in rows.items() if text == english[key]}
    assert same == {key for key, where in AS_IN_ENGLISH.items() if language in where}


@pytest.mark.parametrize("language", languages())
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    own = Counter("".join(MARKS[language]).replace(NARROW, ""))
    for key, words in said_in(language):
        found = Counter(re.findall("[“”„«»‹›‘\"'`]", words))
        pairs = len(quoted(words, language))
        assert found == Counter({mark: pairs * times for mark, times in own.items() if pairs}), f"{key}: {words}"
        assert pairs == len(quoted(texts_in(ENGLISH).rows[key], ENGLISH)), f"{key}: {words}"


def test_french_has_a_narrow_space_before_high_signs_and_nowhere_else() -> None:
    for key, words in said_in("fr"):
        assert not re.search(rf"(?<!{NARROW})[:;?!»]|«(?!{NARROW})", words), f"{key}: {words!r}"
        assert not re.search(rf"(?<!«){NARROW}(?![:;?!»])|\u00a0", words), f"{key}: {words!r}"


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_other_languages_have_no_space_before_a_sign(language: str) -> None:
    assert [words for _, words in said_in(language) if re.search(r"[\u00a0\u202f]|\s[:;?!,.](?:\s|$)", words)] == []


def test_spanish_questions_are_opened() -> None:
    assert [words for _, words in said_in("es") if words.count("¿") != words.count("?")] == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("key", "other"), NAMED.items())
def test_what_a_text_names_is_called_so_on_the_page(language: str, key: str, other: str) -> None:
    say = texts_in(language)
    assert quoted(say(key, 1, 2, 3), language) == [say(other).removesuffix(".")]


@pytest.mark.parametrize("language", languages())
def test_texts_that_belong_together_end_alike(language: str) -> None:
    english = texts_in(ENGLISH).rows
    for key, text in texts_in(language).rows.items():
        ends = [row[-1] if row[-1] in ".:?" else "" for row in (text, english[key])]
        assert ends[0] == ends[1] or key == "also_at" or (key, language) == ("strictness", "de"), f"{key}: {text}"


@pytest.mark.parametrize("language", languages())
def test_what_is_put_together_as_html_counts_nothing(language: str) -> None:
    keys = {key for path in UI.glob("*.py") for key in re.findall(r'say\.html\("(\w+)"', path.read_text("utf-8"))}
    assert keys >= {"restored", "asked_as"}
    assert [key for key in sorted(keys) if counted(texts_in(language).rows[key])] == []


@pytest.mark.parametrize(
    ("language", "none", "one", "many"),
    [
        ("en", "0 kept questions. They have", "1 kept question. It has", "20,000 kept questions. They have"),
        ("de", "0 gemerkte Fragen. Sie wurden", "1 gemerkte Frage. Sie wurde", "20.000 gemerkte Fragen. Sie wurden"),
        ("es", "0 preguntas guardadas", "1 pregunta guardada", "20.000 preguntas guardadas"),
        ("fr", "0 question conservée", "1 question conservée", f"20{NARROW}000 questions conservées"),
    ],
)
def test_counts_take_the_forms_and_figures_of_the_language(language: str, none: str, one: str, many: str) -> None:
    for number, told in ((0, none), (1, one), (20_000, many)):
        assert re.match(rf"{re.escape(told)}\b", texts_in(language)("kept_not_run", number))
