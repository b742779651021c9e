# What a newcomer types: `make run`. `make help` lists the rest.
# Needs Python 3.11 or newer, make and git; Node 20 or newer is used where it is, and fetched from PyPI where it is not.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PIP_INSTALL := $(PIP) install --quiet --require-hashes --no-build-isolation
PYTEST := $(BIN)/python -m pytest
PYTHON_MIN := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON = $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c '$(PYTHON_MIN)' 2>/dev/null && echo $(name))))
SOURCES := $(shell find corpus index service -name '*.py')
WEB_SOURCES := $(shell find service/web -type f -not -path '*/dist/*' 2>/dev/null)

# `make run` keeps its data beside the code; set XUNMAI_DATA to keep it elsewhere.
export XUNMAI_DATA ?= $(CURDIR)/data
export PATH := $(CURDIR)/$(BIN):$(PATH)
export NO_UPDATE_NOTIFIER := 1

##@ To use

.PHONY: run
run: install web ## set up what is missing, read the sources, build the index, serve http://127.0.0.1:8000
	@$(BIN)/xunmai sync
	@$(BIN)/xunmai build
	@$(BIN)/xunmai serve

.PHONY: install
install: $(VENV)/.compiled ## make .venv with the locked dependencies and the command `xunmai`

.PHONY: web
web: service/web/dist/.built ## build the widget and the pages' scripts into service/web/dist

##@ To develop

.PHONY: check
check: $(VENV)/.develop $(VENV)/.compiled node_modules/.develop web ## format, lint, types, imports, audits and the fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	npm run --silent check
	@$(MAKE) --no-print-directory audit
	$(PYTEST) -m "not slow and not browser" $(ARGS)

.PHONY: test
test: $(VENV)/.develop $(VENV)/.compiled node_modules/.develop web ## all tests; finds a browser or says how to get one
	@browser="$$($(BIN)/python tests/support/find_browser.py)" && \
		TEST_BROWSER="$$browser" $(PYTEST) $(ARGS)

.PHONY: bench
bench: $(VENV)/.develop $(VENV)/.compiled ## compare with the engines people would pick instead; prints the table of docs/performance.md
	$(BIN)/python -m tests.benchmarks $(ARGS)

.PHONY: relevance
relevance: $(VENV)/.develop ## judge the ranking on the judged queries; prints the tables of docs/relevance.md
	$(BIN)/python -m tests.relevance $(ARGS)

.PHONY: reliability
reliability: $(VENV)/.develop ## kill, cut, flip and fill; prints the figures of docs/reliability.md
	KILLS=220 REBUILDS=50 $(PYTEST) tests/reliability -s -p no:cacheprovider $(ARGS)
	SWITCHES=500 $(PYTEST) tests/service/test_switching.py -s -p no:cacheprovider $(ARGS)

.PHONY: fuzz
fuzz: $(VENV)/.develop ## fuzz readers, query parser, analyzer, configuration and restore; SECONDS=600 for each
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600) $(ARGS)

.PHONY: format
format: $(VENV)/.develop ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: audit
audit: $(VENV)/.develop ## known weaknesses of the dependencies, where the network allows
	@$(BIN)/python tests/support/audit.py

##@ To keep

.PHONY: lock
lock: $(VENV)/.runtime ## compile the locked requirements with their hashes
	$(PIP) install --quiet uv
	@for name in requirements requirements-dev requirements-build requirements-node; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --upgrade $$name.in -o $$name.txt || exit 1; \
		echo "locked $$name.txt"; \
	done

.PHONY: notice
notice: $(VENV)/.runtime ## write NOTICE: the licences of all that is delivered with Xunmai
	$(BIN)/python tests/support/notice.py requirements.txt package-lock.json > NOTICE.new && mv NOTICE.new NOTICE

.PHONY: sbom
sbom: $(VENV)/.develop ## write sbom.cdx.json (CycloneDX) of the locked dependencies
	$(BIN)/python tests/support/sbom.py requirements.txt package-lock.json > sbom.cdx.json

.PHONY: image
image: ## build the container image xunmai:latest
	docker build --tag xunmai:latest .

.PHONY: clean
clean: ## remove what was made, but not the data
	rm -rf $(VENV) node_modules service/web/dist build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z_-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Each of these is made once and again only when what it depends on has changed.

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer is needed and was not found" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "make: 'python -m venv' failed; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements-build.txt requirements.txt requirements.in pyproject.toml
	@echo "installing the locked dependencies into $(VENV)"
	@$(PIP_INSTALL) -r requirements-build.txt
	@$(PIP_INSTALL) -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-index --no-build-isolation --editable .
	@touch $@

# Bytecode stands beside the code as beside that of any installed package, also where PYTHONDONTWRITEBYTECODE is set:
# without it every process would compile all that it imports.
$(VENV)/.compiled: $(VENV)/.runtime $(SOURCES)
	@$(BIN)/python -m compileall -q corpus index service
	@touch $@

$(VENV)/.develop: $(VENV)/.runtime requirements-dev.txt
	@echo "installing what tests and checks need"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

$(VENV)/.node: $(VENV)/.made requirements-node.txt
	@if node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null && command -v npm >/dev/null; \
		then echo "using Node $$(node --version)"; \
		else echo "installing Node from PyPI into $(VENV)" && $(PIP_INSTALL) -r requirements-node.txt; fi
	@touch $@

node_modules/.runtime: $(VENV)/.node package.json package-lock.json
	@npm ci --silent --omit=dev --ignore-scripts
	@touch $@

node_modules/.develop: $(VENV)/.node package.json package-lock.json
	@npm ci --silent --ignore-scripts
	@touch node_modules/.runtime $@

service/web/dist/.built: node_modules/.runtime $(WEB_SOURCES)
	@npm run --silent build
	@touch $@
