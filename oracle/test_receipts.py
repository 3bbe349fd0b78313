"""Receipts add up, tell what independent clients count, and can be run again."""

import json

import pytest

import clients
import kframe
from records import golden_offsets, golden_records, golden_topics, milliseconds

PARTS = ["delivered", "outside", "filtered", "undecodable", "limited", "control", "aborted", "missing"]
RANGES = [
    ("earliest", "latest"),
    ("2022-09-22T12:00:00Z", "2022-09-22T14:00:00Z"),
    ("2022-09-22T10:06:00Z", "2022-09-22T10:30:00Z"),
    ("2026-01-01T00:00:00Z", "latest"),
]


def read(place, topic, receipt, *arguments, start="earliest", end="latest"):
    rows = kframe.rows(place, topic, "--receipt", receipt, *arguments, start=start, end=end)
    return rows, json.loads(receipt.read_text())


def check(receipt, rows):
    for one in receipt["partitions"]:
        counts = one["counts"]
        assert one["end"] - one["start"] == sum(counts[part] for part in PARTS), one
        mine = [row for row in rows if row["_partition"] == one["partition"]]
        assert counts["delivered"] == len(mine)
        assert counts["withError"] == sum("_error" in row for row in mine)
        assert all(one["start"] <= row["_offset"] < one["end"] for row in mine)
        times = [milliseconds(row["_timestamp"]) for row in mine if row["_timestamp"]]
        if times:
            assert (counts["lowestTimestamp"], counts["highestTimestamp"]) == (min(times), max(times))


@pytest.mark.parametrize("isolation", ["committed", "uncommitted"])
@pytest.mark.parametrize("late", ["exact", "10m", "0s"])
@pytest.mark.parametrize("topic", golden_topics())
def test_every_receipt_adds_up(golden_broker, topic, late, isolation, tmp_path):
    for number, (start, end) in enumerate(RANGES):
        options = ["--late", late, "--isolation", isolation]
        rows, receipt = read(golden_broker, topic, tmp_path / f"{number}.json", *options, start=start, end=end)
        check(receipt, rows)


@pytest.mark.parametrize("topic", ["transactions", "open-transaction", "compacted-txn"])
def test_what_is_not_delivered_is_named(golden_broker, topic, tmp_path):
    """Aborted, control and missing offsets, from what the other clients got at both isolation levels."""
    offsets = golden_offsets(topic)
    _, receipt = read(golden_broker, topic, tmp_path / "receipt.json")
    everything, committed = golden_records(topic), golden_records(topic, "committed")
    for one in receipt["partitions"]:
        partition = one["partition"]
        assert one["end"] == offsets["last_stable"][str(partition)]
        below = [r for r in everything if r.partition == partition and r.offset < one["end"]]
        delivered = [r for r in committed if r.partition == partition]
        assert one["counts"]["delivered"] == len(delivered)
        assert one["counts"]["aborted"] == len(below) - len(delivered)
        assert one["counts"]["control"] + one["counts"]["missing"] == one["end"] - one["start"] - len(below)


def undecodable(record):
    """Whether a value is no JSON, by Python's judgement; half a surrogate pair is none to kframe."""
    if record.value is None:
        return False
    framed = record.value[:1] == b"\0" and len(record.value) > 5
    try:
        json.dumps(
            json.loads((record.value[5:] if framed else record.value).decode("utf-8-sig")), ensure_ascii=False
        ).encode()
    except ValueError:
        return True
    return False


def test_filtered_and_undecodable_rows(demo_broker, tmp_path):
    where = ["--where", "writeKey = 'newapp_2022_test_key'"]
    rows, receipt = read(demo_broker, "analytics__events", tmp_path / "receipt.json", *where)
    check(receipt, rows)
    total = {part: sum(one["counts"][part] for one in receipt["partitions"]) for part in PARTS}
    broken = [r for r in clients.read_with_confluent(demo_broker, "analytics__events") if undecodable(r)]
    # Two each of truncated, plainText, empty, loneSurrogate and invalidUTF8 in a day of 20,000.
    assert len(broken) == 10
    # What has the braces of an object, and neither the text searched for nor a backslash, is left out unparsed.
    unparsed = [r for r in broken if r.value[:1] == b"{" and r.value[-1:] == b"}" and b"\\" not in r.value]
    assert len(broken) - len(unparsed) <= total["undecodable"] <= len(broken)
    assert total["delivered"] == len(rows) > 1000
    assert total["filtered"] == 20_000 - len(rows) - total["undecodable"]
    assert {row["writeKey"] for row in rows} == {"newapp_2022_test_key"}


@pytest.mark.parametrize("policy", ["keep", "skip"])
def test_rows_in_error(demo_broker, policy, tmp_path):
    rows, receipt = read(demo_broker, "analytics__events", tmp_path / "receipt.json", "--on-error", policy)
    check(receipt, rows)
    errors = sum("_error" in row for row in rows)
    undecodable = sum(one["counts"]["undecodable"] for one in receipt["partitions"])
    assert (errors, undecodable) == ((10, 0) if policy == "keep" else (0, 10))
    assert all("_raw" in row for row in rows if "_error" in row)


def test_fail_names_the_place(demo_broker):
    command = ["read", "analytics__events", "-b", demo_broker, "--from", "earliest", "--to", "latest"]
    done = kframe.run(*command, "--format", "none", "--on-error", "fail", check=False)
    assert done.returncode == 1
    assert "analytics__events" in done.stderr and "partition" in done.stderr and "offset" in done.stderr


def test_a_receipt_runs_again(golden_broker, tmp_path):
    first, _ = read(
        golden_broker, "late-events", tmp_path / "receipt.json", start="2022-09-22T12:00Z", end="2022-09-22T14:00Z"
    )
    again = kframe.run("read", "-b", golden_broker, "--from-receipt", tmp_path / "receipt.json", "--format", "ndjson")
    assert kframe.ndjson(again.stdout) == first
