"""What other libraries see of a frame."""

import ctypes
import gc
import subprocess
import sys

import duckdb
import pandas
import polars
import pyarrow
import pytest

import kframe
from conftest import resident


def test_pyarrow_finds_nothing_wrong_with_any_golden_topic(golden):
    for topic in kframe.topics(log_dir=golden):
        frame = kframe.read(topic["topic"], "earliest", "latest", log_dir=golden, isolation="uncommitted")
        table = frame.to_arrow()
        table.validate(full=True)
        assert table.num_rows == len(frame)
        assert table.column_names == frame.columns
        for part in (frame.head(3), frame.tail(3), frame[["_offset", "_key"]]):
            pyarrow.table(part).validate(full=True)


def test_every_type_of_column_crosses(day):
    table = day.to_arrow()
    table.validate(full=True)
    kinds = {str(field.type) for field in table.schema}
    assert {
        "int32", "int64", "double", "bool", "string", "timestamp[ms, tz=UTC]", "timestamp[us, tz=UTC]", "binary",
        "list<item: string>",
    } <= kinds  # fmt: skip
    assert table.schema.field("_partition").type == pyarrow.int32()


def test_headers_are_a_list_of_name_and_value(golden):
    table = kframe.read("edge-values", "earliest", "latest", log_dir=golden, values="bytes").to_arrow()
    table.validate(full=True)
    headers = table.schema.field("_headers").type
    assert headers.value_type.field("name") == pyarrow.field("name", pyarrow.string(), nullable=False)
    assert headers.value_type.field("value").type == pyarrow.binary()
    assert any(table.column("_headers").to_pylist())


def test_P40_every_library_gets_the_same_rows(day):
    table = day.to_arrow()
    rows = table.to_pylist()
    assert polars.DataFrame(day).to_arrow().cast(table.schema).to_pylist() == rows
    assert day.to_polars().equals(polars.DataFrame(table))
    assert pyarrow.RecordBatchReader.from_stream(day).read_all().equals(table)
    found = duckdb.sql("SELECT count(*), sum(_offset), min(_timestamp), count(DISTINCT writeKey) FROM day").fetchall()[
        0
    ]
    offsets = table.column("_offset").to_pylist()
    times = table.column("_timestamp").to_pylist()
    keys = {key for key in table.column("writeKey").to_pylist() if key is not None}
    assert found[:2] == (len(rows), sum(offsets))
    assert found[2].timestamp() == min(times).timestamp()
    assert found[3] == len(keys)


