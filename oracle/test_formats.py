"""NDJSON and CSV as kframe writes them, read again by pandas, polars, DuckDB, pyarrow and Python itself."""

import csv
import io
import json

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.csv
import pyarrow.json
import pytest

import clients
import kframe
from flatten import event_of, flattened, plain
from records import Record, golden_records, time_text

SELECT = (
    "_partition,_offset,_timestamp,_key,type,writeKey,userId,properties.price,properties.quantity,properties.tags,"
    "context.page.url,context.page.title,timestamp"
)


@pytest.fixture(scope="module")
def expected():
    """The rows of `clickstream` as plain Python makes them from what Apache Kafka's consumers got."""
    rows = []
    for record in golden_records("clickstream"):
        own = {
            "_partition": record.partition,
            "_offset": record.offset,
            "_timestamp": time_text(record.timestamp),
            "_key": None if record.key is None else record.key.decode(),
        }
        if record.headers:
            own["_headers"] = [[name, value.decode()] for name, value in record.headers]
        rows.append(own | flattened(event_of(record)))
    return rows


def read_text(broker, *arguments, format):
    command = ["read", "clickstream", "-b", broker, "--from", "earliest", "--to", "latest", "--format", format]
    return kframe.run(*command, *arguments, text=False, encoding=None).stdout


@pytest.fixture(scope="module")
def ndjson_file(golden_broker, tmp_path_factory):
    path = tmp_path_factory.mktemp("ndjson") / "clickstream.ndjson"
    path.write_bytes(read_text(golden_broker, format="ndjson"))
    return path


@pytest.fixture(scope="module")
def csv_file(golden_broker, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "clickstream.csv"
    path.write_bytes(read_text(golden_broker, "--select", SELECT, format="csv"))
    return path


def test_every_row_and_field_of_ndjson(ndjson_file, expected):
    found = kframe.ndjson(ndjson_file.read_text())
    assert len(found) == len(expected) == 6000
    for row, wanted in zip(found, expected, strict=True):
        assert plain(row) == plain(wanted)


def test_kframes_own_columns_come_first(ndjson_file):
    for line in ndjson_file.read_text().splitlines():
        names = list(json.loads(line))
        own = [name for name in names if name.startswith("_")]
        assert names[: len(own)] == own
        assert own[:4] == ["_partition", "_offset", "_timestamp", "_key"]


def test_ndjson_in_pandas_polars_duckdb_and_pyarrow(ndjson_file, expected):
    keys = [row["writeKey"] for row in expected]
    prices = [row.get("properties.price") for row in expected]
    offsets = [row["_offset"] for row in expected]
    in_pandas = pandas.read_json(ndjson_file, lines=True, precise_float=True)
    in_polars = polars.read_ndjson(ndjson_file, infer_schema_length=None)
    in_arrow = pyarrow.json.read_json(ndjson_file)
    in_duckdb = duckdb.sql(
        f"SELECT * FROM read_json('{ndjson_file}', format='newline_delimited', sample_size=-1)"
    ).to_arrow_table()
    assert in_pandas["writeKey"].tolist() == keys
    assert in_polars["writeKey"].to_list() == keys
    assert in_arrow["writeKey"].to_pylist() == keys
    assert in_duckdb["writeKey"].to_pylist() == keys
    assert in_polars["_offset"].to_list() == in_arrow["_offset"].to_pylist() == offsets
    assert in_duckdb["_offset"].to_pylist() == in_pandas["_offset"].tolist() == offsets
    assert in_polars["properties.price"].to_list() == in_arrow["properties.price"].to_pylist() == prices
    assert in_duckdb["properties.price"].to_pylist() == prices
    assert [None if price != price else price for price in in_pandas["properties.price"]] == prices


def cell(value):
    """A value as CSV has it, but for times, which are compared as times."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def test_every_cell_of_csv(csv_file, expected):
    text = csv_file.read_bytes().decode()
    assert text.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    names = SELECT.split(",")
    assert rows[0] == names
    assert len(rows) == 6001
    for cells, wanted in zip(rows[1:], expected, strict=True):
        for name, found in zip(names, cells, strict=True):
            value = wanted.get(name)
            if name in ("_timestamp", "timestamp"):
                assert pandas.Timestamp(found) == pandas.Timestamp(value)
            elif isinstance(value, float):
                assert float(found) == value
            else:
                assert found == cell(value), name


def test_csv_in_pandas_polars_duckdb_and_pyarrow(csv_file, expected):
    """All four see the same text in every cell."""
    names = SELECT.split(",")
    in_pandas = pandas.read_csv(csv_file, dtype=str, keep_default_na=False)
    in_polars = polars.read_csv(csv_file, infer_schema=False).fill_null("")
    options = pyarrow.csv.ConvertOptions(column_types={name: pyarrow.string() for name in names})
    in_arrow = pyarrow.csv.read_csv(csv_file, convert_options=options)
    in_duckdb = duckdb.sql(f"SELECT * FROM read_csv('{csv_file}', all_varchar=true, header=true)").to_arrow_table()
    for name in names:
        texts = in_pandas[name].tolist()
        assert len(texts) == len(expected)
        assert in_polars[name].to_list() == texts
        assert [text or "" for text in in_arrow[name].to_pylist()] == texts
        assert [text or "" for text in in_duckdb[name].to_pylist()] == texts


def test_csv_gives_numbers_back_as_numbers(csv_file, expected):
    frame = polars.read_csv(csv_file, infer_schema_length=None, try_parse_dates=True)
    assert frame["_offset"].dtype == polars.Int64
    assert frame["properties.price"].dtype == polars.Float64
    assert frame["properties.price"].to_list() == [row.get("properties.price") for row in expected]
    assert isinstance(frame["timestamp"].dtype, polars.Datetime)


def test_ndjson_and_csv_say_the_same_of_odd_values(golden_broker):
    """`edge-values`: everything that JSON and bytes can be; each row is there, in both."""
    command = ["read", "edge-values", "-b", golden_broker, "--from", "earliest", "--to", "latest"]
    as_json = kframe.ndjson(kframe.run(*command, "--format", "ndjson").stdout)
    places = "_partition,_offset,_error"
    as_csv = kframe.run(*command, "--select", places, "--format", "csv", text=False, encoding=None).stdout
    rows = list(csv.DictReader(io.StringIO(as_csv.decode(), newline="")))
    assert [int(row["_offset"]) for row in rows] == [row["_offset"] for row in as_json]
    assert [row["_error"] != "" for row in rows] == ["_error" in row for row in as_json]
    assert len(rows) == len(golden_records("edge-values"))


def test_integers_keep_every_digit(scratch_broker):
    clients.create_topic(scratch_broker, "digits", 1)
    texts = ["9007199254740993", "-9223372036854775808", "9223372036854775807"]
    values = [Record(0, -1, 1_663_848_000_000, b"k", f'{{"n":{text}}}'.encode()) for text in texts]
    clients.write_with_confluent(scratch_broker, "digits", "none", values)
    assert [row["n"] for row in kframe.rows(scratch_broker, "digits")] == [int(text) for text in texts]
    out = kframe.run("read", "digits", "-b", scratch_broker, "--from", "earliest", "--to", "latest", "--format", "csv")
    assert [line.split(",")[-1] for line in out.stdout.splitlines()[1:]] == texts
