"""Words in, the passages that use them out, best first: by BM25, derived from the catalog's texts.

Each passage is indexed with the stems of its document's language; a question is searched for in its own language and,
but for what are stop words there, in every other language of the library: a German name is found in English text.
"""

import math
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from index.bm25 import Bm25
from index.catalog import Catalog
from index.derived import STATE, State, empty_folder, read_state, write_state
from index.language import language_of_document
from index.passages import embedded_text
from index.postings import Mask, Postings, Row, load_postings, merged, postings_of, save_postings
from index.stems import LANGUAGES, content_words, indexed_as, searched_stems, stems, words_of
from index.stop_words import stop_words
from index.vectors import Ids

LEXICAL_SETTINGS = 4
"""Raised when words would be indexed differently, so that libraries are indexed again."""

MOST_GONE = 0.2
"""Share of the passages that may be gone, but still in the files, before these are written again."""

SMALL = 0.2
MOST_SMALL = 8
"""How many parts may have fewer than this share of the passages before they are merged."""

LONGEST_QUESTION = 64
"""Different words of a question that are searched for; what is pasted beyond that adds time and little else."""

STOP_WORDS = stop_words("en")
"""English words that say nothing of what a question is about; dropped from questions only, never from documents."""


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """An inverted index over one generation of the library.

    Attributes:
        bm25: scores its passages.
        languages: as what the library's documents are indexed (`index.stems.LANGUAGES`); English if there are none.
    """

    bm25: Bm25
    languages: tuple[str, ...]

    def search(
        self,
        question: str,
        top_k: int | None,
        among_documents: Iterable[str] | None = None,
        *,
        all_of: Iterable[Iterable[str]] = (),
    ) -> list[tuple[int, float]]:
        """Return `(passage id, BM25 score)`, best first, of passages that hold any content word of the question.

        Args:
            question: whose words are looked for.
            top_k: passages, at most; None for all.
            among_documents: ids of the documents that are looked at; None for all.
            all_of: sets of stems (as `forms` gives them); where there are such, the passages are those that hold one
                of each set, whether or not they hold words of the question.
        """
        weights, sets = self._weights(question), [self.bm25.holding(stems) for stems in all_of]
        wanted = self.bm25.there & (np.logical_and.reduce(sets) if sets else self.bm25.holding(weights))
        if among_documents is not None:
            wanted &= self.bm25.in_documents(frozenset(among_documents))
        rows = np.flatnonzero(wanted)
        scores, ids = self.bm25.scores(weights)[rows], self.bm25.passages[rows]
        best = np.lexsort((ids, -scores))[:top_k]
        return [(int(id), float(score)) for id, score in zip(ids[best], scores[best], strict=True)]

    def begun_with(self, letters: str) -> list[str]:
        """Return the terms of the library that begin with some letters."""
        return self.bm25.begun_with(letters)

    def terms(self, question: str) -> list[str]:
        """Return the question's different content words as they are indexed, in their order.

        Of a word's stems in the library's languages, those that no passage has are left out where another is had.
        """
        had = (
            [term for term in forms if self.bm25.passages_with(term)] or forms[:1] for forms in self._asked(question)
        )
        return list(dict.fromkeys(term for forms in had for term in forms))

    def stems(self, text: str) -> list[str]:
        """Return the words of a text as they would be indexed in each of the library's languages."""
        return [stem for language in self.languages for stem in stems(text, language)]

    def forms(self, text: str) -> list[tuple[str, ...]]:
        """Return for each word of a text, in order, its stems in the library's languages: a passage has one of them."""
        return [forms for word in words_of(text) for forms in self._forms(word, self.languages)]

    def share_of_passages(self, term: str) -> float:
        """Return the share (0..1) of passages that hold a term."""
        return self.bm25.passages_with(term) / max(1, self.bm25.count)

    def _asked(self, question: str) -> list[tuple[str, ...]]:
        """Return the forms of the question's content words, in their order, each only once."""
        words = dict.fromkeys(content_words(question))
        content = [word for word in words if any(word not in stop_words(language) for language in self.languages)]
        forms: dict[tuple[str, ...], None] = {}
        for word in content or words:
            languages = [language for language in self.languages if word not in stop_words(language)]
            forms |= dict.fromkeys(self._forms(word, languages or self.languages))
        return list(forms)[:LONGEST_QUESTION]

    def _forms(self, word: str, languages: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Yield the stems of a word in some languages; several times where a language has several for it (Chinese)."""
        known = [found for language in languages if (found := searched_stems(word, language))]
        for i in range(max(map(len, known), default=0)):
            yield tuple(dict.fromkeys(found[min(i, len(found) - 1)] for found in known))

    def _weights(self, question: str) -> dict[str, float]:
        """Return the weight of each form of each word of a question: how rare it is."""
        weights: dict[str, float] = {}
        for forms in self._asked(question):
            for term, weight in self._rarities(forms).items():
                weights.setdefault(term, weight)
        return weights

    def _rarities(self, forms: tuple[str, ...]) -> dict[str, float]:
        """Return what each form of a word counts: the word is as rare as all its forms are together.

        Else a name that few German and many English passages have would find the German ones first.
        """
        counts = {term: count for term in forms if (count := self.bm25.passages_with(term))}
        return dict.fromkeys(counts, self._rarity(sum(counts.values())))

    def _rarity(self, passages: int) -> float:
        """Return BM25's inverse document frequency, never negative."""
        return math.log(1 + (self.bm25.count - passages + 0.5) / (passages + 0.5))


def open_lexical(folder: Path, catalog: Catalog, *, compact: bool = False) -> LexicalIndex:
    """Return the index of everything in the catalog, bringing the one in the folder up to date.

    One that is missing, damaged, unfinished, of another library or of another past of it is made again.

    Args:
        folder: what is derived is kept there.
        catalog: the truth.
        compact: whether to leave nothing on disk of passages that are gone.
    """
    now = {**catalog.stamp(), "lexical": LEXICAL_SETTINGS}
    state = read_state(folder)
    usable = state is not None and state.made_from.get("lexical") == LEXICAL_SETTINGS
    if state is None or not (usable and catalog.descends_from(state.made_from)):
        empty_folder(folder)
        state = State({}, {})
    ids, parts = catalog.passage_ids(), {name: load_postings(folder, name) for name in _parts(state)}
    indexed = np.concatenate([ids[:0], *(part.passages for part in parts.values())])
    missing = np.setdiff1d(ids, indexed)
    if len(missing):
        parts[secrets.token_hex(8)] = postings_of(_rows(catalog, missing))
    if compact or len(missing):  # what is only gone waits, so that removing takes no time
        parts = _kept_few(parts, ids, compact)
    if state.made_from != now or set(parts) != set(_parts(state)):
        for name in parts.keys() - set(_parts(state)):
            save_postings(folder, name, parts[name])
        write_state(folder, now, known=state.files, parts=parts)
        _forget_others(folder, parts)
    bm25 = Bm25(tuple(parts.values()), np.concatenate([np.zeros(0, bool), *(_there(p, ids) for p in parts.values())]))
    return LexicalIndex(bm25, tuple(language for language in LANGUAGES if language in bm25.languages) or ("en",))


def _parts(state: State) -> list[str]:
    """Return the names of the inverted indexes in a folder, in their order."""
    return sorted(name.removesuffix(".terms") for name in state.files if name.endswith(".terms"))


def _there(part: Postings, ids: Ids) -> Mask:
    """Return which rows of a part are in the library."""
    return np.isin(part.passages, ids)


def _kept_few(parts: dict[str, Postings], ids: Ids, compact: bool) -> dict[str, Postings]:
    """Merge parts where there are many small ones, and all where much of them is gone, or anything with `compact`."""
    there = {name: _there(part, ids) for name, part in parts.items()}
    gone = sum(int((~mask).sum()) for mask in there.values())
    small = [name for name, part in parts.items() if len(part.passages) < SMALL * len(ids)]
    merging = (
        list(parts) if gone > (0 if compact else MOST_GONE * len(ids)) else small if len(small) > MOST_SMALL else []
    )
    if not merging:
        return parts
    together = merged([parts[name] for name in merging], [there[name] for name in merging])
    rest = {name: part for name, part in parts.items() if name not in merging}
    return {**rest, secrets.token_hex(8): together} if len(together.passages) else rest


def _forget_others(folder: Path, parts: Collection[str]) -> None:
    """Delete the files of parts that are merged, or were not finished; what another process reads goes later."""
    for path in folder.iterdir():
        if path.name != STATE and path.name.partition(".")[0] not in parts:
            with suppress(OSError):
                path.unlink()


def _rows(catalog: Catalog, ids: Ids) -> Iterator[Row]:
    """Yield the terms of passages, document by document."""
    for id, passages in groupby(catalog.indexed_texts(ids), key=lambda passage: passage[1].id):
        language = ""
        for passage, document, text in passages:
            language = language or indexed_as(language_of_document(document.text))
            yield Row(passage, id, language, stems(embedded_text(document.title, text), language))
