#!/usr/bin/env bash
# Builds the Python wheel and tests it as users have it: installed in environments of its own.
#
#   scripts/test-python.sh               everything
#   scripts/test-python.sh -k interrupt  only the tests in the main environment, with these arguments for pytest
set -euo pipefail
cd "$(dirname "$0")/.."

work=$PWD/build/python
tests=$PWD/python/tests
mkdir -p "$work"
say() { printf '==> %s\n' "$*"; }

# An environment with the wheel; made anew when what is to be in it changes.
environment() {
    local name=$1
    shift
    local stamp="$work/$name/installed"
    if [ ! -x "$work/$name/bin/python" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$*" ]; then
        rm -rf "${work:?}/$name"
        python3 -m venv "$work/$name"
        "$work/$name/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
        echo "$*" >"$stamp"
    fi
    "$work/$name/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel"
}

say "building the wheel"
rm -rf "$work/wheel"
[ -x "$work/tools/bin/python" ] || python3 -m venv "$work/tools"
"$work/tools/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$work/wheel" .
wheel=$(ls "$work"/wheel/kframe-*.whl)
echo "$(basename "$wheel"), $(du -h "$wheel" | cut -f1)"

requirements=$(grep -v '^#' "$tests/requirements.txt" | tr '\n' ' ')
# shellcheck disable=SC2086
environment main tqdm $requirements
cd "$work"
if [ $# -gt 0 ]; then exec "$work/main/bin/python" -m pytest "$tests" -c "$tests/../pyproject.toml" "$@"; fi
"$work/main/bin/python" -m pytest "$tests" -c "$tests/../pyproject.toml"

say "with pandas 2"
environment pandas2 tqdm "pandas<3" pyarrow polars duckdb pytest kafka-python matplotlib pytz
"$work/pandas2/bin/python" -m pytest "$tests" -c "$tests/../pyproject.toml" -k "arrow or times or timeline or read"

say "on a machine without Swift: nothing but the wheel, and no path to a toolchain"
environment clean auditwheel tqdm
"$work/clean/bin/auditwheel" show "$wheel"
env -i HOME=/nonexistent PATH="$work/clean/bin:/usr/bin:/bin" "$work/clean/bin/python" "$tests/clean_environment.py"
