"""A library's folder in, what is wrong with the library out, whether or not it can be opened; mended on demand."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from index.encoder import Encoder, load_encoder
from index.lock import write_lock
from index.opening import open_library
from index.rescue import rescue
from index.salvage import database_damage, file_damage
from index.sandbox import Sandbox
from index.tables import FILE
from index.verify import Problem, Verification


def check_up(
    folder: Path, *, mend: bool = False, encoder: Encoder | None = None, beside: Sequence[str] = ()
) -> Verification:
    """Check a library, its database first, and with `mend` make again what can be made from what is sound.

    Args:
        folder: there must be a library in it.
        mend: a database that is damaged as a file is made again, and kept beside the new one.
        encoder: one that is loaded already; None loads by name where needed.
        beside: names of further databases in the folder, which are checked as files; nothing mends them.

    Raises:
        ValueError: the library is open elsewhere, of a newer format, or nothing can be made again.
    """
    others = tuple(
        Problem("database", name, "; ".join(reasons)) for name in beside if (reasons := file_damage(folder / name))
    )
    with write_lock(folder):
        damage = database_damage(folder / FILE)
        found = (Problem("database", FILE, "; ".join(damage)),) if damage else ()
        if damage and not mend:
            return Verification(0, 0, (*found, *others))
        lost: tuple[Problem, ...] = ()
        if damage:
            with closing(Sandbox()) as sandbox:
                load = lambda name, sha256: encoder or load_encoder(name, sha256=sha256)  # noqa: E731
                lost = tuple(rescue(folder, load, sandbox))
    with open_library(folder, encoder=encoder) as library:
        verification = library.verify(mend=mend)
    return replace(
        verification, problems=(*lost, *others, *verification.problems), repaired=(*found, *verification.repaired)
    )
