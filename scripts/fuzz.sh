#!/bin/bash
# Coverage-guided fuzzing with libFuzzer, which comes with the Swift toolchain: `make fuzz`.
#
#   FUZZ_TARGET    one target; all, one after the other, where it is not set (`.build/fuzz/release/kframe-fuzz --list`)
#   FUZZ_SECONDS   seconds for each target, 60 if not set
#   FUZZ_DIRECTORY where corpora, logs and crashes are kept, .build/fuzz/work if not set
#
# A crash is left in its target's `crashes` folder; run it again with
#   KFRAME_FUZZ_TARGET=NAME .build/fuzz/release/kframe-fuzz FILE
set -euo pipefail
cd "$(dirname "$0")/.."

resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
runtime="$resources/clang/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a"
if [ ! -e "$runtime" ]; then
    echo "this Swift toolchain has no libFuzzer: $runtime does not exist" >&2
    exit 1
fi
KFRAME_FUZZ="$runtime" swift build -c release --scratch-path .build/fuzz --product kframe-fuzz
fuzzer=$PWD/.build/fuzz/release/kframe-fuzz
if [ "${1:-}" = --build-only ]; then exit 0; fi

work=${FUZZ_DIRECTORY:-.build/fuzz/work}
failed=0
while read -r name length; do
    if [ -n "${FUZZ_TARGET:-}" ] && [ "$FUZZ_TARGET" != "$name" ]; then continue; fi
    here=$work/$name
    mkdir -p "$here/seeds" "$here/corpus" "$here/crashes"
    export KFRAME_FUZZ_TARGET=$name
    # Swift's own report of a crash would take longer than the crash is worth.
    export SWIFT_BACKTRACE=enable=no
    "$fuzzer" --seeds "$here/seeds"
    "$fuzzer" --words "$here/words"
    dictionary=()
    if [ -s "$here/words" ]; then dictionary=(-dict="$here/words"); fi
    echo "== $name, ${FUZZ_SECONDS:-60} s"
    if "$fuzzer" "$here/corpus" "$here/seeds" "${dictionary[@]}" -max_len="$length" -timeout=10 -rss_limit_mb=2048 \
        -max_total_time="${FUZZ_SECONDS:-60}" -artifact_prefix="$here/crashes/" -print_final_stats=1 \
        > "$here/log" 2>&1; then
        grep -E "DONE|stat::number_of_executed_units" "$here/log"
    else
        tail -30 "$here/log"
        failed=1
    fi
done < <("$fuzzer" --list)
exit $failed
