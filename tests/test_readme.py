"""What the README says is what is there: commands, options, sessions and the file map."""

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from index.opening import open_library
from ui import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The README's fenced blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def modules() -> Iterator[tuple[str, str]]:
    """Each module's path and the first line of its docstring."""
    for package in ("index", "qa", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            if path.name != "__init__.py":
                yield str(path.relative_to(ROOT).as_posix()), docstring.splitlines()[0]


def test_the_file_map_names_every_module_in_its_own_words() -> None:
    rows = re.findall(r"^\| `((?:index|qa|ui)/[\w/]+\.py)` \| (.+) \|$", README, re.MULTILINE)
    assert sorted(rows) == sorted(modules())


def test_the_two_commands_are_in_the_makefile() -> None:
    first = blocks("sh")[0]
    assert re.findall(r"^make (\w+)", first, re.MULTILINE) == ["chat", "test"]
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {*re.findall(r"\bmake ([\w-]+)", README)} <= {*targets}


@pytest.mark.skipif(sys.platform == "win32", reason="make is not part of Windows")
def test_the_plain_commands_are_what_make_runs() -> None:
    plain = next(block for block in blocks("sh") if "venv" in block).splitlines()
    command = ["make", "-n", "-B", "chat", "PYTHON=python3"]
    made = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, timeout=60).stdout
    run = [line.removeprefix("@") for line in made.splitlines() if line.startswith((".venv/", "python3 -m"))]
    assert [shlex.split(line) for line in run] == [shlex.split(line) for line in plain]
    windows = [line.replace("\\", "/").replace("Scripts/", "bin/") for line in blocks("bat")[0].splitlines()]
    assert windows == [line.replace("python3 -m", "py -m") for line in plain]


def test_every_command_and_option_that_is_named_exists() -> None:
    known = get_command(cli.app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"`excerpt ([a-z]+)", README)) | set(re.findall(r"^\$ excerpt (\w+)", README, re.MULTILINE))
    assert named == set(known)
    options = {option for command in known.values() for parameter in command.params for option in parameter.opts}
    trainers = {"--data", "--out", "--start-from", "--average"}
    assert all(f'"{option}"' in (ROOT / "qa" / "train_reader.py").read_text("utf-8") for option in trainers)
    for module in ("train_reader", "fit_rules"):
        assert '"--data"' in (ROOT / "qa" / f"{module}.py").read_text("utf-8")
    elsewhere = trainers | {"--help", "--index-url", "--disable-pip-version-check", "--quiet"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - elsewhere <= options


def test_every_file_that_is_linked_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).is_file()


def replayed(session: str, folder: Path) -> str:
    """Run a session's commands anew and return what it looks like now."""
    lines = []
    for command in re.findall(r"^\$ excerpt (.*)$", session, re.MULTILINE):
        arguments = [sys.executable, "-c", "from ui.cli import main; main()", *shlex.split(command)]
        done = subprocess.run(
            arguments,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            cwd=ROOT,
            env={**os.environ, "EXCERPT_LIBRARY": str(folder), "PYTHONWARNINGS": "ignore"},
            timeout=120,
            check=True,
        )
        lines += [f"$ excerpt {command}", done.stdout.strip("\n").replace(str(ROOT), "~/excerpt"), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


@pytest.mark.model
def test_the_session_is_a_real_one(tmp_path: Path) -> None:
    (session,) = blocks("console")
    measured = re.compile(r"^confidence 0\.\d\d, \d+\.\d\d s$", re.MULTILINE)  # neither is the same on every machine
    assert measured.sub("…", replayed(session, tmp_path)) == measured.sub("…", session)


@pytest.mark.model
def test_the_seeds_hold_the_sample_document_and_nothing_else(tmp_path: Path) -> None:
    (seed,) = (ROOT / "seeds").iterdir()
    with open_library(tmp_path) as library:
        (row,) = library.add([cli.SEEDS]).added
    assert Path(row.source) == seed
