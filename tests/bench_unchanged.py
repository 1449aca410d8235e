"""How long it takes to find that nothing has changed in ten thousand files: a row of a table."""

import os
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from bench_rows import Row, seconds
from bench_squad import Squad
from fake_encoder import FakeEncoder, NoEncoder

from index.encoder import Vectors
from index.ingest import AddReport
from index.opening import open_library
from qa.forms_reader import FORMS

FILES, SIZE = 10_000, 5_000
MOST_SECONDS = 2.0


class QuickEncoder(FakeEncoder):
    """Has the same row for each text: only how many there are matters here."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), self.dimension), self.dimension**-0.5, np.float32)


def unchanged_row(squad: Squad) -> Row:
    """Return how long it takes to add files again of which none has changed, the library being opened first.

    Then one changes without another size or time: unless each is hashed, it is not noticed.
    """
    with TemporaryDirectory() as place:
        files, library = Path(place, "files"), Path(place, "library")
        changed = write_texts(squad, files)
        added(library, files, QuickEncoder(dimension=384))
        again: list[AddReport] = []
        took = seconds(lambda: again.append(added(library, files, NoEncoder(dimension=384))))
        assert len(again[0].unchanged) == FILES, again[0].failed
        before = changed.stat()
        changed.write_text(changed.read_text().swapcase())
        os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))
        noticed = len(added(library, files, QuickEncoder(dimension=384)).replaced) == 1
    what, measured = f"{FILES:,} unchanged files, added again", f"{took:.2f} s, every one hashed: {noticed}"
    ok = took < MOST_SECONDS and noticed
    return Row(what, f"< {MOST_SECONDS:g} s, all hashed", measured, f"{took / MOST_SECONDS:.2f} of it", ok)


def write_texts(squad: Squad, folder: Path) -> Path:
    """Write files of about the same size, no two alike; return one of them."""
    folder.mkdir()
    paragraphs = cycle(document.text for document in squad.corpus)
    for number in range(FILES):
        text = f"File {number}."
        while len(text) < SIZE:
            text += f"\n\n{next(paragraphs)}"
        (folder / f"{number:05}.txt").write_text(text[:SIZE], "utf-8")
    return folder / "00000.txt"


def added(library: Path, files: Path, encoder: FakeEncoder) -> AddReport:
    with open_library(library, encoder=encoder, reader=FORMS) as opened:
        return opened.add([files])
