"""What is measured: sections of programs that take turns."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from broker import TOPIC, directory_of
from data import PARTITIONS
from machine import available_memory
from measure import Program
from shapes import SHAPES

PEERS = Path(__file__).resolve().parent / "peers.py"
DAY = ("2022-09-22T00:00Z", "2022-09-23T00:00Z")
TWO_HOURS = ("2022-09-22T12:00Z", "2022-09-22T14:00Z")
EMPTY = ("2022-09-23T00:00Z", "2022-09-23T01:00Z")
ALL = ("earliest", "latest")
COMMON_KEY = "p7XaVt2RnLf9QcKw4JsHy6ZgMe1BuDio"  # 8.5 % of the events
RARE_KEY = "k1SxLv6MfTq9BzJc4RwYn8HdGp2EuIoa"  # 0.9 %
BYTES_BY_HAND = 12_000  # of memory that an event takes as Python's objects, with room to spare
FIVE = "_timestamp,type,writeKey,properties.price,context.page.url"


@dataclass(frozen=True)
class Section:
    title: str
    note: str
    programs: list


@dataclass(frozen=True)
class Bench:
    """The programs, for one broker and one set of topics."""

    kframe: Path
    sizes: object
    bootstrap: str
    truth: dict  # what rows there are: see truth.py

    def through_broker(self):
        return [self.day(), self.small(), self.wide(), *map(self.shape, SHAPES), self.start_up()]

    def from_files(self):
        return [section for section in [self.lines(), self.cores()] if section]

    def by_hand(self):
        """All events to pandas as people do it, where there is memory for it: it takes some gigabytes.

        Not by turns with the others: what runs right after it is slow, since the system has to find its memory again.
        """
        events = self.sizes.events
        if available_memory() < events * BYTES_BY_HAND:
            note = f"note: no memory to make a frame of {events:,} events by hand: that is left out"
            print(note, file=sys.stderr)
            return []
        command = [sys.executable, PEERS, "confluent", self.bootstrap, TOPIC, "poll", "json", "nested"]
        everything = self.truth["everything"]
        program = Program(
            "by-hand", "confluent-kafka, poll, json, pandas", command, events, everything["rows"],
            everything["digest"], times_itself=True,
        )  # fmt: skip
        return [Section("All events to pandas by hand, through the broker", "Compare with the day's table.", [program])]

    def day(self):
        events, python = self.sizes.events, self.sizes.python
        everything = self.truth["everything"]
        part = self.truth["python"]
        topic = self.sizes.topic("python")
        frame = self.read(TOPIC, DAY, "--format", "none")

        def kframe(key, name, command, rows=events):
            return Program(key, name, command, events, rows)

        def by_confluent(key, name, *options):
            command = [sys.executable, PEERS, "confluent", self.bootstrap, topic, *options]
            return Program(key, name, command, python, part["rows"], part["digest"], times_itself=True)

        in_python = [sys.executable, PEERS, "kframe", self.bootstrap, TOPIC]
        nothing = [sys.executable, PEERS, "confluent-consume", self.bootstrap, TOPIC]
        by_kafka_python = [sys.executable, PEERS, "kafka-python", self.bootstrap, topic]
        return Section(
            "A day of clickstream, through the broker",
            "The Python programs make a frame of fewer events: compare events/s.",
            [
                Program("kcat", "kcat, values to /dev/null", self.kcat(TOPIC), events),
                kframe("count", "kframe count", self.count(TOPIC, DAY)),
                kframe(
                    "common", "kframe, writeKey of 8 %, frame",
                    [*frame, "--where", f"writeKey = '{COMMON_KEY}'"], self.truth["common"]["rows"],
                ),
                kframe(
                    "rare", "kframe, writeKey under 1 %, frame",
                    [*frame, "--where", f"writeKey = '{RARE_KEY}'"], self.truth["rare"]["rows"],
                ),
                kframe("frame", "kframe, everything, frame", frame),
                kframe("select", "kframe, 5 columns, frame", [*frame, "--select", FIVE]),
                kframe("ndjson", "kframe, everything, NDJSON", self.read(TOPIC, DAY, "--format", "ndjson")),
                kframe("csv", "kframe, 5 columns, CSV", self.read(TOPIC, DAY, "--format", "csv", "--select", FIVE)),
                Program(
                    "python", "kframe in Python, to_pandas()", in_python, events, events, everything["digest"],
                    times_itself=True,
                ),
                Program(
                    "consume", "confluent-kafka, consume(10000), not decoded", nothing, events, events,
                    times_itself=True,
                ),
                by_confluent("orjson-nested", "confluent-kafka, orjson, pandas", "consume", "orjson", "nested"),
                by_confluent("orjson", "confluent-kafka, orjson, flattened pandas", "consume", "orjson", "flat"),
                by_confluent("json-nested", "confluent-kafka, poll, json, pandas", "poll", "json", "nested"),
                by_confluent("json", "confluent-kafka, poll, json, flattened pandas", "poll", "json", "flat"),
                Program(
                    "kafka-python", "kafka-python, json, flattened pandas", by_kafka_python, python, part["rows"],
                    part["digest"], times_itself=True,
                ),
            ],
        )  # fmt: skip

    def small(self):
        topic, events = self.sizes.topic("small"), self.sizes.small
        return Section(
            "Messages of 100 bytes, zstd, through the broker",
            "",
            [
                Program("small-kcat", "kcat, values to /dev/null", self.kcat(topic), events),
                Program("small-count", "kframe count", self.count(topic, ALL), events, events),
            ],
        )

    def wide(self):
        topic, events = self.sizes.topic("wide"), self.sizes.wide

        def kframe(key, name, command):
            return Program(f"wide-{key}", name, command, events, events)

        return Section(
            f"{PARTITIONS:,} partitions, through the broker",
            "",
            [
                Program("wide-kcat", "kcat, values to /dev/null", self.kcat(topic), events),
                kframe("count", "kframe count", self.count(topic, ALL)),
                kframe("frame", "kframe, everything, frame", self.read(topic, ALL, "--format", "none")),
                kframe("ndjson", "kframe, everything, NDJSON", self.read(topic, ALL, "--format", "ndjson")),
            ],
        )

    def shape(self, name):
        topic, events = self.sizes.topic(name), self.sizes.count(name)

        def kframe(key, title, command):
            return Program(f"{name}-{key}", title, command, events, events)

        return Section(
            f"Other events: {SHAPES[name].title}",
            "",
            [
                Program(f"{name}-kcat", "kcat, values to /dev/null", self.kcat(topic), events),
                kframe("count", "kframe count", self.count(topic, DAY)),
                kframe("frame", "kframe, everything, frame", self.read(topic, DAY, "--format", "none")),
                kframe("ndjson", "kframe, everything, NDJSON", self.read(topic, DAY, "--format", "ndjson")),
            ],
        )

    def start_up(self):
        command = self.read(TOPIC, EMPTY, "--format", "none")
        return Section(
            "Start-up, through the broker",
            "",
            [Program("start", "kframe read, an empty range", command, 0, 0, runs=11)],
        )

    def lines(self):
        topic, events, truth = self.sizes.topic("lines"), self.sizes.lines, self.truth["lines"]
        path = self.sizes.file_of_lines()

        def peer(name, title):
            command = [sys.executable, PEERS, "lines", path, name]
            return Program(f"lines-{name}", title, command, events, events, truth["digest"], times_itself=True)

        return Section(
            "JSON values that are there already, to a frame",
            "The same values in the page cache: kframe has them in Kafka's log files, uncompressed (and the whole "
            "process counts), the others as JSON lines (and their imports do not).",
            [
                Program("lines-kframe", "kframe --log-dir, frame", self.from_log(topic), events, events),
                peer("duckdb", "DuckDB read_json, types by the first rows"),
                peer("duckdb-all", "DuckDB read_json, types by all rows"),
                peer("polars", "polars read_ndjson, types told beforehand"),
                peer("polars-all", "polars read_ndjson, types by all rows"),
                peer("pyarrow", "pyarrow read_json"),
            ],
        )

    def cores(self):
        """Where processes can be kept to some of the cores."""
        if not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2 or not shutil.which("taskset"):
            return None
        first, second, *_ = sorted(os.sched_getaffinity(0))
        programs = []
        for key, name, options in [("frame", "frame", ["none"]), ("ndjson", "NDJSON", ["ndjson"])]:
            command = self.from_log(TOPIC, *options)
            for count, cores in [(1, f"{first}"), (2, f"{first},{second}")]:
                title = f"kframe --log-dir, everything, {name}, {count} {'core' if count == 1 else 'cores'}"
                pinned = ["taskset", "--cpu-list", cores, *command]
                programs.append(Program(f"{key}-{count}-cores", title, pinned, self.sizes.events, self.sizes.events))
        return Section(
            "One core and two, no broker",
            "The day's log files, in the page cache: no broker takes part of the cores.",
            programs,
        )

    # Commands

    def kcat(self, topic):
        return ["kcat", "-C", "-b", self.bootstrap, "-t", topic, "-o", "beginning", "-e", "-q"]

    def count(self, topic, span):
        return [self.kframe, "count", topic, "-b", self.bootstrap, "--from", span[0], "--to", span[1]]

    def read(self, topic, span, *options):
        return [self.kframe, "read", topic, "-b", self.bootstrap, "--from", span[0], "--to", span[1], *options]

    def from_log(self, topic, form="none"):
        directory = directory_of(self.sizes.events)
        return [
            self.kframe, "read", topic, "--log-dir", directory, "--from", ALL[0], "--to", ALL[1], "--format", form,
        ]  # fmt: skip
