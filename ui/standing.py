"""A conversation and the documents as they are now in, the conversation as it can be shown out."""

from dataclasses import replace

from index.snapshot import Snapshot
from qa.answer import Answer
from ui.kept_turn import kept_turn
from ui.pointer import Find
from ui.render import Told, answer_html
from ui.restored import Restored, restored
from ui.talk import Said, Talk
from ui.texts import Texts


def standing(answer: Answer, find: Find) -> Restored:
    """Return an answer as it stands now: what was removed or has changed since is lost, what has moved is moved."""
    now = restored(kept_turn(answer, find), find)
    return now if now.lost else replace(now, answer=replace(now.answer, notice=answer.notice))


def talk_now(talk: Talk, snapshot: Snapshot, say: Texts) -> Talk:
    """Return a conversation with each excerpt compared with its document again; answers that stand stay as they are."""
    rows = (_said_now(said, talk.dropped + n, snapshot, say) for n, said in enumerate(talk.rows, 1))
    return replace(talk, rows=tuple(rows))


def _said_now(said: Said, number: int, snapshot: Snapshot, say: Texts) -> Said:
    if said.answer is None:
        return said
    back = standing(said.answer, snapshot.document)
    if not back.lost and not back.moved:
        return replace(said, now="")
    lost = [(row.n, row.reason) for row in back.lost]
    told = Told(snapshot.document, say, number, lost=lost, moved=back.moved)
    return replace(said, now=answer_html(back.answer, told))
