"""The broker that is read from: kframe's own over a directory of generated events, or a given one."""

import contextlib
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
    if given and has_topic(given):
        yield given
        return
    with local_broker(kframe, events) as local:
        if given:
            copy(local, given)
        yield given or local


@contextlib.contextmanager
def local_broker(kframe, events):
    """`kframe serve` over bench-data, which is filled at the first time and kept."""
    directory = DATA / f"events-{events}"
    complete = DATA / f"events-{events}.complete"
    if not complete.exists():
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        print(f"writing {events:,} events into {directory}", flush=True)
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


def has_topic(bootstrap):
    from confluent_kafka.admin import AdminClient

    topics = AdminClient({"bootstrap.servers": bootstrap}).list_topics(timeout=30).topics
    return TOPIC in topics and topics[TOPIC].error is None


def copy(source, target):
    """Writes the topic of one broker into another: the same partitions, times, keys and values, lz4."""
    from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
    from confluent_kafka.admin import AdminClient, NewTopic

    print(f"copying {TOPIC} to {target}", flush=True)
    consumer = Consumer({"bootstrap.servers": source, "group.id": "bench", "enable.auto.commit": False})
    partitions = consumer.list_topics(TOPIC, timeout=30).topics[TOPIC].partitions
    topic = NewTopic(TOPIC, num_partitions=len(partitions), replication_factor=1)
    AdminClient({"bootstrap.servers": target}).create_topics([topic])[TOPIC].result(timeout=60)
    missing = sum(consumer.get_watermark_offsets(TopicPartition(TOPIC, p), timeout=30)[1] for p in partitions)
    consumer.assign([TopicPartition(TOPIC, p, OFFSET_BEGINNING) for p in partitions])
    producer = Producer(
        {"bootstrap.servers": target, "compression.type": "lz4", "linger.ms": 50, "queue.buffering.max.kbytes": 500_000}
    )
    while missing > 0:
        for message in consumer.consume(5_000, timeout=1):
            if message.error():
                continue
            missing -= 1
            while True:
                try:
                    producer.produce(
                        TOPIC,
                        partition=message.partition(),
                        key=message.key(),
                        value=message.value(),
                        timestamp=message.timestamp()[1],
                    )
                    break
                except BufferError:
                    producer.poll(0.1)
    producer.flush()
    consumer.close()
