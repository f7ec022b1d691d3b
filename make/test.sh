#!/usr/bin/env bash
# Every check there is, the quick ones first; the first that fails ends it.
set -eu
cd "$(dirname "$0")/.."
. make/common.sh

export LINLI_DEMO=1 PYTHONDONTWRITEBYTECODE="${PYTHONDONTWRITEBYTECODE:-}"
unset LINLI_DATABASE_URL DJANGO_SETTINGS_MODULE
LINLI_CHROMIUM="$(find_chromium)"
export LINLI_CHROMIUM
started=$SECONDS
stage() { printf '\n== %s (%d s)\n' "$1" "$((SECONDS - started))"; }
scratch="$(mktemp -d "${TMPDIR:-/tmp}/linli-tests.XXXXXX")"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

stage "style"
make --no-print-directory style
stage "types"
make --no-print-directory types
stage "contracts"
make --no-print-directory contracts
stage "migrations"
LINLI_DATABASE_URL="sqlite:///$scratch/none.sqlite3" .venv/bin/python manage.py makemigrations --check --dry-run

workers="${LINLI_TEST_WORKERS:-2}"
stage "tests on PostgreSQL"
# One more than below: while the server works, a worker waits.
make/postgres.sh .venv/bin/python -m pytest -q -n "$((workers + 1))" -m "not journeys and not engineless"
stage "tests on SQLite, and in Chromium"
LINLI_DATABASE_URL="sqlite:///$scratch/tests.sqlite3" .venv/bin/python -m pytest -q -n "$workers" </dev/null
