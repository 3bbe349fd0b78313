"""What people use today, one program a name; each prints its time, without its imports, and the rows that it has.

    python peers.py confluent-consume BOOTSTRAP TOPIC       see every message, decode nothing
    python peers.py confluent BOOTSTRAP TOPIC poll|consume json|orjson flat|nested
    python peers.py kafka-python BOOTSTRAP TOPIC            json, a flattened frame
    python peers.py lines FILE duckdb|duckdb-all|polars|polars-all|pyarrow
                                                            JSON lines to a frame
    python peers.py kframe BOOTSTRAP TOPIC [arrow]          kframe in Python: to_pandas(), or the frame alone

BOOTSTRAP is a broker's host:port; FILE has one JSON object a line.
"""

import contextlib
import importlib
import json
import resource
import sys
import time


class Clock:
    """Wall and processor time of what is measured, and of nothing else."""

    def __init__(self):
        self.facts = {}

    @contextlib.contextmanager
    def running(self):
        wall, cpu = time.perf_counter(), processor_seconds()
        yield
        self.facts |= {"seconds": time.perf_counter() - wall, "cpu": processor_seconds() - cpu}

    def tell(self, **facts):
        print(json.dumps(self.facts | facts))


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


# confluent-kafka


def confluent_messages(bootstrap, topic, fetch):
    """Every message of a topic up to its present end, in lists."""
    from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "bench",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
    consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in partitions])
    unfinished = set(partitions)
    while unfinished:
        messages = fetch(consumer)
        ends = [message for message in messages if message.error()]
        for end in ends:
            if end.error().code() != KafkaError._PARTITION_EOF:
                raise KafkaException(end.error())
            unfinished.discard(end.partition())
        yield [message for message in messages if not message.error()] if ends else messages
    consumer.close()


def consume(consumer):
    return consumer.consume(10_000, timeout=1.0)


def poll(consumer):
    message = consumer.poll(1.0)
    return [] if message is None else [message]


def confluent_consume(bootstrap, topic):
    import confluent_kafka  # noqa: F401

    clock = Clock()
    with clock.running():
        count = sum(len(messages) for messages in confluent_messages(bootstrap, topic, consume))
    clock.tell(rows=count)


def confluent(bootstrap, topic, way, parser, shape):
    import confluent_kafka  # noqa: F401
    import pandas

    from rows import places

    loads = importlib.import_module(parser).loads
    fetch = {"poll": poll, "consume": consume}[way]
    clock = Clock()
    with clock.running():
        rows = []
        for messages in confluent_messages(bootstrap, topic, fetch):
            for one in messages:
                rows.append(row(one.partition(), one.offset(), one.timestamp()[1], one.value(), loads))
        frame = pandas.json_normalize(rows) if shape == "flat" else pandas.DataFrame(rows)
    clock.tell(**places(frame["_partition"], frame["_offset"]))


def row(partition, offset, timestamp, value, loads):
    try:
        event = loads(value)
        if b"\\ud" in value:  # Half a surrogate pair would stop pandas.
            json.dumps(event, ensure_ascii=False).encode()
    except (TypeError, ValueError):
        event = None
    event = event if isinstance(event, dict) else {"_value": event}
    return {"_partition": partition, "_offset": offset, "_timestamp": timestamp} | event


# kafka-python


def kafka_python(bootstrap, topic):
    import pandas
    from kafka import KafkaConsumer, TopicPartition

    from rows import places

    clock = Clock()
    with clock.running():
        consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        partitions = [TopicPartition(topic, p) for p in consumer.partitions_for_topic(topic)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        rows = []
        while any(consumer.position(p) < ends[p] for p in partitions):
            for messages in consumer.poll(timeout_ms=1000, max_records=10_000).values():
                for one in messages:
                    rows.append(row(one.partition, one.offset, one.timestamp, one.value, json.loads))
        consumer.close()
        frame = pandas.json_normalize(rows)
    clock.tell(**places(frame["_partition"], frame["_offset"]))


# JSON lines


def lines(path, reader):
    """As fast as each can, and once more with all rows deciding the types, as with kframe."""
    from rows import texts

    clock = Clock()
    if reader.startswith("duckdb"):
        import duckdb

        sample = {"sample_size": -1} if reader == "duckdb-all" else {}
        # Warm, as the others are: what is loaded at the first query is not counted.
        duckdb.sql("SELECT 1").fetchall()
        with clock.running():
            frame = duckdb.read_json(path, format="newline_delimited", **sample).to_arrow_table()
        names, identity = frame.column_names, frame.column("messageId").to_pylist()
    elif reader.startswith("polars"):
        import polars

        told = {"infer_schema_length": None}
        if reader == "polars":  # Which cannot do it by the first rows: the types are found out before.
            told = {"schema": polars.read_ndjson(path, infer_schema_length=None).schema}
        with clock.running():
            frame = polars.read_ndjson(path, **told)
        names, identity = frame.columns, frame["messageId"].to_list()
    else:
        import pyarrow.json

        with clock.running():
            frame = pyarrow.json.read_json(path)
        names, identity = frame.column_names, frame.column("messageId").to_pylist()
    clock.tell(columns=len(names), **texts(identity))


# kframe


def in_python(bootstrap, topic, frame_only=None):
    import pandas  # noqa: F401

    import kframe
    from rows import places
    from suite import DAY

    clock = Clock()
    if frame_only:
        with clock.running():
            frame = kframe.read(topic, *DAY, bootstrap_servers=bootstrap, progress=False)
        table = frame.to_arrow()
        clock.tell(arrow_bytes=table.nbytes, columns=table.num_columns, rows=table.num_rows)
        return
    with clock.running():
        frame = kframe.read(topic, *DAY, bootstrap_servers=bootstrap, progress=False)
        data = frame.to_pandas()
    clock.tell(arrow_bytes=frame.nbytes, **places(data["_partition"], data["_offset"]))


PEERS = {
    "confluent-consume": confluent_consume,
    "confluent": confluent,
    "kafka-python": kafka_python,
    "lines": lines,
    "kframe": in_python,
}

if __name__ == "__main__":
    PEERS[sys.argv[1]](*sys.argv[2:])
