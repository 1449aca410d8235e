"""`excerpt chat` as a person starts it: a process of its own, with the real encoder, watched for every connection."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.opening import open_library

pytestmark = pytest.mark.model

WATCH = """
import os, sys

def watch(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) or event == "socket.getaddrinfo":
        host = args[1][0] if event == "socket.connect" else args[0]
        if host not in ("127.0.0.1", "localhost", "::1", None):
            with open(os.environ["CONNECTIONS"], "a") as file:
                print(event, host, file=file)

sys.addaudithook(watch)
"""
"""Python imports a `sitecustomize` before all else: this one notes what any process of ours connects to."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(WATCH)
    ours = {"PYTHONPATH": str(tmp_path / "site"), "CONNECTIONS": str(tmp_path / "connections")}
    return {**os.environ, **ours, "EXCERPT_LIBRARY": str(tmp_path / "library")}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from ui.cli import main; main()", *arguments]


@contextmanager
def chatting(environment: dict[str, str], *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start the chat on a free port; yield the process and the line that it prints once it can be asked."""
    started = command("chat", "--no-browser", "--port", "0", *arguments)
    with subprocess.Popen(
        started, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            process.kill()


def connections(environment: dict[str, str]) -> str:
    noted = Path(environment["CONNECTIONS"])
    return noted.read_text() if noted.exists() else ""


def test_the_watch_notices_a_connection(environment: dict[str, str]) -> None:
    call = "import socket\ntry: socket.create_connection(('192.0.2.1', 9), timeout=0.01)\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", call], env=environment, check=True)
    assert "192.0.2.1" in connections(environment)


def test_chat_reads_the_seeds_prints_its_address_and_ends_with_ctrl_c(environment: dict[str, str]) -> None:
    with chatting(environment) as (process, line):
        address = re.fullmatch(r"Excerpt is at (http://127\.0\.0\.1:\d+) \(Ctrl\+C ends it\)\n", line)
        assert address, process.communicate()[1]
        page = urllib.request.urlopen(address[1], timeout=10).read().decode()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert '"title":"Excerpt"' in page
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
    with open_library(Path(environment["EXCERPT_LIBRARY"])) as library:
        assert [row.passages > 5 for row in library.snapshot().documents] == [True]
    assert connections(environment) == ""


def test_nothing_is_asked_of_the_network(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "ducks.html").write_text("<p>Ducks swim on the quiet lake.</p>")
    for arguments in (["add", str(tmp_path / "ducks.html")], ["ask", "Where do ducks swim?"], ["verify"]):
        done = subprocess.run(command(*arguments), env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert connections(environment) == ""
