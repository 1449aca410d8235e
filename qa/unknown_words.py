"""A question in, those of its words that stand in no document out."""

import re

from index.lexical import LexicalIndex
from index.stems import content_words
from index.stop_words import stop_words

WORD = re.compile(r"\w+(?:[-'’.]\w+)*")


def unknown_words(question: str, lexicon: LexicalIndex) -> tuple[str, ...]:
    """Return the words of a question, as typed, that no document has in any form; small words are not counted."""
    typed = {word.lower(): word for word in reversed(WORD.findall(question))}
    return tuple(word for word in reversed(typed.values()) if _stands_nowhere(word, lexicon))


def _stands_nowhere(word: str, lexicon: LexicalIndex) -> bool:
    small = stop_words(*lexicon.languages)
    if not any(part not in small for part in content_words(word)):
        return False
    return not any(lexicon.share_of_passages(stem) for forms in lexicon.forms(word) for stem in forms)
