# Two commands: `make demo` runs the main job on the demo content, `make test` passes the tests.
# Both do their own set-up; a second run starts in seconds.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python scripts/install.py --constraint constraints.txt

.PHONY: demo test peers vulnerabilities advisories check format lint types contracts wheel clean

# PORT=8081 serves somewhere else
demo: $(VENV)/.demo
	@$(BIN)/python -m scripts.demo $(if $(PORT),--port $(PORT)) $(DEMO_ARGS)

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Tradewind needs Python 3.11: install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Tradewind needs Python 3.11, and $(PYTHON) is another: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Tradewind into $(VENV) (once) …"
	@$(INSTALL) --editable .
	@touch $@

# PyTorch only as its CPU build: on Linux the plain name brings gigabytes of CUDA. Where pip's index
# has none, the tests of other models skip and say so; README says where the build is had.
TORCH := torch==2.13.0$(if $(filter Linux,$(shell uname -s)),+cpu)
TORCH_FROM := $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Tradewind with its test tools into $(VENV) (once) …"
	@$(INSTALL) --editable ".[dev,writers]"
	@echo "Installing PyTorch's CPU build, for the tests of other models …"
	@if $(BIN)/python -m pip install --dry-run --no-deps -qqq $(TORCH_FROM) "$(TORCH)" 2>/dev/null; \
	then $(INSTALL) $(TORCH_FROM) "$(TORCH)" && $(INSTALL) --editable ".[models]" || exit 1; \
	elif [ "$$CI" = true ]; then echo "$(TORCH) is not on pip's index, and CI has to run every test."; exit 1; \
	else echo "$(TORCH) is not on pip's index: the tests of other models will be skipped. See README, \"PyTorch\"."; fi
	@touch $(VENV)/.demo $@

# PROCESSES=0 runs all tests in one, as a debugger needs it; each holds up to 3 GB
PROCESSES ?= 2
test: $(VENV)/.dev
	@$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile $(PYTEST_ARGS)

# What Tradewind is measured beside (scripts/benchmark_peers.py), apart from its own environment.
# Dependency groups came with pip 25.1.
PEERS := .venv-peers
$(PEERS)/.ready: constraints-peers.txt | $(VENV)/bin/python
	@echo "Installing the peers into $(PEERS) (once) …"
	@$(BIN)/python -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip install -q --disable-pip-version-check "pip>=25.1"
	@$(PEERS)/bin/python scripts/install.py --constraint constraints-peers.txt $(TORCH_FROM) "$(TORCH)" --group peers
	@touch $@

peers: $(PEERS)/.ready

# Every distribution that is installed, compared with the advisories of PyPI, which needs the network;
# what could not be looked up counts as failed. Apart from the project's own environment.
VULNERABILITIES := .venv-vulnerabilities
$(VULNERABILITIES)/.ready: | $(VENV)/bin/python
	@$(BIN)/python -m venv --clear $(VULNERABILITIES)
	@$(VULNERABILITIES)/bin/python -m pip install -q --disable-pip-version-check "pip-audit==2.10.1"
	@touch $@

vulnerabilities: $(VULNERABILITIES)/.ready
	@$(VULNERABILITIES)/bin/pip-audit --strict --progress-spinner off --no-deps --disable-pip -r constraints.txt

# The same without the network: ADVISORIES names a folder with a copy (python -m scripts.check_advisories --help)
advisories: $(VENV)/.dev
	@$(BIN)/python -m scripts.check_advisories $(ADVISORIES)

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
	@$(BIN)/python -m hatchling build --target wheel --directory dist

clean:
	rm -rf $(VENV) $(PEERS) $(VULNERABILITIES) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
