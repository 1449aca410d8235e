"""A question in, the question with its misspelt words as the documents write them out."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache
from string import ascii_lowercase

from index.encoder import Encoder
from index.lexical import STOP_WORDS, LexicalIndex
from index.passages import embedded_text
from index.snapshot import Hit, Snapshot
from index.stems import UNSPACED
from qa.literal import quoted_spans

SHORTEST = 5
"""Letters; a shorter word has too many neighbours to tell which was meant."""

SHORTEST_TWICE = 8
"""Letters from which two mistakes in one word are put right, where they are behind its first two letters."""

LONGEST_ENDING = 5
"""Letters that a stem lacks of its word, at most, for the word to be compared with it."""

MOST_WORDS = 3
"""Words of a question that are put right; where more are unknown, the documents are about something else."""

PASSAGES_SEEN = 10
"""Passages in which it is looked up how a word is written in full."""

SUPPORT = 0.2
"""Share (0..1) of the weight of a question's other words that must stand with a word that is put right.

Of 200 SQuAD questions with one misspelt word it puts 163 right, and without it 167; of 275 questions about what those
documents do not treat (CLAPNQ) it changes 4, two of them rightly, and without it 11.
"""

WORD = re.compile(r"(?<![\w@/\\.])[^\W\d_]+(?![\w@/\\]|\.\w|[-‐‑–]\d)")
"""A word of letters alone, and no part of an address or of a name such as COVID-19."""

NAME_BY_DESIGN = re.compile(r"[^\W\d_A-Z][A-Z]")
"""A capital behind a small letter (macOS, BSkyB): typed with care."""


def corrected(question: str, snapshot: Snapshot, encoder: Encoder) -> str | None:
    """Return the question with each word that is in no passage as the nearest word that is; None if nothing changes.

    A mistake is a letter that is missing, too many, wrong, or swapped with the next. Never touched are words that some
    passage has in any form, words that the encoder knows as one token, short words, numbers, and what stands in quotes.

    Args:
        question: as it is searched for.
        snapshot: whose words count as right.
        encoder: whose vocabulary counts as right as well.
    """
    quotes = quoted_spans(question)
    words = (match for match in WORD.finditer(question) if not any(a <= match.start() < b for a, b in quotes))
    unknown = [match for match in words if _unknown(match[0], snapshot.lexicon, encoder)]
    if len(unknown) > MOST_WORDS:
        return None
    found = [(match, near) for match in unknown if (near := nearest(match[0], question, snapshot))]
    proposed = _replaced(question, found)
    kept = [(match, near) for match, near in found if support(near, proposed, snapshot) >= SUPPORT]
    return _replaced(question, kept) if kept else None


def _unknown(word: str, lexicon: LexicalIndex, encoder: Encoder) -> bool:
    if len(word) < SHORTEST or word.lower() in STOP_WORDS or NAME_BY_DESIGN.search(word):
        return False
    if UNSPACED.search(word) or any(map(lexicon.share_of_passages, lexicon.stems(word))):
        return False
    return len(encoder.token_starts([word])[0]) > 1


def _replaced(question: str, words: Iterable[tuple[re.Match[str], str]]) -> str:
    pieces, end = [], 0
    for match, other in words:
        pieces += [question[end : match.start()], other]
        end = match.end()
    return "".join([*pieces, question[end:]])


def nearest(word: str, question: str, snapshot: Snapshot) -> str | None:
    """Return the word of the passages that is the fewest mistakes away, or None where all are too far.

    Of equals, the one that stands with the question's other words is taken, then the most frequent.
    """
    plain, lexicon = folded(word), snapshot.lexicon
    once = {stem for stem in lexicon.stems(" ".join(one_mistake(plain))) if lexicon.share_of_passages(stem)}
    found = _written(plain, 1, once, question, snapshot)
    if found is None and len(plain) >= SHORTEST_TWICE:
        found = _written(plain, 2, _stems_begun(plain, lexicon), question, snapshot)
    return found.capitalize() if found and word[0].isupper() and found.islower() else found


def _stems_begun(word: str, lexicon: LexicalIndex) -> set[str]:
    """Return the stems with the same first two letters that at most two mistakes make of a beginning of the word."""
    found = set()
    for language in lexicon.languages:
        names = "" if language == "en" else f":{language}:"
        for term in lexicon.begun_with(names + word[:2]):
            stem = term.removeprefix(names)
            if len(stem) >= len(word) - LONGEST_ENDING and beginning_mistakes(word, stem, 2) <= 2:
                found.add(term)
    return found


def _written(word: str, most: int, stems: Collection[str], question: str, snapshot: Snapshot) -> str | None:
    """Return the form of these stems with fewest mistakes as it is written where the question's other words stand."""
    form = re.compile(rf"(?<![^\W_])[^\W\d_]{{{len(word) - most},{len(word) + most}}}(?![^\W_])")
    count = lru_cache(maxsize=None)(lambda form: mistakes(word, folded(form), most))
    scores: dict[str, float] = {}
    written: dict[str, Counter[str]] = {}
    for hit in snapshot.lexical(question, PASSAGES_SEEN, all_of=[stems]) if stems else []:
        for found in form.findall(_text(hit, snapshot)):
            if count(found) <= most:
                scores.setdefault(found.lower(), hit.score)
                written.setdefault(found.lower(), Counter())[found] += 1
    best = min(scores, key=lambda form: (count(form), -scores[form], -written[form].total(), form), default=None)
    if best is None or best in written[best]:
        return best
    return written[best].most_common(1)[0][0]


