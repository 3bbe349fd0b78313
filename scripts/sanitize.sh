#!/bin/bash
# The whole Swift test suite under the address and the thread sanitizer, and Python's boundary watched for leaks.
#
#   scripts/sanitize.sh            all three
#   scripts/sanitize.sh address    one of them: address, thread, python
#
#   MODULES    some modules' tests instead of all: MODULES="KFrameTests KafkaClientTests"
#
# Each sanitizer has a build of its own, in .build/asan and .build/tsan (1.5 GB each), which takes as long as the first
# build of all. What each module's tests printed is in MODULE.log there.
set -euo pipefail
cd "$(dirname "$0")/.."

export SWIFT_BACKTRACE=enable=no
checked=(--explicit-target-dependency-import-check error)
modules=${MODULES:-$(basename -a Tests/*Tests)}
preload=

# A process a module, as in `make test`.
suite() {
    local kind=$1 scratch=$2 failed=0 module log
    for module in $modules; do
        log=$scratch/$module.log
        echo "== $module, $kind sanitizer"
        LD_PRELOAD=$preload swift test --skip-build --sanitize="$kind" --scratch-path "$scratch" "${checked[@]}" \
            --filter "^$module\." >"$log" 2>&1 || failed=1
        # A finding is said once, however often it was met.
        grep -aE "^✘|recorded an issue|Test run with|^SUMMARY: [A-Za-z]+Sanitizer" "$log" | cut -c1-300 | sort -u || true
        grep -qaE "Test run with [1-9][0-9]* tests?" "$log" || { tail -40 "$log" | cut -c1-300; failed=1; }
        if grep -qaE "ERROR: (Address|Leak)Sanitizer|WARNING: ThreadSanitizer" "$log"; then
            echo "$module: $(grep -caE "ERROR: |WARNING: " "$log") findings; all of it: $log"
            failed=1
        fi
    done
    return $failed
}

address() {
    swift build --build-tests --sanitize=address --scratch-path .build/asan "${checked[@]}"
    # Swift's runtime keeps metadata for ever behind pointers that are no plain ones: leaks are looked for from Python.
    ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0 suite address .build/asan
}

thread() {
    swift build --build-tests --sanitize=thread --scratch-path .build/tsan "${checked[@]}"
    if [ "$(uname)" = Linux ]; then
        clang -O1 -fPIC -shared scripts/tsan-mutex.c -o .build/tsan/mutex.so
        preload=$PWD/.build/tsan/mutex.so
    fi
    suite thread .build/tsan
}

python() {
    swift build --product libkframe "${checked[@]}"
    local resources
    resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
    export KFRAME_LIBRARY=$PWD/.build/debug/liblibkframe.so PYTHONPATH=$PWD/python/src
    # What threads of the C library keep for the next allocation is no leak, and would be counted.
    GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1 .venv/bin/python python/tests/leaks.py
    # Once more, for what nothing points to any more at the end.
    LD_PRELOAD=$resources/clang/lib/linux/libclang_rt.asan-$(uname -m).so PYTHONMALLOC=malloc \
        ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=scripts/leaks.supp:print_suppressions=0 \
        .venv/bin/python python/tests/leaks.py
}

if [ $# -eq 0 ]; then set -- address thread python; fi
found=()
for what in "$@"; do
    # A process of its own, so that one that fails does not keep the next from being run, and ends at its first error.
    case $what in
    address | thread | python) (set -e; "$what") & wait $! || found+=("$what") ;;
    *) echo "\"$what\" is none of address, thread, python" >&2; exit 64 ;;
    esac
done
if [ ${#found[@]} -gt 0 ]; then
    echo "findings, or tests that failed: ${found[*]}" >&2
    exit 1
fi
echo "nothing was found: $*"
