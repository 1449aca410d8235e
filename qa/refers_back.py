"""A question in, whether it can be understood without what was said before it out: by its wording alone, in English."""

import re
from collections.abc import Sequence

from index.language import language_of
from index.stop_words import stop_words

WORD = re.compile(r"\w(?:[\w’'-]*\w)?")

VAGUE = frozenset(
    """anything bit else everything example examples exactly fact going happen happened happens info information issue
    issues kind kinds like likes matter matters need needs one ones other others part problem problems reason reasons
    same something somebody someone sort sorts stuff thing things type types use used uses using want wanted way ways
    work works
    explain give help know mean means meant please say said says sorry talk talking tell think thought
    bye fine good great hello hey hi interesting nice no oh ok okay right sure thank thanks well wow yeah
    yes""".split()  # noqa: SIM905
)
"""Words that, like stop words, say nothing of what a question is about, and what people say between questions."""

THEY = "it|they|them|its|their|theirs"
PERSON = "he|she|him|her|his|hers"
AFTER = (
    r"(?=\W*$|\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|in|on|at|for|from|by|to|and|or)\b)"
)

PRONOUN = re.compile(rf"\b(?:{THEY}|{PERSON})\b|\b(?:this|these|those){AFTER}|\b(?:that|there|ones?)(?=\W*$)", re.I)
POINTER = re.compile(rf"{PRONOUN.pattern}|\b(?:this|these|those|such|other|others|another|same|else|instead)\b", re.I)

EXPLETIVE = re.compile(
    r"\bit\s+(?:called|mean|take|cost)\b"
    r"|\bit\s+(?:\w+\s+)?(?:true|false|possible|legal|illegal|safe|necessary|important|worth|known|said|likely)\b"
    r"|\b(?:is|are|was|were)\s+there\b|\bthere\s+(?:is|are|was|were)\b",
    re.IGNORECASE,
)
"""It and there that stand for nothing: what is it called when …, is it true that …, are there …"""

CLARIFIES = re.compile(
    r"^\W*(?:(?:no|yes|yeah|sorry|i[’' ]?a?m\ssorry|wait|ok|okay|oh|well|but|so)\b\W*)*"
    r"(?:what\s)?(?:(?:i|you)\s(?:just\s)?(?:mean|meant|say|said|mentioned)"
    r"|i(?:[’']?m|\sam|\swas)\s(?:asking|talking|referring|speaking))\b",
    re.IGNORECASE,
)

CARRIES_ON = re.compile(r"^\W*(?:and|but|so|or|(?:what|how)\sabout|how\sso|since\swhen)\b", re.IGNORECASE)

FEW_WORDS = 6
"""A question that carries on the one before it has at most so many words: "And who was Hubble?"."""

FEW_OF_ITS_OWN = 2
"""With so few content words of its own, a question holds nothing that its pronoun could stand for."""


REPEATED = 2
"""Content words that two questions must share around the one part in which they differ."""


def content(text: str) -> list[str]:
    """Return the words of a text that tell what it is about, as they are written.

    >>> content("Tell me, how many troops were in Lebanon, please?")
    ['troops', 'Lebanon']
    """
    dropped = stop_words("en", language_of(text)) | VAGUE
    return [word for word in WORD.findall(text) if re.split("[’']", word.lower())[0] not in dropped]


def depends(question: str) -> bool:
    """Tell whether a question means nothing without the one before it.

    >>> [depends(question) for question in ("Why?", "And in 2019?", "Who sent them?", "I meant the navy.")]
    [True, True, True, True]
    >>> depends("How many ducks are there?"), depends("What did Luther tell monks and nuns about their vows?")
    (False, False)
    """
    own = content(question)
    if not own or CLARIFIES.search(question):
        return any(map(str.isalnum, question))
    if CARRIES_ON.search(question) and len(WORD.findall(question)) <= FEW_WORDS:
        return True
    said = EXPLETIVE.sub("", question)
    pronoun = PRONOUN.search(said)
    return pronoun is not None and (len(set(own)) <= FEW_OF_ITS_OWN or not content(said[: pronoun.start()]))


def names_something(question: str) -> bool:
    """Tell whether a question holds a name behind its first word: it says itself what it is about then.

    >>> names_something("Is there a ceasefire in Gaza?"), names_something("Are there any side effects?")
    (True, False)
    """
    first = WORD.search(question)
    return first is not None and any(word[0].isupper() for word in content(question[first.end() :]))


def points_back(question: str) -> bool:
    """Tell whether a question has a word that may stand for something said before it, or in itself.

    >>> points_back("When did the bank sell these shares?"), points_back("What other hazards are there?")
    (True, True)
    >>> points_back("When was Montreal captured?")
    False
    """
    return POINTER.search(EXPLETIVE.sub("", question)) is not None


def names_another(question: str, before: str) -> bool:
    """Tell whether a question says itself what it is about, as it names another thing than the one before it did.

    Either it is the same question, from its first word on, but for one part,
    or it has another word before the same noun.

    >>> before = "How many lamps did the old keeper count?"
    >>> names_another("How many lamps did the sailor count?", before), names_another("Who paid the new keeper?", before)
    (True, True)
    >>> names_another("How many lamps did the keeper count in winter?", before), names_another("Why?", before)
    (False, False)
    """
    words, others = (text.lower().split() for text in (question.strip(" ?!."), before.strip(" ?!.")))
    first = _common(words, others)
    last = _common(words[first:][::-1], others[first:][::-1])
    own, other = (" ".join(row[first : len(row) - last]) for row in (words, others))
    same = content(" ".join(words[:first] + words[len(words) - last :]))
    swapped = (
        first and len(same) >= REPEATED and content(own) and content(other) and not {*content(own)} & {*content(other)}
    )
    return bool(swapped) or _told_apart(words, others)


def _common(words: Sequence[str], others: Sequence[str]) -> int:
    """Return how many words two lists have in common from their start."""
    return next(
        (n for n, pair in enumerate(zip(words, others, strict=False)) if pair[0] != pair[1]),
        min(len(words), len(others)),
    )


def _told_apart(words: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether one noun stands behind "the" and one word here, and behind "the" and another one there."""
    told, before = (
        {
            (noun, word)
            for the, word, noun in zip(row, row[1:], row[2:], strict=False)
            if the == "the" and content(word) and content(noun)
        }
        for row in (words, others)
    )
    return any(noun == other and word != name for noun, word in told for other, name in before)
