"""A reader's name in, the reader out: the shipped one, plain rules, or any model that is named."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from index.library import Library
from index.weights import checked_sha256, folder_or_hub
from qa.forms_reader import FORMS, FormsReader
from qa.named_reader import named_reader
from qa.reader import GRAPH, GraphReader, Reader

SHIPPED = "excerpt-reader"
"""The reader that comes with Excerpt, and the default of a new library."""

FOLDER = Path(__file__).parent / "reader_model"
SHA256 = "ad229e494db59716f21b11148eaca05bdedc0c0c959f9ab5bb9dcf60d73efb1f"
"""Of the shipped reader's files (`folder_sha256`)."""

EXPECTED = f"expected {SHIPPED}, {FORMS}, a model's folder, or a hub's organisation/model"

FORMERLY = "rules"
"""What libraries recorded before there was a reader; they get the shipped one."""


_loading = threading.Lock()


def reader_of(library: Library) -> Reader:
    """Return the reader that answers in a library, loaded when first needed and kept."""
    with _loading:  # else two questions at the start would load two
        return load_reader(library.setting("reader"))


@contextmanager
def loading_ahead(library: Library) -> Iterator[None]:
    """Load a library's models beside the block, each in a thread of its own; whoever needs one waits, or is told.

    The threads have ended once the block has, so that the library can be closed: they read from its database.
    """

    def load(model: Callable[[], object]) -> None:
        with suppress(Exception):
            model()

    models = (lambda: library.encoder, lambda: reader_of(library))
    threads = [threading.Thread(target=load, args=[model]) for model in models]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


@cache
def load_reader(name: str) -> Reader:
    """Load a reader by name: the shipped one, `forms` (rules without a model), a model's folder, or its hub name.

    A folder may hold a reader in Excerpt's own format (as `qa.train_reader` makes it), a question-answering model in
    transformers' format or a cross-encoder in sentence-transformers'.

    Raises:
        ValueError: an unknown reader, or files that are not the ones expected.
    """
    if name == FORMS:
        return FormsReader()
    if name in {SHIPPED, FORMERLY, ""}:
        found = folder_sha256(FOLDER)
        if found != SHA256:
            raise ValueError(
                f"the reader in {FOLDER} has sha-256 {found[:12]}…, expected {SHA256[:12]}…: install Excerpt again"
            )
        return GraphReader(SHIPPED, found, FOLDER)
    folder = folder_or_hub(name, "reader", EXPECTED)
    name = str(folder) if Path(name).is_dir() else name
    if (folder / GRAPH).is_file():
        return GraphReader(name, folder_sha256(folder), folder)
    return named_reader(name, folder, checked_sha256(name, folder))


def folder_sha256(folder: Path) -> str:
    """Return the sha-256 over the names and bytes of the files that a reader is made of.

    Raises:
        ValueError: one is missing.
    """
    digest = hashlib.sha256()
    for name in ("reader.bin", "reader.xml", "rules.json", "tokenizer.json"):
        path = folder / name
        if not path.is_file():
            raise ValueError(f"the reader in {folder} has no {name}")
        with path.open("rb") as file:
            digest.update(f"{name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()
