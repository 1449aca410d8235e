"""Fixtures that several test files use."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from hypothesis import settings

from index.library import Library
from index.opening import open_library
from qa.forms_reader import FORMS

settings.register_profile("excerpt", deadline=None)  # a loaded machine may take its time over any example
settings.load_profile("excerpt")

SEED = Path(__file__).parent.parent / "seeds" / "000_e33d4f36e6da3336.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, default=40, help="examples that each test of tests/test_fuzz.py tries")


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: FakeEncoder) -> Iterator[Library]:
    """An empty library with the fake encoder and the reader that needs no model."""
    with open_library(tmp_path / "library", encoder=encoder, reader=FORMS) as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file into a folder of documents and return its path."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
        return path

    return written
