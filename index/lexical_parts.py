"""A folder of inverted indexes in, these brought up to date out: what is new in parts of its own, like ones merged.

The files of a part never change; the state, written last, names those that count.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.derived import STATE, State, Stored, discard_state, read_state, write_state
from index.merging import merged, to_merge
from index.postings import Mask, Postings, Row, load_postings, postings_of, save_postings
from index.stored_passages import Ids

AT_ONCE = 50_000
"""Passages that are indexed in memory before they are written as a part."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Inverted indexes over different passages, by name, and the files that they lie in."""

    postings: Mapping[str, Postings]
    files: Mapping[str, Stored]


NO_PARTS = Parts({}, {})


class PartsFolder:
    """The folder while it is brought up to date."""

    def __init__(self, folder: Path, usable: Callable[[State], bool], known: Parts = NO_PARTS) -> None:
        """Read what the folder has; where it is damaged or not usable, it is emptied.

        Args:
            folder: made if need be.
            usable: tells by its state whether what is in it can be built on.
            known: parts that were read earlier: what is still in the folder is not read again.
        """
        self._folder = folder
        state = read_state(folder, known=known.files)
        if state is None or not usable(state):
            folder.mkdir(parents=True, exist_ok=True)
            discard_state(folder)
            self._forget_others(())
            state = State({}, {})
        self._state = state
        still = {name: part for name, part in known.postings.items() if _same_files(name, state.files, known.files)}
        self.postings = {name: still.get(name) or load_postings(folder, name) for name in sorted(_parts_in(state))}
        self.there: dict[str, Mask] = {}

    def missing(self, ids: Ids) -> Ids:
        """Note which passages of each part are in the library; return the ids of those that no part has.

        Args:
            ids: of all passages of the library, ascending.
        """
        had, ends = np.zeros(len(ids), bool), np.append(ids, np.iinfo(np.int64).max)
        for name, part in self.postings.items():
            places = np.searchsorted(ids, part.passages)
            self.there[name] = there = ends[places] == part.passages
            had[places[there]] = True
        return ids[~had]

    def add(self, passages: Iterable[Row]) -> None:
        """Index passages in a part of their own."""
        self._put(postings_of(passages))

    def merge(self, *, compact: bool) -> None:
        """Merge parts of like size, and write those again of which much is gone, or anything with `compact`."""
        sizes, gone = self._sizes()
        while names := to_merge(sizes, gone, compact=compact):
            self._put(merged([self.postings[name] for name in names], [self.there[name] for name in names]))
            for name in names:
                del self.postings[name], self.there[name]
            sizes, gone = self._sizes()

    def save(self, made_from: Mapping[str, str | int]) -> Parts:
        """Record what the parts were made from, forget those that were merged, and return what is there now."""
        state = self._state
        if state.made_from != made_from or set(self.postings) != _parts_in(state):
            state = write_state(self._folder, made_from, known=state.files, parts=self.postings)
            self._forget_others(self.postings)
        return Parts(self.postings, state.files)

    def _put(self, part: Postings) -> None:
        """Write a part, and read it from its files again, so that it takes no memory."""
        if len(part.passages):
            name = secrets.token_hex(8)
            save_postings(self._folder, name, part)
            self.postings[name] = load_postings(self._folder, name)
            self.there[name] = np.ones(len(part.passages), bool)

    def _sizes(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return how many passages each part has, and how many of them are gone."""
        sizes = {name: len(part.passages) for name, part in self.postings.items()}
        return sizes, {name: size - int(self.there[name].sum()) for name, size in sizes.items()}

    def _forget_others(self, parts: Collection[str]) -> None:
        """Delete the files of all other parts, which are merged or unfinished; what is in use may go later."""
        for path in self._folder.iterdir():
            if path.name != STATE and path.name.partition(".")[0] not in parts:
                with suppress(OSError):
                    path.unlink()


def _parts_in(state: State) -> set[str]:
    """Return the names of the parts that a state records."""
    return {name.partition(".")[0] for name in state.files if name.endswith(".rows.npy")}


def _same_files(part: str, some: Mapping[str, Stored], others: Mapping[str, Stored]) -> bool:
    """Tell whether two states record the same files of a part."""
    return all(some.get(name) == stored for name, stored in others.items() if name.startswith(f"{part}."))
