"""Reading: the rows that Apache Kafka's own tools found, options, receipts and errors."""

import base64
import datetime as dt
import gzip
import json
import pickle
import socket

import pyarrow
import pytest

import kframe
from conftest import FIXTURES


def lines(name):
    path = FIXTURES / "expected" / name
    text = path.read_bytes() if path.exists() else gzip.decompress(path.with_name(f"{name}.gz").read_bytes())
    return [json.loads(line) for line in text.splitlines()]


def expected_records(topic, isolation):
    """(partition, offset, timestamp, key, value, headers) as Apache Kafka's own consumers got them."""
    records = lines(f"{topic}.records.ndjson")
    if isolation == "committed" and (FIXTURES / "expected" / f"{topic}.committed.ndjson").exists():
        places = {(place["partition"], place["offset"]) for place in lines(f"{topic}.committed.ndjson")}
        records = [record for record in records if (record["partition"], record["offset"]) in places]

    def decoded(text):
        return None if text is None else base64.b64decode(text)

    found = [
        (
            record["partition"],
            record["offset"],
            None if record["timestamp"] == -1 else record["timestamp"],
            decoded(record["key_b64"]),
            decoded(record["value_b64"]),
            [(name, decoded(value)) for name, value in record["headers"]],
        )
        for record in records
    ]
    return sorted(found, key=lambda record: record[:2])


def records_of(frame):
    """The same of a frame that was read with ``values="bytes"``."""

    def column(name):
        # _headers and _value are there only where any record has them.
        return frame[name] if name in frame else pyarrow.nulls(len(frame))

    def taken(value):
        return value.encode() if isinstance(value, str) else value

    times = column("_timestamp").cast(pyarrow.int64()).to_pylist()
    rest = [column(name).to_pylist() for name in ("_partition", "_offset", "_key", "_value", "_headers")]
    return [
        (part, offset, time, taken(key), taken(value), [(h["name"], h["value"]) for h in headers or []])
        for time, part, offset, key, value, headers in zip(times, *rest)
    ]


TOPICS = sorted(path.name.removesuffix(".offsets.json") for path in (FIXTURES / "expected").glob("*.offsets.json"))


@pytest.mark.parametrize("place", ["golden", "golden_broker"])
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("isolation", ["committed", "uncommitted"])
def test_records_are_those_that_kafka_has(request, place, topic, isolation):
    """Times, keys, values and headers to the last byte, from the files and over TCP."""
    where = request.getfixturevalue(place)
    source = {"log_dir": where} if place == "golden" else {"bootstrap_servers": where.bootstrap_servers}
    frame = kframe.read(topic, "earliest", "latest", isolation=isolation, values="bytes", **source)
    expected = expected_records(topic, isolation)
    assert records_of(frame) == expected
    assert frame.receipt.delivered == len(expected)
    in_pandas = pyarrow.array(frame.to_pandas()["_timestamp"], from_pandas=True)
    assert in_pandas.cast(pyarrow.int64()).to_pylist() == [record[2] for record in expected]


