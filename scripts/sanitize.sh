#!/bin/bash
# The whole Swift test suite under the address and the thread sanitizer, and Python's boundary watched for leaks.
#
#   scripts/sanitize.sh            all three
#   scripts/sanitize.sh address    one of them: address, thread, python
#
# Each sanitizer has a build of its own, in .build/asan and .build/tsan, which takes as long as the first build of all.
set -euo pipefail
cd "$(dirname "$0")/.."

export SWIFT_BACKTRACE=enable=no
checked=(--explicit-target-dependency-import-check error)

# A process a module, as in `make test`.
suite() {
    local kind=$1 scratch=$2 failed=0 module
    swift build --build-tests --sanitize="$kind" --scratch-path "$scratch" "${checked[@]}"
    for folder in Tests/*Tests; do
        module=$(basename "$folder")
        echo "== $module, $kind sanitizer"
        swift test --skip-build --sanitize="$kind" --scratch-path "$scratch" "${checked[@]}" --filter "^$module\." \
            >"$scratch/$module.log" 2>&1 || failed=1
        grep -aE "^✘|recorded an issue|Test run with|Sanitizer:|WARNING: ThreadSanitizer" "$scratch/$module.log" |
            cut -c1-400 || true
        if grep -qaE "ERROR: (Address|Leak)Sanitizer|WARNING: ThreadSanitizer" "$scratch/$module.log"; then failed=1; fi
    done
    return $failed
}

address() {
    # Swift's runtime keeps metadata for ever behind pointers that are no plain ones: leaks are looked for from Python.
    ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0 suite address .build/asan
}

thread() {
    suite thread .build/tsan
}

python() {
    swift build --product libkframe "${checked[@]}"
    local resources
    resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
    export KFRAME_LIBRARY=$PWD/.build/debug/liblibkframe.so PYTHONPATH=$PWD/python/src
    .venv/bin/python python/tests/leaks.py
    # Once more, for what nothing points to any more at the end.
    LD_PRELOAD=$resources/clang/lib/linux/libclang_rt.asan-$(uname -m).so PYTHONMALLOC=malloc \
        ASAN_OPTIONS=detect_leaks=1 \
        .venv/bin/python python/tests/leaks.py
}

if [ $# -eq 0 ]; then set -- address thread python; fi
for what in "$@"; do "$what"; done
