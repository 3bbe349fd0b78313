#!/bin/bash
# Coverage-guided fuzzing with libFuzzer, which comes with the Swift toolchain: `make fuzz`.
#
#   FUZZ_TARGET    one target; all, one after the other, where it is not set (`.build/fuzz/release/kframe-fuzz --list`)
#   FUZZ_SECONDS   seconds for each target, 60 if not set
#   FUZZ_DIRECTORY where corpora, logs and crashes are kept, .build/fuzz/work if not set
#
# A table of what was reached ends it. What made a target fail is left in the target's `crashes` folder; the exit is 1 then.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-60}
work=${FUZZ_DIRECTORY:-.build/fuzz/work}
if ! [[ $seconds =~ ^[1-9][0-9]*$ ]]; then
    echo "FUZZ_SECONDS is a whole number from 1, not \"$seconds\"" >&2
    exit 64
fi
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
runtime="$resources/clang/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a"
if [ ! -e "$runtime" ]; then
    echo "this Swift toolchain has no libFuzzer: $runtime does not exist" >&2
    exit 1
fi
KFRAME_FUZZ="$runtime" swift build -c release --scratch-path .build/fuzz --product kframe-fuzz
fuzzer=.build/fuzz/release/kframe-fuzz
if [ "${1:-}" = --build-only ]; then exit 0; fi

targets=$("$fuzzer" --list)
if [ -n "${FUZZ_TARGET:-}" ]; then
    if ! grep -q "^$FUZZ_TARGET " <<<"$targets"; then
        echo "there is no target \"$FUZZ_TARGET\"; they are:" $(cut -d" " -f1 <<<"$targets") >&2
        exit 64
    fi
    targets=$(grep "^$FUZZ_TARGET " <<<"$targets")
fi

# The number behind a word in libFuzzer's last line about coverage; a dash where it came to none.
reached() { grep -aoE "$2: [0-9]+" "$1" | tail -1 | grep -oE "[0-9]+" || echo -; }

# What stopped a target, without what it printed of the input.
cause() { grep -aE "ERROR: |SUMMARY: |^[a-z]+: |Fatal error" "$1" | cut -c1-300 | head -5 || true; }

# Swift's own report of a crash would take longer than the crash is worth.
export SWIFT_BACKTRACE=enable=no
row="%-10s %8s %12s %8s %9s %8s\n"
table=$(printf "$row" target seconds executions edges features crashes)
failed=0
while read -r name length; do
    here=$work/$name log=$work/$name/log
    mkdir -p "$here/seeds" "$here/corpus" "$here/crashes"
    export KFRAME_FUZZ_TARGET=$name
    # Foundation loses 4 KiB for each empty file that it reads, and the golden data has some: no leak of a target.
    ASAN_OPTIONS=detect_leaks=0 "$fuzzer" --seeds "$here/seeds"
    ASAN_OPTIONS=detect_leaks=0 "$fuzzer" --words "$here/words"
    dictionary=()
    if [ -s "$here/words" ]; then dictionary=(-dict="$here/words"); fi
    echo "== $name, $seconds s"
    # An input hangs after a minute: with less, one that waits for a busy machine's processor would be taken for it.
    status=0 start=$SECONDS
    touch "$here/started"
    "$fuzzer" "$here/corpus" "$here/seeds" "${dictionary[@]}" -max_len="$length" -timeout=60 -report_slow_units=60 \
        -rss_limit_mb=2048 -max_total_time="$seconds" -artifact_prefix="$here/crashes/" -print_final_stats=1 \
        >"$log" 2>&1 || status=$?
    found=$(find "$here/crashes" -type f -newer "$here/started")
    if [ $status -ne 0 ] || [ -n "$found" ]; then
        failed=1
        echo "$name failed (exit $status); all that it said: $log"
        cause "$log"
        for input in $found; do echo "run it again: KFRAME_FUZZ_TARGET=$name $fuzzer $input"; done
    fi
    table+=$'\n'$(printf "$row" "$name" $((SECONDS - start)) "$(reached "$log" stat::number_of_executed_units)" \
        "$(reached "$log" cov)" "$(reached "$log" ft)" "$(grep -c . <<<"$found" || true)")
done <<<"$targets"

echo
echo "$table"
echo
if [ $failed -eq 0 ]; then
    echo "No input made a target fail. Corpora and logs: $work"
else
    echo "Targets failed: see above. The inputs: $work/*/crashes"
fi
exit $failed
