"""What reading one file may cost: memory, time, and how much comes out; what is over it fails that file alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child process may use for one request.

    Attributes:
        memory: bytes of address space.
        cpu_seconds: whole seconds of processor time.
        seconds: by the clock.
        written: bytes of one file in its own temporary folder.
        characters: of text that come back.
        pages: of one file.
    """

    memory: int = 2**30
    cpu_seconds: int = 30
    seconds: float = 60.0
    written: int = 64 * 2**20
    characters: int = 10_000_000
    pages: int = 5_000


READING = Limits()
"""The largest PDF tried (117 pages) takes half a second and 60 MB."""

LETTERS_IN_PICTURES = Limits(memory=3 * 2**30, cpu_seconds=120, seconds=120.0)
"""For readers that recognise letters in pictures: their networks need more of both."""


def in_words(memory: int) -> str:
    """Return a number of bytes as a person says it.

    >>> in_words(2**30), in_words(300 * 2**20)
    ('1 GiB', '300 MiB')
    """
    return f"{memory / 2**30:g} GiB" if memory >= 2**30 else f"{memory / 2**20:g} MiB"
