"""Kept questions, places and outcomes in, rows of the tables of `kept.db` out, and back; what is read is checked."""

import sqlite3
from datetime import UTC, datetime
from typing import Any, TypeAlias

from qa.kept import KeptOutcome, KeptPlace, KeptQuestion, KeptRun, Tally

PLACE = 'document, version, start, "end", digest, page'

NO_PLACE = (None,) * 6

Row: TypeAlias = tuple[Any, ...]


def stored(time: datetime) -> str:
    """Return a time as it is stored: in UTC, to the second, so that times sort as strings.

    >>> stored(datetime.fromisoformat("2026-05-01T10:00:00.123+02:00"))
    '2026-05-01T08:00:00+00:00'
    """
    return time.astimezone(UTC).isoformat(timespec="seconds")


def place_row(place: KeptPlace | None) -> Row:
    """Return a place as values of `PLACE`."""
    if place is None:
        return NO_PLACE
    return place.document, place.version, place.start, place.end, place.digest, place.page


def place_from(row: Row) -> KeptPlace | None:
    """Return the place that values of `PLACE` name, or None where they are empty.

    Raises:
        ValueError: there can be no such place.
    """
    return None if row == NO_PLACE else KeptPlace(*row)


def outcome_row(run: int, outcome: KeptOutcome) -> Row:
    """Return what became of a question as a row of `outcomes`."""
    values = (outcome.verdict, int(outcome.found), outcome.judged, float(outcome.confidence))
    return run, outcome.question, *values, *place_row(outcome.place)


def questions_in(db: sqlite3.Connection) -> tuple[KeptQuestion, ...]:
    """Return all kept questions, oldest first.

    Raises:
        ValueError: a row is none that was ever written.
    """
    places: dict[str, list[KeptPlace]] = {}
    for id, *row in db.execute(f"SELECT question, {PLACE} FROM places ORDER BY question, rank"):  # noqa: S608
        places.setdefault(id, []).append(KeptPlace(*row))
    rows = db.execute("SELECT id, question, verdict, asked FROM questions ORDER BY asked, rowid")
    return tuple(
        KeptQuestion(id, question, verdict, tuple(places.get(id, ())), datetime.fromisoformat(asked))
        for id, question, verdict, asked in rows
    )


def runs_in(db: sqlite3.Connection, newest: int) -> tuple[KeptRun, ...]:
    """Return at most so many of the newest runs, oldest first.

    Raises:
        ValueError: a row is none that was ever written.
    """
    rows = db.execute("SELECT id, time, library FROM runs ORDER BY id DESC LIMIT ?", (newest,)).fetchall()
    return tuple(KeptRun(datetime.fromisoformat(time), library, _outcomes(db, id)) for id, time, library in rows[::-1])


def _outcomes(db: sqlite3.Connection, run: int) -> tuple[KeptOutcome, ...]:
    query = f"""SELECT outcomes.question, outcomes.verdict, found, judged, confidence, {PLACE}
        FROM outcomes JOIN questions ON id = outcomes.question WHERE run = ? ORDER BY asked, questions.rowid"""  # noqa: S608
    return tuple(
        KeptOutcome(question, verdict, bool(found), judged, confidence, place_from(tuple(place)))
        for question, verdict, found, judged, confidence, *place in db.execute(query, (run,))
    )


def tallies_in(db: sqlite3.Connection, newest: int) -> tuple[Tally, ...]:
    """Return what `qa.kept.tally` counts of the newest runs in which it counts anything, oldest first."""
    query = """SELECT time, sum(judged = 'right'), count(*) FROM outcomes JOIN runs ON id = run
        WHERE verdict != 'wrong' AND judged IN ('right', 'wrong') GROUP BY run ORDER BY run DESC LIMIT ?"""
    rows = db.execute(query, (newest,)).fetchall()
    return tuple(Tally(datetime.fromisoformat(time), right, judged) for time, right, judged in rows[::-1])
