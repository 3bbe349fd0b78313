"""The table that a run ends with, and the numbers for machines."""

import json
import os
import platform
from dataclasses import asdict

BOUNDED = ["kframe count", "kframe read --format ndjson", "kframe read --select --format csv"]


def print_table(results):
    base = results[0]
    print()
    print(f"{'':36} {'events':>10} {'wall':>9} {'CPU':>9} {'peak':>9} {'events/s':>11} {'x kcat':>8}")
    for one in results:
        print(
            f"{one.name:36} {one.events:>10,} {one.wall:>7.2f} s {one.cpu:>7.2f} s {one.peak / 1e6:>6.0f} MB"
            f" {one.rate:>11,.0f} {one.rate / base.rate:>8.2f}"
        )


def floors(results):
    """(what is asked for, what was found, whether that is enough)."""
    by_name = {one.name: one for one in results}

    def ratio(name, other):
        return by_name[name].rate / by_name[other].rate

    speeds = [
        ("kframe count", "kcat", 2),
        ("kframe read --where --format none", "kcat", 1),
        ("kframe read --format none", "confluent-kafka, json, pandas", 15),
    ]
    for name, other, least in speeds:
        found = ratio(name, other)
        yield f"{name}: at least {least} times as fast as {other}", f"{found:.1f} times", found >= least
    for name in BOUNDED:
        peak = by_name[name].peak / 1e6
        yield f"{name}: under 300 MB", f"{peak:.0f} MB", peak < 300


def print_floors(results):
    print()
    for wanted, found, enough in floors(results):
        print(f"{'ok ' if enough else 'NOT'}  {wanted}: {found}")


def save(results, path):
    machine = {"processors": os.cpu_count(), "machine": platform.machine(), "system": platform.platform()}
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine, "results": [asdict(one) for one in results]}, indent=2)
    path.write_text(text + "\n")
    print(f"\nwritten to {path}")
