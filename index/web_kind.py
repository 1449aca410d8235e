"""The kind that a server states and the path of its address in, the suffix and the name of a file out."""

import mimetypes
import re
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

from index.document import is_address
from index.kinds import media_type, suffixes

FIRST = {"text/html": ".html", "application/xhtml+xml": ".xhtml", "text/plain": ".txt", "text/markdown": ".md"}
"""The suffixes of kinds that have several."""

VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/plain", "application/zip"})
"""Kinds that servers state of what they do not know; then the address says more."""

LONGEST_NAME = 100
"""Characters before the suffix."""


def suffix_of(kind: str, path: str) -> str | None:
    """Return the suffix of files of a kind that is read, or None where nothing reads it.

    >>> suffix_of("text/html", "/a.php"), suffix_of("text/plain", "/README.md"), suffix_of("video/mp4", "/a.txt")
    ('.html', '.md', None)
    """
    given = PurePosixPath(path).suffix.lower()
    known = given if given in suffixes() else None
    if known and (kind in VAGUE or kind in (media_type(f"a{known}"), mimetypes.guess_type(f"a{known}")[0])):
        return known
    if kind in FIRST:
        return FIRST[kind]
    fitting = [suffix for suffix in suffixes() if kind and media_type(f"a{suffix}") == kind]
    return next((suffix for suffix in [*fitting, *mimetypes.guess_all_extensions(kind)] if suffix in suffixes()), None)


def name_of(parts: SplitResult, suffix: str) -> str:
    """Return a file's name for an address: the last part of its path, or the host, with a suffix.

    >>> from urllib.parse import urlsplit
    >>> [name_of(urlsplit(one), ".html") for one in ("https://lake.org/a/big%20ducks.php?x=1", "http://lake.org")]
    ['big ducks.html', 'lake.org.html']
    """
    last = PurePosixPath(unquote(parts.path).replace("\\", "/")).name
    stem = PurePosixPath(last).stem if last not in ("", ".", "..") else parts.hostname or "page"
    return (re.sub(r'[\x00-\x1f\x7f/:*?"<>|]+', " ", stem).strip(" .")[:LONGEST_NAME] or "page") + suffix


def name_for(source: str, kind: str) -> str | None:
    """Return a name that tells the kind of a web page that is kept; None for what has a name of its own.

    >>> name_for("https://lake.org/ducks.php", "text/html"), name_for("/home/ada/notes.txt", "text/plain")
    ('ducks.html', None)
    """
    return name_of(urlsplit(source), suffix_of(kind, urlsplit(source).path) or "") if is_address(source) else None
