"""A file of questions whose answers are known in, one `Query` for each out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.document import Document
from qa.corpus import read_corpus, read_rows, row_id, row_ids
from qa.follow_up import Turn

ANSWERABLE = frozenset({"ANSWERABLE", "PARTIAL"})
UNANSWERABLE = frozenset({"UNANSWERABLE", "UNDERSPECIFIED"})

KNOWN = ("gold", "answers", "answerable", "answerability", "evidence")
"""Fields that tell what is right; a row has one of them at least."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question and what is known of its answer; what the file does not say is empty, or None.

    Attributes:
        id: its own, or else the number of its line.
        question: of a conversation the last of the user's turns.
        earlier: the turns before it, oldest first: what was asked, and what was shown.
        conversation: whether it was given as one.
        gold: ids of the corpus rows that answer it.
        answers: words that answer it, any of them.
        evidence: sentences of the corpus that people chose as its answer.
        answerable: whether the corpus answers it.
    """

    id: str
    question: str
    earlier: tuple[Turn, ...] = ()
    conversation: bool = False
    gold: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    answerable: bool | None = None


def read_queries(path: Path, *, rows: Collection[str]) -> list[Query]:
    """Return the questions of a file, in its order.

    Args:
        path: JSON lines: `question` or `messages`, and at least one of `gold`, `answers`, `answerable` (or
            `answerability`) and `evidence`. One with `answers` or `evidence` is answerable unless it says otherwise.
        rows: the ids of the corpus, which those in `gold` must be among.

    Raises:
        ValueError: the file has no rows, or one that is not as above; the message names file and line.
    """
    queries: list[Query] = []
    for number, row in read_rows(path):
        try:
            query = _query(number, row)
            missing = [id for id in query.gold if id not in rows]
            if missing:
                raise ValueError(f"the gold row {missing[0]!r} is not in the corpus")
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from None
        queries.append(query)
    if not queries:
        raise ValueError(f"{path}: no questions in it")
    return queries


def read_set(corpus: Path, queries: Path) -> tuple[list[Document], list[Query]]:
    """Return the documents of a corpus and the questions that are asked of it.

    Raises:
        ValueError: as `read_corpus` and `read_queries`.
    """
    documents = read_corpus(corpus)
    return documents, read_queries(queries, rows={id for document in documents for id in row_ids(document)})


def spread(queries: Sequence[Query], limit: int) -> list[Query]:
    """Return at most `limit` questions, evenly spread over all of them, in their order.

    >>> [query.id for query in spread([Query(str(n), "?") for n in range(10)], 3)]
    ['0', '3', '6']
    """
    wanted = min(limit, len(queries))
    return [queries[i * len(queries) // wanted] for i in range(wanted)]


def _query(number: int, row: Mapping[str, object]) -> Query:
    question, earlier = _asked(row)
    answers, evidence = _texts(row, "answers"), _texts(row, "evidence")
    answerable = _answerable(row)
    gold = tuple(filter(None, map(row_id, _listed(row, "gold"))))
    if len(gold) < len(_listed(row, "gold")):
        raise ValueError('"gold" must be a list of ids')
    if not (gold or answers or evidence) and answerable is None:
        raise ValueError(f"nothing is known of its answer: expected one of {', '.join(KNOWN)}")
    return Query(
        id=row_id(row.get("id")) or str(number),
        question=question,
        earlier=earlier,
        conversation="messages" in row,
        gold=gold,
        answers=answers,
        evidence=evidence,
        answerable=True if answerable is None and (answers or evidence) else answerable,
    )


def _asked(row: Mapping[str, object]) -> tuple[str, tuple[Turn, ...]]:
    """Return the question and the turns before it."""
    if "messages" in row:
        turns = turns_of(row["messages"])
        return turns[-1].question, tuple(turns[:-1])
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        raise ValueError('expected a "question" (or "messages")')
    return question, ()


def turns_of(messages: object) -> list[Turn]:
    """Return a conversation as the user's questions, each with what others said to it; the last one has no answer."""
    rows = messages if isinstance(messages, list) else []
    said = [(row.get("role"), row.get("content", row.get("text"))) for row in rows if isinstance(row, dict)]
    turns: list[Turn] = []
    for role, text in said:
        if role == "user" and isinstance(text, str) and text.strip():
            turns.append(Turn(text))
        elif turns and isinstance(text, str):
            turns[-1] = Turn(turns[-1].question, f"{turns[-1].shown}\n{text}".strip())
    if not turns or said[-1] != ("user", turns[-1].question):
        raise ValueError('"messages" must be [{"role": "user", "content": "…"}, …] and end in a user\'s turn')
    return turns


def _answerable(row: Mapping[str, object]) -> bool | None:
    given = row.get("answerable")
    if given is not None:
        if not isinstance(given, bool):
            raise ValueError(f'"answerable" must be true or false, found {given!r}')
        return given
    names = _texts(row, "answerability")
    unknown = [name for name in names if name not in ANSWERABLE | UNANSWERABLE]
    if unknown:
        raise ValueError(f'"answerability" must be one of {sorted(ANSWERABLE | UNANSWERABLE)}, found {unknown[0]!r}')
    return not ANSWERABLE.isdisjoint(names) if names else None


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return the strings of a field that is a string, a list of them, or missing."""
    texts = _listed(row, name)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f'"{name}" must be a list of strings')
    return tuple(str(text) for text in texts)


def _listed(row: Mapping[str, object], name: str) -> Sequence[object]:
    given = row.get(name)
    if given is None:
        return ()
    return given if isinstance(given, list) else (given,)
