# Two commands: `make demo` runs the main job on the demo content, `make test` passes the tests.
# Both do their own set-up; a second run starts in seconds.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --disable-pip-version-check --quiet --constraint constraints.txt

.PHONY: demo test check format lint types contracts wheel clean

demo: $(VENV)/.demo
	@$(BIN)/python -m scripts.demo

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Tradewind needs Python 3.11: install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Tradewind into $(VENV) (once) …"
	@$(PIP) --editable .
	@touch $@

# torch first and by its exact pin: any other version brings gigabytes of CUDA
$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Tradewind with its test tools into $(VENV) (once) …"
	@$(PIP) torch==2.13.0
	@$(PIP) --editable ".[models,dev]"
	@touch $(VENV)/.demo $@

test: $(VENV)/.dev
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

format: $(VENV)/.dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy

contracts: $(VENV)/.dev
	@$(BIN)/lint-imports

check: lint types contracts
	@$(MAKE) --no-print-directory test PYTEST_ARGS="--cov --cov-report=term:skip-covered $(PYTEST_ARGS)"

wheel: $(VENV)/.dev
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
