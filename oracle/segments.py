"""Kafka's segment files, as far as a test wants to know what a broker stored."""

import struct
from pathlib import Path

CODEC_NAMES = ["none", "gzip", "snappy", "lz4", "zstd"]


def batches(directory: Path, topic):
    """(partition, base offset, codec, record count) of every batch of a topic, from the files' headers alone."""
    for log in sorted(directory.glob(f"{topic}-*/*.log")):
        partition = int(log.parent.name.rsplit("-", 1)[1])
        data = log.read_bytes()
        position = 0
        while position + 61 <= len(data):
            base, length = struct.unpack_from(">qi", data, position)
            if length <= 0:
                break
            magic, _, attributes = struct.unpack_from(">bIh", data, position + 16)
            assert magic == 2, f"{log} has a batch of format {magic}"
            (count,) = struct.unpack_from(">i", data, position + 57)
            yield partition, base, CODEC_NAMES[attributes & 7], count
            position += 12 + length
