"""Compare sentence splitters: `make bench-sentences DATA=DIR`; DIR is laid out as `data/README.md` says.

Every splitter but the one marked "alone" is given the blocks of `index.sentences.blocks`, so that rows differ in the
splitter alone. "ours" is `sentence_spans`: nupunkt in these blocks and what we add to it.

seed      F1 of sentence ends in the seed document against hand labels
join R    wikinews: ends of paragraphs found again after all paragraphs were joined by one space
label P,R wikinews: sentence ends among 217 places judged by reading (34 are none), 167 picked as hard;
          our rules were made with these in view
answer    squad: answers that lie within one sentence of their paragraph; with the sentences' number and mean length
MB/s      speed over the squad paragraphs
"""

import json
import re
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

from test_index_sentences import SEED, SEED_SENTENCES

from index.sentences import Span, blocks, sentence_spans

Cuts: TypeAlias = Callable[[str], Iterable[int]]
"""Tells where the sentences of a piece of text start."""

Splitter: TypeAlias = Callable[[str], list[Span]]

LABELS = Path(__file__).parent / "wikinews_boundaries.json"
"""By the first 12 hex digits of an article's sha-256: offsets of sentence ends, and minus those that are none."""

NEEDED = ("wikinews/articles.jsonl", "squad/corpus.jsonl", "squad/queries.jsonl")
BASELINE = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[A-Z0-9\"'“‘(\[])")


def regex_cuts(piece: str) -> list[int]:
    return [0, *(match.end() for match in BASELINE.finditer(piece))]


def sentencex_cuts() -> Cuts:
    library = import_module("sentencex")
    return lambda piece: [found["start_index"] for found in library.get_sentence_boundaries("en", piece)]


def nupunkt_cuts() -> Cuts:
    library = import_module("nupunkt.models").load_default_model()  # a new one remembers nothing of other rows
    return lambda piece: [start for start, _ in library.span_tokenize(piece)]


def blingfire_cuts() -> Cuts:
    library = import_module("blingfire")
    return lambda piece: [start for start, _ in library.text_to_sentences_and_offsets(piece)[1]]


def syntok_cuts() -> Cuts:
    library = import_module("syntok.segmenter")
    return lambda piece: [found[0].offset for paragraph in library.analyze(piece) for found in paragraph]


def pysbd_cuts() -> Cuts:
    segmenter = import_module("pysbd").Segmenter(language="en", clean=False, char_span=True)
    return lambda piece: [found.start for found in segmenter.segment(piece)]


LIBRARIES: dict[str, Callable[[], Cuts]] = {
    "regex baseline": lambda: regex_cuts,
    "sentencex": sentencex_cuts,
    "nupunkt": nupunkt_cuts,
    "blingfire": blingfire_cuts,
    "syntok": syntok_cuts,
    "pysbd": pysbd_cuts,
}


def cut_at(text: str, start: int, end: int, cuts: Iterable[int]) -> list[Span]:
    """Return the stripped spans between cuts, which are made ascending."""
    bounds = [start, *sorted({start + cut for cut in cuts if 0 < cut < end - start}), end]
    spans = []
    for a, b in pairwise(bounds):
        piece = text[a:b]
        if piece.strip():
            spans.append((a + len(piece) - len(piece.lstrip()), a + len(piece.rstrip())))
    return spans


def in_blocks(cuts: Cuts) -> Splitter:
    def split(text: str) -> list[Span]:
        spans: list[Span] = []
        for start, _, end in blocks(text):
            spans += cut_at(text, start, end, cuts(text[start:end].replace("\n", " ")))
        return spans

    return split


def alone(cuts: Cuts) -> Splitter:
    return lambda text: cut_at(text, 0, len(text), cuts(text))


