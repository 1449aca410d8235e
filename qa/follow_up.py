"""A question and the turns before it in, the question as it has to be searched for out."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from index.encoder import Encoder, Vectors
from index.language import DEFAULT, language_of
from index.lexical import LexicalIndex
from index.snapshot import Snapshot
from qa.answer import Answer
from qa.refers_back import WORD, content, depends, names_another, names_something, points_back
from qa.restated import open_ended, restated

TURNS = 6
"""Turns of a conversation that are looked at, those that say nothing ("Thank you!") not counted."""

WORDS, WORDS_IF_RELATED = 6, 2
"""Words that complete a question that means nothing alone, and one that is only related to what was said before.

Two spoil less than six where a related question was complete after all.
"""

FADING = 0.5
"""What a turn's words count where the question continues the turn after it; another such turn halves it again."""

RAREST = 1e-5
"""Share of passages from which on words are equally rare."""

SHOWN_READ = 500
"""Characters of what was shown that a question is compared with."""

GAIN, OWN_WORD, POINTER = 2.0, -0.08, 0.1
MOST_OWN_WORDS = 6
RELATED_FROM, NEAR_FROM = -0.1, 0.2
"""A question goes on from the turn before it where this sum, and the cosine in it, are not less; see `_related`.

The sum tells well in a large library; in a small one any question comes nearer to a text with a word of that text, and
the cosine alone tells then. Chosen on conversations (MT-RAG) against SQuAD questions after one on another article, of
which at most one in fifty may be changed, in a library of 22,000 passages and in one of ten.
"""

Key: TypeAlias = tuple[str, ...]
"""A word's stems."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person asked, and the text of the excerpts that were shown for it (empty: none, or not known)."""

    question: str
    shown: str = ""


def turn_of(answer: Answer) -> Turn:
    """Return what later questions may go on from: a question and what was shown as its answer."""
    return Turn(answer.question, "\n".join(excerpt.text for excerpt in answer.excerpts))


def understood(question: str, earlier: Sequence[Turn], snapshot: Snapshot, encoder: Encoder) -> str | None:
    """Return how a follow-up is searched for, or None where the question stands alone or is not in English.

    One that means nothing alone ("why?", "and in 2019?", "when did he say it?") is asked as a question of its own
    where it is certain which, and else completed with what the turns before it are about; so is, more sparingly, one
    that is related to the turn before it and names nothing itself.

    Args:
        question: as it was typed.
        earlier: the turns before it, oldest first.
        snapshot: the library, which tells rare words from common ones and what belongs together.
        encoder: the library's.
    """
    turns = _telling(earlier)
    if not turns or not any(map(str.isalnum, question)) or language_of(question) != DEFAULT:
        return None
    if depends(question):
        again = restated(question, turns[-1].question, turns[-1].shown)
        if again is not None and not open_ended(again):
            return again
        return completed(again or question, turns, snapshot.lexicon, most=WORDS) or again
    if names_something(question) or names_another(question, turns[-1].question):
        return None
    probe = completed(question, turns, snapshot.lexicon, most=WORDS)
    if probe is None or not _related(question, turns[-1], probe, snapshot, encoder):
        return None
    return completed(question, turns, snapshot.lexicon, most=WORDS_IF_RELATED)


def completed(question: str, turns: Sequence[Turn], lexicon: LexicalIndex, *, most: int) -> str | None:
    """Return a question with the words of earlier turns that tell most and that it does not have, newest turn first.

    None where there are none: "Who sent them?" becomes "Who sent them? (troops, Lebanon)".
    """
    said = {_key(word, lexicon) for word in WORD.findall(question)}
    weights: dict[Key, float] = {}
    told = list(_told(question, turns))
    for age, turn in enumerate(told):
        for word in content(turn.question):
            key = _key(word, lexicon)
            if key not in said:
                weights[key] = weights.get(key, 0.0) + FADING**age * _rarity(key, lexicon)
    best = set(sorted(weights, key=lambda key: -weights[key])[:most])
    phrases = [phrase for turn in told for phrase in _phrases(turn.question, best, lexicon)]
    return f"{question.strip()} ({', '.join(phrases)})" if phrases else None


def _telling(earlier: Sequence[Turn]) -> list[Turn]:
    """Return the last turns that say what they are about, oldest first, each as it is understood by its wording."""
    last: list[Turn] = []
    for turn in reversed(earlier):
        if content(turn.question):
            last.append(turn)
        if len(last) == TURNS:
            break
    turns: list[Turn] = []
    for turn in reversed(last):
        before = turns[-1] if turns and depends(turn.question) else None
        again = restated(turn.question, before.question, before.shown) if before else None
        turns.append(replace(turn, question=again or turn.question))
    return turns


def _told(question: str, turns: Sequence[Turn]) -> Iterator[Turn]:
    """Yield the turns that a question is about, newest first: back to one that stands alone."""
    for turn in reversed(turns):
        yield turn
        if not depends(turn.question):
            return


def _related(question: str, turn: Turn, probe: str, snapshot: Snapshot, encoder: Encoder) -> bool:
    """Tell whether a question goes on from a turn: its words are near, and the documents hold both together.

    The sum of the cosine of the question and what the turn is about (without the words that questions are made with:
    all questions are alike in them), of how much nearer to a passage the question comes when it is completed, of its
    own content words, which need no completing, and of whether it points back.
    """
    about = " ".join(content(f"{turn.question} {turn.shown[:SHOWN_READ]}"))
    rows = encoder.encode([question, about, probe])
    alone, together = (_nearest(rows[i : i + 1], snapshot) for i in (0, 2))
    own = len({_key(word, snapshot.lexicon) for word in content(question)})
    near = float(rows[0] @ rows[1])
    likeness = near + GAIN * (together - alone) + OWN_WORD * min(own, MOST_OWN_WORDS)
    likeness += POINTER * points_back(question)
    return round(likeness, 4) >= RELATED_FROM and round(near, 4) >= NEAR_FROM


def _nearest(row: Vectors, snapshot: Snapshot) -> float:
    """Return the cosine of a (1, dimension) unit row and the passage nearest to it; 0 where there are none."""
    return max((hit.score for hit in snapshot.dense(row, 1)), default=0.0)


def _phrases(text: str, wanted: set[Key], lexicon: LexicalIndex) -> Iterator[str]:
    """Yield the wanted words of a text in its order, those that stand together as one, and take them from `wanted`."""
    phrase, end = "", 0
    for word in WORD.finditer(text):
        if (key := _key(word[0], lexicon)) not in wanted:
            continue
        wanted.remove(key)
        if phrase and text[end : word.start()].isspace():
            phrase = f"{phrase} {word[0]}"
        else:
            yield from filter(None, [phrase])
            phrase = word[0]
        end = word.end()
    yield from filter(None, [phrase])


def _key(word: str, lexicon: LexicalIndex) -> Key:
    """Return what words that are the same but for their ending have in common."""
    return tuple(lexicon.stems(word)) or (word.lower(),)


def _rarity(key: Key, lexicon: LexicalIndex) -> float:
    return -math.log(max(RAREST, *map(lexicon.share_of_passages, key)))
