"""A sentence as it stands in a document in, the same in plain words out, where questions can be made of it."""

import re

LONGEST_SENTENCE, SHORTEST_SENTENCE = 45, 5
"""Words; a longer sentence is a list or badly split, a shorter one is a heading."""

NOT_PLAIN = re.compile(
    r"[\[\]{}<>|*=_@#\"“”?!…]|\.\.|\(\(|https?:|[‘']\w+(?:\s\w+[’']?)*\s[^.]*[’'](?=\s|[.,]|$)|—|–\s"
)
FOOTNOTE = re.compile(r"\[(?:\d+|[a-z]|note \d+|citation needed|[a-z-]+ source\??|clarification needed)\]")
ASIDE = re.compile(r"\s?(?:—|\s–\s)\s?[^—]+?\s?(?:—|\s–\s)\s?")
QUOTATION = re.compile(r"[\"“](?P<inside>[^\"“”]*)(?P<close>[\"”]|$)")
FIRST_PERSON = re.compile(r"\b(?:I|we|our|us|my|me|you|your)\b")


def plain(sentence: str) -> str | None:
    r"""Return a sentence with one space between its words and nothing in brackets, or None where no rule reads it.

    >>> plain("The Federal Bureau (FBI)\n was founded in 1908.")
    'The Federal Bureau was founded in 1908.'
    >>> plain("I left in 1908.") is None, plain("He asked: “Why?”") is None
    (True, True)
    """
    text = " ".join(re.sub(r"\s?\((?!\()[^()]*\)", "", FOOTNOTE.sub("", sentence)).split()).replace("’", "'")
    text = ASIDE.sub(" ", text) if text.count("—") + text.count(" – ") == 2 else text
    text = _unquoted(re.sub(r"\s(?=[,.;:](?:\s|$)|'s\b)", "", text))
    words = text.split()
    small = sum(word[0].islower() for word in words)
    whole = text.endswith(".") or (2 * small > len(words) >= 2 * SHORTEST_SENTENCE and text[-1:].isalnum())
    sized = SHORTEST_SENTENCE <= len(words) <= LONGEST_SENTENCE
    starts = text[:1].isupper() and text[1:2] not in ".)"
    odd = NOT_PLAIN.search(text) or FIRST_PERSON.search(text)
    return text if sized and whole and starts and not odd else None


def _unquoted(text: str) -> str:
    """Return a sentence without the marks of its quotations; one that is no plain words ends before its quotation.

    >>> _unquoted('Ann called it "a good day" in May.'), _unquoted('Ann left Oslo, saying, "We will see."')
    ('Ann called it a good day in May.', 'Ann left Oslo, saying.')
    """
    quotation = QUOTATION.search(text)
    while quotation:
        inside = quotation["inside"]
        if (
            quotation["close"] == ""
            or not inside[:1].islower()
            or FIRST_PERSON.search(inside)
            or re.search(r"[\[?!…]", inside)
        ):
            return f"{text[: quotation.start()].rstrip(' ,:')}."
        text = f"{text[: quotation.start()]}{inside}{text[quotation.end() :]}"
        quotation = QUOTATION.search(text)
    return text
