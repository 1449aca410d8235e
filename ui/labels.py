"""Values in, the words that the page has for them out."""

from index.document import UPLOAD

STRONG, FAIR = 0.75, 0.5
"""Least confidence that is called a strong and a fair match."""

KINDS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "text/html": "Web page",
    "text/markdown": "Markdown",
    "text/plain": "Text",
}


def sureness(confidence: float) -> str:
    """Say in words how sure an answer is.

    >>> sureness(0.9), sureness(0.2)
    ('Found — a strong match', 'Found — a weak match')
    """
    if confidence >= STRONG:
        return "Found — a strong match"
    return "Found — a fair match" if confidence >= FAIR else "Found — a weak match"


def kind(media_type: str) -> str:
    """Return a media type in a word that people know.

    >>> kind("application/pdf"), kind("application/x-tex")
    ('PDF', 'x-tex')
    """
    return KINDS.get(media_type, media_type.rpartition("/")[2])


def came_from(source: str) -> str:
    """Return a source as the page names it.

    >>> came_from("upload:notes.txt"), came_from("/home/ada/notes.txt")
    ('uploaded as notes.txt', '/home/ada/notes.txt')
    """
    return f"uploaded as {source.removeprefix(UPLOAD)}" if source.startswith(UPLOAD) else source


def many(count: int, noun: str) -> str:
    """Return a count with its noun.

    >>> many(1, "passage"), many(1200, "passage")
    ('1 passage', '1,200 passages')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def duration(seconds: float) -> str:
    """Say how long something took.

    >>> duration(0.034), duration(1.26)
    ('0.03 s', '1.3 s')
    """
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds:.2f} s"
