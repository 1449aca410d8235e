"""A text in, the language that it is written in out: told by its script, or by common words and typical endings."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from index.language_marks import COMMON_WORDS, ENDINGS, LETTERS, NAMES, OWN_LETTERS, SCRIPTS, WORDS_PER_LETTER
from index.stop_words import stop_words

DEFAULT = "en"
"""What a text is taken for that shows no language: names, numbers, nothing at all."""

SAMPLES, SAMPLE_CHARACTERS = 5, 1_000
"""A longer text is judged by so many pieces of so many characters, spread over it."""

SHORT = 30
"""Words; a longer text has so many common words in small letters that nothing else needs to be looked at."""

ENOUGH = 0.3
"""Evidence that another language than the default needs: about a common word that three languages share."""

FEWEST, RATE, CLEARLY = 5, 0.07, 2.0
"""What a document needs: words, evidence for each of them, and how many times the default's evidence that must be.

Running text has .2 and 5 times or more; of 21,152 English paragraphs none has both. Lists of names show all sorts of
languages a little.
"""

NAMED = 0.25
"""What a capitalised word counts: La Paz, El Niño and Der Spiegel are asked about in every language."""

STARTS = 0.6
"""What a German question's first word counts before a capital: Sind Hunde erlaubt?"""

NOUN = 0.7
"""What endings of a word count that may be a name, or a German noun."""

WORD = re.compile(r"[^\W\d_]+")
LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
FIRST_OTHER = "\u0370"
"""The first letter that is not Latin, Greek's."""

PARTICLES = frozenset(["da", "de", "del", "della", "di", "du", "la", "le", "van", "von"])
"""What stands between the parts of a name."""

TELLING_LETTERS = "àèéóöy"
"""Words of one letter that tell something."""

PLAIN = frozenset(["es", "fr", "it", "pt"])
"""Languages that people type without accents, too; German without means other letters."""

GERMAN_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

PUNCTUATION = (
    ("es", 3.0, re.compile("[¿¡]")),
    ("fr", 0.7, re.compile(r"(?<!['’])(?:\b[cdjlmnsCDJLMNS]|[Qq]u)['’](?![A-ZÀ-Þ\s])|-t-(?:il|elle|on)")),
    ("fr", 0.3, re.compile(r"\b[dl]['’](?=[A-ZÀ-Þ])")),
    ("en", 0.6, re.compile(r"\w['’](?:s|t|re|ll|ve)\b", re.I)),
    ("fr", 0.6, re.compile(r"\w\s[?!](?:\s|$)|« ")),
)
"""Signs, elisions and white space that one language has."""


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language that most of a text is written in; "en" where nothing tells.

    >>> [language_of(text) for text in ("Wer schrieb Faust?", "Who sang La Vie en rose?", "谁写了《浮士德》？", "404")]
    ['de', 'en', 'zh', 'en']
    """
    sample = _sample(text)
    return _language_of_script(sample) or _latin_language(sample)


def language_of_document(text: str) -> str:
    """Return the ISO 639-1 code of a document's language; another than "en" must show throughout it.

    >>> language_of_document("Der Mann ging nach Haus."), language_of_document("Hon. Maria Byrum, Hon. Ana de la Cruz")
    ('de', 'en')
    """
    sample = _sample(text)
    script = _language_of_script(sample)
    if script:
        return script
    evidence = _evidence(sample)
    best = max(COMMON_WORDS, key=lambda code: evidence[code])
    words = len(WORD.findall(sample))
    throughout = words >= FEWEST and evidence[best] >= max(RATE * words, CLEARLY * evidence[DEFAULT])
    return best if throughout else DEFAULT


def language_name(code: str) -> str:
    """Return what a language is called in English, or its code where that is not known.

    >>> language_name("de"), language_name("tlh")
    ('German', 'tlh')
    """
    return NAMES.get(code, code)


def _sample(text: str) -> str:
    """Return a text, or pieces from its beginning to its end."""
    if len(text) <= SAMPLES * SAMPLE_CHARACTERS:
        return text
    step = (len(text) - SAMPLE_CHARACTERS) // (SAMPLES - 1)
    return "\n".join(text[i * step : i * step + SAMPLE_CHARACTERS] for i in range(SAMPLES))


def _language_of_script(text: str) -> str | None:
    """Return the language of the script that most words are written in, or None for the Latin one.

    >>> [_language_of_script(text) for text in ("谁效力于Real Madrid？", "What is 東京?", "Где Чиж?", "Чиї це ключі?")]
    ['zh', None, 'ru', 'uk']
    """
    words: dict[str, float] = {}
    for letter, times in Counter(letter for letter in text if letter >= FIRST_OTHER and letter.isalpha()).items():
        code = _script_of(letter)
        words[code] = words.get(code, 0.0) + times * WORDS_PER_LETTER.get(code, 0.2)
    words.pop("", None)
    if not words:
        return None
    if "ja" in words:
        words["ja"] += words.pop("zh", 0.0)
    script = max(words, key=lambda code: words[code])
    if words[script] < len(LATIN_WORD.findall(text)):
        return None
    own = (code for code, (other, letters) in OWN_LETTERS.items() if other == script and letters.search(text))
    return next(own, script)


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    """Return the language that uses a letter's script most, or an empty string.

    >>> _script_of("ж"), _script_of("ắ")
    ('ru', '')
    """
    return SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "")


def _latin_language(text: str) -> str:
    """Return the language with the most evidence, the first listed of equals; the default where it has too little."""
    evidence = _evidence(text.lower() if text.isupper() else text)
    best = max(COMMON_WORDS, key=lambda code: evidence[code])
    return best if evidence[best] > ENOUGH else DEFAULT


def _evidence(text: str) -> Mapping[str, float]:
    """Return how much tells for each language: about 1 for a word that only it has."""
    words = WORD.findall(text)
    found = _running_text(words) if len(words) > SHORT else _few_words(text, words)
    evidence = dict.fromkeys(COMMON_WORDS, 0.0)
    for language, weight in found:
        evidence[language] += weight
    return evidence


def _running_text(words: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield languages and weights by the common words in small letters."""
    common = _languages_by_word()
    for word, times in Counter(words).items():
        languages = common.get(word, ())
        yield from ((language, times / len(languages)) for language in languages)


