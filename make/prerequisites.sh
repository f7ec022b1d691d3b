#!/usr/bin/env bash
# Check what the machine must bring; name what is missing together with the command that installs it.
#   make/prerequisites.sh run     what `make run` needs
#   make/prerequisites.sh test    and what `make test` needs besides; installs it through apt where it may
set -eu
cd "$(dirname "$0")/.."
. make/common.sh

missing=()
commands=()
lacks() { # what, command that installs it
    missing+=("$1")
    commands+=("$2")
}

check_run() {
    python="$(find_python)" || lacks "Python 3.11 or newer" "${SUDO_WORD}apt-get install -y python3 python3-venv"
    if [ -n "${python:-}" ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null \
        && ! "$python" -m pip --version >/dev/null 2>&1 && [ ! -x .venv/bin/pip ]; then
        may_install && apt_install python3-venv >&2 || true
        "$python" -c 'import ensurepip, venv' 2>/dev/null \
            || lacks "venv and pip of $python" "${SUDO_WORD}apt-get install -y python3-venv"
    fi
    if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null; then
        lacks "Node.js 20 or newer" "${SUDO_WORD}apt-get install -y nodejs npm   (Debian 13; for Debian 12 take Node.js 20 from https://nodejs.org)"
    elif ! npm --version >/dev/null 2>&1; then
        lacks "npm (it comes with Node.js)" "${SUDO_WORD}apt-get install -y npm"
    fi
}

system_parts() { # the Debian packages that are not there yet
    [ -n "$(postgres_bin)" ] || echo postgresql
    [ -n "$(find_chromium)" ] || echo chromium
    has_chinese_font || echo fonts-noto-cjk
    has_pango || echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    command -v xgettext >/dev/null && command -v msgmerge >/dev/null || echo gettext
}

check_test() {
    packages="$(system_parts | tr '\n' ' ')"
    [ -n "$packages" ] || return 0
    if may_install; then
        echo "Installing what the tests need: $packages"
        # shellcheck disable=SC2086 # a list of words
        apt_install $packages
        packages="$(system_parts | tr '\n' ' ')"
    fi
    [ -z "$packages" ] || lacks "Debian packages: $packages" "${SUDO_WORD}apt-get install -y $packages"
}

check_run
[ "${1:-run}" = run ] || check_test
if [ ${#missing[@]} -gt 0 ]; then
    for i in "${!missing[@]}"; do
        printf 'Missing: %s\n  install it with: %s\n' "${missing[$i]}" "${commands[$i]}" >&2
    done
    exit 1
fi
