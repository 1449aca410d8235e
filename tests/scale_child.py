"""A library in, what asking it takes out: a process that is told by lines of JSON what to do, and answers so."""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from bench_squad import made_size

from index.encoder import Vectors
from index.library import Library
from index.opening import open_library
from qa.ask import ask

TOP = 10
"""Nearest passages that are compared with those of exact search."""

NOTE = "The ferry to Hailuoto was delayed by {} minutes because a reindeer stood on the ramp.\n\nIt left at noon."


class Child:
    """One open library, as a chat has it."""

    def __init__(self, folder: Path) -> None:
        self.library = open_library(folder)
        started = perf_counter()
        self.passages = sum(row.passages for row in self.library.snapshot().documents)
        self.opening = perf_counter() - started

    def about(self) -> dict[str, Any]:
        """Return what of the library does not depend on questions."""
        with self.library._writing.reading() as catalog:
            catalog._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (text,) = catalog._db.execute("SELECT sum(length(CAST(text AS BLOB))) FROM documents").fetchone()
        return {
            "passages": self.passages,
            "disk": made_size(self.library.folder),
            "text": text,
            "opening": self.opening,
            "tokens": self._tokens(),
        }

    def _tokens(self) -> float:
        """Return how many tokens a passage has on average, by those of some documents."""
        snapshot = self.library.snapshot()
        rows = snapshot.documents[:: max(1, len(snapshot.documents) // 40)]
        texts = [snapshot.document(row.id).text[p.start : p.end] for row in rows for p in snapshot.passages_of(row.id)]
        return float(np.mean(list(map(len, self.library.encoder.token_starts(texts)))))

    def asked(self, questions: Sequence[str]) -> list[tuple[float, float]]:
        """Return the seconds of each question: all, and without the reader."""
        seconds = [ask(question, self.library).seconds for question in questions]
        return [(each.total, each.retrieve) for each in seconds]

    def memory(self) -> int:
        """Return the bytes of this process that no file backs: `Anonymous` of /proc/self/smaps_rollup.

        That is its private memory, clean and dirty, but for the pages of mapped files.
        """
        found = re.search(r"^Anonymous:\s+(\d+) kB", Path("/proc/self/smaps_rollup").read_text("ascii"), re.MULTILINE)
        return 1024 * int(found[1]) if found else 0

    def changed(self, rounds: int) -> dict[str, list[float]]:
        """Return the seconds until a document that is added, or removed, is seen; the first round is not counted."""
        added, removed = [], []
        path = Path(os.environ.get("TMPDIR", "/tmp")) / f"ferry {os.getpid()}.txt"
        for n in range(rounds + 1):
            path.write_text(NOTE.format(n), "utf-8")
            started = perf_counter()
            (row,) = self.library.add([path]).added
            self._seen(row.id, True)
            added.append(perf_counter() - started)
            started = perf_counter()
            self.library.remove([row.id])
            self._seen(row.id, False)
            removed.append(perf_counter() - started)
        path.unlink()
        return {"added": added[1:], "removed": removed[1:]}

    def _seen(self, id: str, there: bool) -> None:
        hits = self.library.snapshot().lexical("Which reindeer delayed the ferry to Hailuoto?", TOP)
        assert any(hit.passage.document == id for hit in hits) == there

    def recall(self, questions: Sequence[str]) -> float:
        """Return the share of the nearest passages, by the stored vectors, that dense search finds."""
        vectors = np.concatenate([self.library.encoder.encode_question(question) for question in questions])
        least = _least(self.library, vectors)
        snapshot = self.library.snapshot()
        found = [[hit.score for hit in snapshot.dense(vector[None], TOP)] for vector in vectors]
        near = [sum(score >= at_least - 1e-4 for score in row) for row, at_least in zip(found, least, strict=True)]
        return float(np.mean(near)) / TOP


def _least(library: Library, vectors: Vectors) -> list[float]:
    """Return for each question the cosine of its tenth nearest passage, comparing it with all."""
    best = np.full((len(vectors), TOP), -1.0, np.float32)
    with library._writing.reading() as catalog:
        rows = catalog._db.execute("SELECT vector FROM passages")
        while blobs := rows.fetchmany(20_000):
            stored = np.frombuffer(b"".join(blob for (blob,) in blobs), "<f2").reshape(len(blobs), -1)
            stored = stored.astype(np.float32)
            stored /= np.linalg.norm(stored, axis=1, keepdims=True)
            best = np.sort(np.concatenate([best, vectors @ stored.T], axis=1), axis=1)[:, -TOP:]
    return [float(row[0]) for row in best]


def main(folder: Path) -> None:
    """Do what each line says, `{name of a method: its arguments}`, and print what it returns."""
    child = Child(folder)
    print(json.dumps(child.about()), flush=True)
    for line in sys.stdin:
        told: Mapping[str, list[Any]] = json.loads(line)
        for name, arguments in told.items():
            print(json.dumps(getattr(child, name)(*arguments)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
