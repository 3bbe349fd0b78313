"""kframe's speed and memory beside what people use today: one run, one machine, one broker, ratios.

    make bench                             1,000,000 generated events in kframe's own local broker
    make bench-quick                       50,000, in less than a minute; docs/performance.md stays as it is
    BENCH_BOOTSTRAP=host:9092 make bench   a given broker; the topics are written there first if they are missing

Every program reads the same records; before anything is timed, their rows are compared. The programs of a section take
turns, and each one's median counts. Nothing here is a test: a target that is missed does not fail the run, but a
program that fails, or finds other rows, does.
"""

import argparse
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

from broker import TOPIC, local_broker
from data import Sizes, prepare
from machine import describe
from measure import measure
from ranges import two_hours
from report import markdown, parts, print_tables, rewrite, save
from suite import PEERS, Bench
from targets import targets
from truth import truth

REPOSITORY = Path(__file__).resolve().parent.parent
FULL = Sizes(events=1_000_000, python=50_000, lines=200_000, small=10_000_000, wide=200_000, shapes=100)
QUICK = Sizes(events=50_000, python=5_000, lines=20_000, small=200_000, wide=20_000, shapes=10)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kframe", type=Path, default=REPOSITORY / ".build" / "release" / "kframe")
    parser.add_argument("--quick", action="store_true", help="few events, each program once")
    parser.add_argument("--runs", type=int, help="how often each program runs; the median counts (5; quick: 1)")
    parser.add_argument("--only", help="only sections whose title has this text")
    parser.add_argument("--output", type=Path, help="the numbers as JSON (build/bench.json; quick: bench-quick.json)")
    parser.add_argument("--page", type=Path, help="a page to put the tables into (docs/performance.md; quick: none)")
    options = parser.parse_args()
    options.runs = options.runs or (1 if options.quick else 5)
    name = "bench-quick.json" if options.quick else "bench.json"
    options.output = options.output or REPOSITORY / "build" / name
    if not options.quick and not options.only:
        options.page = options.page or REPOSITORY / "docs" / "performance.md"
    return options


def main():
    options = arguments()
    sizes = QUICK if options.quick else FULL
    given = os.environ.get("BENCH_BOOTSTRAP")
    # The wheel's library, as native.py leaves it there.
    os.environ["PYTHONPATH"] = str(REPOSITORY / "python" / "src")
    if options.page:
        parts(options.page, "bench")
    machine = describe(options.kframe)
    if machine["load"] > 0.5 and not options.quick:
        print(f"note: the machine is busy (load {machine['load']}): figures will be off", file=sys.stderr)
    prepare(options.kframe, sizes, given)
    with nullcontext(given) if given else local_broker(options.kframe, sizes.events) as bootstrap:
        bench = Bench(options.kframe, sizes, bootstrap, {})
        bench.truth.update(truth(bench))
        facts = {} if options.only else {"two_hours": two_hours(options.kframe, bootstrap), **arrow_bytes(bench)}
        # What takes most memory comes last: the system, and a virtual machine's host, have to get it back afterwards.
        sections = run([*bench.through_broker(), *bench.from_files(), *bench.by_hand()], options)
    results = [one for _, found in sections for one in found]
    found_targets = [one for one in targets(results, facts) if one.met is not None or not options.only]
    print_tables(sections, found_targets)
    ran = {"runs": options.runs, "broker": f"the broker at {given}" if given else "the local broker"}
    save(options.output, machine, ran | vars(sizes), sections, found_targets, facts)
    if options.page:
        rewrite(options.page, "bench", markdown(machine, ran, sections, found_targets))
    failed = [one for one in results if one.failure]
    for one in failed:
        print(f"FAILED: {one.name}: {one.failure}", file=sys.stderr)
    sys.exit(1 if failed else 0)


def run(sections, options):
    chosen = [one for one in sections if not options.only or options.only.lower() in one.title.lower()]
    measured = []
    for section in chosen:
        print(f"\n{section.title}", file=sys.stderr, flush=True)
        measured.append((section, measure(section.programs, options.runs)))
    return measured


def arrow_bytes(bench):
    """How large the frames are in Arrow's layout, by pyarrow's count."""
    found = {}
    for key, topic in (("arrow_bytes", TOPIC), ("wide_arrow_bytes", bench.sizes.topic("wide"))):
        command = [sys.executable, PEERS, "kframe", bench.bootstrap, topic, "arrow"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        if done.returncode == 0:
            found[key] = json.loads(done.stdout)["arrow_bytes"]
        else:
            print(f"note: the size of {topic}'s frame is not known: {done.stderr.strip()[-300:]}", file=sys.stderr)
    return found


if __name__ == "__main__":
    main()