@pytest.mark.parametrize("topic", TOPICS)
def test_P05_a_range_is_half_open_to_the_millisecond(golden, topic):
    """From the time of one record to that of another: the first is in, the other is not."""
    expected = expected_records(topic, "committed")
    moments = sorted({record[2] for record in expected if record[2] is not None and record[2] >= 10**12})
    if len(moments) < 2:
        return
    start, end = moments[len(moments) // 4], moments[3 * len(moments) // 4]
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
    bounds = [epoch + dt.timedelta(milliseconds=moment) for moment in (start, end)]
    frame = kframe.read(topic, *bounds, late="exact", values="bytes", log_dir=golden)
    assert records_of(frame) == [r for r in expected if r[2] is not None and start <= r[2] < end]


def test_filter_columns_limit_and_order(demo):
    frame = kframe.read(
        demo.topic, "2022-09-22T12:00Z", "+2h", where="type = 'track' AND properties.price >= 10",
        columns=["_timestamp", "type", "properties.price"], order="time", limit=7,
        bootstrap_servers=demo.bootstrap_servers,
    )  # fmt: skip
    table = frame.to_arrow()
    assert table.column_names == ["_timestamp", "type", "properties.price"]
    assert table.num_rows == len(frame) == 7
    assert set(table.column("type").to_pylist()) == {"track"}
    times = table.column("_timestamp").to_pylist()
    assert times == sorted(times)
    assert all(price >= 10 for price in table.column("properties.price").to_pylist())


def test_partitions_and_types(demo):
    frame = kframe.read(
        demo.topic, "earliest", "latest", partitions=range(2), types={"properties.price": "utf8"},
        bootstrap_servers=[demo.bootstrap_servers],
    )  # fmt: skip
    assert set(frame["_partition"].to_pylist()) == {0, 1}
    assert frame.schema["properties.price"] == "utf8"
    one = kframe.read(demo.topic, "earliest", "latest", partitions=1, bootstrap_servers=demo.bootstrap_servers)
    assert set(one["_partition"].to_pylist()) == {1}


def test_columns_by_name(day):
    assert len(day["writeKey"]) == len(day)
    assert day[["type", "_offset"]].columns == ["type", "_offset"]
    assert "writeKey" in day and "nonsense" not in day
    assert list(day) == day.columns
    with pytest.raises(KeyError, match="did you mean writeKey"):
        day["writekey"]
    with pytest.raises(TypeError, match="head and tail"):
        day[3]
    assert day.shape == (len(day), len(day.columns))
    assert day.head(3)["_offset"].to_pylist() == day["_offset"].to_pylist()[:3]
    assert day.tail(3)["_offset"].to_pylist() == day["_offset"].to_pylist()[-3:]
    assert len(day.head(0)) == 0 and len(day.head(10**9)) == len(day)


def test_the_receipt_adds_up_and_is_run_again(demo, tmp_path):
    frame = kframe.read(
        demo.topic, "2022-09-22T12:00Z", "+2h", where="writeKey = 'newapp_2022_test_key'",
        bootstrap_servers=demo.bootstrap_servers,
    )  # fmt: skip
    receipt = frame.receipt
    total = receipt.total
    parts = ("delivered", "outside", "filtered", "undecodable", "limited", "control", "aborted", "missing")
    assert sum(total[part] for part in parts) == receipt.offsets
    assert total["delivered"] == len(frame) == receipt.delivered
    assert receipt.start == dt.datetime(2022, 9, 22, 12, tzinfo=dt.timezone.utc)
    assert receipt.end == dt.datetime(2022, 9, 22, 14, tzinfo=dt.timezone.utc)
    assert receipt.where == "writeKey = 'newapp_2022_test_key'"
    assert f"{len(frame):,} rows of {demo.topic}" in repr(receipt)
    path = tmp_path / "receipt.json"
    receipt.save(path)
    for again in (path, str(path), receipt, receipt.to_dict(), kframe.Receipt.load(path)):
        repeated = kframe.replay(again, bootstrap_servers=demo.bootstrap_servers)
        assert repeated.to_arrow().equals(frame.to_arrow())
    path.write_text("{}")
    with pytest.raises(kframe.Error, match="not a kframe receipt") as caught:
        kframe.replay(path, bootstrap_servers=demo.bootstrap_servers)
    assert caught.value.code == "invalid_receipt"


def test_topics_and_plan(demo, golden):
    found = kframe.topics(bootstrap_servers=demo.bootstrap_servers)
    assert found.names == [demo.topic]
    assert found[0]["records"] == 20_000 and found[0]["partitions"] == 6
    assert found[0]["first"].tzinfo is not None
    assert "analytics__events" in repr(found) and "<td>analytics__events</td>" in found._repr_html_()
    assert len(found.to_pandas()) == 1
    plan = kframe.plan(demo.topic, "2022-09-22T12:00Z", "+2h", bootstrap_servers=demo.bootstrap_servers)
    assert plan.offsets == sum(part["end"] - part["start"] for part in plan.partitions)
    assert [part["partition"] for part in plan.partitions] == list(range(6))
    assert "offsets to look at" in repr(plan) and "<table>" in plan._repr_html_()
    assert "transactions" in kframe.topics(log_dir=golden).names


def test_count_agrees_with_read(demo, day):
    counts = kframe.count(demo.topic, "earliest", "latest", by="type", bootstrap_servers=demo.bootstrap_servers)
    by_type = day.to_pandas()["type"].value_counts(dropna=False)
    found = {row["type"]: row["count"] for row in counts.to_arrow().to_pylist()}
    assert {key: int(n) for key, n in by_type.items() if isinstance(key, str)} == {
        key: n for key, n in found.items() if key is not None
    }
    assert sum(found.values()) == len(day)
    plain = kframe.count(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers)
    assert plain["count"].to_pylist() == [len(day)]
    assert plain.receipt.delivered == len(day)


# Errors


def test_errors_are_one_family_with_a_place(demo, golden, golden_broker):
    with pytest.raises(kframe.Error) as caught:
        kframe.read("analytics__event", "earliest", "latest", bootstrap_servers=demo.bootstrap_servers)
    error = caught.value
    assert (error.code, error.topic) == ("unknown_topic", "analytics__event")
    assert "analytics__events" in str(error), "the nearest name is told"
    assert not isinstance(error, ValueError)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.topic, str(copy)) == (error.code, error.topic, str(error))
    with pytest.raises(kframe.Error) as caught:
        kframe.read(demo.topic, "earliest", "latest", on_error="fail", bootstrap_servers=demo.bootstrap_servers)
    error = caught.value
    assert error.code == "undecodable_value" and error.topic == demo.topic
    assert error.partition is not None and error.offset is not None
    with pytest.raises(kframe.Error) as caught:
        kframe.read(demo.topic, "earliest", "latest", partitions=[99], bootstrap_servers=demo.bootstrap_servers)
    assert (caught.value.code, caught.value.partition) == ("unknown_partition", 99)


