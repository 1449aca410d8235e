import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import sentence_spans
from qa import open_reader
from qa.forms_reader import FORMS, NOT_POINTED, POINTED, FormsReader
from qa.open_reader import FOLDER, FORMERLY, SHIPPED, folder_sha256, load_reader
from qa.reader import RULES, GraphReader, Reading
from qa.reader_input import LONGEST_INPUT, NOT_READ, Pair

TEXT = "Geese fly over the mountains. In 1998 Ann Berg counted 300 geese. Ducks swim on the quiet lake."


def pair(question: str, text: str = TEXT, title: str = "Birds") -> Pair:
    return Pair(question, text, title, tuple(sentence_spans(text)))


def likeliest(reading: Reading, text: str = TEXT) -> str:
    best = max(reading.sentences, key=lambda pointed: pointed.margin)
    return text[slice(*best.span)] if best.span else ""


@pytest.fixture(scope="module")
def shipped() -> GraphReader:
    reader = load_reader(SHIPPED)
    assert isinstance(reader, GraphReader)
    return reader


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who counted the geese?", "Ann Berg"),
        ("How many geese were counted?", "300"),
        ("When were geese counted?", "1998"),
    ],
)
def test_the_shipped_reader_points_at_the_answer(shipped: GraphReader, question: str, answer: str) -> None:
    (reading,) = shipped.read([pair(question)])
    assert likeliest(reading) == answer


@pytest.mark.model
def test_a_passage_that_answers_scores_above_one_that_does_not(shipped: GraphReader) -> None:
    other = "The company was founded in Lund. It makes engines for ships."
    answers, does_not = shipped.read([pair("Who counted the geese?"), pair("Who counted the geese?", other, "Ships")])
    assert answers.answering > does_not.answering
    assert answers.margin > does_not.margin


@pytest.mark.model
def test_a_reading_does_not_depend_on_what_is_read_with_it(shipped: GraphReader) -> None:
    pairs = [pair(f"Who counted {n} geese?", f"{TEXT} " * (1 + n % 3)) for n in range(9)]
    together = shipped.read(pairs)
    for one, reading in zip(pairs, together, strict=True):
        (alone,) = shipped.read([one])
        assert [p.span for p in alone.sentences] == [p.span for p in reading.sentences]
        assert alone.answering == pytest.approx(reading.answering, abs=0.05)
    assert shipped.read(pairs) == together
    assert shipped.read([]) == []


@pytest.mark.model
@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5))
def test_words_stand_within_their_sentence_whatever_is_read(question: str, sentences: list[str]) -> None:
    spans, text = [], ""
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    (reading,) = load_reader(SHIPPED).read([Pair(question, text, "", tuple(spans))])
    assert len(reading.sentences) == len(spans)
    for (start, end), pointed in zip(spans, reading.sentences, strict=True):
        assert pointed.span is None or start <= pointed.span[0] < pointed.span[1] <= end


@pytest.mark.model
def test_what_is_beyond_the_longest_input_is_told_as_not_read(shipped: GraphReader) -> None:
    text = "Geese fly. " * LONGEST_INPUT + "Ann Berg counted them."
    (reading,) = shipped.read([pair("Who counted?", text)])
    assert (reading.sentences[-1].span, reading.sentences[-1].margin) == (None, NOT_READ)


@pytest.mark.model
def test_libraries_from_before_there_was_a_reader_get_the_shipped_one(shipped: GraphReader) -> None:
    assert load_reader(FORMERLY).name == load_reader("").name == SHIPPED
    assert shipped.sha256 == open_reader.SHA256 == folder_sha256(FOLDER)


@pytest.mark.model
@pytest.mark.parametrize("name", ["reader.bin", "reader.xml", "rules.json", "tokenizer.json"])
def test_a_shipped_reader_with_another_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shutil.copytree(FOLDER, tmp_path / "reader")
    with (tmp_path / "reader" / name).open("ab") as file:
        file.write(b" ")
    monkeypatch.setattr(open_reader, "FOLDER", tmp_path / "reader")
    load_reader.cache_clear()
    with pytest.raises(ValueError, match=r"the reader in .* has sha-256 .*, expected .*: install Excerpt again"):
        load_reader(SHIPPED)
    (tmp_path / "reader" / name).unlink()
    with pytest.raises(ValueError, match=f"the reader in .* has no {name}"):
        load_reader(SHIPPED)


@pytest.mark.model
def test_a_reader_in_a_folder_is_named_by_its_path_and_reads_alike(tmp_path: Path, shipped: GraphReader) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "mine"))
    reader = load_reader(str(folder))
    assert (reader.name, reader.sha256) == (str(folder), shipped.sha256)
    assert reader.read([pair("Who counted?")]) == shipped.read([pair("Who counted?")])
    (folder / RULES).write_text("{}")
    load_reader.cache_clear()
    with pytest.raises(ValueError, match=r"rules.json does not hold the rules of a reader"):
        load_reader(str(folder))


@pytest.mark.model
def test_the_shipped_reader_is_small_enough_and_has_a_card() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 46_000_000
    card = (FOLDER / "README.md").read_text("utf-8")
    assert "| seed |" in card
    assert "exact match" in card


def test_rules_by_form_point_in_each_sentence() -> None:
    reader = load_reader(FORMS)
    assert isinstance(reader, FormsReader)
    (reading,) = reader.read([pair("How many geese were counted?")])
    assert [p.margin for p in reading.sentences] == [NOT_POINTED, POINTED, NOT_POINTED]
    assert likeliest(reading) == "300"
    assert reader.read([Pair("Who?", "Ann Berg came.")])[0].sentences[0].span == (0, 8)
