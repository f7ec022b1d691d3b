#!/usr/bin/env bash
# Write the locks anew from pyproject.toml and package.json: versions and hashes, no addresses.
set -eu
cd "$(dirname "$0")/.."
tool="$(mktemp -d)"
trap 'rm -rf "$tool"' EXIT
"${PYTHON:-python3}" -m venv "$tool"
"$tool/bin/pip" install --quiet uv

compile() {
    "$tool/bin/uv" pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
        --python-version 3.11 --universal --custom-compile-command "make lock" "$@"
}
compile pyproject.toml -o requirements.lock
compile pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --loglevel=error
