"""The chat as a process of its own, asked as its page would ask it, but without a browser."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent

CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)

LONGEST = 120
"""Seconds that anything may take."""


@dataclass(frozen=True)
class Served:
    """A chat that runs: its process, and its address once it has printed it."""

    process: "subprocess.Popen[str]"

    @cached_property
    def address(self) -> str:
        """Waited for."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found is not None, f"the chat ended: {line}"
        return found[0]

    def page(self) -> str:
        """Return the page's HTML."""
        return self._got("/").decode()

    @cached_property
    def _asking(self) -> tuple[int, int]:
        """The number of the event that asks, and of inputs that it has."""
        found = CONFIG.search(self.page())
        assert found is not None, "the page has no configuration of Gradio's"
        for event in json.loads(found[1])["dependencies"]:
            if any(name == "ask" for _, name in event["targets"]):
                return int(event["id"]), len(event["inputs"])
        raise AssertionError("the page has no event that asks")

    def ask(self, question: str) -> str:
        """Return the HTML of the answer to the first question of a new conversation."""
        number, inputs = self._asking
        session = uuid.uuid4().hex[:10]
        event = {"question": question, "limits": {}}
        asked = {"fn_index": number, "data": [None] * inputs, "event_data": event, "session_hash": session}
        self._got("/gradio_api/queue/join", json.dumps(asked).encode())
        return next(text for text in self._heard(session) if text)

    def _heard(self, session: str) -> Iterator[str]:
        """Yield what is said of a session: the answer once it is complete, else nothing."""
        with urllib.request.urlopen(
            f"{self.address}/gradio_api/queue/data?session_hash={session}", timeout=LONGEST
        ) as said:
            for line in said:
                message: dict[str, Any] = json.loads(line[6:]) if line.startswith(b"data: ") else {}
                if message.get("msg") == "process_completed":
                    assert message["success"], message
                    yield json.dumps(message["output"]["data"])

    def _got(self, path: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"{self.address}{path}", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=LONGEST) as answer:
            return bytes(answer.read())


def command(*arguments: str | Path, first: str = "") -> list[str]:
    """Return how `excerpt` is called from this checkout, `first` being run before anything else."""
    return [sys.executable, "-c", f"{first}\nfrom ui.cli import main; main()", *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}


@contextmanager
def chatting(library: Path, *, first: str = "", options: Sequence[str] = ()) -> Iterator[Served]:
    """Start `excerpt chat` on a free port, and end it afterwards."""
    started = command("chat", "--library", library, "--port", "0", "--no-browser", *options, first=first)
    with subprocess.Popen(started, env=environment(), stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield Served(process)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def until(served: Served, question: str, words: str) -> tuple[float, float]:
    """Return the seconds until the page is there, and until the answer holds the words that it should."""
    started = time.perf_counter()
    served.page()
    page = time.perf_counter() - started
    while words not in served.ask(question):
        assert time.perf_counter() - started < LONGEST, f"no answer to {question!r} has {words!r}"
    return page, time.perf_counter() - started
