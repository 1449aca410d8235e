"""How quick questions are in a library that is open, one after the other and many at once: rows of a table."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from statistics import median, quantiles
from time import perf_counter

import numpy as np
from bench_baselines import PlainStack, Txtai
from bench_ceilings import memory_bandwidth
from bench_rows import Row, seconds, told
from bench_squad import Squad

from qa.answer import Answer, Seconds
from qa.ask import ask

QUESTIONS, BLOCK = 160, 20
"""Asked of each side, and how many of each before the next side's turn."""

AT_ONCE = 16
TOP_K = 10

MOST_MS, MOST_WITHOUT_READER_MS, MOST_P95 = 120, 25, 2.0
LEAST_MORE, LEAST_RECALL = 1.6, 0.99


def question_rows(squad: Squad) -> Iterator[Row]:
    """Yield how long a question takes, with the reader and without, beside the plain stack and txtai."""
    texts, vectors = squad.stored
    plain, txtai = PlainStack(), Txtai()
    plain.add(texts, vectors)
    txtai.add(texts, vectors)
    answers: list[Answer] = []
    sides: dict[str, Callable[[str], object]] = {
        "ours": lambda question: answers.append(ask(question, squad.library)),
        "plain": plain.search,
        "txtai": txtai.search,
    }
    times = milliseconds(sides, squad.questions[:QUESTIONS])
    ours, last = times["ours"], quantiles(times["ours"], n=20)[-1]
    found = [1000 * answer.seconds.retrieve for answer in answers[-QUESTIONS:]]
    yield at_most("a question, reader on, median", median(ours), MOST_MS)
    yield at_most("a question, what retrieval takes of it, median", median(found), MOST_WITHOUT_READER_MS)
    what, ratio = "a question, reader on, 95th percentile", last / median(ours)
    yield Row(what, f"<= {MOST_P95:g} x median", f"{last:.0f} ms", f"{ratio:.1f} x", ratio <= MOST_P95)
    for name, others in (("plain", "the plain stack, dense only"), ("txtai", "txtai, hybrid")):
        ratio = median(times[name]) / median(found)
        yield told(f"a question, {others}, median", f"{median(times[name]):.0f} ms", f"{ratio:.1f} x our retrieval")


def milliseconds(sides: dict[str, Callable[[str], object]], questions: Sequence[str]) -> dict[str, list[float]]:
    """Return how long each question takes, the sides in turn in blocks; those before the first are to warm up."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values():
        for question in questions[:3]:
            side(question)
    for first in range(0, len(questions), BLOCK):
        for name, side in sides.items():
            times[name] += [1000 * seconds(partial(side, question)) for question in questions[first : first + BLOCK]]
    return times


def at_most(what: str, measured: float, most: float) -> Row:
    return Row(what, f"<= {most:g} ms", f"{measured:.0f} ms", f"{measured / most:.2f} of it", measured <= most)


def at_once_row(squad: Squad) -> Row:
    """Return how many more questions are answered in a time where sixteen are asked at once; no answer may differ."""
    more, altered = [], 0
    answers_of(squad.questions[-3:], squad, threads=1)  # which loads the reader
    for part in (squad.questions[:QUESTIONS:2], squad.questions[1:QUESTIONS:2]):
        alone, one_by_one = answers_of(part, squad, threads=1)
        together, at_once = answers_of(part, squad, threads=AT_ONCE)
        more.append(alone / together)
        altered += sum(a != b for a, b in zip(one_by_one, at_once, strict=True))
    ratio, target = median(more), f">= {LEAST_MORE} x, none altered"
    measured = f"{QUESTIONS / 2 / together:.1f} questions/s, {altered} altered"
    return Row(f"{AT_ONCE} questions at once", target, measured, f"{ratio:.2f} x", ratio >= LEAST_MORE and not altered)


def answers_of(questions: Sequence[str], squad: Squad, *, threads: int) -> tuple[float, list[Answer]]:
    """Return how long it takes so many threads to answer, and the answers, but for how long each took."""
    with ThreadPoolExecutor(threads) as pool:
        started = perf_counter()
        answers = list(pool.map(lambda question: ask(question, squad.library), questions))
        return perf_counter() - started, [replace(answer, seconds=Seconds(0, 0, 0)) for answer in answers]


def search_rows(squad: Squad) -> Iterator[Row]:
    """Yield what the vectors' index finds of the nearest, and how long it takes beside what reading them all would."""
    _, vectors = squad.stored
    snapshot, found, times = squad.library.snapshot(), [], []
    for question in squad.questions:
        vector = squad.encoder.encode_question(question)
        times.append(seconds(partial(snapshot.dense, vector, TOP_K)))
        nearest = vectors @ vector[0]
        least = np.partition(nearest, -TOP_K)[-TOP_K]
        found.append(sum(hit.score >= round(float(least), 4) for hit in snapshot.dense(vector, TOP_K)) / TOP_K)
    recall, size = sum(found) / len(found), vector_bytes(squad)
    what = f"recall at {TOP_K} of the vectors' index, {len(found)} questions"
    yield Row(what, f">= {LEAST_RECALL}", f"{recall:.4f}", "", recall >= LEAST_RECALL)
    limit = 1000 * size / memory_bandwidth()
    measured = f"{1000 * median(times):.1f} ms, {limit:.1f} to read {size / len(vectors):.0f} bytes a vector"
    yield told("dense search, and the memory's limit", measured, f"{1000 * median(times) / limit:.1f} x")


def vector_bytes(squad: Squad) -> int:
    """Return how large the vectors' index is: its largest file, which holds them."""
    return max(path.stat().st_size for path in (squad.library.folder / "vectors").iterdir())
