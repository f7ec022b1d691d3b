# `make run` serves the demo, `make test` runs every check; both set up what they need and are quick the second time.

SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
export LINLI_DEMO ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
WORDS := $(shell find linli -path '*/LC_MESSAGES/*.po' 2>/dev/null)
# What the browser libraries bring and no page asks for.
NOT_SERVED := bootstrap-* *.rtl* bootstrap.css* *.amd.js *.cjs.js *.esm.* echarts.js* echarts.min.js echarts.simple* echarts.common.js* extension package.json
# FullCalendar: its skeleton, the whole in one file, one theme and one language, each named in the settings.
NOT_SERVED += chunks all locales locales-all themes *.d.ts *.md package.json protected-* public-* index.js daygrid.js
NOT_SERVED += interaction.js list.js multimonth.js preact.js timegrid.js implementation.js shim.js
STATIC := $(shell find linli -path '*/static/*' -type f 2>/dev/null)

.PHONY: help run test setup setup-test style types contracts words fix lock shots clean

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: setup ## serve the demo at http://127.0.0.1:8000 (another port: LINLI_PORT=8001 make run)
	@exec $(BIN)/python manage.py demo

test: setup-test ## style, types, contracts and every test, on SQLite, PostgreSQL and in Chromium
	@exec make/test.sh

setup: .venv/.run node_modules/.package-lock.json var/.words var/static/.collected ## what running needs

setup-test: .venv/.test node_modules/.package-lock.json var/.words var/static/.collected
	@make/prerequisites.sh test

.venv/.run: requirements.lock
	@make/prerequisites.sh run
	echo "Installing the Python libraries into .venv …"
	make/venv.sh requirements.lock
	touch $@

.venv/.test: requirements-dev.lock requirements.lock
	@make/prerequisites.sh run
	echo "Installing the Python libraries and the tools into .venv …"
	make/venv.sh requirements-dev.lock
	touch .venv/.run $@

node_modules/.package-lock.json: package-lock.json
	@make/prerequisites.sh run
	echo "Installing the browser libraries into node_modules …"
	npm ci --no-audit --no-fund --no-update-notifier --loglevel=error </dev/null
	touch $@

words: var/.words ## compile the translations

var/.words: $(WORDS) | .venv/.run
	@mkdir -p var
	$(BIN)/python make/compile_words.py
	touch $@

var/static/.collected: $(STATIC) node_modules/.package-lock.json linli/config/settings.py .venv/.run
	@mkdir -p var
	echo "Gathering the static files …"
	$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0 $(NOT_SERVED:%=--ignore '%')
	touch $@

style: ## is the code written as the house writes? (make fix mends what a machine can mend)
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .

fix:
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: ## do the types agree?
	@DJANGO_SETTINGS_MODULE=linli.config.settings $(BIN)/mypy

contracts: ## do imports keep to the floor plan?
	@$(BIN)/lint-imports --no-cache

lock: ## write requirements*.lock and package-lock.json anew
	@make/lock.sh

shots: setup-test ## pictures of every page in var/shots
	@LINLI_DATABASE_URL=sqlite:////tmp/linli-shots.sqlite3 $(BIN)/python -m pytest -q tests/journeys/shots.py

clean: ## forget what was installed and made (the demo's data too)
	@rm -rf .venv node_modules var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find linli -name '*.mo' -delete
