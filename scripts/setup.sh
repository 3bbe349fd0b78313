#!/usr/bin/env bash
# Installs what building and testing kframe need and this machine lacks, and says what. Quick when all is there.
#
#   scripts/setup.sh               everything: libraries, kcat, the Python clients in .venv
#   scripts/setup.sh --build-only  what `make build` and `make demo` need
set -euo pipefail
cd "$(dirname "$0")/.."

swift_wanted="6.2"
build_only=false
[ "${1:-}" = "--build-only" ] && build_only=true

say() { printf '==> %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

check_swift() {
    has swift || fail "there is no swift on the PATH." \
        "kframe needs Swift $swift_wanted or newer; it was made with 6.3. Get it from https://www.swift.org/install"
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "'swift --version' does not work here; see https://www.swift.org/install"
    [ "$(printf '%s\n%s\n' "$swift_wanted" "$version" | sort -V | head -n 1)" = "$swift_wanted" ] ||
        fail "this is Swift $version, and kframe needs $swift_wanted or newer." \
            "Get it from https://www.swift.org/install"
}

# The names of the Debian packages that are not there.
missing_debian() {
    local package
    has pkg-config || echo pkg-config
    for package in libsimdjson-dev liblz4-dev libsnappy-dev libzstd-dev zlib1g-dev; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
    done
    $build_only && return
    has kcat || echo kcat
    has openssl || echo openssl
    has python3 || echo python3
    python3 -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
}

install_debian() {
    local missing root=()
    mapfile -t missing < <(missing_debian)
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "installing: ${missing[*]}"
    if [ "$(id -u)" != 0 ]; then
        has sudo || fail "these packages are missing and there is no sudo here. As root, run:" \
            "apt-get update && apt-get install ${missing[*]}"
        root=(sudo)
    fi
    "${root[@]}" apt-get update -qq || say "apt-get update failed; going on with the package lists that are there"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
        fail "apt-get could not install: ${missing[*]}"
}

install_macos() {
    has brew || fail "Homebrew is needed for the libraries: https://brew.sh"
    local wanted=(pkgconf simdjson lz4 snappy zstd zlib) missing=() formula
    $build_only || wanted+=(kcat python3)
    for formula in "${wanted[@]}"; do
        brew list --formula "$formula" >/dev/null 2>&1 || missing+=("$formula")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "installing: ${missing[*]}"
    brew install "${missing[@]}"
}

# Any other system: only look.
check_other() {
    local missing=() library
    has pkg-config || fail "pkg-config is missing; install it, and simdjson, lz4, snappy, zstd and zlib with headers."
    for library in simdjson liblz4 snappy libzstd zlib; do
        pkg-config --exists "$library" || missing+=("$library")
    done
    $build_only || has kcat || missing+=(kcat)
    [ "${#missing[@]}" -eq 0 ] ||
        fail "please install these (libraries with their headers) with your system's package manager: ${missing[*]}"
}

install_python() {
    local wanted=oracle/requirements.txt stamp=.venv/installed-requirements.txt
    cmp -s "$wanted" "$stamp" && [ -x .venv/bin/python ] && return
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "the tests need Python 3.11 or newer; this is $(python3 --version)."
    say "installing the Python clients of $wanted into .venv"
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" "$stamp"
}

check_swift
if has apt-get && has dpkg-query; then
    install_debian
elif [ "$(uname -s)" = Darwin ]; then
    install_macos
else
    check_other
fi
$build_only || install_python
