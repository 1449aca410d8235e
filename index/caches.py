"""What is kept there in, the platform's cache folder for it out."""

from pathlib import Path


def cache_folder(name: str) -> Path:
    """Return the folder for what can be made again: `encoders`, `readers`, `evaluations`. It need not exist."""
    from platformdirs import user_cache_path

    return user_cache_path("excerpt", appauthor=False) / name
