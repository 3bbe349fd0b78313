"""A read that has no time left is an error, never a shorter frame."""

import datetime as dt
import socket
import time

import pytest

import kframe


@pytest.fixture
def silent():
    """A port where somebody takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("timeout", ["400ms", dt.timedelta(milliseconds=400)])
@pytest.mark.parametrize("function", [kframe.read, kframe.count, kframe.plan, kframe.scan])
def test_a_silent_broker(silent, function, timeout):
    began = time.monotonic()
    with pytest.raises(kframe.Error) as caught:
        function("t", "earliest", "latest", timeout=timeout, bootstrap_servers=silent)
    assert time.monotonic() - began < 20
    assert caught.value.code == "deadline_passed"
    assert str(caught.value).startswith("Connecting was given 400ms and is not done.")
    assert "timeout=" in str(caught.value) and "--" not in str(caught.value)


def test_time_enough(demo):
    plain = kframe.read(demo.topic, "earliest", "latest", columns=["_offset"], bootstrap_servers=demo.bootstrap_servers)
    timed = kframe.read(
        demo.topic, "earliest", "latest", columns=["_offset"], timeout="5m", bootstrap_servers=demo.bootstrap_servers
    )
    assert len(timed) == len(plain)
    again = kframe.replay(plain.receipt, timeout="5m", bootstrap_servers=demo.bootstrap_servers)
    assert len(again) == len(plain)


def test_a_timeout_that_cannot_be_meant(demo):
    with pytest.raises(kframe.UsageError, match="timeout"):
        kframe.read(demo.topic, "earliest", "latest", timeout="soon", bootstrap_servers=demo.bootstrap_servers)
