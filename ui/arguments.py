"""What a person types on the command line in, what commands work with out: a library's folder, a scope, questions."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.snapshot import Scope
    from qa.follow_up import Turn

Folder = Annotated[
    Path | None,
    typer.Option(
        "--library", envvar="EXCERPT_LIBRARY", help="The library's folder.", show_default="your user-data folder"
    ),
]


def folder_of(library: Path | None) -> Path:
    """Return the library's folder: the one that was named, or the platform's user-data folder."""
    if library is not None:
        return library.absolute()
    from platformdirs import user_data_path

    return user_data_path("excerpt", appauthor=False)


def existing(library: Path | None) -> Path:
    """Return the library's folder.

    Raises:
        ValueError: there is no library in it.
    """
    from index.tables import is_library

    folder = folder_of(library)
    if not is_library(folder):
        raise ValueError(f"no library in {folder}: excerpt add PATH makes one")
    return folder


def scope_of(only: list[str] | None, since: str | None, until: str | None) -> "Scope":
    """Return the scope that the options give.

    Raises:
        ValueError: a date that is none.
    """
    from index.snapshot import Scope

    return Scope(tuple(only or ()), since and _day(since), until and _day(until))


def _day(given: str) -> str:
    """Return a date as documents have it, so that dates compare as strings."""
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise ValueError(f"not a date: {given!r} (expected YYYY-MM-DD)") from None


def turns_in(messages: Path) -> "list[Turn]":
    """Return the turns of a conversation's file: what the user asked, and what others said to it.

    Raises:
        ValueError: the file is no conversation that ends in a user's turn.
    """
    from qa.queries import turns_of

    try:
        return turns_of(json.loads(messages.read_text("utf-8")))
    except ValueError:
        expected = 'expected [{"role": "user", "content": "…"}, …] that ends in a user\'s turn'
        raise ValueError(f"{messages} is no conversation: {expected}") from None
