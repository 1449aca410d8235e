"""Questions that a person keeps with what they said of the answers, and runs of them, in SQLite (`kept.db`)."""

import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.document import clean
from qa.kept import Change, KeptPlace, KeptQuestion, KeptRun, Tally, Verdict, changes
from ui.kept_rows import PLACE, outcome_row, place_from, place_row, questions_in, runs_in, stored, tallies_in
from ui.kept_tables import KeptFile

RUNS = 100
"""Runs that the plot shows at most: more could not be told apart."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the page “Kept questions” shows.

    Attributes:
        questions: in the order in which they were kept.
        last: the newest run.
        before: the one before it.
        history: the newest `RUNS` runs in which anything could be judged, oldest first.
    """

    questions: tuple[KeptQuestion, ...]
    last: KeptRun | None = None
    before: KeptRun | None = None
    history: tuple[Tally, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """What changed from the run before the last one to the last one."""
        return changes(self.before, self.last) if self.before and self.last else []


@dataclass(frozen=True, slots=True)
class _LastAnswer:
    """What the newest run with a question made of it."""

    run: int
    judged: str
    place: KeptPlace | None


class KeptStore:
    """A library's kept questions and their runs; safe to use from several threads, and beside other processes.

    No words of a document are in it. Every method raises ValueError, with a sentence for people, where the file cannot
    be used or turns out to be damaged.
    """

    def __init__(self, folder: Path) -> None:
        """Open the file in a library's folder, making an empty one where there is none.

        Raises:
            ValueError: it is damaged, or was written by a newer Excerpt.
        """
        self._file = KeptFile(folder)

    def close(self) -> None:
        """End the connection."""
        self._file.close()

    def __enter__(self) -> "KeptStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep(
        self, question: str, verdict: Verdict, places: Sequence[KeptPlace] = (), *, asked: datetime | None = None
    ) -> KeptQuestion:
        """Keep a question with what is said of its answer; one that is kept already gets the new verdict.

        Where that says something else, what became of it in earlier runs is forgotten: it was judged by the old one.

        Args:
            question: as `qa.kept.asked_alone` returns it.
            verdict: what is said.
            places: what it is said of (`qa.kept.place_of`, `place_in`); none: of "not in your documents".
            asked: when it was asked, with a time zone; default: now.

        Raises:
            ValueError: the question has no words, or a sentence is said to be picked, and none is given.
        """
        asked = (asked or datetime.now(UTC)).replace(microsecond=0)
        kept = KeptQuestion(uuid.uuid4().hex[:12], clean(question).strip(), verdict, tuple(places), asked)
        with self._file.write() as db:
            for (id,) in db.execute("SELECT id FROM questions WHERE question = ?", (kept.question,)).fetchall():
                with self._file.checked():
                    before = _question(db, id)
                kept = replace(kept, id=id, asked=before.asked)
                _forget_outcomes(db, before, kept)
            _put(db, kept)
        return kept

    def questions(self) -> tuple[KeptQuestion, ...]:
        """Return all kept questions, oldest first."""
        with self._file.read() as db:
            return questions_in(db)

    def question(self, id: str) -> KeptQuestion:
        """Return one kept question.

        Raises:
            KeyError: none has this id.
        """
        with self._file.read() as db:
            return _question(db, id)

    def change(self, id: str, verdict: Verdict, places: Sequence[KeptPlace] | None = None) -> KeptQuestion:
        """Change what is said of a question, and with `places` what it is said of, as `keep` does.

        Raises:
            KeyError: no kept question has this id.
            ValueError: as `keep`.
        """
        with self._file.write() as db:
            with self._file.checked():
                before = _question(db, id)
            kept = replace(before, verdict=verdict, places=before.places if places is None else tuple(places))
            _forget_outcomes(db, before, kept)
            _put(db, kept)
        return kept

    def judge_last(self, id: str, verdict: Verdict) -> KeptQuestion:
        """Take a verdict, right or wrong, as one on the answer that the last run gave; without a run, as `change`.

        An answer that is judged so already changes nothing: the sentence that is known to be right stays the one.

        Raises:
            KeyError: no kept question has this id.
            ValueError: another verdict.
        """
        if verdict not in ("right", "wrong"):
            raise ValueError(f"an answer is right or wrong, not {verdict!r}")
        with self._file.write() as db, self._file.checked():
            kept, last = _question(db, id), _last_answer(db, id)
            if last is not None and last.judged != verdict:
                kept = replace(kept, places=() if last.place is None else (last.place,))
                values = (verdict, verdict, last.run, id)
                db.execute("UPDATE outcomes SET verdict = ?, judged = ? WHERE run = ? AND question = ?", values)
            if last is None or last.judged != verdict:
                kept = replace(kept, verdict=verdict)
                _put(db, kept)
        return kept

    def remove(self, id: str) -> None:
        """Remove a question with all that became of it; nothing of it stays in the file.

        Raises:
            KeyError: no kept question has this id.
        """
        with self._file.write() as db:
            with self._file.checked():
                _question(db, id)
            db.execute("DELETE FROM questions WHERE id = ?", (id,))
        self._file.forget()

    def record(self, run: KeptRun) -> None:
        """Keep a run; what became of questions that were removed while it ran is left out."""
        with self._file.write() as db:
            known = {id for (id,) in db.execute("SELECT id FROM questions")}
            made = db.execute("INSERT INTO runs (time, library) VALUES (?, ?)", (stored(run.time), run.library))
            rows = [outcome_row(made.lastrowid or 0, outcome) for outcome in run.outcomes if outcome.question in known]
            db.executemany("INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def runs(self, newest: int) -> tuple[KeptRun, ...]:
        """Return at most so many of the newest runs, oldest first."""
        with self._file.read() as db:
            return runs_in(db, newest)

    def once_right(self) -> frozenset[str]:
        """Return the ids of the questions that any run answered right."""
        with self._file.read() as db:
            return frozenset(id for (id,) in db.execute("SELECT question FROM outcomes WHERE judged = 'right'"))

    def board(self) -> Board:
        """Return what the page shows, all of one moment."""
        with self._file.read() as db:
            before, last = (None, None, *runs_in(db, 2))[-2:]
            return Board(questions_in(db), last, before, tallies_in(db, RUNS))


def _question(db: sqlite3.Connection, id: str) -> KeptQuestion:
    for kept in questions_in(db):
        if kept.id == id:
            return kept
    raise KeyError(f"no kept question {id} (excerpt kept shows the ids)")


def _last_answer(db: sqlite3.Connection, id: str) -> _LastAnswer | None:
    query = f"SELECT run, judged, {PLACE} FROM outcomes WHERE question = ? ORDER BY run DESC LIMIT 1"  # noqa: S608
    row = db.execute(query, (id,)).fetchone()
    return row and _LastAnswer(row[0], row[1], place_from(row[2:]))


def _forget_outcomes(db: sqlite3.Connection, before: KeptQuestion, now: KeptQuestion) -> None:
    """Forget what became of a question where it would be judged otherwise now."""
    was, says = (kept.verdict == "wrong" for kept in (before, now))
    old, new = ({(place.document, place.digest) for place in kept.places} for kept in (before, now))
    if (was, old) != (says, new):
        db.execute("DELETE FROM outcomes WHERE question = ?", (now.id,))


def _put(db: sqlite3.Connection, kept: KeptQuestion) -> None:
    """Store a question in place of the one with its id."""
    query = """INSERT INTO questions VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET verdict = excluded.verdict"""
    db.execute(query, (kept.id, kept.question, kept.verdict, stored(kept.asked)))
    db.execute("DELETE FROM places WHERE question = ?", (kept.id,))
    rows = [(kept.id, rank, *place_row(place)) for rank, place in enumerate(kept.places)]
    db.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
