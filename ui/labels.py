"""Values in, the words that the page has for them out."""

from index.document import UPLOAD
from ui.texts import Texts

STRONG, FAIR = 0.75, 0.5
"""Least confidence that is called a strong and a fair match."""

KINDS = {
    "application/epub+zip": "EPUB",
    "application/json": "JSON",
    "application/x-ndjson": "JSON",
    "application/pdf": "PDF",
    "application/rtf": "RTF",
    "application/vnd.ms-outlook": "kind_mail",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "image/*": "kind_picture",
    "message/rfc822": "kind_mail",
    "multipart/related": "kind_web",
    "text/csv": "CSV",
    "text/html": "kind_web",
    "text/markdown": "Markdown",
    "text/plain": "kind_text",
}
"""Names of media types, or keys of the page's texts."""


def sureness(confidence: float) -> tuple[str, str]:
    """Return the keys of the texts that say how sure an answer is, and what that means.

    >>> sureness(0.9), sureness(0.2)
    (('strong_match', 'strong_match_how'), ('weak_match', 'weak_match_how'))
    """
    name = "strong" if confidence >= STRONG else "fair" if confidence >= FAIR else "weak"
    return f"{name}_match", f"{name}_match_how"


def kind(media_type: str, say: Texts) -> str:
    """Return a media type in a word that people know.

    >>> from ui.texts import texts_in
    >>> kind("text/html", texts_in("en")), kind("application/x-tex", texts_in("en"))
    ('Web page', 'x-tex')
    """
    name = KINDS.get(media_type, media_type.rpartition("/")[2])
    return say(name) if name in say.rows else name


def came_from(source: str, say: Texts) -> str:
    """Return a source as the page names it.

    >>> from ui.texts import texts_in
    >>> came_from("upload:notes.txt", texts_in("en")), came_from("/home/ada/notes.txt", texts_in("en"))
    ('uploaded as notes.txt', '/home/ada/notes.txt')
    """
    return say("uploaded_as", source.removeprefix(UPLOAD)) if source.startswith(UPLOAD) else source


def duration(seconds: float, say: Texts) -> str:
    """Say how long something took.

    >>> from ui.texts import texts_in
    >>> duration(0.034, texts_in("en")), duration(1.26, texts_in("de"))
    ('0.03 s', '1,3 s')
    """
    return f"{say.number(round(seconds, 1 if seconds >= 1 else 2))} s"
