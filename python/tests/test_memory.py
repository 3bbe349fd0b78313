"""P42: memory stays within what is promised."""

import subprocess
import sys
import textwrap

import pytest

import kframe

TOPIC = "analytics__events"


def run(code, address, topic=TOPIC):
    prelude = f"""
import os, sys
import pyarrow, kframe

def peak():
    # Not ru_maxrss: that begins with what the process that forked had.
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) * 1024

source = {{"bootstrap_servers": {address!r}}}
topic = {topic!r}
start = peak()
"""
    done = subprocess.run(
        [sys.executable, "-c", prelude + textwrap.dedent(code)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split()]


def test_P42_read_and_to_arrow_take_little_more_than_the_frame(big_broker):
    used, size = run(
        """
        frame = kframe.read(topic, "earliest", "latest", **source)
        table = frame.to_arrow()
        assert table.num_rows == 300_000
        print(peak() - start, frame.nbytes)
        """,
        big_broker.address,
    )
    assert size > 100e6
    assert used < 1.3 * size + 200e6


@pytest.mark.parametrize("pause", [0, 0.02])
def test_P42_a_scan_takes_no_more_however_long_it_is_and_however_slow_its_consumer(big_broker, pause):
    rows, used = run(
        f"""
        import time
        rows = 0
        for batch in kframe.scan(topic, "earliest", "latest", **source):
            rows += batch.num_rows
            time.sleep({pause})
        print(rows, peak() - start)
        """,
        big_broker.address,
    )
    assert rows == 300_000
    assert used < 300e6


@pytest.fixture(scope="module")
def odd_topics(tmp_path_factory):
    """``packed``: 600 MB of events in a megabyte of zstd. ``wide``: a thousand partitions."""
    import confluent_kafka
    from confluent_kafka.admin import AdminClient, NewTopic

    with kframe.serve(tmp_path_factory.mktemp("odd")) as broker:
        settings = {"bootstrap.servers": broker.bootstrap_servers, "log_level": 0}
        admin = AdminClient(settings)
        for made in admin.create_topics([NewTopic("packed", 3, 1), NewTopic("wide", 1_000, 1)]).values():
            made.result(60)
        producer = confluent_kafka.Producer(
            settings | {"compression.type": "zstd", "linger.ms": 50, "queue.buffering.max.kbytes": 1_000_000}
        )
        long = "x" * 100_000
        for number in range(6_000):
            producer.produce("packed", partition=number % 3, value=f'{{"n":{number},"text":"{long}"}}')
            producer.poll(0)
        for number in range(20_000):
            producer.produce("wide", partition=number % 1_000, value=f'{{"n":{number},"text":"{long[:300]}"}}')
            producer.poll(0)
        assert producer.flush(120) == 0
        del producer, admin
        yield broker.bootstrap_servers


@pytest.mark.parametrize("topic,count", [("packed", 6_000), ("wide", 20_000)])
def test_P42_a_scan_stays_small_where_a_few_bytes_are_a_lot_and_partitions_are_many(odd_topics, topic, count):
    rows, total, used = run(
        """
        rows = total = 0
        for batch in kframe.scan(topic, "earliest", "latest", **source):
            rows += batch.num_rows
            total += sum(batch.column("n").to_pylist())
        print(rows, total, peak() - start)
        """,
        odd_topics,
        topic,
    )
    assert (rows, total) == (count, count * (count - 1) // 2)
    assert used < 300e6


@pytest.mark.parametrize("topic,count", [("packed", 6_000), ("wide", 20_000)])
def test_P42_a_frame_takes_little_more_than_itself_then_too(odd_topics, topic, count):
    rows, used, size = run(
        """
        frame = kframe.read(topic, "earliest", "latest", **source)
        table = frame.to_arrow()
        print(table.num_rows, peak() - start, frame.nbytes)
        """,
        odd_topics,
        topic,
    )
    assert rows == count
    assert used < 1.3 * size + 200e6


def test_a_pandas_frame_shares_its_texts(big_broker):
    """It takes what numbers and times take; ``str`` columns would take half as much again as the frame."""
    used, size = run(
        """
        import pandas
        frame = kframe.read(topic, "earliest", "latest", **source)
        frame.head().to_pandas()
        before = peak()
        frame.to_pandas()
        print(peak() - before, frame.nbytes)
        """,
        big_broker.address,
    )
    assert used < 0.3 * size


def test_P42_many_reads_one_after_the_other_leave_nothing_behind(big_broker):
    first, last = run(
        """
        def resident():
            return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        def read():
            kframe.read(topic, "2022-09-22T10:00Z", "+1h", **source)
        for _ in range(10):
            read()
        print(resident())
        for _ in range(40):
            read()
        print(resident())
        """,
        big_broker.address,
    )
    assert last - first < 100e6


@pytest.mark.parametrize("memory", ["20kB", 20_000])
def test_a_frame_larger_than_allowed(demo, memory):
    with pytest.raises(kframe.Error) as caught:
        kframe.read(demo.topic, "earliest", "latest", memory=memory, bootstrap_servers=demo.bootstrap_servers)
    assert caught.value.code == "frame_too_large"
    assert "memory= sets another limit" in str(caught.value) and "kframe.scan()" in str(caught.value)
    assert "--" not in str(caught.value)
    frame = kframe.read(
        demo.topic, "earliest", "latest", columns=["_offset"], memory="1GB", bootstrap_servers=demo.bootstrap_servers
    )
    assert len(frame) == len(kframe.replay(frame.receipt, memory="1GB", bootstrap_servers=demo.bootstrap_servers))
    with pytest.raises(kframe.Error, match="frame"):
        kframe.replay(frame.receipt, memory=100, bootstrap_servers=demo.bootstrap_servers)


@pytest.mark.parametrize("memory", ["much", 0, -1, 1.5])
def test_a_memory_that_cannot_be_meant(demo, memory):
    with pytest.raises(kframe.UsageError, match="memory"):
        kframe.read(demo.topic, "earliest", "latest", memory=memory, bootstrap_servers=demo.bootstrap_servers)
