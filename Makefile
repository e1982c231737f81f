# Every target works on a bare machine with Python >= 3.11, without root: each makes the environment that it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help demo test nightly lint format snapshots fields score docs bench-tools bench bench-connectivity compare audit clean

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

PYTEST ?= --numprocesses=auto --dist=worksteal
test: $(VENV)/test           ## Run the tests on all cores
	@$(BIN)/python -m pytest $(PYTEST)

EXAMPLES := 2000
nightly: $(VENV)/test        ## Run what takes long, and hold generated and damaged blueprints to their properties on 2,000 new examples each
	@$(BIN)/python -m pytest -m nightly $(PYTEST)
	@EXAMPLES=$(EXAMPLES) SEED=$(SEED) $(BIN)/python -m pytest tests/test_generated.py -rP $(PYTEST)

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

score: $(VENV)/test          ## Print how well `verify` foretells what a real API server says
	@PYTHONPATH=tests $(BIN)/python tests/score.py

docs: $(VENV)/run            ## Write docs/reference/ anew from the model
	@$(BIN)/python docs/generate.py

BENCH := .cache/bench
$(BENCH)/peers/bin/python: benchmarks/peers/requirements.txt
	@$(PYTHON) -m venv $(BENCH)/peers
	@$@ -m pip --quiet --disable-pip-version-check install --requirement $<
	@touch $@

$(BENCH)/rocksolid/bin/python: pyproject.toml
	@$(PYTHON) -m venv $(BENCH)/rocksolid
	@$@ -m pip --quiet --disable-pip-version-check install '.[verify]'
	@touch $@

bench-tools: $(VENV)/test $(BENCH)/peers/bin/python $(BENCH)/rocksolid/bin/python
	@ROCKSOLID_REQUIRE_TOOLS=1 PYTHONPATH=tests $(BIN)/python -c 'import tools; tools.path("helm")'
	@$(BENCH)/rocksolid/bin/python -m pip --quiet --disable-pip-version-check install --force-reinstall --no-deps .

bench: bench-tools           ## Measure rocksolid beside helm, jsonnet, KCL, cdk8s and kustomize: ROWS="helm kcl", ROUNDS=3
	@$(BIN)/python benchmarks/run.py $(if $(ROWS),--rows $(ROWS)) $(if $(ROUNDS),--rounds $(ROUNDS))

bench-connectivity: $(VENV)/run  ## Measure how the time of the connectivity engine grows with the size of a system
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
