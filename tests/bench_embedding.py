"""How quick embedding and adding are, against the plain stack, txtai and what the machine can do: rows of a table."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench_baselines import PlainStack, Txtai
from bench_ceilings import Ceilings, ceilings, operations
from bench_rows import Row, in_turn, pairwise, seconds, told
from bench_squad import Squad, passages_of, write_files

from index.opening import open_library
from qa.forms_reader import FORMS

ROUNDS = 3
"""Each embeds another third of the sample."""

ADDITIONS = 2
"""Of all files, each to a new library."""

PARAGRAPHS = 5
"""In each of the files that are added."""

LEAST_RATIO, LEAST_COSINE, LEAST_SHARE, LEAST_ADDING = 5.0, 0.999, 0.68, 0.85


def embedding_rows(squad: Squad) -> Iterator[Row]:
    """Yield how quick the encoder is beside the others, how near the plain one's vectors, and how near the ceiling."""
    encoder, plain, txtai = squad.encoder, PlainStack(), Txtai()
    parts = [squad.sample_passages[part::ROUNDS] for part in range(ROUNDS)]
    named: dict[str, Callable[[list[str]], object]] = {"ours": encoder.encode, "plain": plain.add, "txtai": txtai.add}
    times: dict[str, list[float]] = {name: [] for name in named}
    limits = ceilings()
    for side in named.values():
        side(parts[0][:32])
    for texts in parts:
        sides = {name: partial(side, texts) for name, side in named.items()}
        for name, taken in in_turn(sides, rounds=1).items():
            times[name].append(taken[0] / len(texts))
        limits = limits.best(ceilings())
    rates = {name: 1 / median(taken) for name, taken in times.items()}
    for name, others in (("plain", "the plain stack's"), ("txtai", "txtai's, whose BM25 is included")):
        ratio, measured = pairwise(times[name], times["ours"]), f"{rates['ours']:.0f} passages/s, {rates[name]:.0f}"
        yield Row(f"embedding, and {others}", f">= {LEAST_RATIO:g} x", measured, f"{ratio:.1f} x", ratio >= LEAST_RATIO)
    yield cosine_row(squad, plain, parts[0])
    yield from ceiling_rows(squad, rates["ours"], limits)


def cosine_row(squad: Squad, plain: PlainStack, texts: list[str]) -> Row:
    expected = plain.model.encode(texts, show_progress_bar=False, normalize_embeddings=True)
    least = float((squad.encoder.encode(texts) * expected).sum(axis=1).min())
    what = "embedding, least cosine to the plain stack's"
    return Row(what, f">= {LEAST_COSINE}", f"{least:.5f}", "", least >= LEAST_COSINE)


def ceiling_rows(squad: Squad, rate: float, limits: Ceilings) -> Iterator[Row]:
    """Yield what share of the matrix products' rates the encoder has, special tokens counted, padding not."""
    most = squad.encoder.max_tokens
    lengths = [min(len(starts) + 2, most) for starts in squad.encoder.token_starts(squad.sample_passages)]
    each = operations(lengths) / len(lengths)
    for name, limit in (("bf16", limits.bf16), ("fp32", limits.fp32), ("int8", limits.int8)):
        what, share = f"embedding, share of what products in {name} would allow", rate * each / limit
        measured = f"{limit / each:.0f} passages/s ({limit / 1e9:.0f} G operations/s)"
        target, ok = (f">= {LEAST_SHARE:.0%}", share >= LEAST_SHARE) if name == "bf16" else ("", None)
        yield Row(what, target, measured, f"{share:.0%}", ok)
    yield told("tokens of a passage", f"{sum(lengths) / len(lengths):.0f} on average")


def adding_row(squad: Squad) -> Row:
    """Return how quick text files become a library that can be asked, against embedding the same passages alone."""
    adding, embedding, texts = [], [], list[str]()
    with TemporaryDirectory() as place:
        files = write_files(squad.sample, Path(place, "files"), each=PARAGRAPHS)
        for number in range(ADDITIONS):
            with open_library(Path(place, str(number)), encoder=squad.encoder, reader=FORMS) as library:
                adding.append(seconds(partial(library.add, [files[0].parent])))
                documents = [library.document(row.id) for row in library.documents()]
            texts = texts or [text for document in documents for text in passages_of(document, squad.encoder)]
            embedding.append(seconds(partial(squad.encoder.encode, texts)))
    share, rate = pairwise(embedding, adding), len(texts) / median(adding)
    return Row(
        f"{len(files)} text files added, ready to be asked, and their passages embedded alone",
        f">= {LEAST_ADDING:.0%}",
        f"{rate:.0f} passages/s, {len(texts) / median(embedding):.0f}",
        f"{share:.0%}",
        share >= LEAST_ADDING,
    )
