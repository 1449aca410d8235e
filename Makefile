# make chat: ask your documents in the browser.   make test: everything CI checks.
# What is run here is what the README lists for people without make.

PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,$(shell $(p) -c 'import sys; print("$(p)" if (3, 11) <= sys.version_info[:2] <= (3, 13) else "")' 2>/dev/null)))
PORT ?= 7860
PATHS ?=
DATA ?=

.PHONY: chat test screenshots bench bench-answers bench-crash bench-hostile bench-news bench-page bench-read bench-rot bench-scale bench-sentences bench-suggest

chat: .venv/chat.stamp
	.venv/bin/excerpt chat $(PATHS) --library .library --port $(PORT)

test: .venv/test.stamp
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/pytest

screenshots: .venv/test.stamp
	.venv/bin/python tests/take_screenshots.py

bench: .venv/bench.stamp
	@.venv/bin/python tests/bench.py $(DATA)

bench-answers: .venv/test.stamp
	@.venv/bin/python tests/bench_answers.py $(DATA)

bench-crash: .venv/test.stamp
	@.venv/bin/python tests/bench_crash.py

bench-news: .venv/test.stamp
	@.venv/bin/python tests/bench_news.py $(DATA)

bench-hostile: .venv/test.stamp
	@.venv/bin/python tests/bench_hostile.py

bench-page: .venv/test.stamp
	@.venv/bin/python tests/bench_page.py $(DATA)

bench-read: .venv/test.stamp
	@.venv/bin/python tests/bench_read.py $(DATA)

bench-rot: .venv/test.stamp
	@.venv/bin/python tests/bench_rot.py

bench-scale: .venv/test.stamp
	@.venv/bin/python tests/bench_scale.py $(DATA)

bench-sentences: .venv/test.stamp
	@.venv/bin/python tests/bench_sentences.py $(DATA)

bench-suggest: .venv/test.stamp
	@.venv/bin/python tests/bench_suggest.py $(DATA)

.venv/chat.stamp: pyproject.toml constraints.txt | .venv/bin/python
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/test.stamp: pyproject.toml constraints.txt | .venv/bin/python
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@ .venv/chat.stamp

.venv/bench.stamp: pyproject.toml constraints.txt | .venv/bin/python
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench,test]'
	@touch $@ .venv/chat.stamp .venv/test.stamp

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "error: Excerpt needs Python 3.11, 3.12 or 3.13, and none was found (name one with PYTHON=)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "error: Excerpt needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is %d.%d" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
