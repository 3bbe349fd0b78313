"""kframe's speed and memory beside what people use today: one run, one machine, one broker, ratios.

    make bench                          1,000,000 generated events in kframe's own local broker
    make bench-quick                    100,000, once
    BENCH_BOOTSTRAP=host:9092 make bench   a given broker; the topic is written there first if it is missing

Every program reads the same topic. They take turns, and each one's median counts. Nothing here is a test: the floors
are printed, and missing one does not fail.
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from broker import TOPIC, broker
from measure import Program, measure
from report import print_floors, print_table, save

REPOSITORY = Path(__file__).resolve().parent.parent
RECIPES = REPOSITORY / "oracle" / "recipes"
DAY = ("2022-09-22T00:00Z", "2022-09-23T00:00Z")
DAY_START_MS = 1_663_804_800_000
FILTER = "writeKey = 'newapp_2022_test_key'"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kframe", type=Path, default=REPOSITORY / ".build" / "release" / "kframe")
    parser.add_argument("--events", type=int, default=1_000_000, help="how many events the topic has")
    parser.add_argument("--python-events", type=int, default=100_000, help="about how many the Python programs read")
    parser.add_argument("--runs", type=int, default=3, help="how often each program runs; the median counts")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build" / "bench.json")
    return parser.parse_args()


def counts_over_time(kframe, bootstrap):
    """How many events each five minutes of the day have, as (end of the interval in ms, count)."""
    command = [kframe, "count", TOPIC, "-b", bootstrap, "--from", DAY[0], "--to", DAY[1], "--every", "5m"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    intervals = [(datetime.fromisoformat(row["start"]), row["count"]) for row in map(json.loads, lines)]
    return [(int(start.timestamp()) * 1000 + 300_000, count) for start, count in intervals]


def range_of(count, intervals):
    """The end of the shortest range from the day's start with so many events, and how many it has."""
    total = 0
    last = DAY_START_MS
    for end, events in intervals:
        last = end
        total += events
        if total >= count:
            break
    return last, total


def programs(kframe, bootstrap, events, python_range):
    """What is measured, in the order of the table."""
    end, python_events = python_range

    def read(*options):
        return [kframe, "read", TOPIC, "-b", bootstrap, "--from", DAY[0], "--to", DAY[1], *options]

    def recipe(name, *options):
        return [sys.executable, RECIPES / name, bootstrap, TOPIC, str(DAY_START_MS), str(end), *options]

    count = [kframe, "count", TOPIC, "-b", bootstrap, "--from", DAY[0], "--to", DAY[1]]
    columns = "_offset,_timestamp,type,writeKey,userId,properties.price,context.page.url"
    return [
        Program("kcat", ["kcat", "-C", "-b", bootstrap, "-t", TOPIC, "-o", "beginning", "-e", "-q"], events),
        Program("kframe count", count, events),
        Program("kframe read --where --format none", read("--where", FILTER, "--format", "none"), events),
        Program("kframe read --format none", read("--format", "none"), events),
        Program("kframe read --format ndjson", read("--format", "ndjson"), events),
        Program("kframe read --select --format csv", read("--select", columns, "--format", "csv"), events),
        Program("confluent-kafka, json, pandas", recipe("confluent_recipe.py"), python_events),
        Program("the same, not flattened", recipe("confluent_recipe.py", "--no-flatten"), python_events),
        Program("kafka-python, json, pandas", recipe("kafka_python_recipe.py"), python_events),
    ]


def main():
    options = arguments()
    with broker(options.kframe, options.events, os.environ.get("BENCH_BOOTSTRAP")) as bootstrap:
        intervals = counts_over_time(options.kframe, bootstrap)
        events = sum(count for _, count in intervals)
        print(f"{events:,} events in {TOPIC} at {bootstrap}; medians of {options.runs}", flush=True)
        python_range = range_of(options.python_events, intervals)
        results = measure(programs(options.kframe, bootstrap, events, python_range), options.runs)
    print_table(results)
    print_floors(results)
    save(results, options.output)


if __name__ == "__main__":
    main()
