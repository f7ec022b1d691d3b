#!/usr/bin/env bash
# Make .venv if it is missing or broken, and bring it to what a lock says.
#   make/venv.sh requirements.lock
set -eu
cd "$(dirname "$0")/.."
. make/common.sh

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    rm -rf .venv
    python="$(find_python)"
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv .venv
    else # Debian keeps ensurepip in python3-venv; the system's pip can do its work
        "$python" -m venv --without-pip .venv
        "$python" -m pip --python .venv/bin/python install --quiet --ignore-installed pip
    fi
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$1" </dev/null
