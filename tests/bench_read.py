"""News articles as txt, html, docx and pdf, read and added: make bench-read DATA=DIR; exits 1 where it falls short.

same      sentences of the articles that the file's text has, too, white space and hyphens aside
read      files a second, read by the sandbox alone
passages  passages a second of the whole `add`, with the real encoder
waits     of the whole `add`, how long it waits for files to be read
children  of the processor time of the whole `add`, what the reading processes use, their start included
memory    resident, of the largest of them
"""

import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import docx
from pdf_writer import written_pdf

from index.ahead import Ahead
from index.encoder import load_encoder
from index.library import Library
from index.opening import open_library
from index.sandbox import Sandbox, extract
from index.sentences import sentence_spans
from qa.forms_reader import FORMS

LEAST_SAME = 0.98
MOST_READING = 0.10
SHOWN = 3
"""Lost sentences that are printed of each kind."""

ASIDE = re.compile(r"[\s\u00ad\u200b-]+")


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one whole `add`: passages, seconds, the share that it waited, the children's share of work and their MiB."""

    passages: int
    seconds: float
    waits: float
    children: float
    largest: float


def as_html(article: Article) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>\n" for line in article.text.split("\n") if line.strip())
    head = f'<meta charset="utf-8"><title>{escape(article.title)}</title><meta name="date" content="{article.date}">'
    return f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body></html>".encode()


def as_docx(article: Article) -> bytes:
    made, file = docx.Document(), BytesIO()
    for line in article.text.split("\n"):
        if line.strip():
            made.add_paragraph(line)
    made.save(file)
    return file.getvalue()


KINDS: dict[str, Callable[[Article], bytes]] = {
    ".txt": lambda article: article.text.encode(),
    ".html": as_html,
    ".docx": as_docx,
    ".pdf": lambda article: written_pdf(article.text),
}


def bare(text: str) -> list[str]:
    """The sentences of a text without white space and hyphens."""
    spans = sentence_spans(text)
    return [found for start, end in spans if (found := ASIDE.sub("", text[start:end]))]


def read(paths: Sequence[Path]) -> tuple[list[str], float]:
    """Return the files' texts, and the seconds that reading took; the children are warm."""
    with Sandbox() as sandbox, ThreadPoolExecutor(sandbox.workers) as pool:

        def text_of(path: Path) -> str:
            return extract(path.name, path.read_bytes(), sandbox).text

        list(pool.map(text_of, paths[: 4 * sandbox.workers]))
        began = time.perf_counter()
        texts = list(pool.map(text_of, paths))
        return texts, time.perf_counter() - began


def kept(articles: Sequence[Article], texts: Sequence[str]) -> tuple[int, list[str]]:
    """Return how many sentences there are, and those that were lost."""
    total, lost = 0, []
    for article, text in zip(articles, texts, strict=True):
        right = Counter(bare(article.text))
        total += right.total()
        lost += list((right - Counter(bare(text))).elements())
    return total, lost


def added(folder: Path, place: Path) -> Cost:
    """Add a folder to a new library and return what that cost."""
    waited = 0.0
    take = Ahead.take

    def timed(ahead: Ahead[object, object]) -> object:
        nonlocal waited
        began = time.perf_counter()
        try:
            return take(ahead)
        finally:
            waited += time.perf_counter() - began

    with open_library(place, encoder=load_encoder(), reader=FORMS) as library:
        library.encoder.encode(["Ducks swim."])
        own, others, began = worked(resource.RUSAGE_SELF), worked(resource.RUSAGE_CHILDREN), time.perf_counter()
        with patch.object(Ahead, "take", timed):
            library.add([folder])
        seconds, own = time.perf_counter() - began, worked(resource.RUSAGE_SELF) - own
        passages, largest = sum(row.passages for row in library.documents()), child_memory(library)
    others = worked(resource.RUSAGE_CHILDREN) - others
    return Cost(passages, seconds, waited / seconds, others / (own + others), largest)


def worked(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def child_memory(library: Library) -> float:
    """The most resident memory that a living child had, in MiB; 0 where the system does not tell."""
    status = [Path(f"/proc/{child._worker.pid}/status") for child in library._sandbox._children if child._worker]
    lines = [line for path in status if path.is_file() for line in path.read_text().splitlines()]
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), default=0)


def main(data: Path) -> int:
    """Print a row a kind, and what fell short; return the exit code."""
    rows = [json.loads(line) for line in (data / "wikinews/articles.jsonl").read_text("utf-8").splitlines()]
    articles = [Article(row["title"], row["date"], row["text"]) for row in rows]
    short: list[str] = []
    print(f"{len(articles)} articles\n{'':6} same      read  passages   waits  children  memory")
    for suffix, made in KINDS.items():
        with TemporaryDirectory() as place:
            folder = Path(place, "files")
            folder.mkdir()
            paths = [folder / f"{i:03}{suffix}" for i in range(len(articles))]
            for path, article in zip(paths, articles, strict=True):
                path.write_bytes(made(article))
            texts, seconds = read(paths)
            total, lost = kept(articles, texts)
            cost = added(folder, Path(place, "library"))
        same = 1 - len(lost) / total
        print(f"{suffix:6}{same:6.4f} {len(paths) / seconds:6.0f}/s {cost.passages / cost.seconds:6.0f}/s", end=" ")
        print(f"{cost.waits:7.1%} {cost.children:9.1%} {cost.largest:5.0f} MiB")
        short += [f"{suffix}: {len(lost)} of {total} sentences are lost"] if same < LEAST_SAME else []
        short += [f"{suffix}: reading is {cost.waits:.1%} of the whole"] if cost.waits >= MOST_READING else []
        for sentence in lost[:SHOWN]:
            print(f"       lost: {sentence[:100]}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(f"this process, which embeds, had {most:.0f} MiB at most")
    print("\n".join(short) or "nothing falls short")
    return int(bool(short))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "wikinews" / "articles.jsonl").is_file():
        sys.exit("usage: make bench-read DATA=DIR, where DIR holds wikinews/articles.jsonl")
    sys.exit(main(Path(sys.argv[1])))
