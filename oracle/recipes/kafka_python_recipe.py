"""The usual way to read a time range with kafka-python, as it is found in notebooks.

    python kafka_python_recipe.py BOOTSTRAP TOPIC FROM_MS TO_MS [OUTPUT.ndjson]

assign, offsets_for_times, seek, loop up to the end offset, parse JSON, build a pandas frame. It stands here to be
compared with: it loses and adds rows where times are out of order, as the tests show.
"""

import json
import sys

import pandas
from kafka import KafkaConsumer, TopicPartition


def read(bootstrap, topic, start, end, flatten=True):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, isolation_level="read_committed")
    partitions = [TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic))]
    consumer.assign(partitions)
    starts = consumer.offsets_for_times({p: start for p in partitions})
    ends = consumer.offsets_for_times({p: end for p in partitions})
    last = consumer.end_offsets(partitions)

    stop = {}
    for partition in partitions:
        if starts[partition] is None:  # Nothing so late, the broker says.
            consumer.seek(partition, last[partition])
            stop[partition] = last[partition]
        else:
            consumer.seek(partition, starts[partition].offset)
            stop[partition] = last[partition] if ends[partition] is None else ends[partition].offset

    rows = []
    while any(consumer.position(p) < stop[p] for p in partitions):
        for partition, messages in consumer.poll(timeout_ms=1000).items():
            for message in messages:
                if message.offset < stop[partition]:
                    rows.append(row(message.partition, message.offset, message.timestamp, message.value))
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
