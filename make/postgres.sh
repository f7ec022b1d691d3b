#!/usr/bin/env bash
# Run a command with a throw-away PostgreSQL of its own: made for it, gone after it.
#   make/postgres.sh pytest …      sees LINLI_DATABASE_URL
# An own server can be lent instead: LINLI_TEST_POSTGRES=postgres://user@host:port/name
set -eu
cd "$(dirname "$0")/.."
. make/common.sh

if [ -n "${LINLI_TEST_POSTGRES:-}" ]; then
    LINLI_DATABASE_URL="$LINLI_TEST_POSTGRES" exec "$@"
fi

bin="$(postgres_bin)"
home="$(mktemp -d "${TMPDIR:-/tmp}/linli-postgres.XXXXXX")"
as_owner() { # PostgreSQL refuses to be root
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}
[ "$(id -u)" != 0 ] || chown postgres "$home"

stop() {
    as_owner "$bin/pg_ctl" stop -D "$home/data" -m immediate -s >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM

port="$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
as_owner "$bin/initdb" -D "$home/data" -U linli -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
# What is lost when the machine dies does not matter here; what is lost when a process dies still does.
as_owner "$bin/pg_ctl" start -D "$home/data" -s -w -l "$home/log" -o "-p $port -k $home -c listen_addresses=127.0.0.1 \
    -c fsync=off -c full_page_writes=off -c max_connections=300" >/dev/null
status=0
LINLI_DATABASE_URL="postgres://linli@127.0.0.1:$port/postgres" "$@" </dev/null || status=$?
exit "$status"
