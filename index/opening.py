"""A folder in, its open library out: made where there is none, refused where another encoder made it."""

from pathlib import Path

from index.encoder import Encoder, load_encoder
from index.library import Library
from index.lock import write_lock
from index.migrate import migrate
from index.passages import PASSAGE_SETTINGS
from index.tables import create_catalog, is_library
from index.weights import DEFAULT_ENCODER, named

DEFAULT_READER = "excerpt-reader"
"""What reads passages and points at the answer's words; `qa.open_reader` knows which readers there are."""


def open_library(
    folder: Path, *, encoder: Encoder | None = None, encoder_name: str | None = None, reader: str | None = None
) -> Library:
    """Open the library in `folder`, making an empty one where there is none.

    Args:
        folder: made if need be.
        encoder: one that is loaded already; None loads by name when needed.
        encoder_name: of a new library; for an existing one it must be the one that it was made with.
        reader: what answers from now on; None leaves the one that the library has.

    Raises:
        ValueError: another encoder, a newer format, or a damaged database.
    """
    encoder_name = encoder_name and named(encoder_name)
    if not is_library(folder):
        encoder = encoder or load_encoder(encoder_name or DEFAULT_ENCODER)
        _create(folder, encoder, reader or DEFAULT_READER)
    migrate(folder)
    library = Library(folder, encoder=encoder)
    made_with = library.setting("encoder")
    if (encoder_name or made_with) != made_with or (encoder and encoder.sha256 != library.setting("encoder_sha256")):
        library.close()
        wanted = encoder_name or (encoder.name if encoder else "")
        raise ValueError(
            f"{folder} was made with the encoder {made_with}, not {wanted}: name another folder with --library for it"
        )
    if reader is not None and reader != library.setting("reader"):
        library.use_reader(reader)
    library.split_again_if_needed()
    return library


def _create(folder: Path, encoder: Encoder, reader: str) -> None:
    """Make an empty library, unless another process has made one meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"encoder": encoder.name, "encoder_sha256": encoder.sha256, "dimension": str(encoder.dimension)}
    with write_lock(folder):
        if not is_library(folder):
            create_catalog(folder, {**settings, "reader": reader, "passages": str(PASSAGE_SETTINGS)})
