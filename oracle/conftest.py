"""Brokers that the tests share."""

import shutil
from pathlib import Path

import pytest

import kframe
from records import FIXTURES


@pytest.fixture(scope="session", autouse=True)
def binary():
    assert kframe.BINARY.exists(), f"{kframe.BINARY} is not there: run `make build` first"
    return kframe.BINARY


@pytest.fixture(scope="session")
def golden_directory(tmp_path_factory):
    """A copy of the log directories that Apache Kafka wrote."""
    directory = tmp_path_factory.mktemp("golden") / "log"
    shutil.copytree(FIXTURES / "log", directory)
    return directory


@pytest.fixture(scope="session")
def golden_broker(golden_directory, tmp_path_factory):
    """The address of a local broker that serves the golden topics."""
    with kframe.serve(golden_directory, log=tmp_path_factory.mktemp("golden-log") / "serve.log") as address:
        yield address


@pytest.fixture(scope="session")
def scratch_directory(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="session")
def scratch_broker(scratch_directory, tmp_path_factory):
    """The address of a local broker over a directory that was empty at first."""
    with kframe.serve(scratch_directory, log=tmp_path_factory.mktemp("scratch-log") / "serve.log") as address:
        yield address


DEMO_EVENTS = 20_000


@pytest.fixture(scope="session")
def demo_broker(tmp_path_factory):
    """The address of a local broker with a generated day of clickstream in `analytics__events`."""
    directory = tmp_path_factory.mktemp("demo")
    log = tmp_path_factory.mktemp("demo-log") / "serve.log"
    with kframe.serve(directory, "--demo", "--events", DEMO_EVENTS, log=log) as address:
        yield address
