"""A ZIP file's bytes in, its checked parts out: the one guard before every kind that is zipped.

Sizes are counted while unpacking. Archives inside an archive are counted and never opened, so nesting has no depth.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TypeAlias

Parts: TypeAlias = Mapping[str, bytes]
"""What each part of an archive holds, by name; empty for those that are neither markup nor text."""

ENTRIES = 10_000
"""Parts of an archive; a thousand slides with their notes and pictures have about five thousand."""

LARGEST_PART = 128 * 2**20
"""Bytes of one part when unpacked; the text of the longest books has about ten million."""

LARGEST = 256 * 2**20
"""Bytes of all parts when unpacked."""

RATIO = 200
"""Times that a part may be larger than it is packed; sheets of like rows come to 100, bombs to 1,000."""

HARMLESS = 8 * 2**20
"""Bytes that a part may have whatever its ratio: no bomb is that small."""

KEPT = (".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", ".htm", "mimetype")
"""How the names end of what readers look at; pictures, fonts and embedded files would only fill the memory."""

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The only two in documents, and the only two that Python unpacks in pieces of a size that we choose."""

CHUNK = 2**18
ENTRY = b"PK\x01\x02"
"""How an entry of an archive's directory begins."""

NESTED_ENTRIES = 10 * ENTRIES
"""Such beginnings in a file; embedded archives have theirs, too, and counting them costs less than listing them."""

ENCRYPTED = 0x1
OUTWARD = re.compile(r"[/\\]|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)
"""An absolute name, or one that leads up and out."""

LIBRARY_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, IndexError, OverflowError),
)
"""What Python's zipfile raises for damaged archives."""


def unpacked(data: bytes, kind: str) -> Parts:
    """Return the parts of an archive, once all of it is checked.

    Args:
        data: the archive.
        kind: what it should be, for people: "Word file".

    Raises:
        ValueError: it is damaged, encrypted, larger than the limits, or has names or links that no document has.
    """
    damaged = f"the file is damaged, or no {kind}"
    if data.count(ENTRY) > NESTED_ENTRIES:
        raise ValueError(f"the file is an archive of more than {NESTED_ENTRIES:,} parts (at most {ENTRIES:,} are read)")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except LIBRARY_ERRORS:
        raise ValueError(damaged) from None
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check_entries(archive.infolist())
        return _counted(archive, entries, len(data), damaged)


def repacked(parts: Parts) -> BytesIO:
    """Return an archive of checked parts and nothing else, for a library that opens archives itself."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    file.seek(0)
    return file


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Raise ValueError for what an archive's directory alone gives away."""
    if len(entries) > ENTRIES:
        raise ValueError(f"the file is an archive of {len(entries):,} parts (at most {ENTRIES:,} are read)")
    names: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if OUTWARD.match(name) or "\0" in name or "\\" in name:
            raise ValueError(f"a part of the file is named {name!r}: expected a plain name that stays inside the file")
        if name in names:
            raise ValueError(f"the file has two parts with the name {name!r}")
        if entry.flag_bits & ENCRYPTED:
            raise ValueError("the file is encrypted: save a copy without the password")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ValueError(f"a part of the file, {name!r}, is a link: expected its content")
        if entry.compress_type not in METHODS:
            raise ValueError(
                f"a part of the file, {name!r}, is packed as no document is (method {entry.compress_type})"
            )
        names.add(name)


def _counted(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, damaged: str) -> Parts:
    """Return the parts; raise ValueError as soon as one, or all together, are too large."""
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        kept, size = [], 0
        for piece in _pieces(archive, entry, damaged):
            size += len(piece)
            _check_size(f"a part of the file, {entry.filename!r},", size, entry.compress_size, LARGEST_PART)
            _check_size("the file", total + size, packed, LARGEST)
            if entry.filename.lower().endswith(KEPT):
                kept.append(piece)
        total += size
        parts[entry.filename] = b"".join(kept)
    return parts


def _check_size(what: str, size: int, packed: int, largest: int) -> None:
    if size > largest:
        raise ValueError(f"{what} would unpack to more than {largest:,} bytes, the most that is read")
    if size > HARMLESS and size > RATIO * packed:
        raise ValueError(f"{what} would unpack to more than {RATIO} times its size, as no document does")


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, damaged: str) -> Iterator[bytes]:
    """Yield what a part holds, piece by piece; raise ValueError where it is not what its entry says."""
    try:
        with archive.open(entry) as file:
            yield from iter(lambda: file.read(CHUNK), b"")
    except LIBRARY_ERRORS:
        raise ValueError(damaged) from None
