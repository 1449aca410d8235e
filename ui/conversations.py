"""Conversations of a library: kept turn by turn, listed, searched, renamed, and deleted so that nothing is left."""

import secrets
import sqlite3
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from index.document import clean
from ui.conversation_file import connection, files_put_aside, transaction, wipe
from ui.kept_turn import KeptTurn, from_json, to_json

LONGEST_NAME = 80
"""Characters of a name: one line of a list."""

UNTITLED = "Untitled"

JOINERS = "\u200c\u200d"
"""Characters without a width that belong to words of Persian and Hindi, and to emoji."""

FOUND = """FROM conversations WHERE instr(folded, :words) OR EXISTS (
    SELECT 1 FROM turns WHERE conversation = id AND instr(turns.folded, :words))"""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """One row of the list: id, name, when it was started and last went on (ISO 8601, UTC), and how many turns."""

    id: str
    name: str
    started: str
    changed: str
    turns: int


@dataclass(frozen=True, slots=True)
class ConversationList:
    """A part of the list, the last changed first, and how many there are in all."""

    total: int
    rows: tuple[ConversationSummary, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation with its turns, oldest first."""

    id: str
    name: str
    started: str
    turns: tuple[KeptTurn, ...]


class Conversations:
    """The conversations in a library's folder; the file is made with the first turn that is kept.

    Safe to use from several threads and processes: everything is done on a connection of its own. Whatever is done
    raises ValueError where the file is damaged (it is put aside then) or of a newer Excerpt, and TimeoutError where
    another program holds it; their sentences are for the page.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def start(self, turn: KeptTurn) -> str:
        """Keep the first turn of a conversation, which is named by its question; return the conversation's id."""
        id, name = secrets.token_hex(8), name_of(turn.question)
        with connection(self._folder, make=True) as db, transaction(db):
            row = (id, name, folded(name), turn.time, turn.time)
            rank = "(SELECT 1 + coalesce(max(rank), 0) FROM conversations)"
            db.execute(f"INSERT INTO conversations VALUES (?, ?, ?, ?, ?, {rank})", row)  # noqa: S608
            _add(db, id, turn)
        return id

    def append(self, id: str, turn: KeptTurn) -> None:
        """Keep a conversation's next turn.

        Raises:
            KeyError: no such conversation; it may have been deleted meanwhile.
        """
        with connection(self._folder) as db, transaction(db):
            rank = "(SELECT 1 + max(rank) FROM conversations)"
            changed = f"UPDATE conversations SET changed = ?, rank = {rank} WHERE id = ?"  # noqa: S608
            _known(db.execute(changed, (turn.time, clean(id))))
            _add(db, id, turn)

    def listed(self, search: str = "", *, limit: int = 50, offset: int = 0) -> ConversationList:
        """Return the conversations whose name or questions hold some words, the last changed first.

        Args:
            search: looked for as it stands, but for case, accents and white space around it; empty: all.
            limit: how many rows at most.
            offset: how many are left out before them.
        """
        given = {"words": folded(search.strip()), "limit": max(0, limit), "offset": max(0, offset)}
        turns = "(SELECT count(*) FROM turns WHERE conversation = id)"
        rows = f"SELECT id, name, started, changed, {turns} {FOUND} ORDER BY rank DESC LIMIT :limit OFFSET :offset"
        with connection(self._folder) as db:
            db.execute("BEGIN")  # so that both see the same
            total = db.execute(f"SELECT count(*) {FOUND}", given).fetchone()[0]
            found = db.execute(rows, given).fetchall()
        return ConversationList(total, tuple(ConversationSummary(r[0], name_of(str(r[1])), *r[2:]) for r in found))

    def get(self, id: str) -> Conversation:
        """Return a conversation with its turns.

        Raises:
            KeyError: no such conversation.
            ValueError: one of its turns is damaged.
        """
        with connection(self._folder) as db:
            db.execute("BEGIN")  # so that both see the same
            row = db.execute("SELECT name, started FROM conversations WHERE id = ?", (clean(id),)).fetchone()
            turns = db.execute("SELECT turn FROM turns WHERE conversation = ? ORDER BY n", (clean(id),)).fetchall()
        if row is None:
            raise _no_conversation()
        return Conversation(id, name_of(str(row[0])), str(row[1]), tuple(from_json(turn) for (turn,) in turns))

    def rename(self, id: str, name: str) -> str:
        """Give a conversation another name; return it as it is kept: in one line, and not too long.

        Raises:
            KeyError: no such conversation.
            ValueError: the name is empty.
        """
        name = name_of(name, "")
        if not name:
            raise ValueError("A conversation needs a name.")
        with connection(self._folder) as db:
            with transaction(db):
                row = (name, folded(name), clean(id))
                _known(db.execute("UPDATE conversations SET name = ?, folded = ? WHERE id = ?", row))
            wipe(db)
        return name

    def delete(self, id: str) -> None:
        """Delete a conversation: afterwards no byte of it is in the library's folder.

        Raises:
            KeyError: no such conversation.
        """
        with connection(self._folder) as db:
            with transaction(db):
                _known(db.execute("DELETE FROM conversations WHERE id = ?", (clean(id),)))
            wipe(db)

    def delete_all(self) -> int:
        """Delete all conversations, and damaged files that were put aside; return how many were deleted."""
        with connection(self._folder) as db:
            with transaction(db):
                deleted = db.execute("DELETE FROM conversations").rowcount
            wipe(db)
        for path in files_put_aside(self._folder):
            path.unlink(missing_ok=True)
        return deleted


def name_of(text: str, untitled: str = UNTITLED) -> str:
    r"""Return a text as a name: one line without control characters, shortened where a word ends.

    >>> name_of("Who sent\nthem? \x07"), name_of("  "), name_of("duck " * 20)[-10:]
    ('Who sent them?', 'Untitled', 'duck duck…')
    """
    shown = "".join(char if char.isprintable() or char in JOINERS else " " for char in clean(text))
    name = " ".join(shown.split())
    if len(name) <= LONGEST_NAME:
        return name or untitled
    head = name[:LONGEST_NAME].rpartition(" ")[0]
    return f"{head if len(head) > LONGEST_NAME // 2 else name[: LONGEST_NAME - 1]}…"


def folded(text: str) -> str:
    """Return a text without case and accents, as it is searched.

    >>> folded("Straße"), folded("CAFÉ"), folded("ℌ")
    ('strasse', 'cafe', 'h')
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", clean(text)).casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _add(db: sqlite3.Connection, id: str, turn: KeptTurn) -> None:
    n = "(SELECT 1 + coalesce(max(n), 0) FROM turns WHERE conversation = :id)"
    row = {"id": id, "folded": folded(turn.question), "turn": to_json(turn)}
    db.execute(f"INSERT INTO turns VALUES (:id, {n}, :folded, :turn)", row)  # noqa: S608


def _known(changed: sqlite3.Cursor) -> None:
    if changed.rowcount == 0:
        raise _no_conversation()


def _no_conversation() -> KeyError:
    return KeyError("This conversation is no longer kept.")