def splitters() -> dict[str, Splitter]:
    """Return the rows of the table; a library that is not installed is named on stderr."""
    rows: dict[str, Splitter] = {}
    for name, load in LIBRARIES.items():
        try:
            cuts = load()
        except ImportError:
            print(f"{name} is skipped: pip install {name}", file=sys.stderr)
            continue
        rows[name] = in_blocks(cuts)
        if name == "nupunkt":
            rows["nupunkt alone"] = alone(load())
    return rows | {"ours": sentence_spans}


def f1(found: set[int], right: set[int]) -> float:
    hits = len(found & right)
    return 2 * hits / (len(found) + len(right))


def seed_score(split: Splitter) -> float:
    text = SEED.read_text(encoding="utf-8")
    right, at = set(), 0
    for sentence in SEED_SENTENCES:
        at = text.index(sentence, at) + len(sentence)
        right.add(at)
    return f1({end for _, end in split(text)}, right)


def joined_recall(split: Splitter, texts: list[str]) -> float:
    """Return the share of paragraph ends that are found as sentence ends once paragraphs are joined by spaces."""
    found = known = 0
    for text in texts:
        paragraphs = [p for p in (" ".join(p.split()) for p in text.split("\n")) if p.endswith((".", "!", "?"))]
        ends, at = set(), 0
        for paragraph in paragraphs[:-1]:
            ends.add(at + len(paragraph))
            at += len(paragraph) + 1
        known += len(ends)
        found += len(ends & {end for _, end in split(" ".join(paragraphs))})
    return found / known


def label_scores(split: Splitter, texts: list[str]) -> tuple[float, float]:
    """Return precision and recall at the labelled places."""
    labels: dict[str, list[int]] = json.loads(LABELS.read_text())
    hits = wrong = right = 0
    for text in texts:
        places = labels.get(sha256(text.encode()).hexdigest()[:12], [])
        ends = {end for _, end in split(text)} if places else set()
        right += sum(place > 0 for place in places)
        hits += sum(place in ends for place in places)
        wrong += sum(-place in ends for place in places)
    return hits / (hits + wrong), hits / right


def answer_scores(split: Splitter, asked: list[tuple[str, list[str]]]) -> tuple[float, int, float, float]:
    """Return the share of answers within one sentence, the sentences, their mean length, megabytes per second."""
    paragraphs = list({text for text, _ in asked})
    split("Warm up. Load the model.")
    began = perf_counter()
    spans = {text: split(text) for text in paragraphs}
    seconds = perf_counter() - began
    sentences = {text: [text[a:b] for a, b in found] for text, found in spans.items()}
    inside = [any(answer in sentence for sentence in sentences[text]) for text, all_ in asked for answer in all_]
    lengths = [len(sentence) for found in sentences.values() for sentence in found]
    size = sum(len(text.encode()) for text in paragraphs) / 1e6
    return sum(inside) / len(inside), len(lengths), sum(lengths) / len(lengths), size / seconds


def rows_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main(data: Path) -> None:
    texts = [row["text"] for row in rows_of(data / "wikinews/articles.jsonl")]
    corpus = {row["id"]: row["text"] for row in rows_of(data / "squad/corpus.jsonl")}
    asked = [(corpus[row["gold"][0]], row["answers"]) for row in rows_of(data / "squad/queries.jsonl")]
    print(f"{'':15}   seed  join R  label P  label R  label F1  answer  sentences  length   MB/s")
    for name, split in splitters().items():
        precision, recall = label_scores(split, texts)
        labelled = 2 * precision * recall / (precision + recall)
        inside, sentences, length, speed = answer_scores(split, asked)
        print(f"{name:15} {seed_score(split):6.3f} {joined_recall(split, texts):7.3f} {precision:8.3f}", end=" ")
        print(f"{recall:8.3f} {labelled:9.3f} {inside:7.4f} {sentences:10d} {length:7.1f} {speed:6.2f}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not all((Path(sys.argv[1]) / name).is_file() for name in NEEDED):
        sys.exit(f"usage: make bench-sentences DATA=DIR, where DIR holds {', '.join(NEEDED)}")
    main(Path(sys.argv[1]))
