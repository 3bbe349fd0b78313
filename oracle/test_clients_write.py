"""kcat, confluent-kafka and kafka-python write into the local broker with every codec; all read it back alike."""

import json
import random

import pytest

import clients
import kframe
import segments
from records import Record

PARTITIONS = 3
BASE = 1_663_848_000_000  # 2022-09-22T12:00Z


def sample(seed, plain):
    """Records that a writer can carry: `plain` ones have a key, a value of one line, and no headers."""
    random.seed(seed)
    records = []
    for number in range(300):
        value = json.dumps(
            {"n": number, "city": random.choice(["Köln", "東京", "São Paulo"]), "text": "lorem ipsum " * (number % 40)},
            ensure_ascii=False,
        ).encode()
        records.append(Record(number % PARTITIONS, -1, BASE + number * 1000, f"key-{number % 17}".encode(), value))
    records.append(Record(0, -1, BASE + 300_000, b"big", b'{"big":"' + b"0123456789abcdef" * 20_000 + b'"}'))
    if plain:
        return records
    odd = [
        (None, b"no key"),
        (b"", b"empty key"),
        (b"tombstone", None),
        (b"empty value", b""),
        (b"\xff\x00\xfe", bytes(range(256))),
    ]
    for key, value in odd:
        headers = (("trace", b"\x01\xff"), ("trace", b"twice"), ("empty", b""))
        records.append(Record(1, -1, BASE + 301_000, key, value, headers))
    return records


def numbered(records):
    """The records with the offsets that a broker gives them."""
    counts = [0] * PARTITIONS
    result = []
    for one in records:
        result.append(Record(one.partition, counts[one.partition], one.timestamp, one.key, one.value, one.headers))
        counts[one.partition] += 1
    return clients.in_order(result)


@pytest.fixture(
    scope="module",
    params=[(writer, codec) for writer in clients.WRITERS for codec in clients.CODECS],
    ids=lambda p: f"{p[0]}-{p[1]}",
)
def written(request, scratch_broker):
    """A topic that one client has written with one codec: its name, the codec, and what was sent."""
    writer, codec = request.param
    topic = f"written-by-{writer}-{codec}"
    records = sample(topic, plain=writer == "kcat")
    clients.create_topic(scratch_broker, topic, PARTITIONS)
    clients.WRITERS[writer](scratch_broker, topic, codec, records)
    return topic, codec, numbered(records), writer == "kcat"


def same(found, sent, own_clock, headers=True):
    """Whether the records found are those sent; a writer with its own clock sends no times."""

    def shape(one):
        return (
            one.partition,
            one.offset,
            None if own_clock else one.timestamp,
            one.key,
            one.value,
            one.headers if headers else (),
        )

    return list(map(shape, found)) == list(map(shape, sent))


@pytest.mark.parametrize("reader", list(clients.READERS))
def test_clients_read_it_back(written, reader, scratch_broker):
    topic, _, sent, own_clock = written
    found = clients.READERS[reader](scratch_broker, topic)
    assert same(found, sent, own_clock, headers=reader != "kcat")


def test_kframe_reads_it_back(written, scratch_broker):
    topic, _, sent, own_clock = written
    assert same(kframe.records(scratch_broker, topic), sent, own_clock)


def test_kframe_reads_the_files(written, scratch_broker, scratch_directory):
    """The broker's directory, read without the broker."""
    topic, _, sent, own_clock = written
    assert same(kframe.records(scratch_directory, topic), sent, own_clock)


def test_times_are_the_same_to_everyone(written, scratch_broker):
    topic, *_ = written
    times = [one.timestamp for one in kframe.records(scratch_broker, topic)]
    assert times == [one.timestamp for one in clients.read_with_confluent(scratch_broker, topic)]


def test_the_batches_are_stored_as_they_were_sent(written, scratch_directory):
    topic, codec, sent, _ = written
    stored = list(segments.batches(scratch_directory, topic))
    assert sum(count for *_, count in stored) == len(sent)
    assert {name for _, _, name, _ in stored} <= {codec, "none"}  # librdkafka sends plain what does not shrink
    assert any(name == codec for _, _, name, _ in stored)


def test_json_of_other_writers_becomes_columns(written, scratch_broker):
    topic, _, sent, _ = written
    events = [json.loads(one.value) for one in sent if one.value and one.value.startswith(b'{"n"')]
    found = kframe.rows(scratch_broker, topic, "--where", "n IS NOT NULL", "--select", "n,city,text")
    assert [{name: row[name] for name in ("n", "city", "text")} for row in found] == events


def test_a_topic_comes_into_being_when_it_is_written_to(scratch_broker):
    clients.write_with_kcat(scratch_broker, "made-by-writing", "none", [Record(0, -1, None, b"k", b'{"a":1}')])
    assert [one.value for one in kframe.records(scratch_broker, "made-by-writing")] == [b'{"a":1}']


@pytest.mark.parametrize("acks", [0, 1, "all"])
def test_every_kind_of_acknowledgement(scratch_broker, acks):
    topic = f"acks-{acks}"
    clients.create_topic(scratch_broker, topic, 1)
    records = [Record(0, -1, BASE + n, b"k", b"%d" % n) for n in range(100)]
    clients.write_with_kafka_python(scratch_broker, topic, "gzip", records, acks=acks)
    assert [one.value for one in clients.read_with_confluent(scratch_broker, topic)] == [one.value for one in records]


def test_producers_in_their_default_settings(scratch_broker):
    """kafka-python asks for idempotence unless told otherwise; librdkafka does not."""
    records = [Record(0, -1, BASE + n, b"k", b"%d" % n) for n in range(50)]
    clients.create_topic(scratch_broker, "default-settings", 1)
    clients.write_with_kafka_python(scratch_broker, "default-settings", "none", records, enable_idempotence=True)
    clients.write_with_confluent(scratch_broker, "default-settings", "none", records)
    values = [one.value for one in kframe.records(scratch_broker, "default-settings")]
    assert values == [one.value for one in records] * 2
