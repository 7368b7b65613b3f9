# GNU make 3.81 or newer. Every path is relative, so that the working copy may live anywhere.

PYTHON ?= python3
ARGS ?=
PIP = .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes
CODE = mastermind accounts groups meetings
# The checks read settings as production does; no server is asked.
PRODUCTION = env DEBUG=false SECRET_KEY=for-checks-only-kJ7vQ2xW9zRb4TnYc6LmPd8sHf3GuEa5yN1 SITE_URL=https://example.org \
	DATABASE_URL=postgresql://localhost/check REDIS_URL=redis://localhost:6379/0 EMAIL_URL=smtp://localhost:25

.PHONY: help run test check format setup stop reset lock

help:
	@echo "make run     start everything on http://127.0.0.1:8000 (PORT=8001 changes it); Ctrl-C stops it"
	@echo "make test    run the whole suite (ARGS='-k name' chooses)"
	@echo "make check   format, lint, types, imports, migrations, deployment settings"
	@echo "make format  put code and templates into their format"
	@echo "make setup   only install, for all of these"
	@echo "make stop    end what a killed process left running"
	@echo "make reset   stop, and remove the data in .data/"
	@echo "make lock    compile pyproject.toml into the requirements files (needs uv)"

run: .venv/.run
	@exec .venv/bin/python -m mastermind.develop

test: .venv/.dev
	.venv/bin/python -m pytest -n auto --maxprocesses 8 --dist worksteal $(ARGS)

check: .venv/.dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/djangofmt --check --quiet templates
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	$(PRODUCTION) .venv/bin/python -m mypy $(CODE)
	.venv/bin/lint-imports
	.venv/bin/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) .venv/bin/python manage.py check --deploy --fail-level WARNING

format: .venv/.dev
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	.venv/bin/djangofmt templates || true
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

setup: .venv/.run .venv/.dev

stop:
	@[ ! -x .venv/bin/python ] || .venv/bin/python -m mastermind.embedded stop

reset: stop
	@rm -rf .data

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
		--no-emit-find-links -o requirements.txt pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
		--no-emit-find-links -c requirements.txt --group dev -o requirements-dev.txt

# Stamps: pip runs only where a requirements file is newer than its last success.
.venv/.run: requirements.txt
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Mastermind needs Python 3.11 or newer with venv and pip; \"$(PYTHON)\" is not that" \
			"(choose another: make $(MAKECMDGOALS) PYTHON=python3.12)." >&2; exit 1; }
	@echo "Installing into .venv/ (a minute, once) ..."
	@$(PYTHON) -m venv .venv
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@echo "Installing what tests and checks need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@
