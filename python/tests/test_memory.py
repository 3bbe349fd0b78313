"""P42: memory stays within what is promised."""

import subprocess
import sys
import textwrap

import pytest

TOPIC = "analytics__events"


def run(code, address):
    prelude = f"""
import os, resource, sys
import pyarrow, kframe

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

source = {{"bootstrap_servers": {address!r}}}
topic = {TOPIC!r}
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
    assert used < 450e6


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
