# Read by the scripts beside it: where the machine keeps things, and whether packages may be installed.

SUDO_WORD="sudo "
[ "$(id -u)" != 0 ] || SUDO_WORD=""

find_python() { # the first Python that is new enough; $PYTHON names a wish
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

may_install() { # root, or sudo that asks nothing; on a Debian-like system
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
    as_root apt-get update -qq </dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

postgres_bin() { # the folder of the newest initdb, or nothing
    local found
    found="$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)"
    [ -n "$found" ] || found="$(command -v initdb || true)"
    [ -z "$found" ] || dirname "$(readlink -f "$found")"
}

find_chromium() { # $LINLI_CHROMIUM names a wish
    for candidate in "${LINLI_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
}

has_chinese_font() {
    command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]
}

has_pango() { # what WeasyPrint draws PDF text with
    /sbin/ldconfig -p | grep -q 'libpango-1\.0\.so' && /sbin/ldconfig -p | grep -q 'libpangoft2-1\.0\.so' \
        && /sbin/ldconfig -p | grep -q 'libharfbuzz-subset\.so'
}
