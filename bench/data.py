"""The topics that are read, made once and kept: a generated day, a part of it, the same in other shapes.

Writing goes through `python fill.py`, a process of its own: this one stays small, for its size would count in those
that it starts.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from broker import DATA, TOPIC, directory_of, local_broker, topics
from shapes import SHAPES

FILL = Path(__file__).resolve().parent / "fill.py"
PARTITIONS = 1_000


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    events: int  # of the generated day
    python: int  # that the Python programs make frames of
    lines: int  # as JSON lines
    small: int  # messages of 100 bytes
    wide: int  # spread over 1,000 partitions
    shapes: int  # percent of the events of each other shape

    def count(self, kind):
        return SHAPES[kind].events * self.shapes // 100 if kind in SHAPES else getattr(self, kind)

    def topic(self, kind):
        return f"bench-{kind}-{self.count(kind)}"

    def file_of_lines(self):
        return DATA / f"lines-{self.lines}.ndjson"


KINDS = ["python", "lines", "small", "wide", *SHAPES]


def prepare(kframe, sizes, given=None):
    """Makes what is missing in bench-data, and what is missing in a given broker."""
    for kind in KINDS:
        if not done(sizes, kind).exists():
            for partition in directory_of(sizes.events).glob(f"{sizes.topic(kind)}-*"):
                shutil.rmtree(partition)
    if not done(sizes, "events").exists():
        shutil.rmtree(directory_of(sizes.events), ignore_errors=True)
        for kind in KINDS:
            done(sizes, kind).unlink(missing_ok=True)
    with local_broker(kframe, sizes.events) as local:
        done(sizes, "events").touch()
        for kind in KINDS:
            if not done(sizes, kind).exists():
                fill(kind, sizes, local, local)
                done(sizes, kind).touch()
        if not given:
            return
        there = topics(kframe, given)
        wanted = {TOPIC: ("events", sizes.events)}
        wanted |= {sizes.topic(kind): (kind, sizes.count(kind)) for kind in KINDS if kind != "lines"}
        for topic, (kind, count) in wanted.items():
            if topic not in there:
                fill(kind, sizes, local, given)
            elif there[topic] != count:
                sys.exit(f"{topic} at {given} has {there[topic]:,} records, not {count:,}: delete it there, then again")


def done(sizes, kind):
    """Says that a topic is whole: a run may have been interrupted while writing it."""
    name = "complete" if kind == "events" else f"{sizes.topic(kind)}.complete"
    return DATA / f"events-{sizes.events}.{name}"


def fill(kind, sizes, source, target):
    print(f"making {sizes.count(kind):,} {WHAT.get(kind, 'events of another shape')} at {target}", file=sys.stderr)
    topic = TOPIC if kind == "events" else sizes.topic(kind)
    count = sizes.count(kind)
    command = [sys.executable, FILL, kind, source, target, TOPIC, topic, count, sizes.file_of_lines(), PARTITIONS]
    if subprocess.run(list(map(str, command))).returncode != 0:
        sys.exit(f"{topic} could not be written to {target}")


WHAT = {
    "events": "events",
    "python": "events for the Python programs",
    "lines": "events as JSON lines, and uncompressed in Kafka's log files",
    "small": "messages of 100 bytes",
    "wide": f"events in {PARTITIONS:,} partitions",
}
