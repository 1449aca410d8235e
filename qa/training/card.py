"""A trained reader in, its model card out: how it was made, of what data and licences, and how well it reads."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.document import Document
from index.sentences import sentence_spans
from qa.corpus import row_ids
from qa.metrics import exact_match, token_f1
from qa.queries import Query, read_set
from qa.reader import GraphReader, Reader
from qa.reader_input import Pair

CARD = """\
# excerpt-reader

Given a question and a passage it points at the answer's words in each sentence, or at nothing, and says how surely the
passage answers. English; passages of up to 320 tokens with their question and title.

| file | what it is |
|---|---|
| `reader.xml`, `reader.bin` | the network as an OpenVINO graph, weights as float16 |
| `tokenizer.json` | its WordPiece tokenizer |
| `rules.json` | what its scores mean, as fitted by `python -m qa.fit_rules` |

Network: all-MiniLM-L6-v2 (Apache-2.0; 6 layers, 384 wide) with two heads: the start and end of the answer at each
token, "nothing" at the first (Devlin et al., arXiv 1810.04805, section 4.3), and whether the passage answers.

Made by `python -m qa.train_reader` from:

| data | questions | licence |
|---|---|---|
| SQuADShifts: New Wikipedia, Amazon reviews, Reddit (Miller et al., arXiv 2004.14444) | 27,626 | CC BY 4.0 |
| PolicyQA, its dev and test parts (Ahmad et al., arXiv 2010.02557) | 7,961 | MIT |

Passages without an answer are other sentences of the same text, and what hybrid search ranks high among all texts. The
network was not trained on SQuAD, XQuAD or CLAPNQ here, but two things know of them: the encoder that it starts from was
trained by its makers on pairs of public data, SQuAD and Natural Questions among them, and `rules.json` is fitted to
questions of XQuAD and CLAPNQ.

"""


def write_card(folder: Path, facts: Mapping[str, object]) -> None:
    """Write the model card of a reader with a table of facts: its run and its figures."""
    rows = "".join(f"| {name} | {value} |\n" for name, value in facts.items())
    (folder / "README.md").write_text(f"{CARD}| of this reader | |\n|---|---|\n{rows}", "utf-8")


def gold_scores(reader: Reader, corpus: Sequence[Document], queries: Sequence[Query]) -> tuple[float, float]:
    """Return exact match and F1 (0..1, SQuAD's) of the words that a reader points at in the very text that answers."""
    texts = {id: document for document in corpus for id in row_ids(document)}
    ems, f1s = [], []
    for query in queries:
        document = texts[query.gold[0]]
        pair = Pair(query.question, document.text, document.title, tuple(sentence_spans(document.text)))
        best = max(reader.read([pair])[0].sentences, key=lambda pointed: pointed.margin)
        words = document.text[slice(*best.span)] if best.span else ""
        ems.append(exact_match(words, query.answers))
        f1s.append(token_f1(words, query.answers))
    return sum(ems) / len(ems), sum(f1s) / len(f1s)


def figures(data: Path, folder: Path) -> dict[str, str]:
    """Return how well a reader reads `squad`, where the data has it."""
    if not (data / "squad" / "queries.jsonl").is_file():
        return {}
    corpus, queries = read_set(data / "squad" / "corpus.jsonl", data / "squad" / "queries.jsonl")
    em, f1 = gold_scores(GraphReader("new", "", folder), corpus, queries)
    return {f"exact match, F1 in the paragraph that answers ({len(queries)} XQuAD questions)": f"{em:.3f}, {f1:.3f}"}
