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
        pip "$work/$name" install "$@"
        echo "$*" >"$stamp"
    fi
    pip "$work/$name" install --force-reinstall --no-deps "$wheel"
}

pip() { "$1/bin/python" -m pip --quiet --disable-pip-version-check "${@:2}"; }

say "building the wheel"
rm -rf "$work/wheel" "$work/sdist"
[ -x "$work/tools/bin/python" ] || python3 -m venv "$work/tools"
pip "$work/tools" wheel --no-deps --wheel-dir "$work/wheel" .
wheel=$(ls "$work"/wheel/kframe-*.whl)
echo "$(basename "$wheel"), $(du -h "$wheel" | cut -f1)"

requirements=$(grep -v '^#' "$tests/requirements.txt" | tr '\n' ' ')
# shellcheck disable=SC2086
environment main tqdm $requirements
cd "$work"
if [ $# -gt 0 ]; then exec "$work/main/bin/python" -m pytest "$tests" -c "$tests/../pyproject.toml" "$@"; fi

say "format and types"
pip "$work/tools" install -r "$tests/tools.txt"
(
    cd "$tests/../.."
    "$work/tools/bin/ruff" check --no-cache python oracle bench examples
    "$work/tools/bin/ruff" format --no-cache --check python oracle bench
    cd python
    "$work/tools/bin/mypy" --python-executable "$work/main/bin/python" --cache-dir "$work/mypy"
)

say "the source distribution makes the same wheel"
"$work/tools/bin/python" -m build --sdist --outdir "$work/sdist" "$tests/../.." >"$work/sdist.log" 2>&1 ||
    { cat "$work/sdist.log" && exit 1; }
tar -C "$work/sdist" -xzf "$work"/sdist/kframe-*.tar.gz
unpacked=$(ls -d "$work"/sdist/kframe-*/)
swift package --package-path "$unpacked" dump-package | "$work/tools/bin/python" -c '
import json, os, sys
for target in json.load(sys.stdin)["targets"]:
    kind = "Tests" if target["type"] == "test" else "Sources"
    path = target.get("path") or os.path.join(kind, target["name"])
    if not os.path.isdir(os.path.join(sys.argv[1], path)):
        sys.exit(f"{path} is not in the source distribution")
' "$unpacked"
# Compiling everything anew would take many minutes; what was compiled for the wheel is what it would come to.
cp -r "$tests/../src/kframe/_native" "$unpacked/python/src/kframe/"
KFRAME_PREBUILT=1 pip "$work/tools" wheel --no-deps --wheel-dir "$work/sdist" "$unpacked"
list() { "$work/tools/bin/python" -m zipfile -l "$1" | awk 'NR > 1 {print $1, $NF}' | grep -v RECORD | sort; }
diff <(list "$wheel") <(list "$work"/sdist/kframe-*.whl)

say "tests"
"$work/main/bin/python" -m pytest "$tests" -c "$tests/../pyproject.toml"

say "with pandas 2"
environment pandas2 tqdm "pandas<3" pyarrow polars duckdb pytest kafka-python matplotlib pytz
"$work/pandas2/bin/python" -m pytest "$tests" -c "$tests/../pyproject.toml" \
    --ignore "$tests/test_notebooks.py" -k "arrow or times or timeline or read"

say "on a machine without Swift: nothing but the wheel, and no path to a toolchain"
environment clean auditwheel tqdm
"$work/clean/bin/auditwheel" show "$wheel"
env -i HOME=/nonexistent PATH="$work/clean/bin:/usr/bin:/bin" "$work/clean/bin/python" "$tests/clean_environment.py"
