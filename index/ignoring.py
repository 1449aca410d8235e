"""The `.excerptignore` files of a folder in, which of its files are passed over out: gitignore's syntax and rules."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.ingest import Failure, reason

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NAME = ".excerptignore"

LARGEST = 2**20
"""Bytes of such a file; a longer one is something else."""


class Ignored:
    """What is ignored in a folder that is walked from its top down: the deepest file that says anything counts."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._specs: dict[str, GitIgnoreSpec] = {}

    def enter(self, folder: str) -> list[Failure]:
        """Read the ignore file of a folder, if it has one; return what of it cannot be understood."""
        path = Path(folder, NAME)
        if not path.is_file():
            return []
        from pathspec import GitIgnoreSpec

        try:
            with path.open("rb") as file:
                lines = file.read(LARGEST).decode("utf-8-sig", "replace").splitlines()
        except OSError as error:
            return [Failure(str(path), reason(error))]
        good, failures = [], []
        for number, line in enumerate(lines, 1):
            try:
                GitIgnoreSpec.from_lines([line])
                good.append(line)
            except ValueError:
                failures.append(Failure(str(path), f"line {number} is no pattern: {line}"))
        self._specs[folder] = GitIgnoreSpec.from_lines(good)
        return failures

    def holds(self, folder: str, name: str) -> bool:
        """Tell whether a file in a folder is ignored."""
        return self._said(folder, name)[0]

    def holds_all_of(self, folder: str, name: str) -> bool:
        """Tell whether a folder in a folder is ignored with all that is in it."""
        ignored, spec = self._said(folder, f"{name}/")
        return ignored and spec is not None and all(pattern.include is not False for pattern in spec.patterns)

    def _said(self, folder: str, path: str) -> "tuple[bool, GitIgnoreSpec | None]":
        """Return whether a path is ignored that starts in a folder, and by which file."""
        while True:
            spec = self._specs.get(folder)
            said = spec.check_file(path).include if spec is not None else None
            if said is not None:
                return said, spec
            if folder == self._folder:
                return False, None
            folder, last = os.path.split(folder)
            path = f"{last}/{path}"
