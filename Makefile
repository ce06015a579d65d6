# Northbridge's commands. A fresh machine needs Python 3.11 or newer, git and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.SHELLFLAGS := -ec
PYTHON ?= python3
BIN := .venv/bin
export PORT ?= 8000
# Python keeps what it has compiled, whatever the shell says: half of a process's start would be compiling anew.
export PYTHONDONTWRITEBYTECODE =
# Tests are handed out few at a time: in large lots one worker got all the long ones, and the others waited for it at the end.
HANDED_OUT = --maxschedchunk 16
# Each recipe becomes its program (exec), so that a signal to make reaches the program itself.

.PHONY: help demo test check bench breaks shots lock fmt

help: ## what can be done
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

demo: .venv/installed ## start everything with a year of invented life; PORT=8000
	@DEMO=1 exec $(BIN)/python manage.py demo

test: .venv/installed-dev ## the whole test suite on embedded servers; REQUIRE_BROWSER=1 fails without Chromium, ARGS= goes to pytest
	@exec $(BIN)/pytest -n auto $(HANDED_OUT) $(ARGS)

check: .venv/installed-dev ## lint, format, types, guards, lock files, migrations, catalogues, API schema
	@PATH="$$PWD/$(BIN):$$PATH" exec sh .ci/check

bench: .venv/installed-dev ## the benchmarks, or one: NAME=matching, NAME=messaging
	@exec $(BIN)/python -m benchmarks $(NAME)

breaks: .venv/installed-dev ## break each guarantee in a copy and see its test turn red; NAME= for one
	@exec $(BIN)/python -m tests.breaks $(NAME)

shots: .venv/installed-dev ## a picture of every page of every role and of every mail, in var/shots
	@exec $(BIN)/pytest -n 2 --shots tests/e2e/test_shots.py tests/e2e/test_deed_shots.py tests/e2e/test_mail_shots.py $(ARGS)

lock: ## lock the dependencies again, with hashes and without addresses
	@exec sh .ci/lock

fmt: .venv/installed-dev ## format the code
	@$(BIN)/ruff check --fix -q . || true
	@exec $(BIN)/ruff format .

.venv/installed: requirements.txt requirements-solver.txt
	@PYTHON=$(PYTHON) sh .ci/build

.venv/installed-dev: requirements.txt requirements-dev.txt requirements-solver.txt
	@PYTHON=$(PYTHON) sh .ci/build dev
