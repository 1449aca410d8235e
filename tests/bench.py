"""How quick and how small Excerpt is, beside what others write and what the machine can do: make bench DATA=DIR."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeAlias

from bench_asking import at_once_row, question_rows, search_rows
from bench_cold import ask_rows, chat_rows
from bench_embedding import adding_row, embedding_rows
from bench_rows import Row, table
from bench_space import adding_memory_row, disk_row, server_rows
from bench_squad import Squad, squad
from bench_unchanged import unchanged_row

from index.encoder import load_encoder

FLAGS = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8")
"""Of the processor, as Linux names them: what makes products of matrices quick."""

PACKAGES = ("openvino", "torch", "sentence-transformers", "faiss-cpu", "txtai", "gradio")

FILES = ("squad/corpus.jsonl", "squad/queries.jsonl")


Part: TypeAlias = Callable[[Squad, Path], Iterator[Row]]
"""The set, and a folder for what is made meanwhile, in; lines of the table out, each as soon as it is measured."""


def cold(squad: Squad, place: Path) -> Iterator[Row]:
    """What starts processes; first, since it is the shortest and this process is small yet."""
    yield from ask_rows(squad)
    yield from chat_rows(squad, copied(squad, place))


def space(squad: Squad, place: Path) -> Iterator[Row]:
    yield disk_row(squad)
    folder = copied(squad, place)
    yield from server_rows(squad, folder)
    yield adding_memory_row(squad, folder, place / "files")


def asking(squad: Squad, place: Path) -> Iterator[Row]:
    yield at_once_row(squad)
    yield from search_rows(squad)
    yield from question_rows(squad)


def adding(squad: Squad, place: Path) -> Iterator[Row]:
    yield adding_row(squad)
    yield unchanged_row(squad)


def embedding(squad: Squad, place: Path) -> Iterator[Row]:
    yield from embedding_rows(squad)


PARTS: dict[str, Part] = {part.__name__: part for part in (cold, space, asking, adding, embedding)}


def copied(squad: Squad, place: Path) -> Path:
    """Return the folder of a copy of the library, which may be written to."""
    return shutil.copytree(squad.library.folder, place / "library", ignore=shutil.ignore_patterns("*.bak"))


def main(data: Path, parts: Sequence[str]) -> int:
    """Print the table; fail where a target is missed."""
    found: list[Row] = []
    started = perf_counter()
    made = squad(data, load_encoder())
    with made.library:
        made.library.snapshot()
        for name in parts or PARTS:
            with TemporaryDirectory() as place:
                for row in PARTS[name](made, Path(place)):
                    found.append(row)
                    print(f"{perf_counter() - started:4.0f} s  {row.what}: {row.measured} {row.ratio}", file=sys.stderr)
    print(machine(), table(found), sep="\n\n")
    missed = [row.what for row in found if row.ok is False]
    print(f"\n{len(missed)} of {sum(row.ok is not None for row in found)} targets are missed; ", end="")
    print("how right the answers are, make bench-answers tells")
    return int(bool(missed))


def machine() -> str:
    """Return what the figures were measured on."""
    import openvino

    lines = Path("/proc/cpuinfo").read_text().splitlines() if sys.platform == "linux" else []
    known = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    flags = [flag for flag in FLAGS if flag in known.get("flags", "").split()]
    can = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    processor = f"{known.get('model name', platform.processor())}, {os.cpu_count()} cores, {' '.join(flags)}"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{processor}; OpenVINO: {' '.join(can)}\nPython {platform.python_version()}, {versions}"


if __name__ == "__main__":
    folder, *chosen = sys.argv[1:] or [""]
    if not folder or not all((Path(folder) / file).is_file() for file in FILES) or not {*chosen} <= {*PARTS}:
        usage = f"usage: make bench DATA=DIR, where DIR has {' and '.join(FILES)}"
        sys.exit(f"{usage}; or python tests/bench.py DIR [{'|'.join(PARTS)}]...")
    sys.exit(main(Path(folder), chosen))
