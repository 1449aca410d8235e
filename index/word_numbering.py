"""The numbering and styles of a Word file in, the marker that a person sees before each of its paragraphs out."""

import re
from collections.abc import Callable, Mapping
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"

BULLETS = {"o": "◦", "\uf0a7": "▪", "§": "▪", "\uf0fc": "✓", "ü": "✓", "\uf0d8": "➢", "Ø": "➢"}
"""Letters of Symbol, Wingdings and Courier New by what they look like; other letters of such fonts are dots."""

LETTER_FONTS = ("Symbol", "Wingdings", "Webdings", "Courier New")
LONGEST_MARKER = 40
PLACE = re.compile(r"%([1-9])")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
LARGEST_ROMAN, LARGEST_LETTER = 3999, 26 * 10


class WordNumbering:
    """What is counted while a document's paragraphs are read in order.

    Args:
        numbering: the root of the numbering part, or None.
        styles: the root of the styles part.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        every = [] if numbering is None else list(numbering)
        self._lists = {e.get(f"{W}abstractNumId"): e for e in every if e.tag == f"{W}abstractNum"}
        self._numbers = {e.get(f"{W}numId"): e for e in every if e.tag == f"{W}num"}
        self._styles = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def marker(self, paragraph: Any) -> str:
        """Return what stands before a paragraph, with a space behind it, or nothing; count it."""
        number, level = self._number_and_level(paragraph)
        name, levels = self._levels(number)
        if name is None or level not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        self._count(number, level, counts, levels)
        words = _said(level, counts, levels).strip()[:LONGEST_MARKER]
        return f"{words} " if words else ""

    def _number_and_level(self, paragraph: Any) -> tuple[str, int]:
        """Return the number of a paragraph's list, its own or its style's, and its level there."""
        style = _value(paragraph.find(f"{W}pPr"), "pStyle")
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = _value(own, "numId"), _value(own, "ilvl")
        seen: set[str] = set()
        while not number and style in self._styles and style not in seen:
            seen.add(style)
            given = self._styles[style].find(f"{W}pPr/{W}numPr")
            number = _value(given, "numId")
            level = level or (_value(given, "ilvl") or self._level_of_style(number, style) if number else "")
            style = _value(self._styles[style], "basedOn")
        return number, _whole(level, 0)

    def _level_of_style(self, number: str, style: str) -> str:
        """Return the level of a list that is meant for a style, or nothing."""
        _, levels = self._levels(number)
        return next((str(i) for i, level in levels.items() if _value(level, "pStyle") == style), "")

    def _levels(self, number: str) -> tuple[str | None, dict[int, Any]]:
        """Return the name of a numbered list, which others may share and continue, and its levels."""
        given = self._numbers.get(number)
        name = _value(given, "abstractNumId")
        linked = _value(self._lists.get(name), "numStyleLink")
        if linked:  # the levels stand in another list, which a style names
            number = _value(_below(self._styles.get(linked), "pPr", "numPr"), "numId")
            name = _value(self._numbers.get(number), "abstractNumId")
        if name not in self._lists:
            return None, {}
        levels = {_whole(e.get(f"{W}ilvl"), 0): e for e in self._lists[name].iterchildren(f"{W}lvl")}
        own = given.iterfind(f"{W}lvlOverride/{W}lvl") if given is not None else ()
        return name, levels | {_whole(e.get(f"{W}ilvl"), 0): e for e in own}

    def _count(self, number: str, level: int, counts: dict[int, int], levels: Mapping[int, Any]) -> None:
        """Count one more at a level, from its start where it or the whole list begins anew."""
        start = self._restart(number, level)
        if start is not None:
            counts[level] = start
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = _start(levels[level])
        for above in range(level):
            counts.setdefault(above, _start(levels.get(above)))
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

    def _restart(self, number: str, level: int) -> int | None:
        """Return where a list that shares another's levels starts anew, the first time that it is met."""
        if (number, level) in self._begun:
            return None
        self._begun.add((number, level))
        given = self._numbers[number].iterfind(f"{W}lvlOverride")
        own = next((e for e in given if _whole(e.get(f"{W}ilvl"), 0) == level), None)
        said = _value(own, "startOverride")
        return _whole(said, 1) if said else None


def _said(level: int, counts: Mapping[int, int], levels: Mapping[int, Any]) -> str:
    """Return the marker of a level, each number in the form that its level gives it."""
    words, form = _value(levels[level], "lvlText"), _value(levels[level], "numFmt")
    if form == "none":
        return ""
    if form == "bullet":
        return _bullet(words, levels[level])
    plain = levels[level].find(f"{W}isLgl") is not None

    def number(place: re.Match[str]) -> str:
        above = int(place[1]) - 1
        shape = "decimal" if plain else _value(levels.get(above), "numFmt")
        return in_form(counts[above], shape) if above in counts else ""

    return PLACE.sub(number, words)


def _bullet(words: str, level: Any) -> str:
    fonts = _below(level, "rPr", "rFonts")
    in_letters = fonts is not None and str(fonts.get(f"{W}ascii")).startswith(LETTER_FONTS)
    if not in_letters and not any("\ue000" <= char <= "\uf8ff" for char in words):
        return words
    return BULLETS.get(words, "•") if words else ""


def in_form(number: int, form: str) -> str:
    """Return a number in a form of Word's (ECMA-376, ST_NumberFormat); in digits where that is another script's.

    >>> in_form(4, "lowerRoman"), in_form(28, "upperLetter"), in_form(7, "decimalZero"), in_form(3, "hebrew1")
    ('iv', 'BB', '07', '3')
    """
    forms: dict[str, Callable[[int], str]] = {
        "lowerRoman": _roman,
        "upperRoman": lambda number: _roman(number).upper(),
        "lowerLetter": _letters,
        "upperLetter": lambda number: _letters(number).upper(),
        "decimalZero": lambda number: f"{number:02}",
    }
    return forms.get(form, str)(number)


def _roman(number: int) -> str:
    if not 0 < number <= LARGEST_ROMAN:
        return str(number)
    said = ""
    for value, letters in ROMAN:
        times = number // value
        said += letters * times
        number -= value * times
    return said + ROMAN_UNITS[number]


def _letters(number: int) -> str:
    if not 0 < number <= LARGEST_LETTER:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _start(level: Any) -> int:
    return _whole(_value(level, "start"), 1)


def _below(element: Any, *names: str) -> Any:
    return None if element is None else element.find("/".join(f"{W}{name}" for name in names))


def _value(element: Any, name: str) -> str:
    """Return the `w:val` of an element's child, or nothing."""
    child = _below(element, name)
    return "" if child is None else child.get(VAL) or ""


def _whole(words: str | None, otherwise: int) -> int:
    """Return a whole number as Word writes it, or another where there is none."""
    return int(words) if words and re.fullmatch(r"-?\d{1,6}", words, re.ASCII) else otherwise
