"""Writes a topic of one broker into another: the same partitions, times, keys and values, lz4.

python copy_topic.py TOPIC SOURCE TARGET
"""

import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic


def copy(topic, source, target):
    print(f"copying {topic} to {target}", flush=True)
    consumer = Consumer({"bootstrap.servers": source, "group.id": "bench", "enable.auto.commit": False})
    partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
    wanted = NewTopic(topic, num_partitions=len(partitions), replication_factor=1)
    admin = AdminClient({"bootstrap.servers": target})  # Waited for by name: its end would cancel the request.
    admin.create_topics([wanted])[topic].result(timeout=60)
    missing = sum(consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=30)[1] for p in partitions)
    consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in partitions])
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
                        topic,
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


if __name__ == "__main__":
    copy(*sys.argv[1:])
