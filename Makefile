# Two commands: `make run` starts the chat, `make test` checks everything. `make help` shows the rest.
SHELL = /bin/sh
PYTHON = .venv/bin/python
PORT ?= 8501
DATA ?= ../shared/data
export ARTICLE

.DEFAULT_GOAL := help
.PHONY: help run test check lint chromium eval bench soak pictures clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 10

run: .venv/.run ## start the chat on http://127.0.0.1:8501; ARTICLE=path adds that article and opens on it, PORT=number moves it
	@$(PYTHON) -m ui --port $(PORT) $${ARTICLE:+"$$ARTICLE"}

test: lint chromium ## style, types, import arrows and every test, in a real browser too
	$(PYTHON) -m pytest

check: lint ## the same without the browser: quick
	$(PYTHON) -m pytest -m "not browser"

lint: .venv/.test
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

eval: .venv/.test ## how often the offline reader answers rightly
	$(PYTHON) -m tests.eval --data $(DATA)

bench: .venv/.test chromium ## how fast it is, beside its bare parts; writes tests/bench/figures.md
	PYTHONPATH=tests $(PYTHON) -m tests.bench

soak: .venv/.test ## kill it a hundred times and damage every file: what is lost? (20 minutes)
	$(PYTHON) -m tests.soak

pictures: .venv/.test chromium ## take the pictures of the page in docs/ anew
	$(PYTHON) -m pytest tests/browser -k pictures --screenshots docs

clean: ## remove what these commands made; the library of articles stays
	rm -rf .venv .uv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the commands need: installed once, and again when the lock changes

.venv/.run: pyproject.toml uv.lock
	@$(UV) && $$uv sync --locked --inexact && touch $@

.venv/.test: pyproject.toml uv.lock
	@$(UV) && $$uv sync --locked --inexact --group dev --group browser --group model && touch .venv/.run $@

# Sets $uv: the one on this system, or one of our own, installed by pip.
define UV
if uv --version >/dev/null 2>&1; then uv=uv; else \
    uv=.uv/bin/uv; \
    if ! $$uv --version >/dev/null 2>&1; then \
        rm -rf .uv; \
        if ! python3 -m venv .uv; then \
            rm -rf .uv; \
            $(AS_ROOT_ON_DEBIAN) && apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y python3-venv && python3 -m venv .uv || { \
                rm -rf .uv; \
                echo "error: python3 cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2; \
                exit 1; \
            }; \
        fi; \
        .uv/bin/python -m pip install --quiet uv || { rm -rf .uv; exit 1; }; \
    fi; \
fi
endef

AS_ROOT_ON_DEBIAN = { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# The browser of the tests: the system's, Debian's, or Playwright's own.
chromium: .venv/.test
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	    if command -v $$name >/dev/null; then exit 0; fi; \
	done; \
	if $(AS_ROOT_ON_DEBIAN); then \
	    apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y chromium && exit 0; \
	fi; \
	$(PYTHON) -m playwright install chromium
