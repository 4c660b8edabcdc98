# The two commands: `make demo` and `make test`. Everything they need they set up themselves.
.DEFAULT_GOAL := help
.PHONY: help setup web check test test-fast demo demo-check lock clean
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:  ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1|/' | column -t -s '|'

# The stamp carries the locks' content: another lock makes another environment.
LOCK_HASH := $(shell cat requirements/dev.txt pyproject.toml 2>/dev/null | sha256sum | cut -c1-16)
$(VENV)/.stamp-$(LOCK_HASH):
	@echo "== environment ($(VENV), about half a minute the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.stamp-*
	@touch $@

setup: $(VENV)/.stamp-$(LOCK_HASH)  ## the Python environment (the other targets call it)

web: setup  ## the operator page
	@$(BIN)/python scripts/build_web.py

check: setup  ## ruff, mypy --strict, the import contract, generated pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/generate_docs.py --check

test-fast: setup  ## the pure tests, under a minute
	@$(BIN)/pytest -q -m "not pbx and not store and not browser and not redis and not slow"

test: setup web  ## everything, on real Asterisk, PostgreSQL and Chromium
	@$(BIN)/python scripts/test_tools.py
	@$(BIN)/python scripts/run_tests.py

demo: setup web  ## the whole thing, running, with callers
	@$(BIN)/ccengine demo

demo-check: setup web  ## the demo's calls placed and judged, headless
	@$(BIN)/ccengine demo --check

lock: setup  ## resolve the dependencies anew (hash-pinned, no addresses)
	@$(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --group dev --all-extras pyproject.toml -o requirements/dev.txt

clean:  ## remove what was built here (the caches outside stay)
	@rm -rf $(VENV) .ccengine screenpop/web/dist screenpop/web/node_modules
