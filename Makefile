# Everything people and CI run. `make` alone lists it.

SHELL := /bin/sh
BIN := .venv/bin
RUN_TIME := requirements.txt requirements-embedded.txt
ALL := $(RUN_TIME) requirements-dev.txt
PATHS := accounts chat common config delivery groups media ops presence tests manage.py
# Most tests wait for something: two processes with servers of their own, a file's tests in one of them. The order is
# that of tests/conftest.py: the files that take longest come first.
BESIDE := --numprocesses 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run demo test test-all bench lint format types contracts check lock browser web web-check clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what running needs into .venv (Python 3.11 or later)
	@.ci/setup $(RUN_TIME)

setup-dev: setup ## install the tools of development, too
	@.ci/setup $(ALL)

run: setup ## run Parley here: PORT=8000 VAR_DIR=var WEB_PROCESSES=1
	@.ci/web build || echo "The web client could not be built; the API works without it." >&2
	@exec $(BIN)/python manage.py up

demo: setup ## run a Parley with people and conversations in it: VAR_DIR=var/demo
	@.ci/web build
	@exec env -u DATABASE_URL -u REDIS_URL VAR_DIR="$${VAR_DIR:-var/demo}" $(BIN)/python manage.py demo

test: setup-dev web browser ## the tests that fit into a coffee break
	$(BIN)/python -m pytest -m "not big and not alone" $(BESIDE)
	$(BIN)/python -m pytest -m "alone and not big"

test-all: setup-dev web browser ## every test, with the big counts
	$(BIN)/python -m pytest -m "not big and not alone" $(BESIDE)
	$(BIN)/python -m pytest -m "alone and not big"
	$(BIN)/python -m pytest -m big

bench: setup ## measure this machine; docs/performance.md tells what
	$(BIN)/python manage.py bench

lint: setup-dev ## style and likely mistakes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup-dev ## let the formatter have its way
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: setup-dev ## mypy, strict
	$(BIN)/mypy $(PATHS)

contracts: setup-dev ## who may import whom
	$(BIN)/lint-imports

check: lint types contracts web-check ## lint, types and contracts, of the web client too

lock: setup-dev ## compile the .in files again (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	@for name in requirements requirements-embedded requirements-dev; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--custom-compile-command "make lock" $$name.in -o $$name.txt; done

web: setup ## build the web client into web/dist, if it changed
	@.ci/web build

browser: setup-dev
	@.ci/browser get >/dev/null

web-check: setup ## the web client's lint, types, layers, unit tests and size
	@.ci/web check

clean: ## remove what was built and installed; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis web/dist web/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
