"""The broker that is read from: kframe's own over a directory of generated events, or a given one."""

import contextlib
import json
import signal
import subprocess
import sys
from pathlib import Path

TOPIC = "analytics__events"
DATA = Path(__file__).resolve().parent.parent / "bench-data"


def directory_of(events):
    return DATA / f"events-{events}"


@contextlib.contextmanager
def local_broker(kframe, events):
    """The address of `kframe serve` over bench-data, which is filled at the first time and kept."""
    directory = directory_of(events)
    directory.mkdir(parents=True, exist_ok=True)
    command = [kframe, "serve", directory, "--port", "0", "--demo", "--events", str(events)]
    with open(DATA / "broker.log", "w+") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            line = process.stdout.readline()
            if not line.startswith("listening on "):
                log.seek(0)
                sys.exit(f"kframe serve did not start: {line}{log.read()}")
            yield line.removeprefix("listening on ").strip()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
            process.stdout.close()


def topics(kframe, bootstrap):
    """The number of records by topic."""
    lines = subprocess.run([kframe, "topics", "-b", bootstrap], check=True, capture_output=True, text=True).stdout
    return {row["topic"]: row["records"] for row in map(json.loads, lines.splitlines())}
