import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import sandbox as sandbox_module
from index.child import Child, reply_line
from index.document import Article, Extracted
from index.limits import Limits
from index.sandbox import NO_ANSWER, Sandbox, checked, extract, within

ROOT = Path(__file__).parent.parent
FILES = ROOT / "tests" / "files"
PDF = (FILES / "pdflatex-4-pages.pdf").read_bytes()


@pytest.fixture(autouse=True)
def workers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where letters in pictures are recognised, a PDF is read by a child of its own; here, by a worker."""
    monkeypatch.setattr(sandbox_module, "reads_pictures", lambda _: False)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1) as made:
        yield made


def worker(sandbox: Sandbox) -> "subprocess.Popen[bytes]":
    (found,) = (child._worker for child in sandbox._children if child._worker is not None)
    return found


def test_a_child_reads_and_stays_for_the_next(sandbox: Sandbox) -> None:
    found = extract("a.pdf", PDF, sandbox)
    first = worker(sandbox).pid
    assert (len(found.pages), found.date) == (4, "2022-04-03")
    assert extract("b.html", b"<p>Ducks swim.", sandbox).text == "Ducks swim."
    assert worker(sandbox).pid == first


def test_plain_text_is_read_in_a_child_too(sandbox: Sandbox) -> None:
    before = sandbox._children[0].answers
    assert extract("a.txt", b"Ducks\n\nThey swim.", sandbox) == Extracted("Ducks\n\nThey swim.", title="Ducks")
    assert sandbox._children[0].answers == before + 1


def test_a_reader_s_reason_comes_through(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match=r"^the file is encrypted: save a copy without the password$"):
        extract("a.pdf", (FILES / "libreoffice-writer-password.pdf").read_bytes(), sandbox)
    with pytest.raises(ValueError, match=r"^the file holds no text$"):
        extract("a.txt", b" \n\t\n", sandbox)
    with pytest.raises(ValueError, match="no reader for"):
        extract("a.xyz", b"", sandbox)


def test_what_a_library_raises_is_one_sentence(sandbox: Sandbox) -> None:
    broken = (FILES / "word_tables.docx").read_bytes().replace(b"[Content_Types].xml", b"[Content_Tipes].xml")
    with pytest.raises(ValueError, match=r"^the file is damaged \(KeyError: .*Content_Types"):
        extract("a.docx", broken, sandbox)


def test_a_child_that_dies_fails_its_file_only(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(replies: IO[bytes], longest: int) -> bytes:
        worker(sandbox).kill()
        worker(sandbox).wait()
        replies.read()
        return reply_line(replies, longest)

    with monkeypatch.context() as patched:
        patched.setattr(sandbox_module, "reply_line", die)
        with pytest.raises(ValueError, match=NO_ANSWER):
            extract("a.pdf", PDF, sandbox)
    assert extract("a.pdf", PDF, sandbox).pages
    assert sandbox._children[0].answers == 1


def test_a_child_that_died_idle_costs_no_file(sandbox: Sandbox) -> None:
    extract("a.pdf", PDF, sandbox)
    worker(sandbox).kill()
    worker(sandbox).wait()
    assert extract("a.pdf", PDF, sandbox).pages


def test_readers_run_in_the_child_only() -> None:
    code = """if 1:
        import sys
        from index.sandbox import Sandbox, extract
        with Sandbox() as sandbox:
            extract("a.html", b"<p>Ducks swim.", sandbox)
        print(sorted({"trafilatura", "lxml"} & set(sys.modules)))
    """
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows cannot stop a process for a while")
def test_a_child_that_hangs_is_ended() -> None:
    with Sandbox(limits=Limits(seconds=0.3), workers=1) as slow:
        stopped = slow._children[0]._start()
        os.kill(stopped.pid, signal.SIGSTOP)
        with pytest.raises(ValueError, match=r"the file took longer than 0\.3 s to read"):
            slow.read("a.pdf", PDF)
        assert stopped.poll() is not None


def test_closing_ends_the_child() -> None:
    with Sandbox() as closed:
        extract("a.pdf", PDF, closed)
        child = worker(closed)
    assert child.poll() is not None
    closed.close()


def test_a_child_ends_with_its_parent() -> None:
    code = (
        "from index.sandbox import Sandbox; import os; w = Sandbox()._children[0]._start(); "
        "print(w.pid, flush=True); os._exit(0)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout as said:
        int(said.readline())
        parent.wait()
        # The child holds no copy of this pipe, and its own requests end with its parent: it must come to its end.
        assert said.read() == b""


def test_what_a_reader_prints_or_reads_does_not_disturb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site module makes every HTML reader in the child print to file descriptor 1 and read from 0."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "class Noise:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'trafilatura':\n"
        "            os.write(1, b'{\"error\": 1}\\n'); os.read(0, 10); print('noise')\n"
        "sys.meta_path.insert(0, Noise())\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    with Sandbox(workers=1) as noisy:
        assert extract("a.html", b"<p>Ducks swim.", noisy).text == "Ducks swim."


def test_nothing_is_imported_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    with Sandbox() as elsewhere:
        assert extract("a.pdf", PDF, elsewhere).pages


def test_threads_take_turns_with_as_many_workers_as_there_are() -> None:
    names = [f"<p>Duck number {i} swims." for i in range(20)]
    with Sandbox(workers=2) as two, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda page: extract("a.html", page.encode(), two).text, names))
        assert sum(child.answers for child in two._children) == 20
    assert found == [name.removeprefix("<p>") for name in names]


def test_there_are_as_many_workers_as_processors_at_most_four(monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, workers in ((1, 1), (3, 3), (64, 4), (None, 1)):
        monkeypatch.setattr("os.cpu_count", lambda count=processors: count)
        assert Sandbox().workers == workers


def test_after_an_end_nothing_is_read() -> None:
    with Sandbox(workers=1) as closed:
        pass
    with pytest.raises(ValueError, match=NO_ANSWER):
        closed.read("a.txt", b"Ducks")


def test_more_than_is_read_of_one_file_is_refused(sandbox: Sandbox) -> None:
    small = Limits(characters=10, pages=3)
    with Sandbox(limits=small, workers=1) as strict:
        assert extract("a.txt", b"0123456789", strict).text == "0123456789"
        with pytest.raises(ValueError, match=r"^the file holds 11 characters of text \(at most 10 are read\)$"):
            extract("a.txt", b"01234567890", strict)
    pages = r"^the file has 4 pages \(at most 3 are read\)$"
    with Sandbox(limits=Limits(pages=3), workers=1) as strict, pytest.raises(ValueError, match=pages):
        extract("a.pdf", PDF, strict)
    articles = Extracted("", articles=(Article("1", "Ducks."), Article("2", "Geese.")))
    with pytest.raises(ValueError, match=r"the file holds 12 characters"):
        within(articles, small)


def test_a_reply_over_the_limits_is_refused_whatever_the_child_says(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Child, "ask", lambda *_: _reply(pages=[0] * 5001))
    with pytest.raises(ValueError, match=r"^the file has 5,001 pages \(at most 5,000 are read\)$"):
        sandbox.read("a.pdf", b"")


def _reply(**changed: object) -> bytes:
    whole = {"error": None, "text": "abc", "pages": [0], "title": None, "date": None, "articles": [], "notes": []}
    return json.dumps({**whole, **changed}).encode() + b"\n"


REPLIES = [
    b"no json\n",
    b"[]\n",
    b"{}\n",
    _reply(text=3),
    _reply(pages=[1]),
    _reply(pages=[0, 7]),
    _reply(pages=[0, 2, 1]),
    _reply(pages=["0"]),
    _reply(text="a\r\nb"),
    _reply(title={}),
    _reply(notes=[1]),
    _reply(articles=[["key", "a\r\nb", None, None]]),
    _reply(articles=[[7, "a", None, None]]),
    _reply(articles=[["key", "a", None, None, None]]),
    b"[" * 100_000 + b"\n",
]


@pytest.mark.parametrize("reply", REPLIES, ids=range(len(REPLIES)))
def test_a_reply_that_makes_no_sense_is_refused(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, reply: bytes
) -> None:
    monkeypatch.setattr(Child, "ask", lambda *_: reply)
    with pytest.raises(ValueError, match=NO_ANSWER):
        sandbox.read("a.pdf", b"")


def test_a_reply_s_date_must_be_one(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Child, "ask", lambda *_: _reply(date="<b>"))
    with pytest.raises(ValueError, match="Invalid isoformat"):
        sandbox.read("a.pdf", b"")


def test_articles_and_notes_come_back(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    said = _reply(text="", pages=[], articles=[["n1", "Ducks.", " A\nday ", "2024-09-27"]], notes=["One was\nbroken"])
    monkeypatch.setattr(Child, "ask", lambda *_: said)
    found = sandbox.read("news.txt", b"")
    assert found == Extracted("", articles=(Article("n1", "Ducks.", "A day", "2024-09-27"),), notes=("One was broken",))


def test_a_reply_without_an_end_is_refused(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_module, "LONGEST_REPLY", 100)
    with pytest.raises(ValueError, match=NO_ANSWER):
        sandbox.read("a.pdf", PDF)


def test_a_title_is_one_clean_line() -> None:
    assert checked(Extracted("a", title=" Ducks\r\n and\x00\tgeese ")).title == "Ducks and\ufffd geese"
    assert checked(Extracted("a", title=" \n")).title is None
    assert len(checked(Extracted("a", title="word " * 200)).title or "") == 300


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", "a.docx"]),
    data=st.one_of(
        st.binary(max_size=400),
        st.integers(0, len(PDF)).map(lambda cut: PDF[:cut]),
        st.binary(max_size=200).map(lambda data: b"%PDF-1.4\n" + data),
        st.text(max_size=200).map(lambda said: f"<html><body><p>{said}</p></body></html>".encode()),
    ),
)
def test_garbage_is_text_or_one_sentence(sandbox: Sandbox, name: str, data: bytes) -> None:
    found, reason = None, "-"
    try:
        found = extract(name, data, sandbox)
    except ValueError as error:
        reason = str(error)
    assert len(reason.splitlines()) == 1
    assert found is None or (found.text.strip() and checked(found) == found)
