# Two commands are enough: `make run` and `make test`. Both set everything up by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: help install run test lint format model encoder datasheet bench quality torture audit locked clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## Set up .venv with the package and its tools

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --group dev --editable .
	@touch $@

run: install ## Show a verdict, a rewrite and a queue on six sample drafts
	@$(BIN)/python examples/tour.py

test: lint ## Run lint and all tests
	$(BIN)/python -m pytest -n auto

lint: install ## Check style, types, layers and the corpus
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/assistant corpus check corpus --tolerate 0.1 $(addprefix --require ,id kind industry platform voice sort writer second)

format: install ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

model: install ## Make the shipped model from corpus/
	$(BIN)/python models/make.py
	$(BIN)/python models/rehearsal.py

encoder: install ## Train and ship the encoder anew (an hour or two on two cores): make encoder BASE=folder-of-all-mpnet-base-v2
	@test -d "$(BASE)" || { echo "Where is the encoder to begin from? make encoder BASE=folder-of-all-mpnet-base-v2"; exit 1; }
	$(BIN)/python -m pip install --quiet --group encoder
	cd models/encoder && ../../$(BIN)/python train.py --base $(abspath $(BASE)) --out ../../build/encoder
	cd models/encoder && ../../$(BIN)/python ship.py --trained ../../build/encoder
	$(BIN)/python models/rehearsal.py

datasheet: install ## Refresh the tables of corpus/README.md that depend on the corpus alone
	$(BIN)/python benchmarks/corpus.py --counts --write corpus/README.md

bench: install ## Show the quality table (`make quality` measures it) and measure speed
	@cat benchmarks/quality.md
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python benchmarks/speed.py --write benchmarks/speed.md

quality: install ## Compare all candidates (an hour): make quality REAL=posts.jsonl MINILM=folder MPNET=folder
	$(BIN)/python -m pip install --quiet --group encoder --group bench
	$(BIN)/python benchmarks/quality.py --real $(REAL) --minilm $(MINILM) --mpnet $(MPNET) --write benchmarks/quality.md

torture: install ## Kill, starve and damage everything that writes (a quarter of an hour; SEED=1); writes docs/torture.md
	$(BIN)/python -m tests.torture --seed $(or $(SEED),1) --write docs/torture.md

audit: install ## Compare the installed dependencies with the public list of known weaknesses
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit --local --skip-editable

locked: install ## Choose newer versions of all dependencies for requirements/locked.txt, with their digests
	$(BIN)/python -m pip install --quiet "uv>=0.5,<1"
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --extra postgres --extra llm --extra dask --extra numba --custom-compile-command "make locked" -o requirements/locked.txt

clean: ## Remove what was set up and built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis
