"""Plain text."""

from index.decode import decode
from index.document import Extracted, clean

SUFFIXES = (".txt", ".text")
MEDIA_TYPE = "text/plain"

LONGEST_HEADLINE = 150
"""Characters; a longer first line is a paragraph."""


def read(data: bytes) -> Extracted:
    """Return the text; its headline is the title."""
    text = clean(decode(data))
    return Extracted(text, title=headline(text))


def headline(text: str) -> str | None:
    r"""Return the first line if it is set apart like a headline: short, without a full stop, before a blank line.

    >>> headline("Ducks return\n\nThey swim."), headline("They swim.\n\nThey fly."), headline("Ducks\nGeese")
    ('Ducks return', None, None)
    """
    first, _, rest = text.lstrip().partition("\n")
    first, blank = first.strip(), rest.partition("\n")[0]
    if not rest.strip() or blank.strip() or len(first) > LONGEST_HEADLINE or first.endswith((".", ":", ";", ",")):
        return None
    return first if any(char.isalnum() for char in first) else None
