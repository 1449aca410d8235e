"""JSON in, its values and the lines that say them out: each with where it is, records as rows."""

import json
from collections.abc import Iterator
from typing import Any

from index.rows import LONGEST_NAME, row_line

LONGEST_PATH = 100
"""Characters of where a value is; of a longer path the end is shown."""

DEEPEST = 200
"""Objects and lists in one another; people and programs write ten."""

TOO_DEEP = "the file's JSON is nested too deeply to be read"


def parsed(text: str) -> Any:
    """Return a JSON value, its numbers as they are written.

    Raises:
        ValueError: it is no JSON, or nested too deeply.
    """
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise ValueError(f"the file is damaged: expected JSON, and there is {error}") from None
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def value_lines(value: Any, path: str = "", left: int = DEEPEST) -> Iterator[str]:
    r"""Yield what a value says: a paragraph for each plain value, with where it is; a row for each record of a list.

    >>> list(value_lines({"lake": {"name": "Ammer", "depth": "81.1"}, "birds": [{"name": "Duck", "eggs": "9"}]}))
    ['lake › name: Ammer\n', 'lake › depth: 81.1\n', 'birds\n', '| name: Duck | eggs: 9 |', '']

    Raises:
        ValueError: it is nested deeper than `left`.
    """
    if not left:
        raise ValueError(TOO_DEEP)
    if isinstance(value, dict):
        for name, said in value.items():
            yield from value_lines(said, _below(path, name), left - 1)
    elif isinstance(value, list) and value and all(map(_is_record, value)):
        yield from [f"{path}\n"] if path else []
        yield from map(_record_line, value)
        yield ""
    elif isinstance(value, list) and not all(map(_is_plain, value)):
        for number, said in enumerate(value, 1):
            yield from value_lines(said, f"{path} {number}".strip(), left - 1)
    elif said := _plain(value).strip():
        yield f"{path}: {said}\n" if path else f"{said}\n"


def _below(path: str, name: str) -> str:
    """Return the path of what an object has under a name.

    >>> _below("birds 2", "name"), len(_below("x" * 200, "name"))
    ('birds 2 › name', 100)
    """
    path = " ".join((f"{path} › {name}" if path else name).split())
    return path if len(path) <= LONGEST_PATH else f"…{path[1 - LONGEST_PATH :]}"


def _record_line(record: dict[str, Any]) -> str:
    said = {i: " ".join(_plain(value).split()) for i, value in enumerate(record.values())}
    names = {i: " ".join(name.split())[:LONGEST_NAME] for i, name in enumerate(record)}
    return row_line({i: words for i, words in said.items() if words}, names)


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and any(map(_plain, value.values())) and all(map(_is_plain_or_list, value.values()))


def _is_plain_or_list(value: Any) -> bool:
    return _is_plain(value) or (isinstance(value, list) and all(map(_is_plain, value)))


def _is_plain(value: Any) -> bool:
    return not isinstance(value, list | dict)


def _plain(value: Any) -> str:
    """Return what a plain value, or a list of plain values, says.

    >>> _plain(True), _plain(None), _plain(["red", "1.10"])
    ('true', '', 'red, 1.10')
    """
    if isinstance(value, list):
        return ", ".join(filter(None, map(_plain, value)))
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else ""
