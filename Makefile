# Every target works on a bare machine with Python >= 3.11, without root: each makes the environment that it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help demo test lint format snapshots fields docs bench compare audit clean

help:            ## What can be made
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 20

$(VENV)/run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rocksolid needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --editable .
	@touch $@

$(VENV)/test: $(VENV)/run
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --group test
	@touch $@

$(VENV)/lint: $(VENV)/test
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --group lint
	@touch $@

demo: $(VENV)/run            ## Render the README's example
	@$(BIN)/rocksolid render blueprints/payments/billing.toml

test: $(VENV)/test           ## Run the tests
	@$(BIN)/python -m pytest $(PYTEST)

lint: $(VENV)/lint           ## Check style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: $(VENV)/lint         ## Format the code
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

snapshots: $(VENV)/test      ## Write snapshots/ anew; review the difference like code
	@$(BIN)/python -m pytest tests/test_blueprints.py --snapshot-update

fields: $(VENV)/test         ## Write what is known of Kubernetes' fields anew from its schemas
	@PYTHONPATH=tests $(BIN)/python tests/fields.py

docs: $(VENV)/run            ## Write docs/reference/ anew from the model
	@$(BIN)/python docs/generate.py

bench: $(VENV)/run           ## Measure how the time of the connectivity engine grows with the size of a system
	@$(BIN)/python benchmarks/connectivity.py

ANALYSER := .cache/nca
$(ANALYSER)/bin/nca: | $(VENV)/test
	@$(BIN)/python -m venv $(ANALYSER)
	@$(ANALYSER)/bin/python -m pip --quiet --disable-pip-version-check install 'network-config-analyzer==2.1.0'

compare: $(VENV)/test $(ANALYSER)/bin/nca  ## Ask an independent analyser anew who can reach whom, and compare
	@PYTHONPATH=tests $(BIN)/python tests/compare/ask.py $(ANALYSER)/bin/nca $(UPSTREAM)
	@UPSTREAM=$(UPSTREAM) $(BIN)/python -m pytest tests/test_compare.py $(PYTEST)

audit:                       ## Check the snapshots with Checkov, in an environment of its own
	@sh tests/audit/checkov.sh snapshots

clean:                       ## Remove what was made
	rm -rf $(VENV) .cache .coverage* .pytest_cache .mypy_cache .ruff_cache
