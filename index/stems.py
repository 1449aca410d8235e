"""A text and its language in, its words as they are indexed out: stems, or characters and pairs of them.

Terms of all languages share one field, so that BM25 knows one length and one number of passages. But for English they
name their language, since "die" is an article to one and a verb to another.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import Any

from index.language import language_of
from index.stop_words import stop_words

STEMMERS = {"en": "english", "de": "german", "es": "spanish", "fr": "french"}
"""Languages that are stemmed, and what tantivy calls their Snowball stemmer."""

OTHER = "xx"
"""Stands for all other languages, whose words are indexed as they are."""

LANGUAGES = (*STEMMERS, OTHER)

ALIKE = {
    "de": ((re.compile("(a)e|(o)e|(?<![aeq])(u)e"), r"\1\2\3"),),
    "es": ((re.compile(r"ces\b"), "z"), (re.compile(r"(?<=\w\w[aeiou])s\b|(?<=\w[bdfgjlmnrtxyz])es\b"), "")),
}
"""What is made alike before stems are: Müller and Mueller; plurals that the Spanish stemmer tells from the singular."""

UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3041-\u30ff\u3131-\u318e\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f]+"
)
"""A run of letters without white space between its words: Chinese, Japanese, Thai; Korean glues particles to words."""

LOOKALIKES: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "\u00ad\u2060\ufeff")),
    **{
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (0x132, 0x133, 0x17F, *range(0xFB00, 0xFE00), *range(0xFE70, 0xFEFD), *range(0xFF01, 0xFFEF))
    },
}
"""What is compared as other letters: ligatures, presentation and full-width forms; or as none: soft hyphens."""

LINE_HYPHEN = r"[-\u2010\u00ad]\n[ \t]*"
"""What parts a word at a line's end."""

PARTED = re.compile(LINE_HYPHEN)

WRAPPED = re.compile(rf"([^\W\d_]+){LINE_HYPHEN}(?=[^\WA-Z\d_])([^\W\d_]+)")
"""A word in two lines; where the second half begins with a capital it is two words."""

ASKING = re.compile("|".join(sorted(stop_words("zh"), key=lambda word: (-len(word), word))))
"""What Chinese questions are made with, longer before shorter."""


def folded(text: str) -> str:
    r"""Return a text for comparing words, not for showing: one letter for each that looks alike, no soft hyphens.

    Ligatures, full-width and presentation forms, and letters with their accents apart are folded, as NFKC does it; not
    signs such as ½ and ², which it would write out in the middle of a number.

    >>> folded("oﬃce"), folded("Ｃａｆｅ\u0301"), folded("co\xadoperation")
    ('office', 'Café', 'cooperation')
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(LOOKALIKES))


def _with_whole(parted: re.Match[str]) -> str:
    """Return a word that a line's end parts, and the whole word behind it."""
    return f"{parted[1]}-\n{parted[2]} {parted[1]}{parted[2]}"


def indexed_as(language: str) -> str:
    """Return which of `LANGUAGES` the words of a language are indexed as.

    >>> indexed_as("de"), indexed_as("zh")
    ('de', 'xx')
    """
    return language if language in STEMMERS else OTHER


def stems(text: str, language: str) -> list[str]:
    r"""Return the words of a text as documents in one of `LANGUAGES` have them indexed, in order.

    Accents are folded; words of over 40 bytes are left out. Of a run of Chinese each character and each pair is a word.

    >>> stems("Great houses", "en"), stems("Große Häuser", "de"), stems("東京大", "xx")
    (['great', 'hous'], [':de:gross', ':de:haus'], [':xx:東', ':xx:京', ':xx:大', ':xx:東京', ':xx:京大'])

    A word that a line's end parts is there in whole, too, and both its halves: it may be made of two.

    >>> stems("a well-\nknown oﬃce", "en")
    ['a', 'well', 'known', 'wellknown', 'offic']
    """
    whole = WRAPPED.sub(_with_whole, text) if PARTED.search(text) else text  # most have none, and looking takes no time
    return _terms(whole, language, singles=True)


def searched_stems(word: str, language: str) -> list[str]:
    """Return what is searched for where a question has a word: as `stems`, but of a run of Chinese only the pairs.

    >>> searched_stems("東京大", "xx"), searched_stems("猫", "xx"), searched_stems("Häuser", "de")
    ([':xx:東京', ':xx:京大'], [':xx:猫'], [':de:haus'])
    """
    return _terms(word, language, singles=False)


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, in order, as the index tells them apart.

    >>> words_of("L'école, c'est fini!")
    ['l', 'école', 'c', 'est', 'fini']
    """
    return list(_analyzer(None).analyze(folded(text)))


def content_words(question: str) -> list[str]:
    """Return the words of a question but for the stop words of its language; all, where there is nothing else.

    >>> content_words("Wann starb Goethe?"), content_words("谁写了《浮士德》？"), content_words("To be or not to be")
    (['starb', 'goethe'], ['写', '浮士德'], ['to', 'be', 'or', 'not', 'to', 'be'])
    """
    question = folded(question)
    language = language_of(question)
    shown = ASKING.sub(" ", question) if language == "zh" else question
    dropped = stop_words(language)
    return [word for word in words_of(shown) if word not in dropped] or words_of(question)


def _terms(text: str, language: str, *, singles: bool) -> list[str]:
    text = folded(text)
    if language == "en":
        return list(_analyzer("en").analyze(text))
    text = text.lower()
    for pattern, replacement in ALIKE.get(language, ()):
        text = pattern.sub(replacement, text)
    text = UNSPACED.sub(lambda run: f" {_spread(run[0], singles=singles)} ", text)
    return [f":{language}:{stem}" for stem in _analyzer(language).analyze(text)]


def _spread(run: str, *, singles: bool) -> str:
    """Return the characters of a run and its pairs, apart."""
    pairs = [first + second for first, second in pairwise(run)]
    return " ".join([*run, *pairs] if singles or not pairs else pairs)


@cache
def _analyzer(language: str | None) -> Any:
    """Return what makes words small, stems them where a stemmer is known, and folds accents; None: only small."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(40)).filter(Filter.lowercase())
    if language == "en":  # folded first: it has next to no accents, and façade is found by facades
        builder = builder.filter(Filter.ascii_fold()).filter(Filter.stemmer("english"))
    elif language is not None:  # stemmed first: these stemmers know endings by their accents
        stemmed = builder.filter(Filter.stemmer(STEMMERS[language])) if language in STEMMERS else builder
        builder = stemmed.filter(Filter.ascii_fold())
    return builder.build()
