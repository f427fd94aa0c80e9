# `make help` lists all targets. Each target installs what it needs; when nothing has changed, that takes no time.
-include .env
.EXPORT_ALL_VARIABLES:

RASA_TELEMETRY_ENABLED := false
TF_CPP_MIN_LOG_LEVEL := 3
SQLALCHEMY_SILENCE_UBER_WARNING := 1
PYTHONWARNINGS := ignore::DeprecationWarning

UV_VERSION := 0.13.9
UV := .tools/bin/uv
PYTHON := .venv/bin/python
# Each worker of `make test` loads its own model (about 1 GB). One more than cores: some tests wait for a browser.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help install load train run check test validate explain safety-report message-report content-report finetune finetune-questions transcripts bench lint types \
  format hooks report lock clean drawings widget-vendor screenshots

help: ## List all targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(UV) ## Install uv, Python 3.10 and the locked packages (about 0.8 GB to download, once)
	@test -x $(PYTHON) || { echo "Installing the locked packages (0.8 GB to download, 1.9 GB on disk) ..." && $(UV) venv --quiet .venv; }
	@$(UV) pip sync --quiet --require-hashes requirements.lock

$(UV): scripts/install_uv.sh
	@UV_VERSION=$(UV_VERSION) sh scripts/install_uv.sh

load: install ## Load the knowledge base into the database
	@$(PYTHON) -m bot.server.load

train: install ## Train if there is no model for the current data
	@$(PYTHON) -m bot.server.train

run: install ## Start the bot on HOST and PORT (127.0.0.1:5005)
	@$(PYTHON) -m bot.server.start

check: lint types ## Check style, types, content and data, run the quick tests: no model, server or browser
	@$(PYTHON) -m pytest -p tests.quick

test: check load train ## Check, then run all tests, or some of them: make test ARGS="--language de -k coach"
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadgroup --cov --durations=15 $(ARGS)

validate: install ## Check the content, the phrases and the training data (part of make check)
	@$(PYTHON) -m pytest -p tests.quick --tb=short tests/content

report: install load train ## Measure how topics and facts are found; write reports/
	@$(PYTHON) -m tools.understanding_report

explain: install ## Show what the rules for red flags find in a message: make explain TEXT="…"
	@$(PYTHON) -m tools.explain_red_flags "$(TEXT)"

safety-report: install load train ## Measure how well red flags are found; write docs/safety-report.md
	@$(PYTHON) -m tools.safety_report

content-report: install ## How well the statements are sourced; writes docs/content.md
	@$(PYTHON) -m tools.content_report

message-report: install load train ## Measure how messages of other hands are read; write docs/message-report.md
	@$(PYTHON) -m tools.message_report

finetune: install ## Adapt the encoder to data/nlu and data/messages (about an hour), then weigh the evidence anew
	@$(PYTHON) -m tools.finetune $(ARGS)
	@$(PYTHON) -m tools.learn_reports
	@$(MAKE) load train
	@$(PYTHON) -m tools.weigh

finetune-questions: install ## Learn the question encoder from the paraphrases (about half an hour), then load anew
	@$(PYTHON) -m tools.finetune.questions $(ARGS)
	@$(MAKE) load

transcripts: install load train ## Play all test dialogues and write them to reports/transcripts.html
	@$(PYTHON) -m tools.transcripts

bench: install load train ## Measure how long the search for red flags takes
	@$(PYTHON) -m tools.bench_red_flags

drawings: install ## Draw the pictures from tools/drawings/ into bot/pictures/
	@$(PYTHON) -m tools.drawings

screenshots: install load train ## Take new screenshots of the website chat (needs chromium)
	@$(PYTHON) -m tools.screenshots

widget-vendor: ## Copy the website chat's third-party files from the locked npm packages (needs npm)
	@sh scripts/vendor_widget.sh

lint: install ## Check code style
	@.venv/bin/ruff format --quiet --check . && .venv/bin/ruff check --quiet .

types: install ## Check types
	@.venv/bin/mypy

format: install ## Format the code and fix its style
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

hooks: install ## Run the checks of .pre-commit-config.yaml before every commit
	@.venv/bin/pre-commit install

lock: $(UV) ## Update requirements.lock from pyproject.toml; with newer versions: make lock ARGS=--upgrade
	@$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.10 --generate-hashes \
	  --no-annotate --no-emit-index-url --custom-compile-command "make lock" -q -o requirements.lock $(ARGS)

clean: ## Remove caches, models and the database (keeps the installation)
	@rm -rf .cache .rasa models reports results .coverage .mypy_cache .ruff_cache .pytest_cache
