"""`kframe count` against counting by hand what other clients read."""

import json
from collections import Counter

import pytest

import clients
import kframe
from conftest import DEMO_EVENTS
from records import golden_records, milliseconds

DAY = ["--from", "2022-09-22T00:00Z", "--to", "2022-09-23T00:00Z"]
NOON = ["--from", "2022-09-22T12:00Z", "--to", "2022-09-22T14:00Z"]


@pytest.fixture(scope="module")
def events(demo_broker):
    """The demo's records as librdkafka reads them: (timestamp, event or None)."""
    found = []
    for record in clients.read_with_confluent(demo_broker, "analytics__events"):
        try:
            event = json.loads(record.value)
        except (TypeError, ValueError):
            event = None
        found.append((record.timestamp, event if isinstance(event, dict) else None))
    return found


def count(broker, *arguments, topic="analytics__events"):
    """One number, or one row for each group and interval."""
    rows = kframe.ndjson(kframe.run("count", topic, "-b", broker, *arguments).stdout)
    return rows if "--by" in arguments or "--every" in arguments else rows[0]


def at_noon(events):
    low, high = milliseconds("2022-09-22T12:00:00Z"), milliseconds("2022-09-22T14:00:00Z")
    return [(time, event) for time, event in events if low <= time < high]


def test_the_demo_holds_what_it_was_asked_for(demo_broker, events):
    assert len(events) == DEMO_EVENTS
    assert count(demo_broker, *DAY) == DEMO_EVENTS


def test_a_range(demo_broker, events):
    assert count(demo_broker, *NOON) == len(at_noon(events))


def test_a_filter(demo_broker, events):
    mine = [e for _, e in at_noon(events) if e and e.get("writeKey") == "newapp_2022_test_key"]
    assert count(demo_broker, *NOON, "--where", "writeKey = 'newapp_2022_test_key'") == len(mine)
    assert len(mine) > 50


def test_groups(demo_broker, events):
    wanted = Counter((e.get("type"), e.get("writeKey")) for _, e in at_noon(events) if e)
    rows = count(demo_broker, *NOON, "--by", "type,writeKey", "--where", "type IS NOT NULL")
    assert {(row["type"], row.get("writeKey")): row["count"] for row in rows} == wanted


def test_over_time(demo_broker, events):
    wanted = Counter(time // 300_000 * 300_000 for time, _ in at_noon(events))
    rows = count(demo_broker, *NOON, "--every", "5m")
    found = {milliseconds(row["start"]): row["count"] for row in rows}
    assert found == wanted
    assert sum(found.values()) == len(at_noon(events))


def test_over_time_by_group(demo_broker, events):
    wanted = Counter((time // 900_000 * 900_000, event["type"]) for time, event in at_noon(events) if event)
    rows = count(demo_broker, *NOON, "--every", "15m", "--by", "type", "--where", "type IS NOT NULL")
    assert {(milliseconds(row["start"]), row["type"]): row["count"] for row in rows} == wanted


@pytest.mark.parametrize("isolation", ["committed", "uncommitted"])
@pytest.mark.parametrize(
    "topic", ["transactions", "open-transaction", "compacted-txn", "retained", "append-time", "empty"]
)
def test_golden_topics(golden_broker, topic, isolation):
    found = count(golden_broker, "--from", "earliest", "--to", "latest", "--isolation", isolation, topic=topic)
    assert found == len(golden_records(topic, isolation))
