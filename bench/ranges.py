"""What reading two hours of a day costs in bytes, by the receipts of both."""

import json
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from broker import TOPIC
from suite import DAY, TWO_HOURS

ALLOWANCE = timedelta(minutes=10)


def two_hours(kframe, bootstrap):
    """Bytes and batches fetched for two hours, and those that the range and the allowance behind it have.

    How many bytes a part of the day has is told by its share of the day's events: exact within a batch or so.
    """
    day, part = receipt(kframe, bootstrap, DAY), receipt(kframe, bootstrap, TWO_HOURS)
    events = counts(kframe, bootstrap)
    start, end = (datetime.fromisoformat(one) for one in TWO_HOURS)
    total = sum(events.values())
    in_range = sum(count for at, count in events.items() if start <= at < end) / total
    allowed = sum(count for at, count in events.items() if end <= at < end + ALLOWANCE) / total
    return {
        "fetched": part["bytes"],
        "range": day["bytes"] * in_range,
        "allowance": day["bytes"] * allowed,
        "read": part["read"],
        "unread": part["unread"],
        "batches": day["read"] * (in_range + allowed),
        "partitions": part["partitions"],
    }


def receipt(kframe, bootstrap, span):
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "receipt.json"
        command = [
            kframe, "read", TOPIC, "-b", bootstrap, "--from", span[0], "--to", span[1], "-q", "--format", "none",
            "--select", "_offset", "--receipt", path,
        ]  # fmt: skip
        subprocess.run(list(map(str, command)), check=True)
        partitions = json.loads(path.read_text())["partitions"]
    counts = [partition["counts"] for partition in partitions]
    return {
        "bytes": sum(partition["bytesFetched"] for partition in partitions),
        "read": sum(one["batchesRead"] for one in counts),
        "unread": sum(one["batchesPruned"] for one in counts),
        "partitions": len(partitions),
    }


def counts(kframe, bootstrap):
    """How many events each five minutes of the day have, by their start."""
    command = [kframe, "count", TOPIC, "-b", bootstrap, "--from", DAY[0], "--to", DAY[1], "--every", "5m", "-q"]
    lines = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout.splitlines()
    return {datetime.fromisoformat(row["start"]): row["count"] for row in map(json.loads, lines)}