@pytest.mark.parametrize(
    "options,words",
    [
        ({"where": "writeKey = "}, "a value is missing here"),
        ({"limit": 0}, "limit"),
        ({"limit": "3"}, "limit"),
        ({"columns": []}, "column"),
        ({"columns": [3]}, "columns"),
        ({"order": "sideways"}, "partition, time"),
        ({"order": 3}, "order is one of a few words"),
        ({"times": "text"}, "times is True or False"),
        ({"types": ["a"]}, "types are the types of columns"),
        ({"types": {"a": int}}, "types are the types of columns"),
        ({"isolation": "none"}, "committed, uncommitted"),
        ({"late": "soon"}, "10m"),
        ({"partitions": [-1]}, "partition"),
        ({"types": {"a": "varchar"}}, "varchar"),
        ({"where": 3}, "filter"),
        ({"config": {"sasl.password": object()}}, "sasl.password"),
        ({"config": {"security.protocol": "SASL"}}, "security.protocol"),
        ({"config": {"no.such.setting": "s3cret"}}, "no.such.setting"),
        ({"log_dir": "/tmp"}, "either"),
    ],
)
def test_wrong_usage_is_a_value_error(demo, options, words):
    with pytest.raises(ValueError, match=words) as caught:
        kframe.read(demo.topic, "earliest", "latest", **{"bootstrap_servers": demo.bootstrap_servers} | options)
    assert isinstance(caught.value, kframe.UsageError)
    assert "s3cret" not in str(caught.value)


def test_no_broker(tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(kframe.Error) as caught:
            kframe.topics(bootstrap_servers=f"127.0.0.1:{unused.getsockname()[1]}")
    assert caught.value.code == "no_broker"
    with pytest.raises(ValueError, match="no broker is given"):
        kframe.topics()
    with pytest.raises(kframe.Error) as caught:
        kframe.topics(log_dir=tmp_path / "missing")
    assert caught.value.code == "log_directory"


def test_the_environment_names_brokers(demo, monkeypatch):
    monkeypatch.setenv("KFRAME_BOOTSTRAP_SERVERS", demo.bootstrap_servers)
    assert kframe.topics().names == [demo.topic]
    monkeypatch.delenv("KFRAME_BOOTSTRAP_SERVERS")
    assert kframe.topics(config={"bootstrap.servers": demo.bootstrap_servers}).names == [demo.topic]


def test_settings_come_from_a_file_or_a_dict(demo, monkeypatch, tmp_path):
    file = tmp_path / "client.properties"
    file.write_text(f"bootstrap.servers={demo.bootstrap_servers}\nsecurity.protocol=PLAINTEXT\n")
    file.chmod(0o600)
    assert kframe.topics(config=file).names == [demo.topic]
    monkeypatch.setenv("KFRAME_CONFIG", str(file))
    assert kframe.topics().names == [demo.topic]
    monkeypatch.delenv("KFRAME_CONFIG")
    with pytest.raises(kframe.Error) as caught:
        kframe.topics(
            bootstrap_servers=demo.bootstrap_servers,
            config={"security.protocol": "SSL", "request.timeout.ms": 3000},
        )
    assert caught.value.code != "unknown_topic" and "s3cret" not in str(caught.value)


def test_what_other_clients_write_to_a_served_directory_is_read(tmp_path):
    from kafka import KafkaProducer

    with kframe.serve(tmp_path) as broker:
        producer = KafkaProducer(bootstrap_servers=broker.bootstrap_servers, acks=1)
        for number in range(10):
            producer.send("clicks", json.dumps({"n": number, "text": "ä\u0000"}).encode()).get(timeout=10)
        producer.close()
        frame = kframe.read("clicks", "earliest", "latest", bootstrap_servers=broker.bootstrap_servers)
        assert frame["n"].to_pylist() == list(range(10))
        assert set(frame["text"].to_pylist()) == {"ä\u0000"}


def test_progress_is_told_and_a_bar_is_drawn(demo, capsys):
    seen = []
    kframe.read(
        demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers,
        progress=lambda *numbers: seen.append(numbers),
    )  # fmt: skip
    total, done, rows, received = seen[-1]
    assert (total, done, rows) == (20_000, 20_000, 20_000) and received > 0
    assert [done for _, done, _, _ in seen] == sorted(done for _, done, _, _ in seen)
    capsys.readouterr()
    kframe.read(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers, progress=True)
    drawn = capsys.readouterr().err
    assert demo.topic in drawn and "offsets" in drawn
    kframe.read(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers, progress=False)
    kframe.read(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers)
    assert capsys.readouterr() == ("", "")
