"""Rows of the database in, their digests out: what makes a bit that changed by itself noticed."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeAlias

Value: TypeAlias = str | int | bytes | None
"""What a column of the database holds."""

DIGEST = "digest"
"""Name of the setting that is the digest of all others."""


def row_digest(*values: Value) -> bytes:
    """Return the sha-256 of some columns, each with its type and length, so that no two rows run together.

    >>> row_digest("ab", "c") == row_digest("a", "bc"), row_digest(1) == row_digest("1"), len(row_digest())
    (False, False, 32)
    """
    digest = hashlib.sha256()
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        digest.update(f"{type(value).__name__} {len(data)}:".encode())
        digest.update(data)
    return digest.digest()


def document_digest(columns: Iterable[Value], sources: Iterable[tuple[Value, ...]]) -> bytes:
    """Return the digest of a document: its columns in the table's order, then its sources, by rank."""
    return row_digest(*columns, *(value for source in sources for value in source))


def settings_digest(settings: Mapping[str, str]) -> str:
    """Return the digest of all settings but itself, as hex digits.

    >>> settings_digest({"a": "1", DIGEST: "x"}) == settings_digest({"a": "1"})
    True
    """
    rows = sorted(item for item in settings.items() if item[0] != DIGEST)
    return row_digest(*(value for item in rows for value in item)).hex()