BACKENDS = ["auto", "classic", "pyarrow", "numpy_nullable"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_P40_pandas_has_the_same_values_whatever_its_types(day, backend):
    table = day.to_arrow()
    frame = day.to_pandas(dtype_backend=backend)
    assert list(frame.columns) == table.column_names
    assert len(frame) == table.num_rows
    for name in table.column_names:
        expected = table.column(name)
        found = frame[name]
        assert found.notna().sum() == len(expected) - expected.null_count, name
        kind = expected.type
        if pyarrow.types.is_integer(kind):
            assert [int(v) for v in found.dropna()] == [v for v in expected.to_pylist() if v is not None], name
            assert pandas.api.types.is_integer_dtype(found.dtype), name
        elif pyarrow.types.is_string(kind):
            assert list(found.dropna()) == [v for v in expected.to_pylist() if v is not None], name
        elif pyarrow.types.is_timestamp(kind):
            back = pyarrow.array(found.dropna(), from_pandas=True).cast(kind)
            assert back.to_pylist() == expected.drop_null().to_pylist(), name


def test_integers_with_nulls_keep_their_digits(tmp_path):
    """As floats they would not, beyond 2^53."""
    from kafka import KafkaProducer

    with kframe.serve(tmp_path) as broker:
        producer = KafkaProducer(bootstrap_servers=broker.bootstrap_servers)
        for value in (b'{"n": 9007199254740993, "b": true}', b'{"b": null}', b'{"n": -1}'):
            producer.send("big", value)
        producer.close()
        frame = kframe.read("big", "earliest", "latest", bootstrap_servers=broker.bootstrap_servers)
    for backend in BACKENDS:
        found = frame.to_pandas(dtype_backend=backend)
        assert int(found["n"][0]) == 9007199254740993
        assert found["n"].isna().tolist() == [False, True, False]
        assert bool(found["b"][0]) is True
    with pytest.raises(ValueError, match="auto, classic, pyarrow or numpy_nullable"):
        frame.to_pandas(dtype_backend="float")


def test_pandas_gets_numpys_types_where_numpy_has_them_and_no_copy_of_texts(day):
    frame = day.to_pandas()
    table = day.to_arrow()
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert kinds["_partition"] == "int32" and kinds["_offset"] == "int64"
    assert kinds["_timestamp"] == "datetime64[ms, UTC]" and kinds["timestamp"] == "datetime64[us, UTC]"
    assert kinds["properties.price"] == "float64"
    assert kinds["type"] == "string[pyarrow]" and kinds["version"] == "int64[pyarrow]"
    assert kinds["properties.tags"] == "list<item: string>[pyarrow]"
    shared = pyarrow.chunked_array(frame["type"].array.__arrow_array__())
    assert [chunk.buffers()[2].address for chunk in shared.chunks] == [
        chunk.buffers()[2].address for chunk in table.column("type").chunks
    ]
    per_minute = frame.set_index("_timestamp").resample("1min").size()
    assert per_minute.sum() == len(day)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.filterwarnings("error")
def test_pandas_frames_can_be_written_to_and_leave_kframes_as_it_is(day, backend):
    """A view of one chunk's memory could not, and could be seen by others."""
    for part in (day.head(50), day):
        before = part.head(3).to_arrow().to_pylist()
        frame = part.to_pandas(dtype_backend=backend)
        for name in frame.columns:
            frame.loc[0, name] = frame[name].iloc[1]
            frame[name].array.take([0])
        frame["new"] = 1
        assert part.head(3).to_arrow().to_pylist() == before


def test_pandas_puts_long_texts_together(day, monkeypatch):
    """Beyond 2 GiB the chunks of a column do not go into one of 32-bit offsets."""
    monkeypatch.setattr("kframe._pandas._LARGE", 500_000)
    frame = day.to_pandas()
    assert frame["messageId"].dtype.pyarrow_dtype == pyarrow.large_string()
    assert frame["type"].dtype.pyarrow_dtype == pyarrow.string()
    ordered = frame.dropna(subset="messageId").sort_values("messageId")["messageId"].tolist()
    assert ordered == sorted(text for text in day["messageId"].to_pylist() if text is not None)


def test_a_zero_in_a_name_does_not_cut_it(golden):
    frame = kframe.read("edge-values", "earliest", "latest", log_dir=golden)
    odd = [name for name in frame.columns if "\\u0000" in name]
    assert odd and "\0" not in "".join(frame.columns)
    assert len(frame[odd[0]]) == len(frame)
    assert len(set(frame.to_arrow().column_names)) == len(frame.columns)


def test_P39_a_frame_is_taken_many_times(day):
    first = pyarrow.table(day)
    assert pyarrow.table(day).equals(first)
    assert polars.DataFrame(day).height == first.num_rows


def test_P39_the_schema_is_there_before_the_rows(day):
    schema = pyarrow.schema(day)
    assert schema == day.to_arrow().schema
    assert list(day.schema) == schema.names
    assert day.schema["_offset"] == "int64"


def few(day):
    return day[["_offset", "_timestamp", "type", "properties.tags"]]


WIDER = pyarrow.schema(
    [
        ("_offset", pyarrow.float64()),
        ("_timestamp", pyarrow.timestamp("us", "UTC")),
        ("type", pyarrow.large_string()),
        ("properties.tags", pyarrow.large_list(pyarrow.string_view())),
    ]
)


def test_a_polars_that_loses_rows_is_not_believed(day, monkeypatch):
    """1.3 to 1.6 take the first batch of a stream, and say nothing."""
    whole = polars.DataFrame
    monkeypatch.setattr(polars, "DataFrame", lambda data: whole(data).head(7))
    with pytest.raises(ImportError, match="7 of 20,000 rows"):
        day.to_polars()


def test_a_consumer_gets_the_types_that_it_asks_for(day, demo):
    frame = few(day)
    expected = frame.to_arrow().cast(WIDER)
    assert pyarrow.table(frame, schema=WIDER).equals(expected)
    assert pyarrow.table(frame, schema=pyarrow.schema(frame)).schema == pyarrow.schema(frame)
    for dictionary in (pyarrow.dictionary(pyarrow.int32(), pyarrow.string()), pyarrow.string_view()):
        asked = WIDER.set(2, pyarrow.field("type", dictionary))
        assert pyarrow.table(frame, schema=asked)["type"].cast(pyarrow.string()).equals(frame["type"])
    scan = kframe.scan(
        demo.topic, "earliest", "latest", columns=frame.columns, bootstrap_servers=demo.bootstrap_servers
    )
    found = pyarrow.RecordBatchReader.from_stream(scan, schema=WIDER)
    assert found.schema == WIDER
    assert found.read_all().equals(expected)


@pytest.mark.parametrize(
    "asked,words",
    [
        (pyarrow.schema([("_offset", pyarrow.int64())]), "other columns"),
        (pyarrow.schema(list(WIDER)[::-1]), "other columns"),
        (WIDER.set(2, pyarrow.field("kind", pyarrow.string())), "other columns"),
        (WIDER.set(3, pyarrow.field("properties.tags", pyarrow.int8())), "cannot be had in the types"),
    ],
)
def test_a_schema_that_the_columns_cannot_have_is_refused(day, asked, words):
    for take in (pyarrow.table, pyarrow.RecordBatchReader.from_stream):
        with pytest.raises(kframe.UsageError, match=words):
            take(few(day), schema=asked)


def test_a_cast_that_loses_something_is_an_error(day):
    with pytest.raises(pyarrow.ArrowInvalid):
        pyarrow.table(few(day), schema=WIDER.set(0, pyarrow.field("_offset", pyarrow.int8())))


def test_without_pyarrow_the_types_stay_and_columns_are_still_checked(day):
    code = """
import sys
sys.modules["pyarrow"] = None
import kframe, polars
with kframe.demo(50) as broker:
    frame = kframe.read(broker.topic, "earliest", "latest", bootstrap_servers=broker.bootstrap_servers)
    same = frame.__arrow_c_stream__(frame.__arrow_c_schema__())
    try:
        frame.__arrow_c_stream__(frame[["_offset"]].__arrow_c_schema__())
    except kframe.UsageError as error:
        assert "other columns: 1 (_offset)" in str(error)
    print(polars.DataFrame(frame).height)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "50\n", "")


def test_a_table_and_a_column_load_no_pandas(demo):
    code = f"""
import sys, kframe
frame = kframe.read({demo.topic!r}, "earliest", "latest", limit=100, bootstrap_servers={demo.bootstrap_servers!r})
table = frame.to_arrow()
assert frame["type"].equals(table["type"])
print(table.num_rows, "pandas" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "100 False\n", "")


def test_P39_capsules_that_nobody_takes_leak_nothing(day):
    few = day[["_offset", "type"]]

    def make(count):
        for _ in range(count):
            day.__arrow_c_stream__()
            day.__arrow_c_schema__()
            few.__arrow_c_stream__(few.__arrow_c_schema__())
        gc.collect()

    make(300)
    before = resident()
    make(20_000)
    assert resident() - before < 8 << 20


def test_P39_consumed_streams_leak_nothing(day):
    def make(count):
        for _ in range(count):
            assert pyarrow.table(day.head(1000)).num_rows == 1000
        gc.collect()

    make(50)
    before = resident()
    make(1000)
    assert resident() - before < 16 << 20


def test_P39_a_capsule_outlives_the_frame_and_the_interpreters_end(demo):
    code = f"""
import kframe, pyarrow
frame = kframe.read({demo.topic!r}, "earliest", "latest", limit=100, bootstrap_servers={demo.bootstrap_servers!r})
capsule = frame.__arrow_c_stream__()
reader = pyarrow.RecordBatchReader.from_stream(frame)
del frame
table = reader.read_all()
table.validate(full=True)
print(table.num_rows)
kept = [capsule]
kept.append(kept)  # Destroyed when the interpreter ends, if at all.
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "100\n", "")


def test_a_capsule_has_the_name_that_arrow_asks_for(day):
    name = ctypes.pythonapi.PyCapsule_GetName
    name.restype, name.argtypes = ctypes.c_char_p, [ctypes.py_object]
    assert name(day.__arrow_c_stream__()) == b"arrow_array_stream"
    assert name(day.__arrow_c_schema__()) == b"arrow_schema"


def test_nothing_is_copied(day):
    first, second = day.to_arrow(), day.to_arrow()

    def addresses(table):
        chunks = [chunk for column in table.columns for chunk in column.chunks]
        return [buffer.address for chunk in chunks for buffer in chunk.buffers() if buffer is not None]

    assert addresses(first) == addresses(second)


def test_a_frame_without_rows_has_its_columns(demo):
    frame = kframe.read(demo.topic, "2001-01-01T00:00Z", "+1h", bootstrap_servers=demo.bootstrap_servers)
    assert len(frame) == 0
    assert frame.to_arrow().num_rows == 0
    assert list(frame.to_pandas().columns)[:4] == ["_partition", "_offset", "_timestamp", "_key"]
    assert frame.to_polars().shape[0] == 0
    assert "0 rows" in repr(frame) and "0 rows" in frame._repr_html_()
