# Everything people and CI run. `make` alone lists it.

SHELL := /bin/sh
BIN := .venv/bin
RUN_TIME := requirements.txt requirements-embedded.txt
ALL := $(RUN_TIME) requirements-dev.txt
PATHS := accounts chat common config delivery groups media presence tests manage.py

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-all lint format types contracts check lock web clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what running needs into .venv (Python 3.11 or later)
	@.ci/setup $(RUN_TIME)

setup-dev: setup ## install the tools of development, too
	@.ci/setup $(ALL)

run: setup web ## run Parley here: PORT=8000 VAR_DIR=var WEB_PROCESSES=1
	@exec $(BIN)/python manage.py up

test: setup-dev ## the tests that fit into a coffee break
	$(BIN)/python -m pytest -m "not big"

test-all: setup-dev ## every test, with the big counts
	$(BIN)/python -m pytest

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

check: lint types contracts ## lint, types and contracts

lock: setup-dev ## compile the .in files again (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	@for name in requirements requirements-embedded requirements-dev; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--custom-compile-command "make lock" $$name.in -o $$name.txt; done

web: setup ## build the web client (there is none yet: nothing to do)
	@test ! -f web/package.json || { echo "web/ has a client, and this Makefile does not build it yet"; exit 1; }

clean: ## remove what was built and installed; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis web/dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
