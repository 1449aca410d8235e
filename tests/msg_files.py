"""Outlook messages written by hand: Microsoft's compound file (MS-CFB), and the properties of a message in it."""

import struct
from collections.abc import Mapping
from typing import TypeAlias

Folder: TypeAlias = "Mapping[str, bytes | Folder]"

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, SMALL, CUTOFF = 512, 64, 4096

STRING, BINARY, NUMBER, TIME = 0x001F, 0x0102, 0x0003, 0x0040


def compound_file(root: Folder) -> bytes:
    """A compound file with these streams and folders."""
    entries: list[list[object]] = []
    _enter("Root Entry", root, entries)
    small, large = bytearray(), []
    small_chain: list[int] = []
    for entry in entries:
        data = entry[4]
        if not isinstance(data, bytes):
            continue
        if len(data) < CUTOFF:
            first = len(small_chain)
            count = -(-len(data) // SMALL)
            small_chain += [*range(first + 1, first + count), END][:count]
            small += data.ljust(count * SMALL, b"\0")
            entry[5] = first if count else END
        else:
            large.append(entry)
    parts: list[tuple[list[object] | None, bytes]] = [(None, b"".join(struct.pack("<I", n) for n in small_chain))]
    parts += [(entries[0], bytes(small)), *((entry, entry[4]) for entry in large)]  # type: ignore[list-item]
    return _assembled(entries, parts, len(small))


def _assembled(entries: list[list[object]], parts: list[tuple[list[object] | None, bytes]], small: int) -> bytes:
    """The header, the sectors of the table, of the small streams' table, of large streams, and the folder's."""
    chain: list[int] = []
    body = bytearray()
    starts: list[int] = []
    folder_sectors = -(-len(entries) // 4)
    sizes = [-(-len(data) // SECTOR) for _, data in parts]
    tables = 1
    while tables * 128 < tables + sum(sizes) + folder_sectors:
        tables += 1
    chain += [FAT] * tables
    for (entry, data), count in zip(parts, sizes, strict=True):
        starts.append(len(chain) if count else END)
        if entry is not None:
            entry[5] = starts[-1]
        chain += [*range(len(chain) + 1, len(chain) + count), END][:count]
        body += data.ljust(count * SECTOR, b"\0")
    folder = len(chain)
    chain += [*range(folder + 1, folder + folder_sectors), END]
    written = b"".join(_entry(entry, small if i == 0 else None) for i, entry in enumerate(entries))
    body += written.ljust(folder_sectors * SECTOR, b"\0")
    table = b"".join(struct.pack("<I", n) for n in chain).ljust(tables * SECTOR, b"\xff")
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                         0, tables, folder, 0, CUTOFF, starts[0], sizes[0], END, 0)  # fmt: skip
    listed = b"".join(struct.pack("<I", n) for n in range(tables)).ljust(436, b"\xff")
    return header + listed + table + bytes(body)


def _enter(name: str, value: "bytes | Folder", entries: list[list[object]]) -> int:
    """Add an entry and all below it: name, kind, next beside it, first below it, data, first sector."""
    number = len(entries)
    entry: list[object] = [name, 5 if not number else 2 if isinstance(value, bytes) else 1, FREE, FREE, b"", 0]
    entries.append(entry)
    if isinstance(value, bytes):
        entry[4] = value
        return number
    entry[4] = None
    before = None
    for below, content in value.items():
        added = _enter(below, content, entries)
        if before is None:
            entry[3] = added
        else:
            entries[before][2] = added
        before = added
    return number


def _entry(entry: list[object], small: int | None) -> bytes:
    name, kind, beside, below, data, first = entry
    coded = f"{name}\0".encode("utf-16-le")
    size = small if small is not None else len(data) if isinstance(data, bytes) else 0
    return struct.pack("<64sHBBIII16xI16xIII", coded, len(coded), kind, 1, FREE, beside, below, 0, first, size, 0)


def properties(values: Mapping[int, str | bytes | int], header: int, **folders: Folder) -> Folder:
    """A folder with these properties: letters, bytes, numbers (large ones are times), and more folders."""
    streams: dict[str, bytes | Folder] = {}
    rows = b""
    for number, value in values.items():
        if isinstance(value, int):
            kind = TIME if value > 2**32 else NUMBER
            rows += struct.pack("<HHIQ", kind, number, 6, value)
            continue
        kind, data = (STRING, value.encode("utf-16-le")) if isinstance(value, str) else (BINARY, value)
        rows += struct.pack("<HHIII", kind, number, 6, len(data), 0)
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
    return {"__properties_version1.0": b"\0" * header + rows, **streams, **folders}
