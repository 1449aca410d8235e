"""How long a person waits who starts Excerpt: `excerpt ask` and `excerpt chat` from nothing, against others' ways."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from bench_rows import Row, in_turn, pairwise, told
from bench_squad import Squad
from page_client import ROOT, chatting, command, environment, until

from index.weights import DEFAULT_ENCODER, model_folder

ASKED, CHATS = 5, 3
"""Rounds, both sides in turn."""

MOST_ASK, MOST_CHAT = 1 / 5, 1 / 3

HEAVY = ("torch", "transformers", "gradio", "sentence_transformers")

PLAIN_ASK = """
import json, sys
import faiss, numpy
from sentence_transformers import SentenceTransformer
model, folder, question = SentenceTransformer(sys.argv[1]), sys.argv[2], sys.argv[3]
vectors, texts = numpy.load(folder + "/vectors.npy"), json.load(open(folder + "/texts.json"))
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)
_, found = index.search(model.encode([question]), 5)
print(*(texts[row] for row in found[0]), sep="\\n\\n")
"""
"""The plain stack's `ask`: the model, the stored vectors and texts, the five nearest passages."""

NAME_HEAVY = (
    f"import atexit, sys; atexit.register(lambda: print(*({set(HEAVY)} & sys.modules.keys()), file=sys.stderr))"
)
"""Tells at the end what was imported of them."""


WITHOUT_MATPLOTLIB = "import sys; sys.modules['matplotlib'] = None"
"""Gradio imports it at the first question where it is there: the tests bring it, Excerpt does not."""


def ask_rows(squad: Squad) -> Iterator[Row]:
    """Yield how long `excerpt ask` takes beside the plain stack's script, and what it imports that it should not."""
    question, folder = squad.queries[0].question, squad.library.folder
    texts, vectors = squad.stored
    with TemporaryDirectory() as place:
        np.save(Path(place, "vectors.npy"), vectors)
        Path(place, "texts.json").write_text(json.dumps(texts), "utf-8")
        plain = [sys.executable, "-c", PLAIN_ASK, str(model_folder(DEFAULT_ENCODER)), place, question]
        ours = command("ask", question, "--library", folder)
        times = in_turn({"plain": partial(ran, plain), "ours": partial(ran, ours)}, rounds=ASKED)
    share = 1 / pairwise(times["plain"], times["ours"])
    measured = f"{median(times['ours']):.2f} s, {median(times['plain']):.2f}"
    what = f"excerpt ask, {len(texts):,} passages, and the plain stack's script"
    yield Row(what, "<= 1/5", measured, f"1/{1 / share:.1f}", share <= MOST_ASK)
    heavy = ran(command("ask", question, "--library", folder, first=NAME_HEAVY)).stderr.strip()
    yield Row("excerpt ask, heavy packages imported", "none", heavy or "none", "", not heavy)


def ran(arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(arguments, env=environment(), cwd=ROOT, check=True, capture_output=True, text=True)


def chat_rows(squad: Squad, folder: Path) -> Iterator[Row]:
    """Yield how long it is from the command to the first right answer, beside a server that imports the heavy first.

    Args:
        squad: whose first question is asked.
        folder: of a library of its own, which conversations may be kept in.
    """
    query, waited = squad.queries[0], dict[str, list[tuple[float, float]]](ours=[], heavy=[])
    for _ in range(CHATS):
        for name, first in (("ours", ""), ("heavy", "import sentence_transformers")):
            with chatting(folder, first=f"{WITHOUT_MATPLOTLIB}\n{first}") as served:
                waited[name].append(until(served, query.question, query.answers[0]))
    pages, answers = ([median(column) for column in zip(*rows, strict=True)] for rows in waited.values())
    share = 1 / pairwise([row[1] for row in waited["heavy"]], [row[1] for row in waited["ours"]])
    what = "excerpt chat, first right answer, and where sentence_transformers is imported first"
    yield Row(what, "<= 1/3", f"{pages[1]:.2f} s, {answers[1]:.2f}", f"1/{1 / share:.1f}", share <= MOST_CHAT)
    yield told(
        "excerpt chat, the page is there", f"{pages[0]:.2f} s, {answers[0]:.2f}", f"1/{answers[0] / pages[0]:.1f}"
    )
