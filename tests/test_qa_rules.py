import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.forms_reader import FormsReader
from qa.rules import Logistic, load_rules, save_rules

RULES = FormsReader.rules


def test_log_odds_and_probability_by_hand() -> None:
    rule = Logistic((2.0, -1.0), 0.5)
    assert rule.logit([1.0, 0.25]) == 2.25
    assert rule.probability([1.0, 0.25]) == 0.9047
    assert Logistic((), 0.0).probability([]) == 0.5


def test_another_number_of_features_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Logistic((1.0,), 0.0).logit([1.0, 2.0])


@given(st.floats(-1e6, 1e6))
def test_a_probability_is_one_however_large_the_features(value: float) -> None:
    assert 0 <= Logistic((1.0,), 0.0).probability([value]) <= 1


def test_rules_are_the_same_once_saved(tmp_path: Path) -> None:
    save_rules(RULES, tmp_path / "rules.json")
    assert load_rules(tmp_path / "rules.json") == RULES
    changed = replace(RULES, found_from=0.42)
    save_rules(changed, tmp_path / "rules.json")
    assert load_rules(tmp_path / "rules.json") == changed


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: "[]",
        lambda text: text[: len(text) // 2],
        lambda text: json.dumps({**json.loads(text), "format": 99}),
        lambda text: json.dumps({key: value for key, value in json.loads(text).items() if key != "answer"}),
        lambda text: json.dumps({**json.loads(text), "passage": {"weights": ["x"], "bias": 0}}),
    ],
)
def test_what_does_not_hold_rules_is_named(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "rules.json"
    save_rules(RULES, path)
    path.write_text(damage(path.read_text("utf-8")), "utf-8")  # type: ignore[operator]
    with pytest.raises(ValueError, match=r"rules.json does not hold the rules of a reader"):
        load_rules(path)
