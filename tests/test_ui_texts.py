"""The page's texts: all that are used exist, values are put in as people write them, a browser's language is found."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import greeting, texts
from ui.texts import FILE, preferred, texts_in

UI = Path(texts.__file__).parent
ROWS: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))
ENGLISH = ROWS["en"]

USED = re.compile(r"""\b(?:say|told\.say|say\.html|told\.say\.html)\(\s*"([a-z_]+)\"""")
USED_BY_SCRIPTS = re.compile(r"""\bsay\(\s*"([a-z_]+)\"""")


def used(folder: Path, ending: str, call: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield the keys that are written out where a text is asked for, with the file."""
    for path in sorted(folder.glob(f"*.{ending}")):
        for key in call.findall(path.read_text("utf-8")):
            yield path.name, key


def test_every_text_that_is_used_exists() -> None:
    found = [*used(UI, "py", USED), *used(UI / "static", "js", USED_BY_SCRIPTS)]
    assert len({key for _, key in found}) > 60
    assert [(name, key) for name, key in found if key not in ENGLISH] == []


def test_scripts_are_given_every_text_that_they_use() -> None:
    wanted = {key for _, key in used(UI / "static", "js", USED_BY_SCRIPTS)}
    for conditional in re.findall(r'\? "([a-z_]+)" : "([a-z_]+)"', (UI / "static" / "library.js").read_text("utf-8")):
        wanted |= {key for key in conditional if key in ENGLISH}
    assert wanted - set(greeting.FOR_SCRIPTS) == set()
    assert set(greeting.FOR_SCRIPTS) - ENGLISH.keys() == set()


def test_every_text_is_used_somewhere() -> None:
    written = "\n".join(path.read_text("utf-8") for path in [*UI.glob("*.py"), *(UI / "static").glob("*.js")])
    made_up = re.compile("(kind|sort|strict|view|keep|kept_as|welcome|weak|fair|strong)_.*|.*_what")
    unused = [key for key in ENGLISH if not re.search(rf"""["']{key}["']""", written) and not made_up.fullmatch(key)]
    assert unused == []


def test_counts_have_forms_and_numbers_are_written_as_people_do() -> None:
    say = texts_in("en")
    assert [say("found_in", n) for n in (1, 2, 12345)] == [
        "Found in one document",
        "Found in 2 documents",
        "Found in 12,345 documents",
    ]
    assert say("count", 0, 1) == "0 documents · 1 passage"
    assert texts.Texts("de", {"x": "{0:ein Wort|# Wörter}"})("x", 1234.5) == "1.234,5 Wörter"
    assert texts.Texts("fr", {"x": "{0:# mot|# mots}"})("x", 0) == "0 mot"
    assert say("rows_of", 1, 100, 2500) == "1 to 100 of 2,500"


def test_values_are_plain_in_texts_and_html_in_html() -> None:
    say = texts.Texts("en", {"x": "<{0}> & {1}"})
    assert say("x", "{1}", "b") == "<{1}> & b"
    assert say.html("x", "<i>a</i>", "b") == "&lt;<i>a</i>&gt; &amp; b"
    with pytest.raises(KeyError, match="missing"):
        say("missing")


def test_dates_are_written_as_people_do() -> None:
    assert texts_in("en").date("2024-09-25") == "September 25, 2024"
    assert [texts_in("en").date(said) for said in ("2024", "2024-09", "no date")] == ["2024", "2024-09", "no date"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("da;q=0.9, de;q=0.5", "de"),
        ("en;q=0.5,de;q=0.7", "de"),
        ("de,en", "de"),
        ("DE-at", "de"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("de;q=0.0", "en"),
        ("", "en"),
        ("*", "en"),
        (";;,=q", "en"),
    ],
)
def test_the_preferred_language_is_spoken(accepted: str, language: str) -> None:
    assert preferred(accepted, ("en", "de", "fr")) == language


@given(st.text(max_size=50))
def test_whatever_a_browser_asks_for_some_language_is_spoken(accepted: str) -> None:
    assert preferred(accepted, ("en", "de")) in {"en", "de"}
