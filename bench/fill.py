"""Writes one topic: python fill.py KIND SOURCE TARGET SOURCE_TOPIC TOPIC COUNT LINES_FILE PARTITIONS"""

import json
import random
import subprocess
import sys

import orjson
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import shapes

SMALL = 100  # bytes of a small message


def create(bootstrap, topic, partitions):
    admin = AdminClient({"bootstrap.servers": bootstrap})  # Waited for by name: its end would cancel the request.
    admin.create_topics([NewTopic(topic, num_partitions=partitions, replication_factor=1)])[topic].result(timeout=60)


def messages(bootstrap, topic, count, accepts=lambda message: True):
    """The first `count` messages that are accepted, from all partitions by their shares."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "bench", "enable.auto.commit": False})
    partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
    sizes = {p: consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=30)[1] for p in partitions}
    wanted = shares(sizes, count)
    consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in partitions if wanted[p] > 0])
    while any(wanted.values()):
        for message in consumer.consume(5_000, timeout=1):
            if message.error():
                raise KafkaException(message.error())
            partition = message.partition()
            if message.offset() + 1 == sizes[partition] and wanted[partition] > 1:
                sys.exit(f"{topic} is too short for {count:,} events of this kind: make it larger")
            if wanted[partition] > 0 and accepts(message):
                wanted[partition] -= 1
                yield message
    consumer.close()


def shares(sizes, count):
    """Parts of `count` in proportion to `sizes`, which add up to it."""
    total = sum(sizes.values())
    if total < count:
        sys.exit(f"there are only {total:,} events, not {count:,}")
    parts = {p: size * count // total for p, size in sizes.items()}
    largest = max(sizes, key=sizes.get)
    parts[largest] += count - sum(parts.values())
    return parts


def produce(bootstrap, topic, found, codec, place):
    """Writes messages with their keys, values and times; `place` gives the partition of the i-th."""
    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            "compression.type": codec,
            "linger.ms": 50,
            "batch.size": 131_072,
            "queue.buffering.max.kbytes": 500_000,
        }
    )
    failures = []

    def delivered(error, _):
        if error:
            failures.append(error)

    for index, message in enumerate(found):
        while True:
            try:
                producer.produce(
                    topic,
                    partition=place(index, message),
                    key=message.key(),
                    value=message.value(),
                    timestamp=message.timestamp()[1],
                    on_delivery=delivered,
                )
                break
            except BufferError:
                producer.poll(0.1)
        if index % 1_000 == 0:
            producer.poll(0)
    if producer.flush(300) or failures:
        sys.exit(f"not everything was written to {topic}: {failures[0] if failures else 'time is over'}")


def is_plain(message):
    """Whether every JSON reader takes the event: an object, no name twice, no field whose kind differs by event."""
    try:
        orjson.loads(message.value())  # Stricter: no mark at the start, no half of a surrogate pair.
        event = json.loads(message.value(), object_pairs_hook=unique)
    except (TypeError, ValueError):
        return False
    return isinstance(event, dict) and "experiment" not in event and b"\n" not in message.value()


def unique(members):
    names = {name for name, _ in members}
    if len(names) != len(members):
        raise ValueError("a name occurs twice")
    return dict(members)


def as_lines(source, target, source_topic, topic, count, path):
    create(target, topic, 6)
    with open(path, "wb") as file:

        def written():
            for message in messages(source, source_topic, count, is_plain):
                file.write(message.value() + b"\n")
                yield message

        produce(target, topic, written(), "none", lambda _, message: message.partition())


def small(target, topic, count):
    """By kcat: a Python producer takes a minute for what it does in seconds."""
    create(target, topic, 6)
    command = ["kcat", "-P", "-b", target, "-t", topic, "-z", "zstd", "-X", "linger.ms=100", "-X", "acks=1"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    random.seed(1)
    types = ["page", "track", "screen", "identify"]
    block = []
    for index in range(count):
        number = random.getrandbits(48)
        text = f'{{"id":"{number:012x}","n":{index},"type":"{types[number & 3]}","price":{number % 9_999}.5,"path":"/p'
        block.append(text.ljust(SMALL - 2, "/") + '"}\n')
        if len(block) == 10_000:
            process.stdin.write("".join(block).encode())
            block.clear()
    process.stdin.write("".join(block).encode())
    process.stdin.close()
    if process.wait() != 0:
        sys.exit("kcat could not write the small messages")


def main():
    kind, source, target, source_topic, topic, count, path, partitions = sys.argv[1:]
    count, partitions = int(count), int(partitions)
    if shape := shapes.SHAPES.get(kind):
        create(target, topic, shape.partitions)
        # Some hundred in a row to each partition, as producers without keys do.
        produce(
            target, topic, shapes.messages(kind, count), shape.codec, lambda index, _: index // 200 % shape.partitions
        )
    elif kind == "small":
        small(target, topic, count)
    elif kind == "lines":
        as_lines(source, target, source_topic, topic, count, path)
    elif kind == "wide":
        create(target, topic, partitions)
        produce(target, topic, messages(source, source_topic, count), "lz4", lambda index, _: index % partitions)
    else:
        create(target, topic, 6)
        produce(target, topic, messages(source, source_topic, count), "lz4", lambda _, message: message.partition())


if __name__ == "__main__":
    main()
