import json
from pathlib import Path

import pytest
import torch
import transformers

from index.weights import DEFAULT_ENCODER, model_folder
from qa.named_reader import ANSWERING_RULES, RANKING_RULES
from qa.open_reader import load_reader
from qa.reader_input import Pair

SMALL = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "initializer_range": 0.5,
}
PAIRS = [
    Pair("How many geese?", "Geese fly. There are 300 geese.", "Geese", ((0, 10), (11, 31))),
    Pair("Who?", "Ann Berg counted them.", "", ((0, 22),)),
    Pair("Why?", "", "", ()),
]


def model(folder: Path, kind: type, *, labels: int = 1) -> Path:
    """A model of random weights, with the default encoder's tokenizer."""
    torch.manual_seed(0)
    kind(transformers.BertConfig(vocab_size=30522, num_labels=labels, **SMALL)).save_pretrained(folder)
    transformers.AutoTokenizer.from_pretrained(model_folder(DEFAULT_ENCODER)).save_pretrained(folder)
    return folder


@pytest.fixture
def answering(tmp_path: Path) -> Path:
    return model(tmp_path / "answering", transformers.BertForQuestionAnswering, labels=2)


@pytest.mark.model
def test_a_question_answering_model_points_at_words_of_each_sentence(answering: Path) -> None:
    reader = load_reader(str(answering))
    assert (reader.name, reader.rules) == (str(answering), ANSWERING_RULES)
    readings = reader.read(PAIRS)
    assert [len(reading.sentences) for reading in readings] == [2, 1, 1]
    for pair, reading in zip(PAIRS, readings, strict=True):
        for sentence, pointed in zip(pair.sentences, reading.sentences, strict=False):
            assert pointed.span is not None
            assert sentence[0] <= pointed.span[0] < pointed.span[1] <= sentence[1]
        assert reading.answering == reading.margin
    assert readings[2].sentences[0].span is None
    assert reader.read([]) == []


@pytest.mark.model
def test_its_margin_is_the_model_s_own(answering: Path) -> None:
    network = transformers.AutoModelForQuestionAnswering.from_pretrained(answering).eval()
    tokens = transformers.AutoTokenizer.from_pretrained(answering)("Who?", "Ann", return_tensors="pt")
    with torch.inference_mode():
        scores = network(**tokens)
    place = tokens.sequence_ids(0).index(1)
    sums = (scores.start_logits + scores.end_logits)[0]
    (reading,) = load_reader(str(answering)).read([Pair("Who?", "Ann")])
    assert reading.sentences[0].span == (0, 3)
    assert reading.sentences[0].margin == pytest.approx(float(sums[place] - sums[0]), abs=1e-4)


@pytest.mark.model
def test_a_cross_encoder_scores_and_the_question_s_form_points(tmp_path: Path) -> None:
    folder = model(tmp_path / "ranking", transformers.BertForSequenceClassification)
    reader = load_reader(str(folder))
    assert reader.rules == RANKING_RULES
    geese, berg, nothing = reader.read(PAIRS)
    assert [pointed.span for pointed in geese.sentences] == [None, (21, 24)]
    assert len({geese.answering, berg.answering, nothing.answering}) == 3
    network = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokens = transformers.AutoTokenizer.from_pretrained(folder)("Who?", "Ann Berg counted them.", return_tensors="pt")
    with torch.inference_mode():
        assert berg.answering == pytest.approx(float(network(**tokens).logits), abs=1e-3)
    assert reader.read([]) == []


@pytest.mark.model
def test_a_model_with_several_scores_is_no_reader(tmp_path: Path) -> None:
    folder = model(tmp_path / "classes", transformers.BertForSequenceClassification, labels=3)
    with pytest.raises(ValueError, match="gives 3 scores: expected one"):
        load_reader(str(folder))


@pytest.mark.model
def test_an_encoder_is_no_reader() -> None:
    folder = model_folder(DEFAULT_ENCODER)
    with pytest.raises(ValueError, match="is BertModel: expected a question-answering model or a cross-encoder"):
        load_reader(str(folder))


@pytest.mark.model
@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
def test_a_model_with_a_missing_or_damaged_file_is_refused_by_name(answering: Path, name: str) -> None:
    (answering / name).write_bytes(b"{")
    with pytest.raises(ValueError, match=f"the reader {answering} cannot be loaded"):
        load_reader(str(answering))


@pytest.mark.parametrize("config", ["", "[]", "{", '{"architectures": 3}'])
def test_a_folder_without_a_config_is_refused(tmp_path: Path, config: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ValueError, match=r"has no config\.json that can be read"):
        load_reader(str(tmp_path))
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(ValueError, match=r"has no config\.json that can be read"):
        load_reader(str(tmp_path))


def test_pickled_weights_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["BertForQuestionAnswering"]}))
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ValueError, match="pickled weights are not read"):
        load_reader(str(tmp_path))


@pytest.mark.parametrize("name", ["llm", "/nowhere", "a/b/c", "./x"])
def test_an_unknown_reader_is_refused_with_what_there_is(name: str) -> None:
    with pytest.raises(ValueError, match=f"no reader '{name}': expected excerpt-reader, forms, a model's folder"):
        load_reader(name)
