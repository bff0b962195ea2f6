# Needs make and Python 3.11; everything else is installed into .venv.
#   make PYTHON=/path/to/python3.11    when it goes by another name

PYTHON ?= $(shell command -v python3.11 || command -v python3)
WAVE ?= 2019

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
INSTALL := $(PIP) install --constraint constraints.txt

.DELETE_ON_ERROR:
.PHONY: help run test check format bench constraints clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

# The two stamps say when the packages were last brought in line with the pins.
.venv/runtime: pyproject.toml constraints.txt
	@echo "Installing gapmap into .venv (once, a minute or two) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' \
		|| { echo "gapmap needs Python 3.11: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -m venv .venv
	@$(INSTALL) --upgrade pip
	@$(INSTALL) hatchling
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/runtime
	@echo "Installing the tools for tests and checks into .venv ..."
	@$(INSTALL) --group dev
	@touch $@

run: .venv/runtime ## Turn the sample survey into its report (WAVE=2024 for the other wave)
	@$(BIN)/gapmap run $(WAVE)

test: .venv/dev ## Run the tests
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: .venv/dev ## Check format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: .venv/dev ## Format the code
	@$(BIN)/ruff format .

bench: .venv/dev ## Measure quality and speed on the sample
	@$(BIN)/python benchmarks/themes.py
	@$(BIN)/python benchmarks/matching.py
	@$(BIN)/python benchmarks/redaction.py
	@$(BIN)/python benchmarks/fuzz.py
	@$(BIN)/python benchmarks/speed.py

constraints: ## Pin every package anew, from a clean environment
	@rm -rf build/pins
	@$(PYTHON) -m venv build/pins
	@build/pins/bin/python -m pip install -qq --upgrade pip setuptools
	@build/pins/bin/python -m pip install -qq hatchling
	@build/pins/bin/python -m pip install -qq --no-build-isolation --editable . --group dev
	@build/pins/bin/python -m pip check
	@{ echo "# Every package that gapmap, its tests and its build need, at the version it was tested with."; \
	   echo "# Made by 'make constraints' from a clean environment; do not edit by hand."; \
	   { build/pins/bin/python -m pip freeze --exclude-editable; \
	     build/pins/bin/python -m pip freeze --all | grep -E '^(pip|setuptools)=='; } | LC_ALL=C sort --ignore-case; \
	 } > build/constraints.txt
	@! grep -nE '^[^#].*(@|/)' build/constraints.txt
	@mv build/constraints.txt constraints.txt
	@rm -rf build/pins

clean: ## Remove what was installed and cached; reports and data stay
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src flows tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
