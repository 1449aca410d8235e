"""Rows of the database in, their digests out: what makes a bit that changed by itself noticed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

Value: TypeAlias = str | int | bytes | None
"""What a column of the database holds."""

DIGEST = "digest"
"""Name of the setting that is the digest of all others, and of the tables' definitions."""


class DamagedError(ValueError):
    """What is stored is not what was stored; caught where the rest can go on without it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is damaged: excerpt verify --repair mends what can be mended")


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


def settings_digest(settings: Mapping[str, str], beside: Iterable[tuple[Value, ...]] = ()) -> str:
    """Return the digest of all settings but itself, and of further rows, as hex digits.

    >>> settings_digest({"a": "1", DIGEST: "x"}) == settings_digest({"a": "1"})
    True
    """
    rows: list[tuple[Value, ...]] = sorted(item for item in settings.items() if item[0] != DIGEST)
    return row_digest(*(value for row in [*rows, *beside] for value in row)).hex()


def sealed(content: object) -> bytes:
    """Return JSON content as bytes of which every one is covered by a digest in them."""
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return json.dumps({"sha256": digest, "content": content}, indent=1).encode()


def unsealed(data: bytes) -> object:
    """Return the content of what `sealed` made.

    Raises:
        ValueError: it is not what was made.

    >>> unsealed(sealed({"a": [1, None]}))
    {'a': [1, None]}
    """
    said = json.loads(data)
    if not isinstance(said, dict) or "content" not in said or sealed(said["content"]) != data:
        raise ValueError("it does not match its digest")
    return said["content"]
