"""What Excerpt takes: memory of the server and of `excerpt add` with their children, and disk: rows of a table."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

from bench_embedding import PARAGRAPHS
from bench_rows import Row, told
from bench_squad import Squad, made_size, write_files
from page_client import ROOT, chatting, command, environment

QUESTIONS, ASKERS = 500, 4
"""Asked of the server, and how many at once: as many as its page lets through."""

MOST_MEMORY = 600
"""MB of private memory; pages of files aside, which the system can take back."""

MOST_DISK = 4.0

OWN = ("Pss_Anon:", "Pss_Shmem:")
"""In `smaps_rollup`, in KiB: of pages that several processes have, each has its share."""

EVERY = 0.05
"""Seconds between two looks at how much memory there is."""


def disk_row(squad: Squad) -> Row:
    """Return how large the library is beside its text, without originals and what migrations keep."""
    library = squad.library
    text = sum(len(library.document(row.id).text.encode()) for row in library.documents())
    size, passages = made_size(library.folder), squad.stored[0]
    ratio = size / text
    tokens = sum(map(len, squad.encoder.token_starts(passages[::10]))) / len(passages[::10])
    what = f"disk beside the text, passages of {tokens:.0f} tokens with their titles"
    return Row(
        what, f"<= {MOST_DISK:g} x", f"{size / 1e6:.0f} MB, {text / 1e6:.0f}", f"{ratio:.1f} x", ratio <= MOST_DISK
    )


def server_rows(squad: Squad, folder: Path) -> Iterator[Row]:
    """Yield the memory of the chat of the library in a folder, before and after many questions."""
    with chatting(folder) as served:
        served.ask(squad.questions[0])
        before = own_memory(served.process.pid)
        with ThreadPoolExecutor(ASKERS) as pool:
            list(pool.map(served.ask, squad.questions[:QUESTIONS]))
        after = own_memory(served.process.pid)
    yield memory_row(f"memory of the server after {QUESTIONS} questions", after)
    yield told("memory of the server after one question", f"{before:.0f} MB")


def adding_memory_row(squad: Squad, folder: Path, files: Path) -> Row:
    """Return the most memory while text files are added to the library in a folder."""
    written = write_files(squad.sample, files, each=PARAGRAPHS)
    added = subprocess.Popen(
        command("add", files, "--library", folder), env=environment(), cwd=ROOT, stderr=subprocess.DEVNULL
    )
    most = 0.0
    while added.poll() is None:
        most = max(most, own_memory(added.pid))
        sleep(EVERY)
    assert added.returncode == 0
    return memory_row(f"memory while {len(written)} files are added, at most", most)


def memory_row(what: str, measured: float) -> Row:
    ratio = f"{measured / MOST_MEMORY:.2f} of it"
    return Row(what, f"<= {MOST_MEMORY} MB", f"{measured:.0f} MB", ratio, 0 < measured <= MOST_MEMORY)


def own_memory(pid: int) -> float:
    """Return how many MB a process and all below it have for themselves; one that ends meanwhile has none."""
    total = 0
    for process in family(pid):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith(OWN))
    return total * 1024 / 1e6


def family(pid: int) -> list[int]:
    """Return the numbers of a process and of all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [one for child in task.read_text().split() for one in family(int(child))]
        except OSError:
            continue
    return found
