"""A number in figures, words or both in, its value and how exactly it is told out."""

import re

from qa.answer_forms import LARGE, SMALL, TENS

SIZES = {
    "tens": 10.0,
    "dozen": 12.0,
    "hundred": 1e2,
    **dict.fromkeys(("thousand", "k"), 1e3),
    **dict.fromkeys(("million", "mn", "m"), 1e6),
    **dict.fromkeys(("billion", "bn"), 1e9),
    "trillion": 1e12,
}
COUNTING = f"{SMALL}|{TENS}".split("|")
VALUES = {word: float(n) for n, word in enumerate(COUNTING[:19], 1)}
VALUES |= {word: 10.0 * n for n, word in enumerate(COUNTING[19:], 2)} | {"half": 0.5}

THOUSANDS = r",\u00a0\u202f\u2009"
DIGITS = rf"(?<![\w.,])(?:\d{{1,3}}(?:[{THOUSANDS}]\d{{3}})+(?:\.\d+)?|\d+,\d{{1,2}}(?!\d)|\d+(?:\.\d+)?)"
"""A number in figures: 1,200.5 or 7,4, with a comma or a space that does not break before thousands."""

WORD = rf"(?:zero|{SMALL}|{TENS}|{LARGE})"


def number_value(words: str) -> float:
    """Return the value of a number.

    >>> number_value("twelve hundred"), number_value("1.2 million"), number_value("two and a half million")
    (1200.0, 1200000.0, 2500000.0)
    """
    total = current = 0.0
    for part in re.findall(rf"\d[\d.{THOUSANDS}]*|[a-z]+", words.lower()):
        size = SIZES.get(part) or SIZES.get(part.removesuffix("s"), 0.0)
        if size >= 1e3:
            total, current = total + (current or 1.0) * size, 0.0
        elif size:
            current = (current or 1.0) * size
        else:
            current += _figures(part) if part[0].isdigit() else VALUES.get(part, 0.0)
    return total + current


def last_digit(words: str) -> float:
    """Return what the last digit that is told counts; zeros at the end of a whole number tell nothing.

    >>> last_digit("1.2 million"), last_digit("10 million"), last_digit("4,810"), last_digit("twelve hundred")
    (100000.0, 1000000.0, 10.0, 100.0)
    """
    digits = re.match(rf"\d[\d{THOUSANDS}]*(?:\.(\d+))?", words)
    if digits and (digits[1] or digits.end() < len(words)):
        return number_value(words) / (_figures(digits[0]) or 1.0) / 10.0 ** len(digits[1] or "")
    whole = f"{number_value(words):.0f}"
    return 10.0 ** (len(whole) - len(whole.rstrip("0")))


def has_size(words: str) -> bool:
    """Tell whether a number is told in millions or more.

    >>> has_size("1.2 million"), has_size("1,200,000")
    (True, False)
    """
    return any(SIZES.get(word, 0.0) >= 1e6 for word in re.findall("[a-z]+", words.lower()))


def _figures(text: str) -> float:
    decimal_comma = re.fullmatch(r"\d+,\d\d?", text)
    return float(text.replace(",", ".") if decimal_comma else re.sub(r"[^\d.]", "", text).rstrip("."))
