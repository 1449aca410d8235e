"""Outlook messages (msg) by python-oxmsg: the plain body where there is one, else the HTML; attachments likewise."""

from datetime import date, datetime
from email import message_from_string, policy
from email.message import EmailMessage
from io import BytesIO
from typing import TYPE_CHECKING

from index import ocr
from index.document import Extracted
from index.mail import Attachment, Message, extracted
from index.readers import html
from index.readers.eml import SHOWN, day, header

if TYPE_CHECKING:
    from oxmsg.properties import Properties
    from oxmsg.storage import Storage

SUFFIXES = (".msg",)
MEDIA_TYPE = "application/vnd.ms-outlook"
PICTURES = ocr.installed()

CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Microsoft's compound files begin."""

SUBJECT, SENT, HEADERS, BODY, HTML, RTF = 0x0037, 0x0039, 0x007D, 0x1000, 0x1013, 0x1009
SENDER, SENDER_ADDRESS, SENDER_SMTP, SENT_FOR = 0x0C1A, 0x0C1F, 0x5D01, 0x0042
RECIPIENT, RECIPIENT_ADDRESS, RECIPIENT_SMTP, RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
DATA, LONG_NAME, SHORT_NAME, CONTENT_ID, SHOWN_NAME = 0x3701, 0x3707, 0x3704, 0x3712, 0x3001
"""Numbers of the properties (MS-OXPROPS)."""

TOP, EMBEDDED, BELOW = 32, 24, 8
"""Bytes before the properties of a file's message, of a message in an attachment, of all else (MS-OXMSG 2.4)."""

TO = 1
"""The kind of a recipient who gets no copy but the message itself (MS-OXOMSG 2.2.3.1.2)."""

INSIDE = "__substg1.0_3701000D"
"""The folder that holds a message in an attachment (MS-OXMSG 2.2.2.1)."""


def read(data: bytes) -> Extracted:
    """Return the message as text; its subject is the title, and the date is the day on which it was sent."""
    if not data.startswith(CONTAINER):
        raise ValueError("the file is no Outlook message")
    from olefile import OleFileIO
    from oxmsg.storage import Storage

    try:
        with OleFileIO(BytesIO(data)) as opened:
            message = _message(Storage.from_ole(opened), TOP)
    except Exception as error:  # both libraries raise whatever comes, a UnicodeDecodeError with it
        raise ValueError(f"the file is damaged, or no Outlook message ({type(error).__name__})") from error
    return extracted(message)


def _message(storage: "Storage", header_bytes: int) -> Message:
    said = _properties(storage, header_bytes)
    sent = message_from_string(said.str_prop_value(HEADERS) or "", EmailMessage, policy=policy.default)
    shown, when = {name: header(sent, name) for name in SHOWN}, said.date_prop_value(SENT)
    shown["From"] = shown["From"] or _sender(said)
    shown["To"] = shown["To"] or _recipients(storage)
    shown["Subject"] = said.str_prop_value(SUBJECT) or shown["Subject"]
    on = day(shown["Date"]) or _day(when)
    shown["Date"] = shown["Date"] or (f"{when:%Y-%m-%d %H:%M} UTC" if on is not None else "")
    page = _page(said)
    body = (said.str_prop_value(BODY) or "").strip() or html.whole_text(page)
    unread = not body and said.binary_prop_value(RTF)
    notes = ("the message has its text as RTF only, which was not read",) if unread else ()
    return Message(tuple(shown.items()), body, tuple(_attachments(storage, page)), on, notes)


def _properties(storage: "Storage", header_bytes: int) -> "Properties":
    from oxmsg.properties import Properties

    return Properties(storage, header_bytes)


def _page(said: "Properties") -> str:
    """Return the body as HTML: bytes in the message's own encoding, or letters; "" where there is none."""
    coded = said.binary_prop_value(HTML)
    return html.decoded(coded, said.body_encoding) if coded else said.str_prop_value(HTML) or ""


def _sender(said: "Properties") -> str:
    name = said.str_prop_value(SENDER) or said.str_prop_value(SENT_FOR) or ""
    return _addressed(name, said.str_prop_value(SENDER_SMTP) or said.str_prop_value(SENDER_ADDRESS) or "")


def _recipients(storage: "Storage") -> str:
    all_of_them = [_properties(one, BELOW) for one in storage.iter_recipient_storages()]
    to = [one for one in all_of_them if one.int_prop_value(RECIPIENT_KIND) in (TO, None)]
    return ", ".join(
        _addressed(
            one.str_prop_value(RECIPIENT) or "",
            one.str_prop_value(RECIPIENT_SMTP) or one.str_prop_value(RECIPIENT_ADDRESS) or "",
        )
        for one in to
    )


def _addressed(name: str, address: str) -> str:
    """Return a person as mail names people; an address within Outlook's own server is none.

    >>> _addressed("Ada", "ada@lake.org"), _addressed("", "ada@lake.org"), _addressed("Ada", "/O=LAKE/CN=ADA")
    ('Ada <ada@lake.org>', 'ada@lake.org', 'Ada')
    """
    if "@" not in address or address == name:
        return name
    return f"{name} <{address}>" if name else address


def _attachments(storage: "Storage", page: str) -> list[Attachment]:
    """Return the attachments, but for pictures that the message's HTML shows."""
    found = []
    for one in storage.iter_attachment_storages():
        said = _properties(one, BELOW)
        inside = next((below for below in one.storages if below.name == INSIDE), None)
        name = said.str_prop_value(LONG_NAME) or said.str_prop_value(SHORT_NAME) or ""
        if inside is not None:
            message = _message(inside, EMBEDDED)
            found.append(Attachment(said.str_prop_value(SHOWN_NAME) or name or "message", message))
        elif not ((shown_as := said.str_prop_value(CONTENT_ID)) and f"cid:{shown_as}" in page):
            found.append(Attachment(name, said.binary_prop_value(DATA) or b""))
    return found


def _day(when: datetime | None) -> date | None:
    return when.date() if when is not None and when.year > 1601 else None  # 1601 is Outlook's zero
