"""Web pages that a browser saved in one file (mht, mhtml): the page itself, read as HTML is."""

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import MIMEPart

from index.document import Extracted
from index.readers import html
from index.readers.eml import charset, content

SUFFIXES = (".mht", ".mhtml")
MEDIA_TYPE = "multipart/related"


def read(data: bytes) -> Extracted:
    """Return the page's main text; title and date are the page's own, not those of the day on which it was saved."""
    saved = message_from_bytes(data, policy=policy.default)
    pages = [part for part in saved.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise ValueError("the file holds no web page")
    page = _started_with(saved, pages)
    return html.main_text(html.decoded(content(page), charset(page)))


def _started_with(saved: MIMEPart, pages: Sequence[MIMEPart]) -> MIMEPart:
    """Return the part that the file says it starts with (RFC 2387, 3.2), or the first page: frames follow it."""
    start = saved.get_param("start")
    return next((page for page in pages if start and page["content-id"] == start), pages[0])
