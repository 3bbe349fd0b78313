"""The program under judgement: runs it, serves directories with it, and reads its output."""

import base64
import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
from pathlib import Path

from records import REPOSITORY, Record, milliseconds

BINARY = Path(os.environ.get("KFRAME", REPOSITORY / ".build" / "release" / "kframe"))
TIMEOUT = 120


def environment(**changes):
    """The environment without what would make kframe's output depend on this terminal."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KFRAME_") and k not in ("COLUMNS", "NO_COLOR")}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"} | changes


def run(*arguments, check=True, env=None, **options):
    """Runs kframe with these arguments; its output is text unless said otherwise."""
    options = {"text": True, "encoding": "utf-8"} | options
    done = subprocess.run(
        [BINARY, *map(str, arguments)], capture_output=True, timeout=TIMEOUT, env=env or environment(), **options
    )
    if check and done.returncode != 0:
        raise AssertionError(f"kframe {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr}")
    return done


def ndjson(text):
    return [json.loads(line) for line in text.splitlines()]


def source(place):
    """A bootstrap address as the option that names it, or a log directory's path."""
    return ["--log-dir", place] if isinstance(place, Path) else ["-b", place]


def rows(place, topic, *arguments, start="earliest", end="latest"):
    """What `kframe read` gives, as one dict a row."""
    command = ["read", topic, *source(place), "--from", start, "--to", end, "--format", "ndjson"]
    return ndjson(run(*command, *arguments).stdout)


def as_bytes(value):
    if value is None:
        return None
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value.encode()


def record(row):
    """A row that was read with `--values bytes` as the record it came from."""
    return Record(
        row["_partition"],
        row["_offset"],
        None if row["_timestamp"] is None else milliseconds(row["_timestamp"]),
        as_bytes(row["_key"]),
        None if row.get("_tombstone") else as_bytes(row["_value"]),
        tuple((name, as_bytes(value)) for name, value in row.get("_headers") or []),
    )


def records(place, topic, isolation="committed", **range):
    """All records of a topic as `kframe read` gives them back, byte for byte."""
    return [record(row) for row in rows(place, topic, "--values", "bytes", "--isolation", isolation, **range)]


@contextlib.contextmanager
def serve(directory, *arguments, log=None):
    """`kframe serve DIR` on a free port of loopback; gives its address."""
    command = [BINARY, "serve", str(directory), "--port", "0", *map(str, arguments)]
    errors = open(log, "wb") if log else subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment())
    lines = queue.Queue()

    def read_lines():
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read_lines, daemon=True).start()
    try:
        first = lines.get(timeout=600)
        said = Path(log).read_text(errors="replace") if log else ""
        assert first.startswith("listening on "), f"kframe serve said {first!r}\n{said}"
        yield first.removeprefix("listening on ").strip()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if log:
            errors.close()
