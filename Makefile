# The few verbs of this project; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench eval repro cluster docs clean

VENV := .venv
READY := $(VENV)/.ready
BIN := $(VENV)/bin
PYTHON ?= python3

help: ## list the verbs
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## make .venv from the locked, hashed requirements (seconds when nothing changed)

$(READY): requirements.lock pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/setup

demo: $(READY) ## the main job on a generated leak, then where to look
	@$(BIN)/estompe demo --force $(ARGS)

test: $(READY) ## all tests
	@$(BIN)/python -m pytest $(ARGS)

lint: $(READY) ## ruff, mypy, import order, dependencies
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet . && echo "ruff       ok"
	@$(BIN)/mypy --no-error-summary pipeline synthetic bench && echo "mypy       ok"
	@$(BIN)/lint-imports --no-logo >.lint-imports.log 2>&1 || { cat .lint-imports.log; exit 1; }; rm -f .lint-imports.log; echo "imports    ok"
	@$(BIN)/deptry . >.deptry.log 2>&1 || { cat .deptry.log; exit 1; }; rm -f .deptry.log; echo "deptry     ok"

bench: $(READY) ## the main job against the floor, in one run
	@$(BIN)/python -m bench $(ARGS)

eval: $(READY) ## what the detector of texts finds, misses and marks for nothing, beside stock Presidio
	@$(BIN)/python -m bench.evaluate $(ARGS)

repro: $(VENV)/.ready-dvc ## the same job stage by stage, with DVC (adds DVC to .venv)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dvc repro --quiet $(ARGS)
	@echo "Read:     repro/stages/report/release/report.html"
	@echo "Figures:  repro/metrics, repro/plots ($(BIN)/dvc metrics show, $(BIN)/dvc plots show)"

$(VENV)/.ready-dvc: $(READY) requirements-dvc.lock
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/setup dvc

cluster: $(VENV)/.ready-spark ## a Spark master and two workers on loopback, for a try (adds pyspark to .venv)
	@$(BIN)/python -m bench.cluster

$(VENV)/.ready-spark: $(READY) requirements-spark.lock
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/setup spark

docs: $(READY) ## write the reference pages that follow from the code
	@$(BIN)/python -m docs.generate

clean: ## remove what demo, tests and tools leave behind
	@rm -rf demo repro .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
