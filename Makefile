# `make help` lists everything. `make run` and `make test` install what is missing by themselves.
-include .env
.EXPORT_ALL_VARIABLES:

RASA_TELEMETRY_ENABLED := false
TF_CPP_MIN_LOG_LEVEL := 3
SQLALCHEMY_SILENCE_UBER_WARNING := 1
PYTHONWARNINGS := ignore::DeprecationWarning

UV_VERSION := 0.13.9
UV := .tools/bin/uv
PYTHON := .venv/bin/python
INSTALLED := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install load train run test validate explain safety-report transcripts bench lint types format report lock clean \
  widget-vendor screenshots

help: ## List all targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(INSTALLED) ## Install uv, Python 3.10 and the locked packages (about 0.8 GB to download, once)

$(UV): scripts/install_uv.sh
	@UV_VERSION=$(UV_VERSION) sh scripts/install_uv.sh

$(INSTALLED): requirements.lock .python-version $(UV)
	@echo "Installing the locked packages (about 0.8 GB to download the first time, 1.9 GB on disk) ..."
	@$(UV) venv --quiet --allow-existing .venv
	@$(UV) pip sync --require-hashes requirements.lock
	@touch $@

load: $(INSTALLED) ## Load the knowledge base into the database
	@$(PYTHON) -m bot.knowledge.load

train: $(INSTALLED) ## Train, if there is no model for the present data
	@$(PYTHON) -m bot.server.train

run: $(INSTALLED) ## Start the bot on HOST and PORT (127.0.0.1:5005)
	@$(PYTHON) -m bot.server.start

test: $(INSTALLED) load train ## Run all tests, linters and type checks
	@$(PYTHON) -m pytest

validate: $(INSTALLED) ## Check content, training data, domain and stories
	@$(PYTHON) -c "from bot.knowledge.content_files import read_content; read_content(); print('Content is valid.')"
	@.venv/bin/rasa data validate --fail-on-warnings

report: $(INSTALLED) load train ## Measure understanding and facts; write reports/
	@$(PYTHON) -m tools.understanding_report

explain: $(INSTALLED) ## Show what the phrases for warning signs make of a message: make explain TEXT="…"
	@$(PYTHON) -m tools.explain_red_flags "$(TEXT)"

safety-report: $(INSTALLED) load train ## Measure how well warning signs are found; write docs/safety-report.md
	@$(PYTHON) -m tools.safety_report

transcripts: $(INSTALLED) load train ## Play all test dialogues and write them to reports/transcripts.html
	@$(PYTHON) -m tools.transcripts

bench: $(INSTALLED) load train ## Measure how long the search for warning signs takes
	@$(PYTHON) -m tools.bench_red_flags

screenshots: $(INSTALLED) load train ## Take the pictures of the website chat anew (needs chromium)
	@$(PYTHON) -m tools.screenshots

widget-vendor: ## Copy the website chat's foreign files from the locked npm packages (needs npm)
	@sh scripts/vendor_widget.sh

lint: $(INSTALLED) ## Check code style
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .

types: $(INSTALLED) ## Check types
	@.venv/bin/mypy

format: $(INSTALLED) ## Put code into the house style
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

lock: $(UV) ## Write requirements.lock anew from pyproject.toml
	@$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.10 --generate-hashes \
	  --no-annotate --no-emit-index-url --custom-compile-command "make lock" --upgrade -q -o requirements.lock

clean: ## Remove caches, models and the database (keeps the installation)
	@rm -rf .cache .rasa models reports results .mypy_cache .ruff_cache .pytest_cache
