# `make` says what there is. The first `make run` creates .venv and installs; later ones start at once.

PORT ?= $(or $(AGENCY_PORT),8501)
BIN := .venv/bin
PY := $(BIN)/python
SOURCES := agency_core $(wildcard pages/*.py) $(wildcard app.py)

AGENCY_HOST ?= 127.0.0.1
PROCESSES ?= 2
START = AGENCY_PORT=$(PORT) AGENCY_HOST=$(AGENCY_HOST)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run install test test-pds bars proof bench clean
.SUFFIXES:

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'
	@echo
	@echo '  make run PORT=5000                  another port than 8501'
	@echo '  AGENCY_DATA=/some/folder make run   another data folder than data/'
	@echo '  make run PYTHON=/path/to/python     another Python (3.11 or newer) for .venv'
	@echo '  make test ARGS="-k calendar"        arguments for pytest'

run: .venv/.installed ## start the dashboard, the API and the scheduler on http://127.0.0.1:8501
	@$(START) $(PY) -m agency_core.preflight
	@$(START) exec $(PY) -m streamlit run app.py --server.port $(PORT) --server.address $(AGENCY_HOST)

install: .venv/.installed ## create .venv with all that the agency needs, without starting it

test: .venv/.installed-dev ## run the tests (those in a browser need Chromium, or are skipped)
	@$(PY) -m pytest -m 'not proof' -n $(PROCESSES) $(ARGS)

test-pds: .venv/.installed-dev ## publish to a real Bluesky server (installed from npm the first time: minutes)
	@$(PY) -m pytest tests/pds -m pds -rs $(ARGS)

proof: .venv/.installed-dev ## kill the agency a thousand times and count the posts (an hour; PROOF_BATCHES=1 for one batch of twenty)
	@$(PY) -m pytest tests/faults tests/security tests/services/test_ledger_machine.py -m proof -s $(ARGS)

bench: .venv/.installed-dev ## measure speed and memory against their budgets (minutes)
	@$(PY) -m bench $(ARGS)

# Every bar is held, even after one has broken; the last line names the broken ones.
bars: .venv/.installed-dev ## hold the bars: imports, style, types, dead code, dependencies, the house
	@broken=""; \
	hold() { name="$$1"; shift; printf '\n== %s\n' "$$name"; "$$@" || broken="$$broken  $$name\n"; }; \
	hold 'imports point down (import-linter)' $(BIN)/lint-imports --no-cache; \
	hold 'style, complexity, swallowed errors (ruff)' $(BIN)/ruff check .; \
	hold 'types (mypy)' $(BIN)/mypy $(SOURCES); \
	hold 'dead code (vulture)' $(BIN)/vulture $(SOURCES) bench/vulture_allow.py; \
	hold 'dependencies (deptry)' $(BIN)/deptry .; \
	hold 'the house (pytest)' $(PY) -m pytest tests/house; \
	echo; \
	if [ -n "$$broken" ]; then printf "Broken bars:\n$$broken"; exit 1; else echo 'All bars hold.'; fi

clean: ## remove .venv and caches; data/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Modules are compiled when they are first used; compiling all of them here would double the time.
.venv/.installed: requirements.txt $(PY)
	@echo 'Installing what the agency needs into .venv (the first time takes a minute or two) ...'
	@$(PY) -m pip install --quiet --no-compile -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo 'Installing what the tests need into .venv ...'
	@$(PY) -m pip install --quiet -r requirements-dev.txt
	@touch $@

# PYTHON, or the first that can do it; failing that, any, so that the check can say what is wrong with it.
$(PY):
	@any=""; fit=""; new=""; \
	for name in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 7))' 2>/dev/null || continue; \
	    any="$${any:-$$name}"; \
	    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    new="$${new:-$$name}"; \
	    "$$name" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	    fit="$$name"; break; \
	done; \
	python="$${fit:-$${new:-$$any}}"; \
	if [ -z "$$python" ]; then echo 'No usable $(or $(PYTHON),Python) found. Install Python 3.11 or newer: https://www.python.org/downloads/'; exit 1; fi; \
	"$$python" -m agency_core.preflight venv || exit 1; \
	echo "Creating .venv with $$("$$python" --version) ..."; \
	"$$python" -m venv --clear .venv || { rm -rf .venv; exit 1; }
