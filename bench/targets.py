"""What kframe is asked to reach, and what was found: ratios within one run."""

from dataclasses import dataclass

from shapes import SHAPES


@dataclass(frozen=True)
class Target:
    wanted: str
    found: str
    met: bool | None  # None: not measured


STREAMS = [
    ("count", "counting"),
    ("ndjson", "NDJSON"),
    ("csv", "CSV of 5 columns"),
    ("wide-count", "counting 1,000 partitions"),
    ("wide-ndjson", "NDJSON of 1,000 partitions"),
]
RATIOS = [
    ("Counting: at least 4 times as fast as kcat's dump", "count", "kcat", 4),
    ("A writeKey of 8 % to a frame: at least 2.5 times kcat's dump", "common", "kcat", 2.5),
    ("A writeKey under 1 % to a frame: at least 3 times kcat's dump", "rare", "kcat", 3),
    ("Everything to a frame: no slower than kcat's dump", "frame", "kcat", 1),
    ("… at least 40 times confluent-kafka, json and flattened pandas", "frame", "json", 40),
    ("… and as one that is not flattened, of as many events", "frame", "by-hand", 40),
    ("… at least 60 times kafka-python, json and flattened pandas", "frame", "kafka-python", 60),
    ("From JSON that is there: at least 4 times DuckDB by the first rows", "lines-kframe", "lines-duckdb", 4),
    ("… DuckDB by all rows", "lines-kframe", "lines-duckdb-all", 4),
    ("… at least 4 times polars that was told the types", "lines-kframe", "lines-polars", 4),
    ("… polars by all rows", "lines-kframe", "lines-polars-all", 4),
    ("5 columns to a frame: at least 1.6 times as fast as everything", "select", "frame", 1.6),
    ("Messages of 100 bytes, counting: at least 5 times kcat's dump", "small-count", "small-kcat", 5),
    ("Two cores: at least 1.6 times one, to a frame", "frame-2-cores", "frame-1-cores", 1.6),
    ("… to NDJSON", "ndjson-2-cores", "ndjson-1-cores", 1.6),
]


# The promises of the day, of other events.
for _name in SHAPES:
    RATIOS += [
        (f"Other events, {_name}: counting, at least 4 times kcat's dump", f"{_name}-count", f"{_name}-kcat", 4),
        ("… everything to a frame, no slower than kcat's dump", f"{_name}-frame", f"{_name}-kcat", 1),
    ]


def targets(results, facts):
    """Every target, in the order of the product's promises."""
    by_key = {one.key: one for one in results if not one.failure and one.wall}
    found = [ratio(by_key, *one) for one in RATIOS]
    found += two_hours(facts.get("two_hours"))
    found.append(frame_memory(by_key, "frame", "Everything to a frame", facts.get("arrow_bytes")))
    found.append(frame_memory(by_key, "wide-frame", "1,000 partitions to a frame", facts.get("wide_arrow_bytes")))
    found += [stream_memory(by_key, key, name) for key, name in STREAMS]
    found.append(start_up(by_key))
    found.append(in_python(by_key))
    return found


def ratio(by_key, wanted, one, other, least):
    if one not in by_key or other not in by_key:
        return Target(wanted, "not measured", None)
    times = by_key[one].rate / by_key[other].rate
    return Target(wanted, f"{times:.2f} times" if times < 10 else f"{times:.0f} times", times >= least)


def two_hours(facts):
    bytes_wanted = "Two hours of a day: at most the range's bytes, 10 % and the allowance"
    batches_wanted = "… and no batch outside them is unpacked"
    if not facts:
        return [Target(bytes_wanted, "not measured", None), Target(batches_wanted, "not measured", None)]
    most = 1.1 * facts["range"] + facts["allowance"]
    fetched = (
        f"{facts['fetched'] / 1e6:.1f} MB, where the range has {facts['range'] / 1e6:.1f} MB"
        f" and the allowance {facts['allowance'] / 1e6:.1f} MB"
    )
    # At each end of a partition a batch may lie across the boundary.
    most_batches = facts["batches"] + 2 * facts["partitions"]
    unpacked = f"{facts['read']:,} of about {facts['batches']:,.0f} unpacked, {facts['unread']:,} left unread"
    return [
        Target(bytes_wanted, fetched, facts["fetched"] <= most),
        Target(batches_wanted, unpacked, facts["read"] <= most_batches),
    ]


def frame_memory(by_key, key, name, arrow_bytes):
    wanted = f"{name}: peak at most 1.3 times its Arrow bytes plus 200 MB"
    if key not in by_key or not arrow_bytes:
        return Target(wanted, "not measured", None)
    peak, most = by_key[key].peak, 1.3 * arrow_bytes + 200e6
    return Target(wanted, f"{peak / 1e6:,.0f} MB, of {most / 1e6:,.0f} MB allowed", peak <= most)


def stream_memory(by_key, key, name):
    wanted = f"Memory for {name}: under 300 MB"
    if key not in by_key:
        return Target(wanted, "not measured", None)
    return Target(wanted, f"{by_key[key].peak / 1e6:,.0f} MB", by_key[key].peak < 300e6)


def start_up(by_key):
    wanted = "An empty range: under 50 ms"
    if "start" not in by_key:
        return Target(wanted, "not measured", None)
    wall = by_key["start"].wall
    return Target(wanted, f"{wall * 1000:.0f} ms", wall < 0.05)


def in_python(by_key):
    wanted = "In Python, to a pandas frame: at most 15 % over the command's time to the frame"
    if "python" not in by_key or "frame" not in by_key:
        return Target(wanted, "not measured", None)
    more = by_key["python"].wall / by_key["frame"].wall - 1
    return Target(wanted, f"{more * 100:+.0f} %", more <= 0.15)
