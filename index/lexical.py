"""Words in, the passages that use them out: BM25 by tantivy, derived from the catalog's texts.

Each passage is indexed with the stems of its document's language; a question is searched for in its own language and,
but for what are stop words there, in every other language of the library: a German name is found in English text.
"""

import math
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from index.catalog import Catalog
from index.derived import discard_state, read_state, write_state
from index.language import language_of_document
from index.passages import embedded_text
from index.stems import LANGUAGES, content_words, indexed_as, searched_stems, stems, words_of
from index.stop_words import stop_words
from index.vectors import Ids

LEXICAL_SETTINGS = 3
"""Raised when words would be indexed differently, so that libraries are indexed again."""

LONGEST_QUESTION = 64
"""Different words of a question that are searched for; what is pasted beyond that adds time and little else."""

STOP_WORDS = stop_words("en")
"""English words that say nothing of what a question is about; dropped from questions only, never from documents."""


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """A tantivy searcher over one generation of the library.

    Attributes:
        searcher: tantivy's.
        schema: of its fields.
        languages: as what the library's documents are indexed (`index.stems.LANGUAGES`); English if there are none.
    """

    searcher: Any
    schema: Any
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
        from tantivy import Occur, Query

        terms = list(self._queries(question))
        sets = [Query.term_set_query(self.schema, "text", sorted(set(stems))) for stems in all_of]
        if not (terms or sets) or not self.searcher.num_docs:
            return []
        clauses = [
            (Occur.Should if sets else Occur.Must, Query.boolean_query([(Occur.Should, term) for term in terms]))
        ]
        if among_documents is not None:
            sets.append(Query.term_set_query(self.schema, "document", list(among_documents)))
        clauses += [(Occur.Must, Query.const_score_query(one, 0.0)) for one in sets]
        hits = self.searcher.search(Query.boolean_query(clauses), top_k or self.searcher.num_docs, count=False).hits
        ids = self.searcher.fast_field_values("passage", [address for _, address in hits])
        return sorted(((int(id), score) for id, (score, _) in zip(ids, hits, strict=True)), key=_best_first)

    def terms(self, question: str) -> list[str]:
        """Return the question's different content words as they are indexed, in their order.

        Of a word's stems in the library's languages, those that no passage has are left out where another is had.
        """
        had = ([term for term in forms if self._passages_with(term)] or forms[:1] for forms in self._asked(question))
        return list(dict.fromkeys(term for forms in had for term in forms))

    def stems(self, text: str) -> list[str]:
        """Return the words of a text as they would be indexed in each of the library's languages."""
        return [stem for language in self.languages for stem in stems(text, language)]

    def forms(self, text: str) -> list[tuple[str, ...]]:
        """Return for each word of a text, in order, its stems in the library's languages: a passage has one of them."""
        return [forms for word in words_of(text) for forms in self._forms(word, self.languages)]

    def share_of_passages(self, term: str) -> float:
        """Return the share (0..1) of passages that hold a term."""
        return self._passages_with(term) / max(1, int(self.searcher.num_docs))

    def _passages_with(self, term: str) -> int:
        return int(self.searcher.doc_freq("text", term))

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

    def _queries(self, question: str) -> Iterator[Any]:
        """Yield a query for each form of each word of a question."""
        from tantivy import Query

        boosts: dict[str, float] = {}
        for forms in self._asked(question):
            for term, boost in self._boosts(forms).items():
                boosts.setdefault(term, boost)
        for term, boost in boosts.items():
            query = Query.term_query(self.schema, "text", term)
            yield query if boost == 1.0 else Query.boost_query(query, boost)

    def _boosts(self, forms: tuple[str, ...]) -> dict[str, float]:
        """Return what each form counts, so that a word is as rare as all its forms are together.

        Else a name that few German and many English passages have would find the German ones first.
        """
        if len(forms) == 1:
            return {forms[0]: 1.0}
        counts = {term: count for term in forms if (count := self._passages_with(term))}
        together = self._rarity(sum(counts.values()))
        return {term: together / self._rarity(count) for term, count in counts.items()}

    def _rarity(self, passages: int) -> float:
        """Return BM25's inverse document frequency, as tantivy computes it."""
        return math.log(1 + (self.searcher.num_docs - passages + 0.5) / (passages + 0.5))


def open_lexical(folder: Path, catalog: Catalog) -> LexicalIndex:
    """Return the index of everything in the catalog, bringing the one in the folder up to date.

    One that is missing, damaged, unfinished, of another library or of another past of it is made again.
    """
    from tantivy import Index

    schema = _schema()
    now = {**catalog.stamp(), "lexical": LEXICAL_SETTINGS}
    state = read_state(folder)
    made_from = state.made_from if state is not None else {}
    if made_from == now:
        return _searchable(Index(schema, str(folder)), schema)
    discard_state(folder)
    if made_from.get("lexical") != LEXICAL_SETTINGS or not catalog.descends_from(made_from):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    index = Index(schema, str(folder))
    _update(index, schema, catalog)
    write_state(folder, now)
    return _searchable(index, schema)


def _update(index: Any, schema: Any, catalog: Catalog) -> None:
    """Index what is new, or everything where anything is gone; one thread, so that the same texts give the same index.

    tantivy's BM25 goes on counting what was deleted until segments are merged: the same library would answer otherwise.
    """
    from tantivy import Document

    ids, indexed = catalog.passage_ids(), _indexed_ids(index)
    removed = np.setdiff1d(indexed, ids)
    writer = index.writer(num_threads=1)
    if len(removed):
        writer.delete_all_documents()
        indexed = indexed[:0]
    for row in _rows(catalog, np.setdiff1d(ids, indexed)):
        writer.add_document(Document.from_dict(row, schema))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _rows(catalog: Catalog, ids: Ids) -> Iterator[dict[str, str | int]]:
    """Yield the fields of passages, document by document."""
    for document, passages in groupby(catalog.indexed_texts(ids), key=lambda passage: passage[1]):
        language = indexed_as(language_of_document(catalog.document(document).text))
        for id, _, title, text in passages:
            words = " ".join(stems(embedded_text(title, text), language))
            yield {"passage": id, "document": document, "language": language, "text": words}


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_integer_field("passage", stored=True, indexed=True, fast=True)
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _searchable(index: Any, schema: Any) -> LexicalIndex:
    searcher = index.searcher()
    languages = tuple(language for language in LANGUAGES if searcher.doc_freq("language", language))
    return LexicalIndex(searcher, schema, languages or ("en",))


def _indexed_ids(index: Any) -> Ids:
    from tantivy import Query

    searcher = index.searcher()
    hits = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits
    values = searcher.fast_field_values("passage", [address for _, address in hits])
    return np.sort(np.asarray(values, np.int64))


def _best_first(hit: tuple[int, float]) -> tuple[float, int]:
    return -hit[1], hit[0]
