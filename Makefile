# What one does with kframe's sources. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

CHECKED := --explicit-target-dependency-import-check error
KFRAME := .build/release/kframe
# The command runs where there is no Swift. python/build_backend/native.py builds with the same flags.
ifeq ($(shell uname),Linux)
LINKED := --static-swift-stdlib -Xlinker -rpath -Xlinker '$$ORIGIN'
endif
PYTHON := .venv/bin/python
SWIFT_SOURCES := Package.swift Sources Tests

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## install what building and testing need and is missing
	@scripts/setup.sh

.PHONY: setup-build
setup-build:
	@scripts/setup.sh --build-only

.PHONY: build
build: setup-build ## build .build/release/kframe
	swift build -c release --product kframe $(CHECKED) $(LINKED)

.PHONY: demo
demo: build ## build kframe, then ask a day of clickstream who sent what, over TCP
	@echo
	@$(KFRAME) demo

.PHONY: test
test: setup lint test-swift soak-short build test-oracle test-python ## format, Swift tests, release build, other clients' verdict, the Python wheel

# A process a module: tests that compute for long would keep those with time-outs from running.
TEST_MODULES := $(notdir $(wildcard Tests/*Tests))

.PHONY: test-swift
test-swift: setup-build ## the Swift tests, debug build
	swift build --build-tests $(CHECKED)
	@for module in $(TEST_MODULES); do \
		echo "== $$module"; \
		swift test --skip-build $(CHECKED) --filter "^$$module\." > .build/$$module.log 2>&1; status=$$?; \
		grep -aE "^✘|recorded an issue|Test run with" .build/$$module.log | cut -c1-400 || true; \
		grep -qaE "Test run with [1-9][0-9]* tests?" .build/$$module.log || { tail -40 .build/$$module.log; exit 1; }; \
		[ $$status -eq 0 ] || { echo "$$module failed; all of it: .build/$$module.log"; exit 1; }; \
	done

# The debug build, which traps more. A read under faults is run again by its numbers: make soak SEED=… RUN=…
SOAK = swift build --product KFrameSoak $(CHECKED) && .build/debug/KFrameSoak

.PHONY: soak
soak: setup-build ## 10,000 random reads under faults, about 10 minutes: exact rows or an error that names the fault
	$(SOAK) $(if $(SEED),--seed $(SEED)) $(if $(RUN),--run $(RUN)) $(if $(RUNS),--runs $(RUNS))

.PHONY: soak-short
soak-short: setup-build ## the same for less than a minute
	$(SOAK) --seed 1 --runs 400

.PHONY: test-oracle
test-oracle: ## kcat, confluent-kafka, kafka-python, pandas, polars, DuckDB and pyarrow against .build/release/kframe
	$(PYTHON) -m pytest oracle

.PHONY: test-python
test-python: setup-build ## the Python wheel: built, installed in fresh environments, tested there, notebooks run
	scripts/test-python.sh

.PHONY: bench
bench: setup build ## speed and memory beside kcat and the usual Python programs, 1,000,000 events
	$(PYTHON) bench/run.py --kframe $(KFRAME)

.PHONY: bench-quick
bench-quick: setup build ## the same with 100,000 events, once
	$(PYTHON) bench/run.py --kframe $(KFRAME) --events 100000 --python-events 10000 --runs 1

.PHONY: lint
lint: ## check the format of all Swift sources, and the scripts' syntax
	swift format lint --strict --parallel --configuration .swift-format -r $(SWIFT_SOURCES)
	@for script in scripts/*.sh .ci/run; do bash -n "$$script" || exit 1; done

.PHONY: format
format: ## bring all Swift sources into format
	swift format --in-place --parallel --configuration .swift-format -r $(SWIFT_SOURCES)

.PHONY: clean
clean: ## remove what was built; .venv stays
	rm -rf .build build