def _few_words(text: str, words: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield languages and weights by punctuation, common words and what other words look like."""
    yield from ((language, weight) for language, weight, pattern in PUNCTUATION if pattern.search(text))
    for i, word in enumerate(words):
        named = _may_be_name(words, i)
        languages = _languages_by_word().get(word.lower(), ())
        for language in languages:
            case = 1.0 if not named else STARTS if language == "de" and i == 0 else NAMED
            yield language, case / len(languages)
        if not languages:
            yield from _marks(word, named=named or (word[0].isupper() and len(words) == 1))


def _may_be_name(words: Sequence[str], i: int) -> bool:
    """Tell whether word `i` may be (part of) a name: capitalised where no sentence starts, or between two such.

    >>> [_may_be_name(["Wer", "war", "Johann", "von", "Goethe"], i) for i in range(5)]
    [False, False, True, True, True]
    """
    after = i + 1 < len(words) and words[i + 1][0].isupper()
    if words[i][0].isupper():
        return i > 0 or after
    return after and i > 0 and words[i - 1][0].isupper() and words[i] in PARTICLES


def _marks(word: str, *, named: bool) -> Iterator[tuple[str, float]]:
    """Yield the languages that a word looks like; a name shows none, but German writes all nouns like names.

    >>> [language for language, _ in _marks("Beruhigung", named=True)], list(_marks("Madrid", named=True))
    (['de'], [])
    """
    for language, weight, pattern in (*ENDINGS, *(() if word[0].isupper() else LETTERS)):
        if (not named or language == "de") and pattern.search(word.lower()):
            yield language, weight * (NOUN if named else 1.0)


@cache
def _languages_by_word() -> Mapping[str, tuple[str, ...]]:
    """Return the languages of each common word, also as it is typed where the keyboard has no accents."""
    languages: dict[str, list[str]] = {}
    for language, more in COMMON_WORDS.items():
        words = stop_words(language) | set(more.split())
        for word in sorted(words | {_plain(word, language) for word in words}):
            if len(word) > 1 or word in TELLING_LETTERS:
                languages.setdefault(word, []).append(language)
    return {word: tuple(codes) for word, codes in languages.items()}


def _plain(word: str, language: str) -> str:
    """Return a word as it is typed where the keyboard has no accents.

    >>> _plain("über", "de"), _plain("où", "fr"), _plain("một", "vi")
    ('ueber', 'ou', 'một')
    """
    if language == "de":
        return word.translate(GERMAN_PLAIN)
    if language not in PLAIN:
        return word
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
