"""An e-mail message in, its headers, its body and the text of its attachments out, each read by its kind's reader."""

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from index.document import Extracted, clean
from index.kinds import Reader, reader_for

MOST_ATTACHMENTS = 100
"""Of one message; people send a handful."""

DEEPEST = 4
"""Messages within messages that are read: forwarded mail is attached to mail that is forwarded again."""

LONGEST_NAME = 120
"""Characters of an attachment's name that are shown."""

_depth: ContextVar[int] = ContextVar("depth", default=0)
"""How many messages lie around the one that is read: a reader is given bytes, and cannot be told."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message, by the name that the message gives it; `content` is a message where it is one itself."""

    name: str
    content: "bytes | Message"


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says.

    Attributes:
        headers: names and values, in the order in which they are shown; the values may be empty.
        body: its text.
        attachments: in their order.
        day: on which it was sent, where it says so.
        notes: what of it could not be read.
    """

    headers: tuple[tuple[str, str], ...]
    body: str
    attachments: tuple[Attachment, ...] = ()
    day: date | None = None
    notes: tuple[str, ...] = ()


def extracted(message: Message) -> Extracted:
    """Return a message as text: a line for each header, the body, and each attachment under a line with its name.

    Its subject is the title. An attachment that cannot be read is named in the notes, with the reason.
    """
    headers = {name: " ".join(value.split()) for name, value in message.headers}
    blocks = ["\n".join(f"{name}: {value}" for name, value in headers.items() if value), message.body.strip()]
    notes = list(message.notes)
    token = _depth.set(_depth.get() + 1)
    try:
        for attachment in message.attachments[:MOST_ATTACHMENTS]:
            text, said = _attached(attachment)
            blocks += [f"Attachment: {shown_name(attachment.name)}", text]
            notes += said
    finally:
        _depth.reset(token)
    if len(message.attachments) > MOST_ATTACHMENTS:
        notes.append(f"only the first {MOST_ATTACHMENTS} of {len(message.attachments)} attachments were read")
    text = clean("\n\n".join(block for block in blocks if block))
    day = message.day.isoformat() if message.day is not None else None
    return Extracted(text, title=headers.get("Subject") or None, date=day, notes=tuple(notes))


def shown_name(name: str) -> str:
    r"""Return an attachment's name on one line, without the folders that some programs put before it.

    >>> shown_name("C:\\tmp\\my \n notes.txt"), shown_name("")
    ('my notes.txt', 'without a name')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    return " ".join(last.split())[:LONGEST_NAME] or "without a name"


def _attached(attachment: Attachment) -> tuple[str, tuple[str, ...]]:
    """Return the text of an attachment, and what could not be read of it."""
    name = shown_name(attachment.name)
    try:
        found = _extracted(name, attachment.content)
    except Exception as error:  # one attachment must not take the message with it, whatever its reader raises
        reason = str(error) if isinstance(error, ValueError) else f"it is damaged ({type(error).__name__})"
        return "", (f"the attachment {name} was not read: {reason}",)
    return _whole(found).strip(), tuple(f"in the attachment {name}: {note}" for note in found.notes)


def _extracted(name: str, content: bytes | Message) -> Extracted:
    if isinstance(content, bytes):
        return _reader(name).read(content)
    if _depth.get() >= DEEPEST:
        raise ValueError(f"it lies in {DEEPEST} other messages")
    return extracted(content)


def _reader(name: str) -> Reader:
    try:
        return reader_for(name)
    except ValueError as error:
        raise ValueError(str(error).partition(" (")[0]) from None  # without the list of all kinds


def _whole(found: Extracted) -> str:
    """Return the text of a file, or of all its articles under their titles."""
    return found.text or "\n\n".join(
        block for article in found.articles for block in _blocks(article.title, article.text)
    )


def _blocks(*blocks: str | None) -> Iterator[str]:
    return (block for block in blocks if block)
