# Two commands do all the set-up on a machine with Python 3.11 or later: `make demo` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo run test lint types rules unit fast lock fit docs pictures licences audit clean

demo: $(VENV)/.runtime  ## the main job on a small world of news sites on this machine
	$(BIN)/zhongde demo

run: $(VENV)/.runtime  ## the daemon, with zhongde.yaml
	$(BIN)/zhongde run

test: lint unit  ## everything that must hold

lint: types rules  ## style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.develop
	$(BIN)/mypy

rules: $(VENV)/.develop
	$(BIN)/lint-imports

unit: $(VENV)/.develop
	$(BIN)/python -m pytest

lock: $(VENV)/.develop  ## pin all dependencies anew, with hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--upgrade --extra postgres --extra web --extra workers --group develop pyproject.toml -o requirements/develop.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		-c requirements/develop.txt --extra web pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		-c requirements/develop.txt --extra postgres --extra web --extra workers pyproject.toml -o requirements/container.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		-c requirements/develop.txt requirements/build.in -o requirements/build.txt

fast: $(VENV)/.develop  ## the tests without real processes and long runs
	$(BIN)/python -m pytest -m "not slow"

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "zhongde needs Python 3.11 or later; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements/runtime.txt requirements/build.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.develop: $(VENV)/bin/python requirements/develop.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

CORPUS := tests/corpus
fit: $(VENV)/.develop  ## the weights of reading, anew from the labelled items
	$(BIN)/python -m analysis.fitting $(CORPUS)/real.*.jsonl $(CORPUS)/more.*.jsonl $(CORPUS)/dev.*.jsonl \
		--whole $(CORPUS)/own.*.jsonl $(CORPUS)/events.*.jsonl
	$(BIN)/python -m analysis.facts_fitting $(CORPUS)/real.*.jsonl $(CORPUS)/more.*.jsonl $(CORPUS)/dev.*.jsonl \
		--whole $(CORPUS)/own.*.jsonl $(CORPUS)/events.*.jsonl

docs: $(VENV)/.develop  ## pages that are made from the code
	$(BIN)/python -m config.documentation docs/configuration.md

licences: $(VENV)/.develop  ## the page of licences, from what is installed
	$(BIN)/python -m config.licences docs/licences.md

audit: $(VENV)/.develop  ## known holes in what is pinned; asks the advisory database on the network
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)-audit/bin/pip-audit --disable-pip --require-hashes -r requirements/container.txt

pictures: $(VENV)/.develop  ## pictures of the newsroom's digest for docs/digests.md; needs Chromium
	$(BIN)/python -m benchmarks.pictures docs/pictures

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache zhongde-demo
