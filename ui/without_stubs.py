"""Gradio's import, half as long: without the stubs for editors that it writes beside each of its modules."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_stubs() -> Iterator[None]:
    """While Gradio is imported, tell it that its components are in no file, of which it makes no stubs."""
    getfile = inspect.getfile

    def of_others(wanted: object) -> str:
        if str(getattr(wanted, "__module__", "")).startswith("gradio."):
            raise OSError("no stubs are wanted")
        return getfile(wanted)  # type: ignore[arg-type]

    inspect.getfile = of_others  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = getfile
