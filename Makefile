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
SWIFT_SOURCES := Package.swift Sources Tests bench/micro/Package.swift bench/micro/Benchmarks

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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

.PHONY: bench-tools
bench-tools: setup build
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@$(PYTHON) python/build_backend/native.py

.PHONY: bench
bench: bench-tools ## speed and memory beside every peer, 1,000,000 events; into docs/performance.md
	$(PYTHON) bench/run.py --kframe $(KFRAME)

.PHONY: bench-quick
bench-quick: bench-tools ## the same with few events, each program once
	$(PYTHON) bench/run.py --kframe $(KFRAME) --quick

.PHONY: bench-scaling
bench-scaling: bench-tools ## time by the bytes of the range, 100 MB to 10 GB; takes 8 GB of disk meanwhile
	$(PYTHON) bench/scaling.py --kframe $(KFRAME)

.PHONY: bench-micro
bench-micro: setup-build ## micro-benchmarks of single parts: records, JSON, filters; FILTER=… for some
	@rm -f bench/micro/.build/*.yaml  # Or files that are new in Sources would not be seen from there.
	cd bench/micro && swift package --disable-sandbox benchmark $(if $(FILTER),--filter "$(FILTER)")

.PHONY: fuzz
fuzz: setup-build ## libFuzzer on every way in for hostile bytes, FUZZ_SECONDS=60 each, or FUZZ_TARGET=name alone
	scripts/fuzz.sh

.PHONY: sanitize
sanitize: setup ## the Swift tests under the address and the thread sanitizer, and Python watched for leaks; an hour
	scripts/sanitize.sh

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
