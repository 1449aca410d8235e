"""The house: index ← qa ← ui, one way; light to import; nothing long."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("index", "qa", "ui")
HEAVY = ("torch", "transformers", "sentence_transformers", "gradio", "openvino")
PAGE = {
    *("ui.app", "ui.server", "ui.theme", "ui.greeting"),
    *(f"ui.{part}_events" for part in ("chat", "history", "kept", "library", "source", "suggest")),
}
"""Modules of the page, which only `excerpt chat` imports."""

MOST_LINES = 260
LONGEST_BODY = 40

MODULES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]


def dotted(path: Path) -> str:
    """Return a module's name.

    >>> dotted(ROOT / "qa" / "ask.py"), dotted(ROOT / "qa" / "__init__.py")
    ('qa.ask', 'qa')
    """
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports anywhere in it, relative imports with their dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function's body has without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def steps_back(name: str, source: str) -> list[str]:
    """Return the imports of a module that are relative, or lead to a layer above its own."""
    above = LAYERS[LAYERS.index(name.partition(".")[0]) + 1 :]
    return [other for other in imported(ast.parse(source)) if other.startswith(".") or other.partition(".")[0] in above]


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_run_one_way_and_are_absolute(path: Path) -> None:
    assert steps_back(dotted(path), path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("name", "source", "wrong"),
    [
        ("index.library", "from qa.ask import ask", ["qa.ask"]),
        ("index.readers.pdf", "def read():\n    import ui.render", ["ui.render"]),
        ("qa", "if TYPE_CHECKING:\n    from ui import app", ["ui"]),
        ("qa.ask", "from . import answer\nfrom .select import choose", [".", ".select"]),
        ("ui.app", "from index import library\nimport qa.ask", []),
        ("index.catalog", "import qartez, uistyle, sqlite3", []),
    ],
)
def test_a_step_back_is_noticed(name: str, source: str, wrong: list[str]) -> None:
    assert steps_back(name, source) == wrong


IMPORT_ALL = """
import importlib, sys
for name in sys.argv[2:]:
    importlib.import_module(name)
    heavy = sorted(set(sys.argv[1].split(",")) & set(sys.modules))
    assert not heavy, f"{name} imports {heavy}"
print("light")
"""


def test_importing_the_packages_imports_nothing_heavy() -> None:
    names = [dotted(path) for path in MODULES if dotted(path) not in PAGE]
    assert {"index.encoder", "index.graph", "index.readers", "qa.ask", "ui.cli", "ui.render"} <= set(names)
    command = [sys.executable, "-c", IMPORT_ALL, ",".join(HEAVY), *names]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (ran.stdout, ran.returncode) == ("light\n", 0), ran.stderr


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_says_what_it_is_and_is_short(path: Path) -> None:
    source = path.read_text("utf-8")
    docstring = ast.get_docstring(ast.parse(source))
    assert docstring, "a module starts with what goes in and what comes out"
    assert len(source.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_no_function_is_long(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [(node.name, body_lines(node)) for node in functions if body_lines(node) > LONGEST_BODY] == []


def test_a_docstring_does_not_count_as_body() -> None:
    (function,) = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n\n    return a\n').body
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == 3


def test_the_top_level_packages_are_the_house() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == set(LAYERS)
