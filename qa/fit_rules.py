"""Labelled questions in, the rules of a reader out: python -m qa.fit_rules --data DIR --reader DIR."""

import argparse
import hashlib
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from index.document import Document
from index.encoder import load_encoder
from qa.corpus import library_of, row_ids
from qa.metrics import auroc, calibration_error, reliability, risk_coverage, widest
from qa.queries import Query, read_set, spread
from qa.reader import RULES, GraphReader
from qa.rules import Rules, save_rules
from qa.training.ablation import ablations
from qa.training.fitting import RIGHT_SHARE, UNFITTED, fit
from qa.training.observed import observe
from qa.training.question_set import QuestionSet
from qa.training.swaps import pools, swapped

REFUSED = 150
"""Questions of `squad` that are also asked with their article taken away, and about another name or number."""

WEIGHTS = {"squad-without": 0.2, "squad-swapped": 0.1}
"""How much one of those counts: `squad` and `clapnq`, as they are, have none of these."""


def question_sets(data: Path, reader: Path, work: Path, limit: int) -> dict[str, QuestionSet]:
    """Return `squad` and `clapnq` as they are observed with a reader, and what a large library does not answer.

    The latter are part of `squad`'s questions without their gold articles, and about something else.

    Args:
        data: folder with `squad/` and `clapnq/`.
        reader: the reader's folder.
        work: where libraries and readings are kept, since they take minutes.
        limit: questions of each set, at most.
    """
    with (reader / "reader.bin").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    opened, encoder = GraphReader(str(reader), digest, reader), load_encoder()
    sets = {}
    for name in ("squad", "squad-without", "squad-swapped", "clapnq"):
        folder, _, how = name.partition("-")
        corpus, queries = read_set(data / folder / "corpus.jsonl", data / folder / "queries.jsonl")
        queries = spread(queries, REFUSED if how else limit)
        queries = asked_else(queries, corpus) if how == "swapped" else queries
        library = library_of([corpus], work / "libraries", encoder=encoder)
        kept = work / f"observed-{name}-{digest[:12]}-{len(queries)}.json"
        observed = observe(library, queries, opened, kept, without_gold=how == "without")
        sets[name] = QuestionSet(library, observed, WEIGHTS.get(name, 1.0))
    return sets


def asked_else(queries: Sequence[Query], corpus: Sequence[Document]) -> list[Query]:
    """Return the questions that can be asked about another name or number, as such that nothing answers."""
    texts = {id: f"{document.title}\n{document.text}" for document in corpus for id in row_ids(document)}
    pool, drawn = pools(query.question for query in queries), random.Random(1)  # noqa: S311  nothing secret
    made = []
    for query in queries:
        question = swapped(query.question, texts[query.gold[0]], query.answers[0], pool, drawn)
        if question:
            made.append(Query(query.id, question, answerable=False))
    return made


def report(sets: Mapping[str, QuestionSet], rules: Rules, part: int) -> dict[str, float]:
    """Return what rules do on the questions that are not of a part."""
    figures: dict[str, float] = {}
    confidences: list[float] = []
    rights: list[bool] = []
    for name, asked in sets.items():
        numbers = [n for n in range(len(asked.observed)) if n % 2 != part]
        judged = {n: asked.answer(n, rules) for n in numbers}
        sure = {n: rules.answer.probability(j.features) if j else 0.0 for n, j in judged.items()}
        able = [n for n in numbers if asked.observed[n].answerable]
        if not able:
            figures[f"{name}: refused"] = fmean(one < rules.found_from for one in sure.values())
            continue
        first = [asked.passages(n, rules)[0].candidate.passage for n in able]
        gold = [asked.is_gold(passage, asked.observed[n].query) for passage, n in zip(first, able, strict=True)]
        figures[f"{name}: hit@1"] = fmean(gold)
        figures[f"{name}: a shown excerpt is right"] = fmean(bool((j := judged[n]) and j.right) for n in able)
        figures[f"{name}: evidence F1"] = fmean(j.evidence_f1 if (j := judged[n]) else 0.0 for n in able)
        figures[f"{name}: AUROC"] = auroc([*sure.values()], [asked.observed[n].answerable for n in numbers]) or 0.0
        confidences += sure.values()
        rights += [bool(j and j.right) for j in judged.values()]
    point = widest(risk_coverage(confidences, rights), RIGHT_SHARE)
    figures["calibration error"] = calibration_error(reliability(confidences, rights))
    figures["coverage at 90 % right"] = point.coverage if point else 0.0
    return figures


def main() -> None:
    """Parse the arguments, fit to each half and report on the other, and write the rules fitted to all."""
    parser = argparse.ArgumentParser(prog="python -m qa.fit_rules", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="DIR with squad/ and clapnq/")
    parser.add_argument("--reader", type=Path, required=True, help="the reader's folder; its rules.json is written")
    parser.add_argument("--work", type=Path, default=Path(".runs"), help="where libraries and readings are kept")
    parser.add_argument("--limit", type=int, default=10_000, help="questions of each set, at most")
    arguments = parser.parse_args()
    if not (arguments.reader / RULES).is_file():
        save_rules(UNFITTED, arguments.reader / RULES)
    sets = question_sets(arguments.data, arguments.reader, arguments.work, arguments.limit)
    for part in (0, 1):
        print(f"fitted to half {part}, on the other half:")
        for name, value in report(sets, fit([*sets.values()], part), part).items():
            print(f"  {name:32}{value:6.3f}", flush=True)
    print("hit@1 on squad, each half by rules of the other, by:")
    for name, value in ablations(sets["squad"].observed).items():
        print(f"  {name:40}{value:6.3f}")
    rules = fit([*sets.values()], None)
    save_rules(rules, arguments.reader / RULES)
    print(rules)


if __name__ == "__main__":
    main()
