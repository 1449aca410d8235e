"""From Enter to the painted answer, against the same `ask` in process, in one run: make bench-page DATA=DIR."""

import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from bench_squad import LIBRARIES
from page_steps import ask, chromium_running, opened, serving
from playwright.sync_api import expect

from index.encoder import load_encoder
from index.library import Library
from index.snapshot import EVERYTHING
from qa.ask import ask as ask_in_process
from qa.corpus import library_of
from qa.queries import read_set

TESTS = Path(__file__).parent

QUESTIONS = 40
MOST_MORE = 250
"""Milliseconds that the page may add, median."""

TIMED = """() => {
  window.painted = [];
  let asked = 0;
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") asked = performance.now(); }, true);
  new MutationObserver(() => {
    if (!asked || !document.querySelector("#chat .reply")) return;
    const started = asked;
    asked = 0;
    requestAnimationFrame(() => setTimeout(() => window.painted.push(performance.now() - started), 0));
  }).observe(document.body, { childList: true, subtree: true });
}"""
"""Notes the milliseconds from each Enter to the frame after the one that holds the first answer."""


def in_process(questions: list[str], library: Library) -> list[float]:
    """Return the milliseconds of each question without the page."""
    times = []
    for question in questions:
        started = perf_counter()
        ask_in_process(question, library, scope=EVERYTHING, strict=None, earlier=())
        times.append(1000 * (perf_counter() - started))
    return times


def in_page(questions: list[str], library: Library) -> list[float]:
    """Return the milliseconds from Enter to the painted answer of each question, each in a new conversation."""
    with serving(library, ask_in_process) as address, chromium_running() as browser, opened(browser, address) as page:
        page.evaluate(TIMED)
        for number, question in enumerate(questions, start=1):
            page.get_by_role("button", name="New conversation").click()
            expect(page.locator("#chat .reply, #next .next")).to_have_count(0)
            ask(page, question)
            page.wait_for_function("count => window.painted.length === count", arg=number)
            page.wait_for_selector("#next .next", state="attached")  # which is sought once the answer is shown
        return list(page.evaluate("window.painted"))


def main(data: Path) -> int:
    """Print the medians; fail where the page adds too much."""
    articles, queries = read_set(data / "wikinews" / "articles.jsonl", TESTS / "wikinews_questions.jsonl")
    questions = [query.question for query in queries][:QUESTIONS]
    with library_of([articles], LIBRARIES, encoder=load_encoder()) as library:
        in_process(questions[:3], library)
        alone, painted = median(in_process(questions, library)), median(in_page(questions, library))
    print(f"{len(questions)} questions on {len(articles)} articles, median milliseconds")
    print(f"ask in process          {alone:6.0f}")
    print(f"from Enter to painted   {painted:6.0f}   {painted - alone:+.0f}, at most {MOST_MORE:+}")
    return int(painted - alone > MOST_MORE)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "wikinews" / "articles.jsonl").is_file():
        sys.exit("usage: make bench-page DATA=DIR, where DIR holds wikinews/articles.jsonl")
    sys.exit(main(Path(sys.argv[1])))
