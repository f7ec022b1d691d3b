#!/usr/bin/env bash
# manage.py (or, after `--`, another program of Linli's) as the service runs it: its user, its settings, its folder.
#   deploy/manage.sh verify_journal
#   deploy/manage.sh -- deploy/restore.py COPY
# SETTINGS and OWNER name another file of settings and another user.
set -eu
cd "$(dirname "$0")/.."
set -a
. "${SETTINGS:-/etc/linli/linli.env}"
set +a
umask 0077
owner="${OWNER:-linli}"
if [ "${1:-}" = "--" ]; then shift; else set -- manage.py "$@"; fi
[ "$(id -un)" != "$owner" ] || exec .venv/bin/python "$@"
exec runuser -u "$owner" -- .venv/bin/python "$@"
