"""What must stay quick, as ratios of what is measured in turn, with bounds that a busy machine does not break."""

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import openvino
import pytest
from bench_rows import in_turn
from conftest import SEED
from fake_encoder import FakeEncoder, NoEncoder
from page_client import ROOT, command, environment

from index.encoder import load_encoder
from index.opening import open_library
from index.weights import DEFAULT_ENCODER, model_folder, sentence_transformer
from qa.forms_reader import FORMS

ROUNDS = 3

HEAVY = {"torch", "transformers", "gradio", "sentence_transformers", "openvino.tools.ovc", "yaml", "rich.progress"}


def quicker(slow: Callable[[], object], quick: Callable[[], object]) -> float:
    """Return how many times quicker one is, by medians of rounds in turn; the first round is to warm up."""
    times = in_turn({"slow": slow, "quick": quick}, rounds=ROUNDS + 1)
    return median(times["slow"][1:]) / median(times["quick"][1:])


@pytest.mark.model
def test_embedding_is_quicker_than_the_plain_stack() -> None:
    words = SEED.read_text("utf-8").split()
    texts = [" ".join(words[first : first + 20 + first % 50]) for first in range(0, 480, 30)]
    encoder, plain = load_encoder(), sentence_transformer(model_folder(DEFAULT_ENCODER))
    ratio = quicker(partial(plain.encode, texts, show_progress_bar=False), partial(encoder.encode, texts))
    bf16 = "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    assert ratio >= (1.5 if bf16 else 1.2)


def test_what_is_unchanged_is_passed_over_quickly_and_not_embedded(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(300):
        (files / f"{number}.txt").write_text(
            f"File {number} is on ducks. " + "They swim on the quiet lake at dawn. " * 50
        )
    with open_library(tmp_path / "library", encoder=FakeEncoder(), reader=FORMS) as library:
        (first,) = in_turn({"add": lambda: library.add([files])}, rounds=1)["add"]
    with open_library(tmp_path / "library", encoder=NoEncoder(), reader=FORMS) as library:
        again = in_turn({"add": lambda: library.add([files])}, rounds=3)["add"]
        assert len(library.add([files]).unchanged) == 300
    assert median(again) < first / 5


@pytest.mark.model
def test_asking_in_the_terminal_imports_nothing_heavy(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.add([SEED])
    first = f"import atexit, sys; atexit.register(lambda: print('heavy:', *({HEAVY} & sys.modules.keys())))"
    asked = command("ask", "Which floors were targeted?", "--library", tmp_path, first=first)
    done = subprocess.run(asked, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    assert "4th and 5th floors" in done.stdout
    assert done.stdout.splitlines()[-1] == "heavy:"
