"""What Apache Kafka 4.0 wrote, read by other clients through the local broker, and by kframe in both its ways."""

import confluent_kafka
import confluent_kafka.admin
import kafka
import pytest

import clients
import kframe
from records import golden_offsets, golden_records, golden_topics

TOPICS = golden_topics()
ISOLATIONS = ["committed", "uncommitted"]


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("reader", list(clients.READERS))
def test_clients_through_the_local_broker(golden_broker, reader, topic, isolation):
    expected = golden_records(topic, isolation)
    if reader == "kcat":
        expected = [one.without_headers() for one in expected]
    assert clients.READERS[reader](golden_broker, topic, isolation) == expected


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("topic", TOPICS)
def test_kframe_over_tcp(golden_broker, topic, isolation):
    assert kframe.records(golden_broker, topic, isolation) == golden_records(topic, isolation)


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("topic", TOPICS)
def test_kframe_from_the_files(golden_directory, topic, isolation):
    assert kframe.records(golden_directory, topic, isolation) == golden_records(topic, isolation)


# Segments of zero bytes count with their file's time, which no copy of the files keeps.
BY_FILE_TIME = {"compacted-tail", "compacted-txn"}


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("topic", sorted(set(TOPICS) - BY_FILE_TIME))
def test_offsets_by_time_are_those_of_apache_kafka(golden_broker, topic, isolation):
    """librdkafka gets the very answers that the real broker gave, the odd ones included."""
    expected = golden_offsets(topic)
    admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": golden_broker})
    level = getattr(confluent_kafka.IsolationLevel, f"READ_{isolation.upper()}")
    probes = expected["for_times"]
    if isolation == "committed":
        probes = expected.get("for_times_read_committed", probes)
    for probe in probes:
        time = confluent_kafka.admin.OffsetSpec.for_timestamp(probe["timestamp"])
        asked = {confluent_kafka.TopicPartition(topic, int(p)): time for p in probe["offsets"]}
        answers = admin.list_offsets(asked, isolation_level=level)
        found = {str(place.partition): future.result(clients.PATIENCE) for place, future in answers.items()}
        assert {p: one.offset for p, one in found.items()} == probe["offsets"], probe
        assert {p: one.timestamp for p, one in found.items()} == probe["timestamps"], probe


@pytest.mark.parametrize("topic", TOPICS)
def test_ends_are_those_of_apache_kafka(golden_broker, topic):
    expected = golden_offsets(topic)
    consumer = kafka.KafkaConsumer(bootstrap_servers=golden_broker, enable_auto_commit=False)
    places = {p: kafka.TopicPartition(topic, int(p)) for p in expected["high_watermark"]}
    first = consumer.beginning_offsets(list(places.values()))
    last = consumer.end_offsets(list(places.values()))
    consumer.close()
    assert {p: first[place] for p, place in places.items()} == expected["log_start"]
    assert {p: last[place] for p, place in places.items()} == expected["high_watermark"]
