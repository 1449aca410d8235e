"""Archives for tests: made of parts, and made hostile out of healthy ones."""

import random
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

ENTRY, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def zipped(parts: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(data: bytes, name: str, content: bytes | str, *, mode: int = 0) -> bytes:
    """An archive with one more part, or one instead of another."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for other, kept in parts_of(data).items():
            if other != name:
                made.writestr(other, kept)
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        made.writestr(entry, content)
    return file.getvalue()


def bomb(data: bytes, megabytes: int = 16) -> bytes:
    return with_part(data, "bomb.bin", b"\0" * (megabytes << 20))


def bloated(data: bytes) -> bytes:
    """Parts of six megabytes that are hardly packed at all."""
    block = random.Random(1).randbytes(2**20)
    return zipped({**parts_of(data), **{f"picture{i}.bin": block for i in range(6)}})


def crowded(data: bytes) -> bytes:
    return zipped({**parts_of(data), **{f"extra/{i}": b"" for i in range(10_001)}}, method=zipfile.ZIP_STORED)


def lying(data: bytes) -> bytes:
    """A part of 16 MB whose entry says that it has ten bytes."""
    changed = bytearray(bomb(data))
    entry = changed.rindex(ENTRY)
    changed[entry + 24 : entry + 28] = struct.pack("<I", 10)
    return bytes(changed)


def encrypted(data: bytes) -> bytes:
    """An archive whose first part is marked as encrypted."""
    changed = bytearray(data)
    for mark, flags in ((LOCAL, 6), (ENTRY, 8)):
        place = changed.index(mark) + flags
        changed[place] |= 1
    return bytes(changed)


def linked(data: bytes) -> bytes:
    return with_part(data, "link.xml", "/etc/passwd", mode=stat.S_IFLNK | 0o777)


def doubled(data: bytes) -> bytes:
    """The last part's name given to two parts."""
    changed = with_part(with_part(data, "double_a.xml", "<a/>"), "double_b.xml", "<a/>")
    return changed.replace(b"double_b.xml", b"double_a.xml")


def squeezed(data: bytes) -> bytes:
    return zipped(parts_of(data), method=zipfile.ZIP_LZMA)


def renamed(name: str) -> Callable[[bytes], bytes]:
    """What adds a part with a name, whatever Python's zipfile thinks of it."""
    stand_in = "n" * len(name.encode())

    def made(data: bytes) -> bytes:
        return with_part(data, stand_in, "x").replace(stand_in.encode(), name.encode())

    return made


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "ratio": (bomb, r"would unpack to more than 200 times its size"),
    "size": (bloated, r"the file would unpack to more than 5,000,000 bytes"),
    "entries": (crowded, r"an archive of 10,0\d\d parts \(at most 10,000 are read\)"),
    "lying": (lying, r"the file is damaged, or no "),
    "encrypted": (encrypted, r"encrypted: save a copy without the password"),
    "symlink": (linked, r"'link\.xml', is a link: expected its content"),
    "two of a name": (doubled, r"two parts with the name 'double_a\.xml'"),
    "method": (squeezed, r"is packed as no document is \(method 14\)"),
    "absolute": (renamed("/etc/passwd"), r"is named '/etc/passwd': expected a plain name"),
    "drive": (renamed("C:/a.xml"), r"is named 'C:/a\.xml'"),
    "up": (renamed("a/../../b.xml"), r"is named 'a/\.\./\.\./b\.xml'"),
    "backslash": (renamed("a\\b.xml"), r"is named 'a\\\\b\.xml'"),
    "nul": (renamed("a.xml\0.png"), r"is named 'a\.xml\\x00\.png'"),
}
"""How an archive is made hostile, and what is said of it then, where at most 5,000,000 bytes are unpacked."""
