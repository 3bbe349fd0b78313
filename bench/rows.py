"""Which rows a program saw, as a digest of their places that does not depend on their order."""

import hashlib
import subprocess

import numpy


def places(partitions, offsets):
    """A digest of records by partition and offset, with their number."""
    found = numpy.asarray(partitions, numpy.int64) << 48 | numpy.asarray(offsets, numpy.int64)
    found.sort()
    return {"rows": len(found), "digest": hashlib.sha256(found.tobytes()).hexdigest()[:16]}


def texts(values):
    """The same of rows that are known by a text."""
    joined = "\n".join(sorted("" if one is None else str(one) for one in values))
    return {"rows": len(values), "digest": hashlib.sha256(joined.encode()).hexdigest()[:16]}


def kcat_places(bootstrap, topic):
    """What kcat sees in a topic."""
    command = ["kcat", "-C", "-b", bootstrap, "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%p %o\n"]
    return pairs(run(command).split())


def kcat_count(bootstrap, topic):
    """How many records kcat sees in a topic."""
    return len(run(["kcat", "-C", "-b", bootstrap, "-t", topic, "-o", "beginning", "-e", "-q", "-f", "."]))


def kframe_places(kframe, bootstrap, topic, *options):
    """What kframe reads of a topic."""
    command = [
        kframe, "read", topic, "-b", bootstrap, "--from", "earliest", "--to", "latest", "-q",
        "--select", "_partition,_offset", "--format", "csv", *options,
    ]  # fmt: skip
    return pairs(run(command).replace(b",", b" ").split()[2:])


def kframe_texts(kframe, directory, topic, column):
    """The values of a column of a topic in a log directory."""
    command = [
        kframe, "read", topic, "--log-dir", directory, "--from", "earliest", "--to", "latest", "-q",
        "--select", column, "--format", "csv",
    ]  # fmt: skip
    return texts(run(command).decode().split("\r\n")[1:-1])


def pairs(numbers):
    numbers = numpy.array(numbers, numpy.int64)
    return places(numbers[0::2], numbers[1::2])


def run(command):
    return subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE).stdout
