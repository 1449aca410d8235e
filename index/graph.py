"""A sentence-transformers model in, an OpenVINO graph out: converted once, kept in a cache, run without torch."""

import json
import logging
import shutil
import tempfile
import time
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.caches import cache_folder
from index.derived import discard_state, read_state, write_state
from index.engine import Engine, batches, convert, runtime
from index.model_card import known_languages
from index.weights import checked_sha256, sentence_transformer

GRAPH_FORMAT = 2
"""Raised when the conversion changes, so that older graphs are made again."""

MIN_COSINE = 0.999
"""A graph whose rows are further than this from sentence-transformers' own is not used."""

EVERY = 8
"""Batches are padded to a multiple of so many tokens: for each new shape the engine prepares anew."""

UNFINISHED = "converting-"
LONGEST_CONVERSION = 3600.0
"""Seconds; an unfinished conversion that is older was killed. One takes ten seconds or so."""

PROBES = (
    "Where is the library?",
    "The quick brown fox jumps over the lazy dog, twice.",
    "In 1998, 4,200 people met in Zürich. " * 8,
    "naïve café 東京 🙂",
)


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """What sentence-transformers knew of the model: sizes, and the prompts put before questions and documents.

    Attributes:
        languages: as `index.encoder.Encoder` has them, in order; reading the model's card takes longer than a search.
    """

    dimension: int
    max_tokens: int
    question_prompt: str
    document_prompt: str
    languages: Sequence[str] | None = None


class Graph:
    """A converted encoder: token ids in, rows out; safe to use from several threads.

    Batches are sorted by length, so little is padded.
    """

    def __init__(self, folder: Path, settings: GraphSettings, *, kept: Path | None = None) -> None:
        self.settings = settings
        self._folder = folder
        self.tokenizer = folder / "tokenizer.json"
        self._engine = Engine(folder / "graph.xml", kept=kept)

    def check(self) -> None:
        """Raise ValueError where the graph's files are not as they were written; the next start makes them again."""
        if read_state(self._folder) is None:
            discard_state(self._folder)
            raise ValueError(f"the converted encoder in {self._folder} was damaged; it is made again at the next start")

    def run(self, ids: Sequence[list[int]]) -> NDArray[np.float32]:
        """Return one row per list of token ids, in the order given."""
        rows = np.zeros((len(ids), self.settings.dimension), np.float32)
        chosen = batches([len(row) for row in ids])
        outputs = self._engine.run([padded([ids[i] for i in batch]) for batch in chosen])
        for batch, (found,) in zip(chosen, outputs, strict=True):
            rows[batch] = found
        return rows


def padded(batch: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    """Return the named tensors of a BERT-like model for one batch.

    >>> feed = padded([[7, 8, 9], [5]])
    >>> feed["input_ids"].tolist(), feed["attention_mask"].sum(axis=1).tolist()
    ([[7, 8, 9, 0, 0, 0, 0, 0], [5, 0, 0, 0, 0, 0, 0, 0]], [3, 1])
    """
    ids = np.zeros((len(batch), -(-max(map(len, batch)) // EVERY) * EVERY), np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(batch):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}


def open_graph(name: str, sha256: str, folder: Path, cache: Path | None = None) -> Graph | None:
    """Return the graph of the model in `folder`, converted now if the cache has none.

    None means: use sentence-transformers itself (no OpenVINO here, or its graph does not agree with the model).

    Raises:
        ValueError: the weights in `folder` are not those of `sha256`.
    """
    try:
        openvino = runtime()
    except ImportError:
        return None
    home = (cache or default_cache()) / f"{sha256[:16]}-{GRAPH_FORMAT}-{openvino.__version__.split('-')[0]}"
    if read_state(home, hashes=False) is None:
        _convert_into(home, name, sha256, folder)
    settings = json.loads((home / "settings.json").read_text("utf-8"))
    return Graph(home, GraphSettings(**settings), kept=home / "compiled") if settings is not None else None


def default_cache() -> Path:
    """Return the platform's cache folder for converted encoders."""
    return cache_folder("encoders")


def _convert_into(home: Path, name: str, sha256: str, folder: Path) -> None:
    """Convert beside `home` and rename into place, so that two processes may do it at once."""
    found = checked_sha256(name, folder)
    if found != sha256:
        raise ValueError(
            f"the weights of {name} have sha-256 {found[:12]}…, but the library was made with {sha256[:12]}…"
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    for abandoned in home.parent.glob(f"{UNFINISHED}*"):
        if time.time() - abandoned.stat().st_mtime > LONGEST_CONVERSION:
            shutil.rmtree(abandoned, ignore_errors=True)
    made = Path(tempfile.mkdtemp(dir=home.parent, prefix=UNFINISHED))
    try:
        settings = _convert(made, folder)
        (made / "settings.json").write_text(json.dumps(settings and asdict(settings)), "utf-8")
        write_state(made, {"model": name, "sha256": sha256})
        shutil.rmtree(home, ignore_errors=True)
        made.rename(home)
    except OSError:
        if read_state(home, hashes=False) is None:  # else another process was first
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _convert(made: Path, folder: Path) -> GraphSettings | None:
    """Convert into the folder `made`; None where the result cannot be used."""
    model = sentence_transformer(folder)
    languages = known_languages(folder)
    prompts: dict[str, str] = model.prompts
    settings = GraphSettings(
        dimension=int(model.get_embedding_dimension()),
        max_tokens=int(model.max_seq_length),
        question_prompt=prompts.get("query") or "",
        document_prompt=prompts.get("document") or prompts.get("passage") or "",
        languages=None if languages is None else sorted(languages),
    )
    try:
        _save_graph(model, made)
        if _agrees(model, Graph(made, settings)):
            return settings
        reason = "its graph does not agree with it"
    except Exception as error:
        reason = str(error)
    logging.getLogger(__name__).warning("this encoder runs in torch, slowly: %s", reason)
    return None


def _save_graph(model: Any, made: Path) -> None:
    import torch

    class Pooled(torch.nn.Module):  # type: ignore[misc]
        """The whole model: named tensors in, the sentence embedding out."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids}
            return self.model(features)["sentence_embedding"]

    example = {name: torch.from_numpy(tensor) for name, tensor in padded([[1, 1, 1], [1, 1]]).items()}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        converted = convert(Pooled().eval(), example)
    runtime().save_model(converted, str(made / "graph.xml"), compress_to_fp16=True)
    model.tokenizer.backend_tokenizer.save(str(made / "tokenizer.json"))


def _agrees(model: Any, graph: Graph) -> bool:
    """Compare the graph's rows with the model's own on texts of several lengths and scripts."""
    ids = [model.tokenizer(text)["input_ids"] for text in PROBES]
    found = graph.run(ids)
    expected = model.encode(list(PROBES), show_progress_bar=False, normalize_embeddings=True)
    lengths = np.linalg.norm(found, axis=1)
    return bool(((expected * found).sum(axis=1) / lengths).min() >= MIN_COSINE)
