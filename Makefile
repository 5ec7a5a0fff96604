# The entry points that people need. `make` alone says what there is.
# Needs: Python 3.11 or newer and make. Everything else is installed into this directory.

PYTHON ?= python3
BIN := .venv/bin
SET_UP := $(PYTHON) scripts/set_up.py
DJANGO := DJANGO_SETTINGS_MODULE=ledgerstone.ops.settings $(BIN)/python -W ignore -m django
# What `make run` hands to `ledgerstone serve`, for example: make run SERVE="--port 9000"
SERVE ?=
# What `make test` hands to pytest, for example: make test TESTS=tests/core
TESTS ?= -n 2 --dist worksteal
# What `make bench` measures: nothing said, everything; for example: make bench BENCH=claims
BENCH ?=

.PHONY: help run test check bench docs clean
.NOTPARALLEL:

help:
	@echo "make run      install what is missing, then serve with a demonstration project"
	@echo "make test     run every test"
	@echo "make check    style, types, who imports whom, and missing migrations"
	@echo "make bench    measure"
	@echo "make docs     write what is printed from the code, and draw the pictures of the documentation"
	@echo "make clean    remove what was installed and built here; the database stays"

run:
	@$(SET_UP) base front-end
	@exec $(BIN)/ledgerstone serve --end-with-parent $(SERVE)

# Tests start dozens of processes: compiled once for all of them, whatever the environment says.
test: export PYTHONDONTWRITEBYTECODE :=
test:
	@$(SET_UP) dev front-end browser spreadsheets
	@$(SET_UP) front-end-test
	$(BIN)/pytest $(TESTS)

check:
	@$(SET_UP) dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(DJANGO) makemigrations --check --dry-run
	@$(SET_UP) front-end-check

bench:
	@$(SET_UP) dev front-end
	@$(BIN)/python -W ignore -m benchmarks $(BENCH)

docs:
	@$(SET_UP) dev front-end browser
	$(BIN)/python -W ignore scripts/permissions_page.py
	$(BIN)/python -W ignore scripts/screenshots.py

clean:
	rm -rf .venv node_modules build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache src/ledgerstone/web/static/ledgerstone \
		src/ledgerstone/documents/fonts
