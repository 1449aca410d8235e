"""A corpus and a writer of questions in, questions with answers that a reader agrees with out, in SQuAD's format."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from index.document import Document
from index.passages import Span
from index.sentences import sentence_spans
from index.stop_words import stop_words
from qa.metrics import normalised, token_f1
from qa.reader import Reader
from qa.reader_input import Pair
from qa.training.examples import Asked, Context, Negatives, around, holds_answer
from qa.training.likely_answers import draw_answer
from qa.training.question_writer import QuestionWriter, Source, source_of

AGREEMENT = 0.6
"""F1 of the answer that a question was written for and the one that the reader points at, for it to be kept."""

POOL, BATCH_SIZE = 2048, 64
"""Questions written before they are read, and sources in one batch."""

LONGEST_READ = 800
"""Characters of a text around the answer that the reader reads."""

NEAR_KEPT = 3
"""Texts of the same title that are kept of each question, those that share most of its words."""


def written_questions(
    corpus: Sequence[Document], writer: QuestionWriter, reader: Reader, count: int, seed: int
) -> Iterator[tuple[int, str, Span]]:
    """Yield a text's number, a question and its answer's span, of so many tries those that the reader agrees with.

    The answer kept is the one that the reader points at, whose ends were learned from people.
    """
    drawn = random.Random(seed)  # noqa: S311  nothing secret
    for first in range(0, count, POOL):
        tries = list(_tries(corpus, writer, drawn, min(POOL, count - first)))
        tries.sort(key=lambda row: len(row[2].ids))
        questions = [
            question
            for start in range(0, len(tries), BATCH_SIZE)
            for question in writer.write([source for _, _, source in tries[start : start + BATCH_SIZE]])
        ]
        rows = [(number, span, q) for (number, span, _), q in zip(tries, questions, strict=True) if _is_question(q)]
        pairs = [_pair(corpus[number], q, span) for number, span, q in rows]
        for (number, span, question), pair, reading in zip(rows, pairs, reader.read(pairs), strict=True):
            best = max(reading.sentences, key=lambda pointed: pointed.margin)
            text = corpus[number].text
            if best.span is None or best.margin < 0:
                continue
            offset = text.index(pair.passage)
            found = offset + best.span[0], offset + best.span[1]
            overlap = min(found[1], span[1]) > max(found[0], span[0])
            if overlap and token_f1(text[slice(*found)], [text[slice(*span)]]) >= AGREEMENT:
                yield number, question, found


def _tries(
    corpus: Sequence[Document], writer: QuestionWriter, drawn: random.Random, count: int
) -> Iterator[tuple[int, Span, Source]]:
    made = 0
    while made < count:
        number = drawn.randrange(len(corpus))
        document = corpus[number]
        context = Context(document.title, document.text, tuple(sentence_spans(document.text)))
        start, end = drawn.choice(context.sentences)
        answer = draw_answer(document.text[start:end], drawn)
        if answer is None:
            continue
        span = start + answer[0], start + answer[1]
        first, last = around(context, span, drawn)
        text = document.text[first:last]
        yield number, span, source_of(writer.tokenizer, text, (span[0] - first, span[1] - first), document.title)
        made += 1


def _pair(document: Document, question: str, span: Span) -> Pair:
    """Return the question with the sentences around the answer that it was written for."""
    sentences = sentence_spans(document.text)
    near = [s for s in sentences if s[1] > span[0] - LONGEST_READ // 2 and s[0] < span[1] + LONGEST_READ // 2]
    start, end = near[0][0], near[-1][1]
    return Pair(
        question, document.text[start:end], document.title, tuple((first - start, last - start) for first, last in near)
    )


def _is_question(text: str) -> bool:
    """Tell whether a text may be a question: it ends as one, has four words, and says nothing twice."""
    words = normalised(text).split()
    pairs = list(pairwise(words))
    return text.endswith("?") and len(words) >= 4 and len(set(pairs)) == len(pairs)


def save_written(rows: Sequence[tuple[int, str, Span]], corpus: Sequence[Document], path: Path) -> None:
    """Write questions in SQuAD's JSON format, an article for each title."""
    asked: dict[int, list[dict[str, object]]] = defaultdict(list)
    for number, question, (start, end) in rows:
        answer = {"text": corpus[number].text[start:end], "answer_start": start}
        asked[number].append({"id": str(len(asked)), "question": question, "answers": [answer]})
    articles: dict[str, list[dict[str, object]]] = defaultdict(list)
    for number, document in enumerate(corpus):
        articles[document.title].append({"context": document.text, "qas": asked[number]})
    data = [{"title": title, "paragraphs": paragraphs} for title, paragraphs in articles.items()]
    path.write_text(json.dumps({"version": "1.1", "data": data}), "utf-8")


def near_negatives(contexts: Sequence[Context], asked: Sequence[Asked], first: int) -> Negatives:
    """Return, for each question from number `first` on, texts of its title that share its words and hold no answer."""
    words = [_words(context.text) for context in contexts]
    titled: dict[str, list[int]] = defaultdict(list)
    for number, context in enumerate(contexts):
        titled[context.title].append(number)
    found: Negatives = {}
    for number, row in enumerate(asked[first:], start=first):
        context, wanted = contexts[row.context], _words(row.question)
        answers = [context.text[slice(*span)] for span in row.answers]
        others = [n for n in titled[context.title] if n != row.context and not holds_answer(contexts[n].text, answers)]
        best = sorted(others, key=lambda n: (-len(words[n] & wanted), n))[:NEAR_KEPT]
        found[number] = [Pair(row.question, contexts[n].text, context.title) for n in best]
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(normalised(text).split()) - stop_words("en")
