"""Words in, the passages that use them out: BM25 by tantivy, derived from the catalog's texts."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.catalog import Catalog
from index.derived import discard_state, read_state, write_state
from index.passages import embedded_text
from index.vectors import Ids

LEXICAL_SETTINGS = 1
"""Raised when words would be indexed differently, so that libraries are indexed again."""

LONGEST_QUESTION = 64
"""Different words of a question that are searched for; what is pasted beyond that adds time and little else."""

STOP_WORDS = frozenset(
    """a about after all already also am an and any are as at be because been before being between both but by can
    could did do does doing down during each few for from further had has have having he her here hers him his how
    i if in into is it its itself just many me more most much my no nor not of off on once only or other our out
    over own s same she should so some such t than that the their them then there these they this those through to
    too under until up very was we were what when where which while who whom whose why will with would you
    your""".split()  # noqa: SIM905
)
"""English words that say nothing of what a question is about; dropped from questions only, never from documents."""


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """A tantivy searcher over one generation of the library."""

    searcher: Any
    schema: Any
    analyzer: Any

    def search(
        self, question: str, top_k: int, among_documents: Iterable[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return `(passage id, BM25 score)`, best first, of passages that hold any content word of the question."""
        from tantivy import Occur, Query

        terms = [Query.term_query(self.schema, "text", term) for term in self.terms(question)]
        if not terms or not self.searcher.num_docs:
            return []
        query = Query.boolean_query([(Occur.Should, term) for term in terms])
        if among_documents is not None:
            allowed = Query.term_set_query(self.schema, "document", list(among_documents))
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(allowed, 0.0))])
        hits = self.searcher.search(query, top_k, count=False).hits
        ids = self.searcher.fast_field_values("passage", [address for _, address in hits])
        return sorted(((int(id), score) for id, (score, _) in zip(ids, hits, strict=True)), key=_best_first)

    def terms(self, question: str) -> list[str]:
        """Return the question's different content words as they are indexed, in their order."""
        words = [word for word in re.findall(r"\w+", question.lower()) if word not in STOP_WORDS]
        return list(dict.fromkeys(self.stems(" ".join(words) or question)))[:LONGEST_QUESTION]

    def stems(self, text: str) -> list[str]:
        """Return the words of a text as they are indexed, in order."""
        return list(self.analyzer.analyze(text))

    def share_of_passages(self, term: str) -> float:
        """Return the share (0..1) of passages that hold a term."""
        return float(self.searcher.doc_freq("text", term) / max(1, self.searcher.num_docs))


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
        return _searchable(_registered(Index(schema, str(folder))), schema)
    discard_state(folder)
    if made_from.get("lexical") != LEXICAL_SETTINGS or not catalog.descends_from(made_from):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    index = _registered(Index(schema, str(folder)))
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
    for id, document, title, text in catalog.indexed_texts(np.setdiff1d(ids, indexed)):
        row = {"passage": id, "document": document, "text": embedded_text(title, text)}
        writer.add_document(Document.from_dict(row, schema))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_integer_field("passage", stored=True, indexed=True, fast=True)
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="words", index_option="freq")
    return builder.build()


def _analyzer() -> Any:
    """Lower-case, accents folded, English stems; words of over 40 characters are left out."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(40)).filter(Filter.lowercase())
    return builder.filter(Filter.ascii_fold()).filter(Filter.stemmer("english")).build()


def _registered(index: Any) -> Any:
    """Tell the index how words are made; tantivy forgets it whenever an index is opened."""
    index.register_tokenizer("words", _analyzer())
    return index


def _searchable(index: Any, schema: Any) -> LexicalIndex:
    return LexicalIndex(index.searcher(), schema, _analyzer())


def _indexed_ids(index: Any) -> Ids:
    from tantivy import Query

    searcher = index.searcher()
    hits = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits
    values = searcher.fast_field_values("passage", [address for _, address in hits])
    return np.sort(np.asarray(values, np.int64))


def _best_first(hit: tuple[int, float]) -> tuple[float, int]:
    return -hit[1], hit[0]
