"""Brokers and data that the tests share. The data is never ours: Apache Kafka wrote it, or a generator with a seed."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import kframe

REPOSITORY = Path(__file__).resolve().parents[2]
FIXTURES = REPOSITORY / "Tests" / "GoldenData" / "fixtures"
DEMO_EVENTS = 20_000


@pytest.fixture(scope="session", autouse=True)
def no_address_from_outside():
    os.environ.pop("KFRAME_BOOTSTRAP_SERVERS", None)


@pytest.fixture(scope="session")
def demo():
    """A local broker with a generated day of clickstream."""
    with kframe.demo(DEMO_EVENTS) as broker:
        yield broker


@pytest.fixture(scope="session")
def day(demo):
    """All of the demo as a frame."""
    return kframe.read(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers)


@pytest.fixture(scope="session")
def golden(tmp_path_factory):
    """A copy of the log directories that Apache Kafka 4.0 wrote."""
    directory = tmp_path_factory.mktemp("golden") / "log"
    shutil.copytree(FIXTURES / "log", directory)
    return directory


@pytest.fixture(scope="session")
def golden_broker(golden):
    with kframe.serve(golden, read_only=True) as broker:
        yield broker


def resident():
    """The bytes of memory that this process has now."""
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise AssertionError


class OtherProcess:
    """A demo broker in a process of its own, which can be stopped in the middle of whatever it does."""

    def __init__(self, events):
        code = (
            f"import kframe, sys; b = kframe.demo({events}); print(b.bootstrap_servers, flush=True); sys.stdin.read()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.address = self.process.stdout.readline().strip()
        assert self.address, "the broker did not start"
        self.pid = self.process.pid

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        self.resume()
        self.process.stdin.close()
        self.process.wait(timeout=30)


@pytest.fixture(scope="session")
def big_broker():
    broker = OtherProcess(300_000)
    yield broker
    broker.end()


@pytest.fixture
def pausable_broker(big_broker):
    yield big_broker
    big_broker.resume()
