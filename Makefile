# `make run` is all that a newcomer needs; every target says here what it does.
.DEFAULT_GOAL := help
.PHONY: help setup run test check campaign lint phone lock fmt clean test-setup phone-setup pages system-packages

PYTHON ?= $(or $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done),python3)
BIN := .venv/bin
FAST_TESTS = $(wildcard tests/unit tests/service tests/test_architecture.py)
ENVIRONMENT = @command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed."; exit 1; }; \
	$(PYTHON) scripts/environment.py

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## make .venv with what running needs, and build the web pages
	$(ENVIRONMENT) run
	@$(BIN)/python -m app.embedded.build

run: setup ## start everything and print the address; Ctrl-C stops it
	@exec $(BIN)/zoetrope up

test-setup:
	$(ENVIRONMENT) test

pages: test-setup
	@$(BIN)/python -m app.embedded.build

system-packages: test-setup
	@$(BIN)/python -m app.embedded.system_packages

test: system-packages lint pages ## run every test (installs what tests need)
	@$(BIN)/pytest -n 2 --dist loadfile || $(BIN)/python scripts/second_try.py $$?

lint: test-setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint ## style, types and the fast tests: the inner loop
	$(BIN)/pytest -q $(FAST_TESTS)

campaign: pages ## kill every part at every stage while clips are processed (minutes)
	$(BIN)/pytest -m campaign

phone-setup:
	$(ENVIRONMENT) phone

phone: phone-setup ## open the phone client in a window
	@exec $(BIN)/python -m mobile

lock: ## pin every dependency of pyproject.toml with its hashes
	$(ENVIRONMENT) lock

fmt: test-setup ## put the source into the one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove what was built (.venv, pages, caches); your videos in .zoetrope stay
	rm -rf .venv .web .states assets/external .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
