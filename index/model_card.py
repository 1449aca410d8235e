"""A model's folder in, the languages that its card says it knows out."""

import re
from pathlib import Path

CARD = "README.md"
LARGEST = 100_000
"""Characters of a card that are read."""

FRONT = re.compile(r"---\n(.*?)\n---(?:\n|$)", re.DOTALL)
CODE = re.compile("[a-z]{2}")


def known_languages(folder: Path) -> frozenset[str] | None:
    """Return the ISO 639-1 codes that a model's card lists under `language`; None where it lists none.

    Most cards on model hubs start with such a list, in YAML between two lines of dashes.
    """
    import yaml

    try:
        front = FRONT.match((folder / CARD).read_text("utf-8")[:LARGEST])
        listed = yaml.safe_load(front[1])["language"] if front else None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return None
    names = listed if isinstance(listed, list) else [listed]
    codes = {"no" if name is False else str(name).strip().lower()[:2] for name in names if _is_code(name)}
    return frozenset(codes) or None


def _is_code(name: object) -> bool:
    """Tell whether an entry is a code, maybe with a region (pt-BR); YAML reads Norwegian's, no, as False.

    >>> [_is_code(name) for name in ("en", "pt-BR", "multilingual", False, None, 3)]
    [True, True, False, True, False, False]
    """
    return name is False or (
        isinstance(name, str) and CODE.fullmatch(re.split("[-_]", name.strip().lower())[0]) is not None
    )
