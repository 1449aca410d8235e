"""A file's name in, the module of `index.readers` that reads such files out."""

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import PurePath
from typing import Protocol, cast

from index import readers
from index.document import Extracted


class Reader(Protocol):
    """What every module of `index.readers` offers.

    Attributes:
        SUFFIXES: in small letters, with their dots.
        MEDIA_TYPE: of what it reads.
        PICTURES: true where it recognises letters in pictures, which takes more memory and time; may be left out.
    """

    SUFFIXES: tuple[str, ...]
    MEDIA_TYPE: str

    def read(self, data: bytes) -> Extracted:
        """Return the text of a file, cleaned, and what the file says of itself.

        Raises:
            ValueError: it cannot be read; the sentence says why. Whatever else is raised says so less well.
        """


def reader_for(name: str) -> Reader:
    """Return what reads a file of this name.

    Raises:
        ValueError: nothing does.
    """
    suffix = PurePath(name).suffix.lower()
    reader = _readers().get(suffix)
    if reader is None:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        raise ValueError(f"there is no reader for {kind} (Excerpt reads {', '.join(suffixes())})")
    return reader


def suffixes() -> tuple[str, ...]:
    """Return every suffix that is read.

    >>> ".pdf" in suffixes()
    True
    """
    return tuple(sorted(_readers()))


def media_type(name: str) -> str:
    """Return the media type of a file of this name.

    >>> media_type("notes.TXT")
    'text/plain'

    Raises:
        ValueError: nothing reads such files.
    """
    return reader_for(name).MEDIA_TYPE


def reads_pictures(name: str) -> bool:
    """Tell whether what reads a file of this name recognises letters in pictures.

    >>> reads_pictures("notes.txt")
    False

    Raises:
        ValueError: nothing reads such files.
    """
    return bool(getattr(reader_for(name), "PICTURES", False))


@cache
def _readers() -> dict[str, Reader]:
    names = [module.name for module in pkgutil.iter_modules(readers.__path__)]
    modules = [cast(Reader, import_module(f"{readers.__name__}.{name}")) for name in names]
    return {suffix: module for module in modules for suffix in module.SUFFIXES}
