"""The usual way to read a time range with confluent-kafka, as it is found in notebooks.

    python confluent_recipe.py BOOTSTRAP TOPIC FROM_MS TO_MS [OUTPUT.ndjson]

assign at the offsets of offsets_for_times, consume up to the end offset, parse JSON, build a pandas frame. It stands
here to be compared with: it loses and adds rows where times are out of order, as the tests show.
"""

import json
import sys

import pandas
from confluent_kafka import OFFSET_END, Consumer, KafkaError, KafkaException, TopicPartition


def read(bootstrap, topic, start, end, flatten=True):
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "notebook",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    partitions = sorted(consumer.list_topics(topic, timeout=30).topics[topic].partitions)
    starts = consumer.offsets_for_times([TopicPartition(topic, p, start) for p in partitions], timeout=30)
    ends = consumer.offsets_for_times([TopicPartition(topic, p, end) for p in partitions], timeout=30)

    stop = {}
    assigned = []
    for first, last in zip(starts, ends, strict=True):
        high = consumer.get_watermark_offsets(TopicPartition(topic, first.partition), timeout=30)[1]
        if first.offset in (OFFSET_END, -1) or first.offset >= high:  # Nothing so late, the broker says.
            continue
        stop[first.partition] = high if last.offset in (OFFSET_END, -1) else last.offset
        assigned.append(TopicPartition(topic, first.partition, first.offset))
    consumer.assign(assigned)

    rows = []
    unfinished = {one.partition for one in assigned if one.offset < stop[one.partition]}
    while unfinished:
        for message in consumer.consume(num_messages=5000, timeout=1.0):
            if message.error():
                if message.error().code() != KafkaError._PARTITION_EOF:
                    raise KafkaException(message.error())
                unfinished.discard(message.partition())
                continue
            partition, offset = message.partition(), message.offset()
            if offset < stop[partition]:
                rows.append(row(partition, offset, message.timestamp()[1], message.value()))
            if offset + 1 >= stop[partition]:
                unfinished.discard(partition)
    consumer.close()
    return pandas.json_normalize(rows) if flatten else pandas.DataFrame(rows)


def row(partition, offset, timestamp, value):
    try:
        event = json.loads(value)
        if b"\\ud" in value:  # Half a surrogate pair would stop pandas.
            json.dumps(event, ensure_ascii=False).encode()
    except (TypeError, ValueError):
        event = None
    event = event if isinstance(event, dict) else {"_value": event}
    return {"_partition": partition, "_offset": offset, "_timestamp": timestamp} | event


def main():
    bootstrap, topic, start, end, *output = [one for one in sys.argv[1:] if one != "--no-flatten"]
    frame = read(bootstrap, topic, int(start), int(end), flatten="--no-flatten" not in sys.argv)
    if output:
        frame.to_json(output[0], orient="records", lines=True)
    print(len(frame), "rows", file=sys.stderr)


if __name__ == "__main__":
    main()
