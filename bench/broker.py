"""The broker that is read from: kframe's own over a directory of generated events, or a given one."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

TOPIC = "analytics__events"
DATA = Path(__file__).resolve().parent.parent / "bench-data"


@contextlib.contextmanager
def broker(kframe, events, given=None):
    """The address of a broker with the topic in it."""
    if given and has_topic(kframe, given):
        yield given
        return
    with local_broker(kframe, events) as local:
        if given:
            # A process of its own: this one stays small, for its size would count in those that it starts.
            subprocess.run([sys.executable, Path(__file__).parent / "copy_topic.py", TOPIC, local, given], check=True)
        yield given or local


@contextlib.contextmanager
def local_broker(kframe, events):
    """`kframe serve` over bench-data, which is filled at the first time and kept."""
    directory = DATA / f"events-{events}"
    complete = DATA / f"events-{events}.complete"
    if not complete.exists():
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
    command = [kframe, "serve", directory, "--port", "0", "--demo", "--events", str(events)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            sys.exit(f"kframe serve did not start: {line}")
        complete.touch()
        yield line.removeprefix("listening on ").strip()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def has_topic(kframe, bootstrap):
    lines = subprocess.run([kframe, "topics", "-b", bootstrap], check=True, capture_output=True, text=True).stdout
    return any(json.loads(line)["topic"] == TOPIC for line in lines.splitlines())
