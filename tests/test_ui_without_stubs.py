"""Gradio's import without its stubs: nothing is written, and nothing else is different."""

import inspect
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ui.without_stubs import without_stubs

IMPORTED = """
import pathlib
from ui.without_stubs import without_stubs
written, write = [], pathlib.Path.write_text
pathlib.Path.write_text = lambda path, *more, **named: written.append(path)
with without_stubs():
    import gradio.component_meta as meta
    import gradio
assert not [path for path in written if path.suffix == ".pyi"], written
assert gradio.Chatbot.__init__ and gradio.HTML.click
"""


def test_gradio_is_imported_and_writes_no_stubs() -> None:
    subprocess.run([sys.executable, "-c", IMPORTED], check=True, cwd=Path(__file__).parent.parent)


def test_only_gradio_s_own_classes_are_in_no_file_and_only_meanwhile() -> None:
    own = type("Made", (), {"__module__": "gradio.made"})
    with without_stubs():
        assert inspect.getfile(Counter) == inspect.getsourcefile(Counter)
        with pytest.raises(OSError, match="no stubs are wanted"):
            inspect.getfile(own)
    with pytest.raises((OSError, TypeError)):
        inspect.getfile(own)
    assert "of_others" not in inspect.getfile.__name__