def _text(hit: Hit, snapshot: Snapshot) -> str:
    document = snapshot.document(hit.passage.document)
    return embedded_text(document.title, document.text[hit.passage.start : hit.passage.end])


def support(word: str, question: str, snapshot: Snapshot) -> float:
    """Return the share (0..1) of the weight of a question's other words in the best passage that has this word."""
    lexicon = snapshot.lexicon
    forms = lexicon.forms(word)
    weights = {
        term: math.log(1 + 1 / (lexicon.share_of_passages(term) + 0.001))
        for term in lexicon.terms(question)
        if not any(term in stems for stems in forms)
    }
    hits = snapshot.lexical(question, 1, all_of=forms)
    present = set(lexicon.stems(_text(hits[0], snapshot))) if hits else set()
    held = sum(weight for term, weight in weights.items() if term in present)
    return held / sum(weights.values()) if weights else 1.0


def folded(word: str) -> str:
    """Return a word in small letters without accents, as the lexical index compares words.

    >>> folded("Beyoncé")
    'beyonce'
    """
    lower = word.lower()
    if lower.isascii():
        return lower
    return "".join(char for char in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(char))


def one_mistake(word: str) -> set[str]:
    """Return every string that is one mistake away from a word, in the letters a to z.

    Peter Norvig, "How to write a spelling corrector" (norvig.com/spell-correct.html).

    >>> sorted(one_mistake("it"))[:4], "ti" in one_mistake("it"), len(one_mistake("it"))
    (['ait', 'at', 'bit', 'bt'], True, 129)
    """
    halves = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    dropped = {a + b[1:] for a, b in halves if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in halves if b for letter in ascii_lowercase}
    added = {a + letter + b for a, b in halves for letter in ascii_lowercase}
    return (dropped | swapped | changed | added) - {word}


def mistakes(a: str, b: str, most: int) -> int:
    """Return how many mistakes make one word of the other, or `most + 1` where there are more.

    The optimal string alignment distance: no letter is part of two mistakes.

    >>> mistakes("netanyahu", "netanyhau", 2), mistakes("ducks", "dusky", 2), mistakes("lake", "mountain", 2)
    (1, 2, 3)
    """
    if abs(len(a) - len(b)) > most or len(set(a) ^ set(b)) > 2 * most:
        return most + 1
    return min(most + 1, _mistakes_by_length(a, b, most)[-1])


def beginning_mistakes(word: str, stem: str, most: int) -> int:
    """Return how many mistakes, at least, make a stem of a beginning of a word, or `most + 1` where there are more.

    >>> beginning_mistakes("govermnets", "govern", 2)
    1
    """
    if len(stem) - len(word) > most or len(set(stem) - set(word)) > most:
        return most + 1
    return min(most + 1, *_mistakes_by_length(stem, word, most))


def _mistakes_by_length(a: str, b: str, most: int) -> list[int]:
    """Return the mistakes between `a` and each beginning of `b`, the empty one first; only those up to `most` count."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a):
        earlier, before, row = before, row, [i + 1]
        for j, other in enumerate(b):
            cost = min(row[j] + 1, before[j + 1] + 1, before[j] + (letter != other))
            if i and j and letter == b[j - 1] and a[i - 1] == other:
                cost = min(cost, earlier[j - 1] + 1)
            row.append(cost)
        if min(before) > most:
            break
    return row
