"""Serving: the port, the web server's options, the browser, and what is left when it ends."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import httpx2
import pytest
from fake_library import FakeLibrary, fake_ask
from starlette.responses import PlainTextResponse

from ui import server
from ui.asking import Asking
from ui.cli import announce
from ui.port import listen
from ui.shelf import Shelf


def test_the_web_server_says_little_and_believes_no_proxy() -> None:
    config = server.server_config(PlainTextResponse("reached"))
    assert config.log_level == "warning"
    assert (config.server_header, config.proxy_headers, config.ws) == (False, False, "none")
    assert config.timeout_graceful_shutdown == 1, "open pages are not waited for"


def test_a_taken_port_is_one_clear_sentence() -> None:
    with listen(0) as taken:
        assert taken.getsockname()[0] == "127.0.0.1"
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=rf"port {port} cannot be used .*--port"):
            listen(port)


SERVE = """
import os, sys
from pathlib import Path
from fake_library import FakeLibrary, fake_ask
from ui.asking import Asking
from ui.server import serve
from ui.shelf import Shelf
library = FakeLibrary(Path(sys.argv[1]))
def ready(address):
    print(address, os.environ["GRADIO_TEMP_DIR"], flush=True)
serve(Shelf(library.as_library), fake_ask(library), Asking("library"), port=0, ready=ready)
print("done", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_starts_tells_its_address_and_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    root = Path(server.__file__).parent.parent
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    paths = os.pathsep.join([str(root), str(root / "tests"), os.environ.get("PYTHONPATH", "")])
    child = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        address, uploads = child.stdout.readline().split()
        assert Path(uploads).is_dir()
        assert httpx2.get(address).status_code == 200
        with httpx2.stream("GET", f"{address}/gradio_api/heartbeat/open-page") as page:
            assert page.status_code == 200
            child.send_signal(number)
            out, errors = child.communicate(timeout=20)
    finally:
        child.kill()
    assert (out, errors, child.returncode) == ("done\n", "", 0)
    assert not Path(uploads).exists()


def test_the_browser_is_opened_only_when_wanted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = FakeLibrary(tmp_path)
    opened: SimpleQueue[str] = SimpleQueue()
    monkeypatch.setattr("webbrowser.open", opened.put)
    monkeypatch.setattr(server._Server, "run", lambda self, sockets: self._started())
    for wanted in (False, True):
        shelf = Shelf(library.as_library)
        asking, ready = Asking(shelf.first), partial(announce, browser=wanted)
        server.serve(shelf, fake_ask(library), asking, port=0, ready=ready)
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2
    assert told[1] == f"Excerpt is at {opened.get(timeout=20)} (Ctrl+C ends it)"
    assert opened.empty()
