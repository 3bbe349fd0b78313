"""P39: streams of batches, which are taken once."""

import gc
import threading
import time

import polars
import pyarrow
import pytest

import kframe
from conftest import resident


@pytest.fixture
def scan(demo):
    def make(**options):
        return kframe.scan(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers, **options)

    return make


def test_batches_hold_the_rows_of_the_frame(scan, day):
    with scan() as stream:
        batches = list(stream)
    assert len(batches) > 1
    for batch in batches:
        batch.validate(full=True)
        assert len(set(batch.column("_partition").to_pylist())) == 1
    table = pyarrow.Table.from_batches(batches)
    assert table.column("_offset").to_pylist() == day["_offset"].to_pylist()
    assert stream.receipt.delivered == len(day)


def test_P39_the_schema_first_and_the_first_batch_is_not_lost(scan, day):
    stream = scan()
    schema = pyarrow.schema(stream)
    assert list(stream.schema) == schema.names
    table = pyarrow.RecordBatchReader.from_stream(stream).read_all()
    assert table.schema == schema
    assert table.num_rows == len(day)
    table.validate(full=True)


def test_P39_a_stream_that_is_taken_twice_says_so(scan):
    stream = scan(limit=10)
    assert pyarrow.RecordBatchReader.from_stream(stream).read_all().num_rows == 10
    for take in (pyarrow.RecordBatchReader.from_stream, polars.DataFrame, iter):
        with pytest.raises(kframe.Error, match="taken already"):
            take(stream)
    stream.close()
    with pytest.raises(kframe.Error, match="closed"):
        iter(stream)
    assert "closed" in repr(stream)


def test_P39_capsules_of_streams_that_nobody_takes(scan):
    def make(count):
        for _ in range(count):
            scan().__arrow_c_stream__()
            stream = scan()
            _ = stream.schema  # Begun, and dropped in the middle.
            capsule = stream.__arrow_c_stream__()
            del stream, capsule
        gc.collect()

    make(20)
    before = resident()
    make(60)
    assert resident() - before < 32 << 20


def test_a_stream_outlives_its_scan(scan, day):
    reader = pyarrow.RecordBatchReader.from_stream(scan())
    gc.collect()
    assert reader.read_all().num_rows == len(day)


def test_other_libraries_take_it(scan, day):
    assert polars.DataFrame(scan()).height == len(day)
    total = sum(batch.num_rows for batch in scan(where="type = 'page'"))
    assert total == day["type"].to_pylist().count("page")


def test_breaking_off_ends_the_read(scan):
    before = threading.active_count()
    for _ in range(5):
        for batch in scan():
            assert batch.num_rows > 0
            break
    assert threading.active_count() == before


def test_a_stream_without_rows_has_its_columns(scan):
    stream = scan(where="writeKey = 'nobody'")
    assert {"_partition", "_offset", "_timestamp", "_key"} <= set(stream.schema)
    assert list(stream) == []
    assert stream.receipt.delivered == 0


def test_errors_come_out_of_streams(scan):
    with pytest.raises(kframe.Error) as caught:
        list(scan(on_error="fail"))
    assert caught.value.code == "undecodable_value"
    with pytest.raises(Exception, match="cannot be decoded|could not be decoded|not JSON|is empty"):
        pyarrow.RecordBatchReader.from_stream(scan(on_error="fail")).read_all()
    with pytest.raises(ValueError):
        _ = scan(limit=0).schema


def test_a_slow_consumer_gets_all_rows(scan, day):
    count = 0
    for batch in scan():
        count += batch.num_rows
        time.sleep(0.01)
    assert count == len(day)
