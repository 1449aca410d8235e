"""E-mail (eml) by Python's own parser: the plain body where there is one, else the HTML; attachments by their kinds."""

from datetime import date
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from mimetypes import guess_extension
from pathlib import PurePath

from index import ocr
from index.decode import decode
from index.document import Extracted
from index.mail import Attachment, Message, extracted
from index.readers import html

SUFFIXES = (".eml",)
MEDIA_TYPE = "message/rfc822"
PICTURES = ocr.installed()

SHOWN = ("From", "To", "Date", "Subject")
"""Headers that are shown; a file without any is no message."""

BODIES = frozenset({"text/plain", "text/html"})
SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})


def read(data: bytes) -> Extracted:
    """Return the message as text; its subject is the title, and the date is the day that its Date header states."""
    message = message_from_bytes(data, policy=policy.default)
    if not any(header(message, name) for name in SHOWN):
        raise ValueError("the file is no e-mail message: it has none of the headers From, To, Date and Subject")
    return extracted(message_of(message))


def message_of(message: EmailMessage) -> Message:
    """Return what a parsed message says; pictures that its HTML shows, and signatures, are left out."""
    body, attachments = _parts(message)
    shown = tuple((name, header(message, name)) for name in SHOWN)
    return Message(shown, body, tuple(attachments), day(header(message, "Date")))


def header(message: MIMEPart, name: str) -> str:
    """Return a header's value with encoded words decoded; as it stands where Python cannot parse it; else ""."""
    try:
        return str(message[name] or "")
    except Exception:  # the parser of the default policy raises nearly anything on what is malformed
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        try:
            return str(make_header(decode_header(str(raw))))
        except (ValueError, LookupError):
            return str(raw)


def day(stated: str) -> date | None:
    """Return the day of a Date header, as its sender's clock had it.

    >>> day("Tue, 05 Mar 2024 23:10:00 -0800"), day("yesterday")
    (datetime.date(2024, 3, 5), None)
    """
    try:
        return parsedate_to_datetime(stated).date()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def content(part: MIMEPart) -> bytes:
    """Return the bytes of a part, whatever their encoding for transport."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def charset(part: MIMEPart) -> str | None:
    """Return the encoding of letters that a part declares, or None."""
    try:
        return part.get_content_charset()
    except Exception:  # as in `header`
        return None


def _parts(part: MIMEPart) -> tuple[str, list[Attachment]]:
    """Return the text that a part adds to the body, and the attachments in it."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return "", [_forwarded(part)]
    if part.is_multipart():
        return _joined(kind, [child for child in part.iter_parts() if isinstance(child, MIMEPart)])
    name = _filename(part)
    if kind in BODIES and not name and part.get_content_disposition() != "attachment":
        text = decode(content(part), declared=charset(part))
        return (html.whole_text(text) if kind == "text/html" else text).strip(), []
    if kind in SIGNATURES or (part["content-id"] and part.get_content_disposition() != "attachment"):
        return "", []
    ending = "" if PurePath(name).suffix else guess_extension(kind) or ""
    return "", [Attachment(f"{name or 'untitled'}{ending}", content(part))]


def _joined(kind: str, children: list[MIMEPart]) -> tuple[str, list[Attachment]]:
    """Return what the parts of a multipart say; of alternatives the plain one where it says anything."""
    alternatives = kind == "multipart/alternative"
    if alternatives:
        children = sorted(children, key=lambda child: child.get_content_type() != "text/plain")
    found = [_parts(child) for child in children]
    texts = [text for text, _ in found if text]
    return "\n\n".join(texts[:1] if alternatives else texts), [one for _, attached in found for one in attached]


def _forwarded(part: MIMEPart) -> Attachment:
    inner = part.get_payload(0) if part.is_multipart() else None
    if not isinstance(inner, EmailMessage):
        return Attachment(f"{_filename(part) or 'message'}.eml", content(part))
    return Attachment(header(inner, "Subject") or "message", message_of(inner))


def _filename(part: MIMEPart) -> str:
    try:
        return part.get_filename() or ""
    except Exception:  # as in `header`
        return ""
