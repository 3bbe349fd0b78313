"""Other people's Kafka clients: each writes records with a given codec, and reads a topic to its end."""

import re
import subprocess
import time
from collections import defaultdict

import confluent_kafka
import confluent_kafka.admin
import kafka

from records import Record

PATIENCE = 60  # seconds; a client that has not finished by then has failed


# Topics


def create_topic(bootstrap, name, partitions):
    admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": bootstrap})
    topic = confluent_kafka.admin.NewTopic(name, num_partitions=partitions, replication_factor=1)
    admin.create_topics([topic])[name].result(timeout=PATIENCE)


# Writers: records without offsets, in order


def write_with_confluent(bootstrap, topic, codec, records, **options):
    """librdkafka as Python programs use it."""
    failures = []
    producer = confluent_kafka.Producer(
        {"bootstrap.servers": bootstrap, "compression.type": codec, "linger.ms": 50, "message.max.bytes": 4_000_000}
        | options
    )
    for one in records:
        producer.produce(
            topic,
            partition=one.partition,
            key=one.key,
            value=one.value,
            headers=list(one.headers),
            timestamp=one.timestamp,
            on_delivery=lambda error, _: failures.append(error) if error else None,
        )
    assert producer.flush(PATIENCE) == 0, "librdkafka could not deliver everything"
    assert not failures, failures[0]


def write_with_kafka_python(bootstrap, topic, codec, records, **options):
    producer = kafka.KafkaProducer(
        bootstrap_servers=bootstrap,
        compression_type=None if codec == "none" else codec,
        linger_ms=50,
        max_request_size=4_000_000,
        **({"enable_idempotence": False} | options),
    )
    sent = [
        producer.send(
            topic,
            partition=one.partition,
            key=one.key,
            value=one.value,
            headers=list(one.headers),
            timestamp_ms=one.timestamp,
        )
        for one in records
    ]
    producer.flush(timeout=PATIENCE)
    for future in sent:
        future.get(timeout=PATIENCE)
    producer.close()


def write_with_kcat(bootstrap, topic, codec, records):
    """kcat reads one record a line; it sets no headers and takes its own clock."""
    by_partition = defaultdict(list)
    for one in records:
        by_partition[one.partition].append((one.key or b"") + b"\t" + (one.value or b""))
    for partition, lines in by_partition.items():
        subprocess.run(
            ["kcat", "-P", "-b", bootstrap, "-t", topic, "-p", str(partition), "-z", codec, "-K", "\t", "-q"],
            input=b"\n".join(lines) + b"\n",
            check=True,
            timeout=PATIENCE,
        )


# Readers: a whole topic, by partition and offset


def in_order(records):
    return sorted(records, key=lambda one: (one.partition, one.offset))


def time_of(timestamp):
    return None if timestamp is None or timestamp < 0 else timestamp


def read_with_confluent(bootstrap, topic, isolation="committed"):
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "judge",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "check.crcs": True,
            "isolation.level": f"read_{isolation}",
        }
    )
    partitions = consumer.list_topics(topic, timeout=PATIENCE).topics[topic].partitions
    consumer.assign([confluent_kafka.TopicPartition(topic, p, confluent_kafka.OFFSET_BEGINNING) for p in partitions])
    unfinished = set(partitions)
    found = []
    deadline = time.monotonic() + PATIENCE
    while unfinished:
        assert time.monotonic() < deadline, f"librdkafka did not reach the end of {topic} {sorted(unfinished)}"
        for message in consumer.consume(1000, timeout=0.2):
            error = message.error()
            if error is None:
                found.append(from_confluent(message))
            elif error.code() == confluent_kafka.KafkaError._PARTITION_EOF:
                unfinished.discard(message.partition())
            else:
                raise confluent_kafka.KafkaException(error)
    consumer.close()
    return in_order(found)


def from_confluent(message):
    kind, timestamp = message.timestamp()
    return Record(
        message.partition(),
        message.offset(),
        None if kind == confluent_kafka.TIMESTAMP_NOT_AVAILABLE else time_of(timestamp),
        message.key(),
        message.value(),
        tuple(message.headers() or ()),
    )


def read_with_kafka_python(bootstrap, topic, isolation="committed"):
    consumer = kafka.KafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, isolation_level=f"read_{isolation}"
    )
    partitions = [kafka.TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic))]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    found = []
    deadline = time.monotonic() + PATIENCE
    while any(consumer.position(p) < ends[p] for p in partitions):
        assert time.monotonic() < deadline, f"kafka-python did not reach the end of {topic}"
        for batch in consumer.poll(timeout_ms=200, max_records=5000).values():
            found += [
                Record(m.partition, m.offset, time_of(m.timestamp), m.key, m.value, tuple(m.headers)) for m in batch
            ]
    consumer.close()
    return in_order(found)


KCAT_LINE = re.compile(rb"(\d+) (\d+) (-?\d+) (-?\d+) (-?\d+)\n")


def read_with_kcat(bootstrap, topic, isolation="committed"):
    """kcat's text format names the sizes, so that any bytes can be told apart; headers are not asked for."""
    output = subprocess.run(
        ["kcat", "-C", "-b", bootstrap, "-t", topic, "-o", "beginning", "-e", "-q"]
        + ["-X", f"isolation.level=read_{isolation}", "-X", "check.crcs=true"]
        + ["-f", "%p %o %T %K %S\n%k%s\n"],
        check=True,
        timeout=PATIENCE,
        capture_output=True,
    ).stdout
    found = []
    position = 0
    while position < len(output):
        line = KCAT_LINE.match(output, position)
        assert line, f"kcat's output is odd at {position}: {output[position : position + 60]!r}"
        partition, offset, timestamp, key_size, value_size = map(int, line.groups())
        position = line.end()
        parts = []
        for size in (key_size, value_size):
            parts.append(None if size < 0 else output[position : position + size])
            position += max(0, size)
        found.append(Record(partition, offset, time_of(timestamp), *parts))
        assert output[position : position + 1] == b"\n"
        position += 1
    return in_order(found)


WRITERS = {
    "kcat": write_with_kcat,
    "confluent-kafka": write_with_confluent,
    "kafka-python": write_with_kafka_python,
}

READERS = {
    "kcat": read_with_kcat,
    "confluent-kafka": read_with_confluent,
    "kafka-python": read_with_kafka_python,
}

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
