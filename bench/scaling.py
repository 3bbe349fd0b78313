"""How kframe's time grows with the range: ever longer ranges of one large day, 100 MB to 10 GB of JSON.

    make bench-scaling

Draws docs/scaling.svg and writes the table into docs/performance.md. What it read is deleted at the end, but with
--keep.
"""

import argparse
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from broker import TOPIC, directory_of, local_broker
from figure import Series, draw
from machine import describe
from measure import Program, measure
from ranges import counts
from report import parts, rewrite, wrapped
from suite import DAY, RARE_KEY

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "docs" / "performance.md"
FULL = [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000]
QUICK = [5_000, 15_000, 50_000]
FRAME_MOST = 3_000_000  # events: a frame has to fit into memory
WAYS = {
    "count": ("counting", ["count"]),
    "rare": ("a writeKey under 1 %, to a frame", ["read", "--format", "none", "--where", f"writeKey = '{RARE_KEY}'"]),
    "frame": ("everything, to a frame", ["read", "--format", "none"]),
    "ndjson": ("everything, as NDJSON", ["read", "--format", "ndjson"]),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kframe", type=Path, default=REPOSITORY / ".build" / "release" / "kframe")
    parser.add_argument("--quick", action="store_true", help="few events, to try it; changes no page")
    parser.add_argument("--runs", type=int, default=3, help="how often each range is read; the median counts")
    parser.add_argument(
        "--most", type=int, default=FULL[-1], help="events of the longest range, where disk or time are short"
    )
    parser.add_argument("--keep", action="store_true", help="do not delete the data")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build" / "scaling.json")
    return parser.parse_args()


def main():
    options = arguments()
    sizes = QUICK if options.quick else [size for size in FULL if size <= options.most]
    most = sizes[-1]
    if not options.quick:
        parts(PAGE, "scaling")
    machine = describe(options.kframe)
    directory = directory_of(most)
    was_there = directory.exists()
    free = shutil.disk_usage(REPOSITORY).free
    if not was_there and free < 800 * most:
        sys.exit(
            f"{most:,} events need {800 * most / 1e9:.0f} GB of disk to be on the safe side; {free / 1e9:.0f} are free"
        )
    try:
        with local_broker(options.kframe, most) as bootstrap:
            found = measure_ranges(options, bootstrap, sizes)
    finally:
        if not options.keep and not was_there:
            shutil.rmtree(directory, ignore_errors=True)
    save(options.output, machine, found)
    table = markdown(machine, options.runs, found)
    print(table)
    if not options.quick:
        (REPOSITORY / "docs" / "scaling.svg").write_text(figure(found))
        rewrite(PAGE, "scaling", table)
    sys.exit(1 if any(result.failure for points in found.values() for _, result in points) else 0)


def measure_ranges(options, bootstrap, sizes):
    """By way: (bytes of JSON looked at, result) for every range."""
    mean = json_bytes_each(bootstrap)
    intervals = counts(options.kframe, bootstrap)
    programs, offsets = [], {}
    for size in sizes:
        end = end_of(size, intervals)
        offsets[size] = offsets_until(options.kframe, bootstrap, end)
        for key, (title, words) in WAYS.items():
            if key == "frame" and size > FRAME_MOST:
                continue
            span = ["-b", bootstrap, "--from", DAY[0], "--to", end]
            command = [options.kframe, words[0], TOPIC, *span, *words[1:]]
            programs.append(Program(f"{key} {size}", f"{title}, {offsets[size]:,} events", command, offsets[size]))
    results = {result.key: result for result in measure(programs, options.runs)}
    return {
        key: [(offsets[size] * mean, results[f"{key} {size}"]) for size in sizes if f"{key} {size}" in results]
        for key in WAYS
    }


def json_bytes_each(bootstrap):
    """The mean size of a value, by kcat."""
    command = ["kcat", "-C", "-b", bootstrap, "-t", TOPIC, "-o", "beginning", "-c", "20000", "-e", "-q", "-f", "%S\n"]
    lengths = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return statistics.mean(max(0, int(length)) for length in lengths)


def end_of(events, intervals):
    """The end of the shortest range from the day's start that has so many events, in whole intervals."""
    total = 0
    for start, count in sorted(intervals.items()):
        total += count
        last = start + timedelta(minutes=5)
        if total >= events:
            break
    return last.isoformat()


def offsets_until(kframe, bootstrap, end):
    """The offsets that a range to `end` covers, with those behind it that are looked at for late records."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "receipt.json"
        command = [
            kframe, "read", TOPIC, "-b", bootstrap, "--from", DAY[0], "--to", end, "-q", "--format", "none",
            "--select", "_offset", "--receipt", path,
        ]  # fmt: skip
        subprocess.run(list(map(str, command)), check=True)
        return sum(one["end"] - one["start"] for one in json.loads(path.read_text())["partitions"])


def exponent(points):
    """The slope in logarithms: 1 is linear."""
    logs = [(math.log(size), math.log(result.wall)) for size, result in points if result.wall]
    mean_x, mean_y = statistics.mean(x for x, _ in logs), statistics.mean(y for _, y in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def markdown(machine, runs, found):
    lines = [
        "![Time by the range's bytes](scaling.svg)",
        "",
        wrapped(
            f"{machine['date']}; {machine['processor']}, {machine['cores']} cores shared with the local broker; "
            f"medians of {runs}. The exponent is the slope of the logarithms: 1 is linear; below that, the fixed cost "
            "of a start shows in the short ranges. A frame has to fit into memory: "
            f"{FRAME_MOST:,} events at most are read into one."
        ),
        "",
        "| " + " | ".join(["program", *(f"{size / 1e9:.2g} GB" for size, _ in found["count"]), "exponent"]) + " |",
        "|---|" + "--:|" * (len(found["count"]) + 1),
    ]
    for key, points in found.items():
        cells = [f"{r.wall:.2f} s, {r.peak / 1e6:,.0f} MB" if r.wall else "failed" for _, r in points]
        cells += ["–"] * (len(found["count"]) - len(points))
        lines.append("| " + " | ".join([WAYS[key][0], *cells, f"{exponent(points):.2f}"]) + " |")
    return "\n".join(lines)


def figure(found):
    series = [
        Series(WAYS[key][0], [(size / 1e9, result.wall) for size, result in points if result.wall])
        for key, points in found.items()
    ]
    return draw(series, "JSON in the range, GB", "seconds", "Time by the range's bytes")


def save(path, machine, found):
    path.parent.mkdir(parents=True, exist_ok=True)
    ranges = {key: [{"bytes": size, **asdict(result)} for size, result in points] for key, points in found.items()}
    path.write_text(json.dumps({"machine": machine, "ranges": ranges}, indent=2) + "\n")


if __name__ == "__main__":
    main()
