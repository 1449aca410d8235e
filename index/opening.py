"""A folder in, its open library out: made where there is none, refused where another encoder made it."""

from pathlib import Path

from index.encoder import Encoder, load_encoder
from index.library import Library
from index.lock import write_lock
from index.passages import PASSAGE_SETTINGS
from index.tables import create_catalog, is_library
from index.weights import DEFAULT_ENCODER, named

DEFAULT_READER = "rules"
"""What points at the answer's words: rules by the question's form."""


def open_library(
    folder: Path, *, encoder: Encoder | None = None, encoder_name: str | None = None, reader: str | None = None
) -> Library:
    """Open the library in `folder`, making an empty one where there is none.

    Args:
        folder: made if need be.
        encoder: one that is loaded already; None loads by name when needed.
        encoder_name: of a new library; for an existing one it must be the one that it was made with.
        reader: of a new library.

    Raises:
        ValueError: another encoder, an unknown reader, a newer format, or a damaged database.
    """
    if reader not in {None, DEFAULT_READER}:
        raise ValueError(f"no reader {reader!r}: expected {DEFAULT_READER}")
    encoder_name = encoder_name and named(encoder_name)
    if not is_library(folder):
        encoder = encoder or load_encoder(encoder_name or DEFAULT_ENCODER)
        _create(folder, encoder)
    library = Library(folder, encoder=encoder)
    made_with = library.setting("encoder")
    if (encoder_name or made_with) != made_with or (encoder and encoder.sha256 != library.setting("encoder_sha256")):
        library.close()
        wanted = encoder_name or (encoder.name if encoder else "")
        raise ValueError(
            f"{folder} was made with the encoder {made_with}, not {wanted}: name another folder with --library for it"
        )
    library.split_again_if_needed()
    return library


def _create(folder: Path, encoder: Encoder) -> None:
    """Make an empty library, unless another process has made one meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"encoder": encoder.name, "encoder_sha256": encoder.sha256, "dimension": str(encoder.dimension)}
    with write_lock(folder):
        if not is_library(folder):
            create_catalog(folder, {**settings, "reader": DEFAULT_READER, "passages": str(PASSAGE_SETTINGS)})
