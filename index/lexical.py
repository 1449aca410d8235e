"""Words in, the passages that use them out, best first: by BM25, derived from the catalog's texts.

Each passage is indexed with the stems of its document's language; a question is searched for in its own language and,
but for what are stop words there, in every other language of the library: a German name is found in English text.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from index.bm25 import Bm25
from index.catalog import Catalog
from index.derived import State
from index.language import language_of_document
from index.lexical_parts import AT_ONCE, NO_PARTS, Parts, PartsFolder
from index.passages import embedded_text
from index.postings import Row
from index.stems import LANGUAGES, content_words, indexed_as, searched_stems, stems, words_of
from index.stop_words import stop_words
from index.stored_passages import Ids

LEXICAL_SETTINGS = 5
"""Raised when words would be indexed differently, or kept in other files, so that libraries are indexed again."""

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
        parts: what the passages' words are kept in, for the index of the next generation.
    """

    bm25: Bm25
    languages: tuple[str, ...]
    parts: Parts

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
        bm25, weights, sets = self.bm25, self._weights(question), [self.bm25.holding(stems) for stems in all_of]
        wanted = bm25.there
        if among_documents is not None:
            wanted = wanted & bm25.in_documents(frozenset(among_documents))
        if sets or top_k is None:
            rows = np.flatnonzero(np.logical_and.reduce([wanted, *(sets or [bm25.holding(weights)])]))
        else:
            rows = bm25.best(weights, top_k, wanted)
        scores, ids = bm25.scores_of(rows, weights), bm25.ids(rows)
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


def open_lexical(
    folder: Path, catalog: Catalog, *, compact: bool = False, before: LexicalIndex | None = None
) -> LexicalIndex:
    """Return the index of everything in the catalog, bringing the one in the folder up to date.

    One that is missing, damaged, unfinished, of another library or of another past of it is made again.

    Args:
        folder: what is derived is kept there.
        catalog: the truth.
        compact: whether to leave nothing on disk of passages that are gone.
        before: an index that was opened in this folder earlier: what the folder still has of it is not read again.
    """
    parts = PartsFolder(folder, lambda state: _usable(state, catalog), before.parts if before else NO_PARTS)
    missing = parts.missing(catalog.passage_ids())
    for first in range(0, len(missing), AT_ONCE):
        parts.add(_rows(catalog, missing[first : first + AT_ONCE]))
    if compact or len(missing):  # what is only gone waits, so that removing takes no time
        parts.merge(compact=compact)
    bm25 = Bm25(tuple(parts.postings.values()), np.concatenate([np.zeros(0, bool), *parts.there.values()]))
    languages = tuple(language for language in LANGUAGES if language in bm25.languages) or ("en",)
    return LexicalIndex(bm25, languages, parts.save({**catalog.stamp(), "lexical": LEXICAL_SETTINGS}))


def _usable(state: State, catalog: Catalog) -> bool:
    return state.made_from.get("lexical") == LEXICAL_SETTINGS and catalog.descends_from(state.made_from)


def _rows(catalog: Catalog, ids: Ids) -> Iterator[Row]:
    """Yield the terms of passages, document by document."""
    for id, passages in groupby(catalog.indexed_texts(ids), key=lambda passage: passage[1].id):
        language = ""
        for passage, document, text in passages:
            language = language or indexed_as(language_of_document(document.text))
            yield Row(passage, id, language, stems(embedded_text(document.title, text), language))
