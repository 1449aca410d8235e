from pathlib import Path

import pytest

from index.model_card import known_languages


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("---\nlanguage: en\nlicense: mit\n---\n# A model", {"en"}),
        ("---\nlanguage:\n- multilingual\n- de\n- no\n- pt-BR\n---\n", {"de", "no", "pt"}),
        ("---\nlanguage: [EN, zh]\n---", {"en", "zh"}),
        ("---\nlanguage: multilingual\n---\n", None),
        ("---\nlanguage: []\n---\n", None),
        ("---\nlanguage:\n---\n", None),
        ("---\nlicense: mit\n---\n", None),
        ("---\n- a list\n---\n", None),
        ("---\nlanguage: [en\n---\n", None),
        ("---\nlanguage: {en: 1}\n---\n", None),
        ("# A model that speaks\nlanguage: en", None),
        ("", None),
    ],
)
def test_languages_of_a_card(tmp_path: Path, card: str, expected: set[str] | None) -> None:
    (tmp_path / "README.md").write_text(card, "utf-8")
    assert known_languages(tmp_path) == expected


def test_a_model_without_a_readable_card_may_know_any_language(tmp_path: Path) -> None:
    assert known_languages(tmp_path) is None
    (tmp_path / "README.md").write_bytes(b"---\nlanguage: \xff\n---\n")
    assert known_languages(tmp_path) is None


def test_the_default_encoder_knows_english_only() -> None:
    from index.weights import DEFAULT_ENCODER, model_folder

    assert known_languages(model_folder(DEFAULT_ENCODER)) == frozenset(["en"])
